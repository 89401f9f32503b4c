//! Devices and folders of the counter, as every station reads them; the settings change them.

pub mod printers;

use std::path::PathBuf;

use store::Tx;

use crate::counter::api::Devices;
use crate::counter::desk::Desk;
use crate::rim::api::Refusal;

const DEVICES: &str = "devices";

/// Devices and folders; unset folders lie in the store's neighbour `…-papers`.
pub fn devices(tx: &Tx<'_>) -> Result<Devices, Refusal> {
    Ok(tx.own_setting(DEVICES)?.unwrap_or_default())
}

/// Devices and folders, read on their own. Errors: `not-signed-in`.
pub fn current(desk: &Desk) -> Result<Devices, Refusal> {
    desk.read(|open| open.store.read(devices))
}

/// Writes devices and folders.
pub fn put_devices(tx: &mut Tx<'_>, devices: &Devices) -> Result<(), Refusal> {
    Ok(tx.put_own_setting(DEVICES, devices)?)
}

/// A folder of the settings, or its default beside the store. Never inside it: papers are readable, and the store's
/// own folder holds nothing that is.
pub fn folder(desk: &Desk, chosen: &str, default: &str) -> PathBuf {
    if !chosen.trim().is_empty() {
        return PathBuf::from(chosen.trim());
    }
    let store = &desk.config.store_dir;
    let name = store
        .file_name()
        .map_or_else(|| "store".into(), |n| n.to_string_lossy().into_owned());
    store.with_file_name(format!("{name}-papers")).join(default)
}
