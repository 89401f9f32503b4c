//! `counterctl store backup`: old ones are let go when asked, and the plan of the counter stays what it was.

use std::path::Path;

use ::practice::training;
use counterfoil_tests::{Said, counterctl_told};
use desk::counter::practice;
use tempfile::TempDir;

/// Backs the store in `home` up to one of its folders.
fn back_up(home: &Path, login: &str, to: &str, further: &[&str]) -> Said {
    let [store, to] = [home.join("store"), home.join(to)].map(|path| path.display().to_string());
    let args = ["store", "backup", &store, "--to", &to, "--login", login, "--json"];
    let password = format!("{}\n", practice::PASSWORD);
    counterctl_told(&password, args.into_iter().chain(further.iter().copied()))
}

/// What is planned, as the books of the store in `home` say.
fn plan(home: &Path) -> serde_json::Value {
    let password = practice::PASSWORD.into();
    let (books, _) = store::Store::unlock(&home.join("store"), "admin", &password).unwrap();
    let plan = books.read(|tx| tx.setting("backup-plan")).unwrap();
    plan.unwrap_or_default()
}

#[test]
fn a_backup_by_command_keeps_the_plan_and_thins_when_asked() {
    let home = TempDir::new().unwrap();
    let store = home.path().join("store");
    training::make(&store, None, &[], store::KdfCost::QUICK_FOR_TESTS).unwrap();
    let of = |login: &str, to: &str, further: &[&str]| back_up(home.path(), login, to, further);
    assert_eq!(of("linxy", "disk", &[]).code, 1, "a clerk makes none");
    let made = of("admin", "disk", &["--daily", "--thin"]);
    assert!(made.code == 0 && made.all().contains("已校验"), "{made:?}");
    let planned = plan(home.path());
    assert_eq!(
        (&planned["daily"], &planned["thin"]),
        (&true.into(), &true.into()),
        "{planned}"
    );
    // To the same disk once more, and one for the safe.
    assert_eq!(of("admin", "disk", &[]).code, 0);
    assert_eq!(of("admin", "safe", &[]).code, 0);
    assert_eq!(plan(home.path()), planned);
}
