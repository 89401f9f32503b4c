//! What somebody looks for in the ledger, held against a holder: every word that was typed is part of a name, pinyin
//! initials, a code, a serial number or a case number.

use identifiers::half_width;
use store::{NameWanted, Numbers};

/// The shortest piece of a number that is looked for: shorter ones stand in every number.
const SHORTEST: usize = 3;

/// The words that were typed.
#[derive(Debug)]
pub(crate) struct Wanted {
    words: Vec<Word>,
    /// All that was typed as one number.
    whole: String,
    persons: Numbers,
}

#[derive(Debug)]
struct Word {
    name: Option<NameWanted>,
    number: Option<String>,
}

/// What of a holder is looked at.
#[derive(Debug, Default)]
pub(crate) struct Telling<'a> {
    /// The names: its own and its unit's.
    pub names: Vec<&'a str>,
    /// The numbers: units' codes, serial numbers, numbers of cases.
    pub numbers: Vec<&'a str>,
    /// Numbers of persons, which not everybody may look for piece by piece.
    pub persons: Vec<&'a str>,
}

impl Wanted {
    /// What was typed, by somebody who may look for persons in this way.
    pub(crate) fn of(text: &str, persons: Numbers) -> Self {
        let words = half_width(text);
        let word = |typed: &str| Word {
            name: NameWanted::of(typed),
            number: Some(number(typed)).filter(|number| number.chars().count() >= SHORTEST),
        };
        Self {
            words: words.split_whitespace().map(word).collect(),
            whole: number(text),
            persons,
        }
    }

    /// Whether all words are found.
    pub(crate) fn is(&self, told: &Telling<'_>) -> bool {
        let of_persons: Vec<String> = told.persons.iter().map(|known| number(known)).collect();
        if self.persons == Numbers::Whole {
            let is_whole = of_persons
                .iter()
                .any(|known| !known.is_empty() && *known == self.whole);
            return is_whole || self.words.iter().all(|word| word.is(told, &[]));
        }
        self.words.iter().all(|word| word.is(told, &of_persons))
    }
}

impl Word {
    fn is(&self, told: &Telling<'_>, persons: &[String]) -> bool {
        let named = |wanted: &NameWanted| told.names.iter().any(|name| wanted.is(name));
        let numbered = |wanted: &String| {
            let bare = wanted.trim_start_matches('0');
            let known = told.numbers.iter().map(|known| number(known));
            let mut known = known.chain(persons.iter().cloned());
            known.any(|known| known.contains(wanted) || (bare.len() >= SHORTEST && known.contains(bare)))
        };
        self.name.as_ref().is_some_and(named) || self.number.as_ref().is_some_and(numbered)
    }
}

/// A number without what separates its groups on paper.
fn number(typed: &str) -> String {
    half_width(typed)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_must_be_found_in_names_or_numbers() {
        let told = Telling {
            names: vec!["黎小满", "木棉湾小学"],
            numbers: vec!["5a00c1ffee", "YL-20261122-0007"],
            persons: vec!["441900199212280474"],
        };
        let is = |text: &str| Wanted::of(text, Numbers::InPart).is(&told);
        for text in [
            "",
            "黎小满",
            "lxm",
            "小学 黎",
            "５Ａ：00:C1",
            "0x",
            "c1ff",
            "20261122-0007",
            "00C1FFEE",
            "1992",
        ] {
            let wanted = text != "0x";
            assert_eq!(is(text), wanted, "{text}");
        }
        for text in ["黎大满", "mmw 柯", "44", "5a00c2"] {
            assert!(!is(text), "{text}");
        }
        let is = |text: &str| Wanted::of(text, Numbers::Whole).is(&told);
        assert!(is("441900 19921228 0474") && is("黎") && is("20261122-0007"));
        assert!(!is("1992") && !is("44190019921228047") && !is("黎 1992"));
    }
}
