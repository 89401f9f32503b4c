//! A covered value, told to whoever says what for. The purpose is one of a closed list, with words where the list does
//! not say enough; who asked, for which value of which case, and why, is on record before the value is told: where
//! nothing can be recorded nothing is told. It stays on the screen for as long as is said here.

use serde_json::json;
use store::{Account, AuditAction, AuditEntry, CaseId, HolderId, Tx};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::rights::api::{Purpose, PurposeChoice, Unmask, UnmaskOf, UnmaskedValue};
use crate::rights::groups::FieldGroup;
use crate::rim::api::{Nothing, Refusal};
use crate::rim::refusal;

/// Seconds for which a value stays on the screen: long enough to read it out on the telephone.
const VALUE_SECONDS: u32 = 60;
/// Seconds for which the papers of a case stay open: long enough to look through them.
const PAPERS_SECONDS: u32 = 300;
/// The name under which the papers of a case are asked for.
const PAPERS: &str = "papers";
/// The name of a holder's number.
const CODE: &str = "code";
/// Longest of what is typed, in characters.
const LONGEST: usize = 200;
/// Fewest characters that say anything.
const FEWEST: usize = 4;

/// All purposes, in the order of the list.
const PURPOSES: [Purpose; 7] = [
    Purpose::Contact,
    Purpose::Compare,
    Purpose::AskedByCa,
    Purpose::Inspection,
    Purpose::Complaint,
    Purpose::OwnData,
    Purpose::Other,
];

impl Purpose {
    fn chinese(self) -> &'static str {
        match self {
            Self::Contact => "联系客户",
            Self::Compare => "与证件核对",
            Self::AskedByCa => "答复 CA 查询",
            Self::Inspection => "主管部门检查",
            Self::Complaint => "处理投诉",
            Self::OwnData => "本人申请查询或更正",
            Self::Other => "其他",
        }
    }
}

/// What a covered value may be asked for.
pub fn purposes(_: &Desk, _: Nothing) -> Result<Vec<PurposeChoice>, Refusal> {
    let choice = |value: Purpose| PurposeChoice {
        value,
        word: value.chinese().to_owned(),
        wants_words: value == Purpose::Other,
    };
    Ok(PURPOSES.into_iter().map(choice).collect())
}

/// What was asked for, found.
struct Wanted {
    case: Option<CaseId>,
    group: FieldGroup,
    label: String,
    value: String,
}

/// Tells a covered value, or opens the papers of a case for a while. Errors: `purpose-empty`, `not-found`,
/// `value-not-covered` for what nobody covers; those of a store that cannot be written.
pub fn unmask(desk: &Desk, args: Unmask) -> Result<UnmaskedValue, Refusal> {
    let purpose = purpose_of(args.purpose, &args.words)?;
    let (me, wanted) = desk.write(None, |tx, me| {
        let wanted = match args.of {
            UnmaskOf::Case => of_case(desk, tx, me, args.id, &args.field)?,
            UnmaskOf::Holder => of_holder(tx, args.id, &args.field)?,
        };
        let words = format!("查看完整的{}，用途：{purpose}", wanted.label);
        let entry = AuditEntry::new(desk.utc(), me, AuditAction::Unmasked, words).facts(json!({
            "of": args.of,
            "id": args.id,
            "field": args.field,
            "group": wanted.group.word(),
            "purpose": args.purpose,
        }));
        tx.audit(&match wanted.case {
            Some(case) => entry.case(case),
            None => entry,
        })?;
        Ok((me.id, wanted))
    })?;
    let seconds = match wanted.group {
        FieldGroup::Papers => PAPERS_SECONDS,
        _ => VALUE_SECONDS,
    };
    if let (FieldGroup::Papers, Some(case)) = (wanted.group, wanted.case) {
        let until = desk.utc() + chrono::Duration::seconds(i64::from(seconds));
        desk.unmasked.allow(me, case, until);
    }
    Ok(UnmaskedValue {
        label: wanted.label,
        value: wanted.value,
        seconds,
    })
}

/// The purpose in words. Errors: `purpose-empty`.
pub(crate) fn purpose_of(purpose: Purpose, words: &str) -> Result<String, Refusal> {
    let typed: String = identifiers::shown_text(words.trim())
        .chars()
        .take(LONGEST)
        .collect();
    if purpose == Purpose::Other && typed.chars().count() < FEWEST {
        return Err(Refusal::new(
            "purpose-empty",
            "没有写明用途",
            "选“其他”时请写明用来做什么，例如“法院来函调取，案号……”",
        ));
    }
    Ok(match typed.is_empty() {
        true => purpose.chinese().to_owned(),
        false => format!("{}（{typed}）", purpose.chinese()),
    })
}

fn of_case(desk: &Desk, tx: &Tx<'_>, me: &Account, id: u32, field: &str) -> Result<Wanted, Refusal> {
    let seen = Seen::load(desk, tx, me, id)?;
    let case = Some(seen.row.id);
    if field == PAPERS {
        return Ok(Wanted {
            case,
            group: FieldGroup::Papers,
            label: "扫描件和打印件".to_owned(),
            value: String::new(),
        });
    }
    let group = seen.group_of(field).ok_or_else(not_covered)?;
    let value = value_of(&seen, field).ok_or_else(|| refusal::not_found("这一项"))?;
    Ok(Wanted {
        case,
        group,
        label: label_of(&seen, field),
        value,
    })
}

/// The value of a field, `employees.0.user_id_no` in the annex.
fn value_of(seen: &Seen<'_>, field: &str) -> Option<String> {
    let content = seen.content();
    let mut parts = field.splitn(3, '.');
    let value = match (parts.next()?, parts.next(), parts.next()) {
        ("employees", Some(row), Some(name)) => content.employees.get(row.parse::<usize>().ok()?)?.get(name),
        (name, None, None) => content.fields.get(name),
        _ => None,
    };
    value.filter(|value| !value.trim().is_empty()).cloned()
}

/// The field in the form's words.
fn label_of(seen: &Seen<'_>, field: &str) -> String {
    let id = field.rsplit('.').next().unwrap_or(field);
    let content = seen.content();
    let mut specs = seen
        .project
        .fields(content.business, content.kind, content.channel);
    specs.extend(seen.project.employee_columns());
    let spec = specs.iter().find(|spec| spec.id == id);
    let label = spec.map_or(id, |spec| spec.label.as_str());
    let label = label
        .trim_matches(['：', ':', ' ', '\u{3000}', '*'])
        .replace(' ', "");
    let group = spec
        .map(|spec| spec.group_title.as_str())
        .filter(|title| !title.is_empty());
    let row = field
        .strip_prefix("employees.")
        .and_then(|rest| rest.split('.').next());
    let row = row.and_then(|row| row.parse::<usize>().ok());
    match (row, group) {
        (Some(row), _) => format!("第{}行{label}", row + 1),
        (None, Some(group)) => format!("{group}里的{label}"),
        (None, None) => label,
    }
}

fn of_holder(tx: &Tx<'_>, id: u32, field: &str) -> Result<Wanted, Refusal> {
    if field != CODE {
        return Err(not_covered());
    }
    let holder = tx.holder(HolderId(id))?;
    let value = holder.code.ok_or_else(|| refusal::not_found("证件号码"))?;
    Ok(Wanted {
        case: None,
        group: FieldGroup::IdNumbers,
        label: format!("台账里 {} 的证件号码", holder.name),
        value,
    })
}

fn not_covered() -> Refusal {
    Refusal::new(
        "value-not-covered",
        "这一项没有遮盖",
        "请直接在屏幕上看；刷新（F5）后再试",
    )
}
