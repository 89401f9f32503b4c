//! `counterfoil-reader`: reads one file from outside for the program that started it, and ends.
//!
//! Never here: an argument, a setting, a path. It knows what it was handed and nothing else.

use fence::Fence;
use reading::Pipe;

fn main() {
    let held = Fence::around_pipes(reading::LIMITS).shut();
    let served = reading::serve(&mut Pipe::given(), &mut Pipe::given(), held, fence::grant_seconds);
    // Nothing is given back piece by piece: the system takes it all.
    std::process::exit(i32::from(served.is_err()));
}
