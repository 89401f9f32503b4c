//! What somebody does to the circles who has the database key and a password of their own, but is not of the circle.

use case::{Role, Roles};
use chrono::{DateTime, TimeZone as _, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::holding::{Held, Opened};
use super::membership::Circle;
use crate::acts::roster::Roster;
use crate::{CounterInfo, KdfCost, NewAccount, NewStore, Store, StoreError, Tx};

const PASSWORD: &str = "counter-Window-7";
const SO_PIN: &str = "so-pin:token:K1";

fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 1, 30, 0).unwrap()
}

fn password() -> SecretString {
    SecretString::from(PASSWORD)
}

/// An office of an administrator, a key clerk and a clerk, with the SO PIN of one key.
fn office() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let new = NewStore {
        counter: CounterInfo::default(),
        admin: NewAccount::new("admin", "管", Roles::new([Role::Admin])),
        password: password(),
    };
    let mut store = Store::create(dir.path(), new, KdfCost::QUICK_FOR_TESTS, at()).unwrap();
    let add = |tx: &mut Tx<'_>, login: &str, role| {
        tx.add_account(
            &NewAccount::new(login, login, Roles::new([role])),
            &password(),
            at(),
        )
    };
    store
        .write(|tx| {
            add(tx, "keys", Role::KeyClerk)?;
            add(tx, "clerk", Role::Clerk)
        })
        .unwrap();
    signed_in(&dir, "keys")
        .write(|tx| tx.put_secret(Circle::Keys, SO_PIN, &SecretString::from("4711"), at()))
        .unwrap();
    dir
}

fn signed_in(dir: &tempfile::TempDir, login: &str) -> Store {
    Store::unlock(dir.path(), login, &password()).unwrap().0
}

fn so_pin(store: &Store) -> Result<Option<String>, &'static str> {
    let found = store.read(|tx| tx.secret(Circle::Keys, SO_PIN));
    let told = found.map(|pin| pin.map(|pin| pin.expose_secret().to_owned()));
    told.map_err(|error: StoreError| error.code())
}

/// The key of those who work on keys, as a member has it.
fn key_of(store: &Store) -> Opened {
    match store.read(|tx| tx.circle_key(Circle::Keys)).unwrap() {
        Held::Opened(opened) => opened,
        Held::NotBegun | Held::ByOthers => panic!("a member has the key"),
    }
}

#[test]
fn the_database_key_alone_opens_no_sealed_secret() {
    let dir = office();
    let clerk = signed_in(&dir, "clerk");
    assert_eq!(so_pin(&clerk), Err("store-secret-closed"));
    // Beside the program: with the key that every account has, as it was sealed before.
    let sql = "SELECT sealed FROM secret WHERE name = ?1";
    let sealed: Vec<u8> = clerk.conn.query_row(sql, [SO_PIN], |row| row.get(0)).unwrap();
    assert!(clerk.keys.open(SO_PIN, &sealed).is_none());
    // Said to be from before there were circles, it opens for nobody.
    clerk
        .conn
        .execute_batch("UPDATE secret SET generation = NULL")
        .unwrap();
    assert_eq!(so_pin(&clerk), Err("store-secret-closed"));
    assert_eq!(so_pin(&signed_in(&dir, "keys")), Err("store-damaged"));
}

#[test]
fn nothing_is_slipped_in_that_a_clerk_could_seal() {
    let dir = office();
    let mut clerk = signed_in(&dir, "clerk");
    let planted = "so-pin:job:7";
    let opened = |store: &Store| store.read(|tx| tx.secret(Circle::Keys, planted).map(|_| ()));
    // Sealed for the window, where clerks belong, under a name that key clerks ask for.
    clerk
        .write(|tx| tx.put_secret(Circle::Window, planted, &password(), at()))
        .unwrap();
    assert_eq!(
        opened(&signed_in(&dir, "keys")).unwrap_err().code(),
        "store-damaged"
    );
    // The same, said to be of the other circle; and sealed with the database key, as if from before there were circles.
    clerk
        .write(|tx| tx.insert("UPDATE secret SET circle = 'keys' WHERE name = ?1", [planted]))
        .unwrap();
    assert_eq!(
        opened(&signed_in(&dir, "keys")).unwrap_err().code(),
        "store-damaged"
    );
    clerk
        .write(|tx| {
            let sealed = tx.keys.seal(planted, b"known")?;
            let sql = "UPDATE secret SET sealed = ?2, generation = NULL WHERE name = ?1";
            tx.insert(sql, (planted, sealed))
        })
        .unwrap();
    assert_eq!(
        opened(&signed_in(&dir, "keys")).unwrap_err().code(),
        "store-damaged"
    );
    // Nor does it become good when the circle gets a new key.
    let mut admin = signed_in(&dir, "admin");
    let id = clerk.signer.as_ref().unwrap().account;
    admin.write(|tx| tx.set_account_active(id, false)).unwrap();
    assert_eq!(opened(&admin).unwrap_err().code(), "store-damaged");
    assert_eq!(so_pin(&admin), Ok(Some("4711".to_owned())));
}

#[test]
fn an_envelope_of_another_opens_for_nobody_else() {
    let dir = office();
    let clerk = signed_in(&dir, "clerk");
    let own = clerk.signer.as_ref().unwrap();
    // The key clerk's envelope under the own name, and under the own key as well.
    clerk
        .conn
        .execute(
            "UPDATE circle_key SET account_id = ?1 WHERE circle = 'keys' AND account_id = 2",
            [own.account],
        )
        .unwrap();
    assert_eq!(so_pin(&clerk), Err("store-secret-closed"));
    clerk
        .conn
        .execute(
            "UPDATE circle_key SET public = ?1 WHERE account_id = ?2 AND circle = 'keys'",
            (own.public(), own.account),
        )
        .unwrap();
    assert_eq!(so_pin(&clerk), Err("store-damaged"));
    let report = clerk.verify().unwrap();
    assert!(
        report.problems.iter().any(|p| p.code == "act-row-differs"),
        "{report:?}"
    );
}

#[test]
fn a_key_that_nobody_of_the_circle_gave_is_not_sealed_with() {
    let dir = office();
    let mut clerk = signed_in(&dir, "clerk");
    // A clerk's own program gives the key clerk the next key of the circle, which the clerk knows.
    let known = Opened {
        generation: 2,
        key: Zeroizing::new([7; 32]),
    };
    clerk
        .write(|tx| {
            let roster = Roster::read(tx.conn())?;
            let victims: Vec<_> = roster.all().map(|said| (said.account, said.public)).collect();
            for (account, public) in &victims {
                tx.give(&roster, Circle::Keys, &known, (*account, public))?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(so_pin(&clerk), Err("store-damaged"), "not even for the clerk");
    let mut keys = signed_in(&dir, "keys");
    let put = keys.write(|tx| tx.put_secret(Circle::Keys, "so-pin:token:K2", &password(), at()));
    assert_eq!(put.unwrap_err().code(), "store-damaged");
    // It keeps no administrator from closing the account, nor anybody from signing in.
    let mut admin = signed_in(&dir, "admin");
    admin
        .write(|tx| {
            let id = tx.account_by_login("clerk")?.unwrap().id;
            tx.set_account_active(id, false)
        })
        .unwrap();
    assert!(Store::unlock(dir.path(), "clerk", &password()).is_err());
}

#[test]
fn from_whom_the_right_was_taken_can_give_no_key_dated_back() {
    let dir = office();
    let mut keys = signed_in(&dir, "keys");
    let before = keys.read(|tx| Roster::read(tx.conn())).unwrap();
    let mut admin = signed_in(&dir, "admin");
    let id = keys.signer.as_ref().unwrap().account;
    admin
        .write(|tx| tx.edit_account(id, "keys", &Roles::new([Role::Clerk])))
        .unwrap();
    assert_eq!(so_pin(&admin), Ok(Some("4711".to_owned())));
    assert_eq!(so_pin(&keys), Err("store-secret-closed"));
    let known = Opened {
        generation: 9,
        key: Zeroizing::new([7; 32]),
    };
    let public = admin.signer.as_ref().unwrap().public();
    let admin_id = admin.signer.as_ref().unwrap().account;
    keys.write(|tx| tx.give(&before, Circle::Keys, &known, (admin_id, &public)))
        .unwrap();
    assert_eq!(so_pin(&admin), Err("store-damaged"));
}

#[test]
fn who_leaves_opens_nothing_with_what_was_kept() {
    let dir = office();
    let mut admin = signed_in(&dir, "admin");
    let keys = signed_in(&dir, "keys");
    let kept = key_of(&keys);
    let id = keys.signer.as_ref().unwrap().account;
    admin.write(|tx| tx.set_account_active(id, false)).unwrap();
    let now = key_of(&admin);
    assert_eq!((kept.generation, now.generation), (1, 2));
    assert_ne!(kept.key, now.key);
    assert_eq!(so_pin(&admin), Ok(Some("4711".to_owned())));
    let left: u32 = admin
        .conn
        .query_row(
            "SELECT count(*) FROM circle_key WHERE account_id = ?1",
            [id],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(left, 0);
    let report = admin.verify().unwrap();
    assert!(report.is_sound(), "{report:?}");
}

#[test]
fn secrets_from_before_there_were_circles_are_sealed_by_the_first_who_may() {
    let dir = office();
    {
        let mut clerk = signed_in(&dir, "clerk");
        clerk
            .write(|tx| {
                let sealed = tx.keys.seal(SO_PIN, b"0815")?;
                let pin = tx.keys.seal("pin:job:1", b"1234")?;
                tx.insert("DELETE FROM circle_key WHERE id > 0", ())?;
                tx.insert("UPDATE secret SET generation = NULL, sealed = ?1", [sealed])?;
                tx.insert(
                    "INSERT INTO secret(name, sealed, at, circle) VALUES ('pin:job:1', ?1, '', 'window')",
                    [pin],
                )
            })
            .unwrap();
    }
    let generations = |store: &Store| -> Vec<Option<u32>> {
        let mut statement = store
            .conn
            .prepare("SELECT generation FROM secret ORDER BY id")
            .unwrap();
        let rows = statement.query_map((), |row| row.get(0)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    // A clerk may see to what is told at the window, and to nothing else.
    let clerk = signed_in(&dir, "clerk");
    assert_eq!(generations(&clerk), [None, Some(1)]);
    let keys = signed_in(&dir, "keys");
    assert_eq!(generations(&keys), [Some(1), Some(1)]);
    assert_eq!(so_pin(&keys), Ok(Some("0815".to_owned())));
    assert_eq!(so_pin(&clerk), Err("store-secret-closed"));
    let told = keys
        .read(|tx| tx.secret(Circle::Window, "pin:job:1"))
        .unwrap()
        .unwrap();
    assert_eq!(told.expose_secret(), "1234");
}
