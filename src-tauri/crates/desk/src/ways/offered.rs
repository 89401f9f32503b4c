//! Which ways lead on from where a case stands, for whom, and what each asks to be told.

use case::{BusinessType, Role, Step};
use store::{KeyJob as Job, Tx};
use token::KeyStep;

use crate::case_view::approval;
use crate::casework::begun::begun;
use crate::casework::fees;
use crate::casework::linked::not_over;
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::keys::jobs::holder;
use crate::keys::plan::{Mode, Plan};
use crate::rim::api::{ById, Gate, Refusal};
use crate::ways::api::{FateChoice, KeyFate, KeyToSettle, Way, WayLine, Ways, WrongChoice};

impl Way {
    /// All of them, in the order in which they are offered.
    const ALL: [Self; 7] = [
        Self::Recall,
        Self::Recheck,
        Self::SendBack,
        Self::CaRefused,
        Self::AskAnew,
        Self::GiveUp,
        Self::Linked,
    ];

    /// Who takes it.
    pub(crate) fn role(self) -> Role {
        match self {
            Self::Recall | Self::AskAnew | Self::GiveUp | Self::Linked => Role::Clerk,
            Self::Recheck | Self::SendBack | Self::CaRefused => Role::KeyClerk,
        }
    }

    /// The step of the case; none where the case itself stays as it is.
    pub(crate) fn step(self) -> Option<Step> {
        match self {
            Self::Recall | Self::SendBack => Some(Step::Recall),
            Self::Recheck => Some(Step::Recheck),
            Self::CaRefused => Some(Step::RefuseAtCa),
            Self::AskAnew => Some(Step::AskAnew),
            Self::GiveUp => Some(Step::Abandon),
            Self::Linked => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Recall => "收回修改",
            Self::SendBack => "退回受理员",
            Self::Recheck => "重新复核",
            Self::CaRefused => "CA 退回",
            Self::AskAnew => "证书有误，重新申请",
            Self::GiveUp => "作废",
            Self::Linked => "另开关联件",
        }
    }

    fn what(self) -> &'static str {
        match self {
            Self::Recall => "本件回到受理，改好后重新送复核；已通过的复核作废。",
            Self::SendBack => {
                "本件退回受理员改正，改好后重新复核；已通过的复核作废，做过的 UKey 留着接着用。"
            }
            Self::Recheck => "复核通过已过期：内容不变，送去重新复核，通过后接着制证。",
            Self::CaRefused => "CA 的答复原样记入本件，本件退回受理员：改正后重新复核、重新报送，或者作废。",
            Self::AskAnew => "写错的证书列入注销清单，本件回到制证台，用同一把 UKey 重新申请证书。",
            Self::GiveUp => "作废后不能恢复；录入的内容、扫描件和办理记录仍保留在档案里，可以查看。",
            Self::Linked => "本件已经结束，不再改动；另开一件继续办，带出本件可以沿用的资料，两件互相关联。",
        }
    }

    fn reason_label(self) -> &'static str {
        match self {
            Self::CaRefused => "CA 的答复（照原话）",
            Self::AskAnew => "证书哪里有误",
            Self::Recall | Self::SendBack | Self::GiveUp => "原因（写入办理记录）",
            Self::Recheck | Self::Linked => "",
        }
    }
}

/// The ways of a case.
pub fn ways(desk: &Desk, args: ById) -> Result<Ways, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            let lines = Way::ALL
                .into_iter()
                .filter_map(|way| line(way, &seen, tx).transpose());
            Ok(Ways {
                id: args.id,
                number: seen.row.number.clone(),
                title: seen.content().title().to_owned(),
                ways: lines.collect::<Result<_, Refusal>>()?,
            })
        })
    })
}

/// A way as a line; none when it does not lead away from this state.
fn line(way: Way, seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Option<WayLine>, Refusal> {
    let holds = way == Way::Recheck && approval::in_the_way(seen, tx)?.is_none();
    if leads(way, seen).is_err() || holds {
        return Ok(None);
    }
    let may = match check(way, seen, tx) {
        Err(refused) => Gate::closed(format!("{}。{}", refused.message, refused.remedy)),
        Ok(()) if !seen.account.roles.has(way.role()) => {
            Gate::closed(format!("由{}办理", way.role().chinese()))
        }
        Ok(()) => Gate::open(),
    };
    let gives_up = way == Way::GiveUp;
    Ok(Some(WayLine {
        way,
        word: way.word().to_owned(),
        what: way.what().to_owned(),
        may,
        reason_label: way.reason_label().to_owned(),
        refund_up_to: match gives_up {
            true => refund_up_to(seen),
            false => None,
        },
        keys: match gives_up {
            true => keys_to_settle(seen, tx)?,
            false => Vec::new(),
        },
        certificates: match way {
            Way::AskAnew => certificates(seen, tx)?,
            _ => Vec::new(),
        },
    }))
}

/// Whether the state lets a way be taken at all.
fn leads(way: Way, seen: &Seen<'_>) -> Result<(), Refusal> {
    let state = seen.row.state;
    match way.step() {
        // The key clerk sees a case from its approval on.
        Some(step) if way == Way::SendBack && state == case::CaseState::InReview => {
            Err(case::Refused { state, step }.into())
        }
        Some(step) => Ok(state.after(step, seen.course()).map(|_| ())?),
        None if state.is_end() => Ok(()),
        None => Err(not_over(seen)),
    }
}

/// Refuses a way that is not open to a case, whoever takes it. Errors: `case-wrong-state`, `case-not-over`,
/// `keys-begun`, `unlock-under-way`, `revocation-told`.
pub(crate) fn check(way: Way, seen: &Seen<'_>, tx: &Tx<'_>) -> Result<(), Refusal> {
    leads(way, seen)?;
    match way {
        Way::Recall => keys_untouched(seen, tx),
        Way::GiveUp => {
            unlocking_not_under_way(seen, tx)?;
            not_told(seen, tx)
        }
        Way::Recheck => approval_lapsed(seen, tx),
        Way::SendBack | Way::CaRefused | Way::AskAnew | Way::Linked => Ok(()),
    }
}

/// What is approved and holds is not checked a second time.
fn approval_lapsed(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<(), Refusal> {
    match approval::in_the_way(seen, tx)? {
        Some(_) => Ok(()),
        None => Err(Refusal::new(
            "approval-holds",
            "本件的复核仍然有效",
            "请直接制证；要改内容的退回受理员",
        )),
    }
}

/// The clerk takes a case back only as long as nobody has worked on a key for it.
fn keys_untouched(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<(), Refusal> {
    let begun = begun(tx, seen.row.id)?;
    if begun.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(
        "keys-begun",
        format!("制证员已经在做这一件的 UKey（{} 把）", begun.len()),
        "请制证员在制证台退回；客户不办了的，作废时写明 UKey 的去向",
    ))
}

/// A key whose new PIN is set has to get back to the customer with that PIN.
fn unlocking_not_under_way(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<(), Refusal> {
    use case::CaseState::{Approved, AtCa};
    if !matches!(seen.row.state, Approved | AtCa) {
        return Ok(());
    }
    for job in tx.jobs_of_case(seen.row.id)? {
        let is_unlocking = Mode::of(&job) == Mode::Unlock;
        if is_unlocking && Plan::load(tx, job)?.is_done(KeyStep::SetUserPin) {
            return Err(Refusal::new(
                "unlock-under-way",
                "这把 UKey 的新 PIN 已经设上，不能作废",
                "请制证员做完解锁，再交付给客户",
            ));
        }
    }
    Ok(())
}

/// What the CA was told to revoke or suspend is not unsaid by giving up the application.
fn not_told(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<(), Refusal> {
    let parts = seen.content().parts();
    let mut gives_up = parts.iter().map(|part| part.business);
    let business = gives_up.find(|b| matches!(b, BusinessType::Revoke | BusinessType::Suspend));
    let Some(business) = business else {
        return Ok(());
    };
    let told = tx.revocations_of_case(seen.row.id)?;
    if told.iter().any(|one| one.exchange_id.is_some()) {
        return Err(Refusal::new(
            "revocation-told",
            format!("“{}”已经报给 CA，不能作废", seen.project.business_word(business)),
            "CA 没有受理的，登记“CA 退回”；已经受理的请在领取台办结，客户要再用证书的另办一件",
        ));
    }
    Ok(())
}

/// The most that can be paid back.
pub(crate) fn refund_up_to(seen: &Seen<'_>) -> Option<u32> {
    let fee = fees::view(seen.project, seen.content(), &seen.facts);
    fee.total_cents.filter(|total| *total > 0)
}

/// The keys whose fate has to be said.
pub(crate) fn keys_to_settle(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<KeyToSettle>, Refusal> {
    let begun = begun(tx, seen.row.id)?;
    Ok(begun.iter().filter_map(|job| key_to_settle(seen, job)).collect())
}

fn key_to_settle(seen: &Seen<'_>, job: &Job) -> Option<KeyToSettle> {
    let fates: &[KeyFate] = match Mode::of(job) {
        Mode::Fresh => &[KeyFate::Stock, KeyFate::Kept, KeyFate::Destroyed],
        Mode::SameKey | Mode::Unlock => &[KeyFate::Customer, KeyFate::Kept],
    };
    Some(KeyToSettle {
        job_id: job.id.0,
        serial: job.token_serial.clone()?,
        holder: holder(seen.content(), job),
        fates: fates
            .iter()
            .map(|fate| FateChoice {
                fate: *fate,
                word: fate.word().to_owned(),
            })
            .collect(),
    })
}

impl KeyFate {
    /// In words.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Customer => "退还客户",
            Self::Stock => "退回库存，清空后再用",
            Self::Kept => "留存保管，待处理",
            Self::Destroyed => "销毁",
        }
    }
}

impl From<KeyFate> for store::KeyFate {
    fn from(fate: KeyFate) -> Self {
        match fate {
            KeyFate::Customer => Self::Customer,
            KeyFate::Stock => Self::Stock,
            KeyFate::Kept => Self::Kept,
            KeyFate::Destroyed => Self::Destroyed,
        }
    }
}

/// The certificates on the keys of a case, of which one may be wrong.
fn certificates(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<WrongChoice>, Refusal> {
    let certificates = tx.certificates_of_case(seen.row.id)?;
    let jobs = tx.jobs_of_case(seen.row.id)?;
    let of = |job: &Job| -> Option<WrongChoice> {
        let own = certificates
            .iter()
            .find(|c| c.attachment.is_some() && c.attachment == job.cert)?;
        Some(WrongChoice {
            job_id: job.id.0,
            holder: holder(seen.content(), job),
            serial: own.serial.clone(),
        })
    };
    Ok(jobs.iter().filter_map(of).collect())
}
