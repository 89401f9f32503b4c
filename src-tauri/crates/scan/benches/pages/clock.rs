//! Processor time and memory as the kernel counts them; wall time says nothing on a machine that others use.

use std::fs;
use std::process::Command;
use std::time::Duration;

/// Processor time of this thread.
fn thread_time() -> Duration {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split(' ').next().and_then(|n| n.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

/// Does something and says what processor time it took this thread, in milliseconds.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let before = thread_time();
    let done = work();
    (done, (thread_time() - before).as_secs_f64() * 1e3)
}

/// Processor time of all finished children, in milliseconds; the kernel counts it in hundredths of a second.
fn children_time() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets: fields 16 and 17 of proc(5) are cutime and cstime.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields
        .skip(13)
        .take(2)
        .filter_map(|n| n.parse::<u64>().ok())
        .sum();
    ticks as f64 * 10.0
}

/// Runs a program to its end: what it printed, and its processor time in milliseconds. `None` when it is not installed.
pub fn run(command: &mut Command) -> Option<(String, f64)> {
    let before = children_time();
    let output = command.output().ok()?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    Some((printed, children_time() - before))
}

/// The most memory this process has held so far, in megabytes.
pub fn peak_megabytes() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}
