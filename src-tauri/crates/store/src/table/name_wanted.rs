//! A name that somebody looks for, held against names in memory: any part of it, or its pinyin initials. The look-up
//! box has its own index; lists that are read whole are filtered with this.

use crate::table::search_text::{fold, initials};

/// A name that is looked for.
#[derive(Debug, Clone)]
pub struct NameWanted {
    plain: String,
    letters: bool,
}

impl NameWanted {
    /// What was typed; none where nothing was typed that a name could hold.
    pub fn of(typed: &str) -> Option<Self> {
        let plain = plain(typed);
        let letters = plain.chars().all(|c| c.is_ascii_alphanumeric());
        (!plain.is_empty()).then_some(Self { plain, letters })
    }

    /// Whether this is such a name.
    pub fn is(&self, name: &str) -> bool {
        plain(name).contains(&self.plain)
            || (self.letters
                && initials(name)
                    .iter()
                    .any(|spelling| spelling.contains(&self.plain)))
    }
}

fn plain(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_any_part_and_by_its_initials_in_every_reading() {
        let is = |typed: &str, name: &str| NameWanted::of(typed).is_some_and(|wanted| wanted.is(name));
        for typed in ["木棉湾小学", "小学（本部）", "小学(本部)", "MMW", "mmwxx", "bb"] {
            assert!(is(typed, "木棉湾小学（本部）"), "{typed}");
        }
        for typed in ["cq", "zq", "重 庆"] {
            assert!(is(typed, "重庆路小学"), "{typed}");
        }
        assert!(!is("xm", "木棉湾小学"), "initials stand in a row");
        assert!(!is("棉木", "木棉湾小学"));
        assert!(NameWanted::of(" （ ").is_none());
    }
}
