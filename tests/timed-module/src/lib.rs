//! A PKCS #11 module that hands each call on to another and adds up how long that one took.
//!
//! `TIMED_MODULE` names the other module, `TIMED_CALLS` the file where two numbers stand after every call: how many
//! nanoseconds were spent in the other module so far, and in how many calls (each eight bytes, as the machine writes
//! them). So a benchmark knows the sum of the module's own calls, in whatever process and order they were made. The
//! calls that no driver of the house makes are handed on without being timed.
//!
//! Facts: PKCS #11 v2.40 §5.4 (C_GetFunctionList).

#![allow(unsafe_code, non_snake_case)]

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use cryptoki_sys::*;

/// The other module, and what was spent in it.
struct Timed {
    /// As the other module gave it.
    theirs: CK_FUNCTION_LIST,
    /// The same with the timed calls in their place.
    ours: CK_FUNCTION_LIST,
    nanoseconds: AtomicU64,
    calls: AtomicU64,
    told: File,
    /// Keeps the other module in memory.
    _library: Pkcs11,
}

static TIMED: OnceLock<Option<Timed>> = OnceLock::new();

impl Timed {
    fn open() -> Option<Self> {
        let path = PathBuf::from(std::env::var_os("TIMED_MODULE")?);
        let told = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(std::env::var_os("TIMED_CALLS")?)
            .ok()?;
        let mut list = std::ptr::null_mut();
        // SAFETY: C_GetFunctionList writes one pointer, to a table that lives as long as the library, which is kept.
        let (library, theirs) = unsafe {
            let library = Pkcs11::new(path).ok()?;
            if library.C_GetFunctionList(&raw mut list) != CKR_OK || list.is_null() {
                return None;
            }
            (library, *list)
        };
        Some(Self {
            theirs,
            ours: with_timed_calls(theirs),
            nanoseconds: AtomicU64::new(0),
            calls: AtomicU64::new(0),
            told,
            _library: library,
        })
    }

    fn count(&self, since: Instant) {
        let spent = u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let spent = self.nanoseconds.fetch_add(spent, Ordering::Relaxed) + spent;
        let calls = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let mut numbers = [0; 16];
        numbers[..8].copy_from_slice(&spent.to_ne_bytes());
        numbers[8..].copy_from_slice(&calls.to_ne_bytes());
        // A full disk makes the benchmark's figures stand still, and that shows.
        let _ = self.told.write_all_at(&numbers, 0);
    }
}

/// A call of the driver, timed and handed on.
macro_rules! timed_calls {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {
        $(unsafe extern "C" fn $name($($argument: $kind),*) -> CK_RV {
            let Some(timed) = TIMED.get().and_then(Option::as_ref) else {
                return CKR_CRYPTOKI_NOT_INITIALIZED;
            };
            let Some(call) = timed.theirs.$name else {
                return CKR_FUNCTION_NOT_SUPPORTED;
            };
            let since = Instant::now();
            // SAFETY: the arguments are the caller's own, handed on as they came.
            let answer = unsafe { call($($argument),*) };
            timed.count(since);
            answer
        })*

        fn with_timed_calls(theirs: CK_FUNCTION_LIST) -> CK_FUNCTION_LIST {
            CK_FUNCTION_LIST {
                C_GetFunctionList: Some(C_GetFunctionList),
                $($name: Some($name),)*
                ..theirs
            }
        }
    };
}

timed_calls! {
    C_Initialize(arguments: CK_VOID_PTR);
    C_GetSlotList(present: CK_BBOOL, slots: CK_SLOT_ID_PTR, count: CK_ULONG_PTR);
    C_GetTokenInfo(slot: CK_SLOT_ID, info: CK_TOKEN_INFO_PTR);
    C_InitToken(slot: CK_SLOT_ID, pin: CK_UTF8CHAR_PTR, length: CK_ULONG, label: CK_UTF8CHAR_PTR);
    C_InitPIN(session: CK_SESSION_HANDLE, pin: CK_UTF8CHAR_PTR, length: CK_ULONG);
    C_SetPIN(
        session: CK_SESSION_HANDLE,
        old: CK_UTF8CHAR_PTR,
        old_length: CK_ULONG,
        new: CK_UTF8CHAR_PTR,
        new_length: CK_ULONG
    );
    C_OpenSession(
        slot: CK_SLOT_ID,
        flags: CK_FLAGS,
        application: CK_VOID_PTR,
        notify: CK_NOTIFY,
        session: CK_SESSION_HANDLE_PTR
    );
    C_CloseSession(session: CK_SESSION_HANDLE);
    C_Login(session: CK_SESSION_HANDLE, user: CK_USER_TYPE, pin: CK_UTF8CHAR_PTR, length: CK_ULONG);
    C_Logout(session: CK_SESSION_HANDLE);
    C_CreateObject(
        session: CK_SESSION_HANDLE,
        template: CK_ATTRIBUTE_PTR,
        count: CK_ULONG,
        object: CK_OBJECT_HANDLE_PTR
    );
    C_DestroyObject(session: CK_SESSION_HANDLE, object: CK_OBJECT_HANDLE);
    C_GetAttributeValue(
        session: CK_SESSION_HANDLE,
        object: CK_OBJECT_HANDLE,
        template: CK_ATTRIBUTE_PTR,
        count: CK_ULONG
    );
    C_SetAttributeValue(
        session: CK_SESSION_HANDLE,
        object: CK_OBJECT_HANDLE,
        template: CK_ATTRIBUTE_PTR,
        count: CK_ULONG
    );
    C_FindObjectsInit(session: CK_SESSION_HANDLE, template: CK_ATTRIBUTE_PTR, count: CK_ULONG);
    C_FindObjects(
        session: CK_SESSION_HANDLE,
        objects: CK_OBJECT_HANDLE_PTR,
        most: CK_ULONG,
        count: CK_ULONG_PTR
    );
    C_FindObjectsFinal(session: CK_SESSION_HANDLE);
    C_SignInit(session: CK_SESSION_HANDLE, mechanism: CK_MECHANISM_PTR, key: CK_OBJECT_HANDLE);
    C_Sign(
        session: CK_SESSION_HANDLE,
        data: CK_BYTE_PTR,
        length: CK_ULONG,
        signature: CK_BYTE_PTR,
        signature_length: CK_ULONG_PTR
    );
    C_VerifyInit(session: CK_SESSION_HANDLE, mechanism: CK_MECHANISM_PTR, key: CK_OBJECT_HANDLE);
    C_Verify(
        session: CK_SESSION_HANDLE,
        data: CK_BYTE_PTR,
        length: CK_ULONG,
        signature: CK_BYTE_PTR,
        signature_length: CK_ULONG
    );
    C_DecryptInit(session: CK_SESSION_HANDLE, mechanism: CK_MECHANISM_PTR, key: CK_OBJECT_HANDLE);
    C_Decrypt(
        session: CK_SESSION_HANDLE,
        encrypted: CK_BYTE_PTR,
        encrypted_length: CK_ULONG,
        data: CK_BYTE_PTR,
        data_length: CK_ULONG_PTR
    );
    C_UnwrapKey(
        session: CK_SESSION_HANDLE,
        mechanism: CK_MECHANISM_PTR,
        unwrapping_key: CK_OBJECT_HANDLE,
        wrapped: CK_BYTE_PTR,
        wrapped_length: CK_ULONG,
        template: CK_ATTRIBUTE_PTR,
        count: CK_ULONG,
        key: CK_OBJECT_HANDLE_PTR
    );
    C_GenerateKeyPair(
        session: CK_SESSION_HANDLE,
        mechanism: CK_MECHANISM_PTR,
        public: CK_ATTRIBUTE_PTR,
        public_count: CK_ULONG,
        private: CK_ATTRIBUTE_PTR,
        private_count: CK_ULONG,
        public_key: CK_OBJECT_HANDLE_PTR,
        private_key: CK_OBJECT_HANDLE_PTR
    );
}

/// The one name that a module is entered by.
///
/// # Safety
/// `list` is null or points to a place for one pointer (PKCS #11 v2.40 §5.4).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn C_GetFunctionList(list: *mut CK_FUNCTION_LIST_PTR) -> CK_RV {
    if list.is_null() {
        return CKR_ARGUMENTS_BAD;
    }
    let Some(timed) = TIMED.get_or_init(Timed::open) else {
        return CKR_GENERAL_ERROR;
    };
    // SAFETY: not null, and by the contract of the call a place for one pointer.
    unsafe { *list = (&raw const timed.ours).cast_mut() };
    CKR_OK
}
