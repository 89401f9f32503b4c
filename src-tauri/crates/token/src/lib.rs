//! Token vocabulary, its drivers, the worker process. Knows no case.
