//! What a password of an account must be: long enough, and not what a stranger would try first. The estimate is
//! zxcvbn's (D. Wheeler, USENIX Security 2016), which knows words, keyboards, dates and repeats; on top of it stand the
//! account's own names, also in pinyin, and what people here try first. It never keeps a password.

use pinyin::ToPinyin as _;
use secrecy::SecretString;
use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

use crate::rim::api::Refusal;
use crate::rim::secret::SecretText;

/// The fewest characters.
pub const SHORTEST: usize = 10;
/// The most; what is longer costs time without being better.
const LONGEST: usize = 128;
/// Words of this trade and of this program, and beginnings that are tried first in this country.
const HERE: [&str; 16] = [
    "counterfoil",
    "cungen",
    "shouli",
    "shoulidian",
    "zhengshu",
    "shuzizhengshu",
    "guanliyuan",
    "guanli",
    "mima",
    "kouling",
    "woaini",
    "5201314",
    "1314520",
    "woaizhongguo",
    "admin",
    "ukey",
];

/// Refuses a password that is easy to guess; `names` are the account's login, its person's name, the counter's name.
/// Errors: `password-short`, `password-long`, `password-weak`.
pub fn check(password: &SecretText, names: &[&str]) -> Result<SecretString, Refusal> {
    let text = password.expose();
    let length = text.chars().count();
    if length < SHORTEST {
        return Err(Refusal::new(
            "password-short",
            format!("口令太短：至少 {SHORTEST} 位，现在只有 {length} 位"),
            "几个不相干的词连在一起，既长又好记",
        ));
    }
    if length > LONGEST {
        return Err(Refusal::new(
            "password-long",
            format!("口令太长：最多 {LONGEST} 位"),
            "请改短一些",
        ));
    }
    let known = known_words(names);
    let lower = text.to_lowercase();
    let own = names
        .iter()
        .map(|n| n.trim().to_lowercase())
        .chain(known.iter().skip(HERE.len()).cloned());
    if own
        .filter(|n| n.chars().count() >= 2)
        .any(|n| rest_is_guessed(&lower, &n))
    {
        return Err(weak("里面主要是登录名、姓名或受理点名称"));
    }
    let inputs: Vec<&str> = known.iter().map(String::as_str).collect();
    let judged = zxcvbn(text, &inputs);
    if judged.score() < Score::Three {
        let warning = judged.feedback().and_then(zxcvbn::feedback::Feedback::warning);
        return Err(weak(warning.map_or("太容易猜到", words_of)));
    }
    Ok(password.secret())
}

/// A name with only a few characters around it: the name is known, the rest is soon tried.
fn rest_is_guessed(password: &str, name: &str) -> bool {
    let without = password.replace(name, "");
    without.len() < password.len() && without.chars().count() < 6
}

fn known_words(names: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = HERE.iter().map(|w| (*w).to_owned()).collect();
    for name in names.iter().map(|n| n.trim()).filter(|n| !n.is_empty()) {
        words.push(name.to_lowercase());
        let syllables: Vec<String> = name.to_pinyin().flatten().map(|p| p.plain().to_owned()).collect();
        if !syllables.is_empty() {
            words.push(syllables.concat());
            words.push(syllables.iter().filter_map(|s| s.chars().next()).collect());
        }
    }
    words
}

fn weak(why: &str) -> Refusal {
    Refusal::new(
        "password-weak",
        format!("口令太弱：{why}"),
        "请换成三四个不相干的词连在一起，例如一种植物、一样工具、一个数，中间加空格或符号；不要用生日、电话和键盘顺序",
    )
}

/// What makes a password easy, in words.
fn words_of(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "按键盘顺序输入的，一试就中"
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "只是几个字符重复"
        }
        Warning::SequencesLikeAbcAreEasyToGuess => "是连续的数字或字母",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => "主要是年份或日期",
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => "是别人常用的口令，或与之相近",
        Warning::AWordByItselfIsEasyToGuess => "只是一个词",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => "主要是姓名",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NAMES: [&str; 3] = ["zhouqm", "周启明", "海珠受理点"];

    #[test]
    fn what_a_stranger_tries_first_is_refused_in_words() {
        for weak in [
            "1234567890",
            "password123",
            "admin@2026",
            "qwertyuiop",
            "aaaaaaaaaa",
            "1qaz2wsx3edc",
            "zhouqiming2026",
            "zhouqm123456",
            "Admin12345!",
            "abcdefghij",
            "20261122001",
            "woaini1314520",
            "P@ssw0rd2026",
            "周启明周启明周启明周",
        ] {
            let refused = check(&SecretText::from(weak), &NAMES).unwrap_err();
            assert_eq!(refused.code, "password-weak", "{weak}: {refused}");
            assert!(refused.message.starts_with("口令太弱：") && !refused.remedy.is_empty());
        }
    }

    #[test]
    fn a_few_words_together_are_taken() {
        for good in [
            "木棉 起子 41 灯塔",
            "kapok tide 41 lamps",
            "Violin-Kiln-Otter-7",
            "hRt7#mQ2!xZ9",
        ] {
            check(&SecretText::from(good), &NAMES).unwrap_or_else(|r| panic!("{good}: {r}"));
        }
    }

    #[test]
    fn the_length_is_told_with_how_many_there_are() {
        let refused = check(&SecretText::from("Kapok#9"), &[]).unwrap_err();
        assert_eq!(refused.code, "password-short");
        assert!(refused.message.contains("现在只有 7 位"), "{refused}");
        assert_eq!(
            check(&SecretText::from("x".repeat(129).as_str()), &[])
                .unwrap_err()
                .code,
            "password-long"
        );
    }
}
