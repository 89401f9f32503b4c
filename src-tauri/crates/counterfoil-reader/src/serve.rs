//! The conversation: what holds around this process first, then files and questions until the program is gone.

use std::io::{Read, Write};

use elsa::FrozenVec;
use fence::Held;
use reader::ReadError;
use reader::ask::{Answer, Ask, Asked, Question};
use reader::frame::{self, Broken, Kind};

use crate::session::{Answers, Session, Told};
use crate::{SECONDS, SECONDS_A_PAGE};

/// Serves until the program goes away, which is the good end. `grant` is told how many seconds of processor time the
/// pages that were asked about are worth, from the start.
///
/// # Errors
/// [`Broken`] when what comes is no conversation of ours.
pub fn serve(
    from: &mut impl Read,
    to: &mut impl Write,
    held: Held,
    grant: impl Fn(u64),
) -> Result<(), Broken> {
    put(to, Kind::Ready, &held)?;
    let files = FrozenVec::new();
    let mut session = Session::new(&files);
    let (mut left, mut pages) = (frame::MOST_FILES + frame::MOST_ASKED, 0_u64);
    loop {
        match frame::take(from, &mut left) {
            Ok((Kind::File, bytes)) => session.take(bytes),
            Ok((Kind::Ask, json)) => {
                let asked: Asked = serde_json::from_slice(&json).map_err(|_| Broken::Garbled)?;
                pages = pages.saturating_add(u64::from(asked.pages));
                let more = pages.saturating_sub(1).saturating_mul(SECONDS_A_PAGE);
                grant(SECONDS.saturating_add(more));
                answer(to, session.said(asked.ask))?;
            }
            Ok(_) => return Err(Broken::Garbled),
            Err(Broken::Pipe(_)) => return Ok(()),
            Err(other) => return Err(other),
        }
    }
}

/// What is answered, as it crosses.
type Said = Result<(Vec<u8>, Vec<Vec<u8>>), ReadError>;

fn answer(to: &mut impl Write, said: Said) -> Result<(), Broken> {
    match said {
        Ok((json, parts)) => {
            frame::put(to, Kind::Said, &json)?;
            for part in parts {
                frame::put(to, Kind::Part, &part)?;
            }
            Ok(())
        }
        Err(ReadError::Refused(refused)) => put(to, Kind::Refused, &refused),
        // Only the program says anything else of a file.
        Err(_) => Err(Broken::Garbled),
    }
}

fn put(to: &mut impl Write, kind: Kind, said: &impl serde::Serialize) -> Result<(), Broken> {
    let json = serde_json::to_vec(said).map_err(|_| Broken::Garbled)?;
    Ok(frame::put(to, kind, &json)?)
}

/// The question a session is asked, with the type of its answer.
fn told<Q: Question>(session: &mut Session<'_>, question: Q) -> Said
where
    for<'a> Session<'a>: Answers<Q>,
{
    let Told { said, parts } = session.answer(question).map_err(ReadError::Refused)?;
    let answer = Answer {
        parts: u32::try_from(parts.len()).unwrap_or(u32::MAX),
        said,
    };
    let json = serde_json::to_vec(&answer).map_err(|error| ReadError::Unavailable {
        reason: error.to_string(),
    })?;
    Ok((json, parts))
}

/// Writes the way from any question to its answer.
macro_rules! every_question {
    ($($question:ident)*) => {
        impl Session<'_> {
            fn said(&mut self, ask: Ask) -> Said {
                match ask {
                    $(Ask::$question(question) => told(self, question),)*
                }
            }
        }
    };
}

every_question! {
    PageAt Look ReadPage Recognise Bars Lies Region Straight Frames Upload
    Judge Ink EditedFile JudgeEdited Compare
    Certificates Certificate Request Package Revocations Known
    Draft CheckProject Text
}
