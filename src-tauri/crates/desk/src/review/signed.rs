//! Where the printed forms of a case must be signed or stamped, and what has to stand there: the project's data, found
//! again on the scanned pages.

use std::collections::BTreeSet;

use form::BoxKind;
use project::SignaturePlace;
use store::{Page, Tx};

use crate::casework::seen::Seen;
use crate::pages::belonging;
use crate::pages::map::{boxes, map_to_look_at};
use crate::review::api::Rect;
use crate::rim::api::Refusal;

/// A place on a scanned page where somebody has to sign or stamp.
pub struct Signed<'a> {
    /// Item id of the second check: `paper:sign.seal`, with the form before the name where another form has had it.
    pub id: String,
    /// The form's words for it; with the form's title where several forms of the case have it.
    pub label: String,
    /// What has to stand there.
    pub wanted: &'a SignaturePlace,
    /// Page and place in mm.
    pub at: (u32, Rect),
}

/// Every such place of a case, in the order of its forms; each form's first filed copy counts. Errors: the store's.
pub fn places<'a>(seen: &Seen<'a>, tx: &Tx<'_>) -> Result<Vec<Signed<'a>>, Refusal> {
    let content = seen.content();
    let mut pages = belonging::current(seen, tx)?;
    let forms = seen.forms();
    let order = |page: &Page| forms.iter().position(|f| Some(&f.id) == page.form.as_ref());
    pages.sort_by_key(|p| (order(p), p.copy, p.page));
    let mut names = BTreeSet::new();
    let mut done = BTreeSet::new();
    let mut signed = Vec::new();
    for page in &pages {
        let (Some(map), Some(form)) = (map_to_look_at(tx, seen.row.id, page)?, &page.form) else {
            continue;
        };
        for kind in [BoxKind::Sign, BoxKind::Frame] {
            for b in boxes(&map, kind) {
                let Some(wanted) = seen.project.signature_at(&b.name, content, &seen.facts) else {
                    continue;
                };
                if !done.insert((form.clone(), b.name.clone())) {
                    continue;
                }
                let first = names.insert(b.name.clone());
                let title = seen.project.form(form).map_or(form.as_str(), |f| &f.title);
                let rect = Rect {
                    x: b.rect.x,
                    y: b.rect.y,
                    w: b.rect.w,
                    h: b.rect.h,
                };
                signed.push(Signed {
                    id: match first {
                        true => format!("paper:{}", b.name),
                        false => format!("paper:{form}:{}", b.name),
                    },
                    label: match first {
                        true => wanted.label.clone(),
                        false => format!("{}（《{title}》）", wanted.label),
                    },
                    wanted,
                    at: (page.id.0, rect),
                });
            }
        }
    }
    Ok(signed)
}
