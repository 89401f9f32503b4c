//! Pictures of scanned pages: the small one for lists, the whole, a part at the form's own scale.

use store::{Page, PageId};

use crate::counter::desk::Desk;
use crate::pages::map::{registration_of, stored};
use crate::rim::api::{ById, Bytes, Refusal};
use crate::scanning::api::{PagePicture, PageRegion};

/// Page pictures are never asked for larger than this.
const LONGEST: u32 = 2400;
/// Longest side of the small picture, in pixels: a list shows it at up to 150 px, at 150 % scaling with some to spare.
const THUMB: u32 = 320;

/// The small picture of a page, as JPEG.
pub fn small(picture: &scan::Page) -> Vec<u8> {
    scan::preview_jpeg(picture, THUMB)
}

fn decoded(desk: &Desk, id: u32) -> Result<(Page, scan::Page), Refusal> {
    let (page, bytes) = stored(desk, PageId(id))?;
    Ok((page, scan::decode(&bytes, scan::Limits::default())?))
}

/// The small picture of a page, as JPEG: made when the page arrives, else when it is first asked for, and then kept.
pub fn page_thumb(desk: &Desk, args: ById) -> Result<Bytes, Refusal> {
    let id = PageId(args.id);
    let kept = desk.read(|open| open.store.read(|tx| -> Result<_, Refusal> { Ok(tx.thumb(id)?) }))?;
    let jpeg = match kept {
        Some(jpeg) => jpeg,
        None => {
            let jpeg = small(&decoded(desk, args.id)?.1);
            desk.write(None, |tx, _| Ok(tx.put_thumb(id, &jpeg)?))?;
            jpeg
        }
    };
    Ok(("image/jpeg".to_owned(), jpeg))
}

/// A scanned page as JPEG, scaled down.
pub fn page_picture(desk: &Desk, args: PagePicture) -> Result<Bytes, Refusal> {
    let (_, picture) = decoded(desk, args.id)?;
    Ok((
        "image/jpeg".to_owned(),
        scan::preview_jpeg(&picture, args.longest.clamp(64, LONGEST)),
    ))
}

/// Part of a scanned page, straightened, as PNG.
pub fn page_region(desk: &Desk, args: PageRegion) -> Result<Bytes, Refusal> {
    let (page, picture) = decoded(desk, args.id)?;
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
    let cut = scan::cut(&picture, &registration, rect, args.px_per_mm.clamp(2.0, 24.0));
    Ok(("image/png".to_owned(), scan::encode_png(&cut)))
}
