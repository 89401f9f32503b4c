//! What is freed goes back to the system at once: a scanned page takes tens of megabytes for a second, and a counter's
//! machine has other programs to run.
//!
//! Never here: any other call. This is the one place of the window that speaks C, so that its few lines can be read
//! through. What it asks for costs or saves memory only; `cargo xtask bench window memory` measures it.
//!
//! Facts: mimalloc 3, `include/mimalloc.h` (options), `src/options.c` (a freed block waits a second, an arena ten);
//! mallopt(3) of glibc 2.36: eight arenas a core, and thresholds that grow with what is freed until one is set.

#![allow(unsafe_code)]

use std::ffi::{c_int, c_long};

/// How long the allocator keeps what was freed, in milliseconds; the wrapper has no name for this option.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
const AT_ONCE: c_long = 0;
/// What C libraries under the window (the engine's library, the store's) may keep, in bytes, and in how many arenas.
const FOR_C: [(c_int, c_int); 3] = [
    (libc::M_ARENA_MAX, 2),
    (libc::M_MMAP_THRESHOLD, 128 * 1024),
    (libc::M_TRIM_THRESHOLD, 128 * 1024),
];

/// Asks both allocators to give back early. Called once, before there is a second thread. A setting that a system does
/// not know changes nothing.
pub fn ask() {
    // SAFETY: both calls only store a number under a lock-free option of their own library and read nothing of ours;
    // neither may run beside another thread, and there is none yet.
    unsafe {
        libmimalloc_sys::mi_option_set(PURGE_DELAY, AT_ONCE);
        for (what, value) in FOR_C {
            libc::mallopt(what, value);
        }
    }
}
