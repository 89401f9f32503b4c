//! Which paper a preview is of: a form of the case, the slip, the hand-over sheet.

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::hand_over::sheet;
use crate::machine::pdftoppm;
use crate::paper::api::PreviewPage;
use crate::paper::forms::{form_of, to_look_at};
use crate::paper::slip::{self, SLIP};
use crate::prints::sheets;
use crate::rights::groups::FieldGroup;
use crate::rights::papers::may_open;
use crate::rim::api::{Bytes, Refusal};

/// A page of a form as PNG.
pub fn preview_page(desk: &Desk, args: PreviewPage) -> Result<Bytes, Refusal> {
    let pdf = desk.read(|open| {
        open.store.read(|tx| -> Result<Vec<u8>, Refusal> {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            match args.form.as_str() {
                SLIP => Ok(slip::render(&seen, tx)?.pdf),
                sheets::SHEET => {
                    may_open(desk, &open.account, Some(seen.row.id), FieldGroup::Papers)?;
                    sheet::pdf(&seen, tx)
                }
                form => Ok(to_look_at(&seen, tx, form_of(&seen, form)?)?.pdf),
            }
        })
    })?;
    Ok((
        "image/png".to_owned(),
        pdftoppm::page_png(&pdf, args.page, args.dpi)?,
    ))
}
