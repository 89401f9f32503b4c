//! Text as it is indexed and looked for: letters as people type them, runs of ideographs and of other letters, initials
//! of names, and what of a case's fields is a name and what a number.

use pinyin::ToPinyin as _;
use unicode_normalization::UnicodeNormalization as _;

/// Stands before the initials of a name, so that names beginning with the text come first.
pub(super) const START: char = '首';

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

/// As what a field is indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Indexed {
    /// A name.
    Name,
    /// A code or number that anybody at the counter may read.
    Code,
    /// The number of a person's document, or a telephone.
    Person,
}

/// As what a dictionary field is indexed; none for one that nobody looks for.
pub(super) fn indexed(field: &str) -> Option<Indexed> {
    match field {
        "project_name" | "pay_account_name" => None,
        "uscc" | "org_code" | "unit_other_id" => Some(Indexed::Code),
        f if f.ends_with("_id_no") || f.ends_with("_phone") => Some(Indexed::Person),
        f if f.ends_with("_no") => Some(Indexed::Code),
        f if f.ends_with("_name") => Some(Indexed::Name),
        _ => None,
    }
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
pub(super) fn runs(folded: &str) -> Vec<(bool, Vec<char>)> {
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
