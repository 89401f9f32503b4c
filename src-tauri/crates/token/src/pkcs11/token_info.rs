//! C_GetTokenInfo, asked directly: a token that claims a clock and writes no digits into its time (opencryptoki
//! writes NULs) is refused by the wrapper as a whole, for a field that nobody here reads.
//!
//! Never here: any other call. This is the one place of the crate that speaks C, so that its few lines can be read
//! through.
//!
//! Facts: PKCS #11 v2.40 §3.2 (`CK_TOKEN_INFO`: utcTime counts only under CKF_CLOCK_ON_TOKEN), §5.4
//! (C_GetFunctionList).

#![allow(unsafe_code)]

use std::path::Path;

use cryptoki::context::Function;
use cryptoki::error::{Error, Rv, RvError};
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki_sys::{CK_FUNCTION_LIST, CK_TOKEN_INFO, CKF_CLOCK_ON_TOKEN, CKR_OK};

/// The module's own table of functions.
pub(super) struct TokenInfos {
    functions: *const CK_FUNCTION_LIST,
    /// Keeps the library, and with it the table, in memory.
    _library: cryptoki_sys::Pkcs11,
}

impl TokenInfos {
    /// The table of a module that is loaded already: the loader gives the same copy again.
    pub fn of(path: &Path) -> Result<Self, Error> {
        // SAFETY: the library was loaded before, so that nothing new of it runs; C_GetFunctionList writes one
        // pointer, to a table that lives as long as the library (§5.4).
        unsafe {
            let library = cryptoki_sys::Pkcs11::new(path).map_err(Error::LibraryLoading)?;
            let mut functions = std::ptr::null_mut();
            Rv::from(library.C_GetFunctionList(&raw mut functions)).into_result(Function::GetFunctionList)?;
            if functions.is_null() {
                return Err(Error::NullFunctionPointer);
            }
            Ok(Self {
                functions,
                _library: library,
            })
        }
    }

    /// What a token says of itself, but for its clock.
    pub fn read(&self, slot: Slot) -> Result<TokenInfo, Error> {
        let mut raw = CK_TOKEN_INFO::default();
        // SAFETY: `functions` is not null and outlived by the library beside it; the call fills one structure.
        let answer = unsafe {
            let call = (*self.functions)
                .C_GetTokenInfo
                .ok_or(Error::NullFunctionPointer)?;
            call(slot.id(), &raw mut raw)
        };
        if answer != CKR_OK {
            Rv::from(answer).into_result(Function::GetTokenInfo)?;
            return Err(Error::Pkcs11(RvError::GeneralError, Function::GetTokenInfo));
        }
        raw.flags &= !CKF_CLOCK_ON_TOKEN;
        TokenInfo::try_from(raw)
    }
}
