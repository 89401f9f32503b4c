//! A scanned page as every station shows it.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::rim::api::Finding;

/// Where a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// Filed to a case, and of a print that holds.
    Filed,
    /// Filed to a case, but of a print that shows another content than the case has now: it counts for nothing until
    /// it is scanned again from a new print, or the content is put back.
    Stale,
    /// Filed to a case, and nobody can tell of which print: a person has to look at it and file it again.
    Unsure,
    /// Waits for the clerk.
    Tray,
    /// Put aside by the clerk; the original is kept.
    Discarded,
}

/// A scanned page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PageLine {
    /// The page; its picture is `pagePicture`.
    pub id: u32,
    /// Where it stands.
    pub state: PageState,
    /// Case.
    pub case_id: Option<u32>,
    /// Case number.
    pub number: Option<String>,
    /// Form id, or the material's row id for other papers.
    pub form: Option<String>,
    /// 《…申请表》 第1页 第1份
    pub words: String,
    /// Page of the form.
    pub page: u32,
    /// Pages of the form.
    pub pages: u32,
    /// Copy.
    pub copy: u32,
    /// Name of the file or device it came from.
    pub origin: String,
    /// When it arrived.
    pub at: String,
    /// What the reading has to say.
    pub findings: Vec<Finding>,
    /// Registered to its form, so that fields can be shown in it.
    pub registered: bool,
    /// Its marks have been looked for; while they have not, `readPage` does it.
    pub read: bool,
}
