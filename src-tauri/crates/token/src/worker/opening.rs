//! Which driver a module is for: by the place that it lies in.

use std::path::Path;

use crate::error::TokenError;
use crate::module::PCSC;
use crate::piv::PivDriver;
use crate::pkcs11::Pkcs11Driver;
use crate::profile::Profile;
use crate::vocabulary::Driver;

/// The driver for a module.
pub(crate) fn open(name: &str, path: &Path, profiles: Vec<Profile>) -> Result<Box<dyn Driver>, TokenError> {
    #[cfg(feature = "double")]
    if let Some(inside) = path
        .to_str()
        .and_then(|path| path.strip_prefix(crate::double::PREFIX))
    {
        let inside = open(name, Path::new(inside), profiles)?;
        return Ok(Box::new(crate::double::Faulty::around(inside)));
    }
    #[cfg(feature = "double")]
    if let Some(double) = crate::double::Double::from_path(path) {
        return Ok(Box::new(double));
    }
    if path == Path::new(PCSC) {
        return Ok(Box::new(PivDriver::open(name, profiles)));
    }
    Ok(Box::new(Pkcs11Driver::open(name, path, profiles)?))
}
