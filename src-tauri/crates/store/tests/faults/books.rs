//! What is done at the counter in a trial, and what its books must then hold: every deed that was acknowledged, each
//! whole or not there at all.

use std::collections::BTreeMap;

use case::{CaseContent, Role, Roles};
use store::{
    Account, AuditAction, AuditEntry, CaseId, KeyJobId, NewAccount, NewKeyJob, NewPage, PageState, Result,
    StepPhase, Store, Tx, sha256_hex,
};

use crate::house::{PASSWORD, at, content, new_case, secret};

/// One deed of the counter; all that writes says its own number in the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Opens a case.
    Open,
    /// Saves its content.
    Save(u32),
    /// Keeps a scan of so many bytes and files it as a page.
    Scan(u32, usize),
    /// Begins the making of a key.
    Job(u32),
    /// Writes the journal of a key on.
    Step(u32),
    /// Remembers the customer of a case, with its search words.
    Remember(u32),
    /// Makes an account, with its slot in the keyring.
    Account,
    /// Gives the own account a new password.
    Password,
    /// Gives the own account the password that it has had from the beginning.
    SamePassword,
}

/// What the books hold, as far as the deeds reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    /// Name of the unit and revision.
    cases: Vec<(String, u32)>,
    /// Hashes of the scans of a case.
    scans: BTreeMap<u32, Vec<String>>,
    /// Case and number of steps.
    jobs: Vec<(u32, usize)>,
    accounts: usize,
}

impl Books {
    /// What deeds amount to, done one after the other in a new store.
    pub fn of(deeds: &[(u32, Deed)]) -> Self {
        let mut books = Self {
            accounts: 1,
            ..Self::default()
        };
        for (n, deed) in deeds {
            match *deed {
                Deed::Open => books.cases.push((unit(*n), 1)),
                Deed::Save(case) => {
                    let (name, revision) = &mut books.cases[case as usize - 1];
                    (*name, *revision) = (unit(*n), *revision + 1);
                }
                Deed::Scan(case, size) => books
                    .scans
                    .entry(case)
                    .or_default()
                    .push(sha256_hex(&scan(*n, size))),
                Deed::Job(case) => books.jobs.push((case, 1)),
                Deed::Step(job) => books.jobs[job as usize - 1].1 += 1,
                Deed::Account => books.accounts += 1,
                Deed::Remember(_) | Deed::Password | Deed::SamePassword => {}
            }
        }
        books
    }

    /// What a store holds.
    pub fn read(store: &Store) -> Result<Self> {
        store.read(|tx| {
            let mut cases = tx.cases_in(&[], 100_000)?;
            cases.reverse();
            let (mut scans, mut jobs) = (BTreeMap::new(), BTreeMap::new());
            for case in &cases {
                let pages = tx.page_history(case.id)?.into_iter();
                let hashes: Vec<String> = pages
                    .map(|page| Ok(sha256_hex(&tx.attachment_bytes(page.attachment)?)))
                    .collect::<Result<_>>()?;
                if !hashes.is_empty() {
                    scans.insert(case.id.0, hashes);
                }
                for job in tx.jobs_of_case(case.id)? {
                    jobs.insert(job.id.0, (case.id.0, tx.steps_of_job(job.id)?.len()));
                }
            }
            let name = |content: &CaseContent| content.fields["unit_name"].clone();
            Ok(Self {
                cases: cases.iter().map(|c| (name(&c.content), c.revision)).collect(),
                scans,
                jobs: jobs.into_values().collect(),
                accounts: tx.accounts()?.len(),
            })
        })
    }

    /// How many cases there are.
    pub fn cases(&self) -> u32 {
        u32::try_from(self.cases.len()).unwrap()
    }

    /// How many keys are being made.
    pub fn jobs(&self) -> u32 {
        u32::try_from(self.jobs.len()).unwrap()
    }

    /// How many scans are kept.
    pub fn scans(&self) -> usize {
        self.scans.values().map(Vec::len).sum()
    }
}

/// The deeds that the audit knows, in its order.
pub fn audited(store: &Store) -> Result<Vec<u32>> {
    let mut rows = store.read(|tx| tx.audit_tail(100_000))?;
    rows.reverse();
    let number = |row: &store::AuditRow| row.facts["n"].as_u64().and_then(|n| u32::try_from(n).ok());
    Ok(rows.iter().filter_map(number).collect())
}

/// The password that a deed gives.
pub fn password(n: u32) -> String {
    format!("counter-Window-{n}")
}

/// Does a deed in one transaction; a case that was opened answers its number.
pub fn act(store: &mut Store, me: &Account, n: u32, deed: Deed) -> Result<Option<String>> {
    store.write(|tx| {
        let number = rows(tx, me, n, deed)?;
        let entry = AuditEntry::new(at(i64::from(n)), me, AuditAction::CaseEdited, "试验");
        tx.audit(&entry.facts(serde_json::json!({ "n": n })))?;
        Ok(number)
    })
}

fn rows(tx: &mut Tx<'_>, me: &Account, n: u32, deed: Deed) -> Result<Option<String>> {
    let now = at(i64::from(n));
    match deed {
        Deed::Open => return Ok(Some(tx.add_case(&new_case(named(n), me.id), now)?.number)),
        Deed::Save(case) => {
            let revision = tx.case(CaseId(case))?.revision;
            tx.save_content(CaseId(case), revision, &named(n), now)?;
        }
        Deed::Scan(case, size) => {
            let attachment = tx.add_attachment("image/jpeg", "scan.jpg", &scan(n, size), now)?;
            let page = NewPage {
                case_id: Some(CaseId(case)),
                attachment,
                file: None,
                origin: "scan.jpg".into(),
                form: Some("f-ylbx-1".into()),
                form_version: None,
                page: n,
                pages: n,
                copy: 1,
                registration: None,
                findings: Vec::new(),
                filed_by: Some(me.id),
                read_at: Some(now),
                state: PageState::Filed,
            };
            tx.add_page(&page, now)?;
        }
        Deed::Job(case) => {
            let new = NewKeyJob {
                case_id: CaseId(case),
                subject_index: None,
                kind: "issue".into(),
                state: "initialise".into(),
            };
            let job = tx.add_key_job(&new, now)?.id;
            tx.add_key_step(job, "initialise", StepPhase::Started, Some("KEY-1"), "", now)?;
        }
        Deed::Step(job) => {
            tx.add_key_step(KeyJobId(job), "request", StepPhase::Done, Some("KEY-1"), "", now)?
        }
        Deed::Remember(case) => drop(tx.remember_customer(CaseId(case), now)?),
        Deed::Account => {
            let new = NewAccount::new(&format!("clerk{n}"), "林晓燕", Roles::new([Role::Clerk]));
            tx.add_account(&new, &secret(&password(n)), now)?;
        }
        Deed::Password => tx.set_password(me.id, &secret(&password(n)))?,
        Deed::SamePassword => tx.set_password(me.id, &secret(PASSWORD))?,
    }
    Ok(None)
}

fn unit(n: u32) -> String {
    format!("深圳市南山样例科技有限公司{n}")
}

fn named(n: u32) -> CaseContent {
    let mut content = content();
    content.fields.insert("unit_name".into(), unit(n));
    content
}

/// A scan that no other deed makes.
fn scan(n: u32, size: usize) -> Vec<u8> {
    let mut bytes = n.to_be_bytes().to_vec();
    bytes.resize(size, n.to_le_bytes()[0]);
    bytes
}
