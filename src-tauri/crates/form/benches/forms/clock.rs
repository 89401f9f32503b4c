//! Processor time and wall time of a piece of work, in milliseconds.

use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::time::{ClockId, clock_gettime};

/// What a piece of work took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Took {
    /// Processor time over all threads, children included.
    pub cpu: f64,
    /// Time on the wall.
    pub wall: f64,
}

impl Took {
    /// Measures a piece of work with the processes it waits for.
    pub fn of<T>(work: impl FnOnce() -> T) -> (Self, T) {
        let (cpu, wall) = (cpu(), Instant::now());
        let done = work();
        let took = Self {
            cpu: millis(self::cpu().saturating_sub(cpu)),
            wall: millis(wall.elapsed()),
        };
        (took, done)
    }

    /// The middle one of several, each time by itself. Zero when there is none.
    pub fn median(of: &[Self]) -> Self {
        let middle = |mut times: Vec<f64>| {
            times.sort_by(f64::total_cmp);
            times.get(times.len() / 2).copied().unwrap_or_default()
        };
        Self {
            cpu: middle(of.iter().map(|t| t.cpu).collect()),
            wall: middle(of.iter().map(|t| t.wall).collect()),
        }
    }
}

/// Processor time of this process and of its children that have ended.
fn cpu() -> Duration {
    let own =
        Duration::from(clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).expect("a process has a clock"));
    let children = getrusage(UsageWho::RUSAGE_CHILDREN).expect("a process has children's usage");
    let times = [children.user_time(), children.system_time()];
    times.iter().fold(own, |sum, time| {
        sum + Duration::new(time.tv_sec().unsigned_abs(), 0)
            + Duration::from_micros(time.tv_usec().unsigned_abs())
    })
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
