//! A test with surroundings of its own: the played printer must stand first on the program's path before it starts,
//! so the test starts its own program once more, for itself alone.

use std::process::Command;

use super::printer;

/// Runs a test's body in a program that has the played printer on its path. `test` is the test's own name.
pub fn with_printer(test: &str, body: impl FnOnce()) {
    if printer::is_here() {
        return body();
    }
    let place = tempfile::tempdir().expect("a folder");
    printer::install(place.path());
    let mut again = Command::new(std::env::current_exe().expect("this program"));
    again.args([test, "--exact", "--nocapture"]);
    printer::before(&mut again, place.path());
    let said = counterfoil_tests::run(&mut again);
    assert!(said.out.contains("1 passed"), "{}", said.all());
}
