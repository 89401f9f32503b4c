//! What stays together on a page without the description saying so.
//!
//! A place to sign says nothing by itself: it stays with the words above it that are signed, and with the date below.
//! A frame for a sample stays with its caption. Knows no value and no height; `stacking` breaks the pages.

use crate::description::{Content, Row};
use crate::stacking::{Piece, Shape};

/// What a band's rows are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Somebody signs or stamps in it.
    Signing,
    /// It takes a sample, or is read by a machine.
    Frame,
    /// Words and values.
    Reading,
}

impl Use {
    /// What some rows that are drawn together are for.
    pub fn of(rows: &[Row]) -> Self {
        let signs = |row: &Row| {
            row.cells
                .iter()
                .any(|cell| matches!(cell.content, Content::Sign { .. }))
        };
        if rows.iter().any(signs) {
            Self::Signing
        } else if rows.iter().any(Row::is_for_hands) {
            Self::Frame
        } else {
            Self::Reading
        }
    }
}

/// Keeps the bands of a table that people sign or stamp in with what belongs to them. The table's pieces are those from
/// `first` on, one for each of `uses`.
pub(crate) fn keep_signatures(pieces: &mut [Piece], first: usize, uses: &[Use]) {
    for (at, what) in uses.iter().enumerate().filter(|(_, what)| **what != Use::Reading) {
        keep_with_above(pieces, first + at);
        let next = uses.get(at + 1);
        let signed_below = next == Some(&Use::Signing);
        // A row that is the last one of a signed table says when it was signed.
        let date_below = *what == Use::Signing && next == Some(&Use::Reading) && at + 2 == uses.len();
        if signed_below || date_below {
            pieces[first + at].keep_next = true;
        }
    }
}

/// Keeps a piece with the words above it, over the gap between them.
fn keep_with_above(pieces: &mut [Piece], at: usize) {
    for piece in pieces[..at].iter_mut().rev() {
        if matches!(piece.shape, Shape::PageBreak) {
            return;
        }
        piece.keep_next = true;
        if !matches!(piece.shape, Shape::Gap) {
            return;
        }
    }
}
