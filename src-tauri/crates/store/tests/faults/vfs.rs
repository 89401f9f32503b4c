//! A shim between SQLite and the disk: every operation on a file is told to the [`World`] of the running thread first,
//! which lets it happen, refuses it, or ends the world. It is the default of this test program, so that the store's own
//! code runs over it unchanged (<https://www.sqlite.org/vfs.html>, section 2.2 on shims).
//!
//! SQLite calls its file system by C pointers: this is the one file of the tests that needs `unsafe`. What holds: each
//! file that SQLite hands over was laid out by [`open`] as [`Shim`] with the real file's bytes after it (`szOsFile` says
//! so), lives until [`close`], and is used by one thread at a time.
#![allow(unsafe_code, reason = "SQLite's file system is an interface of C")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::size_of;
use std::path::{Path, PathBuf};
use std::sync::Once;

use rusqlite::ffi;

use crate::world::{Op, with};

/// A file of ours; the real one lies behind it in memory.
#[repr(C)]
struct Shim {
    methods: *const ffi::sqlite3_io_methods,
    path: *mut PathBuf,
}

/// Makes the shim the file system of every database that this program opens from now on.
pub fn install() {
    static ONCE: Once = Once::new();
    // SAFETY: the real file system lives as long as the program; ours is leaked and so does too.
    ONCE.call_once(|| unsafe {
        let real = ffi::sqlite3_vfs_find(std::ptr::null());
        assert!(!real.is_null(), "SQLite has a file system");
        let mut ours = *real;
        ours.zName = c"faulty".as_ptr();
        ours.pNext = std::ptr::null_mut();
        ours.pAppData = real.cast();
        ours.szOsFile = (*real).szOsFile + size_of::<Shim>() as c_int;
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        ours.xAccess = Some(access);
        ours.xFullPathname = Some(full_pathname);
        let registered = ffi::sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 1);
        assert_eq!(registered, ffi::SQLITE_OK);
    });
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// The real file system.
unsafe fn real(vfs: *mut ffi::sqlite3_vfs) -> *mut ffi::sqlite3_vfs {
    // SAFETY: `install` put it there.
    unsafe { (*vfs).pAppData.cast() }
}

/// The real file behind one of ours.
unsafe fn inner(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: `szOsFile` made room for both.
    unsafe { file.cast::<Shim>().add(1).cast() }
}

/// Where a file lies; none of a temporary one.
unsafe fn path<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a Path> {
    // SAFETY: `open` put a boxed path or nothing there.
    unsafe { (*file.cast::<Shim>()).path.as_ref().map(PathBuf::as_path) }
}

unsafe fn name(z: *const c_char) -> Option<PathBuf> {
    if z.is_null() {
        return None;
    }
    // SAFETY: SQLite's names end in zero.
    let text = unsafe { CStr::from_ptr(z) };
    text.to_str().ok().map(PathBuf::from)
}

/// Asks the world; the real operation runs only when it says so.
fn asked(op: Op<'_>, go: impl FnOnce() -> c_int) -> c_int {
    match with(|world| world.ask(&op)) {
        Err(code) => code,
        Ok(()) => {
            let done = go();
            with(|world| world.done(&op, done == ffi::SQLITE_OK));
            done
        }
    }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    z: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives `szOsFile` bytes; a file whose methods are null is never closed.
    unsafe {
        let shim = file.cast::<Shim>();
        (*shim).methods = std::ptr::null();
        (*shim).path = std::ptr::null_mut();
        let path = name(z);
        let go = || {
            (*real(vfs))
                .xOpen
                .map_or(ffi::SQLITE_ERROR, |f| f(real(vfs), z, inner(file), flags, out))
        };
        let opened = match &path {
            Some(path) => asked(Op::Open(path, path.exists()), go),
            None => go(),
        };
        if opened == ffi::SQLITE_OK {
            (*shim).methods = &raw const METHODS;
            if let Some(path) = path {
                (*shim).path = Box::into_raw(Box::new(path));
            }
        }
        opened
    }
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, z: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: as SQLite calls it.
    unsafe {
        let go = || {
            (*real(vfs))
                .xDelete
                .map_or(ffi::SQLITE_ERROR, |f| f(real(vfs), z, sync_folder))
        };
        match name(z) {
            Some(path) => asked(Op::Delete(&path, sync_folder != 0), go),
            None => go(),
        }
    }
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    z: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: as SQLite calls it.
    unsafe {
        (*real(vfs))
            .xAccess
            .map_or(ffi::SQLITE_ERROR, |f| f(real(vfs), z, flags, out))
    }
}

unsafe extern "C" fn full_pathname(
    vfs: *mut ffi::sqlite3_vfs,
    z: *const c_char,
    n: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: as SQLite calls it.
    unsafe {
        (*real(vfs))
            .xFullPathname
            .map_or(ffi::SQLITE_ERROR, |f| f(real(vfs), z, n, out))
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: the last call for this file; the path was boxed by `open`.
    unsafe {
        let shim = file.cast::<Shim>();
        if !(*shim).path.is_null() {
            drop(Box::from_raw((*shim).path));
            (*shim).path = std::ptr::null_mut();
        }
        let inner = inner(file);
        (*(*inner).pMethods).xClose.map_or(ffi::SQLITE_OK, |f| f(inner))
    }
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, to: *mut c_void, n: c_int, at: i64) -> c_int {
    // SAFETY: as SQLite calls it.
    unsafe {
        let inner = inner(file);
        let go = || {
            (*(*inner).pMethods)
                .xRead
                .map_or(ffi::SQLITE_ERROR, |f| f(inner, to, n, at))
        };
        match path(file) {
            Some(path) => asked(Op::Read(path), go),
            None => go(),
        }
    }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, n: c_int, at: i64) -> c_int {
    // SAFETY: SQLite gives `n` readable bytes.
    unsafe {
        let inner = inner(file);
        let go = || {
            (*(*inner).pMethods)
                .xWrite
                .map_or(ffi::SQLITE_ERROR, |f| f(inner, from, n, at))
        };
        match path(file) {
            Some(path) => {
                let bytes = std::slice::from_raw_parts(from.cast::<u8>(), n.cast_unsigned() as usize);
                asked(Op::Write(path, at.cast_unsigned(), bytes), go)
            }
            None => go(),
        }
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: as SQLite calls it.
    unsafe {
        let inner = inner(file);
        let go = || {
            (*(*inner).pMethods)
                .xTruncate
                .map_or(ffi::SQLITE_ERROR, |f| f(inner, size))
        };
        match path(file) {
            Some(path) => asked(Op::Truncate(path, size.cast_unsigned()), go),
            None => go(),
        }
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // The world keeps what a disk would keep: there is nothing to force to a real one.
    // SAFETY: as SQLite calls it.
    match unsafe { path(file) } {
        Some(path) => asked(Op::Sync(path), || ffi::SQLITE_OK),
        None => ffi::SQLITE_OK,
    }
}

/// A method that is handed through as it is.
macro_rules! through {
    ($($name:ident = $method:ident($($argument:ident: $kind:ty),*);)+) => {$(
        unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file $(, $argument: $kind)*) -> c_int {
            // SAFETY: as SQLite calls it.
            unsafe {
                let inner = inner(file);
                (*(*inner).pMethods).$method.map_or(ffi::SQLITE_ERROR, |f| f(inner $(, $argument)*))
            }
        }
    )+};
}

through! {
    file_size = xFileSize(out: *mut i64);
    lock = xLock(level: c_int);
    unlock = xUnlock(level: c_int);
    check_reserved_lock = xCheckReservedLock(out: *mut c_int);
    file_control = xFileControl(op: c_int, argument: *mut c_void);
    sector_size = xSectorSize();
    device_characteristics = xDeviceCharacteristics();
    shm_map = xShmMap(page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void);
    shm_lock = xShmLock(offset: c_int, n: c_int, flags: c_int);
    shm_unmap = xShmUnmap(delete: c_int);
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: as SQLite calls it.
    unsafe {
        let inner = inner(file);
        if let Some(f) = (*(*inner).pMethods).xShmBarrier {
            f(inner);
        }
    }
}
