//! What stands in the way of a hand-over as it is filled in. The screen asks while fields are left, the command asks
//! before it does anything: both here, so that the words are the same.

use std::collections::BTreeSet;

use crate::casework::seen::Seen;
use crate::hand_over::api::{
    HandOver, HandOverChecked, HandOverPlan, HandOverWay, KeyPin, Leaving, LeavingWay, Postage, Posting,
};
use crate::hand_over::person::{Applicant, differing, number_problem};
use crate::keys::secrets::check_usual_pin;
use crate::rim::api::{Finding, Gate, Refusal, Severity};

/// Something in the way.
pub(crate) struct Problem {
    field: String,
    code: &'static str,
    message: String,
    remedy: String,
    /// Nothing was typed yet: the gate tells, the field does not complain.
    empty: bool,
}

impl Problem {
    fn new(field: &str, code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            code,
            message: message.into(),
            remedy: remedy.into(),
            empty: false,
        }
    }

    fn empty(field: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            empty: true,
            ..Self::new(field, "hand-over-incomplete", message, remedy)
        }
    }

    fn finding(&self) -> Finding {
        Finding {
            field: Some(self.field.clone()),
            ..crate::rim::refusal::finding(self.code, Severity::Refuse, &self.message, &self.remedy)
        }
    }
}

/// The answer to the screen.
pub(crate) fn checked(problems: &[Problem]) -> HandOverChecked {
    HandOverChecked {
        may: match problems.first() {
            None => Gate::open(),
            Some(first) => Gate::closed(first.message.clone()),
        },
        at: problems.first().map(|first| first.field.clone()),
        findings: problems
            .iter()
            .filter(|p| !p.empty)
            .map(Problem::finding)
            .collect(),
    }
}

/// The answer to the command: the first problem refuses, the others stand behind it.
pub(crate) fn refuse(problems: &[Problem]) -> Result<(), Refusal> {
    let Some(first) = problems.first() else {
        return Ok(());
    };
    let behind = problems.iter().skip(1).map(Problem::finding).collect();
    Err(Refusal::new(first.code, first.message.clone(), first.remedy.clone()).with(behind))
}

/// Everything in the way, in the order of the screen.
pub(crate) fn problems(seen: &Seen<'_>, plan: &HandOverPlan, args: &HandOver) -> Vec<Problem> {
    let chosen = way_of(&args.leaving);
    let Some(way) = plan.ways.iter().find(|way| way.way == chosen) else {
        let words: Vec<_> = plan.ways.iter().map(|way| format!("“{}”", way.word)).collect();
        let remedy = format!("可选：{}", words.join("、"));
        return vec![Problem::new("way", "hand-over-way", "本件不能这样领取", remedy)];
    };
    let mut found = match &args.leaving {
        Leaving::Applicant { name, id_no } => applicant(seen, name, id_no),
        Leaving::Other {
            name,
            id_no,
            authorised_from,
            authorised_until,
        } => {
            let mut found = other(seen, name, id_no);
            found.extend(authorisation(seen, authorised_from, authorised_until));
            found
        }
        Leaving::Posted { .. } => posted(&plan.posting, &args.leaving),
        Leaving::Nothing => Vec::new(),
    };
    found.extend(ticks(way, &args.seen));
    found.extend(pins(seen, way, &args.pins));
    found
}

/// The way that was chosen.
pub(crate) fn way_of(leaving: &Leaving) -> LeavingWay {
    match leaving {
        Leaving::Applicant { .. } => LeavingWay::Applicant,
        Leaving::Other { .. } => LeavingWay::Other,
        Leaving::Posted { .. } => LeavingWay::Posted,
        Leaving::Nothing => LeavingWay::Nothing,
    }
}

const BY_NAME: &str = "请对照证件原件输入";

fn applicant(seen: &Seen<'_>, name: &str, id_no: &str) -> Vec<Problem> {
    let known = Applicant::of(seen.content());
    let role = known.role;
    let remedy = format!("请核对证件；不是{role}本人来领的，请选“他人代领”，凭授权书办理");
    let mut found = Vec::new();
    if name.trim().is_empty() {
        found.push(Problem::empty("name", "请填领取人姓名", BY_NAME));
    } else if !known.is_named(name) {
        let message = format!("领取人的姓名与本案{role}不符");
        found.push(Problem::new("name", "not-the-operator", message, remedy.clone()));
    }
    if id_no.trim().is_empty() {
        found.push(Problem::empty("id-no", "请输入证件号码", BY_NAME));
    } else if !known.has_number(id_no) {
        match number_problem(id_no, seen.desk.today()) {
            Some(wrong) => found.push(Problem::new("id-no", wrong.code, wrong.message, wrong.remedy)),
            None if known.id_no.is_empty() => {}
            None => {
                let message = format!(
                    "领取人的证件号码与本案{role}不符{}",
                    differing(id_no, known.id_no)
                );
                found.push(Problem::new("id-no", "not-the-operator", message, remedy));
            }
        }
    }
    found
}

fn other(seen: &Seen<'_>, name: &str, id_no: &str) -> Vec<Problem> {
    let known = Applicant::of(seen.content());
    let mut found = Vec::new();
    if name.trim().is_empty() {
        found.push(Problem::empty("name", "请填代领人姓名", BY_NAME));
    }
    if id_no.trim().is_empty() {
        found.push(Problem::empty("id-no", "请输入代领人证件号码", BY_NAME));
    } else if known.has_number(id_no) {
        let message = format!("这是{}本人的证件号码", known.role);
        let remedy = format!(
            "{}本人来领的，请选“{}本人来办”，不用授权书",
            known.role, known.role
        );
        found.push(Problem::new("id-no", "fetcher-is-applicant", message, remedy));
    } else if let Some(wrong) = number_problem(id_no, seen.desk.today()) {
        found.push(Problem::new("id-no", wrong.code, wrong.message, wrong.remedy));
    }
    found
}

/// The authorisation runs, and today lies within it.
fn authorisation(seen: &Seen<'_>, from: &str, until: &str) -> Vec<Problem> {
    const FROM: &str = "authorised-from";
    const UNTIL: &str = "authorised-until";
    let today = seen.desk.today();
    let mut found = Vec::new();
    let mut day = |field: &'static str, text: &str, what: &str| {
        if text.trim().is_empty() {
            let message = format!("请填授权期限的{what}");
            found.push(Problem::empty(
                field,
                message,
                "授权书上写的日期，可写成 20260630",
            ));
            return None;
        }
        let read = identifiers::date_of(text);
        if read.is_none() {
            let message = format!("授权期限的{what}“{}”不是日期", text.trim());
            found.push(Problem::new(
                field,
                "date-form",
                message,
                "请写成 2026-06-30 或 20260630 的样子",
            ));
        }
        read
    };
    let (first, last) = (day(FROM, from, "起日"), day(UNTIL, until, "止日"));
    let told = |day: chrono::NaiveDate| identifiers::chinese_date(day);
    let again = "请换一份在有效期内的授权书，或由本人来领";
    match (first, last) {
        (Some(first), Some(last)) if last < first => {
            let message = "授权期限的止日早于起日";
            let remedy = "请对照授权书改正日期";
            found.push(Problem::new(UNTIL, "authorisation-reversed", message, remedy));
        }
        (Some(first), _) if today < first => {
            let message = format!("授权从{}才开始", told(first));
            found.push(Problem::new(FROM, "authorisation-not-yet", message, again));
        }
        (_, Some(last)) if today > last => {
            let message = format!("授权已在{}到期", told(last));
            found.push(Problem::new(UNTIL, "authorisation-expired", message, again));
        }
        _ => {}
    }
    found
}

fn posted(posting: &Posting, leaving: &Leaving) -> Vec<Problem> {
    let Leaving::Posted {
        recipient,
        phone,
        address,
        courier,
        tracking,
        postage,
    } = leaving
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut wanted = |field: &str, text: &str, message: &str, remedy: &str| {
        if text.trim().is_empty() {
            found.push(Problem::empty(field, message, remedy));
        }
    };
    wanted("recipient", recipient, "请填收件人", "写在快递单上的姓名");
    wanted("phone", phone, "请填收件人电话", "快递员送件时要打的电话");
    wanted("address", address, "请填收件地址", "写到门牌");
    wanted("courier", courier, "请填快递公司", "面单上的快递公司");
    wanted("tracking", tracking, "请填快递单号", "可扫面单条码");
    if posting.address_only && address.trim() != posting.address.trim() {
        found.push(Problem::new(
            "address",
            "posted-elsewhere",
            "只能寄回申请表上的单位地址",
            format!("请寄到：{}", posting.address),
        ));
    }
    let courier = courier.trim();
    let is_allowed = |allowed: &String| courier.contains(allowed.as_str());
    if !courier.is_empty() && !posting.couriers.is_empty() && !posting.couriers.iter().any(is_allowed) {
        let allowed = posting.couriers.join("、");
        let message = format!("指南只写明{allowed}");
        found.push(Problem::new(
            "courier",
            "courier-not-allowed",
            message,
            format!("请改用{allowed}"),
        ));
    }
    let number = tracking.trim();
    let looks_right = number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && number.len() >= 6;
    if !number.is_empty() && !looks_right {
        let remedy = "请对照面单重新输入，或扫面单条码";
        found.push(Problem::new(
            "tracking",
            "tracking-form",
            "快递单号应为至少 6 位字母或数字",
            remedy,
        ));
    }
    match (posting.postage, postage) {
        (_, None) => found.push(Problem::empty("postage", "请选邮费由谁付", "到付或寄付")),
        (Some(Postage::Collect), Some(Postage::Prepaid)) => {
            let remedy = "请选到付；确由受理点垫付的，请在收费里另记";
            found.push(Problem::new(
                "postage",
                "postage-differs",
                "按指南邮费由收件人付",
                remedy,
            ));
        }
        (Some(Postage::Prepaid), Some(Postage::Collect)) => {
            found.push(Problem::new(
                "postage",
                "postage-differs",
                "按指南邮费由寄件方付",
                "请选寄付",
            ));
        }
        _ => {}
    }
    found
}

fn ticks(way: &HandOverWay, seen: &[String]) -> Vec<Problem> {
    let seen: BTreeSet<&str> = seen.iter().map(String::as_str).collect();
    let left: Vec<_> = way
        .ticks
        .iter()
        .filter(|tick| !seen.contains(tick.id.as_str()))
        .collect();
    let Some(first) = left.first() else {
        return Vec::new();
    };
    let message = match left.len() {
        1 => format!("还没有勾：{}", first.words),
        n => format!("还有 {n} 项没有勾，先是：{}", first.words),
    };
    vec![Problem::empty(
        &format!("tick-{}", first.id),
        message,
        "请逐项核对后勾上（空格键）",
    )]
}

fn pins(seen: &Seen<'_>, way: &HandOverWay, pins: &[KeyPin]) -> Vec<Problem> {
    let typed = pins.iter().filter(|pin| !pin.new_pin.expose().is_empty());
    let wrong = typed.filter_map(|pin| {
        let field = format!("pin:{}", pin.job_id);
        if !way.pins_of.contains(&pin.job_id) {
            let message = "这把 UKey 的 PIN 不在这里设";
            let remedy = "请把新 PIN 一栏留空；客户已设过的、沿用原 PIN 的、不是本人来领的都不设";
            return Some(Problem::new(&field, "pin-not-asked", message, remedy));
        }
        let refused = check_usual_pin(seen.desk, pin.new_pin.expose()).err()?;
        let code = match refused.code.as_str() {
            "new-pin-length" => "new-pin-length",
            _ => "new-pin-weak",
        };
        Some(Problem::new(&field, code, refused.message, refused.remedy))
    });
    wrong.collect()
}
