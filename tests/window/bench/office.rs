//! The counter that is measured: a practice store with cases at every desk, and a stack of stamped pages.

use std::path::{Path, PathBuf};

use super::counter::{Counter, Folder, YLBX, ZFCG, desk_over};

/// Pages of a stack.
pub const PAGES: usize = 50;

/// What lies on the counter when the window opens.
#[derive(Default)]
pub struct Office {
    /// A stamped page each, of several cases' forms; every file is one of its own.
    pub stack: Vec<PathBuf>,
    /// Id of a filled case that can be printed.
    pub filled: Option<u64>,
    /// Ids of scanned cases that wait for the second check.
    pub in_review: Vec<u64>,
    /// Ids of approved cases that wait for their keys.
    pub approved: Vec<u64>,
}

/// How much is prepared.
pub struct Wanted {
    pub pages: usize,
    pub in_review: usize,
    pub approved: usize,
}

impl Office {
    /// Makes the store and what lies on it; papers go to `folder`.
    pub fn made(store: &Path, folder: &Path, wanted: &Wanted) -> Self {
        practice::training::make(store, None, &[YLBX, ZFCG], store::KdfCost::QUICK_FOR_TESTS)
            .expect("a practice store");
        let counter = Counter {
            desk: desk_over(store.to_owned()),
            folder: Folder::at(store.to_owned()),
        };
        counter.sign_in("linxy");
        let mut office = Self::default();
        let mut scans = Vec::new();
        for (at, project) in [ZFCG, YLBX, ZFCG, YLBX].into_iter().enumerate() {
            let case = counter.intake(project, "org", "new", at);
            let printed = counter.print(&case, &[]);
            for form in &case.forms {
                scans.extend(counter.scanned(&case, &printed, &form.id));
            }
        }
        office.stack = copies(&scans, folder, wanted.pages);
        let filled = counter.intake(ZFCG, "org", "new", 4);
        office.filled = Some(filled.id.into());
        let turn = |at: usize| [ZFCG, YLBX][at % 2];
        office.in_review = (0..wanted.in_review)
            .map(|at| counter.submitted(turn(at), "org", "new", at % 4).id.into())
            .collect();
        office.approved = (0..wanted.approved)
            .map(|at| counter.approved(YLBX, "org", "new", at % 4).id.into())
            .collect();
        office
    }
}

/// So many files of these scans, in turn: a stack may hold a page again.
fn copies(scans: &[PathBuf], folder: &Path, pages: usize) -> Vec<PathBuf> {
    let stack = scans.iter().cycle().take(pages).zip(1..);
    let files = stack.map(|(scan, number)| {
        let file = folder.join(format!("{number:03}.jpg"));
        std::fs::copy(scan, &file).expect("a scan");
        file
    });
    files.collect()
}
