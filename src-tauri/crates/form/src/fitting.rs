//! Long values made to fit: a shade smaller, then on more lines, then in a taller row, then with smaller margins;
//! only when all of that is used they are set smaller than an eye likes ([`LEGIBLE`]), and at last cut with a mark
//! that points to the continuation list at the end of the form. How much of each is tried depends on whether the page
//! has room for it ([`Ease`]).
//!
//! Cells and flowing paragraphs come through here alike. A value is never cut silently and never runs over a line; the
//! form's own words are never touched. Knows no page.

use crate::breaking::{lines, torn_names};
use crate::description::TextStyle;
use crate::drawing::MM_PER_PT;
use crate::error::FormError;
use crate::inline::Item;
use crate::setting::Block;
use crate::text::{Setter, ValueStyle};
use crate::units::Ink;

/// Line distance of wrapped values.
const TIGHT: f64 = 1.18;
/// Smallest size, in points, that values are set in while they could be wrapped or their row made taller.
pub(crate) const LEGIBLE: f64 = 7.5;
/// How much smaller than its wording a value may stand before it is rather wrapped.
const SHADE: f64 = 0.86;
/// Lines that a cell's value may take where the form says nothing else.
const USUAL_LINES: usize = 3;
/// Lines that it may take before it is set smaller than is pleasant to read, where the page has room for them.
const MOST_LINES: usize = 9;
/// How many lines the values of a flowing paragraph may add to it before they go on in the continuation list.
const FLOW_LINES: usize = 4;

/// How much room the page has for values that are long for their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ease {
    /// Rows grow as soon as a value would be set more than a shade smaller.
    Roomy,
    /// Values go down to what is legible before their row grows.
    Close,
    /// As close, and rows grow by no more than the form says: before they cost a page, values are set smaller still.
    Scarce,
    /// The form is printed already: nothing grows and nothing runs on, and what does not fit is not cut but told.
    Fixed,
}

/// The room there is for a wording and its values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Room {
    /// A cell.
    Cell {
        /// Width in millimetres.
        width: f64,
        /// Usual height in millimetres: values fill it before they make the row taller.
        height: f64,
        /// Lines that values may take, when the wording alone takes fewer.
        lines: usize,
        /// Whether the page has room for more.
        ease: Ease,
    },
    /// A paragraph, whose values run on with its words.
    Flow {
        /// Width in millimetres.
        width: f64,
        /// Whether they may.
        ease: Ease,
    },
}

impl Room {
    fn ease(self) -> Ease {
        match self {
            Self::Cell { ease, .. } | Self::Flow { ease, .. } => ease,
        }
    }
}

/// What had to be done to the values to make them fit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fit {
    AsIs,
    /// A shade smaller, or on more lines: nothing that needs a remark.
    Eased,
    /// Set at this size, in points.
    Shrunk {
        field: String,
        size: f64,
    },
    /// Cut: full names of the fields with their whole values.
    Cut(Vec<(String, String)>),
}

impl Fit {
    /// How much the values suffer: legible, smaller than is pleasant, cut.
    pub fn hardship(&self) -> u8 {
        match self {
            Self::Shrunk { size, .. } if *size < LEGIBLE => 1,
            Self::AsIs | Self::Eased | Self::Shrunk { .. } => 0,
            Self::Cut(_) => 2,
        }
    }
}

/// Sets wording into its room.
pub(crate) fn fit(
    setter: &Setter<'_>,
    items: &[Item],
    style: &TextStyle,
    room: Room,
) -> Result<(Block, Fit), FormError> {
    let width = match room {
        Room::Cell { width, .. } | Room::Flow { width, .. } => width,
    };
    let fixed = room.ease() == Ease::Fixed;
    let setting = Trial {
        setter,
        items,
        style,
        width,
        // Lines of a cell that only a long value made necessary stand closer together than the form's own.
        tight: match room {
            Room::Cell { .. } => style.leading.min(TIGHT),
            Room::Flow { .. } => style.leading,
        },
        fixed,
    };
    // What flows in a paragraph flows on, underlined where it stands on a blank.
    let flows = matches!(room, Room::Flow { .. }) && !fixed;
    let full = setting.set(
        style,
        &ValueStyle {
            running: flows,
            ..setting.values(style.size)
        },
    )?;
    let values = setter.shown_values(items);
    let Some((field, longest)) = values.iter().max_by_key(|(_, value)| value.chars().count()) else {
        return Ok((full, Fit::AsIs));
    };
    let hidden = ValueStyle {
        hide: true,
        ..setting.values(style.size)
    };
    let bare = setting.set(style, &hidden)?.lines.len();
    let (height, most, ease) = match room {
        Room::Cell {
            height, lines, ease, ..
        } => {
            let lines = if ease == Ease::Scarce {
                lines
            } else {
                lines.max(MOST_LINES)
            };
            (height, lines.max(bare), ease)
        }
        Room::Flow { ease, .. } if fixed => (0.0, bare, ease),
        Room::Flow { ease, .. } => (f64::INFINITY, bare + FLOW_LINES, ease),
    };
    let enough = if flows { most } else { bare };
    if full.lines.len() <= enough && !overfull(&full, width) {
        return Ok((full, Fit::AsIs));
    }
    let shrunk = |size| shrunk(field, size, style);
    let fits = |block: &Block, most: usize| block.lines.len() <= most && !overfull(block, width);
    let steps = |from: f64, to: f64| {
        std::iter::successors(Some(from), |s| Some(s - 0.5))
            .take_while(move |s| *s >= to)
            .chain(std::iter::once(to).filter(move |to| (from - to).rem_euclid(0.5) > 0.0))
    };
    let legible = style.min.max(LEGIBLE).min(style.size);
    let shade = (style.size * SHADE).max(legible);
    let set = |size: f64, running: bool| {
        setting.wrapped(&ValueStyle {
            running: running && !fixed,
            ..setting.values(size)
        })
    };
    let number = longest.chars().all(|c| c.is_ascii_graphic()) && !longest.contains(['@', '.']);
    if fixed {
        // A number is rather set small than broken; words are wrapped before they are set smaller than is pleasant.
        let lowest = if number {
            [style.min; 2]
        } else {
            [shade, style.min]
        };
        for least in lowest {
            for size in steps(style.size, least) {
                let block = set(size, false)?;
                if fits(&block, bare) {
                    return Ok((block, shrunk(size)));
                }
            }
            for size in steps(style.size, legible.min(least)).filter(|_| !number) {
                let block = set(size, false)?;
                if fits(&block, most) && block.height() <= height {
                    return Ok((block, shrunk(size)));
                }
            }
        }
        return Ok((full, Fit::Cut(values)));
    }
    // On the lines there are: a shade smaller; a number rather down to what is legible than broken.
    for size in steps(style.size, if number { legible } else { shade }) {
        let block = set(size, false)?;
        if fits(&block, bare) {
            return Ok((block, shrunk(size)));
        }
    }
    // On more lines, as far as the cell has room for them. A cell that is said to take many lines rather grows, and
    // so does any other where the page has room for it.
    let said = matches!(room, Room::Cell { lines, .. } if lines > USUAL_LINES);
    let grows = said || ease == Ease::Roomy;
    // A little less than what fits, where that saves a last line of a character or two, or a name its break.
    let settle = |size: f64, block: Block| -> Result<(Block, Fit), FormError> {
        let mut best = (size, block);
        for less in [size - 0.5, size - 1.0]
            .into_iter()
            .filter(|less| *less >= legible)
        {
            let torn = torn_names(&best.1);
            if torn == 0 && less < size - 0.5 {
                break;
            }
            let closer = set(less, true)?;
            if (closer.lines.len(), torn_names(&closer)) < (best.1.lines.len(), torn) {
                best = (less, closer);
            }
        }
        Ok((best.1, shrunk(best.0)))
    };
    for size in steps(style.size, if grows { shade } else { legible }) {
        let block = set(size, true)?;
        if fits(&block, most) && block.height() <= height {
            return settle(size, block);
        }
    }
    // In a taller row, and only then smaller than is pleasant to read.
    let smaller = steps(legible, style.min).skip(1);
    for size in [shade, legible].into_iter().chain(smaller) {
        let block = set(size, true)?;
        if fits(&block, most) {
            return settle(size, block);
        }
    }
    // What is cut anyway stands whole in the list: here it may be short, but not too small to be read.
    let cut_at = |cut: usize| {
        setting.wrapped(&ValueStyle {
            cut: Some(cut),
            running: true,
            ..setting.values(legible)
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
    /// Blanks are as wide as they are.
    fixed: bool,
}

impl Trial<'_, '_> {
    fn values(&self, size: f64) -> ValueStyle {
        ValueStyle {
            size,
            cut: None,
            width: self.width,
            hide: false,
            running: false,
            fixed: self.fixed,
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
    if size < style.size * 0.85 {
        Fit::Shrunk {
            field: field.to_owned(),
            size,
        }
    } else {
        Fit::Eased
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
