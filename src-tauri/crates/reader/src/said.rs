//! What a reader said of a file, before anybody is told: a reader that a file has taken over says what it likes.

use crate::error::Refused;

/// Longest sentence of a refusal, in characters.
const SENTENCE: usize = 400;

/// A refusal whose code is one of ours by its looks, and whose sentences end and hold what a screen shows.
pub(crate) fn refused(said: &Refused) -> Option<Refused> {
    let is_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let code = Some(&said.code).filter(|code| (3..=60).contains(&code.len()) && code.chars().all(is_code))?;
    let sentence = |text: &str| identifiers::shown_text(text).chars().take(SENTENCE).collect();
    Some(Refused {
        code: code.clone(),
        message: sentence(&said.message),
        remedy: sentence(&said.remedy),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_a_code_of_the_house_and_sentences_that_can_be_shown() {
        let told = |code: &str| {
            refused(&Refused {
                code: code.to_owned(),
                message: "\u{202e}字\0".repeat(1000),
                remedy: String::new(),
            })
        };
        let good = told("scan-unreadable").unwrap();
        assert_eq!(good.message, "字".repeat(SENTENCE));
        for odd in ["", "Scan", "scan unreadable", "scan/../", &"a".repeat(61)] {
            assert!(told(odd).is_none(), "{odd}");
        }
    }
}
