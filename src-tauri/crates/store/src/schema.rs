//! The order of all migrations: forward only, each applied once, in one transaction.
//!
//! `PRAGMA user_version` counts them; the table `migration` keeps their names, so that a store whose history is
//! another one is refused. A store that knows more than this program is not touched.

use std::sync::OnceLock;

use rusqlite::{Connection, TransactionBehavior};

use crate::acts::digest::{OF_SCHEMA, RowDigest, of_schema};
use crate::acts::proof::Rules;
use crate::canonical::sha256_hex;
use crate::migration::Migration;
use crate::{Result, StoreError, circle, hall, joint, table};

/// Marks the file as ours (`PRAGMA application_id`): "cfol".
const APPLICATION_ID: i32 = 0x6366_6f6c;

/// The table of the steps that were taken.
const HISTORY: &str = "CREATE TABLE IF NOT EXISTS migration(
           seq INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL) STRICT;";

/// Every migration, in the order in which stores have had them. A new one goes to the end, wherever its table
/// stands.
const ORDER: &[&Migration] = &[
    &table::setting::MIGRATIONS[0],
    &table::account::MIGRATIONS[0],
    &table::attachment::MIGRATIONS[0],
    &table::case_file::MIGRATIONS[0],
    &table::customer::MIGRATIONS[0],
    &table::search::MIGRATIONS[0],
    &table::page::MIGRATIONS[0],
    &table::print_record::MIGRATIONS[0],
    &table::sample::MIGRATIONS[0],
    &table::review::MIGRATIONS[0],
    &table::key_job::MIGRATIONS[0],
    &table::certificate::MIGRATIONS[0],
    &table::exchange::MIGRATIONS[0],
    &table::secret::MIGRATIONS[0],
    &table::audit::MIGRATIONS[0],
    &table::audit::MIGRATIONS[1],
    &table::project_version::MIGRATIONS[0],
    &table::case_file::MIGRATIONS[1],
    &table::agreement::MIGRATIONS[0],
    &table::sample::MIGRATIONS[1],
    &table::page::MIGRATIONS[1],
    &table::thumb::MIGRATIONS[0],
    &table::key_decision::MIGRATIONS[0],
    &table::key_stock::MIGRATIONS[0],
    &table::revocation::MIGRATIONS[0],
    &table::recovered_key::MIGRATIONS[0],
    &table::print_record::MIGRATIONS[1],
    &table::page::MIGRATIONS[2],
    &table::review::MIGRATIONS[1],
    &table::review::MIGRATIONS[2],
    &table::holder::MIGRATIONS[0],
    &table::certificate::MIGRATIONS[1],
    &table::held_key::MIGRATIONS[0],
    &table::certificate_note::MIGRATIONS[0],
    &table::case_past::MIGRATIONS[0],
    &table::act::MIGRATIONS[0],
    &table::parcel::MIGRATIONS[0],
    &MARKED,
    &table::secret::MIGRATIONS[1],
    &circle::MIGRATIONS[0],
    &RECOVERABLE,
    &table::act::MIGRATIONS[1],
    &table::secret::MIGRATIONS[2],
    &joint::MIGRATIONS[0],
    &table::attachment_use::MIGRATIONS[0],
    &table::deletion::MIGRATIONS[0],
    &table::outside_file::MIGRATIONS[0],
    &hall::MIGRATIONS[0],
    &LISTED,
    &table::working::MIGRATIONS[0],
    &table::queue_ticket::MIGRATIONS[0],
];

/// What is asked of the acts of a store, by the steps that it has had.
pub(crate) const RULES: Rules = Rules {
    seconds: has_seconds,
    listers: has_listers,
};

/// Whether a store that has had so many steps keeps the signatures of two.
fn has_seconds(version: u32) -> bool {
    has_had(version, "act-2")
}

/// Whether a store that has had so many steps was listed by an administrator. In former ones whoever came first did it.
fn has_listers(version: u32) -> bool {
    has_had(version, LISTED.name)
}

fn has_had(version: u32, name: &str) -> bool {
    let step = ORDER.iter().position(|step| step.name == name);
    step.is_some_and(|step| usize::try_from(version).is_ok_and(|version| version > step))
}

/// From here on a mark lies beside every store ([`crate::mark`]): only a store from before may come without one.
static MARKED: Migration = Migration {
    name: "mark-1",
    sql: "-- A mark lies beside the store from here on.",
};

/// From here on an account may be the recovery key ([`crate::recovery`]), which a former program would not know.
static RECOVERABLE: Migration = Migration {
    name: "recovery-1",
    sql: "-- A printed key may lie in the safe from here on.",
};

/// From here on only an administrator brings a store up to date ([`crate::signing_in`]): all rows are listed anew then,
/// and whoever lists them says that they are right.
static LISTED: Migration = Migration {
    name: "listed-1",
    sql: "-- An administrator lists all rows anew from here on.",
};

/// Whether a store of so many steps has a mark.
pub(crate) fn is_marked(version: u32) -> bool {
    ORDER[..(version as usize).min(ORDER.len())]
        .iter()
        .any(|step| step.name == MARKED.name)
}

/// How many migrations this program knows.
pub fn known_schema() -> u32 {
    u32::try_from(ORDER.len()).unwrap_or(u32::MAX)
}

/// The number of migrations a store has had.
pub(crate) fn version(conn: &Connection) -> Result<u32> {
    let found: i64 = conn.pragma_query_value(None, "user_version", |r| r.get(0))?;
    u32::try_from(found).map_err(|_| StoreError::damaged("结构版本不合理"))
}

/// Makes the tables of a new store.
pub(crate) fn make(conn: &mut Connection) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    migrate(&tx)?;
    Ok(tx.commit()?)
}

/// Whether a store lacks steps that this program knows.
///
/// # Errors
/// `store-newer-schema`; `store-damaged` for a store with another history.
pub(crate) fn is_former(conn: &Connection) -> Result<bool> {
    let (found, known) = (version(conn)?, known_schema());
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    if found > 0 {
        check_history(conn)?;
    }
    Ok(found < known)
}

/// Brings a store up to date, within a transaction: the steps and the act that lists every row under them are one, so
/// that no power cut leaves a new schema that nobody signed.
pub(crate) fn migrate(tx: &Connection) -> Result<()> {
    // Another window may have migrated while this one waited for the lock.
    let found = version(tx)?;
    if !is_former(tx)? {
        return Ok(());
    }
    tx.execute_batch(HISTORY)?;
    apply(tx, found as usize..ORDER.len())?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", known_schema())?;
    Ok(())
}

/// Whether tables, indexes and triggers are those that the steps make which a store has had, whatever its acts say: a
/// trigger that somebody put there beside the program would write under the hand of whoever writes next.
pub(crate) fn is_as_made(conn: &Connection) -> Result<bool> {
    static KNOWN: OnceLock<RowDigest> = OnceLock::new();
    let version = version(conn)?;
    if version > known_schema() {
        return Ok(false);
    }
    let made = match KNOWN.get() {
        Some(known) if version == known_schema() => *known,
        _ => {
            let made = made(version)?;
            match version == known_schema() {
                true => *KNOWN.get_or_init(|| made),
                false => made,
            }
        }
    };
    Ok(of_schema(conn)? == made)
}

/// What describes the tables of a store that has had so many steps and nothing else.
fn made(version: u32) -> Result<RowDigest> {
    of_schema(&freshly(version)?)
}

/// A database that has had so many steps, in memory.
fn freshly(version: u32) -> Result<Connection> {
    let conn = Connection::open_in_memory()?;
    conn.execute_batch(HISTORY)?;
    apply(&conn, 0..version as usize)?;
    Ok(conn)
}

/// A table, index, view or trigger as the database describes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Described {
    pub kind: String,
    pub name: String,
    pub sql: String,
}

impl Described {
    /// Its kind and name.
    pub fn in_words(&self) -> String {
        let kind = match self.kind.as_str() {
            "trigger" => "触发器",
            "view" => "视图",
            "index" => "索引",
            _ => "表",
        };
        format!("{kind} {}", self.name)
    }
}

/// Everything that describes the tables of a database, but for SQLite's own notes.
pub(crate) fn described(conn: &Connection) -> Result<Vec<Described>> {
    let mut statement = conn.prepare(&format!("SELECT type, name, coalesce(sql, '') {OF_SCHEMA}"))?;
    let rows = statement.query_map((), |row| {
        Ok(Described {
            kind: row.get(0)?,
            name: row.get(1)?,
            sql: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The same as the steps make it which a database has had.
pub(crate) fn described_as_made(conn: &Connection) -> Result<Vec<Described>> {
    described(&freshly(version(conn)?)?)
}

/// Takes some of the steps, and puts down that they were taken.
fn apply(conn: &Connection, steps: std::ops::Range<usize>) -> Result<()> {
    for (seq, migration) in ORDER.iter().enumerate().take(steps.end).skip(steps.start) {
        conn.execute_batch(migration.sql)?;
        conn.execute(
            "INSERT INTO migration(seq, name, sha256) VALUES (?1, ?2, ?3)",
            (
                seq as i64 + 1,
                migration.name,
                sha256_hex(migration.sql.as_bytes()),
            ),
        )?;
    }
    Ok(())
}

/// What is wrong with the list of the steps that were taken, in words.
pub(crate) fn history_fault(conn: &Connection) -> Result<Option<String>> {
    let sql = "SELECT count(*), coalesce(min(seq), 1), coalesce(max(seq), 0) FROM migration";
    let (count, first, last): (i64, i64, i64) =
        conn.query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let version = i64::from(version(conn)?);
    Ok(match check_history(conn) {
        Ok(()) if (count, first, last) == (version, 1, version) => None,
        Ok(()) => Some("结构步骤的记录与结构版本不符".to_owned()),
        Err(error) => Some(error.to_string()),
    })
}

fn check_history(conn: &Connection) -> Result<()> {
    let mut statement = conn.prepare("SELECT name, sha256 FROM migration ORDER BY seq")?;
    let rows = statement.query_map((), |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?;
    for (row, migration) in rows.zip(ORDER) {
        let (name, sha256) = row?;
        if name != migration.name || sha256 != sha256_hex(migration.sql.as_bytes()) {
            return Err(StoreError::damaged(format!("结构步骤 {name} 与本程序不同")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_every_table_is_in_the_order_once() {
        let tables: [&[Migration]; 36] = [
            circle::MIGRATIONS,
            table::act::MIGRATIONS,
            table::setting::MIGRATIONS,
            table::account::MIGRATIONS,
            table::attachment::MIGRATIONS,
            table::case_file::MIGRATIONS,
            table::customer::MIGRATIONS,
            table::search::MIGRATIONS,
            table::page::MIGRATIONS,
            table::print_record::MIGRATIONS,
            table::sample::MIGRATIONS,
            table::review::MIGRATIONS,
            table::key_job::MIGRATIONS,
            table::certificate::MIGRATIONS,
            table::exchange::MIGRATIONS,
            table::secret::MIGRATIONS,
            table::audit::MIGRATIONS,
            table::project_version::MIGRATIONS,
            table::agreement::MIGRATIONS,
            table::thumb::MIGRATIONS,
            table::key_decision::MIGRATIONS,
            table::key_stock::MIGRATIONS,
            table::revocation::MIGRATIONS,
            table::recovered_key::MIGRATIONS,
            table::holder::MIGRATIONS,
            table::held_key::MIGRATIONS,
            table::certificate_note::MIGRATIONS,
            table::parcel::MIGRATIONS,
            table::case_past::MIGRATIONS,
            joint::MIGRATIONS,
            table::attachment_use::MIGRATIONS,
            table::deletion::MIGRATIONS,
            table::outside_file::MIGRATIONS,
            hall::MIGRATIONS,
            table::working::MIGRATIONS,
            table::queue_ticket::MIGRATIONS,
        ];
        let tables = tables.into_iter().flatten();
        let mut names: Vec<&str> = tables
            .chain([&MARKED, &RECOVERABLE, &LISTED])
            .map(|m| m.name)
            .collect();
        let mut listed: Vec<&str> = ORDER.iter().map(|m| m.name).collect();
        names.sort_unstable();
        listed.sort_unstable();
        assert_eq!(listed, names);
        names.dedup();
        assert_eq!(listed, names);
    }

    fn lines(conn: &Connection, sql: &str) -> Vec<String> {
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map((), |r| r.get(0)).unwrap();
        rows.collect::<std::result::Result<_, _>>().unwrap()
    }

    /// A store as it was before the step of this name; the steps up to `taken` were taken before.
    fn take_until(conn: &Connection, taken: usize, name: &str) -> usize {
        let before = ORDER.iter().position(|m| m.name == name).unwrap();
        apply(conn, taken..before).unwrap();
        conn.pragma_update(None, "user_version", u32::try_from(before).unwrap())
            .unwrap();
        before
    }

    #[test]
    fn the_certificates_of_a_former_store_come_into_the_register_with_their_holders() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(HISTORY).unwrap();
        take_until(&conn, 0, "holder-1");
        conn.execute_batch(include_str!("../tests/it/former-store.sql"))
            .unwrap();
        conn.pragma_update(None, "foreign_keys", true).unwrap();
        make(&mut conn).unwrap();

        let held = "SELECT c.serial || ' ' || c.status || ' ' || h.name || coalesce(' / ' || u.name, '')
                      || ' ' || c.project || ' ' || c.kind || ' ' || k.place
                    FROM certificate c JOIN holder h ON h.id = c.holder_id LEFT JOIN holder u ON u.id = h.unit_id
                    JOIN held_key k ON k.serial = c.token_serial AND k.holder_id = h.id ORDER BY c.id";
        assert_eq!(
            lines(&conn, held),
            [
                "c1 current 黎小满 / 木棉湾小学（本部） netca-gd-ylbx org_employee handed_over",
                "c2 current 柯望舒 / 木棉湾小学（本部） netca-gd-ylbx org_employee handed_over",
                "c3 current 木棉湾小学（本部） netca-gd-ylbx org handed_over",
                "c4 current 欧阳澄 bjca person window",
                "c5 revoked_pending 木棉湾小学（本部） netca-gd-zfcg org handed_over",
            ]
        );
        let codes = lines(&conn, "SELECT identity FROM holder ORDER BY identity");
        let expected = [
            "code:440305198706211181",
            "code:44030719850912003X",
            "code:441900199212280474",
            "org:455025706",
        ];
        assert_eq!(codes, expected, "one unit by both of its numbers");
        let asked = "SELECT id || ' ' || coalesce(certificate_id, '-') || ' ' || coalesce(exchange_id, '-')
                       FROM revocation ORDER BY id";
        assert_eq!(
            lines(&conn, asked),
            ["1 - -", "3 5 1"],
            "the colleague is off the list"
        );
        let broken = lines(&conn, "SELECT \"table\" FROM pragma_foreign_key_check");
        assert_eq!(broken, Vec::<String>::new());
    }

    #[test]
    fn what_a_former_store_kept_of_its_cases_as_settings_becomes_columns() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(HISTORY).unwrap();
        let taken = take_until(&conn, 0, "holder-1");
        conn.execute_batch(include_str!("../tests/it/former-store.sql"))
            .unwrap();
        take_until(&conn, taken, "case_past-1");
        conn.execute_batch(include_str!("../tests/it/former-settings.sql"))
            .unwrap();
        conn.pragma_update(None, "foreign_keys", true).unwrap();
        make(&mut conn).unwrap();

        let origins = "SELECT id || ' ' || coalesce(taken_from, '-') || ' ' || coalesce(linked_from, '-')
                         FROM case_file ORDER BY id";
        // What was said to be taken from a case that these books do not have says it no more.
        assert_eq!(
            lines(&conn, origins),
            ["1 - -", "2 1 -", "3 - -", "4 - 1", "5 - -", "6 - 1"]
        );
        let given_up = "SELECT case_id || ' ' || given_up_reason || ' ' || coalesce(refund_cents, '-')
                          FROM case_past WHERE given_up_reason IS NOT NULL ORDER BY case_id";
        assert_eq!(lines(&conn, given_up), ["3 客户改日再来 35000", "4 填错了 -"]);
        let jobs = "SELECT id || ' ' || letters || ' ' || coalesce(fate, '-') FROM key_job ORDER BY id";
        assert_eq!(
            lines(&conn, jobs),
            ["1 2 -", "2 0 -", "3 0 -", "4 0 destroyed", "5 0 -"]
        );
        let texts = "SELECT returned FROM case_past WHERE case_id IN (1, 5) ORDER BY case_id";
        let returned: Vec<Vec<table::ReturnReason>> = lines(&conn, texts)
            .iter()
            .map(|text| serde_json::from_str(text).unwrap())
            .collect();
        assert_eq!((returned[0].len(), returned[1].len()), (0, 2));
        assert_eq!(returned[1][0].field.as_deref(), Some("unit_name"));
        let text = &lines(
            &conn,
            "SELECT handed_over FROM case_past WHERE handed_over IS NOT NULL",
        )[0];
        let handed: table::HandOver = serde_json::from_str(text).unwrap();
        assert_eq!(
            (handed.lines[0].words.as_str(), handed.day.as_str()),
            ("黎小满", "2026-01-03")
        );
        let approved = "SELECT approved_content ->> '$.fields.unit_name' FROM case_past WHERE case_id = 1";
        assert_eq!(lines(&conn, approved), ["木棉湾小学"]);

        let left = lines(&conn, "SELECT key FROM setting ORDER BY key");
        assert_eq!(
            left,
            ["devices", "stock-closed"],
            "the counter's own settings stay"
        );
        let broken = lines(&conn, "SELECT \"table\" FROM pragma_foreign_key_check");
        assert_eq!(broken, Vec::<String>::new());
    }
}
