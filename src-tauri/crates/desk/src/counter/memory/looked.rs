//! What is being looked at: the one record that was opened last, in memory only, for whoever opened it.
//!
//! So opening is recorded once, turning its pages costs no second reading of the store, and no page can be had of what
//! was not opened. It ends with the session.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, FixedOffset};
use store::AccountId;

use crate::counter::api::LookAt;
use crate::counter::open::Open;
use crate::rim::api::Refusal;

/// A record that was opened, as bytes.
#[derive(Debug, Clone)]
pub enum Body {
    /// A PDF.
    Pdf(Vec<u8>),
    /// Pictures, one a page, as they are stored.
    Pictures(Vec<Vec<u8>>),
    /// Something to be read; the window has it already.
    Text,
}

struct Held {
    by: AccountId,
    since: DateTime<FixedOffset>,
    what: LookAt,
    body: Body,
}

/// The record that is looked at.
#[derive(Default)]
pub struct Looked(Mutex<Option<Held>>);

impl Looked {
    /// Keeps what was opened in this session; what was open before is let go.
    pub fn hold(&self, open: &Open, what: LookAt, body: Body) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Held {
            by: open.account.id,
            since: open.since,
            what,
            body,
        });
    }

    /// What was opened in this session. Errors: `document-not-open`.
    pub fn of(&self, open: &Open, what: &LookAt) -> Result<Body, Refusal> {
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = slot
            .as_ref()
            .filter(|h| h.by == open.account.id && h.since == open.since && h.what == *what);
        held.map(|h| h.body.clone())
            .ok_or_else(|| Refusal::new("document-not-open", "这份文件没有打开", "请从列表里重新打开"))
    }

    /// Lets go of it.
    pub fn close(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
