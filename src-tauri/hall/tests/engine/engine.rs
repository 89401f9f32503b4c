//! What the store's tests run on here: the first window of a hall.

use std::path::Path;
use std::sync::Once;

use hall::Windows;
use hall::cluster::Cluster;
use store::Store;
use store::hall::Opener as _;

use crate::house::{LOGIN, PASSWORD, secret};

/// A new store, moved into a hall of its own.
pub fn placed(mut store: Store, folder: &Path) -> Store {
    static ONCE: Once = Once::new();
    ONCE.call_once(hall::open_windows);
    let hall = Cluster::shared().unwrap().hall().unwrap();
    hall.join(folder, "engine").unwrap();
    store.move_into_hall(Windows.open(folder).unwrap()).unwrap();
    drop(store);
    Store::unlock(folder, LOGIN, &secret(PASSWORD)).unwrap().0
}
