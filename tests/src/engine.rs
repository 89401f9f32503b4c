//! What a test's counter keeps its books on: this PC alone, or a hall over a real server of the tests' own.

use std::path::Path;

/// Asked of the surroundings: `hall` moves every counter of the tests into a hall of its own.
pub const ENGINE: &str = "COUNTERFOIL_ENGINE";

/// Moves a counter that was just made into a hall, when that is asked for: from then on its folder is the window
/// `window_1` of it.
pub fn settle(store: &Path, login: &str, password: &str) {
    if is_hall() {
        hall::move_in(store, login, password);
    }
}

/// The ticket of an empty hall for a counter that a program is to make, when that is asked for; it lies in the folder.
pub fn ticket() -> Option<tempfile::TempDir> {
    is_hall().then(hall::empty)
}

fn is_hall() -> bool {
    std::env::var_os(ENGINE).is_some_and(|engine| engine == "hall")
}

#[cfg(feature = "hall")]
#[allow(clippy::expect_used, reason = "a test that cannot go on has failed")]
pub mod hall {
    //! Counters of the tests in a hall.

    use std::path::Path;
    use std::sync::Once;

    use hall::Windows;
    use hall::cluster::{Cluster, TestHall};
    use secrecy::SecretString;
    use store::Store;
    use store::hall::Opener as _;

    /// The hall of the window in whose folder a counter was made; it goes there now.
    pub fn move_in(folder: &Path, login: &str, password: &str) -> TestHall<'static> {
        static ONCE: Once = Once::new();
        ONCE.call_once(hall::open_windows);
        let hall = Cluster::shared()
            .and_then(Cluster::hall)
            .expect("a hall's server");
        let ticket = ticket(&hall, "window_1");
        let connected = Windows.open(ticket.path()).expect("a way to the hall");
        let (mut store, _) = Store::unlock(folder, login, &SecretString::from(password)).expect("the books");
        store.move_into_hall(connected).expect("they move in");
        drop(store);
        hall.join(folder, "window_1").expect("a window");
        hall
    }

    /// Makes an empty folder a further window of a hall.
    pub fn join(hall: &TestHall<'_>, folder: &Path, role: &str, login: &str, password: &str) {
        let ticket = ticket(hall, role);
        Store::join_by_ticket(folder, ticket.path(), login, &SecretString::from(password)).expect("it joins");
    }

    /// The ticket of a hall's first window, before anybody moved in.
    pub fn empty() -> tempfile::TempDir {
        ticket(&made(), "window_1")
    }

    fn made() -> TestHall<'static> {
        Cluster::shared()
            .and_then(Cluster::hall)
            .expect("a hall's server")
    }

    fn ticket(hall: &TestHall<'_>, role: &str) -> tempfile::TempDir {
        let ticket = tempfile::tempdir().expect("a folder");
        hall.join(ticket.path(), role).expect("a ticket");
        ticket
    }
}

#[cfg(not(feature = "hall"))]
mod hall {
    use std::path::Path;

    const NONE: &str = "a hall's tests are built with `--features counterfoil-tests/hall`";

    pub(super) fn move_in(_: &Path, _: &str, _: &str) {
        panic!("{NONE}");
    }

    pub(super) fn empty() -> tempfile::TempDir {
        panic!("{NONE}");
    }
}
