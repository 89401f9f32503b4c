//! Where each box of the printed forms stands on the scanned pages, so that the second check opens the place.

use std::collections::BTreeMap;

use form::BoxKind;
use store::Tx;

use crate::casework::seen::Seen;
use crate::pages::belonging;
use crate::pages::map::{boxes, map_to_look_at};
use crate::review::api::Rect;
use crate::rim::api::Refusal;

/// Where each box of the printed forms stands on the scanned pages; the empty name stands for the first page.
pub fn places(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<BTreeMap<String, (u32, Rect)>, Refusal> {
    let mut places: BTreeMap<String, (u32, Rect)> = BTreeMap::new();
    let mut pages = belonging::current(seen, tx)?;
    pages.sort_by_key(|p| (p.copy, p.page));
    for page in &pages {
        places.entry(String::new()).or_insert((
            page.id.0,
            Rect {
                x: 0.0,
                y: 0.0,
                w: 210.0,
                h: 60.0,
            },
        ));
        let Some(map) = map_to_look_at(tx, seen.row.id, page)? else {
            continue;
        };
        for kind in [BoxKind::Value, BoxKind::Frame, BoxKind::Sign, BoxKind::Tick] {
            for b in boxes(&map, kind) {
                let rect = Rect {
                    x: b.rect.x,
                    y: b.rect.y,
                    w: b.rect.w,
                    h: b.rect.h,
                };
                // Tick boxes are named `business=new`; the years stand behind them. All together are one place.
                let name = match b.name.split('=').next().unwrap_or(&b.name) {
                    "years" | "years_capital" | "cert_count" => "business",
                    name => name,
                };
                match places.get_mut(name) {
                    Some((id, place)) if name == "business" && *id == page.id.0 => {
                        *place = around(*place, rect)
                    }
                    Some(_) => {}
                    None => {
                        places.insert(name.to_owned(), (page.id.0, rect));
                    }
                }
            }
        }
    }
    Ok(places)
}

/// The rectangle around two.
fn around(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Rect {
        x,
        y,
        w: (a.x + a.w).max(b.x + b.w) - x,
        h: (a.y + a.h).max(b.y + b.h) - y,
    }
}
