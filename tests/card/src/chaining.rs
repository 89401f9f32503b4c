//! Long commands in several APDUs and long answers in several pieces, around an application that knows only whole ones.
//!
//! Facts: ISO 7816-4 §5.1.1.1 (command chaining, class bit 5), §5.1.3 and §7.6.1 (61xx and GET RESPONSE),
//! NIST SP 800-73-4 part 2 §3.1.1 (SELECT by a right-truncated AID).

use iso7816::Status;
use iso7816::command::CommandView;

use crate::chip::Application;

/// The full name of the PIV application, with its version.
const PIV_AID: [u8; 11] = [0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00];
/// RID of NIST, the shortest name a reader may call the application by.
const RID_LENGTH: usize = 5;
const CHAINED: u8 = 0x10;
const SELECT: u8 = 0xA4;
const GET_RESPONSE: u8 = 0xC0;
/// The longest command data and the longest answer, in bytes: a certificate object and its wrapping.
const LONGEST: usize = 8 << 10;

/// What is held between two APDUs.
#[derive(Default)]
pub struct Chaining {
    command: Vec<u8>,
    answer: Vec<u8>,
}

impl Chaining {
    /// One APDU from the reader, one answer to it.
    pub fn answer(&mut self, apdu: &[u8], application: &mut Application<'_>) -> Vec<u8> {
        let Ok(command) = CommandView::try_from(apdu) else {
            return status(Status::WrongLength);
        };
        if apdu[1] == GET_RESPONSE {
            return self.piece(command.expected());
        }
        self.answer.clear();
        if self.command.len() + command.data().len() > LONGEST {
            self.command.clear();
            return status(Status::WrongLength);
        }
        self.command.extend_from_slice(command.data());
        if apdu[0] & CHAINED != 0 {
            return status(Status::Success);
        }
        let data = std::mem::take(&mut self.command);
        let whole = extended([apdu[0], apdu[1], apdu[2], apdu[3]], full_name(apdu[1], data));
        let Ok(whole) = CommandView::try_from(whole.as_slice()) else {
            return status(Status::WrongLength);
        };
        let mut said: heapless::Vec<u8, LONGEST> = heapless::Vec::new();
        match application.respond(whole, &mut said) {
            Ok(()) => {
                self.answer = said.to_vec();
                self.piece(command.expected())
            }
            Err(refused) => status(refused),
        }
    }

    /// The next piece of the answer, at most as long as the reader expects.
    fn piece(&mut self, expected: usize) -> Vec<u8> {
        let room = if expected == 0 { 256 } else { expected };
        let rest = self.answer.split_off(room.min(self.answer.len()));
        let mut piece = std::mem::replace(&mut self.answer, rest);
        piece.extend(match u8::try_from(self.answer.len()) {
            Ok(0) => Status::Success.into(),
            Ok(left) => [0x61, left],
            // More than a byte can tell: "256 or more".
            Err(_) => [0x61, 0x00],
        });
        piece
    }
}

fn status(status: Status) -> Vec<u8> {
    <[u8; 2]>::from(status).to_vec()
}

/// A SELECT by any beginning of the name from the RID on becomes one by the full name.
fn full_name(instruction: u8, data: Vec<u8>) -> Vec<u8> {
    let is_short = (RID_LENGTH..PIV_AID.len()).contains(&data.len()) && PIV_AID.starts_with(&data);
    if instruction == SELECT && is_short {
        PIV_AID.to_vec()
    } else {
        data
    }
}

/// The whole command as one APDU of extended length.
fn extended(header: [u8; 4], data: Vec<u8>) -> Vec<u8> {
    let mut apdu = header.to_vec();
    if !data.is_empty() {
        // LONGEST fits into two bytes.
        let [.., high, low] = data.len().to_be_bytes();
        apdu.extend([0x00, high, low]);
        apdu.extend(data);
    }
    apdu
}
