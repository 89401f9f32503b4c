//! Pictures of scanned pages: the small one for lists, the whole, a part at the form's own scale.

use reader::{Picture, ReadError};
use store::{Page, PageId};

use crate::counter::desk::Desk;
use crate::pages::map::{registration_of, stored};
use crate::rights::groups::FieldGroup;
use crate::rights::papers::may_open;
use crate::rim::api::{ById, Bytes, Refusal};
use crate::scanning::api::{PagePicture, PageRegion};

/// Page pictures are never asked for larger than this.
const LONGEST: u32 = 2400;
/// Longest side of the small picture, in pixels: a list shows it at up to 150 px, at 150 % scaling with some to spare.
const THUMB: u32 = 320;

/// The small picture of a page, as JPEG.
pub fn small(picture: &mut Picture) -> Result<Vec<u8>, ReadError> {
    picture.small(THUMB)
}

/// A page that whoever is signed in may see. Errors: `papers-hidden`.
fn seen(desk: &Desk, id: PageId) -> Result<(), Refusal> {
    desk.read(|open| {
        let case = open
            .store
            .read(|tx| -> Result<_, Refusal> { Ok(tx.page(id)?.case_id) })?;
        may_open(desk, &open.account, case, FieldGroup::Papers)
    })
}

fn in_hand(desk: &Desk, id: u32) -> Result<(Page, Picture), Refusal> {
    seen(desk, PageId(id))?;
    let (page, bytes) = stored(desk, PageId(id))?;
    Ok((page, desk.readers().picture(&bytes)?))
}

/// The small picture of a page, as JPEG: made when the page arrives, else when it is first asked for, and then kept.
pub fn page_thumb(desk: &Desk, args: ById) -> Result<Bytes, Refusal> {
    let id = PageId(args.id);
    seen(desk, id)?;
    let kept = desk.read(|open| open.store.read(|tx| -> Result<_, Refusal> { Ok(tx.thumb(id)?) }))?;
    let jpeg = match kept {
        Some(jpeg) => jpeg,
        None => {
            let jpeg = small(&mut in_hand(desk, args.id)?.1)?;
            desk.write(None, |tx, _| Ok(tx.put_thumb(id, &jpeg)?))?;
            jpeg
        }
    };
    Ok(("image/jpeg".to_owned(), jpeg))
}

/// A scanned page as JPEG, scaled down.
pub fn page_picture(desk: &Desk, args: PagePicture) -> Result<Bytes, Refusal> {
    let (_, mut picture) = in_hand(desk, args.id)?;
    let jpeg = picture.small(args.longest.clamp(64, LONGEST))?;
    Ok(("image/jpeg".to_owned(), jpeg))
}

/// Part of a scanned page, straightened, as PNG.
pub fn page_region(desk: &Desk, args: PageRegion) -> Result<Bytes, Refusal> {
    let (page, mut picture) = in_hand(desk, args.id)?;
    let registration = registration_of(&page).ok_or_else(|| {
        Refusal::new(
            "page-unregistered",
            "这页没有认出定位标记，不能按栏放大",
            "请看整页（空格键），或重扫一次",
        )
    })?;
    let rect = pagemark::RectMm {
        x: args.x,
        y: args.y,
        w: args.w.clamp(2.0, 210.0),
        h: args.h.clamp(2.0, 297.0),
    };
    let png = picture.region(&registration, rect, args.px_per_mm.clamp(2.0, 24.0))?;
    Ok(("image/png".to_owned(), png))
}
