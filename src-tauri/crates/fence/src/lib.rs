//! The fence that a process puts around itself before it touches what a stranger made.
//!
//! Three walls, each as far as the kernel has it: limits of memory, time and files (`setrlimit`), which files may be
//! reached (landlock), which system calls may be made (seccomp). A process that has shut itself in cannot open the gate
//! again, and neither can anything it loads or starts. What holds on this machine is told, never assumed.
//!
//! Never here: a parser, a store, a path of the house, a judgement of what was read. Who is to be fenced says where to.
//!
//! Facts: setrlimit(2), landlock(7), seccomp(2), prctl(2) `PR_SET_NO_NEW_PRIVS`.

mod calls;
mod inherited;
mod limits;
mod opening;
mod places;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use limits::{Limits, grant_seconds};
pub use opening::read_regular;
pub use places::Access;

/// What a process is to be shut in with.
#[derive(Debug, Clone)]
pub struct Fence {
    limits: Limits,
    places: Vec<(PathBuf, Access)>,
    reach: Reach,
}

/// Who is shut in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// One that reads from the pipe it was given, computes, and answers.
    Pipe,
    /// One that works with devices: no call is forbidden to it, but its files are.
    Places,
}

/// Which walls stand, as the process inside found out by putting them up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Memory, processor time, files, no core dump, no new privileges.
    pub limits: bool,
    /// Files, by landlock.
    pub files: bool,
    /// The version of landlock's interface that the kernel has; 0 when it has none.
    pub landlock: u8,
    /// System calls, by seccomp. Never asked for where devices are worked with.
    pub calls: bool,
}

impl Fence {
    /// Around a process that needs nothing but memory and the pipes that it was started with: no file, no socket, no
    /// other program, no thread, some forty system calls. A call beyond them ends it.
    pub fn around_pipes(limits: Limits) -> Self {
        Self {
            limits,
            places: Vec::new(),
            reach: Reach::Pipe,
        }
    }

    /// Around a process that loads code of others and works with devices: the places named with [`Fence::with`] and no
    /// others.
    pub fn around_places(limits: Limits) -> Self {
        Self {
            limits,
            places: Vec::new(),
            reach: Reach::Places,
        }
    }

    /// The same with a place that may be reached; one that is not there is passed over.
    #[must_use]
    pub fn with(mut self, place: impl Into<PathBuf>, access: Access) -> Self {
        self.places.push((place.into(), access));
        self
    }

    /// Shuts the calling process in, for good. Threads that run already stay outside of two of the walls, so it is
    /// called before there are any.
    ///
    /// Nothing here fails: a wall that the kernel does not have is missing in the answer.
    pub fn shut(&self) -> Held {
        inherited::close();
        let limits = self.limits.set();
        let landlock = places::shut(&self.places, self.reach == Reach::Pipe);
        let calls = self.reach == Reach::Pipe && calls::shut();
        Held {
            limits,
            files: landlock > 0,
            landlock,
            calls,
        }
    }
}
