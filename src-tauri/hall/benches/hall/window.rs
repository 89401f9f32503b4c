//! A window: takes cases, edits them, scans, submits; sees what others submitted, and as a reviewer approves it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use case::CaseState;
use chrono::Utc;
use sha2::{Digest as _, Sha256};
use store::{Account, AuditAction, AuditEntry, CaseId, CaseRow, Result, Store, Tx};

use crate::counter::{self, MEMO, PROJECT};
use crate::dice::Dice;
use crate::journal::{self, Journal, now};
use crate::stopwatch;

/// How often a reviewer's board, and a clerk's, is looked at.
const LOOK: [Duration; 2] = [Duration::from_secs(5), Duration::from_millis(800)];
/// After a refusal.
const AGAIN: Duration = Duration::from_millis(400);

/// Where a window has its things.
pub struct Seat {
    pub name: String,
    pub folder: PathBuf,
    pub room: PathBuf,
}

impl Seat {
    pub fn new(room: &Path, number: u32) -> Self {
        let name = format!("window_{number:02}");
        Self {
            folder: room.join(&name),
            room: room.to_owned(),
            name,
        }
    }

    pub fn journal(&self) -> PathBuf {
        self.room.join(format!("{}.journal", self.name))
    }

    /// A file that tells the window's cable to swallow the server's answers from now on.
    pub fn deaf(&self) -> PathBuf {
        self.sign("cable")
    }

    /// A file that tells the window to do something.
    pub fn sign(&self, what: &str) -> PathBuf {
        self.room.join(format!("{}.{what}", self.name))
    }
}

/// The file that tells all windows to end.
pub fn closing(room: &Path) -> PathBuf {
    room.join("closing")
}

struct Desk {
    seat: Seat,
    store: Store,
    me: Account,
    journal: Journal,
    /// Steps that were acknowledged before this process began, with the case they were about.
    done: std::collections::BTreeMap<String, u32>,
    /// What was begun when the process before this one was killed.
    unsure: bool,
    reviewer: Option<(u32, u32)>,
    known: std::collections::BTreeSet<u32>,
    looked: Instant,
}

/// `--as-window ROOM NUMBER WINDOWS PAUSE SEED`: works until all windows close.
pub fn work(args: &[String]) {
    let [room, number, windows, pause, seed] = args else {
        panic!("a window wants five words: {args:?}")
    };
    let (number, windows): (u32, u32) = (number.parse().unwrap(), windows.parse().unwrap());
    let (pause, seed): (f64, u64) = (pause.parse().unwrap(), seed.parse().unwrap());
    ends_with_whoever_began_it();
    let seat = Seat::new(Path::new(room), number);
    let mut done = std::collections::BTreeMap::new();
    let (mut taken, mut begun) = (0, 0);
    for line in journal::read(&seat.journal()) {
        match line.kind.as_str() {
            "begin" => begun += 1,
            "ack" | "found" => {
                done.insert(line.word(0).to_owned(), line.number(1) as u32);
                begun = 0;
            }
            "fail" => begun = 0,
            "case" => taken = line.number(0),
            _ => {}
        }
    }
    let mut journal = Journal::open(&seat.journal());
    let (store, me) = loop {
        match Store::unlock(&seat.folder, counter::LOGIN, &counter::secret(counter::PASSWORD)) {
            Ok(opened) => break opened,
            Err(error) => {
                journal.note("shut", &[&error.code(), &error]);
                thread::sleep(AGAIN);
            }
        }
    };
    journal.note("open", &[&std::process::id()]);
    let reviewers = windows.div_ceil(4);
    let mut desk = Desk {
        reviewer: (number % 4 == 0).then_some((number / 4, reviewers)),
        seat,
        store,
        me,
        journal,
        done,
        unsure: begun > 0,
        known: std::collections::BTreeSet::new(),
        looked: Instant::now(),
    };
    let mut pauses = Dice::new(seed ^ now(), u64::from(number));
    if taken > 0 {
        desk.case(seed, number, taken);
    }
    let mut due = Instant::now() + Duration::from_millis(pauses.pause(pause));
    loop {
        desk.look();
        if closing(&desk.seat.room).exists() {
            // A reviewer has looked at everything that the others submitted.
            desk.journal.note("end", &[]);
            return;
        }
        if Instant::now() >= due {
            due += Duration::from_millis(pauses.pause(pause));
            taken += 1;
            desk.journal.note("case", &[&taken]);
            desk.case(seed, number, taken);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Nobody is left behind when the simulation itself is stopped: its end of the pipe closes.
fn ends_with_whoever_began_it() {
    thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(3);
    });
}

/// Does to this very process what a sign on the wall says.
fn signs(seat: &Seat, journal: &mut Journal) {
    if std::fs::remove_file(seat.sign("deaf")).is_ok() {
        // Somewhere between now and the last answer to this save, its COMMIT's among them.
        let (cable, after) = (seat.deaf(), Duration::from_micros(now() % 15_000));
        thread::spawn(move || {
            thread::sleep(after);
            std::fs::write(cable, "").unwrap();
        });
    }
    for (what, signal) in [("freeze", "-STOP"), ("die", "-KILL")] {
        if std::fs::remove_file(seat.sign(what)).is_ok() {
            journal.note(what, &[]);
            let _ = Command::new("kill")
                .args([signal, &std::process::id().to_string()])
                .status();
        }
    }
}

impl Desk {
    /// One case, from its beginning to the reviewer. What was done before this process began is not done again.
    fn case(&mut self, seed: u64, number: u32, taken: u64) {
        let mut dice = Dice::new(seed, u64::from(number) << 32 | taken);
        let unit = format!("样例{number:02}窗第{taken}单位");
        let me = self.me.clone();
        let new = counter::new_case(&unit, &me);
        let by_unit = |tx: &Tx<'_>| tx.case_with_value(&[PROJECT], "unit_name", &unit, CaseId(0));
        let add = self.certain(
            &format!("{taken}/add"),
            AuditAction::CaseOpened,
            |tx| tx.add_case(&new, Utc::now()),
            |tx| by_unit(tx),
        );
        let id = CaseId(add);
        for edit in 1..=1 + dice.below(2) {
            self.think(&mut dice);
            let memo = format!("样例备注{number:02}-{taken}-{edit}");
            let content = counter::content(&unit, &memo);
            self.certain(
                &format!("{taken}/edit{edit}"),
                AuditAction::CaseEdited,
                |tx| {
                    let found = tx.case(id)?;
                    tx.save_content(id, found.revision, &content, Utc::now())
                },
                |tx| Ok(Some(tx.case(id)?).filter(|case| case.content.fields.get(MEMO) == Some(&memo))),
            );
        }
        let bytes = match dice.below(40) {
            0 => 1 << 20,
            1..=4 => 120_000,
            _ => 0,
        };
        if bytes > 0 {
            let scan = counter::scan(&mut dice, bytes);
            let sha256 = base16ct::lower::encode_string(&Sha256::digest(&scan));
            let action = AuditAction::CaseEdited;
            self.certain(
                &format!("{taken}/scan{bytes}-{sha256}"),
                action,
                |tx| {
                    tx.add_attachment("image/jpeg", "样例.jpg", &scan, Utc::now())?;
                    tx.case(id)
                },
                |tx| match tx.attachments_with_hash(&sha256)?.is_empty() {
                    true => Ok(None),
                    false => tx.case(id).map(Some),
                },
            );
        }
        self.think(&mut dice);
        self.certain(
            &format!("{taken}/submit"),
            AuditAction::Submitted,
            |tx| {
                tx.set_case_state(id, CaseState::InReview, Utc::now())?;
                tx.case(id)
            },
            |tx| Ok(Some(tx.case(id)?).filter(|case| case.state != CaseState::Draft)),
        );
    }

    fn think(&mut self, dice: &mut Dice) {
        let until = Instant::now() + Duration::from_millis(100 + dice.below(900));
        while Instant::now() < until {
            self.look();
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Looks at the board: what is new is written down, and approved where it is this window's turn.
    fn look(&mut self) {
        if self.looked.elapsed() < LOOK[usize::from(self.reviewer.is_some())] {
            return;
        }
        self.looked = Instant::now();
        let cases = match self.store.read(|tx| tx.cases_in(&[CaseState::InReview], 300)) {
            Ok(cases) => cases,
            Err(error) => {
                self.journal.note("wrong", &[&"look", &error.code(), &error]);
                return;
            }
        };
        let took = self.looked.elapsed().as_micros();
        if let Some(why) = self.store.only_reads() {
            self.journal.note("apart", &[&format!("{why:?}")]);
            return;
        }
        self.journal.note("look", &[&took, &cases.len()]);
        for case in cases.iter().rev() {
            if self.known.insert(case.id.0) {
                self.journal.note("seen", &[&case.id.0, &case.number]);
            }
            if let Some((mine, all)) = self.reviewer
                && case.id.0 % all == mine
            {
                self.approve(case);
            }
        }
        self.looked = Instant::now();
    }

    fn approve(&mut self, case: &CaseRow) {
        let (id, me, hash) = (case.id, self.me.id, case.content_hash.clone());
        let is_approved = |case: &CaseRow| case.state == CaseState::Approved;
        self.certain(
            &format!("{}/approve", id.0),
            AuditAction::Approved,
            |tx| {
                tx.set_approval(id, Some((me, &hash)))?;
                tx.set_case_state(id, CaseState::Approved, Utc::now())?;
                tx.case(id)
            },
            |tx| Ok(Some(tx.case(id)?).filter(is_approved)),
        );
    }

    /// Does one step until it is sure that it is there, once: what is in doubt is looked for before it is done again.
    fn certain(
        &mut self,
        step: &str,
        action: AuditAction,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<CaseRow>,
        there: impl Fn(&Tx<'_>) -> Result<Option<CaseRow>>,
    ) -> u32 {
        if let Some(case) = self.done.get(step) {
            return *case;
        }
        let pressed = now();
        loop {
            if self.unsure {
                let found = self.store.read(&there);
                match (found, self.store.only_reads()) {
                    (Ok(Some(case)), None) => {
                        let rest: [&dyn ToString; 5] =
                            [&step, &case.id.0, &case.number, &pressed, &case.revision];
                        self.journal.note("found", &rest);
                        self.unsure = false;
                        self.done.insert(step.to_owned(), case.id.0);
                        return case.id.0;
                    }
                    (Ok(None), None) => self.unsure = false,
                    (Err(error), None) => {
                        self.journal.note("wrong", &[&step, &error.code(), &error]);
                        thread::sleep(AGAIN);
                    }
                    _ => thread::sleep(AGAIN),
                }
                continue;
            }
            self.journal.note("begin", &[&step]);
            let (began, me) = (Instant::now(), self.me.clone());
            let (mut waited, seat, journal) = (0, &self.seat, &mut self.journal);
            let (started, mut worked) = (now(), [0; 2]);
            stopwatch::begin();
            let written = self.store.write(|tx| {
                waited = began.elapsed().as_micros();
                worked[0] = now();
                let case = work(tx)?;
                tx.audit(&AuditEntry::new(Utc::now(), &me, action, "样例操作").case(case.id))?;
                signs(seat, journal);
                worked[1] = now();
                Ok::<_, store::StoreError>(case)
            });
            let took = began.elapsed().as_micros();
            let asked = stopwatch::end();
            if asked.locked > 0 {
                let rest: [&dyn ToString; 10] = [
                    &started,
                    &asked.locked.saturating_sub(asked.lock),
                    &asked.locked,
                    &worked[0],
                    &worked[1],
                    &asked.given_back,
                    &asked.feed,
                    &asked.parts,
                    &asked.push,
                    &asked.settle,
                ];
                self.journal.note("held", &rest);
            }
            match written {
                Ok(case) => {
                    let rest: [&dyn ToString; 7] = [
                        &step,
                        &case.id.0,
                        &case.number,
                        &pressed,
                        &case.revision,
                        &took,
                        &waited,
                    ];
                    self.journal.note("ack", &rest);
                    self.done.insert(step.to_owned(), case.id.0);
                    return case.id.0;
                }
                Err(error) => {
                    self.journal.note("fail", &[&step, &error.code(), &took, &error]);
                    self.unsure = error.code() == "hall-in-doubt";
                    thread::sleep(AGAIN);
                }
            }
        }
    }
}
