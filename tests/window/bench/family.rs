//! The processes of a window: the program, the engine's, the key drivers' worker; what memory and processor time they
//! take.
//!
//! Facts: proc(5). Memory is the proportional set size: what processes share is counted once.

use std::collections::BTreeMap;
use std::fs;

/// A process and all that it started, directly or not.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    root: u32,
}

/// Clock ticks a second, which Linux promises to programs on every machine that Debian runs on (time(7): `USER_HZ`).
const TICKS: f64 = 100.0;

impl Family {
    pub fn of(root: u32) -> Self {
        Self { root }
    }

    /// Everybody but the root itself.
    fn members(self) -> Vec<u32> {
        let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let all = fs::read_dir("/proc").into_iter().flatten().flatten();
        let all = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        for id in all {
            if let Some(parent) = stat(id).and_then(|fields| fields.first()?.parse().ok()) {
                children.entry(parent).or_default().push(id);
            }
        }
        let mut members = Vec::new();
        let mut todo = vec![self.root];
        while let Some(id) = todo.pop() {
            let own = children.remove(&id).unwrap_or_default();
            members.extend(&own);
            todo.extend(own);
        }
        members
    }

    /// Memory in MiB by the name of the program (proc(5): `comm`).
    pub fn memory_by_name(self) -> BTreeMap<String, f64> {
        let mut by_name = BTreeMap::new();
        for id in self.members() {
            // A process that ended meanwhile holds nothing.
            let (Some(name), Some(memory)) = (name(id), memory(id)) else {
                continue;
            };
            *by_name.entry(name).or_default() += memory;
        }
        by_name
    }

    /// Processor time of all so far, in seconds: in programs and in the kernel, that of ended children included.
    pub fn processor_time(self) -> f64 {
        let all = self.members().into_iter().filter_map(stat);
        let ticks = all.map(|fields| {
            // utime, stime, cutime, cstime: 14 to 17 of the line, counted behind the name and the state.
            let times = fields.iter().skip(10).take(4);
            times.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>()
        });
        ticks.sum::<f64>() / TICKS
    }
}

/// What a process is called. None when it has ended.
fn name(id: u32) -> Option<String> {
    let name = fs::read_to_string(format!("/proc/{id}/comm")).ok()?;
    Some(name.trim().to_owned())
}

/// The memory of a process, in MiB. None when it has ended.
fn memory(id: u32) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kibibytes / 1024.0)
}

/// The fields of a process behind its state: the parent's number first. None when it has ended.
fn stat(id: u32) -> Option<Vec<String>> {
    let line = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name may hold blanks and brackets; the last bracket ends it.
    let (_, fields) = line.rsplit_once(") ")?;
    Some(fields.split(' ').skip(1).map(str::to_owned).collect())
}
