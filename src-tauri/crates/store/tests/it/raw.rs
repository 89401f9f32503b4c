//! Opening a store beside the program, from the description of its format alone: what an auditor with a password
//! could do. The tests tamper through it.

use std::path::Path;

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

pub use crate::key::database_key;
use crate::key::hex;

/// A connection that knows the key and nothing of the program's rules.
pub fn connection(folder: &Path) -> Connection {
    let key = database_key(folder, crate::house::LOGIN, crate::house::PASSWORD);
    let conn = Connection::open(folder.join(store::DATABASE)).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\";"))
        .unwrap();
    conn
}

/// How each of the last steps is undone, the oldest first. Whoever adds a step adds here what undoes it.
const UNDONE: [(&str, &str); 16] = [
    (
        "act-1",
        "DROP TABLE act; DROP TABLE act_row; DROP TABLE account_certificate;",
    ),
    ("parcel-1", "DROP TABLE parcel;"),
    ("mark-1", ""),
    (
        "secret-2",
        "ALTER TABLE secret DROP COLUMN circle; ALTER TABLE secret DROP COLUMN generation;",
    ),
    ("circle_key-1", "DROP TABLE circle_key;"),
    ("recovery-1", ""),
    // Certificates of its rule stay: no store is taken back to just before it.
    ("act-2", ""),
    ("secret-3", "ALTER TABLE secret DROP COLUMN for_two;"),
    (
        "joint-1",
        "DROP TABLE joint_release; DROP TABLE joint_secret; DROP TABLE joint_share; DROP TABLE joint_part;",
    ),
    (
        "attachment_use-1",
        "DROP INDEX page_by_attachment; DROP INDEX page_by_file; DROP INDEX print_by_attachment; \
         DROP INDEX sample_by_picture; DROP INDEX sample_by_raw; DROP INDEX key_job_by_csr; \
         DROP INDEX key_job_by_cert; DROP INDEX certificate_by_attachment; \
         DROP INDEX recovered_by_certificate; DROP INDEX recovered_by_envelope; \
         DROP INDEX exchange_by_attachment;",
    ),
    ("deletion-1", include_str!("undo-deletion-1.sql")),
    ("outside_file-1", "DROP TABLE outside_file;"),
    ("hall-1", "DROP TABLE hall_setting; DROP TABLE hall_seen;"),
    ("listed-1", ""),
    ("working-1", "DROP TABLE working;"),
    ("queue_ticket-1", "DROP TABLE queue_ticket;"),
];

/// Takes a store back to before a step.
pub fn take_back(conn: &Connection, step: &str) {
    let first = UNDONE.iter().position(|(name, _)| *name == step).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF;").unwrap();
    for (name, sql) in UNDONE[first..].iter().rev() {
        if *name == "deletion-1" {
            // Its rows had no salt then.
            conn.execute_batch("DROP TRIGGER audit_never_changes; UPDATE audit SET salt = NULL;")
                .unwrap();
            reckon_anew(conn);
        }
        conn.execute_batch(sql).unwrap();
        conn.execute("DELETE FROM migration WHERE name = ?1", [name])
            .unwrap();
    }
    let undone = u32::try_from(UNDONE.len() - first).unwrap();
    conn.pragma_update(None, "user_version", store::known_schema() - undone)
        .unwrap();
}

/// Reckons the chain of the audit anew, as anybody can who has read how it is made.
pub fn reckon_anew(conn: &Connection) {
    let mut statement = conn
        .prepare(
            "SELECT seq, at, CAST(account_id AS TEXT), account_name, coalesce(CAST(case_id AS TEXT), ''), action,
                    words, facts, salt FROM audit ORDER BY seq",
        )
        .unwrap();
    let rows: Vec<(i64, Vec<String>, Option<Vec<u8>>)> = statement
        .query_map((), |row| {
            let texts = (1..8).map(|i| row.get(i)).collect::<Result<_, _>>()?;
            Ok((row.get(0)?, texts, row.get(8)?))
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let mut prev = "0".repeat(64);
    for (seq, mut texts, salt) in rows {
        let said = salt.map(|salt| {
            let said = texts.split_off(5);
            digest([b"counterfoil/said/1\0".as_slice(), &salt], &said)
        });
        let salted: &[u8] = said.as_ref().map_or(b"", |_| b"counterfoil/audit/2\0");
        texts.extend(said.clone());
        let own = digest([salted, prev.as_bytes(), &seq.to_be_bytes()], &texts);
        conn.execute(
            "UPDATE audit SET prev_hash = ?2, hash = ?3, said = ?4 WHERE seq = ?1",
            (seq, &prev, &own, said),
        )
        .unwrap();
        conn.execute("UPDATE audit_head SET seq = ?1, hash = ?2", (seq, &own))
            .unwrap();
        prev = own;
    }
}

fn digest<const N: usize>(head: [&[u8]; N], texts: &[String]) -> String {
    let mut hash = Sha256::new();
    for bytes in head {
        hash.update(bytes);
    }
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hex(&hash.finalize())
}

/// Takes a store back to the schema before acts were signed.
pub fn take_acts_away(folder: &Path) {
    take_back(&connection(folder), "act-1");
    // There was no mark beside a store then.
    std::fs::remove_file(folder.join("counter.mark")).unwrap();
    let path = folder.join(store::KEYRING);
    let mut ring: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    ring["format"] = 1.into();
    for slot in ring["slots"].as_array_mut().unwrap() {
        slot.as_object_mut().unwrap().remove("seed");
    }
    std::fs::write(&path, serde_json::to_vec(&ring).unwrap()).unwrap();
}

/// Tampers as whoever goes beside the program does: without the triggers that stand in the way.
pub fn without_triggers<T>(conn: &Connection, tamper: impl FnOnce(&Connection) -> T) -> T {
    let mut statement = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap();
    let all: Vec<(String, String)> = statement
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for (name, _) in &all {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    let done = tamper(conn);
    for (_, sql) in &all {
        conn.execute_batch(sql).unwrap();
    }
    done
}
