//! What keeps the store safe over the years, through the window's commands: the sheet of the day, the key for the safe,
//! the renewal of the database key, what two people sealed, the check of the day.

use std::path::Path;
use std::process::Command;

use desk::api::{
    EditAccount, FindBackups, MakeRecoveryKey, Nothing, Recover, RenewDatabaseKey, Role, SealAnew,
    StoreState, VerifyStore,
};
use desk::counter::practice;
use store::{Store, StoreError};
use token::SecretString;

use super::accounts::account;
use super::counter::{Counter, beside, done, refused, signing_in};

const NEW: &str = "lavendel-9-brunnen-x";

/// The words of a PDF, as another program reads them.
fn text(pdf: &Path) -> String {
    let out = Command::new("pdftotext")
        .arg("-layout")
        .arg(pdf)
        .arg("-")
        .output()
        .unwrap();
    assert!(out.status.success());
    String::from_utf8(out.stdout).unwrap()
}

/// What a scanner reads off the code of a PDF's first page.
fn scanned(pdf: &Path) -> String {
    let picture = pdf.with_extension("");
    let made = Command::new("pdftoppm")
        .args(["-r", "150", "-png", "-singlefile"])
        .arg(pdf)
        .arg(&picture)
        .status()
        .unwrap();
    assert!(made.success());
    let read = Command::new("zbarimg")
        .args(["--raw", "-q"])
        .arg(picture.with_extension("png"))
        .output()
        .unwrap();
    let codes = String::from_utf8(read.stdout).unwrap();
    let found = codes.lines().find(|line| line.starts_with("CG1"));
    found.expect("the code of the head").to_owned()
}

fn verify(counter: &Counter, against: &[&str]) -> Result<(), String> {
    let against = against.iter().map(|head| (*head).to_owned()).collect();
    let found = counter.commands().verify_store(VerifyStore { against });
    found.map(drop).map_err(|refused| {
        let codes: Vec<_> = refused.findings.iter().map(|one| one.code.clone()).collect();
        codes.join(" ")
    })
}

#[test]
fn the_sheet_of_the_day_is_a_witness_that_a_scanner_brings_back() {
    let counter = Counter::new();
    // Somebody tried in vain before.
    refused(
        counter
            .commands()
            .sign_in(signing_in("linxy", "not-the-password")),
        "store-wrong-password",
    );
    counter.sign_in("admin");
    let mut clerk = account(&counter, "linxy");
    clerk.roles = vec![Role::Clerk, Role::Reviewer];
    done(counter.commands().edit_account(clerk));
    counter.sign_in("linxy");
    let printed = done(counter.commands().print_day_sheet(Nothing {}));
    let sheet = Path::new(&printed.files[0]).to_owned();
    let words = text(&sheet);
    for told in ["日结单", "存储印记", "此前口令错过 1 次", "林晓芸", "复核员"] {
        assert!(words.contains(told), "{told}: {words}");
    }
    let code = scanned(&sheet);
    counter.sign_in("admin");
    verify(&counter, &[&code]).unwrap();

    // The store is put back to before, by files alone: in itself it is sound, and the sheet tells.
    let store = counter.folder.path();
    let password = SecretString::from(practice::PASSWORD);
    let (books, _) = Store::unlock(store, "admin", &password).unwrap();
    let before = books
        .backup_to(&store.join("before"), chrono::Utc::now())
        .unwrap()
        .folder;
    counter.sign_in("linxy");
    let later = done(counter.commands().print_day_sheet(Nothing {}));
    let later = scanned(Path::new(&later.files[0]));
    done(counter.commands().sign_out(Nothing {}));
    drop(books);
    for file in ["counter.db", "counter.mark", "keyring.json"] {
        std::fs::copy(before.join(file), store.join(file)).unwrap();
    }
    for log in ["counter.db-wal", "counter.db-shm"] {
        let _ = std::fs::remove_file(store.join(log));
    }
    counter.sign_in("admin");
    verify(&counter, &[]).unwrap();
    verify(&counter, &[&code]).unwrap();
    assert_eq!(verify(&counter, &[&later]), Err("head-missing".to_owned()));
}

#[test]
fn the_key_for_the_safe_is_made_and_used_at_the_window() {
    let counter = Counter::new();
    counter.sign_in("admin");
    assert!(
        done(counter.commands().settings(Nothing {}))
            .safety
            .recovery_key_since
            .is_none()
    );
    let make = |password: &str, in_halves: bool| MakeRecoveryKey {
        beside: Some(beside("hemin")),
        password: password.into(),
        in_halves,
        print: false,
    };
    refused(
        counter
            .commands()
            .make_recovery_key(make("not-the-password", false)),
        "store-wrong-password",
    );
    let former = done(
        counter
            .commands()
            .make_recovery_key(make(practice::PASSWORD, false)),
    );
    let made = done(
        counter
            .commands()
            .make_recovery_key(make(practice::PASSWORD, true)),
    );
    assert_eq!((former.sheets.len(), made.sheets.len()), (1, 2));
    assert!(made.safety.recovery_key_since.is_some());

    let by = |sheets: &[&str]| Recover {
        sheets: sheets.iter().map(|sheet| (*sheet).into()).collect(),
        login: "admin".to_owned(),
        password: NEW.into(),
    };
    let [one, other] = [made.sheets[0].expose(), made.sheets[1].expose()];
    refused(
        counter.commands().recover(by(&[one, other])),
        "recovery-signed-in",
    );
    done(counter.commands().sign_out(Nothing {}));
    refused(counter.commands().recover(by(&[one])), "recovery-key-text");
    refused(
        counter.commands().recover(by(&[former.sheets[0].expose()])),
        "recovery-key-void",
    );
    let status = done(counter.commands().recover(by(&[one, other])));
    assert_eq!(status.store, StoreState::Locked);
    refused(
        counter
            .commands()
            .sign_in(signing_in("admin", practice::PASSWORD)),
        "store-wrong-password",
    );
    done(counter.commands().sign_in(signing_in("admin", NEW)));
    assert!(
        done(counter.commands().settings(Nothing {}))
            .safety
            .recovery_key_since
            .is_none()
    );
    verify(&counter, &[]).unwrap();
}

#[test]
fn the_database_key_is_renewed_when_somebody_has_left() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let mut leaver = account(&counter, "luoyi");
    leaver.active = false;
    done(counter.commands().edit_account(leaver));
    let left = done(counter.commands().settings(Nothing {})).safety.left;
    assert_eq!(left.len(), 1, "{left:?}");
    let renew = |password: &str| RenewDatabaseKey {
        password: password.into(),
    };
    refused(
        counter.commands().renew_database_key(renew("not-the-password")),
        "store-wrong-password",
    );
    let password = SecretString::from(practice::PASSWORD);
    let (other, _) = Store::unlock(counter.folder.path(), "hemin", &password).unwrap();
    refused(
        counter.commands().renew_database_key(renew(practice::PASSWORD)),
        "store-locked-by-other",
    );
    drop(other);
    let safety = done(counter.commands().renew_database_key(renew(practice::PASSWORD)));
    assert!(
        safety.left.is_empty() && safety.database_key_since.is_some(),
        "{safety:?}"
    );
    // The session goes on, the others sign in as ever, backups are made and found.
    done(counter.commands().board(Nothing {}));
    for login in ["linxy", "hemin", "admin"] {
        counter.sign_in(login);
    }
    let folder = counter.folder.path().join("backups").display().to_string();
    let plan = desk::api::BackUp {
        folder: folder.clone(),
        ..Default::default()
    };
    done(counter.commands().back_up(plan));
    assert_eq!(done(counter.commands().backups(FindBackups { folder })).len(), 1);
    verify(&counter, &[]).unwrap();
}

#[test]
fn what_people_of_before_sealed_is_sealed_anew_by_two_of_them() {
    let counter = Counter::new();
    let password = SecretString::from(practice::PASSWORD);
    let store = |login: &str| Store::unlock(counter.folder.path(), login, &password).unwrap().0;
    drop(store("admin"));
    let mut keys = store("luoyi");
    let name = "so-pin:token:A1";
    keys.write(|tx| tx.put_secret_of_two(name, &SecretString::from("4711"), chrono::Utc::now()))
        .unwrap();
    drop(keys);
    counter.sign_in("admin");
    let mut clerk: EditAccount = account(&counter, "linxy");
    clerk.roles = vec![Role::Clerk, Role::KeyClerk];
    done(counter.commands().edit_account(clerk));
    drop(store("linxy"));
    drop(store("hemin"));
    let opens = |login: &str| {
        let store = store(login);
        let witness = store.witness("hemin", &password).unwrap();
        let found = store.read(|tx| tx.secret_of_two(name, Some(&witness)));
        found
            .map(|pin| pin.is_some())
            .map_err(|error: StoreError| error.code())
    };
    assert_eq!(opens("linxy"), Err("store-secret-needs-two"));
    assert_eq!(
        done(counter.commands().settings(Nothing {}))
            .safety
            .sealed_for_former,
        1
    );
    let seal = |login: &str| SealAnew {
        beside: beside(login),
    };
    refused(counter.commands().seal_anew(seal("linxy")), "seal-anew-nothing");
    let safety = done(counter.commands().seal_anew(seal("hemin")));
    assert_eq!((safety.is_sealed_for_two, safety.sealed_for_former), (true, 0));
    assert_eq!(opens("linxy"), Ok(true));
}

#[test]
fn a_change_beside_the_program_is_told_over_the_screens_on_the_same_day() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let first = done(counter.commands().check_today(Nothing {}));
    assert!(first.made && first.findings.is_empty(), "{first:?}");
    let again = done(counter.commands().check_today(Nothing {}));
    assert!(!again.made, "once a day");
    assert!(done(counter.commands().status(Nothing {})).problems.is_empty());
}
