//! What somebody looks for in the ledger, held against a holder: every word that was typed is part of a name, pinyin
//! initials, a code, a serial number or a case number.

use identifiers::half_width;
use store::NameWanted;

/// The shortest piece of a number that is looked for: shorter ones stand in every number.
const SHORTEST: usize = 3;

/// The words that were typed.
#[derive(Debug)]
pub(crate) struct Wanted(Vec<Word>);

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
    /// The numbers: codes, serial numbers, numbers of cases.
    pub numbers: Vec<&'a str>,
}

impl Wanted {
    /// What was typed.
    pub(crate) fn of(text: &str) -> Self {
        let words = half_width(text);
        let word = |typed: &str| Word {
            name: NameWanted::of(typed),
            number: Some(number(typed)).filter(|number| number.chars().count() >= SHORTEST),
        };
        Self(words.split_whitespace().map(word).collect())
    }

    /// Whether all words are found.
    pub(crate) fn is(&self, told: &Telling<'_>) -> bool {
        self.0.iter().all(|word| word.is(told))
    }
}

impl Word {
    fn is(&self, told: &Telling<'_>) -> bool {
        let named = |wanted: &NameWanted| told.names.iter().any(|name| wanted.is(name));
        let numbered = |wanted: &String| {
            let bare = wanted.trim_start_matches('0');
            let mut known = told.numbers.iter().map(|known| number(known));
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
            numbers: vec!["441900199212280474", "5a00c1ffee", "YL-20261122-0007"],
        };
        let is = |text: &str| Wanted::of(text).is(&told);
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
        ] {
            let wanted = text != "0x";
            assert_eq!(is(text), wanted, "{text}");
        }
        for text in ["黎大满", "mmw 柯", "44", "5a00c2"] {
            assert!(!is(text), "{text}");
        }
    }
}
