//! Pieces stacked on pages, and pages drawn.
//!
//! A group that keeps together moves to the next page as a whole; a table that goes on repeats its header. What
//! is left at the foot of a page is shared out among the pieces that may grow.

use std::rc::Rc;

use pagemark::RectMm;

use crate::description::{Border, PageStyle, Rank};
use crate::drawing::{Draw, FRAME_LINE, HAIRLINE, Part};
use crate::map::BoxOnPage;
use crate::setting::{Showing, Sink};
use crate::structure::{Kind, Role, Structure};
use crate::table::Band;
use crate::units::{Line, Place};

/// A page laid out: what is drawn and what the map says.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub draws: Vec<Draw>,
    pub boxes: Vec<BoxOnPage>,
    /// The case's number stands on it as bars, at the form's own place.
    pub barred: bool,
}

/// The smallest thing that is not broken across pages.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub height: f64,
    pub grow: f64,
    pub keep_next: bool,
    pub shape: Shape,
}

/// What a piece is.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// A line of the paragraph with this number.
    Line {
        line: Rc<(Line, Vec<Place>)>,
        of: usize,
        rank: Rank,
    },
    Band {
        band: Rc<Band>,
        table: usize,
        header: Rc<Vec<Rc<Band>>>,
        border: Border,
        is_header: bool,
        /// The header once more, at the top of a page.
        again: bool,
    },
    /// White that vanishes at the top of a page.
    Gap,
    Rule,
    PageBreak,
    /// Drawn from the piece's top left corner, in the middle of what it grows.
    Picture {
        draws: Rc<Vec<Draw>>,
        says: String,
    },
}

/// Pieces of one page, in order. A frame that begins a later page stands `head` lower, clear of the page's code.
pub(crate) fn stack(pieces: &[Piece], room: f64, head: f64) -> Vec<Vec<Piece>> {
    let mut pages: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut used = 0.0;
    let mut at = 0;
    while at < pieces.len() {
        if matches!(pieces[at].shape, Shape::PageBreak) {
            pages.push(Vec::new());
            used = 0.0;
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < pieces.len()
            && pieces[end - 1].keep_next
            && !matches!(pieces[end].shape, Shape::PageBreak)
        {
            end += 1;
        }
        let group: f64 = pieces[at..end].iter().map(|p| p.height).sum();
        // A group taller than a page is not a group.
        if group > room - head {
            end = at + 1;
        }
        let height: f64 = pieces[at..end].iter().map(|p| p.height).sum();
        let is_gap = matches!(pieces[at].shape, Shape::Gap);
        if used + height > room + 1e-6 && pages.last().is_some_and(|p| !p.is_empty()) {
            if is_gap && end == at + 1 {
                at += 1;
                continue;
            }
            let mut repeated = continued_header(pages.last(), &pieces[at]);
            if !repeated.is_empty() {
                repeated.splice(0..0, below_code(&pieces[at], head));
            }
            used = repeated.iter().map(|p| p.height).sum();
            pages.push(repeated);
        }
        for piece in &pieces[at..end] {
            let page_empty = pages.last().is_some_and(Vec::is_empty);
            if page_empty && matches!(piece.shape, Shape::Gap) && pages.len() > 1 {
                continue;
            }
            if page_empty && pages.len() > 1 {
                let gap = below_code(piece, head);
                used += gap.iter().map(|p| p.height).sum::<f64>();
                pages
                    .last_mut()
                    .into_iter()
                    .for_each(|page| page.extend(gap.clone()));
            }
            used += piece.height;
            if let Some(page) = pages.last_mut() {
                page.push(piece.clone());
            }
        }
        at = end;
    }
    if pages.len() > 1 && pages.last().is_some_and(Vec::is_empty) {
        pages.pop();
    }
    pages
}

/// The white between the code in the corner of a page and a frame at the page's top.
fn below_code(first: &Piece, head: f64) -> Option<Piece> {
    let framed = matches!(&first.shape, Shape::Band { border, .. } if *border != Border::None);
    (framed && head > 0.0).then_some(Piece {
        height: head,
        grow: 0.0,
        keep_next: true,
        shape: Shape::Gap,
    })
}

/// The header rows to repeat when a table goes on at the top of a new page.
fn continued_header(before: Option<&Vec<Piece>>, next: &Piece) -> Vec<Piece> {
    let Shape::Band {
        table,
        header,
        border,
        is_header: false,
        ..
    } = &next.shape
    else {
        return Vec::new();
    };
    let same = before
        .and_then(|p| p.last())
        .is_some_and(|p| matches!(&p.shape, Shape::Band { table: earlier, .. } if earlier == table));
    if !same {
        return Vec::new();
    }
    let again = |band: &Rc<Band>| Piece {
        height: band.height(),
        grow: 0.0,
        keep_next: true,
        shape: Shape::Band {
            band: Rc::clone(band),
            table: *table,
            header: Rc::clone(header),
            border: *border,
            is_header: true,
            again: true,
        },
    };
    header.iter().map(again).collect()
}

/// Draws the pieces of a page from its top, those that may grow filling it, and puts down what they are.
pub(crate) fn draw(
    pieces: &[Piece],
    page: &PageStyle,
    (width, room): (f64, f64),
    showing: Showing,
    structure: &mut Structure,
) -> Page {
    let used: f64 = pieces.iter().map(|p| p.height).sum();
    let grow: f64 = pieces.iter().map(|p| p.grow).sum();
    let share = if grow > 0.0 {
        ((room - used) / grow).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let mut sink = Sink::new(showing, structure);
    let mut frames: Vec<(usize, Border, f64, f64)> = Vec::new();
    let (x, mut y) = (page.side, page.top);
    for piece in pieces {
        let height = piece.height + piece.grow * share;
        match &piece.shape {
            Shape::Line { line, of, rank } => {
                let role = match rank {
                    Rank::Title => Role::Title,
                    Rank::Heading => Role::Heading,
                    Rank::Text => Role::Paragraph,
                };
                let node = sink.structure.again(Kind::Block, *of, role);
                sink.within(Some(node), |sink| sink.line(&line.0, &line.1, x, y, 0.0));
            }
            Shape::Rule => {
                let level = y + height / 2.0;
                sink.rule(Draw::line((x, level), (x + width, level), HAIRLINE));
            }
            Shape::Band {
                band,
                table,
                border,
                again,
                ..
            } => {
                let role = match border {
                    Border::None => Role::Beside,
                    _ => Role::Table,
                };
                let node = (!again).then(|| sink.structure.again(Kind::Table, *table, role));
                sink.within(node, |sink| band.draw(sink, x, y, piece.grow * share));
                match frames.last_mut() {
                    Some((same, _, _, bottom)) if same == table => *bottom = y + height,
                    _ => frames.push((*table, *border, y, y + height)),
                }
            }
            Shape::Picture { .. } if showing == Showing::Values => {}
            Shape::Picture { draws, says } => {
                let down = (height - piece.height) / 2.0;
                let strokes = draws.iter().map(|d| d.clone().moved(x, y + down));
                sink.paint(Role::Figure(says.clone()), strokes, None);
            }
            Shape::Gap | Shape::PageBreak => {}
        }
        y += height;
    }
    sink.draws.push(Draw::Part(Part::Decoration));
    for (_, border, top, bottom) in frames {
        if border != Border::None {
            let rect = RectMm {
                x,
                y: top,
                w: width,
                h: bottom - top,
            };
            sink.rule(Draw::outline(rect, FRAME_LINE));
        }
    }
    Page {
        draws: sink.draws,
        boxes: sink.boxes,
        barred: sink.barred,
    }
}
