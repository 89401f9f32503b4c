//! The stock of blank keys: what came in which box, what was made of it, what was damaged or destroyed, and the count
//! at the end of the day.

use std::collections::BTreeMap;

use case::Role;
use identifiers::chinese_date;
use store::{Account, AuditAction, AuditEntry, KeyJob as Job, KeyPlace, NewMove, StockState, Tx};

use crate::counter::beside::beside;
use crate::counter::desk::Desk;
use crate::keys::stock::api::{
    CustodyLine, Stock, StockBox, StockClose, StockCounts, StockFate, StockIn, StockMark, StockMoveLine,
};
use crate::keys::work::refusing::wrong_key;
use crate::rights::sight::Sight;
use crate::rim::api::{Gate, Nothing, Refusal};

/// Longest list of serial numbers taken in at once.
const SERIALS_MAX: usize = 2_000;
/// Longest serial number: CK_TOKEN_INFO tells 16 characters, cards tell 32, room for makers' own on the case.
const SERIAL_LENGTH: usize = 40;

/// The register, with the day's moves and counts.
pub fn stock(desk: &Desk, _: Nothing) -> Result<Stock, Refusal> {
    desk.read(|open| open.store.read(|tx| view(desk, tx, &open.account)))
}

fn view(desk: &Desk, tx: &Tx<'_>, me: &Account) -> Result<Stock, Refusal> {
    let keys = tx.stock_keys()?;
    let mut boxes: BTreeMap<(String, String), StockBox> = BTreeMap::new();
    for key in &keys {
        let at = (key.box_no.clone(), key.model.clone());
        let line = boxes.entry(at).or_insert_with(|| StockBox {
            box_no: key.box_no.clone(),
            model: key.model.clone(),
            ..StockBox::default()
        });
        line.counts.add(key.state);
    }
    let since = desk.now().date_naive().and_hms_opt(0, 0, 0);
    let since = since.and_then(|start| start.and_local_timezone(*desk.now().offset()).single());
    let moves = tx.stock_moves_since(since.map_or_else(|| desk.utc(), |start| start.to_utc()))?;
    let mut today = StockCounts::default();
    for one in &moves {
        today.add(one.state);
    }
    let line = |one: &store::StockMove| -> Result<StockMoveLine, Refusal> {
        Ok(StockMoveLine {
            serial: one.serial.clone(),
            box_no: one.box_no.clone(),
            word: word(one.state).to_owned(),
            reason: Sight::in_lists().text(&one.reason),
            case_number: one
                .case_id
                .map(|id| tx.case(id))
                .transpose()?
                .map(|row| row.number),
            by: tx.account(one.by)?.name,
            at: one.at.with_timezone(desk.now().offset()).to_rfc3339(),
        })
    };
    Ok(Stock {
        boxes: boxes.into_values().collect(),
        moves: moves.iter().rev().map(line).collect::<Result<_, _>>()?,
        today,
        custody: custody(desk, tx)?,
        last_close: tx.setting(CLOSED)?,
        may_change: match me.roles.has(Role::KeyClerk) {
            true => Gate::open(),
            false => Gate::closed("库存由制证员登记"),
        },
    })
}

/// Keys that were handed in and are neither given back nor destroyed.
fn custody(desk: &Desk, tx: &Tx<'_>) -> Result<Vec<CustodyLine>, Refusal> {
    let keys = tx.held_keys()?.into_iter();
    keys.filter(|key| key.place == KeyPlace::Returned)
        .map(|key| {
            let holder = key.holder_id.map(|id| tx.holder(id)).transpose()?;
            Ok(CustodyLine {
                serial: key.serial,
                holder: holder.map(|row| row.name).unwrap_or_default(),
                at: key.at.with_timezone(desk.now().offset()).to_rfc3339(),
            })
        })
        .collect()
}

/// What the count says of the keys that were handed in; nothing is said of none.
fn custody_words(kept: usize, counted: Option<u32>) -> String {
    match (kept, counted) {
        (0, None | Some(0)) => String::new(),
        (kept, None) => format!("；交回待处理 {kept} 把，未点"),
        (kept, Some(n)) if kept == n as usize => format!("；交回待处理 {kept} 把，账实相符"),
        (kept, Some(n)) => format!("；交回待处理 {kept} 把，账实不符，实点 {n} 把，请查台账"),
    }
}

/// Under which setting the last day's count stands.
const CLOSED: &str = "stock-closed";

fn word(state: StockState) -> &'static str {
    match state {
        StockState::In => "入库",
        StockState::Issued => "制证领用",
        StockState::Damaged => "损坏",
        StockState::Destroyed => "销毁",
    }
}

impl StockCounts {
    fn add(&mut self, state: StockState) {
        match state {
            StockState::In => self.in_box += 1,
            StockState::Issued => self.issued += 1,
            StockState::Damaged => self.damaged += 1,
            StockState::Destroyed => self.destroyed += 1,
        }
    }
}

/// Serial numbers as typed or scanned: one a line or parted by commas and spaces; `A0001-A0020` stands for a run.
fn serials(text: &str) -> Result<Vec<String>, Refusal> {
    let mut all = Vec::new();
    for word in text
        .split([',', '，', '、', ';', '；', ' ', '\t', '\r', '\n'])
        .filter(|w| !w.is_empty())
    {
        match word.split_once(['-', '~', '～']) {
            Some((first, last)) => all.extend(run(first, last).ok_or_else(|| {
                Refusal::new(
                    "stock-serial",
                    format!("“{word}”不是一段连号"),
                    "连号写成“首号-末号”，两头字母相同、位数相同、末号不小于首号",
                )
            })?),
            None => all.push(word.to_owned()),
        }
        if all.len() > SERIALS_MAX {
            return Err(Refusal::new(
                "stock-too-many",
                format!("一次最多登记 {SERIALS_MAX} 把"),
                "请分箱登记",
            ));
        }
    }
    let is_odd =
        |serial: &&String| serial.len() > SERIAL_LENGTH || !serial.chars().all(|c| c.is_ascii_alphanumeric());
    if let Some(odd) = all.iter().find(is_odd) {
        return Err(Refusal::new(
            "stock-serial",
            format!("“{odd}”不像序列号"),
            "序列号只有字母和数字，请照 UKey 外壳或外箱上的写",
        ));
    }
    Ok(all)
}

/// The serial numbers of a run; nothing when its ends do not belong together or it is longer than anybody's box.
fn run(first: &str, last: &str) -> Option<Vec<String>> {
    let digits = first.len() - first.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (head, from) = first.split_at(first.len() - digits);
    let to = last.strip_prefix(head)?;
    if to.len() != from.len() {
        return None;
    }
    let (from, to): (u64, u64) = (from.parse().ok()?, to.parse().ok()?);
    let count = to.checked_sub(from)?;
    (count < SERIALS_MAX as u64).then(|| (from..=to).map(|n| format!("{head}{n:0digits$}")).collect())
}

/// Takes a box of blank keys into the register.
pub fn stock_in(desk: &Desk, args: StockIn) -> Result<Stock, Refusal> {
    let (box_no, model) = (args.box_no.trim(), args.model.trim());
    let serials = serials(&args.serials)?;
    if box_no.is_empty() || serials.is_empty() {
        return Err(Refusal::new(
            "field-empty",
            "箱号和序列号都要填",
            "箱号照外箱写；序列号可逐个扫入，也可写“首号-末号”",
        ));
    }
    desk.write(Some(Role::KeyClerk), |tx, me| {
        let mut taken = 0;
        for serial in &serials {
            taken += u32::from(tx.add_stock_key(serial, box_no, model, me.id, desk.utc())?);
        }
        if taken == 0 {
            return Err(Refusal::new(
                "stock-known",
                "这些序列号都已登记过",
                "请核对箱号；重新入库请在流水里改状态",
            ));
        }
        let known = serials.len() - taken as usize;
        let known = if known > 0 {
            format!("，{known} 把此前已登记")
        } else {
            String::new()
        };
        let words = format!("空白 UKey 入库 {taken} 把，{box_no}{known}");
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::StockIn, words))?;
        view(desk, tx, me)
    })
}

/// Marks a key as damaged, destroyed, or back in stock. Destroying takes a second account beside.
pub fn stock_mark(desk: &Desk, args: StockMark) -> Result<Stock, Refusal> {
    let reason = args.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new("reason-missing", "没有写原因", "请写明原因"));
    }
    let state = match args.state {
        StockFate::In => StockState::In,
        StockFate::Damaged => StockState::Damaged,
        StockFate::Destroyed => StockState::Destroyed,
    };
    let witness = match (&args.beside, state) {
        (Some(named), StockState::Destroyed) => Some(beside(desk, named, Role::Reviewer)?),
        (None, StockState::Destroyed) => {
            return Err(Refusal::new(
                "beside-missing",
                "销毁要复核员在旁输入自己的登录名和口令",
                "请复核员到窗口来",
            ));
        }
        _ => None,
    };
    desk.write(Some(Role::KeyClerk), |tx, me| {
        if let Some(witness) = &witness {
            tx.agreed_by(witness);
        }
        let seen = witness
            .as_ref()
            .map(|one| format!("，{} 在旁", one.account.name))
            .unwrap_or_default();
        let reason = format!("{reason}{seen}");
        let new = NewMove {
            state,
            case_id: None,
            reason: &reason,
            by: me.id,
        };
        let serial = args.serial.trim();
        if tx.stock_key(serial)?.is_none() {
            return Err(Refusal::new(
                "stock-unknown",
                format!("UKey {serial} 不在库存登记里"),
                "请核对序列号；确是本受理点收到的，请先入库再登记",
            ));
        }
        tx.move_stock_key(serial, &new, desk.utc())?;
        let place = match state {
            StockState::In => Some(KeyPlace::Stock),
            StockState::Destroyed => Some(KeyPlace::Destroyed),
            _ => None,
        };
        if let Some(place) = place {
            tx.place_held_key(serial, place, desk.utc())?;
        }
        let words = format!("UKey {serial} {}：{reason}", word(state));
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::StockMarked, words))?;
        view(desk, tx, me)
    })
}

/// Closes the day: what the register says is counted against what lies in the boxes, and kept.
pub fn stock_close(desk: &Desk, args: StockClose) -> Result<Stock, Refusal> {
    desk.write(Some(Role::KeyClerk), |tx, me| {
        let now = view(desk, tx, me)?;
        let in_boxes: u32 = now.boxes.iter().map(|one| one.counts.in_box).sum();
        let agrees = match args.counted {
            n if n == in_boxes => "账实相符".to_owned(),
            n => format!("账实不符，实点 {n} 把，请查流水"),
        };
        let today = &now.today;
        let words = format!(
            "{} 日结：在库 {in_boxes} 把；当日入库 {}、领用 {}、损坏 {}、销毁 {}；{agrees}{}（{}）",
            chinese_date(desk.today()),
            today.in_box,
            today.issued,
            today.damaged,
            today.destroyed,
            custody_words(now.custody.len(), args.returned),
            me.name
        );
        tx.put_setting(CLOSED, &words)?;
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::StockClosed, words))?;
        view(desk, tx, me)
    })
}

/// What the register says of a key that is about to be made, as an addition to the journal's line.
///
/// # Errors
/// `key-damaged` for one that was put aside: it is not made into anything.
pub(crate) fn check(tx: &Tx<'_>, serial: &str) -> Result<&'static str, Refusal> {
    Ok(match tx.stock_key(serial)?.map(|key| key.state) {
        Some(StockState::In) => "，在库",
        None => "；不在库存登记里",
        Some(StockState::Issued) => "；库存登记为已领用",
        Some(StockState::Damaged | StockState::Destroyed) => {
            return Err(wrong_key(
                "key-damaged",
                &format!("UKey {serial} 在库存里登记为损坏或销毁"),
                "请换一把；确实修好的，先在库存里改回入库",
            ));
        }
    })
}

/// In words for a plugged-in key.
pub(crate) fn word_of(tx: &Tx<'_>, serial: &str) -> Result<Option<String>, Refusal> {
    Ok(tx
        .stock_key(serial)?
        .map(|key| format!("{}，{}", word(key.state), key.box_no)))
}

/// Takes the key of a job out of stock: from now on it belongs to the case.
pub(crate) fn issue(desk: &Desk, tx: &mut Tx<'_>, me: &Account, job: &Job) -> Result<(), Refusal> {
    let Some(serial) = job.token_serial.as_deref() else {
        return Ok(());
    };
    let in_stock = tx
        .stock_key(serial)?
        .is_some_and(|key| key.state == StockState::In);
    if in_stock {
        let new = NewMove {
            state: StockState::Issued,
            case_id: Some(job.case_id),
            reason: "制证",
            by: me.id,
        };
        tx.move_stock_key(serial, &new, desk.utc())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_were_handed_in_are_counted_and_never_passed_uncounted() {
        for (kept, counted, says) in [
            (0, None, ""),
            (2, None, "未点"),
            (2, Some(2), "账实相符"),
            (2, Some(1), "账实不符，实点 1 把"),
            (0, Some(1), "账实不符，实点 1 把"),
        ] {
            let words = custody_words(kept, counted);
            assert!(
                words.contains(says) && words.is_empty() == says.is_empty(),
                "{words}"
            );
        }
    }

    #[test]
    fn serial_numbers_are_read_one_by_one_and_in_runs() {
        let read = |text: &str| serials(text).unwrap();
        assert_eq!(read("A01 A02，A05\nB7"), ["A01", "A02", "A05", "B7"]);
        assert_eq!(read("3F0098-3F0101"), ["3F0098", "3F0099", "3F0100", "3F0101"]);
        assert_eq!(read("007-007"), ["007"]);
        assert!(read("").is_empty());
        for odd in ["A1-B9", "A10-A9", "A1-A10", "A0001-A9999", "UKey_1", "A-", "-"] {
            assert!(serials(odd).is_err(), "{odd}");
        }
    }
}
