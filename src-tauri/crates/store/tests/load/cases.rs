//! What the store takes under load: `cargo xtask bench store [--cases 10000,100000]`. Cases with eight page records each
//! go in through the store's own code; then the same statements run over it and over a plain copy of it, and the store's
//! own reads, writes and its verification are timed. Every write waits for the disk.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]
#![allow(
    dead_code,
    reason = "the house of the other tests has more than is needed here"
)]

#[path = "../it/engine.rs"]
mod engine;
#[path = "../it/house.rs"]
mod house;
#[path = "../it/key.rs"]
mod key;
#[path = "../it/raw.rs"]
mod raw;

use std::time::Instant;

use case::CaseState;
use house::{House, LOGIN, PASSWORD, at, content, new_case, secret};
use rusqlite::{Connection, params};
use store::{Account, AuditAction, AuditEntry, CaseId, NewPage, PageState, Result, Store, Tx};

/// How many cases unless told otherwise.
const CASES: &str = "10000,100000";
/// Cases that one transaction brings in.
const TOGETHER: u32 = 200;
/// How often everything is timed.
const TIMES: usize = 400;
/// Two characters that a tenth of the units bear.
const PLACES: [&str; 10] = [
    "南山", "福田", "宝安", "龙岗", "盐田", "罗湖", "龙华", "坪山", "光明", "大鹏",
];

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let told = args
        .iter()
        .position(|arg| arg == "--cases")
        .and_then(|at| args.get(at + 1));
    println!(
        "| cases, pages | step | mark | store p50 / p99 | statement alone, SQLCipher | the same, plain | ratio of p50 |"
    );
    println!("|---|---|---|---|---|---|---|");
    for cases in told.map_or(CASES, String::as_str).split(',') {
        measure(
            cases
                .parse()
                .unwrap_or_else(|_| panic!("--cases wants numbers with commas between")),
        );
    }
}

fn measure(cases: u32) {
    let house = House::new();
    let folder = house.folder.clone();
    drop(house.store);
    let (mut store, me) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
    let begun = Instant::now();
    for first in (1..=cases).step_by(TOGETHER as usize) {
        let last = (first + TOGETHER - 1).min(cases);
        store
            .write(|tx| (first..=last).try_for_each(|n| fill(tx, &me, n)))
            .unwrap();
    }
    let filling = begun.elapsed().as_secs_f64();
    drop(store);
    let plain = plain_copy(&folder);
    let keyed = raw::connection(&folder);
    settings(&keyed);
    let (mut store, me) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
    let size = format!("{cases}, {}", cases * 8);
    let row = |step: &str, mark: &str, own: &Times, (keyed, plain): (Times, Times)| {
        println!(
            "| {size} | {step} | {mark} | {own} | {keyed} | {plain} | {:.2} |",
            keyed.p50 / plain.p50
        );
    };
    let any = |i: usize| u32::try_from(i * 7919).unwrap() % cases + 1;

    let number = |i: usize| store.read(|tx| tx.case(CaseId(any(i)))).unwrap().number;
    let numbers: Vec<String> = (0..TIMES).map(number).collect();
    let own = times(|i| drop(store.read(|tx| tx.case_by_number(&numbers[i])).unwrap()));
    let sql = "SELECT * FROM case_file WHERE number = ?1";
    row(
        "look-up by number",
        "p99 ≤ 1 ms",
        &own,
        both(&keyed, &plain, |conn, i| all(conn, sql, params![numbers[i]])),
    );

    let own = times(|i| {
        drop(
            store
                .read(|tx| tx.look_up(PLACES[i % 10], 20, store::Numbers::InPart))
                .unwrap(),
        )
    });
    let sql = "SELECT * FROM case_file WHERE id IN (SELECT rowid FROM search_case WHERE search_case MATCH ?1
                ORDER BY rowid DESC LIMIT 20)";
    let text = |i: usize| format!("word : \"{}\"", PLACES[i % 10]);
    row(
        "text of two characters",
        "p99 ≤ 20 ms",
        &own,
        both(&keyed, &plain, |conn, i| all(conn, sql, params![text(i)])),
    );

    let own = times(|i| assert!(store.read(|tx| open(tx, any(i))).unwrap() > 0));
    let sql = "SELECT * FROM page WHERE case_id = ?1";
    row(
        "opening a case",
        "≤ 10 ms",
        &own,
        both(&keyed, &plain, |conn, i| all(conn, sql, params![any(i)])),
    );

    let own = times(|_| drop(store.read(|tx| tx.cases_in(&[CaseState::Draft], 50)).unwrap()));
    let sql = "SELECT state, count(*), min(state_since) FROM case_file GROUP BY state";
    row(
        "board: a list of 50; count by state",
        "≤ 20 ms",
        &own,
        both(&keyed, &plain, |conn, _| all(conn, sql, params![])),
    );

    // What is over is locked: every tenth case is not.
    let under_way = |i: usize| (any(i) / 10).max(1) * 10;
    let saving = times(|i| save(&mut store, &me, under_way(i)));
    let before = memory();
    let begun = Instant::now();
    let report = store.verify().unwrap();
    assert!(report.is_sound(), "{:?}", report.problems);
    println!(
        "| {size} | verify: {:.1} s, {} MB more at its peak; filled in {filling:.0} s, {} MB | | | | | |",
        begun.elapsed().as_secs_f64(),
        memory().saturating_sub(before) / 1024,
        std::fs::metadata(folder.join(store::DATABASE)).unwrap().len() >> 20,
    );

    // Beside the acts, so the last of all.
    let sql = "UPDATE case_file SET revision = revision + 1 WHERE id = ?1";
    let saved = both(&keyed, &plain, |conn, i| {
        conn.execute(sql, params![under_way(i)]).unwrap();
    });
    row(
        "saving, signed; one row updated",
        "p99 ≤ 10 ms, ≤ 1.3 ×",
        &saving,
        saved,
    );
}

fn fill(tx: &mut Tx<'_>, me: &Account, n: u32) -> Result<()> {
    let mut content = content();
    let place = PLACES[n as usize % 10];
    content
        .fields
        .insert("unit_name".into(), format!("深圳市{place}区样例{n}科技有限公司"));
    content
        .fields
        .insert("operator_phone".into(), format!("138{n:08}"));
    let case = tx.add_case(&new_case(content, me.id), at(1))?.id;
    if !n.is_multiple_of(10) {
        tx.close_case(case, CaseState::Closed, store::retention_end(at(1), 5), at(1))?;
    }
    let attachment = tx.add_attachment("image/jpeg", "scan.jpg", &n.to_be_bytes(), at(1))?;
    for page in 1..=8 {
        let page = NewPage {
            case_id: Some(case),
            attachment,
            file: None,
            origin: "scan.jpg".into(),
            form: Some("f-ylbx-1".into()),
            form_version: None,
            page,
            pages: 8,
            copy: 1,
            registration: None,
            findings: Vec::new(),
            filed_by: Some(me.id),
            read_at: Some(at(1)),
            state: PageState::Filed,
        };
        tx.add_page(&page, at(1))?;
    }
    tx.audit(&AuditEntry::new(at(1), me, AuditAction::CaseOpened, "受理").case(case))?;
    Ok(())
}

fn open(tx: &Tx<'_>, id: u32) -> Result<usize> {
    let case = tx.case(CaseId(id))?;
    Ok(tx.pages_of_case(case.id)?.len() + tx.audit_of_case(case.id)?.len())
}

fn save(store: &mut Store, me: &Account, id: u32) {
    let saved = store.write(|tx| {
        let case = tx.case(CaseId(id))?;
        tx.save_content(case.id, case.revision, &case.content, at(2))?;
        tx.audit(&AuditEntry::new(at(2), me, AuditAction::CaseEdited, "保存").case(case.id))
    });
    saved.unwrap();
}

/// The same tables and rows without encryption.
fn plain_copy(folder: &std::path::Path) -> Connection {
    let path = folder.join("plain.db");
    let conn = raw::connection(folder);
    let attach = format!("ATTACH DATABASE '{}' AS plain KEY ''", path.display());
    conn.execute_batch(&attach).unwrap();
    conn.query_row("SELECT sqlcipher_export('plain')", (), |_| Ok(()))
        .unwrap();
    drop(conn);
    let plain = Connection::open(&path).unwrap();
    settings(&plain);
    plain
}

fn settings(conn: &Connection) {
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
         PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
    )
    .unwrap();
}

fn all(conn: &Connection, sql: &str, params: impl rusqlite::Params) {
    let mut statement = conn.prepare_cached(sql).unwrap();
    let mut rows = statement.query(params).unwrap();
    while rows.next().unwrap().is_some() {}
}

/// Milliseconds.
struct Times {
    p50: f64,
    p99: f64,
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3} / {:.2} ms", self.p50, self.p99)
    }
}

fn times(mut work: impl FnMut(usize)) -> Times {
    let mut took: Vec<f64> = (0..TIMES)
        .map(|i| {
            let begun = Instant::now();
            work(i);
            begun.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    took.sort_by(f64::total_cmp);
    Times {
        p50: took[TIMES / 2],
        p99: took[TIMES * 99 / 100],
    }
}

/// The same over both, in turn, so that both have the same machine.
fn both(keyed: &Connection, plain: &Connection, work: impl Fn(&Connection, usize)) -> (Times, Times) {
    let (mut one, mut other) = (Vec::new(), Vec::new());
    for i in 0..TIMES {
        for (conn, took) in [(keyed, &mut one), (plain, &mut other)] {
            let begun = Instant::now();
            work(conn, i);
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let of = |mut took: Vec<f64>| {
        took.sort_by(f64::total_cmp);
        Times {
            p50: took[TIMES / 2],
            p99: took[TIMES * 99 / 100],
        }
    };
    (of(one), of(other))
}

/// The most memory that this process has had, in KiB; 0 where the system does not tell.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
