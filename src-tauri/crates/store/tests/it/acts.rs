//! What somebody with a password of their own does to the database beside the program is named, and works nothing.

use case::{Role, Roles};
use store::{Account, AuditAction, AuditEntry, KEYRING, NewAccount, ReviewOutcome, Seen, Store};

use crate::house::{House, LOGIN, PASSWORD, at, content, secret};
use crate::raw;

const LIN: &str = "linxy";
const HE: &str = "hemin";
const OWN: &str = "own-Password-22";

/// A counter with a clerk and a reviewer, a case that the reviewer approved, and its scan.
fn counter() -> House {
    let mut house = House::new();
    let admin = house.admin();
    for (login, name, role) in [(LIN, "林晓燕", Role::Clerk), (HE, "何敏", Role::Reviewer)] {
        let new = NewAccount::new(login, name, Roles::new([role]));
        house.write(|tx| {
            tx.add_account(&new, &secret(OWN), at(1))?;
            tx.audit(&AuditEntry::new(
                at(1),
                &admin,
                AuditAction::AccountAdded,
                "新增账号",
            ))
        });
    }
    let (mut store, lin) = signed_in(&house, LIN);
    store
        .write(|tx| {
            let case = tx.add_case(&crate::house::new_case(content(), lin.id), at(2))?;
            tx.add_attachment("image/png", "页.png", b"scan", at(2))?;
            tx.audit(&AuditEntry::new(at(2), &lin, AuditAction::CaseOpened, "受理").case(case.id))
        })
        .unwrap();
    let (mut store, he) = signed_in(&house, HE);
    store
        .write(|tx| {
            let case = tx.case(store::CaseId(1))?;
            let review = tx.start_review(case.id, he.id, &case.content_hash, at(3))?;
            tx.finish_review(review.id, ReviewOutcome::Approved, "", at(3))?;
            tx.audit(&AuditEntry::new(at(3), &he, AuditAction::ReviewStarted, "复核").case(case.id))
        })
        .unwrap();
    house
}

fn signed_in(house: &House, login: &str) -> (Store, Account) {
    let password = if login == LOGIN { PASSWORD } else { OWN };
    Store::unlock(&house.folder, login, &secret(password)).unwrap()
}

fn codes(house: &House) -> Vec<&'static str> {
    codes_of(&house.store)
}

fn codes_of(store: &Store) -> Vec<&'static str> {
    let report = store.verify().unwrap();
    let mut codes: Vec<_> = report.problems.iter().map(|problem| problem.code).collect();
    codes.dedup();
    codes
}

#[test]
fn an_honest_counter_is_sound() {
    let house = counter();
    assert_eq!(codes(&house), Vec::<&str>::new());
    assert!(house.store.backup_to(&house.folder.join("backup"), at(9)).is_ok());
}

#[test]
fn every_change_beside_the_program_is_named() {
    let house = counter();
    let whole = house
        .store
        .backup_to(&house.folder.join("copy"), at(9))
        .unwrap()
        .folder;
    for (tamper, expected) in [
        ("UPDATE case_file SET title = '别的单位'", "act-row-differs"),
        ("UPDATE case_file SET approved_hash = 'x'", "act-row-differs"),
        ("UPDATE review SET reviewer = 1", "act-row-differs"),
        ("UPDATE review SET outcome = 'returned'", "act-row-differs"),
        ("UPDATE attachment SET sha256 = 'other'", "act-row-differs"),
        ("UPDATE account SET name = '别人' WHERE id = 3", "act-row-differs"),
        (
            "UPDATE account SET roles = '[\"admin\"]' WHERE id = 2",
            "roster-differs",
        ),
        ("UPDATE account SET active = 0 WHERE id = 3", "roster-differs"),
        ("DELETE FROM review", "act-row-gone"),
        (
            "INSERT INTO setting(key, value) VALUES ('devices', '{}')",
            "act-row-foreign",
        ),
        ("DELETE FROM act WHERE seq = 3", "act-seq"),
        (
            "DELETE FROM act WHERE seq = (SELECT max(seq) FROM act)",
            "act-row-foreign",
        ),
        (
            "DELETE FROM act WHERE seq > (SELECT max(seq) FROM act) - 4",
            "act-audit",
        ),
        ("UPDATE act SET signature = x'00' WHERE seq = 3", "act-signature"),
        (
            "UPDATE act SET message = zeroblob(8) WHERE seq = 3",
            "act-signature",
        ),
        ("DELETE FROM act", "act-missing"),
        ("DELETE FROM account_certificate WHERE id = 2", "roster-differs"),
        (
            "UPDATE account_certificate SET roles = '[\"admin\"]' WHERE account_id = 2",
            "roster-differs",
        ),
        ("CREATE TABLE beside(x)", "schema-differs"),
        (
            "CREATE TRIGGER quiet AFTER INSERT ON review BEGIN SELECT 1; END",
            "schema-differs",
        ),
    ] {
        let copy = tempfile::tempdir().unwrap();
        for file in [store::DATABASE, KEYRING] {
            std::fs::copy(whole.join(file), copy.path().join(file)).unwrap();
        }
        let store = Store::unlock(copy.path(), LOGIN, &secret(PASSWORD)).unwrap().0;
        raw::without_triggers(&raw::connection(copy.path()), |conn| {
            conn.execute_batch(tamper).unwrap();
        });
        let found = codes_of(&store);
        assert!(found.contains(&expected), "{tamper}: {found:?}");
    }
}

#[test]
fn a_head_that_was_kept_outside_tells_of_a_history_that_was_replaced() {
    let mut house = counter();
    let backup = house
        .store
        .backup_to(&house.folder.join("backup"), at(9))
        .unwrap();
    let early: Seen = backup.manifest.head.unwrap().parse().unwrap();
    let admin = house.admin();
    house.write(|tx| tx.audit(&AuditEntry::new(at(10), &admin, AuditAction::SignedIn, "登录")));
    let late: Seen = house.store.head().unwrap().unwrap().to_string().parse().unwrap();
    assert_ne!(late, early);
    let both = [early, late];
    assert_eq!(house.store.verify_against(&both).unwrap(), []);
    let (put_back, _) = Store::unlock(&backup.folder, LOGIN, &secret(PASSWORD)).unwrap();
    assert!(put_back.verify().unwrap().is_sound(), "sound in itself");
    let problems = put_back.verify_against(&both).unwrap();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, "head-missing");
}

#[test]
fn a_code_on_paper_says_whose_word_it_is_and_fits_one_store() {
    let mut house = counter();
    let code = house.read(|tx| tx.sign_head(at(9))).to_string();
    assert!(
        code.bytes()
            .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
    );
    let against = |store: &Store, code: &str| -> Vec<&'static str> {
        let seen: Seen = code.parse().unwrap();
        let problems = store.verify_against(&[seen]).unwrap();
        problems.iter().map(|problem| problem.code).collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(against(&house.store, &code), none);
    // Typed by a scanner in small letters, broken into lines, and after more was done.
    let admin = house.admin();
    house.write(|tx| tx.audit(&AuditEntry::new(at(10), &admin, AuditAction::SignedIn, "登录")));
    let typed = format!(" {}\n{} ", &code[..90].to_lowercase(), &code[90..]);
    assert_eq!(against(&house.store, &typed), none);

    // Every digit counts: the store's name, the rest of what is signed, the signature.
    for at in 0..code.len() - 3 {
        let mut bent = code.clone().into_bytes();
        bent[at + 3] = if bent[at + 3] == b'0' { b'1' } else { b'0' };
        let found = against(&house.store, std::str::from_utf8(&bent).unwrap());
        let expected = if at < 32 {
            "genesis-differs"
        } else {
            "head-signature"
        };
        assert_eq!(found, [expected], "digit {at}");
    }
    assert_eq!(against(&counter().store, &code), ["genesis-differs"]);
    for wrong in ["CG1", &code[..code.len() - 2], &format!("{code}00"), "CG1xyz"] {
        assert_eq!(wrong.parse::<Seen>().unwrap_err().code(), "store-invalid");
    }
    // Signed by somebody else's key in a name that is not theirs: the sheet of a store that was put together anew.
    let later = house.read(|tx| tx.sign_head(at(11))).to_string();
    let whole = house.store.backup_to(&house.folder.join("b"), at(12)).unwrap();
    house.write(|tx| tx.audit(&AuditEntry::new(at(13), &admin, AuditAction::SignedIn, "登录")));
    let newest = house.read(|tx| tx.sign_head(at(14))).to_string();
    let (put_back, _) = Store::unlock(&whole.folder, LOGIN, &secret(PASSWORD)).unwrap();
    assert_eq!(against(&put_back, &later), none);
    assert_eq!(against(&put_back, &newest), ["head-missing"]);
}

#[test]
fn a_chain_of_the_audit_that_was_reckoned_anew_is_named() {
    let house = counter();
    raw::without_triggers(&raw::connection(&house.folder), |conn| {
        conn.execute_batch("UPDATE audit SET words = '没有复核' WHERE seq = 4")
            .unwrap();
        raw::reckon_anew(conn);
    });
    assert!(matches!(
        house.store.verify_audit().unwrap(),
        store::AuditCheck::Whole { rows: 5 }
    ));
    assert_eq!(codes(&house), ["act-audit"]);
}

#[test]
fn a_right_that_was_given_beside_the_program_is_none() {
    let house = counter();
    raw::connection(&house.folder)
        .execute_batch("UPDATE account SET roles = '[\"clerk\",\"reviewer\",\"key_clerk\",\"admin\"]'")
        .unwrap();
    let (_, lin) = signed_in(&house, LIN);
    assert_eq!(lin.roles, Roles::new([Role::Clerk]));
}

#[test]
fn nobody_signs_in_as_another_by_giving_the_own_password_to_the_others_account() {
    let house = counter();
    raw::connection(&house.folder)
        .execute_batch(
            "CREATE TEMP TABLE slot AS SELECT slot_id FROM account WHERE id = 2;
             UPDATE account SET slot_id = NULL WHERE id = 2;
             UPDATE account SET slot_id = (SELECT slot_id FROM slot) WHERE id = 1;",
        )
        .unwrap();
    let error = Store::unlock(&house.folder, LIN, &secret(OWN)).unwrap_err();
    assert_eq!(error.code(), "store-not-vouched");
}

#[test]
fn an_account_that_no_administrator_made_signs_in_nowhere() {
    let house = counter();
    raw::connection(&house.folder)
        .execute_batch(
            "INSERT INTO account(login, name, roles, slot_id, active, created)
               SELECT 'second', '另一个', '[\"admin\"]', 'spare', 1, created FROM account WHERE id = 2;
             CREATE TEMP TABLE slot AS SELECT slot_id FROM account WHERE id = 2;
             UPDATE account SET slot_id = NULL WHERE id = 2;
             UPDATE account SET slot_id = (SELECT slot_id FROM slot) WHERE login = 'second';",
        )
        .unwrap();
    let error = Store::unlock(&house.folder, LIN, &secret(OWN)).unwrap_err();
    assert_eq!(error.code(), "store-not-vouched");
}

#[test]
fn a_roster_that_was_emptied_is_no_beginning() {
    let house = counter();
    raw::without_triggers(&raw::connection(&house.folder), |conn| {
        conn.execute_batch("DELETE FROM act; DELETE FROM account_certificate;")
            .unwrap();
    });
    let error = Store::unlock(&house.folder, LOGIN, &secret(PASSWORD)).unwrap_err();
    assert_eq!(error.code(), "store-not-vouched");
}

#[test]
fn what_one_account_writes_in_the_name_of_another_is_named() {
    let house = counter();
    let (mut store, lin) = signed_in(&house, LIN);
    let he = house.read(|tx| tx.account_by_login(HE)).unwrap();
    store
        .write(|tx| tx.audit(&AuditEntry::new(at(4), &he, AuditAction::ReviewStarted, "复核")))
        .unwrap();
    assert_eq!(codes(&house), ["act-author"]);

    let house = counter();
    let (mut store, _) = signed_in(&house, LIN);
    store
        .write(|tx| {
            let case = tx.case(store::CaseId(1))?;
            let review = tx.start_review(case.id, he.id, &case.content_hash, at(4))?;
            tx.finish_review(review.id, ReviewOutcome::Approved, "", at(4))?;
            let review = tx.start_review(case.id, lin.id, &case.content_hash, at(4))?;
            tx.finish_review(review.id, ReviewOutcome::Approved, "", at(4))
        })
        .unwrap();
    assert_eq!(codes(&house), ["act-author", "act-role"]);
}

#[test]
fn a_clock_that_was_set_back_is_named() {
    let mut house = counter();
    let admin = house.admin();
    let years = at(0) - chrono::Duration::days(6 * 365);
    house.write(|tx| tx.audit(&AuditEntry::new(years, &admin, AuditAction::SignedIn, "登录")));
    assert_eq!(codes(&house), ["act-time"]);
}

#[test]
fn keys_follow_passwords_and_rights_follow_the_administrator() {
    let mut house = counter();
    let lin = house.read(|tx| tx.account_by_login(LIN)).unwrap();
    let (mut store, _) = signed_in(&house, LIN);
    store
        .write(|tx| tx.set_password(lin.id, &secret("changed-Password-3")))
        .unwrap();
    // Who changed the own key goes on signing in the same session.
    store
        .write(|tx| {
            tx.audit(&AuditEntry::new(
                at(5),
                &lin,
                AuditAction::PasswordChanged,
                "改口令",
            ))
        })
        .unwrap();
    let clerk_and_key = Roles::new([Role::Clerk, Role::KeyClerk]);
    house.write(|tx| {
        tx.edit_account(lin.id, "林晓燕", &clerk_and_key)?;
        tx.set_account_active(lin.id, false)
    });
    house.write(|tx| {
        tx.set_account_active(lin.id, true)?;
        tx.set_password(lin.id, &secret(OWN))
    });
    let (_, again) = signed_in(&house, LIN);
    assert_eq!(again.roles, clerk_and_key);
    assert_eq!(codes(&house), Vec::<&str>::new());

    // An account that gives itself rights through the program's own tables is refused before anything is written.
    let (mut store, _) = signed_in(&house, LIN);
    let refused = store.write(|tx| tx.edit_account(lin.id, "林晓燕", &Roles::new(Role::ALL)));
    assert_eq!(refused.unwrap_err().code(), "store-damaged");
    assert_eq!(codes(&house), Vec::<&str>::new());
}

#[test]
fn a_store_from_before_acts_were_signed_begins_its_roster_once() {
    let house = counter();
    raw::take_acts_away(&house.folder);
    let House { folder, _dir, .. } = house;
    // Whoever begins it says that everything is right: that is no clerk's.
    let refused = Store::unlock(&folder, LIN, &secret(OWN)).unwrap_err();
    assert_eq!(refused.code(), "store-needs-administrator");
    drop(Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap());
    let (mut store, lin) = Store::unlock(&folder, LIN, &secret(OWN)).unwrap();
    assert_eq!(lin.roles, Roles::new([Role::Clerk]));
    store
        .write(|tx| tx.audit(&AuditEntry::new(at(5), &lin, AuditAction::SignedIn, "登录")))
        .unwrap();
    let (mut store, admin) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
    let he = store.read(|tx| tx.account_by_login(HE)).unwrap().unwrap();
    store
        .write(|tx| {
            tx.edit_account(he.id, "何敏", &Roles::new([Role::Reviewer, Role::Clerk]))?;
            tx.audit(&AuditEntry::new(
                at(6),
                &admin,
                AuditAction::AccountChanged,
                "修改账号",
            ))
        })
        .unwrap();
    let (store, he) = Store::unlock(&folder, HE, &secret(OWN)).unwrap();
    assert_eq!(he.roles, Roles::new([Role::Reviewer, Role::Clerk]));
    let report = store.verify().unwrap();
    assert!(report.is_sound(), "{report:?}");
    // What was there before is held from now on.
    raw::connection(&folder)
        .execute_batch("UPDATE review SET reviewer = 1")
        .unwrap();
    let problems = store.verify().unwrap().problems;
    assert_eq!(problems[0].code, "act-row-differs");
    assert!(problems[0].words.contains("启用签名之前"), "{problems:?}");
}

#[test]
fn what_was_changed_before_a_new_schema_stays_named_after_it() {
    let house = counter();
    let conn = raw::connection(&house.folder);
    raw::take_back(&conn, "secret-3");
    conn.execute_batch("UPDATE review SET reviewer = 1").unwrap();
    let House { folder, _dir, .. } = house;
    drop(conn);
    let refused = Store::unlock(&folder, LIN, &secret(OWN)).unwrap_err();
    assert_eq!(refused.code(), "store-needs-administrator");
    let (store, _) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
    let problems = store.verify().unwrap().problems;
    assert!(
        problems
            .iter()
            .any(|p| p.code == "act-row-differs" && p.words.starts_with("复核记录第 1 行")),
        "{problems:?}"
    );
}

#[test]
fn what_takes_two_carries_the_signatures_of_two() {
    let mut house = counter();
    let lin = signed_in(&house, LIN).1;
    let witness = house.store.witness(HE, &secret(OWN)).unwrap();
    let admin = house.admin();
    let shown = |minute| AuditEntry::new(at(minute), &admin, AuditAction::SoPinShown, "看过");
    house.write(|tx| {
        tx.agreed_by(&witness);
        tx.audit(&shown(9))
    });
    assert_eq!(codes(&house), Vec::<&str>::new());
    // Each change of it is named: another's signature, none, a name without one, one without a name.
    for tamper in [
        "UPDATE act SET second = zeroblob(64) WHERE second IS NOT NULL",
        "UPDATE act SET second = NULL WHERE second IS NOT NULL",
        "UPDATE act SET second = signature WHERE second IS NOT NULL",
        "UPDATE act SET second = signature WHERE seq = 2",
    ] {
        let copy = tempfile::tempdir().unwrap();
        let whole = house.store.backup_to(copy.path(), at(10)).unwrap().folder;
        let store = Store::unlock(&whole, LOGIN, &secret(PASSWORD)).unwrap().0;
        raw::without_triggers(&raw::connection(&whole), |conn| {
            conn.execute_batch(tamper).unwrap();
        });
        assert!(codes_of(&store).contains(&"act-second"), "{tamper}");
    }
    // Alone, by a program of one's own.
    house.write(|tx| tx.audit(&shown(11)));
    assert_eq!(codes(&house), ["act-second"]);
    assert_eq!(lin.roles, Roles::new([Role::Clerk]));
}
