//! The worker process alone, for programs (and tests) that cannot be their own worker.
//!
//! Never here: anything but the call. What the worker does is in the library.

fn main() {
    token::serve();
}
