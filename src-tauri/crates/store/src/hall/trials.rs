//! A window whose own disk fails between the server's word and its own commit, whose clock or program is not the
//! others', and whose server makes things up, over a server in memory: what a real one answers stands in the tests of
//! the crate that speaks to it.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use case::{Role, Roles};
use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use secrecy::SecretString;

use super::following::Hall;
use super::server::{Fed, Link, Links, Op, Pushed, SealedRow, Server};
use super::{Connected, HALL, Opener, open_halls_by};
use crate::keys::Secret32;
use crate::schema::known_schema;
use crate::{
    AttachmentId, AuditAction, AuditEntry, CounterInfo, KdfCost, NewAccount, NewStore, OnlyReads, Result,
    Store, Tx,
};

const PASSWORD: &str = "counter-Window-7";

#[derive(Default)]
struct Books {
    links: Vec<Link>,
    rows: Vec<SealedRow>,
    ahead: Option<TimeDelta>,
    /// What it makes up without end, and how much of it was taken.
    made_up: Option<Fed>,
    taken: u32,
}

/// A server in memory, that has one window and no failures.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Books>>);

impl Memory {
    fn with<T>(&self, look: impl FnOnce(&mut Books) -> T) -> T {
        look(&mut self.0.lock().unwrap())
    }
}

impl Server for Memory {
    fn clock(&self) -> Option<TimeDelta> {
        self.with(|books| books.ahead)
    }

    fn head(&mut self) -> Result<Option<Link>> {
        Ok(self.with(|books| {
            let newest = books.links.last().cloned();
            newest.map(|link| match books.made_up {
                Some(_) => Link {
                    seq: link.seq + 1,
                    ..link
                },
                None => link,
            })
        }))
    }

    fn lock(&mut self) -> Result<Option<Link>> {
        self.head()
    }

    fn feed(&mut self, seq: u64, _: Links, each: &mut dyn FnMut(Fed) -> Result<()>) -> Result<()> {
        let (links, mut rows) = self.with(|books| (books.links.clone(), books.rows.clone()));
        rows.sort_by(|a, b| (&a.table, a.id).cmp(&(&b.table, b.id)));
        let links = links.into_iter().filter(|link| link.seq > seq).map(Fed::Link);
        let rows = rows.into_iter().filter(|row| row.seq > seq).map(Fed::Row);
        links.chain(rows).try_for_each(&mut *each)?;
        let Some(made_up) = self.with(|books| books.made_up.clone()) else {
            return Ok(());
        };
        loop {
            each(made_up.clone())?;
            self.with(|books| books.taken += 1);
        }
    }

    fn row(&mut self, table: &str, id: i64) -> Result<Option<SealedRow>> {
        let is_it = |row: &&SealedRow| row.table == table && row.id == id;
        Ok(self.with(|books| books.rows.iter().find(is_it).cloned()))
    }

    fn put_rows(&mut self, rows: &[SealedRow]) -> Result<()> {
        self.with(|books| {
            for row in rows {
                books
                    .rows
                    .retain(|old| (&old.table, old.id) != (&row.table, row.id));
                books.rows.push(row.clone());
            }
        });
        Ok(())
    }

    fn put_part(&mut self, _: u32, _: u32, _: &[u8]) -> Result<()> {
        Ok(())
    }

    fn parts(&mut self, _: u32, each: &mut dyn FnMut(Vec<u8>) -> Result<()>) -> Result<()> {
        loop {
            each(vec![0; 64])?;
            self.with(|books| books.taken += 1);
        }
    }

    fn drop_parts(&mut self, _: u32) -> Result<()> {
        Ok(())
    }

    fn push(&mut self, link: &Link, rows: &[SealedRow]) -> Result<Pushed> {
        self.put_rows(rows)?;
        self.with(|books| books.links.push(link.clone()));
        Ok(Pushed::Saved)
    }

    fn release(&mut self) {}

    fn settle(&mut self, op: &Op) -> Result<bool> {
        Ok(self.with(|books| books.links.iter().any(|link| link.op == *op)))
    }
}

static MEMORY: OnceLock<Memory> = OnceLock::new();

struct InMemory;

impl Opener for InMemory {
    fn open(&self, _: &Path) -> Result<Connected> {
        Ok(Connected {
            server: Box::new(MEMORY.get_or_init(Memory::default).clone()),
            secret: Secret32::new([7; 32]),
            window: "3号窗".to_owned(),
        })
    }
}

fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 25, 1, 30, 0).unwrap()
}

fn entry(account: &crate::Account, words: &str) -> AuditEntry {
    AuditEntry::new(at(), account, AuditAction::SignedIn, words)
}

/// Whether the audit has such words.
fn told(store: &Store, words: &str) -> bool {
    let newest = store.read(|tx: &Tx<'_>| tx.audit_tail(3)).unwrap();
    newest.iter().any(|row| row.words == words)
}

#[test]
fn a_server_that_fails_errs_or_lies_leaves_the_window_whole() {
    open_halls_by(Box::new(InMemory));
    let dir = tempfile::tempdir().unwrap();
    let new = NewStore {
        counter: CounterInfo::default(),
        admin: NewAccount::new("admin", "管", Roles::new([Role::Admin])),
        password: SecretString::from(PASSWORD),
    };
    let mut store = Store::create(dir.path(), new, KdfCost::QUICK_FOR_TESTS, at()).unwrap();
    store.move_into_hall(InMemory.open(dir.path()).unwrap()).unwrap();
    drop(store);
    std::fs::write(dir.path().join(HALL), b"").unwrap();
    let (mut store, account) = Store::unlock(dir.path(), "admin", &SecretString::from(PASSWORD)).unwrap();
    // A debt that is only looked at when the transaction ends: whatever fails there fails behind the server's word.
    store
        .local(|tx| {
            tx.conn().execute_batch(
                "CREATE TEMP TABLE hall_lender(id INTEGER PRIMARY KEY);
                 CREATE TEMP TABLE hall_debt(lender REFERENCES hall_lender(id) DEFERRABLE INITIALLY DEFERRED);",
            )?;
            Ok(())
        })
        .unwrap();
    let failed = store.write(|tx| {
        tx.audit(&entry(&account, "没有落盘的一步"))?;
        tx.conn().execute("INSERT INTO hall_debt VALUES (1)", ())?;
        Ok::<_, crate::StoreError>(())
    });
    assert_eq!(failed.unwrap_err().code(), "hall-in-doubt");
    assert!(told(&store, "没有落盘的一步"), "the server has it: it comes back");
    store.write(|tx| tx.audit(&entry(&account, "下一步"))).unwrap();
    clocks_that_are_apart_write_nothing(&mut store, &account);
    what_is_made_up_without_end_stops_at_once(&store);
    a_newer_program_at_another_window_lets_this_one_read(&mut store, &account);
    assert_eq!(store.verify().unwrap().problems, Vec::new());
}

/// Another window has a later program, whose structure this one does not know.
fn a_newer_program_at_another_window_lets_this_one_read(store: &mut Store, account: &crate::Account) {
    let memory = MEMORY.get().unwrap();
    let newest = memory.with(|books| books.links.last().cloned()).unwrap();
    let hall = Hall::new(InMemory.open(store.folder()).unwrap(), &store.keys).unwrap();
    let mut later = Link {
        seq: newest.seq + 1,
        op: [9; 16],
        schema: known_schema() + 1,
        listing: Vec::new(),
        prev: newest.mac,
        mac: [0; 32],
    };
    later.mac = hall.borrow().keys.mac(&later);
    memory.with(|books| books.links.push(later.clone()));
    let refused = store.write(|tx| tx.audit(&entry(account, "旧程序的一步")));
    assert_eq!(refused.unwrap_err().code(), "store-newer-schema");
    assert_eq!(store.read(|tx| tx.case_count()).unwrap(), 0);
    assert!(!told(store, "旧程序的一步"));
    let known = known_schema();
    let newer = OnlyReads::Newer {
        found: known + 1,
        known,
    };
    assert_eq!(store.only_reads(), Some(newer));
    assert_eq!(
        memory.with(|books| books.links.last().cloned()),
        Some(later),
        "nothing was sent"
    );
    memory.with(|books| books.links.pop());
    store
        .write(|tx| tx.audit(&entry(account, "又认得的一步")))
        .unwrap();
}

fn clocks_that_are_apart_write_nothing(store: &mut Store, account: &crate::Account) {
    let set = |minutes| {
        MEMORY
            .get()
            .unwrap()
            .with(|books| books.ahead = Some(TimeDelta::minutes(minutes)))
    };
    set(-11);
    let refused = store.write(|tx| tx.audit(&entry(account, "时间不对的一步")));
    assert_eq!(refused.unwrap_err().code(), "hall-clock");
    assert!(!told(store, "时间不对的一步"));
    assert_eq!(store.clock_apart(), Some(TimeDelta::minutes(-11)));
    assert_eq!(store.only_reads(), Some(OnlyReads::HallClock { minutes: 11 }));
    // Who comes now signs in and reads.
    let (other, _) = Store::unlock(store.folder(), "admin", &SecretString::from(PASSWORD)).unwrap();
    assert_eq!(other.only_reads(), Some(OnlyReads::HallClock { minutes: 11 }));
    // It goes on by itself once they agree.
    set(5);
    store
        .write(|tx| tx.audit(&entry(account, "时间差五分钟的一步")))
        .unwrap();
    assert_eq!(store.clock_apart(), Some(TimeDelta::minutes(5)));
    set(1);
    assert_eq!(store.clock_apart(), None);
}

fn what_is_made_up_without_end_stops_at_once(store: &Store) {
    let memory = MEMORY.get().unwrap();
    let newest = memory.with(|books| books.links.last().cloned()).unwrap();
    let next = Link {
        seq: newest.seq + 1,
        prev: newest.mac,
        ..newest.clone()
    };
    let row = SealedRow {
        table: "case_file".to_owned(),
        id: 9,
        seq: next.seq,
        body: Some(vec![0; 64]),
    };
    for made_up in [Fed::Link(newest), Fed::Link(next), Fed::Row(row)] {
        memory.with(|books| books.made_up = Some(made_up.clone()));
        assert_eq!(store.read(|tx| tx.case_count()).unwrap(), 0);
        assert_eq!(store.only_reads(), Some(OnlyReads::HallAltered), "{made_up:?}");
        assert_eq!(memory.with(|books| books.taken), 0, "{made_up:?}");
    }
    memory.with(|books| books.made_up = None);
    assert_eq!(store.read(|tx| tx.case_count()).unwrap(), 0);
    assert_eq!(store.only_reads(), None);
    let parts = store.hall().unwrap().bytes(AttachmentId(1));
    assert_eq!(parts.unwrap_err().code(), "hall-altered");
    assert_eq!(memory.with(|books| books.taken), 0);
}
