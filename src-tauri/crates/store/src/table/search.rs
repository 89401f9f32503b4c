//! Tables `search_case` and `search_customer`: what the look-up box searches.
//!
//! Contentless FTS5 over text prepared here (FTS5's own `trigram` finds no two-character names): Chinese
//! as bigrams and single characters, codes and phones as sliding four-character pieces so that any fragment is
//! found, names also by their pinyin initials. `contentless_delete` is worth the small size table that
//! `columnsize = 0` would save: a changed case is indexed anew without knowing its old text.

use std::fmt::Write as _;

use case::FieldMap;
use pinyin::ToPinyin as _;
use unicode_normalization::UnicodeNormalization as _;

use crate::migration::Migration;
use crate::{CaseId, CaseRow, Customer, CustomerId, Result, Tx};

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

/// Stands before the initials of a name, so that names beginning with the text come first.
const START: char = '首';

/// Characters of unit and family names whose usual reading there is not the first of the dictionary, with the
/// initials they may have.
const READINGS: [(char, &str); 22] = [
    ('重', "zc"),
    ('长', "cz"),
    ('厦', "xs"),
    ('单', "ds"),
    ('仇', "qc"),
    ('区', "qo"),
    ('解', "jx"),
    ('查', "cz"),
    ('朴', "pb"),
    ('乐', "ly"),
    ('行', "xh"),
    ('藏', "cz"),
    ('沈', "sc"),
    ('盛', "sc"),
    ('翟', "zd"),
    ('尉', "wy"),
    ('曾', "zc"),
    ('调', "td"),
    ('繁', "fp"),
    ('宓', "mf"),
    ('都', "d"),
    ('六', "l"),
];

/// Most spellings of one name's initials.
const SPELLINGS: usize = 8;

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

/// Letters as people type them: NFKC, lower case.
pub(super) fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// Ideographs of the basic block, its extensions, compatibility and private-use ones (rare names).
fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9fff | 0xe000..=0xfaff | 0x2_0000..=0x3_ffff | 0x3007)
}

/// The runs of a text: ideographs, or other letters and digits; everything else separates.
fn runs(folded: &str) -> Vec<(bool, Vec<char>)> {
    let mut runs: Vec<(bool, Vec<char>)> = Vec::new();
    let mut open = false;
    for c in folded.chars() {
        let han = is_han(c);
        if !han && !c.is_alphanumeric() {
            open = false;
            continue;
        }
        match runs.last_mut() {
            Some((kind, run)) if open && *kind == han => run.push(c),
            _ => runs.push((han, vec![c])),
        }
        open = true;
    }
    runs
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

/// The initials of a name in every likely spelling.
pub(super) fn initials(name: &str) -> Vec<String> {
    let mut spellings = vec![String::from(START)];
    for c in fold(name).chars() {
        let letters: String = match READINGS.iter().find(|(known, _)| *known == c) {
            Some((_, letters)) => (*letters).to_owned(),
            None if is_han(c) => c
                .to_pinyin()
                .and_then(|p| p.plain().chars().next())
                .into_iter()
                .collect(),
            None if c.is_ascii_alphanumeric() => c.to_string(),
            None => continue,
        };
        let mut longer = Vec::new();
        for spelling in &spellings {
            longer.extend(letters.chars().map(|letter| format!("{spelling}{letter}")));
        }
        longer.truncate(SPELLINGS);
        if !longer.is_empty() {
            spellings = longer;
        }
    }
    spellings
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
            match field.as_str() {
                "project_name" | "pay_account_name" => {}
                "uscc" | "org_code" | "unit_other_id" => self.code(value),
                f if f.ends_with("_no") || f.ends_with("_phone") => self.code(value),
                f if f.ends_with("_name") => self.name(value),
                _ => {}
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

impl Tx<'_> {
    /// Finds cases and customers by case number, name, pinyin initials, phone, code or key serial, whole or in
    /// part. A whole case number (a scanned barcode) finds that case alone; otherwise customers come first, then
    /// cases, newest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn look_up(&self, text: &str, limit: u32) -> Result<Vec<Found>> {
        if let Some(case) = self.case_by_number(text)? {
            return Ok(vec![Found::Case(Box::new(case))]);
        }
        let limit = limit as usize;
        let mut found: Vec<Found> = Vec::new();
        for id in self.matches("search_customer", text, limit.div_ceil(2))? {
            found.push(Found::Customer(Box::new(self.customer(CustomerId(id))?)));
        }
        for case in self.look_up_cases(text, limit)? {
            found.push(Found::Case(Box::new(case)));
        }
        found.truncate(limit);
        Ok(found)
    }

    /// Finds cases only, newest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn look_up_cases(&self, text: &str, limit: usize) -> Result<Vec<CaseRow>> {
        let ids = self.matches("search_case", text, limit)?;
        ids.into_iter().map(|id| self.case(CaseId(id))).collect()
    }

    fn matches(&self, table: &str, text: &str, limit: usize) -> Result<Vec<u32>> {
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
        for job in self.jobs_of_case(id)? {
            job.token_serial.iter().for_each(|serial| text.code(serial));
        }
        for certificate in self.certificates_of_case(id)? {
            text.code(&certificate.serial);
            certificate
                .token_serial
                .iter()
                .for_each(|serial| text.code(serial));
        }
        self.index("search_case", id.0, &text)
    }

    pub(crate) fn index_customer(&self, id: CustomerId) -> Result<()> {
        let mut text = Prepared::default();
        text.fields(&self.customer(id)?.fields);
        self.index("search_customer", id.0, &text)
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
