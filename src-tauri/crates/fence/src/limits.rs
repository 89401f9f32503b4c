//! Memory, time and files: what setrlimit(2) takes, and what every process asks for that has seen a secret.

use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit};
use rustix::thread::set_no_new_privs;

/// How much a process may take. What is `None` stays as it was inherited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Address space in bytes.
    pub memory: Option<u64>,
    /// Processor time in seconds: at first, and at most. The kernel ends the process at the first, which the process
    /// moves up to the second with [`grant_seconds`].
    pub seconds: Option<(u64, u64)>,
    /// The stack of the first thread in bytes: what nests too deep ends here, and not in a program with less.
    pub stack: Option<u64>,
    /// Open files.
    pub files: Option<u64>,
    /// Bytes of one file that is written.
    pub file_bytes: Option<u64>,
    /// Processes and threads of this user: 0 lets a process without threads start nothing.
    pub processes: Option<u64>,
}

impl Limits {
    /// Sets them, with no core dump, no debugger and no new privileges; false when one of them did not take.
    pub(crate) fn set(&self) -> bool {
        let limits = [
            (Resource::Core, Some((0, 0))),
            (Resource::As, both(self.memory)),
            (Resource::Cpu, self.seconds),
            (Resource::Stack, both(self.stack)),
            (Resource::Nofile, both(self.files)),
            (Resource::Fsize, both(self.file_bytes)),
            (Resource::Nproc, both(self.processes)),
        ];
        let mut all = set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok();
        for (resource, limit) in limits {
            all &= limit.is_none_or(|(now, most)| limited(resource, now, most));
        }
        set_no_new_privs(true).is_ok() && all
    }
}

/// Gives the calling process more processor time, in seconds from its start and up to what it may have at most.
pub fn grant_seconds(seconds: u64) {
    let most = getrlimit(Resource::Cpu).maximum;
    let now = most.map_or(seconds, |most| seconds.min(most));
    let _ = setrlimit(
        Resource::Cpu,
        Rlimit {
            current: Some(now),
            maximum: most,
        },
    );
}

fn limited(resource: Resource, now: u64, most: u64) -> bool {
    let limit = Rlimit {
        current: Some(now),
        maximum: Some(most),
    };
    setrlimit(resource, limit).is_ok()
}

fn both(limit: Option<u64>) -> Option<(u64, u64)> {
    limit.map(|limit| (limit, limit))
}
