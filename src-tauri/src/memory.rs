//! The memory of the window's program: what is freed or moved is wiped first, so that no PIN and no password outlives
//! the request it came in.
//!
//! A request passes through many hands before the desk holds its secret in a type that wipes itself: the body, its
//! text, the values read from it, and the copies a growing buffer leaves behind. None of them is ours to change; all
//! of them are freed here. Never here: what lies outside this program's own memory, as the web engine's copies do.

use mimalloc::MiMalloc;
use zeroizing_alloc::ZeroAlloc;

/// Wipes each block that is freed, and the old one of each that moves. It also gives back what a scanned page took: the
/// C library keeps the freed memory of every thread that has ever worked on one.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<MiMalloc> = ZeroAlloc(MiMalloc);
