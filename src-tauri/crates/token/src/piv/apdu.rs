//! Commands and answers of ISO 7816-4 on a wire: long commands in a chain, long answers in pieces, status words in
//! our words.
//!
//! Never here: what PIV makes of them. Buffers that may hold a PIN are wiped.
//!
//! Facts: ISO 7816-4 §5.1.1.1 (command chaining), §5.1.3 (status words), §7.6.1 (GET RESPONSE).

use zeroize::Zeroizing;

use crate::error::TokenError;

/// Data of one APDU of short length, in bytes.
const SHORT: usize = 255;
/// Class of all commands but the last of a chain.
const CHAINED: u8 = 0x10;
const GET_RESPONSE: u8 = 0xC0;
/// The longest answer taken from a card, in bytes.
const ANSWER_MAX: usize = 64 << 10;

/// What carries APDUs to the card and its answers back.
pub(super) trait Wire {
    /// One APDU, one answer with its two status bytes.
    ///
    /// # Errors
    /// [`TokenError::KeyPulled`] when the card is gone.
    fn transmit(&self, apdu: &[u8]) -> Result<Vec<u8>, TokenError>;
}

/// A command before it is cut into APDUs.
pub(super) struct Command<'a> {
    pub instruction: u8,
    pub p1: u8,
    pub p2: u8,
    pub data: &'a [u8],
}

/// The last two bytes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StatusWord(pub u16);

impl StatusWord {
    pub const DONE: Self = Self(0x9000);
    /// No such object, key or file.
    pub const NOT_FOUND: [Self; 2] = [Self(0x6A82), Self(0x6A88)];

    /// Tries left, where the word tells them: 63Cx, and 6983 for none.
    pub fn tries_left(self) -> Option<u8> {
        match self.0 {
            0x6983 => Some(0),
            word if word & 0xFFF0 == 0x63C0 => Some(self.0.to_be_bytes()[1] & 0x0F),
            _ => None,
        }
    }

    /// The refusal of a step in our words.
    pub fn refusal(self, step: &str) -> TokenError {
        let what = step.to_owned();
        match self.0 {
            0x6A84 => TokenError::TokenFull,
            0x6A81 | 0x6D00 | 0x6E00 => TokenError::NotSupported { what },
            word => TokenError::Module {
                call: what,
                answer: format!("{word:04X}"),
            },
        }
    }
}

/// A whole answer.
pub(super) struct Answer {
    pub data: Zeroizing<Vec<u8>>,
    pub status: StatusWord,
}

impl Answer {
    /// The data of a command that was done; the refusal in our words otherwise.
    pub fn done(self, step: &str) -> Result<Zeroizing<Vec<u8>>, TokenError> {
        if self.status == StatusWord::DONE {
            Ok(self.data)
        } else {
            Err(self.status.refusal(step))
        }
    }
}

/// Sends a command, in as many APDUs as it takes, and collects its answer.
pub(super) fn exchange(wire: &dyn Wire, command: &Command<'_>) -> Result<Answer, TokenError> {
    let mut pieces = command.data.chunks(SHORT).peekable();
    let head = |class: u8| [class, command.instruction, command.p1, command.p2];
    loop {
        let piece = pieces.next().unwrap_or_default();
        let is_last = pieces.peek().is_none();
        let mut apdu = Zeroizing::new(Vec::with_capacity(6 + SHORT));
        apdu.extend_from_slice(&head(if is_last { 0 } else { CHAINED }));
        if !piece.is_empty() {
            // A piece is at most SHORT long.
            apdu.push(piece.len().to_be_bytes()[size_of::<usize>() - 1]);
            apdu.extend_from_slice(piece);
        }
        if is_last {
            apdu.push(0);
            return collect(wire, apdu);
        }
        let (_, status) = parted(wire.transmit(&apdu)?)?;
        if status != StatusWord::DONE {
            return Ok(Answer {
                data: Zeroizing::default(),
                status,
            });
        }
    }
}

/// Sends the last APDU of a command and asks for the rest of the answer until it is whole.
fn collect(wire: &dyn Wire, mut apdu: Zeroizing<Vec<u8>>) -> Result<Answer, TokenError> {
    let mut data = Zeroizing::new(Vec::with_capacity(4 << 10));
    loop {
        let (piece, status) = parted(wire.transmit(&apdu)?)?;
        data.extend_from_slice(&piece);
        if data.len() > ANSWER_MAX {
            return Err(garbled());
        }
        match status.0.to_be_bytes() {
            [0x61, left] => apdu = Zeroizing::new(vec![0, GET_RESPONSE, 0, 0, left]),
            // The card names the length that it wants to be asked for.
            [0x6C, length] if apdu.last() != Some(&length) => {
                let end = apdu.len() - 1;
                apdu[end] = length;
            }
            _ => return Ok(Answer { data, status }),
        }
    }
}

fn parted(answer: Vec<u8>) -> Result<(Zeroizing<Vec<u8>>, StatusWord), TokenError> {
    let mut data = Zeroizing::new(answer);
    match (data.pop(), data.pop()) {
        (Some(low), Some(high)) => Ok((data, StatusWord(u16::from_be_bytes([high, low])))),
        // No card answers with less than a status word: the reader stands empty and has not noticed yet.
        _ => Err(TokenError::KeyPulled {
            step: "读取应答".to_owned(),
        }),
    }
}

fn garbled() -> TokenError {
    TokenError::Module {
        call: "读取应答".to_owned(),
        answer: "格式不对".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// A wire that expects these APDUs in this order and gives these answers.
    struct Script(RefCell<Vec<(Vec<u8>, Vec<u8>)>>);

    impl Wire for Script {
        fn transmit(&self, apdu: &[u8]) -> Result<Vec<u8>, TokenError> {
            let (expected, answer) = self.0.borrow_mut().remove(0);
            assert_eq!(apdu, expected);
            Ok(answer)
        }
    }

    /// An APDU and the answer to it, each in pieces.
    type Turn<'a> = (&'a [&'a [u8]], &'a [&'a [u8]]);

    fn check(data: &[u8], script: &[Turn<'_>], expected: (&[u8], u16)) {
        let script = script
            .iter()
            .map(|(apdu, answer)| (apdu.concat(), answer.concat()));
        let wire = Script(RefCell::new(script.collect()));
        let command = Command {
            instruction: 0xDB,
            p1: 0x3F,
            p2: 0xFF,
            data,
        };
        let answer = exchange(&wire, &command).unwrap();
        assert_eq!((answer.data.as_slice(), answer.status.0), expected);
        assert!(wire.0.borrow().is_empty(), "the dialogue ended early");
    }

    #[test]
    fn a_short_command_is_one_apdu() {
        check(
            &[1, 2],
            &[(&[&[0, 0xDB, 0x3F, 0xFF, 2, 1, 2, 0]], &[&[7, 0x90, 0]])],
            (&[7], 0x9000),
        );
        check(
            &[],
            &[(&[&[0, 0xDB, 0x3F, 0xFF, 0]], &[&[0x6A, 0x82]])],
            (&[], 0x6A82),
        );
    }

    #[test]
    fn a_long_command_is_a_chain_and_a_long_answer_comes_in_pieces() {
        let long = [9; 256];
        check(
            &long,
            &[
                (&[&[0x10, 0xDB, 0x3F, 0xFF, 255], &[9; 255]], &[&[0x90, 0]]),
                (&[&[0, 0xDB, 0x3F, 0xFF, 1, 9, 0]], &[&[1; 256], &[0x61, 0]]),
                (&[&[0, 0xC0, 0, 0, 0]], &[&[1; 256], &[0x61, 2]]),
                (&[&[0, 0xC0, 0, 0, 2]], &[&[1, 1, 0x90, 0]]),
            ],
            (&[1; 514], 0x9000),
        );
    }

    #[test]
    fn a_chain_that_is_refused_ends_there() {
        check(
            &[9; 300],
            &[(&[&[0x10, 0xDB, 0x3F, 0xFF, 255], &[9; 255]], &[&[0x69, 0x82]])],
            (&[], 0x6982),
        );
    }

    #[test]
    fn the_length_a_card_names_is_asked_for() {
        check(
            &[],
            &[
                (&[&[0, 0xDB, 0x3F, 0xFF, 0]], &[&[0x6C, 3]]),
                (&[&[0, 0xDB, 0x3F, 0xFF, 3]], &[&[1, 2, 3, 0x90, 0]]),
            ],
            (&[1, 2, 3], 0x9000),
        );
    }

    #[test]
    fn tries_are_told_by_the_status_word() {
        for (word, tries) in [
            (0x63C2, Some(2)),
            (0x63C0, Some(0)),
            (0x6983, Some(0)),
            (0x6300, None),
            (0x9000, None),
        ] {
            assert_eq!(StatusWord(word).tries_left(), tries, "{word:04X}");
        }
    }
}
