//! What another day left in the books: a test cannot wait for tomorrow.

use desk::api::CaseView;
use desk::api::secrecy_text::SecretText;
use desk::counter::practice;

use super::counter::Counter;

/// The books, opened by a clerk beside the desk.
pub fn books(counter: &Counter) -> (store::Store, store::Account) {
    let password = SecretText::from(practice::PASSWORD).secret();
    store::Store::unlock(counter.folder.path(), "linxy", &password).unwrap()
}

/// Writes into the books that the keys of a case went by post the day before.
pub fn keys_left(counter: &Counter, case: &CaseView, tracking: &str, address: &str) {
    let (mut books, me) = books(counter);
    let sent = store::NewParcel {
        case_id: store::CaseId(case.id),
        kind: store::ParcelKind::Keys,
        holds: "UKey 1 把",
        courier: "顺丰速运",
        tracking,
        address,
        by: me.id,
        beside: None,
    };
    let yesterday = chrono::Utc::now() - chrono::Duration::days(1);
    books
        .write(|tx| tx.add_parcel(&sent, yesterday))
        .expect("a parcel of yesterday");
}
