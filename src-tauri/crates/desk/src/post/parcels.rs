//! The parcels of a case: one that came is opened by two; the letter with the first PIN leaves on a later day than the
//! keys, with a number of its own, to the same address; receipts are kept.

use case::{CaseState as State, Role};
use chrono::NaiveDate;
use store::{Account, AuditAction, AuditEntry, CaseId, CaseRow, NewParcel, Parcel, ParcelId, ParcelKind, Tx};

use crate::counter::beside::beside;
use crate::counter::desk::Desk;
use crate::keys::plan::Mode;
use crate::post::api::{ParcelLine, ParcelReceived, Parcels, SendPinLetter, TakeParcel};
use crate::rights::groups::FieldGroup;
use crate::rights::sight::Sight;
use crate::rights::table::Place;
use crate::rim::api::{ById, Gate, Refusal};

/// Longest of what is typed.
const LONGEST: usize = 200;

/// The parcels of a case. Errors: `not-found`.
pub fn parcels(desk: &Desk, args: ById) -> Result<Parcels, Refusal> {
    desk.read(|open| {
        open.store
            .read(|tx| view(desk, tx, &open.account, CaseId(args.id)))
    })
}

fn view(desk: &Desk, tx: &Tx<'_>, me: &Account, case: CaseId) -> Result<Parcels, Refusal> {
    let row = tx.case(case)?;
    let all = tx.parcels_of_case(case)?;
    let lines = all.iter().map(|parcel| line(desk, tx, me, parcel));
    Ok(Parcels {
        lines: lines.collect::<Result<_, _>>()?,
        may_take: match (row.state.is_end(), me.roles.has(Role::Clerk)) {
            (true, _) => Gate::closed("本件已经结束"),
            (false, false) => Gate::closed("由受理员登记"),
            (false, true) => Gate::open(),
        },
        may_send_pin: may_send_pin(desk, tx, me, &row, &all)?,
        address: keys_of(&all)
            .map(|keys| Sight::of(&me.roles, Place::Case).value(FieldGroup::Addresses, &keys.address))
            .unwrap_or_default(),
    })
}

fn line(desk: &Desk, tx: &Tx<'_>, me: &Account, parcel: &Parcel) -> Result<ParcelLine, Refusal> {
    let zone = *desk.now().offset();
    let sight = Sight::of(&me.roles, Place::Case);
    let by = tx.account(parcel.by)?.name;
    let second = parcel.beside.map(|id| tx.account(id)).transpose()?;
    let is_out = parcel.kind != ParcelKind::Incoming;
    Ok(ParcelLine {
        id: parcel.id.0,
        word: word(parcel.kind).to_owned(),
        holds: sight.text(&parcel.holds),
        courier: format!("{} {}", parcel.courier, parcel.tracking),
        address: sight.value(FieldGroup::Addresses, &parcel.address),
        at: parcel.at.with_timezone(&zone).to_rfc3339(),
        by: match second {
            Some(second) => format!("{by}、{}", second.name),
            None => by,
        },
        received: parcel.received_words.as_deref().map(|words| sight.text(words)),
        may_receive: is_out && parcel.received_at.is_none() && me.roles.has(Role::Clerk),
    })
}

fn word(kind: ParcelKind) -> &'static str {
    match kind {
        ParcelKind::Incoming => "收到",
        ParcelKind::Keys => "寄出 UKey",
        ParcelKind::PinLetter => "寄出密码信封",
    }
}

/// The parcel in which the keys left last.
fn keys_of(all: &[Parcel]) -> Option<&Parcel> {
    let mut left = all.iter().filter(|parcel| parcel.kind == ParcelKind::Keys);
    left.next_back()
}

/// Whether the letter with the first PIN may leave: the keys did, on an earlier day, they had a first PIN, and it has
/// not left yet.
fn may_send_pin(
    desk: &Desk,
    tx: &Tx<'_>,
    me: &Account,
    row: &CaseRow,
    all: &[Parcel],
) -> Result<Gate, Refusal> {
    let Some(keys) = keys_of(all).filter(|_| row.state == State::Closed) else {
        return Ok(Gate::closed("UKey 还没有寄出"));
    };
    if all.iter().any(|parcel| parcel.kind == ParcelKind::PinLetter) {
        return Ok(Gate::closed("密码信封已经寄出"));
    }
    if tx
        .jobs_of_case(row.id)?
        .iter()
        .all(|job| Mode::of(job) != Mode::Fresh)
    {
        return Ok(Gate::closed("沿用客户自己的 PIN，没有密码信封要寄"));
    }
    let sent = keys.at.with_timezone(desk.now().offset()).date_naive();
    if !is_apart(sent, desk.today()) {
        return Ok(Gate::closed("密码信封不与 UKey 同日寄出，请改日再寄"));
    }
    Ok(match me.roles.has(Role::Clerk) {
        true => Gate::open(),
        false => Gate::closed("由受理员寄出"),
    })
}

/// Whoever takes both parcels out of one letter box has the key and its PIN: the letter leaves on a later day.
fn is_apart(keys: NaiveDate, letter: NaiveDate) -> bool {
    keys < letter
}

/// What somebody typed, without what no screen shows and no longer than a line. Errors: `parcel-missing`.
fn typed(text: &str, what: &str) -> Result<String, Refusal> {
    let plain: String = identifiers::shown_text(text.trim())
        .chars()
        .take(LONGEST)
        .collect();
    match plain.is_empty() {
        true => Err(Refusal::new(
            "parcel-missing",
            format!("没有填{what}"),
            "请照面单填写，可扫面单条码",
        )),
        false => Ok(plain),
    }
}

/// A courier's number. Errors: `parcel-missing`, `tracking-form`.
fn tracking(text: &str) -> Result<String, Refusal> {
    let number = typed(text, "快递单号")?;
    let is_number = number.len() >= 6 && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match is_number {
        true => Ok(number),
        false => Err(Refusal::new(
            "tracking-form",
            "快递单号应为至少 6 位字母或数字",
            "请对照面单重新输入，或扫面单条码",
        )),
    }
}

/// Puts down a parcel that came, opened by two. Errors: `case-over`, `parcel-known`, those of the second person.
pub fn take(desk: &Desk, args: TakeParcel) -> Result<Parcels, Refusal> {
    let (courier, holds) = (
        typed(&args.courier, "快递公司")?,
        typed(&args.holds, "里面有什么")?,
    );
    let tracking = tracking(&args.tracking)?;
    let second = beside(desk, &args.beside, Role::Reviewer)?;
    desk.write(Some(Role::Clerk), |tx, me| {
        tx.agreed_by(&second);
        let row = tx.case(CaseId(args.id))?;
        if row.state.is_end() {
            return Err(Refusal::new(
                "case-over",
                "本件已经结束",
                "请新开一件，或在接着办的那一件里登记",
            ));
        }
        let known = tx.parcels_by_tracking(&tracking)?;
        if known
            .iter()
            .any(|one| one.case_id == row.id && one.kind == ParcelKind::Incoming)
        {
            return Err(Refusal::new(
                "parcel-known",
                format!("快递 {tracking} 在本件已登记"),
                "请核对单号",
            ));
        }
        let new = NewParcel {
            case_id: row.id,
            kind: ParcelKind::Incoming,
            holds: &holds,
            courier: &courier,
            tracking: &tracking,
            address: "",
            by: me.id,
            beside: Some(second.account.id),
        };
        tx.add_parcel(&new, desk.utc())?;
        let words = format!(
            "收到快递 {courier} {tracking}，与 {} 一起拆开：{holds}",
            second.account.name
        );
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::ParcelTaken, words).case(row.id))?;
        view(desk, tx, me, row.id)
    })
}

/// Puts down that the letter with the first PIN has left. Errors: `pin-letter-post` with the reason,
/// `parcel-not-apart` for the number under which the keys left.
pub fn send_pin_letter(desk: &Desk, args: SendPinLetter) -> Result<Parcels, Refusal> {
    let courier = typed(&args.courier, "快递公司")?;
    let tracking = tracking(&args.tracking)?;
    desk.write(Some(Role::Clerk), |tx, me| {
        let row = tx.case(CaseId(args.id))?;
        let all = tx.parcels_of_case(row.id)?;
        let gate = may_send_pin(desk, tx, me, &row, &all)?;
        let keys = keys_of(&all).filter(|_| gate.open).ok_or_else(|| {
            let remedy = "密码信封在 UKey 寄出以后，改日单独寄到同一地址";
            Refusal::new("pin-letter-post", gate.reason.clone(), remedy)
        })?;
        let with = tx.parcels_by_tracking(&tracking)?;
        if with.iter().any(|one| one.kind != ParcelKind::Incoming) {
            return Err(Refusal::new(
                "parcel-not-apart",
                format!("快递 {tracking} 已经寄出了别的东西"),
                "密码信封要单独寄，请用另一张面单",
            ));
        }
        let new = NewParcel {
            case_id: row.id,
            kind: ParcelKind::PinLetter,
            holds: "密码信封",
            courier: &courier,
            tracking: &tracking,
            address: &keys.address,
            by: me.id,
            beside: None,
        };
        tx.add_parcel(&new, desk.utc())?;
        let words = format!("密码信封另寄：{courier} {tracking}，寄到 UKey 的收件地址");
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::PinLetterSent, words).case(row.id))?;
        view(desk, tx, me, row.id)
    })
}

/// Puts down that a parcel was received. Errors: `parcel-missing`, `parcel-received`.
pub fn received(desk: &Desk, args: ParcelReceived) -> Result<Parcels, Refusal> {
    let words = typed(&args.words, "谁在什么时候签收")?;
    desk.write(Some(Role::Clerk), |tx, me| {
        let parcel = tx.parcel(ParcelId(args.id))?;
        if parcel.kind == ParcelKind::Incoming || parcel.received_at.is_some() {
            return Err(Refusal::new(
                "parcel-received",
                "这个快递不用再登记签收",
                "请刷新（F5）看现状",
            ));
        }
        tx.parcel_received(parcel.id, &words, desk.utc())?;
        let said = format!("快递 {} {} 已签收：{words}", parcel.courier, parcel.tracking);
        if parcel.kind == ParcelKind::Keys {
            for certificate in tx.certificates_of_case(parcel.case_id)? {
                tx.note_certificate(certificate.id, me.id, &said, desk.utc())?;
            }
        }
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::ParcelReceived, said).case(parcel.case_id))?;
        view(desk, tx, me, parcel.case_id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_leaves_on_a_later_day_than_the_keys() {
        let day = |d: u32| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        assert!(is_apart(day(22), day(23)));
        assert!(!is_apart(day(22), day(22)) && !is_apart(day(23), day(22)));
    }
}
