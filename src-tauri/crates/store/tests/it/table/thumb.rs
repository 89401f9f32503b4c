//! `page_thumb`: made once, may be made again, never without its page.

use store::{PageId, PageState};

use super::page::tray_page;
use crate::house::{House, at};

#[test]
fn a_small_picture_belongs_to_its_page_and_may_be_made_again() {
    let mut house = House::new();
    let page = house.write(|tx| {
        let scan = tx.add_attachment("image/jpeg", "scan.jpg", b"jpeg", at(1))?;
        tx.add_page(&tray_page(scan, PageState::Tray), at(1))
    });
    assert_eq!(house.read(|tx| tx.thumb(page)), None);
    house.write(|tx| tx.put_thumb(page, b"small"));
    house.write(|tx| tx.put_thumb(page, b"smaller"));
    assert_eq!(house.read(|tx| tx.thumb(page)).as_deref(), Some(&b"smaller"[..]));
    house.refused(|tx| tx.put_thumb(PageId(page.0 + 1), b"small"));
}
