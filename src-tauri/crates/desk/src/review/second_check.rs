//! The second check: every entered field beside its place on the scan, papers and samples in the same pass.
//!
//! The approval is bound to a hash of data, pages and samples; when any of them changes, the verdicts fall back.
//! The reviewer is another account than the clerk (four eyes); who is alone waits.

use std::collections::BTreeMap;

use case::{Role, Step};
use store::{
    Account, AuditAction, AuditEntry, ItemVerdict, ReturnReason, Review, ReviewOutcome, ReviewVerdict, Tx,
};

use crate::case_view::api::CaseView;
use crate::case_view::approval::{bound_hash, signed_by};
use crate::case_view::elsewhere;
use crate::case_view::gates::{self, Gates};
use crate::case_view::moving::{get, move_on, step_on};
use crate::casework::api::FieldChange;
use crate::casework::editable::editable;
use crate::casework::seen::{Seen, name_of};
use crate::casework::{changes, hands};
use crate::counter::desk::Desk;
use crate::counter::making::Stop;
use crate::keys::exchange::revocations;
use crate::keys::so_pins::agreeing;
use crate::pages::belonging;
use crate::review::api::{
    Approve, ItemKind, Rect, ReturnCase, ReviewItem, ReviewView, SetVerdict, Verdict, VerdictGiven,
};
use crate::review::carried::{self, Before};
use crate::review::places::places;
use crate::review::signed;
use crate::review::uploaded;
use crate::rights::sight::Sight;
use crate::rim::api::{ById, Gate, Refusal};
use crate::rim::refusal;
use crate::samples::api::SampleLine;
use crate::samples::lines;
use crate::scanning::lists;

/// Sends a case to the second check.
pub fn submit(desk: &Desk, args: ById) -> Result<CaseView, Refusal> {
    desk.write(Some(Role::Clerk), |tx, me| {
        let seen = Seen::load(desk, tx, me, args.id)?;
        elsewhere::unchanged(&seen, tx)?;
        let now = Gates::of(&seen, tx)?;
        // While the case is with the clerk the gate says what is missing, and the command says the same.
        if editable(&seen).open && !now.may_submit.open {
            let reason = now.may_submit.reason;
            return Err(Refusal::new("submit-closed", reason, "请先补齐，再送复核"));
        }
        step_on(
            &seen,
            tx,
            now.submit_step(),
            AuditAction::Submitted,
            |tx, seen| {
                tx.remember_customer(seen.row.id, desk.utc())?;
                tx.keep_return(seen.row.id, &[])?;
                // What stands in the trail is read in a list.
                Ok(match changed_since_approval(seen, tx, &Sight::in_lists())? {
                    list if list.is_empty() => "送复核".to_owned(),
                    list => format!("送复核；上次复核通过以后改了：{}", changes::words(&list)),
                })
            },
        )
    })?;
    get(desk, ById { id: args.id })
}

/// What changed since the case was approved last, field by field; nothing in one that never was.
fn changed_since_approval(seen: &Seen<'_>, tx: &Tx<'_>, sight: &Sight) -> Result<Vec<FieldChange>, Refusal> {
    let before = tx.case_past(seen.row.id)?.approved_content;
    Ok(before
        .map(|before| changes::between(seen.project, &before, seen.content(), sight))
        .unwrap_or_default())
}

/// Whether this account may check this case.
fn may_review(seen: &Seen<'_>, tx: &Tx<'_>, me: &Account) -> Result<Gate, Refusal> {
    if seen.row.state != case::CaseState::InReview {
        let state = seen.row.state.chinese();
        return Ok(Gate::closed(format!("受理件现为“{state}”，不在复核")));
    }
    if !me.roles.has(Role::Reviewer) {
        return Ok(Gate::closed("只有复核员可以复核"));
    }
    if seen.row.clerk == me.id {
        return Ok(Gate::closed("本人受理，须由他人复核"));
    }
    if signed_by(seen, tx, &bound_hash(seen, tx)?)?.contains(&me.id) {
        return Ok(Gate::closed("本人已复核通过，还须另一位复核员通过"));
    }
    if hands::had_a_hand(tx, &seen.row, me.id)? {
        return Ok(Gate::closed(
            "本人经手过本件（录入、打印、归页、选印模或送复核），须由他人复核",
        ));
    }
    Ok(Gate::open())
}

/// The items of the check, with their place on the scanned pages.
fn items(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<ReviewItem>, Refusal> {
    let places = places(seen, tx)?;
    let place = |name: &str| places.get(name).copied();
    let item =
        |id: String, kind, group: &str, label: &str, value: String, fact: String, at: Option<(u32, Rect)>| {
            ReviewItem {
                id,
                kind,
                group: group.to_owned(),
                label: label.to_owned(),
                value,
                fact,
                page_id: at.map(|a| a.0),
                beside_id: None,
                rect: at.map(|a| a.1),
                verdict: None,
                reason: String::new(),
                carried: false,
                changed: false,
            }
        };
    let content = &seen.row.content;
    let first_page = places.get("").copied();
    let mut items = vec![item(
        "field:business".to_owned(),
        ItemKind::Field,
        "申请业务",
        "业务与年限",
        seen.what(),
        String::new(),
        place("business").or(first_page),
    )];
    let today = seen.desk.today();
    let fields = seen
        .project
        .fields(content.business, content.kind, content.channel);
    for spec in fields {
        let value = spec.shown(content.field(&spec.id).unwrap_or_default());
        let at = place(&spec.id);
        if value.is_empty() && at.is_none() {
            continue;
        }
        let fact = spec
            .check
            .filter(|_| !value.is_empty())
            .map(|k| fact(k, &value, today))
            .unwrap_or_default();
        items.push(item(
            format!("field:{}", spec.id),
            ItemKind::Field,
            &spec.group_title,
            &spec.label,
            value,
            fact,
            at,
        ));
    }
    let columns = seen
        .project
        .annex_columns(content.business, content.kind, content.channel);
    for (row, employee) in content.employees.iter().enumerate() {
        for spec in &columns {
            let value = employee.get(&spec.id).map(|v| spec.shown(v)).unwrap_or_default();
            let name = format!("employees.{row}.{}", spec.id);
            if value.is_empty() && spec.options.is_some() {
                continue;
            }
            let fact = spec
                .check
                .filter(|_| !value.is_empty())
                .map(|k| fact(k, &value, today))
                .unwrap_or_default();
            let label = format!("第{}行 {}", row + 1, spec.label);
            items.push(item(
                format!("field:{name}"),
                ItemKind::Field,
                &spec.group_title,
                &label,
                value,
                fact,
                place(&name),
            ));
        }
    }
    for place in signed::places(seen, tx)? {
        items.push(item(
            place.id,
            ItemKind::Paper,
            "签署与盖章",
            &place.label,
            place.wanted.expect.clone(),
            String::new(),
            Some(place.at),
        ));
    }
    let pages = belonging::current(seen, tx)?;
    for material in crate::casework::materials::materials(seen.project, content, &seen.facts)
        .into_iter()
        .filter(|m| !m.needed.is_empty())
    {
        let id = format!("material:{}", material.id);
        let value = format!("{}；受理员已逐项勾选", material.copies);
        let at = pages
            .iter()
            .find(|p| p.form.as_deref() == Some(&material.id))
            .map(|p| {
                (
                    p.id.0,
                    Rect {
                        x: 0.0,
                        y: 0.0,
                        w: 210.0,
                        h: 297.0,
                    },
                )
            });
        items.push(item(
            id,
            ItemKind::Material,
            "材料",
            &material.material,
            value,
            material.note,
            at,
        ));
    }
    for page in uploaded::uploaded(seen, tx)? {
        items.push(ReviewItem {
            page_id: page.page,
            beside_id: page.beside,
            ..item(
                page.id,
                ItemKind::Paper,
                "纸件与上传件",
                &page.label,
                page.rule,
                page.fact,
                None,
            )
        });
    }
    let samples = lines::lines(tx, seen)?;
    // A fused picture stands on no page; the frames it was made of do.
    let of_its_frames = |line: &SampleLine| {
        let own = samples.iter().filter(|s| s.group == line.group);
        own.map(|s| &s.frame).find_map(|frame| place(frame))
    };
    for line in samples.iter().filter(|s| s.chosen) {
        let measures = line
            .measures
            .iter()
            .take(3)
            .map(|m| format!("{} {}", m.name, m.value))
            .collect::<Vec<_>>();
        let at = place(&line.frame).or_else(|| of_its_frames(line));
        let by = line.decided.as_ref().map(|by| format!("（{by}）"));
        let fact = match &line.decision {
            Some(decision) => format!("{decision}{}", by.unwrap_or_default()),
            None => String::new(),
        };
        items.push(item(
            format!("sample:{}", line.frame),
            ItemKind::Sample,
            "印模",
            &line.label,
            measures.join("，"),
            fact,
            at,
        ));
    }
    Ok(items)
}

/// What a number tells: 校验位正确，1949年12月31日，女.
fn fact(kind: identifiers::Kind, value: &str, today: chrono::NaiveDate) -> String {
    let checked = identifiers::check(kind, value, today);
    if checked.verdict == identifiers::Verdict::Refuse {
        return checked
            .findings
            .first()
            .map(|f| f.message.clone())
            .unwrap_or_default();
    }
    let birth = checked.facts.birth.map(identifiers::chinese_date);
    let sex = checked.facts.sex.map(|s| s.chinese().to_owned());
    let mut parts = vec![format!("{}格式正确", kind.chinese())];
    parts.extend(birth.into_iter().chain(sex));
    parts.join("，")
}

/// Opens a case for the second check, or looks on. Verdicts given on other data than is there now fall back.
pub fn open(desk: &Desk, args: ById) -> Result<ReviewView, Refusal> {
    desk.read(|open| open.store.read(|tx| view(desk, tx, &open.account, args.id)))
}

fn view(desk: &Desk, tx: &Tx<'_>, me: &Account, id: u32) -> Result<ReviewView, Refusal> {
    let seen = Seen::load(desk, tx, me, id)?;
    desk.shown.tell(&seen.row);
    let hash = bound_hash(&seen, tx)?;
    let items = judged(&seen, tx, me, &hash)?;
    let may_review = may_review(&seen, tx, me)?;
    let open_items = items.iter().filter(|i| i.verdict.is_none()).count();
    let wrong = items.iter().filter(|i| i.verdict == Some(Verdict::Wrong)).count();
    let gap = gates::gap(&seen, tx)?;
    let may_approve = match (may_review.open, open_items, wrong) {
        (false, ..) => may_review.clone(),
        (true, 0, 0) if gap.is_some() => Gate::closed(format!(
            "{}，本件只能退回（把有关的一项标为不符）",
            gap.unwrap_or_default()
        )),
        (true, 0, 0) => Gate::open(),
        (true, open, 0) => Gate::closed(format!("还有 {open} 项未核")),
        (true, 0, wrong) => Gate::closed(format!("有 {wrong} 项不符，本件只能退回")),
        (true, open, wrong) => Gate::closed(format!("还有 {open} 项未核；有 {wrong} 项不符，本件只能退回")),
    };
    let may_return = match (may_review.open, wrong) {
        (false, _) => may_review.clone(),
        (true, 0) => Gate::closed("没有标为不符的项；请先标明哪一项不符并写原因"),
        (true, _) => Gate::open(),
    };
    Ok(ReviewView {
        changes: changed_since_approval(&seen, tx, &seen.sight)?,
        approvers: u32::from(seen.project.approval().approvers),
        signed: signed_by(&seen, tx, &hash)?
            .into_iter()
            .map(|id| name_of(tx, id))
            .collect::<Result<_, _>>()?,
        case: seen.view(tx)?,
        pages: lists::lines_of_case(desk, tx, me, seen.row.id)?,
        samples: lines::lines(tx, &seen)?,
        items: items.into_iter().map(|item| covered(&seen, item)).collect(),
        bound_hash: hash,
        may_review,
        may_approve,
        may_return,
    })
}

/// An item as this account gets to see it: of a covered number nothing is told that follows from it.
fn covered(seen: &Seen<'_>, item: ReviewItem) -> ReviewItem {
    let field = item.id.strip_prefix("field:");
    let shown = field.map(|field| seen.covered_value(field, &item.value));
    let is_shown = field.is_none_or(|field| seen.shows(field));
    ReviewItem {
        value: shown.unwrap_or_else(|| seen.told(&item.value)),
        fact: match is_shown {
            true => seen.told(&item.fact),
            false => String::new(),
        },
        reason: seen.told(&item.reason),
        ..item
    }
}

/// The items with this reviewer's verdicts on what is there now; in a further check what stays agreed stays, and what
/// has changed comes first.
fn judged(seen: &Seen<'_>, tx: &Tx<'_>, me: &Account, hash: &str) -> Result<Vec<ReviewItem>, Refusal> {
    let mut items = items(seen, tx)?;
    let present = present(seen, tx, me, hash)?;
    let before = Before::of(seen, tx, me, present.as_ref())?;
    let given: BTreeMap<String, ReviewVerdict> = match &present {
        Some(review) => tx.verdicts(review.id)?,
        None => Vec::new(),
    }
    .into_iter()
    .map(|v| (v.item.clone(), v))
    .collect();
    let now = carried::seen_of(seen, tx, &items)?;
    for item in &mut items {
        let stays = before.as_ref().and_then(|b| b.stays(&item.id, now.get(&item.id)));
        // A check that has begun took over what stays, and what was taken back in it is not there any more.
        let verdict = match &present {
            Some(_) => given.get(&item.id),
            None => stays,
        };
        item.changed = before.is_some() && stays.is_none();
        if let Some(verdict) = verdict {
            item.carried = present.is_none() || verdict.carried_from.is_some();
            item.verdict = Some(shown(verdict.verdict));
            item.reason = verdict.reason.clone();
        }
    }
    items.sort_by_key(|item| !item.changed);
    Ok(items)
}

/// This reviewer's open check of what is there now.
fn present(seen: &Seen<'_>, tx: &Tx<'_>, me: &Account, hash: &str) -> Result<Option<Review>, Refusal> {
    let open = tx.open_review(seen.row.id)?;
    Ok(open.filter(|r| r.bound_hash == hash && r.reviewer == me.id))
}

/// The same, begun where there is none yet: what stays agreed is taken over, and a check of something else, or by
/// somebody else, is given up.
fn begun(seen: &Seen<'_>, tx: &mut Tx<'_>, me: &Account, hash: &str) -> Result<Review, Refusal> {
    if let Some(review) = present(seen, tx, me, hash)? {
        return Ok(review);
    }
    let now = seen.desk.utc();
    let items = items(seen, tx)?;
    let seen_now = carried::seen_of(seen, tx, &items)?;
    let before = Before::of(seen, tx, me, None)?;
    if let Some(stale) = tx.open_review(seen.row.id)? {
        tx.finish_review(stale.id, ReviewOutcome::Abandoned, "资料有变或换人复核", now)?;
    }
    let review = tx.start_review(seen.row.id, me.id, hash, now)?;
    let mut taken = 0;
    for item in &items {
        let stays = before
            .as_ref()
            .and_then(|b| Some((b, b.stays(&item.id, seen_now.get(&item.id))?)));
        if let Some((before, verdict)) = stays {
            tx.carry_verdict(review.id, before.review, verdict)?;
            taken += 1;
        }
    }
    let words = match taken {
        0 => "开始复核".to_owned(),
        taken => format!("开始复核，上次一致且没有变动的 {taken} 项不再重核"),
    };
    tx.audit(&AuditEntry::new(now, me, AuditAction::ReviewStarted, words).case(seen.row.id))?;
    Ok(review)
}

fn shown(verdict: ItemVerdict) -> Verdict {
    match verdict {
        ItemVerdict::Ok => Verdict::Ok,
        ItemVerdict::Wrong => Verdict::Wrong,
    }
}

/// The account may review this case, or is told why not.
fn check(seen: &Seen<'_>, tx: &Tx<'_>, me: &Account) -> Result<(), Refusal> {
    let gate = may_review(seen, tx, me)?;
    if gate.open {
        return Ok(());
    }
    Err(Refusal::new(
        "review-closed",
        gate.reason,
        "请由另一位复核员办理；只有一人在岗时，本件等候",
    ))
}

/// Sets or takes back a verdict.
pub fn set_verdict(desk: &Desk, args: SetVerdict) -> Result<ReviewView, Refusal> {
    // What is seen of an item follows from much; whether it still stands is told by the hash that it is bound to.
    let looked = |tx: &Tx<'_>, me: &Account| {
        let seen = Seen::load(desk, tx, me, args.id)?;
        elsewhere::unchanged(&seen, tx)?;
        check(&seen, tx, me)?;
        let items = items(&seen, tx)?;
        if !items.iter().any(|i| i.id == args.item) {
            return Err(refusal::not_found("这一核对项"));
        }
        let verdict = match args.verdict {
            VerdictGiven::TakenBack => None,
            VerdictGiven::Ok => Some(ItemVerdict::Ok),
            VerdictGiven::Wrong if args.reason.trim().is_empty() => {
                return Err(Refusal::new(
                    "reason-empty",
                    "没有写明哪里不符",
                    "请写明纸面是什么，例如“表上为510623”",
                ));
            }
            VerdictGiven::Wrong => Some(ItemVerdict::Wrong),
        };
        let seen_now = carried::seen_of(&seen, tx, &items)?.remove(&args.item);
        Ok((
            bound_hash(&seen, tx)?,
            verdict.map(|verdict| (verdict, seen_now.unwrap_or_default())),
        ))
    };
    desk.write_made(
        Some(Role::Reviewer),
        || desk.look(looked),
        |tx, me, (bound, verdict)| {
            let seen = Seen::load(desk, tx, me, args.id)?;
            elsewhere::unchanged(&seen, tx)?;
            check(&seen, tx, me)?;
            let hash = bound_hash(&seen, tx)?;
            if hash != bound {
                return Err(Stop::Stale);
            }
            let review = begun(&seen, tx, me, &hash)?;
            let verdict = verdict
                .as_ref()
                .map(|(verdict, seen_now)| (*verdict, seen_now.as_str()));
            Ok(tx.set_verdict(review.id, &args.item, verdict, args.reason.trim(), desk.utc())?)
        },
    )?;
    open(desk, ById { id: args.id })
}

/// Signs off what was seen, by its hash. Where the project asks for two, the first leaves the case where it is.
pub fn approve(desk: &Desk, args: Approve) -> Result<CaseView, Refusal> {
    let view = open(desk, ById { id: args.id })?;
    let is_last = u32::try_from(view.signed.len()).unwrap_or(u32::MAX) + 1 >= view.approvers;
    let (step, action) = match is_last {
        true => (Step::Approve, AuditAction::Approved),
        false => (Step::ApproveFirst, AuditAction::ApprovedFirst),
    };
    move_on(desk, args.id, Role::Reviewer, step, action, |tx, seen| {
        check(seen, tx, seen.account)?;
        let hash = bound_hash(seen, tx)?;
        if hash != args.bound_hash || signed_by(seen, tx, &hash)?.len() != view.signed.len() {
            return Err(Refusal::new(
                "review-stale",
                "核对之后资料有变",
                "请刷新（F5）后重新核对变动的部分",
            ));
        }
        if !view.may_approve.open || view.bound_hash != hash {
            return Err(Refusal::new(
                "approve-closed",
                view.may_approve.reason.clone(),
                "请逐项核对后再通过",
            ));
        }
        if let Some(gap) = gates::gap(seen, tx)? {
            return Err(Refusal::new("approve-closed", gap, "请退回受理员补齐，再复核"));
        }
        let review = begun(seen, tx, seen.account, &hash)?;
        tx.finish_review(review.id, ReviewOutcome::Approved, "", desk.utc())?;
        let count = view.items.len();
        if !is_last {
            return Ok(format!(
                "复核通过（两人中的第一人），共 {count} 项一致，还须另一位复核员"
            ));
        }
        tx.set_approval(seen.row.id, Some((seen.account.id, &hash)))?;
        revocations::ask(desk, tx, seen)?;
        tx.keep_approved_content(seen.row.id, seen.content())?;
        let agreed = match agreeing::agree_by_signing_off(tx, seen)?.as_slice() {
            [] => String::new(),
            serials => format!("，同意解锁时使用 UKey {} 的管理员口令", serials.join("、")),
        };
        Ok(format!(
            "复核通过，共 {count} 项一致，绑定 {}{agreed}",
            &hash[..16]
        ))
    })
}

/// Sends back with the reasons of the items that are wrong.
pub fn send_back(desk: &Desk, args: ReturnCase) -> Result<CaseView, Refusal> {
    let view = open(desk, ById { id: args.id })?;
    let wrong = view.items.iter().filter(|i| i.verdict == Some(Verdict::Wrong));
    let mut reasons: Vec<ReturnReason> = wrong
        .map(|i| ReturnReason {
            label: i.label.clone(),
            field: i.id.strip_prefix("field:").map(str::to_owned),
            reason: i.reason.clone(),
        })
        .collect();
    if reasons.is_empty() {
        return Err(Refusal::new(
            "return-closed",
            view.may_return.reason,
            "请先把不符的项标为不符并写明原因",
        ));
    }
    if !args.note.trim().is_empty() {
        reasons.push(ReturnReason {
            label: "附言".to_owned(),
            field: None,
            reason: args.note.trim().to_owned(),
        });
    }
    move_on(
        desk,
        args.id,
        Role::Reviewer,
        Step::Return,
        AuditAction::Returned,
        |tx, seen| {
            check(seen, tx, seen.account)?;
            if let Some(review) = tx.open_review(seen.row.id)? {
                tx.finish_review(review.id, ReviewOutcome::Returned, args.note.trim(), desk.utc())?;
            }
            tx.keep_return(seen.row.id, &reasons)?;
            let words = reasons
                .iter()
                .map(|r| format!("{}：{}", r.label, r.reason))
                .collect::<Vec<_>>()
                .join("；");
            Ok(format!("退回：{words}"))
        },
    )?;
    get(desk, ById { id: args.id })
}
