//! One trial: a counter at work, a fault, and what is there afterwards.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use store::{Account, DATABASE, Doubt, KEYRING, KdfCost, Result, Store, read_manifest, restore};
use tempfile::TempDir;

use crate::books::{Books, Deed, act, audited, password};
use crate::house::{LOGIN, PASSWORD, at, new_store, secret};
use crate::raw;
use crate::vfs;
use crate::world::{Fault, with};

/// The file beside the database.
const MARK: &str = "counter.mark";

/// What happens to a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The power fails: of what was not forced to the disk all, some or nothing is there.
    Power,
    /// It fails again while the store is opened.
    PowerTwice,
    /// It fails while a store from before acts were signed is brought up to date.
    PowerUpdating,
    /// The program is killed.
    Kill,
    /// The disk is full for one write.
    FullOnce,
    /// The disk is full until somebody makes room.
    Full,
    /// Nothing can be written until somebody mends it.
    ReadOnly,
    /// One write fails.
    Write,
    /// One sync fails; then the power.
    SyncThenPower,
    /// One read fails.
    Read,
    /// The program is killed, and the log is taken away.
    LogGone,
    /// The power fails, and the log is gone with it.
    PowerLogGone,
    /// The program is killed, and the mark is taken away.
    MarkGone,
    /// The disk says that it has forced what it has not; then the power fails.
    Lies,
}

impl Kind {
    /// Every kind with its words, and whether the disk is honest: then nothing may be lost.
    pub const ALL: [(Self, &'static str, bool); 14] = [
        (Self::Power, "power cut: writes torn, dropped, reordered", true),
        (Self::PowerTwice, "power cut, and again while opening", true),
        (
            Self::PowerUpdating,
            "power cut while a former store is updated",
            true,
        ),
        (Self::Kill, "program killed", true),
        (Self::FullOnce, "disk full for one write, then killed", true),
        (Self::Full, "disk full until room is made", true),
        (Self::ReadOnly, "disk read-only until mended", true),
        (Self::Write, "I/O error on a write", true),
        (Self::SyncThenPower, "I/O error on a sync, then power cut", true),
        (Self::Read, "I/O error on a read", true),
        (Self::MarkGone, "killed, mark taken away", true),
        (Self::LogGone, "killed, log (`-wal`) taken away", false),
        (Self::PowerLogGone, "power cut, log gone with it", false),
        (Self::Lies, "disk that lies about syncs, power cut", false),
    ];

    fn fault(self) -> Fault {
        match self {
            Self::Power | Self::PowerTwice | Self::PowerUpdating | Self::PowerLogGone | Self::Lies => {
                Fault::Power
            }
            Self::Kill | Self::LogGone | Self::MarkGone => Fault::Kill,
            Self::FullOnce => Fault::FullOnce,
            Self::Full => Fault::Full,
            Self::ReadOnly => Fault::ReadOnly,
            Self::Write => Fault::Write,
            Self::SyncThenPower => Fault::Sync,
            Self::Read => Fault::Read,
        }
    }

    /// Whether the power fails in the end.
    fn ends_in_the_dark(self) -> bool {
        self.fault() == Fault::Power || self == Self::SyncThenPower
    }
}

/// What a trial came to.
#[derive(Debug, Default, Clone)]
pub struct Outcome {
    /// The fault came about.
    pub struck: bool,
    /// Deeds that were acknowledged.
    pub acknowledged: usize,
    /// Acknowledged deeds that are not there.
    pub lost: usize,
    /// Books that are not what their deeds amount to.
    pub half: usize,
    /// Attachments without a page, rows that refer to nothing.
    pub orphans: usize,
    /// The store said itself that acts are gone, that its mark is, or that it is damaged.
    pub named: bool,
    /// The store said that something is gone where nothing was.
    pub false_alarm: bool,
    /// It could not be opened; named as damage.
    pub refused: bool,
    /// What else was wrong, in words.
    pub wrong: Vec<String>,
}

/// A counter as every trial finds it.
pub struct Template {
    _dir: TempDir,
    folder: PathBuf,
    deeds: Vec<(u32, Deed)>,
}

/// Deeds with smaller numbers were done before the trial began.
const FIRST: u32 = 100;

impl Template {
    /// Makes a counter with a few cases.
    pub fn new() -> Self {
        vfs::install();
        with(|world| world.begin(None, false));
        let dir = in_memory();
        let folder = dir.path().join("store");
        let mut store = Store::create(&folder, new_store(), KdfCost::QUICK_FOR_TESTS, at(0)).unwrap();
        let me = store.read(|tx| tx.account_by_login(LOGIN)).unwrap().unwrap();
        let plan = [
            Deed::Open,
            Deed::Open,
            Deed::Scan(1, 9000),
            Deed::Job(2),
            Deed::Remember(1),
            Deed::Account,
        ];
        let deeds: Vec<(u32, Deed)> = (1..).zip(plan).collect();
        for (n, deed) in &deeds {
            act(&mut store, &me, *n, *deed).unwrap();
        }
        drop(store);
        Self {
            _dir: dir,
            folder,
            deeds,
        }
    }
}

impl Template {
    /// A counter of one's own.
    pub fn copy(&self) -> (TempDir, PathBuf) {
        let dir = in_memory();
        let folder = dir.path().join("store");
        fs::create_dir(&folder).unwrap();
        for file in [DATABASE, KEYRING, MARK] {
            fs::copy(self.folder.join(file), folder.join(file)).unwrap();
        }
        with(|world| world.begin(None, false));
        (dir, folder)
    }
}

fn in_memory() -> TempDir {
    match Path::new("/dev/shm").is_dir() {
        true => tempfile::tempdir_in("/dev/shm").unwrap(),
        false => tempfile::tempdir().unwrap(),
    }
}

/// A counter under trial.
struct Counter {
    dir: TempDir,
    folder: PathBuf,
    rng: StdRng,
    kind: Kind,
    open: Option<(Store, Account)>,
    password: String,
    /// A password that may be the one, when the fault came while it was set.
    perhaps: Option<String>,
    /// What is known to be there.
    deeds: Vec<(u32, Deed)>,
    /// What may be there: begun, and never acknowledged.
    unsure: Vec<(u32, Deed)>,
    next: u32,
    /// Every case number that was ever told.
    numbers: BTreeSet<String>,
    /// Backups that were told to be proven.
    backups: Vec<PathBuf>,
    /// Every state of the mark so far.
    marks: Vec<Vec<u8>>,
    out: Outcome,
}

/// One trial of a kind from a seed.
pub fn trial(template: &Template, kind: Kind, seed: u64) -> Outcome {
    let mut counter = Counter::new(template, kind, seed);
    counter.work();
    counter.end();
    counter.look();
    counter.go_on();
    with(|world| world.begin(None, false));
    counter.out
}

/// One trial of one deed, with the fault at this operation of it; whether it came about.
pub fn trial_of(template: &Template, kind: Kind, deed: Deed, at: u64) -> Outcome {
    let mut counter = Counter::new(template, kind, at);
    with(|world| world.begin(None, false));
    counter.sign_in();
    counter.remember_mark();
    with(|world| world.begin_at(at, kind.fault()));
    counter.act(deed);
    counter.remember_mark();
    counter.out.struck = with(|world| world.struck);
    counter.end();
    counter.look();
    counter.go_on();
    with(|world| world.begin(None, false));
    counter.out
}

impl Counter {
    fn new(template: &Template, kind: Kind, seed: u64) -> Self {
        let (dir, folder) = template.copy();
        // Each kind its own: one seed is another day for each.
        let mut rng = StdRng::seed_from_u64(seed ^ ((kind as u64 + 1) << 40));
        with(|world| world.begin(None, false));
        if kind == Kind::PowerUpdating {
            make_former(&folder);
        }
        let latest = match kind {
            Kind::PowerUpdating => 120,
            Kind::Read => 300,
            Kind::Kill | Kind::LogGone | Kind::PowerLogGone => 220,
            _ => 240,
        };
        let at = rng.random_range(1..latest);
        with(|world| world.begin(Some((at, kind.fault())), kind == Kind::Lies));
        Self {
            folder,
            rng,
            kind,
            open: None,
            password: PASSWORD.into(),
            perhaps: None,
            deeds: template.deeds.clone(),
            unsure: Vec::new(),
            next: FIRST,
            numbers: BTreeSet::new(),
            backups: Vec::new(),
            marks: Vec::new(),
            out: Outcome::default(),
            dir,
        }
    }

    /// A counter's day, until the fault ends it or the day does.
    fn work(&mut self) {
        self.remember_mark();
        for _ in 0..self.rng.random_range(4..12) {
            if with(|world| world.is_dead()) {
                break;
            }
            self.step();
            self.remember_mark();
            let outlives = matches!(self.kind, Kind::Full | Kind::ReadOnly);
            if outlives && with(|world| world.struck) && self.rng.random_bool(0.4) {
                with(|world| world.mend());
            }
        }
        with(|world| world.mend());
        self.out.struck = with(|world| world.struck);
    }

    fn step(&mut self) {
        if self.open.is_none() {
            self.sign_in();
            return;
        }
        match self.rng.random_range(0..20) {
            0 => self.open = None,
            1 => self.back_up(),
            2 => self.verify(),
            _ => {
                let deed = self.any_deed();
                self.act(deed);
            }
        }
    }

    fn sign_in(&mut self) {
        let entered = unlock(&self.folder, &self.password);
        self.open = entered.ok();
    }

    fn any_deed(&mut self) -> Deed {
        let there = Books::of(&self.deeds);
        let case = self.rng.random_range(1..=there.cases());
        match self.rng.random_range(0..16) {
            0..4 => Deed::Open,
            4..7 => Deed::Save(case),
            7..10 => Deed::Scan(case, self.rng.random_range(4..60_000)),
            10 => Deed::Job(case),
            11..13 => Deed::Step(self.rng.random_range(1..=there.jobs())),
            13 => Deed::Remember(case),
            14 => Deed::Account,
            _ => Deed::Password,
        }
    }

    fn act(&mut self, deed: Deed) {
        let n = self.next;
        self.next += 1;
        let Some((store, me)) = &mut self.open else { return };
        match act(store, me, n, deed) {
            Ok(number) => {
                self.told(number);
                self.deeds.push((n, deed));
                self.unsure.clear();
                if deed == Deed::Password {
                    self.password = password(n);
                }
                self.perhaps = None;
                self.out.acknowledged += 1;
            }
            Err(error) => {
                self.unsure.push((n, deed));
                if deed == Deed::Password {
                    self.perhaps = Some(password(n));
                }
                if error.remedy().is_empty() {
                    self.wrong("an error without a remedy");
                }
                self.still_readable();
            }
        }
    }

    /// A case number is told to a customer: never again.
    fn told(&mut self, number: Option<String>) {
        if let Some(number) = number
            && !self.numbers.insert(number.clone())
        {
            self.wrong(format!("case number {number} was given twice"));
        }
    }

    /// After a deed that failed, what was there before can be read as it was.
    fn still_readable(&mut self) {
        if with(|world| world.is_dead()) || self.kind == Kind::Read {
            return;
        }
        let Some((store, _)) = &self.open else { return };
        match Books::read(store) {
            Ok(books) if books == Books::of(&self.deeds) => {}
            Ok(_) => self.wrong("a refused deed left something behind"),
            Err(error) => self.wrong(format!("not readable after a refused deed: {error}")),
        }
    }

    fn back_up(&mut self) {
        let Some((store, _)) = &self.open else { return };
        self.next += 1;
        if let Ok(backup) = store.backup_to(&self.dir.path().join("b"), at(i64::from(self.next))) {
            self.backups.push(backup.folder);
        }
    }

    fn verify(&mut self) {
        let Some((store, _)) = &self.open else { return };
        if let Ok(report) = store.verify()
            && !report.is_sound()
            && !matches!(self.kind, Kind::Read)
        {
            self.wrong(format!("unsound while at work: {:?}", report.problems));
        }
    }

    /// Every state of the mark, in order: none of them is forced to the disk.
    fn remember_mark(&mut self) {
        if let Ok(mark) = fs::read(self.folder.join(MARK))
            && self.marks.last() != Some(&mark)
        {
            self.marks.push(mark);
        }
    }

    /// The program ends, and with it perhaps the power, the log, the mark.
    fn end(&mut self) {
        with(|world| world.end());
        self.open = None;
        if self.kind.ends_in_the_dark() {
            let seed = self.rng.random();
            with(|world| world.cut(seed));
            self.age_mark();
        }
        with(|world| world.begin(None, false));
        let wal = self.folder.join("counter.db-wal");
        if matches!(self.kind, Kind::LogGone | Kind::PowerLogGone) {
            let _ = fs::remove_file(&wal);
        }
        if self.kind == Kind::MarkGone {
            fs::remove_file(self.folder.join(MARK)).unwrap();
        }
        if self.kind == Kind::PowerTwice {
            let at = self.rng.random_range(1..60);
            with(|world| world.begin(Some((at, Fault::Power)), false));
            let again = unlock(&self.folder, &self.password);
            with(|world| world.end());
            drop(again);
            let seed = self.rng.random();
            with(|world| world.cut(seed));
        }
        with(|world| world.begin(None, false));
    }

    /// Of each place of the mark any state may be on the disk. Where the log is gone or the disk lies the newest is:
    /// a mark that is lost together with what it tells of can tell nothing.
    fn age_mark(&mut self) {
        if !matches!(self.kind, Kind::Power | Kind::PowerTwice | Kind::SyncThenPower) || self.marks.is_empty()
        {
            return;
        }
        let half = self.marks[0].len() / 2;
        let mut pick = |half: std::ops::Range<usize>| {
            let any = self.rng.random_range(0..self.marks.len());
            self.marks[any][half].to_vec()
        };
        let places = [pick(0..half), pick(half..2 * half)].concat();
        fs::write(self.folder.join(MARK), places).unwrap();
    }

    /// The store is opened again: what is there?
    fn look(&mut self) {
        let mut entered = unlock(&self.folder, &self.password);
        if let (Err(error), Some(perhaps)) = (&entered, &self.perhaps)
            && error.code() == "store-wrong-password"
        {
            entered = unlock(&self.folder, perhaps);
            self.password = perhaps.clone();
        }
        let (store, me) = match entered {
            Ok(open) => open,
            Err(error) => {
                let damaged = error.code() == "store-damaged";
                self.out.refused = true;
                self.out.named = damaged;
                if !damaged || self.is_honest() {
                    self.wrong(format!("cannot be opened: {} {error}", error.code()));
                }
                return;
            }
        };
        match self.compare(&store) {
            Ok(()) => self.open = Some((store, me)),
            Err(error) if self.is_honest() => self.wrong(format!("cannot be read: {error}")),
            Err(error) => (self.out.refused, self.out.named) = (true, error.code() == "store-damaged"),
        }
        self.look_at_backups();
    }

    fn is_honest(&self) -> bool {
        Kind::ALL
            .iter()
            .any(|(kind, _, honest)| *kind == self.kind && *honest)
    }

    fn compare(&mut self, store: &Store) -> Result<()> {
        let there = audited(store)?;
        let known: Vec<u32> = self.deeds.iter().map(|(n, _)| *n).collect();
        self.out.lost = known.iter().filter(|n| !there.contains(n)).count();
        let mut all = self.deeds.clone();
        all.extend(&self.unsure);
        let found: Vec<_> = there
            .iter()
            .filter_map(|n| all.iter().find(|(known, _)| known == n).copied())
            .collect();
        if found.len() != there.len() {
            self.wrong("a deed is there that nobody did");
        }
        let books = Books::of(&found);
        self.out.half += usize::from(Books::read(store)? != books);
        self.deeds = found;
        let doubt = store.doubt();
        match (doubt, self.kind) {
            (Some(Doubt::NoMark), Kind::MarkGone) => {}
            (None, Kind::MarkGone) => self.wrong("the missing mark was not named"),
            (None, _) => {}
            (Some(_), _) => self.out.false_alarm = self.out.lost == 0,
        }
        self.out.named = doubt.is_some();
        let report = store.verify()?;
        self.out.orphans += (report.attachments as usize).saturating_sub(books.scans());
        for problem in &report.problems {
            match problem.code {
                "store-orphan-row" => self.out.orphans += 1,
                "store-rolled-back" | "store-mark-missing" if doubt.is_some() => {}
                _ if self.is_honest() => self.wrong(format!("unsound: {} {}", problem.code, problem.words)),
                _ => self.out.named = true,
            }
        }
        Ok(())
    }

    /// A backup that was told to be proven comes back.
    fn look_at_backups(&mut self) {
        for (i, backup) in std::mem::take(&mut self.backups).into_iter().enumerate() {
            let back = self.dir.path().join(format!("back{i}"));
            let restored = read_manifest(&backup).and_then(|_| restore(&backup, &back));
            if let Err(error) = restored
                && self.is_honest()
            {
                self.wrong(format!("a backup does not come back: {error}"));
            }
        }
        let Ok(folder) = fs::read_dir(self.dir.path().join("b")) else {
            return;
        };
        for entry in folder.flatten() {
            let path = entry.path();
            // What looks like a backup is one, acknowledged or not.
            if path.extension().is_none_or(|e| e != "part")
                && self.is_honest()
                && read_manifest(&path).is_err()
            {
                self.wrong("half a backup looks like a whole one");
            }
        }
    }

    /// Work goes on, no case number is given again, and the next day finds all of it.
    fn go_on(&mut self) {
        let Some((mut store, me)) = self.open.take() else {
            return;
        };
        for deed in [Deed::Open, Deed::Scan(1, 5000), Deed::Open] {
            self.next += 1;
            let doubt = store.doubt();
            match act(&mut store, &me, self.next, deed) {
                Ok(number) => {
                    self.told(number);
                    self.deeds.push((self.next, deed));
                }
                Err(error) if self.is_honest() => self.wrong(format!("work does not go on: {error}")),
                Err(_) => return,
            }
            if store.doubt() != doubt {
                self.wrong("a doubt went away by itself");
            }
        }
        drop(store);
        match unlock(&self.folder, &self.password).and_then(|(store, _)| Books::read(&store)) {
            Ok(books) if books == Books::of(&self.deeds) => {}
            _ if !self.is_honest() && self.out.half > 0 => {}
            Ok(_) => self.wrong("the next day finds other books"),
            Err(error) => self.wrong(format!("the next day finds no books: {error}")),
        }
    }

    fn wrong(&mut self, words: impl Into<String>) {
        self.out.wrong.push(words.into());
    }
}

fn unlock(folder: &Path, password: &str) -> Result<(Store, Account)> {
    Store::unlock(folder, LOGIN, &secret(password))
}

/// Puts a store back to what a former program left: without acts, the keys that sign them, and a mark.
fn make_former(folder: &Path) {
    raw::take_acts_away(folder);
}
