//! What somebody does to the acts who has the database key, a password of their own and a tool of their own that signs.

use std::collections::BTreeSet;

use case::{Role, Roles};
use chrono::{DateTime, TimeZone as _, Utc};
use rusqlite::config::DbConfig;
use secrecy::SecretString;

use super::digest::SCHEMA;
use super::listing::Part;
use super::message::Message;
use super::sealing;
use crate::acts::proof;
use crate::{
    AuditAction, AuditEntry, CounterInfo, KdfCost, NewAccount, NewStore, RecoveryKey, Store, StoreError,
    schema,
};

const PASSWORD: &str = "counter-Window-7";

fn at(minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 1, minute, 0).unwrap()
}

fn password() -> SecretString {
    SecretString::from(PASSWORD)
}

/// An office of an administrator, a clerk and a reviewer, with something on record.
fn office() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let new = NewStore {
        counter: CounterInfo::default(),
        admin: NewAccount::new("admin", "管", Roles::new([Role::Admin])),
        password: password(),
    };
    let mut store = Store::create(dir.path(), new, KdfCost::QUICK_FOR_TESTS, at(0)).unwrap();
    for (login, role) in [("clerk", Role::Clerk), ("reviewer", Role::Reviewer)] {
        let new = NewAccount::new(login, login, Roles::new([role]));
        store
            .write(|tx| tx.add_account(&new, &password(), at(1)))
            .unwrap();
    }
    put_on_record(&mut signed_in(&dir, "reviewer"), "reviewer", 2).unwrap();
    dir
}

fn signed_in(dir: &tempfile::TempDir, login: &str) -> Store {
    Store::unlock(dir.path(), login, &password()).unwrap().0
}

fn put_on_record(store: &mut Store, login: &str, minute: u32) -> Result<u32, StoreError> {
    store.write(|tx| {
        let account = tx.account_by_login(login)?.unwrap();
        tx.put_setting("devices", &minute)?;
        tx.audit(&AuditEntry::new(
            at(minute),
            &account,
            AuditAction::SignedIn,
            "登录",
        ))
    })
}

fn codes(store: &Store) -> Vec<&'static str> {
    let report = store.verify().unwrap();
    let mut codes: Vec<_> = report.problems.iter().map(|problem| problem.code).collect();
    codes.dedup();
    codes
}

/// Beside the program: neither triggers nor references stand in the way.
fn beside(store: &Store, sql: &str) {
    store
        .conn
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)
        .unwrap();
    store.conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    store.conn.execute_batch(sql).unwrap();
}

#[test]
fn acts_that_were_all_cut_off_are_not_begun_anew_by_whoever_signs_in_next() {
    let dir = office();
    beside(
        &signed_in(&dir, "clerk"),
        "DELETE FROM act; DELETE FROM act_row; UPDATE account SET name = 'X' WHERE login = 'reviewer'",
    );
    let mut admin = signed_in(&dir, "admin");
    for minute in 5..7 {
        let found = codes(&admin);
        assert!(
            found.contains(&"act-seq") && found.contains(&"act-row-foreign"),
            "{found:?}"
        );
        put_on_record(&mut admin, "admin", minute).unwrap();
    }
}

#[test]
fn nobody_but_the_founder_lists_the_store_in_a_first_act() {
    let dir = office();
    let clerk = signed_in(&dir, "clerk");
    let signer = clerk.signer.clone().unwrap();
    beside(
        &clerk,
        "DELETE FROM act; DELETE FROM act_row; UPDATE setting SET value = '3'",
    );
    let all = sealing::every_row(&clerk.conn).unwrap();
    sealing::seal(&clerk.conn, &signer, None, &all, Some(&BTreeSet::new())).unwrap();
    assert_eq!(codes(&clerk), ["act-seq", "act-role"]);

    // Nor does the founder, once there is somebody else.
    let dir = office();
    let admin = signed_in(&dir, "admin");
    let signer = admin.signer.clone().unwrap();
    beside(
        &admin,
        "DELETE FROM act; DELETE FROM act_row; UPDATE setting SET value = '3'",
    );
    let all = sealing::every_row(&admin.conn).unwrap();
    sealing::seal(&admin.conn, &signer, None, &all, Some(&BTreeSet::new())).unwrap();
    assert_eq!(codes(&admin), ["act-seq"]);
}

#[test]
fn what_a_trigger_beside_the_program_writes_is_signed_by_nobody() {
    let quiet = "CREATE TRIGGER quiet AFTER INSERT ON audit BEGIN
                   UPDATE setting SET value = '99' WHERE key = 'devices'; END";
    let own_name = format!(
        "PRAGMA writable_schema = ON;
         INSERT INTO sqlite_schema(type, name, tbl_name, rootpage, sql)
           VALUES ('trigger', 'sqlite_quiet', 'audit', 0, '{}');
         PRAGMA writable_schema = RESET;",
        quiet.replace("quiet", "sqlite_quiet").replace('\'', "''")
    );
    for planted in [quiet, own_name.as_str()] {
        let dir = office();
        let mut reviewer = signed_in(&dir, "reviewer");
        put_on_record(&mut reviewer, "reviewer", 3).unwrap();
        let clerk = rusqlite::Connection::open(dir.path().join(store_file())).unwrap();
        clerk.execute_batch(&reviewer.keys.pragma()).unwrap();
        clerk.execute_batch(planted).unwrap();
        // At the window that was open, and at one that is opened now.
        for store in [&mut reviewer, &mut signed_in(&dir, "reviewer")] {
            match put_on_record(store, "reviewer", 4) {
                Err(error) => assert_eq!(error.code(), "store-damaged", "{planted}"),
                // SQLite does not know of it either, while its count of changes stays.
                Ok(_) => assert_eq!(store.read(|tx| tx.setting::<u32>("devices")).unwrap(), Some(4)),
            }
            assert!(codes(store).contains(&"schema-differs"), "{planted}");
        }
        assert!(put_on_record(&mut signed_in(&dir, "reviewer"), "reviewer", 4).is_err());
        clerk
            .execute_batch(
                "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name LIKE '%quiet';
                 PRAGMA writable_schema = RESET;",
            )
            .unwrap();
        put_on_record(&mut reviewer, "reviewer", 5).unwrap();
        assert_eq!(codes(&reviewer), Vec::<&str>::new());
    }
}

fn store_file() -> &'static str {
    crate::open::DATABASE
}

#[test]
fn tables_that_somebody_listed_otherwise_stay_foreign() {
    let dir = office();
    let clerk = signed_in(&dir, "clerk");
    let signer = clerk.signer.clone().unwrap();
    beside(&clerk, "CREATE TABLE beside(x)");
    let last = sealing::newest(&clerk.conn).unwrap().unwrap();
    let present = super::digest::of_schema(&clerk.conn).unwrap();
    let message = Message {
        seq: last.seq + 1,
        prev: last.hash,
        account: signer.account.0,
        rows: vec![((SCHEMA.to_owned(), 0), present)],
        whole: false,
        ..last.message
    };
    let bytes = message.bytes();
    let sql = "INSERT INTO act(seq, message, signature) VALUES (?1, ?2, ?3)";
    let signature = signer.sign(&bytes);
    clerk
        .conn
        .execute(sql, (message.seq.cast_signed(), bytes, signature.as_slice()))
        .unwrap();
    assert_eq!(codes(&clerk), ["schema-differs"]);
}

#[test]
fn all_rows_are_listed_anew_for_a_schema_that_is_there_and_for_none_to_come() {
    let dir = office();
    let clerk = signed_in(&dir, "clerk");
    let signer = clerk.signer.clone().unwrap();
    beside(&clerk, "UPDATE setting SET value = '3'");
    let next = schema::known_schema() + 1;
    clerk.conn.pragma_update(None, "user_version", next).unwrap();
    let all = sealing::every_row(&clerk.conn).unwrap();
    sealing::seal(&clerk.conn, &signer, None, &all, Some(&BTreeSet::new())).unwrap();
    clerk
        .conn
        .pragma_update(None, "user_version", schema::known_schema())
        .unwrap();
    assert!(codes(&clerk).contains(&"act-seq"), "{:?}", codes(&clerk));
}

#[test]
fn an_account_that_was_closed_signs_nothing_more() {
    let dir = office();
    let mut clerk = signed_in(&dir, "clerk");
    let signer = clerk.signer.clone().unwrap();
    let mut admin = signed_in(&dir, "admin");
    admin
        .write(|tx| {
            let clerk = tx.account_by_login("clerk")?.unwrap();
            tx.set_account_active(clerk.id, false)
        })
        .unwrap();
    put_on_record(&mut admin, "admin", 6).unwrap();
    let refused = put_on_record(&mut clerk, "clerk", 7).unwrap_err();
    assert_eq!(refused.code(), "store-wrong-password");
    assert_eq!(codes(&admin), Vec::<&str>::new());
    // With a tool of one's own, and the key that one had.
    beside(&clerk, "UPDATE setting SET value = '3' WHERE key = 'devices'");
    let row = clerk
        .conn
        .query_row("SELECT rowid FROM setting WHERE key = 'devices'", (), |row| {
            row.get(0)
        })
        .unwrap();
    let written = BTreeSet::from([("setting".to_owned(), row)]);
    sealing::seal(&clerk.conn, &signer, None, &written, None).unwrap();
    assert_eq!(codes(&admin), ["act-role"]);
}

#[test]
fn rows_under_numbers_below_nought_are_seen_in_every_part() {
    let dir = office();
    let store = signed_in(&dir, "clerk");
    for row in -6_i64..0 {
        beside(
            &store,
            &format!("INSERT INTO setting(rowid, key, value) VALUES ({row}, 'beside{row}', '1')"),
        );
    }
    for of in [1, 4] {
        let parts = (0..of).map(|number| Part { of, number });
        let found = proof::prove_in(&store.conn, parts, schema::RULES, |_| String::new()).unwrap();
        assert_eq!(found.rows.len(), 6, "{of}");
    }
}

/// The same office as a program left it that let anybody list a store.
fn former_office() -> tempfile::TempDir {
    former_office_with_key().0
}

fn former_office_with_key() -> (tempfile::TempDir, RecoveryKey) {
    let dir = tempfile::tempdir().unwrap();
    let new = NewStore {
        counter: CounterInfo::default(),
        admin: NewAccount::new("admin", "管", Roles::new([Role::Admin])),
        password: password(),
    };
    let mut store = Store::create(dir.path(), new, KdfCost::QUICK_FOR_TESTS, at(0)).unwrap();
    let signer = store.signer.clone().unwrap();
    beside(&store, "DELETE FROM act; DELETE FROM act_row");
    step_back(&store.conn);
    let all = sealing::every_row(&store.conn).unwrap();
    sealing::seal(&store.conn, &signer, None, &all, Some(&BTreeSet::new())).unwrap();
    for (login, role) in [("clerk", Role::Clerk), ("reviewer", Role::Reviewer)] {
        let new = NewAccount::new(login, login, Roles::new([role]));
        store
            .write(|tx| tx.add_account(&new, &password(), at(1)))
            .unwrap();
    }
    let key = store.write(|tx| tx.make_recovery_key(at(2))).unwrap();
    put_on_record(&mut store, "admin", 2).unwrap();
    assert_eq!(codes(&store), Vec::<&str>::new());
    (dir, key)
}

/// Back to before the step from which on only an administrator lists a store.
fn step_back(conn: &rusqlite::Connection) {
    conn.execute_batch(
        "DROP TABLE working; DROP TABLE queue_ticket;
         DELETE FROM migration WHERE name IN ('listed-1', 'working-1', 'queue_ticket-1');",
    )
    .unwrap();
    conn.pragma_update(None, "user_version", before_listing())
        .unwrap();
}

/// How many steps a store has had then.
fn before_listing() -> u32 {
    schema::known_schema() - 3
}

/// The database of a store with its key and nothing of the program's rules.
fn raw(dir: &tempfile::TempDir) -> rusqlite::Connection {
    let ring = crate::keyring::Keyring::read(dir.path()).unwrap();
    let slot = ring.find("clerk", &password()).unwrap().unwrap();
    let db = ring.open(&slot).unwrap().remove(0);
    let conn = rusqlite::Connection::open(dir.path().join(store_file())).unwrap();
    conn.execute_batch(&crate::keys::Keys::new(db).unwrap().pragma())
        .unwrap();
    conn
}

#[test]
fn an_administrator_lists_a_former_store_and_nobody_else() {
    let dir = former_office();
    for login in ["clerk", "reviewer", "clerk"] {
        let refused = Store::unlock(dir.path(), login, &password()).unwrap_err();
        assert_eq!(refused.code(), "store-needs-administrator");
        assert!(
            refused.remedy().contains("管理员登录一次"),
            "{}",
            refused.remedy()
        );
        let version: u32 = raw(&dir)
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(version, before_listing(), "nothing is touched");
    }
    let admin = signed_in(&dir, "admin");
    assert_eq!(codes(&admin), Vec::<&str>::new());
    let mut clerk = signed_in(&dir, "clerk");
    put_on_record(&mut clerk, "clerk", 5).unwrap();
    assert_eq!(codes(&clerk), Vec::<&str>::new());
}

#[test]
fn what_a_clerk_lists_with_a_tool_of_his_own_after_an_update_is_named() {
    let dir = former_office();
    let (conn, ring) = (raw(&dir), crate::keyring::Keyring::read(dir.path()).unwrap());
    let slot = ring.find("clerk", &password()).unwrap().unwrap();
    let seed = ring.seed(&slot).unwrap();
    let id = conn
        .query_row("SELECT id FROM account WHERE login = 'clerk'", (), |row| {
            row.get(0)
        })
        .unwrap();
    let signer = super::signer::Signer::new(id, &seed);
    conn.execute_batch("UPDATE setting SET value = '3' WHERE key = 'devices'")
        .unwrap();
    schema::migrate(&conn).unwrap();
    let all = sealing::every_row(&conn).unwrap();
    sealing::seal(&conn, &signer, None, &all, Some(&BTreeSet::new())).unwrap();
    drop(conn);
    // It stays named, whoever signs in and writes after it.
    let mut admin = signed_in(&dir, "admin");
    put_on_record(&mut admin, "admin", 6).unwrap();
    assert_eq!(codes(&admin), ["act-role"]);
}

#[test]
fn rows_changed_while_somebody_takes_the_steps_by_hand_stay_named() {
    let dir = former_office();
    let conn = raw(&dir);
    schema::migrate(&conn).unwrap();
    conn.execute_batch("UPDATE setting SET value = '3' WHERE key = 'devices'")
        .unwrap();
    drop(conn);
    let refused = Store::unlock(dir.path(), "clerk", &password()).unwrap_err();
    assert_eq!(refused.code(), "store-needs-administrator");
    let admin = signed_in(&dir, "admin");
    assert_eq!(codes(&admin), ["act-row-differs"]);
    // Nor is anything listed anew for steps that are taken twice.
    let dir = office();
    let conn = raw(&dir);
    conn.execute_batch("UPDATE setting SET value = '3' WHERE key = 'devices'")
        .unwrap();
    step_back(&conn);
    drop(conn);
    let refused = Store::unlock(dir.path(), "clerk", &password()).unwrap_err();
    assert_eq!(refused.code(), "store-needs-administrator");
    assert_eq!(codes(&signed_in(&dir, "admin")), ["act-row-differs"]);
}

#[test]
fn the_key_from_the_safe_brings_a_former_store_up_to_date() {
    let (dir, key) = former_office_with_key();
    let next = SecretString::from("other-Window-8");
    let (admin, account) = Store::recover(dir.path(), &key, "admin", &next, at(5)).unwrap();
    assert!(account.roles.has(Role::Admin));
    assert_eq!(codes(&admin), Vec::<&str>::new());
    let mut clerk = signed_in(&dir, "clerk");
    put_on_record(&mut clerk, "clerk", 6).unwrap();
    assert_eq!(codes(&clerk), Vec::<&str>::new());
}

#[test]
fn an_administrator_takes_out_what_somebody_put_in_beside_the_program() {
    let dir = office();
    let conn = raw(&dir);
    conn.execute_batch(
        "CREATE TABLE notes(id INTEGER PRIMARY KEY, x UNIQUE);
         CREATE VIRTUAL TABLE \"found \"\"words\" USING fts5(word);
         CREATE VIEW all_of_them AS SELECT * FROM setting;
         CREATE INDEX beside ON setting(value);
         CREATE TRIGGER quiet AFTER INSERT ON audit BEGIN
           UPDATE setting SET value = '99' WHERE key = 'devices'; END;
         PRAGMA writable_schema = ON;
         INSERT INTO sqlite_schema(type, name, tbl_name, rootpage, sql)
           VALUES ('trigger', 'sqlite_own', 'notes', 0,
                   'CREATE TRIGGER sqlite_own AFTER INSERT ON notes BEGIN DELETE FROM notes; END');
         PRAGMA writable_schema = RESET;",
    )
    .unwrap();
    let own: String = conn
        .query_row(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name NOT IN ('quiet', 'sqlite_own')
              ORDER BY name LIMIT 1",
            (),
            |row| row.get(0),
        )
        .unwrap();
    conn.execute_batch(&format!("DROP TRIGGER {own}")).unwrap();
    drop(conn);

    let mut clerk = signed_in(&dir, "clerk");
    assert_eq!(
        put_on_record(&mut clerk, "clerk", 5).unwrap_err().code(),
        "store-damaged"
    );
    let account = |store: &Store, login: &str| store.read(|tx| tx.account_by_login(login)).unwrap().unwrap();
    let refused = clerk.mend_tables(&account(&clerk, "clerk"), at(5)).unwrap_err();
    assert_eq!(refused.code(), "store-needs-administrator");

    let mut admin = signed_in(&dir, "admin");
    let by = account(&admin, "admin");
    let mended = admin.mend_tables(&by, at(5)).unwrap();
    let removed = [
        ("触发器", "quiet"),
        ("触发器", "sqlite_own"),
        ("视图", "all_of_them"),
        ("索引", "beside"),
        ("表", "found \"words"),
    ];
    assert!(
        removed
            .iter()
            .all(|(kind, name)| mended.removed.contains(&format!("{kind} {name}"))),
        "{mended:?}"
    );
    assert_eq!(mended.restored, [format!("触发器 {own}")]);
    assert_eq!(codes(&admin), Vec::<&str>::new());
    // What it wrote nowhere is on record, and work goes on.
    let told = admin
        .read(|tx| tx.last_audit(AuditAction::TablesMended))
        .unwrap()
        .unwrap();
    assert!(
        told.words.contains("quiet") && told.words.contains(&own),
        "{told:?}"
    );
    put_on_record(&mut clerk, "clerk", 6).unwrap();
    assert!(admin.mend_tables(&by, at(7)).unwrap().is_nothing());
    assert_eq!(codes(&admin), Vec::<&str>::new());
    // A table of the program's own takes a backup.
    raw(&dir)
        .execute_batch("ALTER TABLE parcel ADD COLUMN put_in TEXT")
        .unwrap();
    assert_eq!(admin.mend_tables(&by, at(8)).unwrap_err().code(), "store-damaged");
}
