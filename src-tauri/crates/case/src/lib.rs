//! Case, business type, state and its transitions, roles, findings. Does no I/O and knows no CA by name.
