//! A case given up, at any step before its hand-over: what is paid back, what becomes of the keys that were worked
//! on, and that certificates nobody will use are revoked. All of it is said before anything is done, and stands in
//! the trail.

use std::collections::BTreeSet;

use case::{CaseState as State, Role, Step};
use store::{AuditAction, GivenUp, KeyJobId, KeyPlace, NewMove, StockState, Tx, Witness};

use crate::case_view::api::CaseView;
use crate::case_view::moving::move_on;
use crate::casework::seen::Seen;
use crate::counter::beside::beside;
use crate::counter::desk::Desk;
use crate::keys::plan::sealed;
use crate::rim::api::Refusal;
use crate::ways::api::{Abandon, KeyFate, KeySettled, KeyToSettle, Way};
use crate::ways::offered::{check, keys_to_settle, refund_up_to};
use crate::ways::taking::{reason_of, revoke_certificates_of, stands_as_before, withdraw_approval};

/// Gives a case up, with the reason.
pub fn abandon(desk: &Desk, args: Abandon) -> Result<CaseView, Refusal> {
    let reason = reason_of(&args.reason, "没有写作废原因", "请写明原因，例如“客户改日再来”")?;
    let destroys = args.keys.iter().any(|key| key.fate == KeyFate::Destroyed);
    let witness = match (&args.beside, destroys) {
        (Some(named), true) => Some(beside(desk, named, Role::Reviewer)?),
        (None, true) => {
            return Err(Refusal::new(
                "beside-missing",
                "销毁 UKey 要复核员在旁输入自己的登录名和口令",
                "请复核员到窗口来",
            ));
        }
        _ => None,
    };
    move_on(
        desk,
        args.id,
        Role::Clerk,
        Step::Abandon,
        AuditAction::Abandoned,
        |tx, seen| {
            if let Some(witness) = &witness {
                tx.agreed_by(witness);
            }
            check(Way::GiveUp, seen, tx)?;
            let refund = refund_of(seen, args.refund_cents)?;
            let keys = keys_to_settle(seen, tx)?;
            settled_all(&keys, &args.keys)?;
            let mut words = vec![format!("作废：{reason}")];
            words.extend(refund.map(refund_words));
            for key in &keys {
                for one in args.keys.iter().filter(|one| one.job_id == key.job_id) {
                    words.push(settle(tx, seen, key, one.fate, witness.as_ref())?);
                }
            }
            words.extend(undo(tx, seen)?);
            let how = GivenUp {
                reason: reason.clone(),
                refund_cents: refund,
            };
            tx.keep_given_up(seen.row.id, &how)?;
            Ok(words.join("；"))
        },
    )
}

fn refund_words(cents: u32) -> String {
    match cents {
        0 => "没有退款".to_owned(),
        cents => format!("退款 {} 元", project::money_text(u64::from(cents))),
    }
}

/// What is paid back. From the approval on the fee has been paid, so that it has to be said; before, it may be.
/// Errors: `refund-missing`, `refund-too-much`.
fn refund_of(seen: &Seen<'_>, said: Option<u32>) -> Result<Option<u32>, Refusal> {
    let paid = matches!(seen.row.state, State::Approved | State::AtCa | State::Ready);
    match (said, refund_up_to(seen)) {
        (None, Some(_)) if paid => Err(Refusal::new(
            "refund-missing",
            "没有写退款多少",
            "请填退给客户的金额；不退的填 0",
        )),
        (Some(cents), most) if cents > most.unwrap_or_default() => Err(Refusal::new(
            "refund-too-much",
            format!(
                "退款不能多于本件费用 {} 元",
                project::money_text(u64::from(most.unwrap_or_default()))
            ),
            "请核对收据后重填",
        )),
        (said, _) => Ok(said),
    }
}

/// Every key has one fate, and one that it may have. Errors: `key-fate-missing`, `key-fate-wrong`.
fn settled_all(keys: &[KeyToSettle], said: &[KeySettled]) -> Result<(), Refusal> {
    let named: BTreeSet<u32> = said.iter().map(|one| one.job_id).collect();
    let open: Vec<&str> = keys
        .iter()
        .filter(|key| !named.contains(&key.job_id))
        .map(|key| key.serial.as_str())
        .collect();
    if !open.is_empty() {
        return Err(Refusal::new(
            "key-fate-missing",
            format!("没有写 UKey {} 的去向", open.join("、")),
            "请逐把选定：退还客户、退回库存、留存或销毁",
        ));
    }
    let fits = |one: &KeySettled| {
        let key = keys.iter().find(|key| key.job_id == one.job_id);
        key.is_some_and(|key| key.fates.iter().any(|choice| choice.fate == one.fate))
    };
    if named.len() != said.len() || !said.iter().all(fits) {
        return Err(Refusal::new(
            "key-fate-wrong",
            "UKey 的去向与这把 UKey 不合",
            "客户自己的 UKey 退还客户；本受理点的退回库存、留存或销毁",
        ));
    }
    Ok(())
}

/// What becomes of one key, in the stock's books too; in words.
fn settle(
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    key: &KeyToSettle,
    fate: KeyFate,
    witness: Option<&Witness>,
) -> Result<String, Refusal> {
    let beside = witness
        .filter(|_| fate == KeyFate::Destroyed)
        .map(|one| format!("，{} 在旁", one.account.name))
        .unwrap_or_default();
    let words = format!("UKey {}（{}）{}{beside}", key.serial, key.holder, fate.word());
    let state = match fate {
        KeyFate::Stock => Some(StockState::In),
        KeyFate::Destroyed => Some(StockState::Destroyed),
        KeyFate::Customer | KeyFate::Kept => None,
    };
    let place = match fate {
        KeyFate::Customer => KeyPlace::HandedOver,
        KeyFate::Stock => KeyPlace::Stock,
        KeyFate::Kept => KeyPlace::Window,
        KeyFate::Destroyed => KeyPlace::Destroyed,
    };
    tx.place_held_key(&key.serial, place, seen.desk.utc())?;
    tx.set_fate(KeyJobId(key.job_id), fate.into())?;
    let there = tx.stock_key(&key.serial)?;
    if let (Some(state), Some(there)) = (state, there)
        && there.state.may_become(state)
    {
        let reason = format!("{} 作废{beside}", seen.row.number);
        let moved = NewMove {
            state,
            case_id: Some(seen.row.id),
            reason: &reason,
            by: seen.account.id,
        };
        tx.move_stock_key(&key.serial, &moved, seen.desk.utc())?;
    }
    if matches!(fate, KeyFate::Stock | KeyFate::Destroyed) {
        // Its SO PIN is still wanted for wiping; the transport PIN opens nothing that anybody may use.
        tx.drop_secret(&sealed::pin(KeyJobId(key.job_id)))?;
    }
    Ok(words)
}

/// What was under way for the case ends with it; what there is to say of it.
fn undo(tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<Vec<String>, Refusal> {
    withdraw_approval(tx, seen, "作废")?;
    stands_as_before(tx, seen, false)?;
    let mut serials = Vec::new();
    for job in tx.jobs_of_case(seen.row.id)? {
        serials.extend(revoke_certificates_of(
            tx,
            seen,
            job.id,
            "客户不办了，已签发的证书请注销",
        )?);
    }
    let mut words = Vec::new();
    if !serials.is_empty() {
        words.push(format!("已签发的证书 {} 列入注销清单", serials.join("、")));
    } else if seen.row.state == State::AtCa {
        words.push("请求已交 CA，请通知 CA 撤回；仍发来的证书会列入注销清单".to_owned());
    }
    Ok(words)
}
