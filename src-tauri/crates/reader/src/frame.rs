//! The wire between the program and a reader: frames of a length, a kind and their bytes, one after the other.
//!
//! The program hands files over and asks; the reader says what holds around it, then answers each question with what it
//! found and the files that belong to it. Nobody believes a length: bytes are taken as they come, within what is left.

use std::io::{self, Read, Write};

/// Most bytes of files that a reader is handed: the pages of one upload, each as large as a file may be.
pub const MOST_FILES: u64 = 192 << 20;
/// Most bytes that it is asked in besides.
pub const MOST_ASKED: u64 = 64 << 20;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To the reader: a file's bytes.
    File,
    /// To the reader: a question, JSON.
    Ask,
    /// From the reader, once and first: which walls stand around it, JSON.
    Ready,
    /// From the reader: the answer, JSON; so many parts as it says follow.
    Said,
    /// From the reader: the file is refused, JSON.
    Refused,
    /// From the reader: bytes that belong to the answer before them.
    Part,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::File,
        Self::Ask,
        Self::Ready,
        Self::Said,
        Self::Refused,
        Self::Part,
    ];
}

/// Why no frame came.
#[derive(Debug)]
pub enum Broken {
    /// The other side is gone, or does not answer in time.
    Pipe(io::Error),
    /// More than is allowed.
    TooMuch,
    /// No frame of ours.
    Garbled,
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Pipe(error)
    }
}

/// Writes a frame.
///
/// # Errors
/// What the pipe says; `InvalidInput` for more than a frame can say.
pub fn put(to: &mut impl Write, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    let mut head = [0; 5];
    head[..4].copy_from_slice(&length.to_be_bytes());
    head[4] = kind as u8;
    to.write_all(&head)?;
    to.write_all(bytes)
}

/// Reads a frame of at most `left` bytes and takes its size off them.
///
/// # Errors
/// [`Broken`]; `UnexpectedEof` at the end of the pipe.
pub fn take(from: &mut impl Read, left: &mut u64) -> Result<(Kind, Vec<u8>), Broken> {
    let mut head = [0; 5];
    from.read_exact(&mut head)?;
    let [a, b, c, d, kind] = head;
    let kind = *Kind::ALL.get(usize::from(kind)).ok_or(Broken::Garbled)?;
    let length = u64::from(u32::from_be_bytes([a, b, c, d]));
    if length > *left {
        return Err(Broken::TooMuch);
    }
    *left -= length;
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    Ok((kind, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_as_they_went_in() {
        let mut wire = Vec::new();
        for kind in Kind::ALL {
            put(&mut wire, kind, &vec![kind as u8; 3 * kind as usize]).unwrap();
        }
        let (mut from, mut left) = (wire.as_slice(), 1000);
        for kind in Kind::ALL {
            let (came, bytes) = take(&mut from, &mut left).unwrap();
            assert_eq!((came, bytes.len()), (kind, 3 * kind as usize));
        }
        assert_eq!(left, 1000 - (1..6).map(|n| 3 * n).sum::<u64>());
    }

    #[test]
    fn a_frame_that_lies_is_not_believed() {
        let head = |length: u32, kind: u8| [&length.to_be_bytes()[..], &[kind]].concat();
        let refused = |wire: &[u8]| take(&mut { wire }, &mut 100).unwrap_err();
        assert!(matches!(refused(&head(101, 3)), Broken::TooMuch));
        assert!(matches!(refused(&head(u32::MAX, 3)), Broken::TooMuch));
        assert!(matches!(refused(&head(1, 6)), Broken::Garbled));
        for short in [&head(50, 3)[..], &head(50, 3)[..4], b""] {
            let Broken::Pipe(error) = refused(short) else {
                panic!("{short:?}")
            };
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        }
    }
}
