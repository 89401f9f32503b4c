//! `attachment`: bytes go in and come out unchanged.

use store::{ATTACHMENT_LIMIT, AttachmentId, sha256_hex};

use crate::house::{House, at};

#[test]
fn bytes_come_out_as_they_went_in() {
    let mut house = House::new();
    for bytes in [Vec::new(), vec![0; 1], vec![9; 1_000_000]] {
        let id = house.write(|tx| tx.add_attachment("image/png", "页.png", &bytes, at(1)));
        let row = house.read(|tx| tx.attachment(id));
        assert_eq!((row.bytes as usize, row.created), (bytes.len(), at(1)));
        assert_eq!(row.sha256, sha256_hex(&bytes));
        assert_eq!(house.read(|tx| tx.attachment_bytes(id)), bytes);
        assert_eq!(house.read(|tx| tx.attachments_with_hash(&row.sha256)), [row]);
    }
}

#[test]
fn too_much_is_refused_and_nothing_is_not_found() {
    let mut house = House::new();
    let huge = vec![0; ATTACHMENT_LIMIT + 1];
    let error = house.refused(|tx| tx.add_attachment("image/tiff", "页.tif", &huge, at(1)));
    assert_eq!(error.code(), "store-too-large");
    let error = house
        .store
        .read(|tx| tx.attachment_bytes(AttachmentId(1)))
        .unwrap_err();
    assert_eq!(error.code(), "store-not-found");
}
