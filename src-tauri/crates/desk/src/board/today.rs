//! The board, the look-up, lists of cases.

use case::{CaseState as State, Role};
use chrono::{Duration, NaiveTime};
use store::{AuditAction, Found, Tx};

use crate::board::api::{Board, Device, Hit, HitKind, ListCases, LookUp, StateLine, TodayFigures};
use crate::case_view::api::CaseRow;
use crate::case_view::row::case_row;
use crate::casework::api::CaseState;
use crate::casework::editable::is_open;
use crate::casework::seen::known;
use crate::casework::{fees, versions};
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::rights::sight::{Sight, searches};
use crate::rim::api::{Nothing, Refusal};

/// Most hits of a look-up.
const MAX_HITS: u32 = 20;

/// The board.
pub fn board(desk: &Desk, _: Nothing) -> Result<Board, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let open_states: Vec<State> = State::ALL.into_iter().filter(|s| is_open(*s)).collect();
            let rows = tx.cases_in(&open_states, u32::MAX)?;
            let mut lines = Vec::new();
            for row in &rows {
                lines.push(case_row(desk, tx, &open.account, row)?);
            }
            let mut mine: Vec<CaseRow> = lines.iter().filter(|l| l.mine).cloned().collect();
            // Returned first, then whoever has waited longest.
            mine.sort_by(|a, b| {
                let urgent = |r: &CaseRow| (r.state != CaseState::Returned, !r.late);
                urgent(a).cmp(&urgent(b)).then(a.since.cmp(&b.since))
            });
            let states = open_states.iter().map(|s| state_line(desk, *s, &lines)).collect();
            let count = |state: CaseState| {
                u32::try_from(lines.iter().filter(|l| l.state == state).count()).unwrap_or(0)
            };
            Ok(Board {
                today: desk.today().to_string(),
                mine,
                states,
                figures: figures(desk, tx)?,
                devices: devices(desk, tx)?,
                tray: u32::try_from(tx.tray()?.len()).unwrap_or(u32::MAX),
                in_review: count(CaseState::InReview),
                at_key_desk: count(CaseState::Approved) + count(CaseState::AtCa),
                ready: count(CaseState::Ready),
            })
        })
    })
}

fn state_line(desk: &Desk, state: State, lines: &[CaseRow]) -> StateLine {
    let now = desk.now();
    let mut rows: Vec<&CaseRow> = lines.iter().filter(|l| l.state == state.into()).collect();
    rows.sort_by(|a, b| a.since.cmp(&b.since));
    let age = |row: &CaseRow| {
        let since = chrono::DateTime::parse_from_rfc3339(&row.since).unwrap_or(now);
        u32::try_from(now.signed_duration_since(since).num_minutes().max(0)).unwrap_or(u32::MAX)
    };
    StateLine {
        state: state.into(),
        word: state.chinese().to_owned(),
        count: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        ages_minutes: rows.iter().map(|r| age(r)).collect(),
        oldest: rows.first().map(|r| (*r).clone()),
        next_actor: state.next_actor().map_or("客户", Role::chinese).to_owned(),
    }
}

pub(crate) fn figures(desk: &Desk, tx: &Tx<'_>) -> Result<TodayFigures, Refusal> {
    let midnight = desk.today().and_time(NaiveTime::MIN);
    let offset = *desk.now().offset();
    // The offset of now, as every other time on the board.
    let begun = (midnight - Duration::seconds(offset.local_minus_utc().into())).and_utc();
    let mut figures = TodayFigures {
        opened: 0,
        closed: u32::try_from(tx.cases_closed_since(begun)?.len()).unwrap_or(u32::MAX),
        fee_cents: 0,
    };
    for row in tx.cases_opened_since(begun)? {
        if row.state == State::Void {
            continue;
        }
        figures.opened += 1;
        if let Ok(project) = versions::project_of(desk, tx, &row) {
            let (facts, _) = known(desk, tx, &row, project)?;
            figures.fee_cents += fees::view(project, &row.content, &facts).total_cents.unwrap_or(0);
        }
    }
    Ok(figures)
}

fn devices(desk: &Desk, tx: &Tx<'_>) -> Result<Vec<Device>, Refusal> {
    let set = devices::devices(tx)?;
    let device = |name: &str, ready: bool, word: &str, remedy: &str| Device {
        name: name.to_owned(),
        ready,
        word: word.to_owned(),
        remedy: remedy.to_owned(),
    };
    let driver = set.modules.iter().all(|m| std::path::Path::new(m).is_file()) && !set.modules.is_empty();
    let left = desk.left_outside.count();
    let last = tx.last_audit(AuditAction::BackedUp)?;
    let today =
        last.is_some_and(|row| row.at.with_timezone(desk.now().offset()).date_naive() == desk.today());
    let mut all = vec![
        match set.printer.is_empty() {
            true => device("打印机", false, "未选，打印存为文件", "在设置里选打印机"),
            false => device("打印机", true, &set.printer, ""),
        },
        match set.scanner.is_empty() {
            true => device("扫描仪", false, "未选，可拖入文件", "在设置里选扫描仪或收件目录"),
            false => device("扫描仪", true, "已设置", ""),
        },
        match driver {
            true => device("UKey 驱动", true, "就绪", ""),
            false => device("UKey 驱动", false, "缺驱动", "请管理员在设置里登记 UKey 的驱动"),
        },
        match today {
            true => device("今日备份", true, "已备份并校验", ""),
            false => device("今日备份", false, "今天还没有备份", "请管理员在设置里备份"),
        },
    ];
    if left > 0 {
        let word = format!("{left} 个到期文件被改过，没有删");
        all.push(device(
            "库外文件",
            false,
            &word,
            "请管理员在设置的“到期与删除”里看是哪些，自行处理",
        ));
    }
    Ok(all)
}

/// Cases and returning units by anything that is known of them.
pub fn look_up(desk: &Desk, args: LookUp) -> Result<Vec<Hit>, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let mut hits = Vec::new();
            for found in tx.look_up(&args.text, MAX_HITS, searches(&open.account.roles))? {
                match found {
                    Found::Case(found) => {
                        let row = case_row(desk, tx, &open.account, &found)?;
                        let detail = format!(
                            "{} · {} · {} · {}",
                            row.number, row.state_word, row.project, row.what
                        );
                        hits.push(Hit {
                            kind: HitKind::Case,
                            id: row.id,
                            title: row.title,
                            detail,
                        });
                    }
                    Found::Customer(unit) => {
                        let last = tx.case(unit.last_case)?.number;
                        let detail = format!("{} · 上次办理 {last}", unit.uscc.unwrap_or_default());
                        hits.push(Hit {
                            kind: HitKind::Customer,
                            id: unit.id.0,
                            title: Sight::in_lists().text(&unit.name),
                            detail,
                        });
                    }
                }
            }
            Ok(hits)
        })
    })
}

/// A list of cases, newest first.
pub fn list_cases(desk: &Desk, args: ListCases) -> Result<Vec<CaseRow>, Refusal> {
    let states: Vec<State> = match args.states.is_empty() {
        true => State::ALL.to_vec(),
        false => args.states.iter().map(|s| (*s).into()).collect(),
    };
    let limit = args.limit.clamp(1, 1000);
    desk.read(|open| {
        open.store.read(|tx| {
            let rows = if args.text.trim().is_empty() {
                tx.cases_in(&states, limit)?
            } else {
                let numbers = searches(&open.account.roles);
                let found = tx.look_up_cases(&args.text, limit as usize, numbers)?;
                found.into_iter().filter(|r| states.contains(&r.state)).collect()
            };
            rows.iter()
                .map(|row| case_row(desk, tx, &open.account, row))
                .collect()
        })
    })
}
