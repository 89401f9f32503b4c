//! One run: the windows work, everything befalls them, and what is left is held against what was acknowledged.

use std::thread;
use std::time::Duration;

use crate::rig::Rig;
use crate::wanted::Wanted;
use crate::{checks, faults};

/// Runs all of it and says whether it held.
pub fn run(wanted: &Wanted) -> bool {
    let room = tempfile::Builder::new().prefix("hall-bench-").tempdir().unwrap();
    let mut rig = Rig::new(wanted, room.path());
    println!(
        "{} windows joined over TLS; {} cases a minute for {} minutes, seed {}",
        wanted.windows, wanted.rate, wanted.minutes, wanted.seed
    );
    for number in 0..rig.seats.len() {
        rig.open(number);
        thread::sleep(Duration::from_millis(100));
    }
    let spans = faults::let_loose(&mut rig, wanted);
    rig.close();
    rig.prove();
    checks::check(&rig, &spans)
}
