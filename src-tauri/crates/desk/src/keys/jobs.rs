//! The jobs of a case at the key desk: who each is for, and who may work on them.

use case::{BusinessType, CaseContent, CaseState as State, Role};
use pki::Subject;
use store::{CaseId, KeyJob as Job, NewKeyJob, Tx};

use crate::case_view::approval;
use crate::casework::begun::wanted;
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::keys::plan::Mode;
use crate::register::crossing::overtaken;
use crate::rim::api::{Gate, Refusal};

/// Whether this account may work on the case's keys: at the key desk, and as long as the approval holds. A request
/// that has left for the CA was approved when it left.
pub(crate) fn may_work(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Gate, Refusal> {
    let course = seen.course();
    Ok(match seen.row.state {
        State::Approved | State::AtCa if !seen.account.roles.has(Role::KeyClerk) => {
            Gate::closed("只有制证员可以制证")
        }
        State::Approved | State::AtCa if !course.at_key_desk() => Gate::closed(format!(
            "“{}”不在制证台办理，请按 CA 的流程报送",
            course.business.chinese()
        )),
        State::Approved => match approval::in_the_way(seen, tx)? {
            Some(reason) => Gate::closed(reason),
            None => not_overtaken(seen, tx)?,
        },
        State::AtCa => not_overtaken(seen, tx)?,
        state => Gate::closed(format!("受理件现为“{}”，复核通过后才能制证", state.chinese())),
    })
}

/// No other case has given up or renewed meanwhile what this one works on.
fn not_overtaken(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Gate, Refusal> {
    for certificate in seen.acted_certificates(tx)? {
        let business = seen.acted.business_of(&certificate, seen.content());
        if let Some(words) = overtaken(tx, seen.row.id, business, &certificate)? {
            return Ok(Gate::closed(format!("{words}：请退回受理员改办，或作废本件")));
        }
    }
    Ok(Gate::open())
}

/// Whether the jobs of a case are still to be made: it has none, and this account may work on them.
pub(crate) fn wants_jobs(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<bool, Refusal> {
    Ok(tx.jobs_of_case(seen.row.id)?.is_empty() && may_work(seen, tx)?.open)
}

/// Makes the jobs of cases that were found without, where they still are; writes nothing when there are no such cases.
#[track_caller]
pub(crate) fn make_jobs(desk: &Desk, role: Option<Role>, cases: &[CaseId]) -> Result<(), Refusal> {
    if cases.is_empty() {
        return Ok(());
    }
    desk.write(role, |tx, me| {
        for case in cases {
            jobs(desk, tx, &Seen::load(desk, tx, me, case.0)?)?;
        }
        Ok(())
    })
}

/// The jobs of a case, made on first sight: one per certificate with those that belong to it (副证, 副锁), or one per key
/// to unlock.
fn jobs(desk: &Desk, tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<Vec<Job>, Refusal> {
    let there = tx.jobs_of_case(seen.row.id)?;
    if !wants_jobs(seen, tx)? {
        return Ok(there);
    }
    let content = &seen.row.content;
    let mut rows = content.rows();
    rows.retain(|row| content.business_of(Some(*row)).needs_key_desk());
    for at in 0..wanted(seen) {
        let row = rows.get(at as usize).copied();
        let business = content.business_of(row);
        let state = match business {
            BusinessType::Unlock => Mode::Unlock.word(),
            _ => "",
        };
        let new = NewKeyJob {
            case_id: seen.row.id,
            subject_index: row.and_then(|row| u32::try_from(row).ok()),
            kind: business.word().to_owned(),
            state: state.to_owned(),
        };
        tx.add_key_job(&new, desk.utc())?;
    }
    Ok(tx.jobs_of_case(seen.row.id)?)
}

/// How a further key of a case hangs on the first: 副证 and 副锁 carry the same holder and are handed over together.
pub(crate) fn link(seen: &Seen<'_>, all: &[Job], job: &Job) -> Option<String> {
    let main = seen.content().keys() as usize;
    let at = all.iter().position(|one| one.id == job.id)?;
    let serial = all.first().and_then(|first| first.token_serial.as_deref());
    let of = serial
        .map(|serial| format!("，主锁 …{}", tail(serial)))
        .unwrap_or_default();
    (at >= main).then(|| format!("副锁 {}{of}", at - main + 1))
}

/// The last four characters of a serial number, by which people tell keys apart.
fn tail(serial: &str) -> &str {
    serial
        .char_indices()
        .rev()
        .nth(3)
        .map_or(serial, |(at, _)| &serial[at..])
}

pub(crate) fn holder(content: &CaseContent, job: &Job) -> String {
    let employee = job
        .subject_index
        .and_then(|at| content.employees.get(at as usize));
    employee
        .and_then(|e| e.get("user_name"))
        .map_or_else(|| content.title().to_owned(), Clone::clone)
}

/// What is applied for at a job.
pub(crate) fn business_of(seen: &Seen<'_>, job: &Job) -> BusinessType {
    seen.content().business_of(job.row())
}

/// Whose certificate or key a job is about.
pub(crate) fn whose(seen: &Seen<'_>, job: &Job) -> Option<case::Holder> {
    seen.content().holder(job.row())
}

pub(crate) fn subject_of(seen: &Seen<'_>, job: &Job) -> Subject {
    let employee = job.row();
    let mut subject = Subject::named("");
    for (attribute, value) in seen.project.subject(seen.content(), employee) {
        match attribute.as_str() {
            "CN" => subject.common_name = value,
            "O" => subject.organisation = Some(value),
            "OU" => subject.organisational_unit = Some(value),
            "C" => subject.country = Some(value),
            "ST" => subject.province = Some(value),
            "L" => subject.locality = Some(value),
            "serialNumber" => subject.serial_number = Some(value),
            "E" => subject.email = Some(value),
            _ => {}
        }
    }
    subject
}
