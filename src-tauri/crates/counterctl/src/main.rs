//! The command line over the desk and the pure crates.
fn main() {}
