//! Every table of a store, column by column and row by row, changed beside the program: each change is named, or touches
//! nothing but what the store works out anew from what it holds. Asks SQLite which tables there are: a new one is tried
//! as well.

use case::{Role, Roles};
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};
use store::{AuditAction, AuditEntry, NewAccount, ReviewOutcome, Store};

use crate::house::{House, at, content, new_case, secret};
use crate::raw;

/// Tables of which nothing has to be named, by the beginning of their names: small pictures, what is looked up by, and
/// SQLite's last numbers, of which one that is too low is named.
const WORKED_OUT: [&str; 3] = ["page_thumb", "search_", "sqlite_sequence"];

/// A table, as SQLite describes it.
struct Table {
    name: String,
    columns: Vec<String>,
    /// The columns by which a row is found.
    key: Vec<String>,
}

impl Table {
    /// All tables that lie in the file.
    fn all(conn: &Connection) -> Vec<Self> {
        let names: Vec<String> = list(
            conn,
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0",
        );
        let tables = names.into_iter().map(|name| {
            let has_number = conn.prepare(&format!("SELECT rowid FROM \"{name}\"")).is_ok();
            let key = match has_number {
                true => vec!["rowid".to_owned()],
                false => list(
                    conn,
                    &format!("SELECT name FROM pragma_table_info('{name}') WHERE pk > 0"),
                ),
            };
            let columns = list(conn, &format!("SELECT name FROM pragma_table_info('{name}')"));
            Self { name, columns, key }
        });
        tables.collect()
    }

    /// The key and the columns of the newest row.
    fn newest(&self, conn: &Connection) -> Option<Vec<Value>> {
        let count = self.key.len() + self.columns.len();
        let names = self.key.iter().chain(&self.columns).map(|name| quoted(name));
        let sql = format!(
            "SELECT {} FROM {} ORDER BY {} DESC LIMIT 1",
            names.collect::<Vec<_>>().join(", "),
            quoted(&self.name),
            quoted(&self.key[0])
        );
        let row = conn.query_row(&sql, (), |row| (0..count).map(|i| row.get(i)).collect());
        row.optional().unwrap()
    }

    fn found(&self) -> String {
        let conditions = self.key.iter().enumerate();
        let conditions = conditions.map(|(i, name)| format!("{} IS ?{}", quoted(name), i + 1));
        conditions.collect::<Vec<_>>().join(" AND ")
    }

    /// A statement that puts a row in again, its key behind its columns.
    fn insert(&self) -> String {
        let with_number = (self.key == ["rowid"]).then(|| "rowid".to_owned());
        let names: Vec<String> = self
            .columns
            .iter()
            .chain(&with_number)
            .map(|n| quoted(n))
            .collect();
        let marks: Vec<String> = (1..=names.len()).map(|i| format!("?{i}")).collect();
        format!(
            "INSERT INTO {}({}) VALUES ({})",
            quoted(&self.name),
            names.join(", "),
            marks.join(", ")
        )
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn list(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map((), |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Something else in the place of a value; the first that the table takes counts.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![
            Value::Integer(1),
            Value::Text("x".to_owned()),
            Value::Blob(vec![0]),
        ],
        Value::Integer(number) => vec![Value::Integer(number + 1), Value::Integer(number + 1000)],
        Value::Real(number) => vec![Value::Real(number + 1.0)],
        Value::Text(text) => vec![Value::Text(format!("{text} "))],
        Value::Blob(bytes) => {
            let bent: Vec<u8> = bytes
                .iter()
                .map(|byte| byte ^ 1)
                .chain(bytes.is_empty().then_some(0))
                .collect();
            vec![Value::Blob(bent)]
        }
    }
}

/// Whether the store names anything.
fn is_named(store: &Store) -> bool {
    store.verify().is_ok_and(|report| !report.is_sound())
}

/// Changes the newest row of a table in every way and back again; what nothing named.
fn unnamed(store: &Store, conn: &Connection, table: &Table) -> Vec<String> {
    let Some(cells) = table.newest(conn) else {
        return Vec::new();
    };
    let (key, values) = cells.split_at(table.key.len());
    let (name, found) = (quoted(&table.name), table.found());
    let mut unnamed = Vec::new();
    let mut look = |what: String| {
        if !is_named(store) {
            unnamed.push(format!("{}: {what}", table.name));
        }
    };
    let away = format!("DELETE FROM {name} WHERE {found}");
    let insert = table.insert();
    let back = |values: &[Value], number: Option<&Value>| {
        let all = values.iter().chain(number).cloned();
        conn.execute(&insert, params_from_iter(all))
    };
    let number = (table.key == ["rowid"]).then(|| &key[0]);
    conn.execute(&away, params_from_iter(key)).unwrap();
    look("deleted".to_owned());
    // In its place one that differs in one column.
    for (i, column) in table.columns.iter().enumerate() {
        let is_number = number.is_some_and(|number| *number == values[i]) && i == 0;
        let bent = others(&values[i]).into_iter().find(|other| {
            let mut bent = values.to_vec();
            bent[i] = other.clone();
            back(&bent, number.map(|number| if is_number { other } else { number })).is_ok()
        });
        let Some(bent) = bent else { continue };
        look(format!("{column} changed"));
        let mut key = key.to_vec();
        for (part, name) in key.iter_mut().zip(&table.key) {
            if name == column || is_number {
                *part = bent.clone();
            }
        }
        assert_eq!(conn.execute(&away, params_from_iter(&key)).unwrap(), 1);
    }
    // The same once more beside it, below nought.
    if let Some(number) = number {
        let below = Value::Integer(-7);
        let mut twice = values.to_vec();
        if twice[0] == *number {
            twice[0] = below.clone();
        }
        if back(&twice, Some(&below)).is_ok() {
            back(values, Some(number)).ok();
            look("put in".to_owned());
            conn.execute(&away, [&below]).unwrap();
            conn.execute(&away, [number]).unwrap();
        }
    }
    back(values, number).unwrap();
    assert!(!is_named(store), "{} was not put back", table.name);
    unnamed
}

/// A store with a row in each of the tables that a case fills.
fn counter() -> House {
    let mut house = House::new();
    let admin = house.admin();
    let reviewer = NewAccount::new("hemin", "何敏", Roles::new([Role::Reviewer]));
    let own = "own-Password-22";
    house.write(|tx| {
        tx.add_account(&reviewer, &secret(own), at(1))?;
        let case = tx.add_case(&new_case(content(), admin.id), at(2))?;
        tx.add_attachment("image/png", "页.png", b"scan", at(2))?;
        tx.put_setting("devices", &"none")?;
        tx.audit(&AuditEntry::new(at(2), &admin, AuditAction::CaseOpened, "受理").case(case.id))
    });
    let (mut store, he) = Store::unlock(&house.folder, "hemin", &secret(own)).unwrap();
    store
        .write(|tx| {
            let case = tx.case(store::CaseId(1))?;
            let review = tx.start_review(case.id, he.id, &case.content_hash, at(3))?;
            tx.finish_review(review.id, ReviewOutcome::Approved, "", at(3))?;
            tx.audit(&AuditEntry::new(at(3), &he, AuditAction::ReviewStarted, "复核").case(case.id))
        })
        .unwrap();
    house
}

#[test]
fn every_column_of_every_table_is_held_or_worked_out() {
    let house = counter();
    let conn = raw::connection(&house.folder);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)
        .unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;")
        .unwrap();
    let mut tables = Table::all(&conn);
    tables.retain(|table| !WORKED_OUT.iter().any(|name| table.name.starts_with(name)));
    let found: Vec<String> = tables
        .iter()
        .flat_map(|table| unnamed(&house.store, &conn, table))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_number_that_would_be_given_again_is_named() {
    let house = counter();
    let conn = raw::connection(&house.folder);
    for (tamper, is_named_then) in [
        ("UPDATE sqlite_sequence SET seq = seq + 5", false),
        (
            "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'attachment'",
            true,
        ),
        ("DELETE FROM sqlite_sequence", true),
    ] {
        conn.execute_batch(tamper).unwrap();
        assert_eq!(is_named(&house.store), is_named_then, "{tamper}");
    }
}
