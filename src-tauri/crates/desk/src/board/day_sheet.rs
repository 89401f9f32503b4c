//! The sheet of the day (日结单): what was done, what became of accounts, and the head of the store, signed by whoever
//! prints it. Kept outside, it is the witness that nobody with the disk can reach: a later store is held against it.

use std::collections::BTreeMap;

use case::Role;
use chrono::{DateTime, FixedOffset, NaiveTime, Utc};
use form::Filling;
use identifiers::chinese_date;
use store::{Account, AuditAction, AuditEntry, AuditRow, SignedHead, Tx};

use crate::board::today::figures;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::paper::api::Printed;
use crate::paper::printing::{self, Paper, Place};
use crate::prints::sheets;
use crate::rim::api::{Nothing, Refusal};
use crate::session::signing::WRONG_BEFORE;

/// The sheet's form id, and its title.
const SHEET: &str = "day-sheet";
const TITLE: &str = "受理点日结单";

/// What is told of accounts: who came, left, gained or lost a right, and by what keys.
const ABOUT_ACCOUNTS: [AuditAction; 6] = [
    AuditAction::AccountAdded,
    AuditAction::AccountChanged,
    AuditAction::AccountRecovered,
    AuditAction::RecoveryKeyMade,
    AuditAction::DatabaseKeyRenewed,
    AuditAction::SoPinsSealedAnew,
];

type Row = BTreeMap<String, String>;

/// Prints the sheet of today, or saves it where there is no printer. That it was printed is on record before, so that
/// its head holds that as well.
///
/// # Errors
/// Those of the store, the sheet and the printer.
pub fn print(desk: &Desk, _: Nothing) -> Result<Printed, Refusal> {
    desk.write(None, |tx, me| {
        let words = format!("打印 {} 的日结单", chinese_date(desk.today()));
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::DayClosed, words))?;
        Ok(())
    })?;
    let (paper, printer) = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            let head = tx.sign_head(desk.utc())?;
            let rendered = sheets::render(
                desk,
                SHEET,
                &name(desk),
                &filling(desk, tx, &open.account, &head)?,
            )?;
            let paper = Paper {
                print: None,
                case: None,
                name: name(desk),
                title: TITLE.to_owned(),
                pdf: rendered.pdf,
                copies: Vec::new(),
                place: Place::AsDesigned,
            };
            Ok((paper, devices::devices(tx)?.printer))
        })
    })?;
    printing::send_where_it_goes(desk, &printer, paper)
}

/// What stands in the place of a case's number.
fn name(desk: &Desk) -> String {
    format!("RJ{}", desk.today().format("%Y%m%d"))
}

fn filling(desk: &Desk, tx: &Tx<'_>, me: &Account, head: &SignedHead) -> Result<Filling, Refusal> {
    let today = tx.audit_since(begun(desk))?;
    let values = [
        ("head", head.short().to_string()),
        ("store", in_groups(&tx.store_name()?, 8)),
        ("hash", in_groups(&head.hash_in_hex(), 8)),
        ("code", head.to_string()),
    ];
    let rows = [
        ("facts", facts(desk, tx, me, &today)?),
        ("accounts", accounts(desk, &today)),
    ];
    Ok(Filling {
        values: values.map(|(k, v)| (k.to_owned(), v)).into(),
        rows: rows.map(|(k, v)| (k.to_owned(), v)).into(),
        ..Filling::default()
    })
}

/// When today began at the counter.
fn begun(desk: &Desk) -> DateTime<Utc> {
    let midnight = desk.today().and_time(NaiveTime::MIN);
    let offset = *desk.now().offset();
    midnight
        .and_local_timezone(offset)
        .single()
        .map_or_else(|| desk.utc(), |at| at.to_utc())
}

fn facts(desk: &Desk, tx: &Tx<'_>, me: &Account, today: &[AuditRow]) -> Result<Vec<Row>, Refusal> {
    let counter = tx.counter()?;
    let done = figures(desk, tx)?;
    let place = [&counter.name, &counter.window].map(|words| words.trim());
    let stock = today.iter().rfind(|row| row.action == AuditAction::StockClosed);
    let roles: Vec<_> = me
        .roles
        .iter()
        .filter(|role| Role::ALL.contains(role))
        .map(Role::chinese)
        .collect();
    let said = [
        ("受理点", place.join("　")),
        (
            "日期",
            format!("{}　{}", chinese_date(desk.today()), desk.now().format("%H:%M")),
        ),
        ("打印人", format!("{}（{}）", me.name, roles.join("、"))),
        (
            "业务",
            format!(
                "当日受理 {} 件，办结 {} 件；审计 {} 行",
                done.opened,
                done.closed,
                today.len()
            ),
        ),
        (
            "库存",
            stock.map_or_else(|| "当日没有盘点日结".to_owned(), |row| row.words.clone()),
        ),
    ];
    Ok(said
        .into_iter()
        .map(|(what, words)| row([("what", what.to_owned()), ("words", words)]))
        .collect())
}

/// What became of accounts today, and which sign-ins were tried in vain; that there was nothing is said.
fn accounts(desk: &Desk, today: &[AuditRow]) -> Vec<Row> {
    let is_wanted = |row: &&AuditRow| {
        ABOUT_ACCOUNTS.iter().any(|action| row.action == *action)
            || (row.action == AuditAction::SignedIn && row.words.contains(WRONG_BEFORE))
    };
    let told = |entry: &AuditRow| {
        let at: DateTime<FixedOffset> = entry.at.with_timezone(desk.now().offset());
        let words = format!("{}：{}", entry.account_name, entry.words);
        row([("at", at.format("%H:%M").to_string()), ("words", words)])
    };
    let rows: Vec<_> = today.iter().filter(is_wanted).map(told).collect();
    match rows.is_empty() {
        true => vec![row([
            ("at", "—".to_owned()),
            ("words", "当日没有账号变动，也没有输错口令".to_owned()),
        ])],
        false => rows,
    }
}

fn row<const N: usize>(cells: [(&str, String); N]) -> Row {
    cells.map(|(k, v)| (k.to_owned(), v)).into()
}

/// Digits in groups, as they are compared by eye.
fn in_groups(text: &str, of: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters.chunks(of).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}
