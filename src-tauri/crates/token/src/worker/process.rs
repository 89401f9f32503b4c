//! What every process of the program asks of the operating system: that a crash leaves no PIN and no password on the
//! disk.

/// No core dump and no debugger for this process. A refusal is not fatal: the process works, only less privately.
pub fn keep_secrets_in_memory() {
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
