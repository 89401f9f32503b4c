//! How a recovery key is written: eight groups of four letters and a fifth that checks them, in the alphabet of unified
//! social credit codes (GB 32100-2015, 31 letters without I, O, S, V, Z), checked modulo 31 as those are, so that one
//! wrong letter and two that changed places are found in their group. 32 letters are 158 bits.
//!
//! In halves it is worth nothing by either: the first is random, the second what is left, letter by letter modulo 31.

use secrecy::{ExposeSecret as _, SecretString};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroize as _, Zeroizing};

use crate::keys::random;
use crate::{Result, StoreError};

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const BASE: u8 = 31;
/// Letters of the key.
const LETTERS: usize = 32;
/// Letters of a group, without its check.
const GROUP: usize = 4;

/// Which part of a key a sheet holds; it is in every check, so that no sheet is taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    First,
    Second,
}

impl Part {
    const ALL: [Self; 3] = [Self::Whole, Self::First, Self::Second];
}

/// Values of letters, each below 31.
type Values = Zeroizing<[u8; LETTERS]>;

/// A recovery key; wiped when it goes out of scope, and never shown by itself.
pub struct RecoveryKey(Values);

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey")
    }
}

impl RecoveryKey {
    pub(super) fn random() -> Result<Self> {
        drawn().map(Self)
    }

    /// As it is printed: eight groups of five.
    pub fn text(&self) -> SecretString {
        written(&self.0, Part::Whole)
    }

    /// The same on two sheets, either of which is worth nothing alone.
    ///
    /// # Errors
    /// `store-no-random`.
    pub fn halves(&self) -> Result<[SecretString; 2]> {
        let first = drawn()?;
        let mut second = Values::default();
        for (left, (whole, part)) in second.iter_mut().zip(self.0.iter().zip(first.iter())) {
            *left = (whole + BASE - part) % BASE;
        }
        Ok([written(&first, Part::First), written(&second, Part::Second)])
    }

    /// Reads a key that was typed: one sheet, or the two halves in either order. Spaces, hyphens, small letters and
    /// wide ones do not matter.
    ///
    /// # Errors
    /// `recovery-key-text` with the groups that are wrong, or the half that is missing.
    pub fn read(sheets: &[SecretString]) -> Result<Self> {
        let mut read = Vec::new();
        for sheet in sheets {
            read.push(typed(sheet)?);
        }
        match read.as_slice() {
            [(Part::Whole, values)] => Ok(Self(values.clone())),
            [(Part::First, one), (Part::Second, other)] | [(Part::Second, other), (Part::First, one)] => {
                let mut whole = Values::default();
                for (sum, (a, b)) in whole.iter_mut().zip(one.iter().zip(other.iter())) {
                    *sum = (a + b) % BASE;
                }
                Ok(Self(whole))
            }
            [(Part::First, _)] => Err(wrong("这是上半张，还要下半张")),
            [(Part::Second, _)] => Err(wrong("这是下半张，还要上半张")),
            _ => Err(wrong("两张不是同一把的上半张和下半张")),
        }
    }

    /// What it is to the keyring.
    pub(super) fn password(&self) -> SecretString {
        let letters = self.0.iter().map(|value| letter(*value));
        SecretString::from(letters.collect::<String>())
    }
}

/// Random letters, each as likely as any other.
fn drawn() -> Result<Values> {
    let mut values = Values::default();
    let mut filled = 0;
    while filled < LETTERS {
        let mut bytes = random::<LETTERS>()?;
        // 248 is the last multiple of 31 in a byte: what is above would make the first letters likelier.
        for byte in bytes.iter().filter(|byte| **byte < 248).take(LETTERS - filled) {
            values[filled] = byte % BASE;
            filled += 1;
        }
        bytes.zeroize();
    }
    Ok(values)
}

/// The check of a group: its letters, its place and its part, each with a weight of its own (GB 32100-2015, annex A:
/// powers of three, whose order modulo 31 is 30).
fn check(group: &[u8], place: usize, part: Part) -> u8 {
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    let values = group
        .iter()
        .map(|value| u32::from(*value))
        .chain([place, part as u32]);
    let sum = values
        .zip(0..)
        .fold(0, |sum, (value, power)| sum + value * 3u32.pow(power) % 31);
    (sum % 31) as u8
}

fn written(values: &Values, part: Part) -> SecretString {
    let groups = values.chunks(GROUP).enumerate().map(|(place, group)| {
        let letters = group.iter().copied().chain([check(group, place, part)]);
        letters.map(letter).collect::<String>()
    });
    let mut groups = groups.collect::<Vec<_>>();
    let text = SecretString::from(groups.join("-"));
    groups.iter_mut().for_each(String::zeroize);
    text
}

/// What was typed, as part and letters.
fn typed(sheet: &SecretString) -> Result<(Part, Values)> {
    let plain = Zeroizing::new(sheet.expose_secret().nfkc().collect::<String>());
    let letters = plain
        .chars()
        .filter(|c| !c.is_whitespace() && !"-—–_".contains(*c));
    let letters = Zeroizing::new(letters.collect::<Vec<char>>());
    let groups = LETTERS / GROUP;
    let wanted = LETTERS + groups;
    if letters.len() != wanted {
        let there = letters.len();
        return Err(wrong(&format!(
            "应为 {wanted} 个字，分 {groups} 组，现有 {there} 个"
        )));
    }
    let values = Zeroizing::new(letters.iter().map(|c| value(*c)).collect::<Vec<_>>());
    let misread = |part: Part| {
        let groups = values.chunks(GROUP + 1).enumerate();
        let wrong = groups.filter(|(place, group)| !is_right(group, *place, part));
        wrong.map(|(place, _)| place + 1).collect::<Vec<_>>()
    };
    let read = Part::ALL.map(|part| (part, misread(part)));
    let Some((part, places)) = read.into_iter().min_by_key(|(_, places)| places.len()) else {
        return Err(wrong("读不出来"));
    };
    if !places.is_empty() {
        let places: Vec<_> = places.iter().map(|place| format!("第 {place} 组")).collect();
        return Err(wrong(&places.join("、")));
    }
    let mut out = Values::default();
    let kept = values.chunks(GROUP + 1).flat_map(|group| &group[..GROUP]);
    for (to, from) in out.iter_mut().zip(kept) {
        *to = from.unwrap_or_default();
    }
    Ok((part, out))
}

fn is_right(group: &[Option<u8>], place: usize, part: Part) -> bool {
    let known: Zeroizing<Vec<u8>> = Zeroizing::new(group.iter().flatten().copied().collect());
    matches!(known.split_last(), Some((last, rest)) if rest.len() == GROUP && *last == check(rest, place, part))
}

fn letter(value: u8) -> char {
    char::from(ALPHABET[usize::from(value % BASE)])
}

fn value(letter: char) -> Option<u8> {
    let letter = letter.to_ascii_uppercase();
    let place = ALPHABET.iter().position(|known| char::from(*known) == letter)?;
    u8::try_from(place).ok()
}

fn wrong(what: &str) -> StoreError {
    StoreError::RecoveryText {
        what: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    fn told(sheets: &[SecretString]) -> String {
        RecoveryKey::read(sheets).unwrap_err().to_string()
    }

    #[test]
    fn what_is_printed_is_read_however_it_is_typed() {
        let key = RecoveryKey::random().unwrap();
        let text = key.text().expose_secret().to_owned();
        assert_eq!(text.len(), 47);
        let spaced = text.to_lowercase().replace('-', " ");
        for typed in [text.clone(), spaced, text.replace('-', "")] {
            let read = RecoveryKey::read(&[secret(&typed)]).unwrap();
            assert_eq!(read.0, key.0, "{typed}");
        }
    }

    #[test]
    fn every_slip_of_one_letter_and_every_swap_of_two_is_found_in_its_group() {
        let key = RecoveryKey::random().unwrap();
        let text: Vec<char> = key.text().expose_secret().chars().collect();
        for at in (0..text.len()).filter(|at| text[*at] != '-') {
            let group = format!("第 {} 组", at / 6 + 1);
            for other in ALPHABET.iter().map(|b| char::from(*b)).filter(|c| *c != text[at]) {
                let mut slip = text.clone();
                slip[at] = other;
                let told = told(&[secret(&slip.iter().collect::<String>())]);
                assert!(told.contains(&group) && told.matches("组").count() == 1, "{told}");
            }
            if text
                .get(at + 1)
                .is_some_and(|next| *next != '-' && *next != text[at])
            {
                let mut swap = text.clone();
                swap.swap(at, at + 1);
                assert!(told(&[secret(&swap.iter().collect::<String>())]).contains(&group));
            }
        }
        let mut groups: Vec<_> = key.text().expose_secret().split('-').map(str::to_owned).collect();
        groups.swap(2, 3);
        if groups[2] != groups[3] {
            assert!(told(&[secret(&groups.join("-"))]).contains("第 3 组、第 4 组"));
        }
    }

    #[test]
    fn two_halves_make_the_key_and_one_does_not() {
        let key = RecoveryKey::random().unwrap();
        let [first, second] = key.halves().unwrap();
        for order in [[first.clone(), second.clone()], [second.clone(), first.clone()]] {
            assert_eq!(RecoveryKey::read(&order).unwrap().0, key.0);
        }
        assert!(told(std::slice::from_ref(&first)).contains("还要下半张"));
        assert!(told(&[second]).contains("还要上半张"));
        assert!(told(&[first.clone(), first]).contains("不是同一把"));
        assert!(told(&[secret("ABC")]).contains("现有 3 个"));
    }
}
