//! The sheet of a hand-over and the record behind it: the same keys, the same way, the same count on paper, on screen
//! and in the audit.

use std::collections::BTreeMap;

use form::Filling;
use store::{HandOver, HandOverLine, Tx};

use crate::casework::seen::Seen;
use crate::counter::reading::read_whole;
use crate::hand_over::api::{
    HandOverCertificate, HandOverKey, HandedOver, HandedOverLine, Leaving, LeavingWay, Postage,
};
use crate::hand_over::check;
use crate::hand_over::person::Applicant;
use crate::hand_over::plan::keys_of;
use crate::prints::sheets::{self, SHEET};
use crate::rights::groups::FieldGroup;
use crate::rim::api::Refusal;

/// The lines of the record that hold a document's number, and where a parcel went.
const FETCHED_BY: &str = "证件号码";
const SENT_TO: &str = "收件地址";
/// The value that says how far the store had come.
const HEAD: &str = "store_head";

/// The record of what is about to be done.
pub(crate) fn record(seen: &Seen<'_>, keys: &[HandOverKey], leaving: &Leaving) -> HandOver {
    HandOver {
        title: title(keys.len(), leaving),
        lines: lines(seen, leaving),
        day: seen.desk.today().to_string(),
        at: seen.desk.now().to_rfc3339(),
    }
}

/// What a line of the record says beside words.
fn group_of_line(what: &str) -> Option<FieldGroup> {
    match what {
        FETCHED_BY => Some(FieldGroup::IdNumbers),
        SENT_TO => Some(FieldGroup::Addresses),
        _ => None,
    }
}

/// A record as the screen shows it to whoever looks.
pub(crate) fn shown(seen: &Seen<'_>, record: HandOver) -> HandedOver {
    let line = |line: HandOverLine| HandedOverLine {
        words: match group_of_line(&line.what) {
            Some(group) => seen.sight.value(group, &line.words),
            None => seen.told(&line.words),
        },
        what: line.what,
    };
    HandedOver {
        title: record.title,
        lines: record.lines.into_iter().map(line).collect(),
        at: record.at,
    }
}

/// The sentence of the audit. Numbers of documents are masked there; the sheet has them whole.
pub(crate) fn sentence(record: &HandOver, seen: &Seen<'_>, leaving: &Leaving) -> String {
    let masked = |number: &str| identifiers::mask_id(&identifiers::normal_code(number));
    let role = Applicant::of(seen.content()).role;
    let how = match leaving {
        Leaving::Applicant { name, .. } => format!("交付给{role} {}，已核对身份证", name.trim()),
        Leaving::Other {
            name,
            id_no,
            authorised_from,
            authorised_until,
        } => format!(
            "凭授权书（{} 至 {}）交付给代领人 {}（证件 {}），已核对身份证",
            day(authorised_from),
            day(authorised_until),
            name.trim(),
            masked(id_no)
        ),
        Leaving::Posted {
            recipient,
            courier,
            tracking,
            postage,
            ..
        } => format!(
            "邮寄给 {}：{} {}，{}",
            recipient.trim(),
            courier.trim(),
            tracking.trim(),
            postage_word(*postage)
        ),
        Leaving::Nothing => "直接办结，没有人来领".to_owned(),
    };
    format!("{}：{how}", record.title)
}

fn title(keys: usize, leaving: &Leaving) -> String {
    let done = match (keys, leaving) {
        (0, _) => return "已办结，本件没有 UKey 交付".to_owned(),
        (_, Leaving::Posted { .. }) => "已邮寄",
        _ => "已交付",
    };
    format!("{done} {keys} 把 UKey")
}

/// A day as the sheet writes it; what is no day stays as it was typed.
fn day(text: &str) -> String {
    identifiers::date_of(text).map_or_else(|| text.trim().to_owned(), identifiers::chinese_date)
}

fn postage_word(postage: Option<Postage>) -> &'static str {
    match postage {
        Some(Postage::Collect) => "到付",
        Some(Postage::Prepaid) => "寄付",
        None => "",
    }
}

fn lines(seen: &Seen<'_>, leaving: &Leaving) -> Vec<HandOverLine> {
    let known = Applicant::of(seen.content());
    let number = identifiers::normal_code;
    let said: Vec<(&str, String)> = match leaving {
        Leaving::Applicant { name, id_no } => vec![
            ("领取方式", format!("{}本人领取", known.role)),
            ("领取人", name.trim().to_owned()),
            (FETCHED_BY, number(id_no)),
        ],
        Leaving::Other {
            name,
            id_no,
            authorised_from,
            authorised_until,
        } => vec![
            ("领取方式", format!("他人代领，代{} {}", known.role, known.name)),
            ("代领人", name.trim().to_owned()),
            (FETCHED_BY, number(id_no)),
            (
                "授权期限",
                format!(
                    "{} 至 {}，授权书原件已收",
                    day(authorised_from),
                    day(authorised_until)
                ),
            ),
        ],
        Leaving::Posted {
            recipient,
            phone,
            address,
            courier,
            tracking,
            postage,
        } => vec![
            ("领取方式", format!("邮寄（{}）", postage_word(*postage))),
            ("收件人", format!("{}　{}", recipient.trim(), phone.trim())),
            (SENT_TO, address.trim().to_owned()),
            ("快递", format!("{}　{}", courier.trim(), tracking.trim())),
        ],
        Leaving::Nothing => vec![("领取方式", "没有 UKey 要领，直接办结".to_owned())],
    };
    said.into_iter()
        .map(|(what, words)| HandOverLine {
            what: what.to_owned(),
            words,
        })
        .collect()
}

type Row = BTreeMap<String, String>;

fn row<const N: usize>(cells: [(&str, String); N]) -> Row {
    cells.map(|(k, v)| (k.to_owned(), v)).into()
}

/// The sheet as PDF: the stored one of a case that was handed over, else as it would be printed now.
pub(crate) fn pdf(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<u8>, Refusal> {
    let prints = tx.prints_of_case(seen.row.id)?;
    if let Some(print) = prints.iter().rev().find(|print| print.form == SHEET) {
        return Ok(read_whole(tx, print.attachment)?.1);
    }
    let filling = filling(seen, tx, tx.case_past(seen.row.id)?.handed_over.as_ref())?;
    Ok(sheets::render(seen.desk, SHEET, &seen.row.number, &filling)?.pdf)
}

/// Whether two sheets say the same of the case. The head of the store is that of the moment in which each was filled
/// in: it grows with whatever anybody does, and an older one bears witness as well.
pub(crate) fn says_the_same(one: &Filling, other: &Filling) -> bool {
    let without_head = |filling: &Filling| {
        let mut filling = filling.clone();
        filling.values.remove(HEAD);
        filling
    };
    without_head(one) == without_head(other)
}

/// What stands on the sheet.
pub(crate) fn filling(seen: &Seen<'_>, tx: &Tx<'_>, record: Option<&HandOver>) -> Result<Filling, Refusal> {
    let keys = keys_of(seen, tx)?;
    let mut values: BTreeMap<String, String> = seen.content().fields.clone();
    let today = seen.desk.today().to_string();
    let own = [
        ("case_no", seen.row.number.clone()),
        ("handover_date", record.map_or(today, |r| r.day.clone())),
        ("project_name", seen.project.name().to_owned()),
        ("title", seen.content().title().to_owned()),
        ("what", seen.what()),
        (HEAD, tx.head()?.map(|head| head.to_string()).unwrap_or_default()),
    ];
    values.extend(own.into_iter().map(|(k, v)| (k.to_owned(), v)));
    let goods = match keys.len() {
        0 => row([
            ("what", "数量".to_owned()),
            ("words", "本件没有 UKey 交付".to_owned()),
        ]),
        n => row([
            ("what", "介质、数量".to_owned()),
            ("words", format!("{}，{n} 把", seen.project.medium())),
        ]),
    };
    let taking = record.map(|r| r.lines.as_slice()).unwrap_or_default();
    let taking = taking
        .iter()
        .map(|line| row([("what", line.what.clone()), ("words", line.words.clone())]));
    let rows = [
        ("goods", vec![goods]),
        ("keys", keys.iter().map(key_row).collect()),
        ("taking", taking.collect()),
    ];
    Ok(Filling {
        values,
        rows: rows.map(|(k, v)| (k.to_owned(), v)).into(),
        ..Filling::default()
    })
}

fn key_row(key: &HandOverKey) -> Row {
    let tail = key.link.as_ref().map(|l| format!("（{l}）")).unwrap_or_default();
    let of_certificate = |c: &HandOverCertificate| {
        format!(
            "{} {}，{}；签发机构 {}；有效期 {} 至 {}",
            c.word,
            c.serial,
            c.subject,
            c.issuer,
            day(&c.not_before),
            day(&c.not_after)
        )
    };
    let certificates: Vec<String> = key.certificates.iter().map(of_certificate).collect();
    row([
        ("holder", format!("{}{tail}", key.holder)),
        ("serial", key.serial.clone()),
        (
            "certificate",
            match certificates.is_empty() {
                true => key.note.clone(),
                false => certificates.join("。"),
            },
        ),
    ])
}

/// Whether a case was handed over in this way: for the words after it.
pub(crate) fn is_posted(leaving: &Leaving) -> bool {
    check::way_of(leaving) == LeavingWay::Posted
}
