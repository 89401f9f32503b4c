//! The clerk's word on a sample: taken, good after a look, or not good.

use case::Role;
use seal::Verdict;
use store::{AuditAction, AuditEntry, Sample, SampleId, Tx};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::rim::api::{ById, Refusal};
use crate::samples::api::{DecideSample, SampleDecision, SampleLine};
use crate::samples::counting::{changeable, is_of, standing_samples};
use crate::samples::judgement::{ACCEPTED, CHOSEN, Judgement, REJECTED};
use crate::samples::lines::{self, samples};
use crate::samples::pictures::{AsCut, blank};

/// Chooses, accepts or rejects a sample. A rejected one is never chosen; one that needs a look is chosen only after
/// the clerk has said why it is good; a frame without ink is neither chosen nor good, whatever is said. Errors:
/// `reason-empty`, `sample-rejected`, `sample-needs-look`, `sample-blank`, those of a case that is locked.
pub fn decide(desk: &Desk, args: DecideSample) -> Result<Vec<SampleLine>, Refusal> {
    let id = SampleId(args.id);
    // How it was cut never changes, so it is looked at before the store is held.
    let cut = desk.read(|open| open.store.read(|tx| AsCut::of(tx, &tx.sample(id)?)));
    let has_ink = match (&cut, args.decision) {
        (_, SampleDecision::Reject) => true,
        (Ok(cut), _) => cut.ink_mm(desk)?.is_some(),
        (Err(refused), _) => return Err(refused.clone()),
    };
    let case = desk.write(Some(Role::Clerk), |tx, me| {
        let sample = tx.sample(id)?;
        let seen = changeable(desk, tx, me, &sample)?;
        // The authority gets a picture of what is taken, and of white paper there is none.
        if !has_ink {
            return Err(blank());
        }
        let words = match args.decision {
            SampleDecision::Choose => choose(desk, tx, me, &seen, &sample)?,
            decision @ (SampleDecision::Accept | SampleDecision::Reject) => {
                if args.reason.trim().is_empty() {
                    return Err(Refusal::new(
                        "reason-empty",
                        "没有写明理由",
                        "请写明看到了什么，例如“辅助识别线，属印章设计”",
                    ));
                }
                let (kept, verb) = match decision {
                    SampleDecision::Reject => (REJECTED, "判不合格"),
                    _ => (ACCEPTED, "判合格"),
                };
                tx.decide_sample(id, kept, args.reason.trim(), me.id, desk.utc())?;
                if decision == SampleDecision::Reject {
                    tx.choose_sample(id, false)?;
                }
                format!(
                    "印模 {} 人工{verb}：{}",
                    lines::label_of(&seen, &sample),
                    args.reason.trim()
                )
            }
        };
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::SampleDecided, words).case(sample.case_id))?;
        Ok(sample.case_id)
    })?;
    samples(desk, ById { id: case.0 })
}

fn choose(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &store::Account,
    seen: &Seen<'_>,
    sample: &Sample,
) -> Result<String, Refusal> {
    let accepted = sample.decision.as_deref() == Some(ACCEPTED);
    let rejected = sample.decision.as_deref() == Some(REJECTED);
    let remedy = "请让客户重新盖一次再扫描；确属印章设计的，先判合格并写明理由";
    match Judgement::of(sample)?.verdict {
        _ if rejected => return Err(Refusal::new("sample-rejected", "这一枚已人工判为不合格", remedy)),
        Verdict::Reject if !accepted => {
            return Err(Refusal::new("sample-rejected", "这一枚不合格，不能选用", remedy));
        }
        Verdict::Look if !accepted => {
            return Err(Refusal::new(
                "sample-needs-look",
                "这一枚需人看",
                "请看过原图后判合格（写明理由），再选用",
            ));
        }
        _ => {}
    }
    let groups = seen.seals();
    let group = groups.into_iter().find(|g| is_of(g, sample));
    for other in standing_samples(tx, seen)? {
        if other.chosen && group.is_some_and(|g| is_of(g, &other)) {
            tx.choose_sample(other.id, false)?;
        }
    }
    tx.choose_sample(sample.id, true)?;
    if !accepted {
        tx.decide_sample(sample.id, CHOSEN, "", me.id, desk.utc())?;
    }
    Ok(match sample.fused_of.is_empty() {
        true => format!("选用印模 {}", lines::label_of(seen, sample)),
        false => format!(
            "选用印模 {}，由 {} 枚样本合成",
            lines::label_of(seen, sample),
            sample.fused_of.len()
        ),
    })
}
