//! The text inside a page's 2-D code.
//!
//! Form: `CF2;project;form;version;page/pages;copy;case;check`, with the authority's own number between case and check
//! where the page's bars say that one. The second and every later print of a form for a case says which one it is,
//! behind that number (left empty where there is none): two prints of one form differ in nothing else that a scanner
//! sees. A mark without it is of the first print, or of one older than this rule. The check is four hexadecimal
//! digits of an FNV-1a hash over everything before it: the code's own error correction guards against dirt, the check
//! guards against somebody else's code that happens to begin alike. A mark that begins with `CF1` says the same, on a
//! page whose marks stand elsewhere ([`Layout`]).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::place::Layout;

/// No mark of ours is longer; anything longer is refused before it is looked at.
const MAX_LEN: usize = 200;

/// Which page of which copy of which form of which case a sheet of paper is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PageMark {
    /// Project id, for instance `netca-gd-ylbx`.
    pub project: String,
    /// Form id, for instance `f-ylbx-1`.
    pub form: String,
    /// Version of the form description that was printed.
    pub version: String,
    /// Page number within the form, from 1.
    pub page: u16,
    /// Number of pages of the form.
    pub pages: u16,
    /// Copy number (联 or 份), from 1.
    pub copy: u16,
    /// Case number; empty on a blank form.
    pub case: String,
    /// The authority's own number of the case, where the page's bars say it; empty where they say the case number.
    pub ca_number: String,
    /// Which print of this form for this case it is, from 1; 0 where nobody counts. 0 and 1 are not written.
    pub print: u16,
}

/// Why a text is not a page mark of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MarkError {
    /// Some other code: a product, an invoice, another program's page.
    #[error("不是本程序的页码标记")]
    Foreign,
    /// Ours by its beginning, but damaged.
    #[error("页码标记已损坏：{0}")]
    Damaged(&'static str),
}

impl MarkError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Foreign => "mark-foreign",
            Self::Damaged(_) => "mark-damaged",
        }
    }
}

fn check(text: &str) -> u16 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |h, b| {
        (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
    });
    ((hash >> 16) ^ (hash & 0xffff)) as u16
}

/// Letters a field of a mark may hold: identifiers and numbers only, so that the separators stay unambiguous.
fn is_word(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
}

impl PageMark {
    /// What the bars (Code 128) on the page say; empty on a blank form.
    pub fn bars(&self) -> &str {
        if self.ca_number.is_empty() {
            &self.case
        } else {
            &self.ca_number
        }
    }

    /// True when every field can be written into a mark (ASCII letters, digits, `-`, `.`, `_`; pages in range).
    pub fn is_valid(&self) -> bool {
        [
            &self.project,
            &self.form,
            &self.version,
            &self.case,
            &self.ca_number,
        ]
        .iter()
        .all(|s| is_word(s))
            && !self.project.is_empty()
            && !self.form.is_empty()
            && (1..=self.pages).contains(&self.page)
            && self.copy >= 1
    }
}

impl PageMark {
    /// The mark's text on a page of the given layout.
    pub fn written(&self, layout: Layout) -> String {
        let Self {
            project,
            form,
            version,
            page,
            pages,
            copy,
            case,
            ca_number,
            print,
        } = self;
        let word = layout.word();
        let mut body = format!("{word};{project};{form};{version};{page}/{pages};{copy};{case}");
        if *print > 1 {
            body = format!("{body};{ca_number};{print}");
        } else if !ca_number.is_empty() {
            body = format!("{body};{ca_number}");
        }
        format!("{body};{:04X}", check(&body))
    }
}

impl fmt::Display for PageMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(Layout::PRESENT))
    }
}

impl FromStr for PageMark {
    type Err = MarkError;

    fn from_str(text: &str) -> Result<Self, MarkError> {
        if Layout::of_mark(text).is_none() || !text.contains(';') || text.len() > MAX_LEN {
            return Err(MarkError::Foreign);
        }
        let (body, sum) = text.rsplit_once(';').ok_or(MarkError::Damaged("没有校验"))?;
        if sum.len() != 4 || u16::from_str_radix(sum, 16) != Ok(check(body)) {
            return Err(MarkError::Damaged("校验不符"));
        }
        let fields: Vec<&str> = body.split(';').collect();
        let [_, project, form, version, pages, copy, case, rest @ ..] = fields.as_slice() else {
            return Err(MarkError::Damaged("栏数不对"));
        };
        let (ca_number, print) = match rest {
            [] => ("", None),
            [number] if !number.is_empty() => (*number, None),
            [number, print] => (*number, Some(*print)),
            _ => return Err(MarkError::Damaged("栏数不对")),
        };
        let (page, pages) = pages.split_once('/').ok_or(MarkError::Damaged("没有总页数"))?;
        let number = |s: &str| {
            s.parse::<u16>()
                .map_err(|_| MarkError::Damaged("页码或份数不是数"))
        };
        let print = match print.map(number).transpose()? {
            None => 0,
            Some(later @ 2..) => later,
            Some(_) => return Err(MarkError::Damaged("第几次打印不对")),
        };
        let mark = Self {
            project: (*project).to_owned(),
            form: (*form).to_owned(),
            version: (*version).to_owned(),
            page: number(page)?,
            pages: number(pages)?,
            copy: number(copy)?,
            case: (*case).to_owned(),
            ca_number: ca_number.to_owned(),
            print,
        };
        if mark.is_valid() {
            Ok(mark)
        } else {
            Err(MarkError::Damaged("栏的内容越界"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark() -> PageMark {
        PageMark {
            project: "netca-gd-ylbx".into(),
            form: "f-ylbx-1".into(),
            version: "2021.1".into(),
            page: 1,
            pages: 2,
            copy: 1,
            case: "YL-20261121-0001".into(),
            ca_number: String::new(),
            print: 0,
        }
    }

    #[test]
    fn a_mark_reads_back_as_it_was_written() {
        assert_eq!(mark().to_string().parse(), Ok(mark()));
        let blank = PageMark {
            case: String::new(),
            ..mark()
        };
        assert_eq!(blank.to_string().parse(), Ok(blank));
        let numbered = PageMark {
            ca_number: "00202009200000604".into(),
            ..mark()
        };
        assert_eq!(
            (numbered.bars(), mark().bars()),
            ("00202009200000604", "YL-20261121-0001")
        );
        assert_eq!(numbered.to_string().parse(), Ok(numbered));
    }

    #[test]
    fn a_later_print_says_which_it_is_and_the_first_looks_as_it_always_did() {
        let first = PageMark { print: 1, ..mark() };
        assert_eq!(first.to_string(), mark().to_string());
        for ca_number in ["", "00202009200000604"] {
            let later = PageMark {
                print: 12,
                ca_number: ca_number.into(),
                ..mark()
            };
            assert_eq!(later.to_string().parse(), Ok(later));
        }
        for wrong in ["1", "0", "x", ""] {
            let body = format!("CF1;p;f;1;1/1;1;C-1;;{wrong}");
            let text = format!("{body};{:04X}", check(&body));
            assert!(text.parse::<PageMark>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_mark_of_the_first_layout_reads_as_the_same_page() {
        let (now, then) = (mark().to_string(), mark().written(Layout::First));
        assert_eq!(then.parse(), Ok(mark()));
        assert_eq!(
            (Layout::of_mark(&then), Layout::of_mark(&now)),
            (Some(Layout::First), Some(Layout::Second))
        );
    }

    #[test]
    fn every_single_damaged_letter_is_noticed() {
        let text = mark().to_string();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
            let damaged = String::from_utf8(bytes).unwrap();
            assert!(damaged.parse::<PageMark>().is_err(), "{damaged}");
        }
    }

    #[test]
    fn other_codes_are_foreign_and_bad_fields_do_not_validate() {
        for text in ["", "https://x", "CF3;a;b", "CF1", &"CF1;".repeat(100)] {
            assert_eq!(text.parse::<PageMark>(), Err(MarkError::Foreign), "{text}");
        }
        assert!(
            !PageMark {
                case: "a;b".into(),
                ..mark()
            }
            .is_valid()
        );
        assert!(!PageMark { page: 3, ..mark() }.is_valid());
    }
}
