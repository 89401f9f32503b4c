//! The ledger as a list: holders, their keys, the certificates on each. The books are read whole and filtered in
//! memory, which is quick for as many holders as one counter has.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use store::{Certificate, CertificateStatus, HeldKey, HolderId, HolderKind, HolderRow, KeyJob, KeyPlace, Tx};

use crate::counter::desk::Desk;
use crate::ledger::api::{
    CertificateState, KeyWhere, Ledger, LedgerAsked, LedgerHolder, LedgerKey, LedgerLine,
};
use crate::ledger::wanted::{Telling, Wanted};
use crate::register::acted_on::{state_word, tail};
use crate::rights::groups::FieldGroup;
use crate::rights::sight::{Sight, searches};
use crate::rim::api::Refusal;

/// Most holders at once.
const MOST: usize = 100;

/// The holders that a text finds.
pub fn ledger(desk: &Desk, args: LedgerAsked) -> Result<Ledger, Refusal> {
    desk.read(|open| {
        let wanted = Wanted::of(&args.text, searches(&open.account.roles));
        open.store.read(|tx| {
            let books = Books::read(tx)?;
            let all = books.holders.values().filter(|row| books.has(row.id));
            let found: Vec<&HolderRow> = all.filter(|row| books.is_found(row, &wanted)).collect();
            let mut sorted = found.clone();
            sorted.sort_by_key(|row| (row.unit_id.unwrap_or(row.id), row.unit_id.is_some(), row.id));
            let shown = sorted.into_iter().take(MOST);
            Ok(Ledger {
                holders: shown.map(|row| books.holder(desk, row)).collect(),
                found: u32::try_from(found.len()).unwrap_or(u32::MAX),
            })
        })
    })
}

/// A certificate that was asked for and is not there yet.
struct Asked {
    job: KeyJob,
    number: String,
    project: String,
    kind_word: String,
}

/// The books, by holder.
struct Books {
    holders: BTreeMap<HolderId, HolderRow>,
    certificates: BTreeMap<HolderId, Vec<Certificate>>,
    keys: BTreeMap<HolderId, Vec<HeldKey>>,
    asked: BTreeMap<HolderId, Vec<Asked>>,
    cases: BTreeMap<u32, String>,
}

impl Books {
    fn read(tx: &Tx<'_>) -> Result<Self, Refusal> {
        let holders = tx.holders()?.into_iter().map(|row| (row.id, row)).collect();
        let mut books = Self {
            holders,
            certificates: BTreeMap::new(),
            keys: BTreeMap::new(),
            asked: BTreeMap::new(),
            cases: tx.case_numbers()?.into_iter().collect(),
        };
        for certificate in tx.certificates()? {
            if let Some(holder) = certificate.holder {
                books.certificates.entry(holder).or_default().push(certificate);
            }
        }
        for key in tx.held_keys()? {
            if let Some(holder) = key.holder_id {
                books.keys.entry(holder).or_default().push(key);
            }
        }
        for job in tx.jobs_without_certificate()? {
            let row = tx.case(job.case_id)?;
            let holder = row.content.holder(job.row());
            let known = holder
                .map(|holder| tx.find_holder(&holder))
                .transpose()?
                .flatten();
            if let Some(known) = known {
                books.asked.entry(known).or_default().push(Asked {
                    job,
                    number: row.number,
                    project: row.content.project,
                    kind_word: row.content.kind.chinese().to_owned(),
                });
            }
        }
        Ok(books)
    }

    fn certificates(&self, holder: HolderId) -> &[Certificate] {
        self.certificates.get(&holder).map_or(&[], Vec::as_slice)
    }

    fn keys(&self, holder: HolderId) -> &[HeldKey] {
        self.keys.get(&holder).map_or(&[], Vec::as_slice)
    }

    fn asked(&self, holder: HolderId) -> &[Asked] {
        self.asked.get(&holder).map_or(&[], Vec::as_slice)
    }

    /// A unit of which nothing but its people is known stands only behind their names.
    fn has(&self, holder: HolderId) -> bool {
        !(self.certificates(holder).is_empty()
            && self.keys(holder).is_empty()
            && self.asked(holder).is_empty())
    }

    fn unit_of(&self, row: &HolderRow) -> Option<&HolderRow> {
        self.holders.get(&row.unit_id?)
    }

    fn is_found(&self, row: &HolderRow, wanted: &Wanted) -> bool {
        let mut told = Telling::default();
        for party in [Some(row), self.unit_of(row)].into_iter().flatten() {
            told.names.push(&party.name);
            match party.kind {
                HolderKind::Unit => told.numbers.extend(party.code.as_deref()),
                HolderKind::Person => told.persons.extend(party.code.as_deref()),
            }
        }
        for certificate in self.certificates(row.id) {
            told.numbers.push(&certificate.serial);
            told.numbers.extend(certificate.token_serial.as_deref());
            let number = certificate.case_id.and_then(|id| self.cases.get(&id.0));
            told.numbers.extend(number.map(String::as_str));
        }
        told.numbers
            .extend(self.keys(row.id).iter().map(|key| key.serial.as_str()));
        told.numbers
            .extend(self.asked(row.id).iter().map(|asked| asked.number.as_str()));
        wanted.is(&told)
    }

    fn holder(&self, desk: &Desk, row: &HolderRow) -> LedgerHolder {
        let mut left: Vec<&Certificate> = self.certificates(row.id).iter().rev().collect();
        let mut asked: Vec<&Asked> = self.asked(row.id).iter().collect();
        let mut keys: Vec<LedgerKey> = Vec::new();
        for key in self.keys(row.id).iter().rev() {
            let on_it = |serial: Option<&str>| serial == Some(key.serial.as_str());
            let (there, others) = left
                .into_iter()
                .partition::<Vec<_>, _>(|c| on_it(c.token_serial.as_deref()));
            let (coming, more) = asked
                .into_iter()
                .partition::<Vec<_>, _>(|one| on_it(one.job.token_serial.as_deref()));
            (left, asked) = (others, more);
            let coming = coming.into_iter().map(|one| one.line(desk));
            keys.push(LedgerKey {
                serial: Some(key.serial.clone()),
                model: key.model.clone(),
                place: Some(place(key.place)),
                place_word: place_word(key.place).to_owned(),
                since: day(desk, key.at),
                certificates: coming.chain(there.into_iter().map(|c| line(desk, c))).collect(),
            });
        }
        if !left.is_empty() || !asked.is_empty() {
            let coming = asked.into_iter().map(|one| one.line(desk));
            keys.push(LedgerKey {
                serial: None,
                model: String::new(),
                place: None,
                place_word: "没有登记 UKey，或 UKey 已改作他用".to_owned(),
                since: String::new(),
                certificates: coming.chain(left.into_iter().map(|c| line(desk, c))).collect(),
            });
        }
        LedgerHolder {
            id: row.id.0,
            name: row.name.clone(),
            code: shown_code(row),
            unit: self.unit_of(row).map(|unit| unit.name.clone()),
            keys,
        }
    }
}

impl Asked {
    fn line(&self, desk: &Desk) -> LedgerLine {
        let project = desk.projects().get(&self.project);
        LedgerLine {
            id: None,
            case_id: Some(self.job.case_id.0),
            serial: self.number.clone(),
            tail: self.number.clone(),
            project_name: project
                .map_or(self.project.as_str(), |p| p.short_name())
                .to_owned(),
            kind_word: self.kind_word.clone(),
            not_before: String::new(),
            not_after: String::new(),
            lived: 0,
            state: CertificateState::Requested,
            state_word: "已申请，等签发".to_owned(),
            foreign: false,
        }
    }
}

/// The code of a holder as a list shows it.
pub(crate) fn shown_code(row: &HolderRow) -> String {
    let code = row.code.clone().unwrap_or_default();
    match row.kind {
        HolderKind::Person => Sight::in_lists().value(FieldGroup::IdNumbers, &code),
        HolderKind::Unit => code,
    }
}

/// A certificate as a line.
pub(crate) fn line(desk: &Desk, certificate: &Certificate) -> LedgerLine {
    let project = desk.projects().get(&certificate.project);
    let kind = certificate.kind;
    LedgerLine {
        id: Some(certificate.id.0),
        case_id: certificate.case_id.map(|id| id.0),
        serial: certificate.serial.clone(),
        tail: tail(&certificate.serial).to_owned(),
        project_name: project
            .map_or(certificate.project.as_str(), |p| p.short_name())
            .to_owned(),
        kind_word: project.map_or(kind.chinese(), |p| p.kind_title(kind)).to_owned(),
        not_before: day(desk, certificate.not_before),
        not_after: day(desk, certificate.not_after),
        lived: lived(certificate, desk.utc()),
        state: state(certificate, desk.utc()),
        state_word: state_word(certificate, desk.utc()).to_owned(),
        foreign: certificate.case_id.is_none(),
    }
}

/// How much of its life is over, in percent.
fn lived(certificate: &Certificate, now: DateTime<Utc>) -> u32 {
    let whole = (certificate.not_after - certificate.not_before)
        .num_seconds()
        .max(1);
    let past = (now - certificate.not_before).num_seconds().clamp(0, whole);
    u32::try_from(past.saturating_mul(100) / whole).unwrap_or(100)
}

fn state(certificate: &Certificate, now: DateTime<Utc>) -> CertificateState {
    match certificate.status {
        CertificateStatus::Current if certificate.is_expired(now) => CertificateState::Expired,
        CertificateStatus::Current => CertificateState::Current,
        CertificateStatus::Suspended => CertificateState::Suspended,
        CertificateStatus::Superseded => CertificateState::Superseded,
        CertificateStatus::RevokedPending => CertificateState::RevokedPending,
        CertificateStatus::Revoked => CertificateState::Revoked,
        CertificateStatus::Wrong => CertificateState::Wrong,
    }
}

/// A day in the counter's own zone.
pub(crate) fn day(desk: &Desk, at: DateTime<Utc>) -> String {
    at.with_timezone(desk.now().offset()).date_naive().to_string()
}

/// Where a key is, as it crosses the rim.
pub(crate) fn place(place: KeyPlace) -> KeyWhere {
    match place {
        KeyPlace::Stock => KeyWhere::Stock,
        KeyPlace::Window => KeyWhere::Window,
        KeyPlace::HandedOver => KeyWhere::HandedOver,
        KeyPlace::Posted => KeyWhere::Posted,
        KeyPlace::Returned => KeyWhere::Returned,
        KeyPlace::Destroyed => KeyWhere::Destroyed,
    }
}

/// Where a key is, in words.
pub(crate) fn place_word(place: KeyPlace) -> &'static str {
    match place {
        KeyPlace::Stock => "在库存",
        KeyPlace::Window => "在窗口",
        KeyPlace::HandedOver => "已面交客户",
        KeyPlace::Posted => "已寄给客户",
        KeyPlace::Returned => "已交回窗口",
        KeyPlace::Destroyed => "已销毁",
    }
}
