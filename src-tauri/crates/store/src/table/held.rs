//! Where somebody's name or number stands, in every text that is kept of a case and in the audit. Every row is read:
//! whoever has a right to the own data has it to all of it, and an index knows some fields only.

use crate::canonical::canonical_json;
use crate::table::audit::AuditRow;
use crate::{CaseId, Result, Tx};

/// Cases in a text of which one of the words of `?1` stands.
const HOLDING: &str = "
    WITH word(word) AS (SELECT value FROM json_each(?1))
    SELECT f.id FROM case_file f, word WHERE f.state <> 'deleted' AND instr(f.content, word.word)
    UNION SELECT p.case_id FROM case_past p, word
     WHERE instr(coalesce(p.returned, '') || coalesce(p.approved_content, '') || coalesce(p.given_up_reason, '')
                 || coalesce(p.handed_over, ''), word.word)
    UNION SELECT c.case_id FROM certificate c, word WHERE c.case_id IS NOT NULL AND instr(c.subject, word.word)
    UNION SELECT p.case_id FROM parcel p, word WHERE instr(p.holds || p.address, word.word)
    UNION SELECT p.case_id FROM page p, word WHERE p.case_id IS NOT NULL AND instr(p.origin, word.word)
    UNION SELECT r.case_id FROM review r, word WHERE instr(coalesce(r.note, ''), word.word)
    UNION SELECT r.case_id FROM review r JOIN review_verdict v ON v.review_id = r.id, word
     WHERE instr(coalesce(v.reason, ''), word.word)
    UNION SELECT a.case_id FROM audit a, word
     WHERE a.case_id IS NOT NULL AND (instr(a.words, word.word) OR instr(a.facts, word.word))
    ORDER BY 1";

impl Tx<'_> {
    /// Cases of which a text holds one of some words, in order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn cases_holding(&self, words: &[&str]) -> Result<Vec<CaseId>> {
        let mut statement = self.conn().prepare_cached(HOLDING)?;
        let found = statement.query_map([canonical_json(&words)?], |row| row.get(0))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// Rows of the audit that name no case and hold one of some words, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn audit_holding(&self, words: &[&str]) -> Result<Vec<AuditRow>> {
        self.rows(
            "SELECT * FROM audit a WHERE a.case_id IS NULL AND EXISTS (
                SELECT 1 FROM json_each(?1) w WHERE instr(a.words, w.value) OR instr(a.facts, w.value))
             ORDER BY seq",
            [canonical_json(&words)?],
        )
    }
}
