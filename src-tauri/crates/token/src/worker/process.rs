//! What the worker asks of the operating system: that a crash in a vendor's module leaves no PIN on the disk.
//!
//! Never here: anything the program itself would need; this is called in worker processes only.

/// No core dump and no debugger for this process. A refusal is not fatal: the process works, only less privately.
pub(super) fn keep_secrets_in_memory() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    );
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
