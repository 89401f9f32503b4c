//! Long values made to fit: set smaller, then on more lines, then cut with a mark that points to the continuation
//! list at the end of the form.
//!
//! Cells and flowing paragraphs come through here alike. A value is never cut silently and never runs over a line; the
//! form's own words are never touched. Knows no page.

use crate::breaking::lines;
use crate::description::TextStyle;
use crate::drawing::MM_PER_PT;
use crate::error::FormError;
use crate::inline::{BlankWidth, Item};
use crate::setting::Block;
use crate::text::{Ink, Setter, ValueStyle};

/// Line distance of wrapped values.
const TIGHT: f64 = 1.22;
/// How many lines the values of a flowing paragraph may add to it before they go on in the continuation list.
const FLOW_LINES: usize = 4;

/// The room there is for a wording and its values.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Room {
    /// A cell.
    Cell {
        /// Width in millimetres.
        width: f64,
        /// Usual height in millimetres: values fill it before they make the row taller.
        height: f64,
        /// Lines that values may take, when the wording alone takes fewer.
        lines: usize,
    },
    /// A paragraph of this width in millimetres, whose values run on with its words.
    Flow(f64),
}

/// What had to be done to the values to make them fit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fit {
    AsIs,
    /// Set at this size, in points.
    Shrunk {
        field: String,
        size: f64,
    },
    /// Cut: full names of the fields with their whole values.
    Cut(Vec<(String, String)>),
}

/// Sets wording into its room.
pub(crate) fn fit(
    setter: &Setter<'_>,
    items: &[Item],
    style: &TextStyle,
    room: Room,
) -> Result<(Block, Fit), FormError> {
    let width = match room {
        Room::Cell { width, .. } | Room::Flow(width) => width,
    };
    let setting = Trial {
        setter,
        items,
        style,
        width,
        // Lines of a cell that only a long value made necessary stand closer together than the form's own.
        tight: match room {
            Room::Cell { .. } => style.leading.min(TIGHT),
            Room::Flow(_) => style.leading,
        },
    };
    let full = setting.set(style, &setting.values(style.size))?;
    let values = setter.shown_values(items);
    let Some((field, longest)) = values.iter().max_by_key(|(_, value)| value.chars().count()) else {
        return Ok((full, Fit::AsIs));
    };
    let hidden = ValueStyle {
        hide: true,
        ..setting.values(style.size)
    };
    let bare = setting.set(style, &hidden)?.lines.len();
    let (height, most) = match room {
        Room::Cell { height, lines, .. } => (height, lines.max(bare)),
        Room::Flow(_) => (f64::INFINITY, bare + FLOW_LINES),
    };
    if full.lines.len() <= bare && !overfull(&full, width) {
        return Ok((full, Fit::AsIs));
    }
    let shrunk = |size| shrunk(field, size, style);
    let fits = |block: &Block, most: usize| block.lines.len() <= most && !overfull(block, width);
    let steps = || std::iter::successors(Some(style.size), |s| Some(s - 0.5)).take_while(|s| *s >= style.min);
    // A little smaller on the lines there are; then wrapped within the usual height; then at the smallest size. A number,
    // an address or the rest of a line is rather set small than broken; what flows in a paragraph just flows on.
    let open = items.iter().any(|item| {
        matches!(
            item,
            Item::Blank {
                width: BlankWidth::Rest,
                ..
            }
        )
    });
    let least = match room {
        Room::Flow(_) if !open => f64::INFINITY,
        _ if open || longest.chars().all(|c| c.is_ascii_graphic()) => style.min,
        _ => style.size * 0.8,
    };
    let has_blanks = items.iter().any(|item| matches!(item, Item::Blank { .. }));
    // Values on blanks are kept on one line while they can be, then run on over lines like other words.
    let ways: &[bool] = if has_blanks { &[false, true] } else { &[false] };
    for &running in ways {
        let at = |size: f64| {
            setting.wrapped(&ValueStyle {
                running,
                ..setting.values(size)
            })
        };
        for size in steps().take_while(|s| *s >= least && !running) {
            let block = at(size)?;
            if fits(&block, bare) {
                return Ok((block, shrunk(size)));
            }
        }
        // In a paragraph a long value rather runs on over its lines than stands small on a line of its own.
        let smallest = match room {
            Room::Flow(_) if !open && !running => style.size * 0.8,
            _ => style.min,
        };
        for size in steps().take_while(|s| *s >= smallest) {
            let block = at(size)?;
            if fits(&block, most) && block.height() <= height {
                return Ok((block, shrunk(size)));
            }
        }
        for size in [style.size * 0.8, smallest].map(|size| size.max(smallest)) {
            let block = at(size)?;
            if fits(&block, most) {
                return Ok((block, shrunk(size)));
            }
        }
    }
    let cut_at = |cut: usize| {
        setting.wrapped(&ValueStyle {
            cut: Some(cut),
            running: true,
            ..setting.values(style.min)
        })
    };
    let (mut low, mut high) = (0, longest.chars().count());
    while low + 1 < high {
        let middle = low.midpoint(high);
        if fits(&cut_at(middle)?, most) {
            low = middle;
        } else {
            high = middle;
        }
    }
    let cut = values
        .into_iter()
        .filter(|(_, value)| value.chars().count() > low);
    Ok((cut_at(low)?, Fit::Cut(cut.collect())))
}

/// One wording, set again and again until it fits.
struct Trial<'a, 's> {
    setter: &'a Setter<'s>,
    items: &'a [Item],
    style: &'a TextStyle,
    width: f64,
    /// Line distance when there are several lines.
    tight: f64,
}

impl Trial<'_, '_> {
    fn values(&self, size: f64) -> ValueStyle {
        ValueStyle {
            size,
            cut: None,
            width: self.width,
            hide: false,
            running: false,
        }
    }

    fn set(&self, style: &TextStyle, values: &ValueStyle) -> Result<Block, FormError> {
        let run = self.setter.run(self.items, style, values)?;
        Ok(Block {
            lines: lines(&run, style, self.width),
            places: run.places,
        })
    }

    fn wrapped(&self, values: &ValueStyle) -> Result<Block, FormError> {
        let tight = TextStyle {
            leading: self.tight,
            ..*self.style
        };
        let block = self.set(&tight, values)?;
        if block.lines.len() > 1 {
            Ok(block)
        } else {
            self.set(self.style, values)
        }
    }
}

fn shrunk(field: &str, size: f64, style: &TextStyle) -> Fit {
    // A shade smaller needs no remark.
    if size < style.size * 0.85 {
        Fit::Shrunk {
            field: field.to_owned(),
            size,
        }
    } else {
        Fit::AsIs
    }
}

/// True when a line's ink is wider than its room, as one long blank can make it.
fn overfull(block: &Block, width: f64) -> bool {
    block.lines.iter().any(|line| {
        line.units.iter().any(|(x, unit)| {
            let ink = match &unit.ink {
                Ink::Blank(glyphs) => glyphs.last().map_or(0.0, |(at, glyph)| {
                    at + f64::from(glyph.advance) / 1000.0 * unit.size_pt * MM_PER_PT
                }),
                _ => 0.0,
            };
            ink > unit.width + 0.05 || x + unit.width > width + 2.0
        })
    })
}
