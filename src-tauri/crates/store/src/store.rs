//! Making, opening and using a store.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use case::{Role, Roles};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use secrecy::SecretString;

use crate::acts::proof::Before;
use crate::acts::signer::Signer;
use crate::acts::touched::{RowKey, Touched};
use crate::hall::{self, Begun, Far, Hall, Op, Seen};
use crate::keyring::{self, Keyring, private_folder};
use crate::keys::Keys;
use crate::mark::{self, Doubt, Given, Mark};
use crate::open::{DATABASE, LOG, Opening, open};
use crate::opened::Opened;
use crate::reading::{Copied, OnlyReads};
use crate::{
    Account, AuditAction, AuditEntry, CounterInfo, KdfCost, NewAccount, Result, StoreError, Tx, schema,
};

/// The keyring's file name.
pub const KEYRING: &str = keyring::FILE;

/// A look at the hall that failed after longer than this has hung, and is not repeated at once.
const HUNG: Duration = Duration::from_secs(1);

/// What a new store begins with.
#[derive(Debug)]
pub struct NewStore {
    /// The counter's own data.
    pub counter: CounterInfo,
    /// The first administrator.
    pub admin: NewAccount,
    /// The administrator's password.
    pub password: SecretString,
}

/// An open store. Dropped, it is locked again and its key wiped.
pub struct Store {
    pub(crate) conn: Connection,
    pub(crate) keys: Keys,
    pub(crate) folder: PathBuf,
    /// Who signs: the account that opened the store.
    pub(crate) signer: Option<Signer>,
    /// What the running transaction has written.
    touched: Touched,
    /// SQLite's count of changes of the tables, when they were found as this program makes them.
    as_made: Option<i64>,
    /// The mark as it was written last.
    marked: Option<Mark>,
    /// Why the store may lack what was done with it.
    doubt: Option<Doubt>,
    /// Case numbers that are gone from the store and were given: the next write has to begin after them.
    given: Vec<Given>,
    /// Why nothing could be written; none as long as writing goes.
    only_reads: Option<OnlyReads>,
    /// What the audit is to hold as soon as something can be written.
    waiting: Vec<AuditEntry>,
    /// The copy that is read where the store itself cannot be opened for writing. Dropped after the connection.
    copied: Option<Copied>,
    /// The way to the hall whose window this is; none for a store of one PC.
    pub(crate) hall: Option<RefCell<Hall>>,
    /// The operation under which the next write goes to the hall; none where one is drawn for it.
    pub(crate) op: Option<Op>,
    /// What the last look at the hall came to: why what is read may not be the newest.
    apart: Cell<Option<OnlyReads>>,
    /// Until when nobody looks again: a server that let a look hang would let every other one hang as long.
    no_look_until: Cell<Option<Instant>>,
    /// A window's copy that was opened without its hall: the first write makes it a store of its own.
    leaves: bool,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Makes a store in a folder (made when missing) and signs its first administrator in.
    ///
    /// # Errors
    /// `store-exists` when there is one; `store-disk-full`, `store-file`.
    pub fn create(folder: &Path, new: NewStore, cost: KdfCost, now: DateTime<Utc>) -> Result<Self> {
        if Self::exists(folder) {
            return Err(StoreError::Exists {
                folder: folder.to_owned(),
            });
        }
        make_private_folder(folder)?;
        let keys = Keys::random()?;
        let ring = Keyring::new(cost)?;
        let made = Self::fill(folder, keys, &ring, new, now);
        if made.is_err() {
            // Nothing was there before and nobody has signed in: the half-made files hold nothing.
            Self::remove_half_made(folder);
        }
        made
    }

    /// Takes away what was left of a store that could not be made.
    pub(crate) fn remove_half_made(folder: &Path) {
        for file in [DATABASE, LOG, "counter.db-shm", mark::FILE, KEYRING] {
            let _ = fs::remove_file(folder.join(file));
        }
    }

    fn fill(folder: &Path, keys: Keys, ring: &Keyring, new: NewStore, now: DateTime<Utc>) -> Result<Self> {
        ring.write(folder)?;
        let path = folder.join(DATABASE);
        drop(keyring::create_private(&path).map_err(|e| StoreError::file(&path, &e))?);
        let mut conn = open(&path, &keys, Opening::Fresh)?;
        schema::make(&mut conn)?;
        let mut store = Self::over(conn, keys, folder)?;
        // No store is without a mark, however early the power fails.
        store.read(|tx| Mark::of(tx)?.keep(folder, &store.keys))?;
        store.transact(Some(&BTreeSet::new()), |tx| -> Result<()> {
            tx.put_counter(&new.counter)?;
            let admin = tx.add_account(&new.admin, &new.password, now)?;
            let entry = AuditEntry::new(
                now,
                &admin,
                AuditAction::StoreCreated,
                "建立数据库和第一个管理员账号",
            );
            tx.audit(&entry)?;
            Ok(())
        })?;
        keyring::sync_folder(folder).map_err(|e| StoreError::file(folder, &e))?;
        Ok(store)
    }

    /// Goes on with another database and its key.
    pub(crate) fn take_over(&mut self, conn: Connection, keys: Keys, touched: Touched) {
        (self.conn, self.keys, self.touched) = (conn, keys, touched);
        (self.marked, self.as_made) = (None, None);
    }

    fn over(mut conn: Connection, keys: Keys, folder: &Path) -> Result<Self> {
        Ok(Self {
            touched: Touched::listen(&mut conn)?,
            conn,
            keys,
            folder: folder.to_owned(),
            signer: None,
            as_made: None,
            marked: None,
            doubt: None,
            given: Vec::new(),
            only_reads: None,
            waiting: Vec::new(),
            copied: None,
            hall: None,
            op: None,
            apart: Cell::new(None),
            no_look_until: Cell::new(None),
            leaves: false,
        })
    }

    /// Whether a store (or what is left of one) lies in the folder.
    pub fn exists(folder: &Path) -> bool {
        folder.join(DATABASE).exists() || folder.join(KEYRING).exists()
    }

    /// Signs in: opens the store with an account's password.
    ///
    /// # Errors
    /// `store-wrong-password` alike for an unknown login, a wrong password and a closed account; `store-missing`,
    /// `store-incomplete`, `store-newer-schema`, `store-damaged`, `store-locked-by-other`.
    pub fn unlock(folder: &Path, login: &str, password: &SecretString) -> Result<(Self, Account)> {
        let (store, account) = Self::open_for(folder, login, password)?;
        // What lies in the safe is no person: it has one use, and does not sign in.
        match account.roles.has(Role::Recovery) {
            true => Err(StoreError::WrongPassword),
            false => Ok((store, account)),
        }
    }

    /// The same for whoever has a slot, also the recovery key.
    pub(crate) fn open_for(folder: &Path, login: &str, password: &SecretString) -> Result<(Self, Account)> {
        for (file, other) in [(DATABASE, KEYRING), (KEYRING, DATABASE)] {
            if !folder.join(file).exists() {
                let folder = folder.to_owned();
                return Err(match folder.join(other).exists() {
                    true => StoreError::Incomplete { folder, file },
                    false => StoreError::Missing { folder },
                });
            }
        }
        let mut connected = hall::connect(folder)?;
        if let Some(connected) = &mut connected {
            connected.newest_ring(folder)?;
        }
        let ring = Keyring::read(folder)?;
        let slot = ring.find(login, password)?.ok_or(StoreError::WrongPassword)?;
        let Opened {
            conn,
            keys,
            former,
            copied,
            only_reads,
        } = match Opened::by_any(folder, ring.open(&slot)?) {
            // Its key was renewed between the look at the keyring and the opening.
            Err(StoreError::Damaged { .. }) if Keyring::read(folder)? != ring => {
                return Self::open_for(folder, login, password);
            }
            opened => opened?,
        };
        let seed = ring.seed(&slot);
        let version = schema::version(&conn)?;
        if version == 0 {
            return Err(StoreError::damaged("数据库里没有表"));
        }
        // What was changed beside the program stays named when a new schema has all rows listed anew.
        let before = match schema::is_former(&conn)? {
            true => Some(Before::of(&conn, schema::RULES)?),
            false => None,
        };
        let mut store = Self::over(conn, keys, folder)?;
        (store.copied, store.only_reads) = (copied, only_reads);
        store.compare_mark(version, &former)?;
        match connected {
            Some(connected) => store.hall = Some(Hall::new(connected, &store.keys)?),
            None => store.leaves = Seen::read(&store.conn).is_ok_and(|seen| seen.seq > 0),
        }
        let signed = store.sign_as(&slot, seed.as_ref(), before.as_ref());
        match (signed, store.doubt) {
            (Ok(account), _) => {
                if ring.is_behind(&slot) {
                    store.raise_cost(&account, &slot, &slot)?;
                }
                if ring.is_cheap(&slot) {
                    store.raise_cost(&account, &slot, &ring.slot_key(login, password)?)?;
                }
                Ok((store, account))
            }
            // The password opened the key: it is right, and the database is from before it was set.
            (Err(StoreError::WrongPassword | StoreError::NotVouched), Some(Doubt::RolledBack(_))) => {
                Err(StoreError::damaged("数据库比密钥文件旧，这个口令是后来设的"))
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Holds the store, as it was found with so many steps, against its mark, which a renewal of the key that was
    /// interrupted may have left under a former one.
    fn compare_mark(&mut self, version: u32, former: &[Keys]) -> Result<()> {
        let keys = [&self.keys].into_iter().chain(former);
        self.marked = keys.filter_map(|keys| Mark::read(&self.folder, keys)).next();
        match &self.marked {
            Some(mark) => {
                self.doubt = self.read(|tx| mark.missing_in(tx))?.map(Doubt::RolledBack);
                if self.doubt.is_some() {
                    self.given = mark.given().to_vec();
                }
                Ok(())
            }
            None if schema::is_marked(version) => {
                self.doubt = Some(Doubt::NoMark);
                Ok(())
            }
            // Before the steps are taken after which one has to be there.
            None => self.read(|tx| Mark::of(tx)?.keep(&self.folder, &self.keys)),
        }
    }

    /// Whether this is the present password of an account (asked again before something grave).
    ///
    /// # Errors
    /// `store-wrong-password` when it is not.
    pub fn check_password(&self, account: &Account, password: &SecretString) -> Result<()> {
        let ring = Keyring::read(&self.folder)?;
        let slot = ring
            .find(&account.login, password)?
            .ok_or(StoreError::WrongPassword)?;
        match self.read(|tx| tx.account_of_slot(&slot.id))? {
            Some(owner) if owner.id == account.id => Ok(()),
            _ => Err(StoreError::WrongPassword),
        }
    }

    /// One use case, one transaction: commits when `work` succeeds, keeps nothing of it when it fails.
    ///
    /// # Errors
    /// What `work` answers; `store-disk-full`, `store-locked-by-other` from the store itself.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transact(None, work)
    }

    /// The same; with `whole` the act lists every row of the store, but for those that were found changed.
    pub(crate) fn transact<T, E: From<StoreError>>(
        &mut self,
        whole: Option<&BTreeSet<RowKey>>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let op = self.op.take();
        if let (Some(_), Some(why)) = (&self.copied, self.only_reads) {
            return Err(why.refusal().into());
        }
        let transaction = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let hall = self.hall.as_ref();
        let mut tx = Tx::new(transaction, &self.keys, &self.folder)
            .signed_by(self.signer.clone())
            .reaching(hall.map(far));
        let begun = hall.map(|hall| Begun::take(hall, &tx)).transpose()?;
        if self.leaves {
            Seen::leave(tx.conn())?;
        }
        // Rows of a transaction that was undone are nobody's, and those of other windows are theirs.
        self.touched.clear();
        tx.never_again(&self.given)?;
        for entry in &self.waiting {
            tx.audit(entry)?;
        }
        let out = work(&mut tx)?;
        let as_made = tables_as_made(tx.conn(), self.as_made)?;
        tx.seal(&self.touched, whole)?;
        let signer = tx.signer.clone();
        let sent = begun
            .map(|begun| begun.send(&tx, &self.touched, op))
            .transpose()?;
        if let Err(error) = tx.commit() {
            // The hall has it all the same: it comes back with what is new, and is not to be done again.
            return Err(match sent {
                Some(true) => StoreError::HallInDoubt,
                _ => error,
            }
            .into());
        }
        (self.signer, self.as_made) = (signer, Some(as_made));
        self.apart.set(None);
        self.no_look_until.set(None);
        self.leaves = false;
        self.given.clear();
        self.waiting.clear();
        self.only_reads = None;
        self.remember();
        Ok(out)
    }

    /// Puts something on record that must not keep anybody from reading: where nothing can be written it waits, and is
    /// written before whatever is written next.
    ///
    /// # Errors
    /// Those of [`Store::write`], but for a full disk and a read-only folder.
    pub fn put_on_record(&mut self, entry: AuditEntry) -> Result<()> {
        match self.write(|tx| tx.audit(&entry)) {
            Ok(_) => Ok(()),
            Err(error) => {
                let why = OnlyReads::told_by(&error).or_else(|| OnlyReads::of(&self.folder));
                match why.ok_or(error)? {
                    // The next look at the hall says whether that still holds.
                    why @ (OnlyReads::HallGone | OnlyReads::HallAltered) => self.apart.set(Some(why)),
                    why => self.only_reads = Some(why),
                }
                self.waiting.push(entry);
                Ok(())
            }
        }
    }

    /// Why nothing can be written, since the sign-in or what was last put on record; none as long as writing goes.
    pub fn only_reads(&self) -> Option<OnlyReads> {
        self.only_reads.or(self.apart.get())
    }

    /// Remembers the newest act outside the database. What was committed is done: a mark that cannot be written, on a
    /// full disk say, is written with the next commit.
    fn remember(&mut self) {
        if self.doubt.is_some() {
            return;
        }
        let Ok(head) = self.read_here(Mark::of) else {
            return;
        };
        if self.marked.as_ref() != Some(&head) && head.keep(&self.folder, &self.keys).is_ok() {
            self.marked = Some(head);
        }
    }

    /// Holds case numbers that were given elsewhere: the next write takes them, so that they are not given again.
    pub(crate) fn hold(&mut self, given: &[Given]) {
        self.given = given.to_vec();
    }

    /// Why the store may lack what was done with it: it lost its write-ahead log, an older copy was put in its place,
    /// or the mark that would tell is gone. None when all that was remembered is there.
    pub fn doubt(&self) -> Option<Doubt> {
        self.doubt
    }

    /// Makes the mark anew that was missing, after the store was held against what was kept outside.
    ///
    /// # Errors
    /// `store-file`, `store-disk-full`; nothing is done to a store whose mark is there.
    pub fn renew_mark(&mut self) -> Result<()> {
        if self.doubt == Some(Doubt::NoMark) {
            let head = self.read(Mark::of)?;
            head.keep(&self.folder, &self.keys)?;
            (self.marked, self.doubt) = (Some(head), None);
        }
        Ok(())
    }

    /// Reads one consistent state.
    ///
    /// # Errors
    /// What `work` answers.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.look_at_hall();
        self.read_here(work)
    }

    /// What has come to this store beside what it wrote itself: another number whenever another program, or another
    /// window of its hall, has written. Looks at the hall as every read does.
    ///
    /// # Errors
    /// `store-database`.
    pub fn news(&self) -> Result<String> {
        self.look_at_hall();
        let seq = match self.hall {
            Some(_) => self.read_here(|tx| Seen::read(tx.conn()))?.seq,
            None => 0,
        };
        // Counts the commits of all other connections (<https://www.sqlite.org/pragma.html#pragma_data_version>).
        let others: i64 = self
            .conn
            .pragma_query_value(None, "data_version", |row| row.get(0))?;
        Ok(format!("{seq}.{others}"))
    }

    /// Follows the hall, and remembers what kept it from that.
    fn look_at_hall(&self) {
        let begun = Instant::now();
        if self.hall.is_none() || self.no_look_until.get().is_some_and(|until| begun < until) {
            return;
        }
        let found = self.follow();
        self.apart.set(found.as_ref().err().and_then(OnlyReads::told_by));
        let took = begun.elapsed();
        let hung = found.is_err() && took > HUNG;
        self.no_look_until.set(hung.then(|| Instant::now() + took * 10));
    }

    /// The same of what this PC has, whatever the hall has by now.
    fn read_here<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let transaction = Transaction::new_unchecked(&self.conn, TransactionBehavior::Deferred)
            .map_err(StoreError::from)?;
        let tx = Tx::new(transaction, &self.keys, &self.folder).signed_by(self.signer.clone());
        work(&tx.reaching(self.hall.as_ref().map(far)))
    }

    /// Brings a window's copy up to what the hall has. What cannot be had does not keep anybody from reading what is
    /// here; a write is refused with the reason.
    fn follow(&self) -> Result<()> {
        let (Some(hall), None) = (&self.hall, &self.copied) else {
            return Ok(());
        };
        let head = hall.borrow_mut().server.head()?;
        let seen = self.read_here(|tx| Seen::read(tx.conn()))?;
        if !hall.borrow().is_news(seen, head.as_ref())? {
            return Ok(());
        }
        let transaction = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        let tx = Tx::new(transaction, &self.keys, &self.folder);
        hall.borrow_mut().follow(&tx)?;
        tx.commit()?;
        self.touched.clear();
        Ok(())
    }

    /// Whether this store is a window of a hall.
    pub fn is_window(&self) -> bool {
        self.hall.is_some()
    }

    /// The hall, as far as it is a place to get bytes from; none for a store of one PC.
    pub(crate) fn hall(&self) -> Option<&dyn Far> {
        self.hall.as_ref().map(far)
    }

    /// A transaction on what this PC has, signed by nobody and sent to nobody.
    pub(crate) fn local<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        let transaction = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        let tx = Tx::new(transaction, &self.keys, &self.folder);
        let out = work(&tx)?;
        tx.commit()?;
        self.touched.clear();
        Ok(out)
    }

    /// Whether what is read is a copy in memory, because nothing can be written.
    pub(crate) fn is_copied(&self) -> bool {
        self.copied.is_some()
    }

    /// The folder of the store.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Limits the database file to so many pages of 4096 bytes: a quota, answered like a full disk.
    ///
    /// # Errors
    /// `store-database`.
    pub fn limit_pages(&self, pages: u32) -> Result<()> {
        self.conn
            .query_row(&format!("PRAGMA max_page_count = {pages}"), (), |_| Ok(()))?;
        Ok(())
    }

    /// How long a write waits for another program's before `store-locked-by-other`; five seconds unless told.
    ///
    /// # Errors
    /// `store-database`.
    pub fn set_patience(&self, patience: Duration) -> Result<()> {
        Ok(self.conn.busy_timeout(patience)?)
    }
}

impl NewAccount {
    /// An account to be made.
    pub fn new(login: &str, name: &str, roles: Roles) -> Self {
        Self {
            login: login.to_owned(),
            name: name.to_owned(),
            roles,
        }
    }
}

/// A hall as far as it is a place to get bytes from.
fn far(hall: &RefCell<Hall>) -> &dyn Far {
    hall
}

/// Looks whether tables, indexes and triggers are as this program makes them, unless they have not changed since they
/// were found so. What a foreign trigger wrote beside is not signed.
fn tables_as_made(conn: &Connection, found: Option<i64>) -> Result<i64> {
    // Every change of them counts on (<https://www.sqlite.org/pragma.html#pragma_schema_version>).
    let count = conn.pragma_query_value(None, "schema_version", |row| row.get(0))?;
    match found == Some(count) || schema::is_as_made(conn)? {
        true => Ok(count),
        false => Err(StoreError::TablesChanged),
    }
}

pub(crate) fn make_private_folder(folder: &Path) -> Result<()> {
    private_folder(folder).map_err(|e| StoreError::file(folder, &e))
}
