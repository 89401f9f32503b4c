//! What stays agreed when a case comes back: a reviewer's verdicts on items of which nothing has changed.
//!
//! Each verdict is bound to what was seen of its item. A value that this program printed is bound to itself, since
//! the paper that counts shows it; what people put on paper (stamps, signatures, values in their own hand) is bound
//! to the scan, and a sample to its picture. Another person's verdict is never taken over: who signs has looked.

use std::collections::BTreeMap;

use store::{Account, ItemVerdict, Review, ReviewId, ReviewVerdict, Tx};

use crate::casework::seen::Seen;
use crate::pages::belonging;
use crate::review::api::{ItemKind, ReviewItem};
use crate::rim::api::Refusal;
use crate::samples::counting;

/// The hash of what is seen of each item, by its id. Errors: the store's.
pub fn seen_of(
    seen: &Seen<'_>,
    tx: &Tx<'_>,
    items: &[ReviewItem],
) -> Result<BTreeMap<String, String>, Refusal> {
    let mut scans: BTreeMap<u32, (String, bool)> = BTreeMap::new();
    for page in belonging::current(seen, tx)? {
        let printed_here = page.print.is_some() && page.map.is_none();
        let scan = tx.attachment(page.attachment)?.sha256;
        scans.insert(page.id.0, (scan, printed_here));
    }
    let mut pictures: BTreeMap<String, String> = BTreeMap::new();
    for sample in counting::current(tx, seen)?.into_iter().filter(|s| s.chosen) {
        let picture = tx.attachment(sample.picture)?.sha256;
        let edit = sample.edit.map(|edit| edit.to_string());
        let looked_at = (picture, edit, sample.decision, sample.reason);
        pictures.insert(format!("sample:{}", sample.frame), store::hash_of(&looked_at)?);
    }
    let hashes = items.iter().map(|item| {
        let scan = item.page_id.and_then(|id| scans.get(&id));
        let scan = match (item.kind, scan) {
            (ItemKind::Field, Some((_, true))) | (_, None) => None,
            (_, Some((scan, _))) => Some(scan),
        };
        let picture = pictures.get(&item.id);
        // Of two pages beside each other both were seen.
        let beside = item.beside_id.map(|id| beside_of(tx, id)).transpose()?;
        let hash = match beside {
            Some(beside) => store::hash_of(&(&item.label, &item.value, &item.fact, scan, picture, beside))?,
            None => store::hash_of(&(&item.label, &item.value, &item.fact, scan, picture))?,
        };
        Ok((item.id.clone(), hash))
    });
    hashes.collect()
}

fn beside_of(tx: &Tx<'_>, page: u32) -> Result<String, Refusal> {
    let page = tx.page(store::PageId(page))?;
    Ok(tx.attachment(page.attachment)?.sha256)
}

/// What this reviewer found before, in the last check that is not the present one; none in a first check.
pub struct Before {
    /// That check.
    pub review: ReviewId,
    verdicts: BTreeMap<String, ReviewVerdict>,
}

impl Before {
    /// Of the check before `present`. Errors: the store's.
    pub fn of(
        seen: &Seen<'_>,
        tx: &Tx<'_>,
        me: &Account,
        present: Option<&Review>,
    ) -> Result<Option<Self>, Refusal> {
        let reviews = tx.reviews_of_case(seen.row.id)?;
        let mut own = reviews.iter().rev().filter(|r| r.reviewer == me.id);
        let Some(last) = own.find(|r| present.is_none_or(|p| r.id < p.id)) else {
            return Ok(None);
        };
        let verdicts = tx.verdicts(last.id)?.into_iter();
        Ok(Some(Self {
            review: last.id,
            verdicts: verdicts.map(|v| (v.item.clone(), v)).collect(),
        }))
    }

    /// The verdict that stays on an item of which this is seen now.
    pub fn stays(&self, item: &str, seen: Option<&String>) -> Option<&ReviewVerdict> {
        let verdict = self.verdicts.get(item)?;
        let same =
            verdict.verdict == ItemVerdict::Ok && verdict.seen.is_some() && verdict.seen.as_ref() == seen;
        same.then_some(verdict)
    }
}
