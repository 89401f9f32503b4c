//! Tables `search_case` and `search_customer`: what the look-up box searches.
//!
//! Contentless FTS5 over text prepared here (FTS5's own `trigram` finds no two-character names): Chinese
//! as bigrams and single characters, codes and phones as sliding four-character pieces so that any fragment is
//! found, names also by their pinyin initials. `contentless_delete` is worth the small size table that
//! `columnsize = 0` would save: a changed case is indexed anew without knowing its old text.

use std::fmt::Write as _;

use crate::migration::Migration;
use crate::table::search_text::{Indexed, START, fold, indexed, initials, runs};
use crate::table::search_whole::{FoundBy, Numbers};
use crate::{CaseId, CaseRow, Customer, CustomerId, Result, Tx};
use case::FieldMap;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "search-1",
    sql: "CREATE VIRTUAL TABLE search_case USING fts5(word, single, code, initials,
            content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
          CREATE VIRTUAL TABLE search_customer USING fts5(word, single, code, initials,
            content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');",
}];

/// Longest text that is looked up, in characters.
const LONGEST: usize = 64;

/// Length of the pieces of codes, in characters.
const PIECE: usize = 4;

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A case: open it.
    Case(Box<CaseRow>),
    /// A customer that was here before: offer its data.
    Customer(Box<Customer>),
}

/// Text ready for the index, by column.
#[derive(Debug, Default, PartialEq, Eq)]
struct Prepared {
    word: String,
    single: String,
    code: String,
    initials: String,
}

/// All pieces of a run, shorter ones at its end, so that every fragment begins one.
fn pieces(run: &[char], out: &mut String) {
    for start in 0..run.len() {
        let end = (start + PIECE).min(run.len());
        out.extend(&run[start..end]);
        out.push(' ');
    }
}

fn bigrams(run: &[char]) -> String {
    let pairs: Vec<String> = run.windows(2).map(|pair| pair.iter().collect()).collect();
    pairs.join(" ")
}

impl Prepared {
    fn name(&mut self, name: &str) {
        for (han, run) in runs(&fold(name)) {
            if han {
                let _ = write!(self.word, "{} ", bigrams(&run));
                for c in &run {
                    let _ = write!(self.single, "{c} ");
                }
            } else {
                pieces(&run, &mut self.code);
            }
        }
        for spelling in initials(name) {
            pieces(&spelling.chars().collect::<Vec<_>>(), &mut self.initials);
        }
    }

    /// A code is one run, whatever separates its groups on paper.
    fn code(&mut self, code: &str) {
        let run: Vec<char> = fold(code).chars().filter(|c| c.is_alphanumeric()).collect();
        pieces(&run, &mut self.code);
    }

    /// Dictionary fields by their kind of name.
    fn fields(&mut self, fields: &FieldMap) {
        for (field, value) in fields {
            match indexed(field) {
                Some(Indexed::Code | Indexed::Person) => self.code(value),
                Some(Indexed::Name) => self.name(value),
                None => {}
            }
        }
    }
}

/// The FTS5 query of a text; none when it says too little. With `start`, names must begin with it.
fn query(text: &str, start: bool) -> Option<String> {
    let folded: String = fold(text).chars().take(LONGEST).collect();
    let mut terms = Vec::new();
    for (han, run) in runs(&folded) {
        let plain: String = run.iter().collect();
        let letters = run.iter().all(char::is_ascii_alphabetic);
        match run.len() {
            1 if han => terms.push(format!("single : \"{plain}\"")),
            _ if han => terms.push(format!("word : \"{}\"", bigrams(&run))),
            1 => {}
            _ if start && letters => {
                terms.push(format!("initials : {}", fragment(&format!("{START}{plain}"))))
            }
            _ if letters => terms.push(format!("{{code initials}} : {}", fragment(&plain))),
            _ => terms.push(format!("code : {}", fragment(&plain))),
        }
    }
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

/// A fragment of a run: the beginning of a piece, or whole pieces in a row.
fn fragment(text: &str) -> String {
    let run: Vec<char> = text.chars().collect();
    if run.len() <= PIECE {
        return format!("\"{text}\"*");
    }
    let whole: Vec<String> = run.windows(PIECE).map(|piece| piece.iter().collect()).collect();
    format!("\"{}\"", whole.join(" "))
}

/// How many matches are looked at for so many that are wanted: some of them may have to be left out.
fn looked_at(wanted: usize, numbers: Numbers) -> usize {
    match numbers {
        Numbers::InPart => wanted,
        Numbers::Whole => wanted.saturating_mul(50),
    }
}

impl Tx<'_> {
    /// Finds cases and customers by case number, name, pinyin initials, phone, code or key serial, whole or in
    /// part. A whole case number (a scanned barcode) finds that case alone; otherwise customers come first, then
    /// cases, newest first. Numbers of persons are found in the way that is given.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn look_up(&self, text: &str, limit: u32, numbers: Numbers) -> Result<Vec<Found>> {
        if let Some(case) = self.case_by_number(text)? {
            return Ok(vec![Found::Case(Box::new(case))]);
        }
        let limit = limit as usize;
        let mut found: Vec<Found> = Vec::new();
        let wanted = limit.div_ceil(2);
        for id in self.matches("search_customer", text, looked_at(wanted, numbers))? {
            let customer = self.customer(CustomerId(id))?;
            if found.len() < wanted
                && (numbers == Numbers::InPart || FoundBy::of_customer(&customer).explains(text))
            {
                found.push(Found::Customer(Box::new(customer)));
            }
        }
        for case in self.look_up_cases(text, limit, numbers)? {
            found.push(Found::Case(Box::new(case)));
        }
        found.truncate(limit);
        Ok(found)
    }

    /// Finds cases only, newest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn look_up_cases(&self, text: &str, limit: usize, numbers: Numbers) -> Result<Vec<CaseRow>> {
        let mut found = Vec::new();
        for id in self.matches("search_case", text, looked_at(limit, numbers))? {
            let case = self.case(CaseId(id))?;
            if numbers == Numbers::InPart || FoundBy::of_case(self, &case)?.explains(text) {
                found.push(case);
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    /// The serial numbers of the keys and certificates of a case.
    pub(super) fn serials_of_case(&self, id: CaseId) -> Result<Vec<String>> {
        let jobs = self.jobs_of_case(id)?.into_iter();
        let mut serials: Vec<String> = jobs.filter_map(|job| job.token_serial).collect();
        for certificate in self.certificates_of_case(id)? {
            serials.push(certificate.serial);
            serials.extend(certificate.token_serial);
        }
        Ok(serials)
    }

    pub(super) fn matches(&self, table: &str, text: &str, limit: usize) -> Result<Vec<u32>> {
        let sql = format!("SELECT rowid FROM {table} WHERE {table} MATCH ?1 ORDER BY rowid DESC LIMIT ?2");
        let mut ids: Vec<u32> = Vec::new();
        let anywhere = query(text, false);
        let start = query(text, true).filter(|start| Some(start) != anywhere.as_ref());
        for wanted in start.into_iter().chain(anywhere) {
            let mut statement = self.conn().prepare_cached(&sql)?;
            for id in statement.query_map((wanted, limit as i64), |r| r.get::<_, u32>(0))? {
                let id = id?;
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        ids.truncate(limit);
        Ok(ids)
    }

    fn index(&self, table: &str, id: u32, text: &Prepared) -> Result<()> {
        self.insert(&format!("DELETE FROM {table} WHERE rowid = ?1"), [id])?;
        self.insert(
            &format!("INSERT INTO {table}(rowid, word, single, code, initials) VALUES (?1, ?2, ?3, ?4, ?5)"),
            (id, &text.word, &text.single, &text.code, &text.initials),
        )
    }

    /// Indexes a case anew, with the serials of its keys and certificates.
    pub(crate) fn index_case(&self, id: CaseId) -> Result<()> {
        let case = self.case(id)?;
        let mut text = Prepared::default();
        text.code(&case.number);
        text.fields(&case.content.fields);
        for employee in &case.content.employees {
            text.fields(employee);
        }
        for serial in self.serials_of_case(id)? {
            text.code(&serial);
        }
        self.index("search_case", id.0, &text)
    }

    pub(crate) fn index_customer(&self, id: CustomerId) -> Result<()> {
        let mut text = Prepared::default();
        text.fields(&self.customer(id)?.fields);
        self.index("search_customer", id.0, &text)
    }

    /// Makes the text of a case anew that came from elsewhere: none for one that was deleted.
    pub(crate) fn index_case_again(&self, id: CaseId) -> Result<()> {
        let stands = "SELECT 1 FROM case_file WHERE id = ?1 AND state <> 'deleted'";
        match self.conn().prepare_cached(stands)?.exists([id])? {
            true => self.index_case(id),
            false => self.insert("DELETE FROM search_case WHERE rowid = ?1", [id]),
        }
    }

    /// The same of a customer.
    pub(crate) fn index_customer_again(&self, id: CustomerId) -> Result<()> {
        let stands = "SELECT 1 FROM customer WHERE id = ?1";
        match self.conn().prepare_cached(stands)?.exists([id])? {
            true => self.index_customer(id),
            false => self.insert("DELETE FROM search_customer WHERE rowid = ?1", [id]),
        }
    }

    /// Makes the text of everything anew.
    pub(crate) fn index_all_again(&self) -> Result<()> {
        for id in self.all_ids("SELECT id FROM case_file")? {
            self.index_case_again(CaseId(id))?;
        }
        for id in self.all_ids("SELECT id FROM customer")? {
            self.index_customer_again(CustomerId(id))?;
        }
        Ok(())
    }

    fn all_ids(&self, sql: &str) -> Result<Vec<u32>> {
        let mut statement = self.conn().prepare(sql)?;
        let ids = statement.query_map((), |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_a_query() {
        for (text, expected) in [
            ("深圳", Some("word : \"深圳\"")),
            ("深", Some("single : \"深\"")),
            ("深圳市（南山）", Some("word : \"深圳 圳市\" AND word : \"南山\"")),
            (
                "YL-20261121-0001",
                Some(
                    "{code initials} : \"yl\"* AND code : \"2026 0261 2611 6112 1121\" AND code : \"0001\"*",
                ),
            ),
            ("８００１", Some("code : \"8001\"*")),
            ("\"*):(", None),
            ("8", None),
            ("", None),
        ] {
            assert_eq!(query(text, false).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn initials_follow_the_readings_of_names() {
        assert_eq!(initials("深圳市"), ["首szs"]);
        assert_eq!(initials("沈阳"), ["首sy", "首cy"]);
        assert_eq!(initials("重庆ABC"), ["首zqabc", "首cqabc"]);
    }
}
