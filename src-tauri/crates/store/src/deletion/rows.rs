//! What belongs to a case: the rows of every table that go with it. What other cases need of it stays: a certificate
//! that another case acts on, a holder who has others, a customer who was here again.

use std::collections::BTreeSet;

use crate::deletion::statement::Gone;
use crate::{CaseId, Result, Tx};

/// Rows by table, each found by the number of its case.
const OF_CASE: [(&str, &str); 15] = [
    ("case_past", "SELECT rowid FROM case_past WHERE case_id = ?1"),
    ("page", "SELECT id FROM page WHERE case_id = ?1"),
    ("print_record", "SELECT id FROM print_record WHERE case_id = ?1"),
    (
        "print_agreement",
        "SELECT a.rowid FROM print_agreement a JOIN print_record p ON p.id = a.print_id WHERE p.case_id = ?1",
    ),
    ("sample", "SELECT id FROM sample WHERE case_id = ?1"),
    ("review", "SELECT id FROM review WHERE case_id = ?1"),
    (
        "review_verdict",
        "SELECT v.rowid FROM review_verdict v JOIN review r ON r.id = v.review_id WHERE r.case_id = ?1",
    ),
    ("key_job", "SELECT id FROM key_job WHERE case_id = ?1"),
    (
        "key_step",
        "SELECT s.rowid FROM key_step s JOIN key_job j ON j.id = s.job_id WHERE j.case_id = ?1",
    ),
    (
        "recovered_key",
        "SELECT k.rowid FROM recovered_key k JOIN key_job j ON j.id = k.job_id WHERE j.case_id = ?1",
    ),
    ("revocation", "SELECT id FROM revocation WHERE case_id = ?1"),
    ("parcel", "SELECT id FROM parcel WHERE case_id = ?1"),
    ("key_decision", "SELECT id FROM key_decision WHERE case_id = ?1"),
    ("working", "SELECT id FROM working WHERE case_id = ?1"),
    (
        "outside_file",
        "SELECT o.id FROM outside_file o LEFT JOIN exchange e ON e.id = o.exchange_id
          WHERE o.case_id = ?1 OR e.case_id = ?1",
    ),
];

/// A certificate that the case brought and that another case acts on, or has asked the CA about.
const NEEDED: &str = "SELECT c.id FROM certificate c WHERE c.case_id = ?1 AND (
    EXISTS (SELECT 1 FROM revocation r WHERE r.certificate_id = c.id AND r.case_id <> ?1)
    OR EXISTS (SELECT 1 FROM case_file f
                WHERE CASE WHEN json_valid(content) THEN json_extract(content, '$.acts_on[0]') END = c.id
                  AND f.id <> ?1)
    OR EXISTS (SELECT 1 FROM case_file f, json_each(f.content, '$.acts_on') a
                WHERE CASE WHEN json_valid(content) THEN json_extract(content, '$.acts_on[1]') END IS NOT NULL
                  AND a.value = c.id AND f.id <> ?1))";

/// The files of the case: what its rows name.
const FILES: &str = "SELECT attachment_id FROM page WHERE case_id = ?1
    UNION SELECT file_id FROM page WHERE case_id = ?1 AND file_id IS NOT NULL
    UNION SELECT attachment_id FROM print_record WHERE case_id = ?1
    UNION SELECT picture FROM sample WHERE case_id = ?1
    UNION SELECT raw FROM sample WHERE case_id = ?1 AND raw IS NOT NULL
    UNION SELECT csr FROM key_job WHERE case_id = ?1 AND csr IS NOT NULL
    UNION SELECT cert FROM key_job WHERE case_id = ?1 AND cert IS NOT NULL
    UNION SELECT attachment_id FROM certificate WHERE case_id = ?1 AND attachment_id IS NOT NULL
    UNION SELECT k.certificate FROM recovered_key k JOIN key_job j ON j.id = k.job_id WHERE j.case_id = ?1
    UNION SELECT k.envelope FROM recovered_key k JOIN key_job j ON j.id = k.job_id WHERE j.case_id = ?1
    UNION SELECT attachment_id FROM exchange WHERE case_id = ?1";

/// Everything of a case that goes, and what of it others need.
pub(super) struct OfCase {
    /// Rows by table; files under `attachment`.
    pub gone: Gone,
    /// Certificates that stay, without case, job and file.
    pub needed: Vec<i64>,
    /// Serial numbers of its keys.
    pub keys: BTreeSet<String>,
}

impl Tx<'_> {
    /// Every number that a query of one case finds.
    pub(super) fn numbers(&self, sql: &str, case: CaseId) -> Result<Vec<i64>> {
        let mut statement = self.conn().prepare_cached(sql)?;
        let found = statement.query_map([case], |row| row.get::<_, i64>(0))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    fn texts(&self, sql: &str, case: CaseId) -> Result<Vec<String>> {
        let mut statement = self.conn().prepare_cached(sql)?;
        let found = statement.query_map([case], |row| row.get::<_, String>(0))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// Scans that came twice, or were put aside, of the same bytes as a page of the case, and that nobody filed.
    pub(super) fn take_doubles(&mut self, case: CaseId) -> Result<()> {
        self.insert(
            "UPDATE page SET case_id = ?1 WHERE case_id IS NULL AND attachment_id IN (
               SELECT other.id FROM attachment own JOIN attachment other ON other.sha256 = own.sha256
                WHERE own.id IN (SELECT attachment_id FROM page WHERE case_id = ?1))",
            [case],
        )
    }

    /// What goes with a case.
    pub(super) fn rows_of(&self, case: CaseId) -> Result<OfCase> {
        let mut gone = Gone::new();
        for (table, sql) in OF_CASE {
            gone.insert(table.to_owned(), self.numbers(sql, case)?);
        }
        let needed = self.numbers(NEEDED, case)?;
        let mut certificates = self.numbers("SELECT id FROM certificate WHERE case_id = ?1", case)?;
        certificates.retain(|id| !needed.contains(id));
        let notes = self.numbers(
            "SELECT n.id FROM certificate_note n JOIN certificate c ON c.id = n.certificate_id WHERE c.case_id = ?1",
            case,
        )?;
        gone.insert("certificate".to_owned(), certificates);
        gone.insert("certificate_note".to_owned(), notes);
        gone.insert(
            "exchange".to_owned(),
            self.numbers("SELECT id FROM exchange WHERE case_id = ?1", case)?,
        );
        gone.insert("attachment".to_owned(), self.numbers(FILES, case)?);
        let serials = self.texts(
            "SELECT token_serial FROM key_job WHERE case_id = ?1 AND token_serial IS NOT NULL
             UNION SELECT token_serial FROM certificate WHERE case_id = ?1 AND token_serial IS NOT NULL",
            case,
        )?;
        Ok(OfCase {
            gone,
            needed,
            keys: serials.into_iter().collect(),
        })
    }
}
