//! What one person does who wants a secret of two alone: with the own password, the whole database and tools of their
//! own; and what becomes of such secrets when people come, leave, and get other keys.

use case::{Role, Roles};
use chrono::{DateTime, TimeZone as _, Utc};
use secrecy::{ExposeSecret as _, SecretString};

use super::curve::Factor;
use super::dealing::JointKey;
use crate::acts::roster::Roster;
use crate::acts::signer::Signer;
use crate::circle::Circle;
use crate::{CounterInfo, KdfCost, NewAccount, NewStore, Store, StoreError, Tx, Witness};

const PASSWORD: &str = "counter-Window-7";
const NAME: &str = "so-pin:token:K1";
const OTHER: &str = "so-pin:token:K2";

fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 1, 30, 0).unwrap()
}

fn password() -> SecretString {
    SecretString::from(PASSWORD)
}

fn add(store: &mut Store, login: &str, role: Role) {
    let new = NewAccount::new(login, login, Roles::new([role]));
    store.write(|tx| tx.add_account(&new, &password(), at())).unwrap();
}

fn create(roles: &[Role]) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let new = NewStore {
        counter: CounterInfo::default(),
        admin: NewAccount::new("admin", "管", Roles::new(roles.iter().copied())),
        password: password(),
    };
    let store = Store::create(dir.path(), new, KdfCost::QUICK_FOR_TESTS, at()).unwrap();
    (dir, store)
}

fn signed_in(dir: &tempfile::TempDir, login: &str) -> Store {
    Store::unlock(dir.path(), login, &password()).unwrap().0
}

/// An office of an administrator, two key clerks, a reviewer and a clerk, with the SO PINs of two keys.
fn office() -> tempfile::TempDir {
    let (dir, mut admin) = create(&[Role::Admin]);
    for (login, role) in [
        ("keys", Role::KeyClerk),
        ("more", Role::KeyClerk),
        ("review", Role::Reviewer),
        ("clerk", Role::Clerk),
    ] {
        add(&mut admin, login, role);
    }
    drop(admin);
    drop(signed_in(&dir, "review"));
    let mut keys = signed_in(&dir, "keys");
    put(&mut keys, NAME, "4711");
    put(&mut keys, OTHER, "4712");
    dir
}

fn put(store: &mut Store, name: &str, value: &str) {
    let value = SecretString::from(value);
    store
        .write(|tx| tx.put_secret_of_two(name, &value, at()))
        .unwrap();
}

fn opened(store: &Store, name: &str, beside: Option<&Witness>) -> Result<Option<String>, &'static str> {
    let found = store.read(|tx| tx.secret_of_two(name, beside));
    let told = found.map(|pin| pin.map(|pin| pin.expose_secret().to_owned()));
    told.map_err(|error: StoreError| error.code())
}

fn beside(store: &Store, login: &str) -> Witness {
    store.witness(login, &password()).unwrap()
}

fn is_sealed_for_two(store: &Store, name: &str) -> bool {
    let sql = "SELECT (SELECT count(*) FROM joint_secret WHERE name = ?1),
                      (SELECT count(*) FROM secret WHERE name = ?1)";
    let found: (u32, u32) = store
        .conn
        .query_row(sql, [name], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(found.0 + found.1, 1, "{found:?}");
    found.0 == 1
}

/// The newest key and somebody's shares of it, as their own program has them.
fn shares(store: &Store) -> (JointKey, Vec<Factor>) {
    store
        .read(|tx| {
            let roster = Roster::read(tx.conn())?;
            let key = tx.newest_joint_key(&roster)?.unwrap();
            let signer: &Signer = tx.signer.as_ref().unwrap();
            let held = tx.shares_of(&key, signer)?;
            Ok::<_, StoreError>((key, held.into_iter().map(|held| held.share).collect()))
        })
        .unwrap()
}

#[test]
fn two_open_it_and_nobody_alone() {
    let dir = office();
    for (login, with, expected) in [
        ("keys", None, Err("store-secret-needs-two")),
        ("admin", None, Err("store-secret-needs-two")),
        ("review", None, Err("store-secret-needs-two")),
        ("keys", Some("admin"), Ok(())),
        ("keys", Some("review"), Ok(())),
        ("keys", Some("more"), Ok(())),
        ("admin", Some("review"), Ok(())),
        // Of two people one works on keys; a clerk is no second person, and nobody is their own.
        ("keys", Some("clerk"), Err("store-secret-needs-two")),
        ("clerk", Some("keys"), Err("store-secret-needs-two")),
        ("keys", Some("keys"), Err("store-secret-needs-two")),
    ] {
        let store = signed_in(&dir, login);
        let witness = with.map(|with| beside(&store, with));
        let found = opened(&store, NAME, witness.as_ref());
        assert_eq!(
            found,
            expected.map(|()| Some("4711".to_owned())),
            "{login} {with:?}"
        );
    }
    let store = signed_in(&dir, "keys");
    assert!(is_sealed_for_two(&store, NAME));
    assert_eq!(opened(&store, "so-pin:token:K9", None), Ok(None));
    let report = store.verify().unwrap();
    assert!(report.is_sound(), "{report:?}");
}

#[test]
fn all_that_one_person_holds_opens_nothing() {
    let dir = office();
    for login in ["keys", "admin", "review"] {
        let store = signed_in(&dir, login);
        let (key, own) = shares(&store);
        assert!(own.len() >= 2, "{login}");
        // Every two shares, and every sum of some, as a program of one's own would try them.
        store
            .read(|tx| {
                let roster = Roster::read(tx.conn())?;
                for name in [NAME, OTHER] {
                    let closed = tx.closed(name)?;
                    let bound = tx.bound_of(&roster, name)?;
                    for one in &own {
                        for other in &own {
                            let [one, other] =
                                [one, other].map(|share| closed.factor(&bound, share).unwrap());
                            assert!(closed.open(&key.public, &bound, &one, &other)?.is_none());
                        }
                    }
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }
}

#[test]
fn who_agrees_ahead_agrees_to_one_secret() {
    let dir = office();
    let mut review = signed_in(&dir, "review");
    assert!(review.write(|tx| tx.release_secret_of_two(NAME, None)).unwrap());
    let mut keys = signed_in(&dir, "keys");
    assert_eq!(opened(&keys, NAME, None), Ok(Some("4711".to_owned())));
    assert_eq!(opened(&keys, OTHER, None), Err("store-secret-needs-two"));
    assert_eq!(opened(&review, NAME, None), Err("store-secret-needs-two"));
    assert_eq!(
        opened(&signed_in(&dir, "more"), NAME, None),
        Ok(Some("4711".to_owned()))
    );
    // Used up, or sealed anew, it is wanted again.
    keys.write(|tx| tx.withdraw_secret_of_two(NAME)).unwrap();
    assert_eq!(opened(&keys, NAME, None), Err("store-secret-needs-two"));
    review.write(|tx| tx.release_secret_of_two(NAME, None)).unwrap();
    put(&mut keys, NAME, "4713");
    assert_eq!(opened(&keys, NAME, None), Err("store-secret-needs-two"));
    // A clerk agrees to nothing, and to what is not there nobody does.
    let mut clerk = signed_in(&dir, "clerk");
    assert!(!clerk.write(|tx| tx.release_secret_of_two(NAME, None)).unwrap());
    assert!(
        !review
            .write(|tx| tx.release_secret_of_two("so-pin:token:K9", None))
            .unwrap()
    );
}

#[test]
fn a_secret_under_another_name_is_agreed_to_by_nobody() {
    let dir = office();
    let mut keys = signed_in(&dir, "keys");
    // The reviewer is asked about one key; under its name lies what was sealed for another.
    keys.write(|tx| {
        tx.insert(
            "UPDATE joint_secret SET (ephemeral, body, signature) =
               (SELECT ephemeral, body, signature FROM joint_secret WHERE name = ?2) WHERE name = ?1",
            (NAME, OTHER),
        )
    })
    .unwrap();
    let mut review = signed_in(&dir, "review");
    let refused = review.write(|tx| tx.release_secret_of_two(NAME, None));
    assert_eq!(refused.unwrap_err().code(), "store-damaged");
    assert_eq!(
        opened(&keys, NAME, Some(&beside(&keys, "review"))),
        Err("store-damaged")
    );
    assert_eq!(opened(&keys, OTHER, None), Err("store-secret-needs-two"));
}

#[test]
fn nobody_makes_both_parts_of_a_key() {
    let dir = office();
    let mut keys = signed_in(&dir, "keys");
    // Beside the program: a next key of two parts that the key clerk knows, both signed by the key clerk, or one said
    // to be the reviewer's.
    for forged in [
        "",
        "UPDATE joint_part SET by_account = (SELECT id FROM account WHERE login = 'review')
          WHERE generation = 2 AND part = 2",
    ] {
        keys.write(|tx| {
            let roster = Roster::read(tx.conn())?;
            let signer = tx.signer.clone().unwrap();
            let members = super::dealing::members(&roster);
            for part in [1, 2] {
                tx.deal(&roster, &signer, (2, part), &members)?;
            }
            tx.conn().execute_batch(forged)?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
        put(&mut keys, NAME, "4714");
        let generation: u32 = keys
            .conn
            .query_row(
                "SELECT generation FROM joint_secret WHERE name = ?1",
                [NAME],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(generation, 1, "sealed with the key that two people made");
        keys.write(|tx| {
            for part in tx.parts()?.iter().filter(|part| part.generation == 2) {
                tx.take_part(part.id)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    }
}

#[test]
fn one_person_alone_begins_with_the_circle_and_two_end_it() {
    let (dir, mut alone) = create(&Role::ALL);
    put(&mut alone, NAME, "4711");
    assert!(!is_sealed_for_two(&alone, NAME));
    assert_eq!(opened(&alone, NAME, None), Ok(Some("4711".to_owned())));
    add(&mut alone, "review", Role::Reviewer);
    drop(alone);
    // Each makes a part at the own sign-in; with the second the secret moves, whoever that is.
    let review = signed_in(&dir, "review");
    assert!(!is_sealed_for_two(&review, NAME));
    let admin = signed_in(&dir, "admin");
    assert!(is_sealed_for_two(&admin, NAME));
    assert_eq!(opened(&admin, NAME, None), Err("store-secret-needs-two"));
    let witness = beside(&admin, "review");
    assert_eq!(opened(&admin, NAME, Some(&witness)), Ok(Some("4711".to_owned())));
    // The key clerk's key of the circle opens nothing of it any more.
    let found = admin.read(|tx| tx.secret(Circle::Keys, NAME)).unwrap();
    assert!(found.is_none());
    assert!(admin.verify().unwrap().is_sound());
}

#[test]
fn people_come_and_leave_and_what_was_sealed_stays_with_two() {
    let dir = office();
    let mut admin = signed_in(&dir, "admin");
    add(&mut admin, "new", Role::KeyClerk);
    drop(signed_in(&dir, "new"));
    drop(signed_in(&dir, "admin"));
    // From now on sealed for the new one too; what is from before is not theirs yet.
    let mut newcomer = signed_in(&dir, "new");
    put(&mut newcomer, "so-pin:token:K3", "4733");
    let with = beside(&newcomer, "review");
    let read = |store: &Store, name: &str, with: &Witness| opened(store, name, Some(with));
    assert_eq!(
        read(&newcomer, "so-pin:token:K3", &with),
        Ok(Some("4733".to_owned()))
    );
    assert_eq!(read(&newcomer, NAME, &with), Err("store-secret-needs-two"));
    assert_eq!(newcomer.read(|tx| tx.former_secrets_of_two()).unwrap(), 2);
    // Two of before seal it anew for all of today.
    let mut keys = signed_in(&dir, "keys");
    let with = beside(&keys, "review");
    let renewed = keys.write(|tx| tx.renew_secrets_of_two(&with, at())).unwrap();
    assert_eq!(renewed, (2, 0));
    let with = beside(&newcomer, "review");
    assert_eq!(read(&newcomer, NAME, &with), Ok(Some("4711".to_owned())));
    // One leaves: the two who are next make the next key, and the leaver's shares open nothing that comes.
    admin
        .write(|tx| {
            let more = tx.account_by_login("more")?.unwrap();
            tx.set_account_active(more.id, false)
        })
        .unwrap();
    drop(signed_in(&dir, "review"));
    drop(signed_in(&dir, "keys"));
    let (key, _) = shares(&signed_in(&dir, "keys"));
    assert_eq!((key.generation, key.members.len()), (3, 4));
    assert!(signed_in(&dir, "admin").verify().unwrap().is_sound());
}

#[test]
fn passwords_change_and_shares_go_along_unless_an_administrator_gave_it() {
    let dir = office();
    let mut keys = signed_in(&dir, "keys");
    let id = keys.read(|tx| tx.account_by_login("keys")).unwrap().unwrap().id;
    let own = SecretString::from("second-Password-2");
    keys.write(|tx| tx.set_password(id, &own)).unwrap();
    let with = beside(&keys, "review");
    assert_eq!(opened(&keys, NAME, Some(&with)), Ok(Some("4711".to_owned())));
    let (keys, _) = Store::unlock(dir.path(), "keys", &own).unwrap();
    assert_eq!(opened(&keys, NAME, Some(&with)), Ok(Some("4711".to_owned())));
    assert_eq!(shares(&keys).0.generation, 1, "nobody has to do anything");
    drop(keys);
    // Given by an administrator, who may know it: no share comes along.
    let mut admin = signed_in(&dir, "admin");
    admin.write(|tx| tx.set_password(id, &password())).unwrap();
    let keys = signed_in(&dir, "keys");
    let with = beside(&keys, "review");
    assert_eq!(opened(&keys, NAME, Some(&with)), Err("store-secret-needs-two"));
}

#[test]
fn the_key_from_the_safe_hands_its_shares_to_the_administrator() {
    let dir = office();
    let mut admin = signed_in(&dir, "admin");
    let safe = admin.write(|tx| tx.make_recovery_key(at())).unwrap();
    drop(admin);
    drop(signed_in(&dir, "admin"));
    drop(signed_in(&dir, "keys"));
    put(&mut signed_in(&dir, "keys"), NAME, "4711");
    let new = SecretString::from("after-the-Flood-9");
    let (admin, _) = Store::recover(dir.path(), &safe, "admin", &new, at()).unwrap();
    for with in ["keys", "review"] {
        let with = beside(&admin, with);
        assert_eq!(opened(&admin, NAME, Some(&with)), Ok(Some("4711".to_owned())));
    }
    assert_eq!(opened(&admin, NAME, None), Err("store-secret-needs-two"));
    assert!(admin.verify().unwrap().is_sound());
}

impl Tx<'_> {
    /// What lies under a name, as anybody with the database key reads it.
    fn closed(&self, name: &str) -> Result<super::curve::Closed, StoreError> {
        let sql = "SELECT ephemeral, body, signature FROM joint_secret WHERE name = ?1";
        Ok(self.conn().query_row(sql, [name], |row| {
            Ok(super::curve::Closed {
                ephemeral: row.get(0)?,
                body: row.get(1)?,
                signature: row.get(2)?,
            })
        })?)
    }

    /// To what it is bound.
    fn bound_of(&self, roster: &Roster, name: &str) -> Result<Vec<u8>, StoreError> {
        let sql = "SELECT generation FROM joint_secret WHERE name = ?1";
        let generation: u32 = self.conn().query_row(sql, [name], |row| row.get(0))?;
        Ok([
            roster.store.as_slice(),
            &generation.to_be_bytes(),
            name.as_bytes(),
        ]
        .concat())
    }
}
