//! The papers handed in against the scans that were uploaded (004:401): what was exported for the site stays in the
//! books, also where a later scan of the paper has taken its place, and the second check sees both beside each other.

use chrono::{DateTime, Utc};
use store::{AuditAction, Page, PageState, Tx};

use crate::casework::seen::Seen;
use crate::pages::belonging::{self, is_form};
use crate::rim::api::Refusal;
use crate::scanning::lists::words_of;

/// A page that was uploaded, and the paper of it where that was scanned since.
pub struct Uploaded {
    /// Item id of the second check: `upload:f-ln-1:1`.
    pub id: String,
    /// Which page.
    pub label: String,
    /// What is to be the same, with the guide's place.
    pub rule: String,
    /// What is known of the two.
    pub fact: String,
    /// The page to look at: the paper's, else the uploaded one.
    pub page: Option<u32>,
    /// The uploaded page beside it; none where there is one picture only.
    pub beside: Option<u32>,
}

/// Every page of a case that was uploaded, with its paper; one line for all where nothing was exported here. Empty
/// where no papers are handed in. Errors: the store's.
pub fn uploaded(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<Uploaded>, Refusal> {
    let Some(rule) = seen.project.paper_equals_upload(seen.content(), &seen.facts) else {
        return Ok(Vec::new());
    };
    let Some(at) = exported_at(seen, tx)? else {
        return Ok(vec![Uploaded {
            id: "upload:papers".to_owned(),
            label: "纸质资料与网页上的上传件".to_owned(),
            rule,
            fact: "本受理点没有导出过上传件：请打开网页上的上传件，逐页对照纸质资料".to_owned(),
            page: None,
            beside: None,
        }]);
    };
    let all = tx.page_history(seen.row.id)?;
    let present = belonging::current(seen, tx)?;
    let mut found: Vec<Uploaded> = Vec::new();
    for page in all.iter().filter(|page| was_exported(page, &all, at)) {
        let form = page.form.clone().unwrap_or_default();
        let id = match is_form(seen, &form) {
            true => format!("upload:{form}:{}", page.page),
            false => format!("upload:{form}:{}", page.id),
        };
        // Of each page of a form the first copy was exported.
        if found.iter().any(|one| one.id == id) {
            continue;
        }
        let paper = paper_of(seen, page, &all, &present, at);
        found.push(Uploaded {
            id,
            label: words_of(seen, page),
            rule: rule.clone(),
            fact: fact(seen, tx, page, paper)?,
            page: Some(paper.unwrap_or(page).id.0),
            beside: paper.map(|_| page.id.0),
        });
    }
    Ok(found)
}

/// When the files for the site were written last; none where that was never done.
fn exported_at(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Option<DateTime<Utc>>, Refusal> {
    let trail = tx.audit_of_case(seen.row.id)?;
    let mut exports = trail
        .iter()
        .filter(|line| line.action == AuditAction::UploadsExported);
    Ok(exports.next_back().map(|line| line.at))
}

/// Whether a page was filed and counted when the files were written.
fn was_exported(page: &Page, all: &[Page], at: DateTime<Utc>) -> bool {
    let filed = |page: &Page| page.filed_at.is_some_and(|filed| filed <= at);
    let later = page
        .replaced_by
        .and_then(|id| all.iter().find(|other| other.id == id));
    page.state == PageState::Filed && filed(page) && !later.is_some_and(filed)
}

/// The scan of the paper that came after the upload: the page that took the uploaded one's place, else the same page of
/// another copy of the form.
fn paper_of<'p>(
    seen: &Seen<'_>,
    page: &Page,
    all: &'p [Page],
    present: &'p [Page],
    at: DateTime<Utc>,
) -> Option<&'p Page> {
    let mut last = None;
    let mut next = page.replaced_by;
    while let Some(later) = next.and_then(|id| all.iter().find(|other| other.id == id)) {
        last = Some(later);
        next = later.replaced_by;
    }
    let is_same = |other: &&Page| {
        let form = other.form.as_deref().unwrap_or_default();
        let came_later = other.filed_at.is_some_and(|filed| filed > at);
        came_later && is_form(seen, form) && other.form == page.form && other.page == page.page
    };
    last.or_else(|| present.iter().find(is_same))
}

/// What is known of an uploaded page and its paper: whether both are of what is entered now.
fn fact(seen: &Seen<'_>, tx: &Tx<'_>, page: &Page, paper: Option<&Page>) -> Result<String, Refusal> {
    let Some(paper) = paper else {
        return Ok("纸件还没有另行扫描：请拿纸件对照这一页".to_owned());
    };
    let form = page.form.clone().unwrap_or_default();
    let prints = belonging::prints_of(tx, seen.row.id, &form)?;
    let of = |page: &Page| belonging::print_of(page, &prints).map(|print| print.paper());
    Ok(match (of(page), of(paper)) {
        (Some(up), Some(down)) if up == down => "同一内容的打印件；请比对签字、盖章和手写处".to_owned(),
        (Some(_), Some(_)) => {
            "打印内容不同：上传的是改动前打印的那一份，请在网页上重新上传，或退回改正".to_owned()
        }
        _ => "看不出是不是同一次打印的：请逐处比对".to_owned(),
    })
}
