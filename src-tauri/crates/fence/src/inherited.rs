//! Files that a process was started with and does not know of: a library of the starting program may have left one
//! open. A wall around files does not hold what is open already.

#![allow(unsafe_code)]

use std::os::fd::RawFd;

/// The first that is no pipe of ours.
const FIRST: RawFd = 3;

/// Closes everything but standard input, output and error.
///
/// Facts: close_range(2), since Linux 5.9.
pub(crate) fn close() {
    // SAFETY: the call takes three numbers. It runs first thing in a process that has opened nothing of its own, so no
    // value in this program owns what is closed.
    let closed = unsafe { libc::syscall(libc::SYS_close_range, FIRST, libc::c_uint::MAX, 0) };
    if closed != 0 {
        close_one_by_one();
    }
}

/// The same on older kernels. The folder's own file is closed with the rest, which ends the listing without harm.
fn close_one_by_one() {
    let Ok(entries) = std::fs::read_dir("/proc/self/fd") else {
        return;
    };
    let open: Vec<RawFd> = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    for one in open.into_iter().filter(|one| *one >= FIRST) {
        // SAFETY: as above; a number that is closed already is answered with an error and nothing else.
        unsafe { libc::close(one) };
    }
}
