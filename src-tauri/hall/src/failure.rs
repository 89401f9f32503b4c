//! What can go wrong on the way to the server, and what a window is told about it.

use std::error::Error as _;
use std::io::{self, ErrorKind};

use store::StoreError;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

/// Why the server gave no answer, or another than was asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The connection is over, or none came about; asked once more, a new one may serve.
    Cut(String),
    /// No answer came in time.
    Slow,
    /// An answer was longer than anything that a window ever sends.
    Endless,
    /// Another window holds the lock.
    Busy,
    /// The server refused.
    Refused(String),
    /// What was asked for needs a write under way, and there is none.
    NoWrite,
}

/// The words of a failure that the asker brought about, and that nobody reads.
pub(crate) const STOPPED: &str = "stopped by the window";

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let Some(told) = error.as_db_error() else {
            return Self::Cut(words_of(&error));
        };
        let text = format!("{} ({})", told.message(), told.code().code());
        match told.code() {
            code if is_over(code) => Self::Cut(text),
            code if is_contention(code) => Self::Busy,
            _ => Self::Refused(text),
        }
    }
}

impl Failure {
    /// As a question hears it: whatever it was, the server did not answer.
    pub(crate) fn asked(self) -> StoreError {
        match self {
            Self::Busy => StoreError::HallBusy,
            Self::Endless => StoreError::HallAltered { what: self.words() },
            other => StoreError::HallGone {
                reason: other.words(),
            },
        }
    }

    /// As a write hears it: nothing of it is kept.
    pub(crate) fn written(self) -> StoreError {
        StoreError::HallNotSaved { reason: self.words() }
    }

    /// What happened, for the person who looks after the server.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Cut(words) | Self::Refused(words) => words,
            Self::Slow => "等了太久没有应答".to_owned(),
            Self::Endless => "应答长得不像各窗口存的".to_owned(),
            Self::Busy => "别的窗口占着保存".to_owned(),
            Self::NoWrite => "这一步已经中断".to_owned(),
        }
    }
}

/// Whether the server ended the connection: it goes down, it is not up, or it no longer waits for this window.
fn is_over(code: &SqlState) -> bool {
    let code = code.code();
    code.starts_with("08") || code.starts_with("57P") || code == "25P03" || code == "40003"
}

/// Whether another window was in the way.
fn is_contention(code: &SqlState) -> bool {
    ["40001", "40P01", "55P03"].contains(&code.code())
}

/// Whether an error in answer to COMMIT leaves no doubt that nothing was kept. Every other one does: the connection may
/// have broken after the server had kept it.
pub(crate) fn surely_not_kept(error: &Error) -> bool {
    error.code().is_some_and(|code| {
        is_contention(code)
            || code.code() == "25P03"
            || ["22", "23", "42"].iter().any(|one| code.code().starts_with(one))
    })
}

/// What a connection that broke or did not come about says to a clerk.
fn words_of(error: &Error) -> String {
    let mut cause = error.source();
    while let Some(one) = cause {
        if let Some(found) = one.downcast_ref::<io::Error>() {
            return words_of_system(found);
        }
        cause = one.source();
    }
    "连接断了".to_owned()
}

fn words_of_system(error: &io::Error) -> String {
    let words = match error.kind() {
        // The socket of a server on this machine is a file, which is gone while it is down.
        ErrorKind::ConnectionRefused | ErrorKind::NotFound => "服务器没有开着",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => "网络不通",
        ErrorKind::TimedOut => "等了太久没有应答",
        // What the check of the certificates says stands in its own words.
        ErrorKind::InvalidData | ErrorKind::Other => return error.to_string(),
        _ => "连接断了",
    };
    words.to_owned()
}
