//! Which system calls may be made: a list of those that computing takes, and the end of the process for any other.
//!
//! The list is what the Rust library and glibc need for memory, one pipe and coming to an end, without threads. Memory
//! that can be run is never made any more, and a signal goes to the process itself alone. Written for the processors
//! that the filter's compiler knows (x86-64, AArch64, RISC-V 64); on others this wall is missing and told so.

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64"))]
pub(crate) use known::shut;

/// No compiler of filters for this processor.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
pub(crate) fn shut() -> bool {
    false
}

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64"))]
mod known {
    use std::collections::BTreeMap;

    use seccompiler::{
        BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
        SeccompFilter, SeccompRule, TargetArch, apply_filter,
    };

    /// Allowed whatever they are asked.
    const FREE: &[i64] = &[
        // The pipes.
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_lseek,
        libc::SYS_fstat,
        libc::SYS_ppoll,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_poll,
        // Memory.
        libc::SYS_brk,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        // Waiting, time, chance, one's own number.
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_restart_syscall,
        libc::SYS_getrandom,
        libc::SYS_getpid,
        libc::SYS_gettid,
        // Signals and the end.
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    /// Puts the filter up; false where the kernel has none.
    pub(crate) fn shut() -> bool {
        filter().is_ok_and(|program| apply_filter(&program).is_ok())
    }

    fn filter() -> Result<BpfProgram, BackendError> {
        let run = libc::PROT_EXEC as u64;
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
            FREE.iter().map(|call| (*call, Vec::new())).collect();
        for call in [libc::SYS_mmap, libc::SYS_mprotect] {
            rules.insert(call, only(2, SeccompCmpOp::MaskedEq(run), 0)?);
        }
        // glibc gives its own memory names.
        rules.insert(
            libc::SYS_prctl,
            only(0, SeccompCmpOp::Eq, libc::PR_SET_VMA as u64)?,
        );
        // Its own processor time may be moved up to what it has at most.
        let own = SeccompCondition::new(0, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0)?;
        let time = SeccompCondition::new(
            1,
            SeccompCmpArgLen::Qword,
            SeccompCmpOp::Eq,
            u64::from(libc::RLIMIT_CPU),
        )?;
        rules.insert(libc::SYS_prlimit64, vec![SeccompRule::new(vec![own, time])?]);
        let own = u64::from(std::process::id());
        rules.insert(libc::SYS_tgkill, only(0, SeccompCmpOp::Eq, own)?);
        SeccompFilter::new(
            rules,
            SeccompAction::KillProcess,
            SeccompAction::Allow,
            TargetArch::try_from(std::env::consts::ARCH)?,
        )?
        .try_into()
    }

    /// A rule that an argument must keep.
    fn only(argument: u8, how: SeccompCmpOp, value: u64) -> Result<Vec<SeccompRule>, BackendError> {
        let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Qword, how, value)?;
        Ok(vec![SeccompRule::new(vec![condition])?])
    }
}
