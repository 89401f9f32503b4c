//! The project’s own errands: set-up, run, test, bench, package.
fn main() {}
