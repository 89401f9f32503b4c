//! Where a key is put down to be: handed in with the old certificate on it, given back, destroyed. Back into its box it
//! comes by the stock, to its holder by the hand-over.

use case::Role;
use store::{Account, AuditAction, AuditEntry, KeyPlace, NewMove, StockState};

use crate::counter::beside::beside;
use crate::counter::desk::Desk;
use crate::ledger::api::{KeyPlaceChoice, KeyWhere, PlaceKey};
use crate::ledger::listing::{place, place_word};
use crate::rim::api::{Done, Refusal};

/// Where a key may be put down to be, by whom, from where it is. Back into its box it comes by the stock.
pub(crate) fn places(me: &Account, from: KeyPlace) -> Vec<KeyPlaceChoice> {
    let offers: &[KeyPlace] = match from {
        KeyPlace::Destroyed => &[],
        KeyPlace::Returned => &[KeyPlace::Destroyed, KeyPlace::HandedOver],
        KeyPlace::HandedOver | KeyPlace::Posted => &[KeyPlace::Returned],
        KeyPlace::Stock | KeyPlace::Window => &[KeyPlace::Returned, KeyPlace::Destroyed],
    };
    let may = |place: &&KeyPlace| me.roles.has(role(**place));
    let offered = offers.iter().filter(may);
    offered
        .map(|one| KeyPlaceChoice {
            place: place(*one),
            word: act_word(*one).to_owned(),
            beside: *one == KeyPlace::Destroyed,
        })
        .collect()
}

fn act_word(place: KeyPlace) -> &'static str {
    match place {
        KeyPlace::Returned => "收回这把 UKey",
        KeyPlace::Destroyed => "销毁这把 UKey",
        KeyPlace::HandedOver => "还给持有人",
        KeyPlace::Posted => "寄给持有人",
        KeyPlace::Stock | KeyPlace::Window => place_word(place),
    }
}

fn role(place: KeyPlace) -> Role {
    match place {
        KeyPlace::Destroyed => Role::KeyClerk,
        _ => Role::Clerk,
    }
}

fn of(place: KeyWhere) -> KeyPlace {
    match place {
        KeyWhere::Stock => KeyPlace::Stock,
        KeyWhere::Window => KeyPlace::Window,
        KeyWhere::HandedOver => KeyPlace::HandedOver,
        KeyWhere::Posted => KeyPlace::Posted,
        KeyWhere::Returned => KeyPlace::Returned,
        KeyWhere::Destroyed => KeyPlace::Destroyed,
    }
}

/// Puts down where a key is. Errors: `reason-missing`, `key-place-closed`, those of the second person.
pub fn put(desk: &Desk, args: PlaceKey) -> Result<Done, Refusal> {
    let to = of(args.place);
    let reason: String = identifiers::shown_text(args.reason.trim())
        .chars()
        .take(500)
        .collect();
    if reason.is_empty() {
        return Err(Refusal::new(
            "reason-missing",
            "没有写明经过",
            "请写明谁交来、为什么，例如“补办时交回旧 UKey”",
        ));
    }
    let second = match (to, &args.beside) {
        (KeyPlace::Destroyed, Some(named)) => Some(beside(desk, named, Role::Reviewer)?),
        (KeyPlace::Destroyed, None) => {
            return Err(Refusal::new(
                "beside-missing",
                "销毁须复核员在旁输入自己的登录名和口令",
                "请复核员到窗口来",
            ));
        }
        _ => None,
    };
    desk.write(Some(role(to)), |tx, me| {
        if let Some(second) = &second {
            tx.agreed_by(second);
        }
        let key = tx.held_key(args.serial.trim())?.ok_or_else(|| {
            Refusal::new(
                "key-unknown",
                format!("台账里没有 UKey {}", args.serial.trim()),
                "请核对序列号；空白 UKey 在库存里登记",
            )
        })?;
        if !places(me, key.place)
            .iter()
            .any(|choice| choice.place == args.place)
        {
            return Err(Refusal::new(
                "key-place-closed",
                format!(
                    "这把 UKey {}，不能改为“{}”",
                    place_word(key.place),
                    place_word(to)
                ),
                "请刷新（F5）看现状；要退回库中的在库存里登记",
            ));
        }
        tx.place_held_key(&key.serial, to, desk.utc())?;
        let in_stock = tx.stock_key(&key.serial)?;
        if to == KeyPlace::Destroyed
            && in_stock.is_some_and(|one| one.state.may_become(StockState::Destroyed))
        {
            let moved = NewMove {
                state: StockState::Destroyed,
                case_id: None,
                reason: &reason,
                by: me.id,
            };
            tx.move_stock_key(&key.serial, &moved, desk.utc())?;
        }
        let with = second
            .map(|one| format!("，{} 在旁同意", one.account.name))
            .unwrap_or_default();
        let words = format!("UKey {} {}{with}：{reason}", key.serial, place_word(to));
        for certificate in tx.certificates_by_token(&key.serial)? {
            let noted = format!("UKey {}{with}：{reason}", place_word(to));
            tx.note_certificate(certificate.id, me.id, &noted, desk.utc())?;
        }
        tx.audit(&AuditEntry::new(
            desk.utc(),
            me,
            AuditAction::KeyPlaced,
            words.clone(),
        ))?;
        Ok(Done { message: words })
    })
}
