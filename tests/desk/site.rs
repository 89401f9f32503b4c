//! A case whose pages were uploaded to the CA's site, and whose papers came afterwards and were scanned again.

use desk::api::{CaseView, PageState};

use super::counter::{Counter, LN_UKEY, by_id, done};

/// A case of an employee in review: what was exported for the site are the first scans; of the first form's paper a
/// second one is filed now.
pub fn scanned_again_after_upload(counter: &Counter) -> CaseView {
    counter.sign_in("linxy");
    let case = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let case = counter.print_and_scan(&case);
    done(counter.commands().export_uploads(by_id(&case)));
    let form = case.forms[0].id.as_str();
    let printed = counter.print(&case, &[form]);
    for scan in counter.scanned(&case, &printed, form) {
        let bytes = std::fs::read(&scan).expect("a scan");
        let again = done(counter.commands().import_scan("again.jpg", case.id, bytes));
        assert_eq!(again.pages[0].state, PageState::Filed, "{again:?}");
    }
    counter.choose_suggested(&case);
    done(counter.commands().submit(by_id(&case)))
}
