//! Units as lines.
//!
//! Chinese line breaking: a line neither begins with closing punctuation nor ends with an opening bracket
//! (GB/T 15834-2011 §5.1.10), Latin words and numbers stay whole while they can, and two full-width punctuation
//! marks in a row share a half-width gap. Knows no cell and no page.

use crate::description::{Align, TextStyle};
use crate::drawing::MM_PER_PT;
use crate::text::{Ink, Line, Run, Unit};

/// The character of a unit, if it is one.
fn char_of(unit: &Unit) -> Option<char> {
    match unit.ink {
        Ink::Glyph(glyph) => Some(glyph.ch),
        _ => None,
    }
}

fn closes(ch: char) -> bool {
    "，。、；：！？）》」』】〕〉”’）］｝…".contains(ch) || ",.;:!?)]}%".contains(ch)
}

fn opens(ch: char) -> bool {
    "（《「『【〔〈“‘［｛([{".contains(ch)
}

/// Full-width marks whose ink fills only one half of the em.
fn half_left(ch: char) -> bool {
    "，。、；：）》」』】〕〉］｝".contains(ch)
}

fn half_right(ch: char) -> bool {
    "（《「『【〔〈［｛".contains(ch)
}

/// Punctuation in a row: the first gives up its white right half, or the second its white left half.
pub(crate) fn squeeze(units: &mut [Unit]) {
    for at in 1..units.len() {
        let (Some(before), Some(here)) = (char_of(&units[at - 1]), char_of(&units[at])) else {
            continue;
        };
        let half = units[at].size_pt * MM_PER_PT / 2.0;
        if half_left(before) && (half_left(here) || half_right(here)) {
            units[at - 1].width -= half;
        } else if half_right(before) && half_right(here) {
            units[at].width -= half;
            units[at].shift += half;
        }
    }
}

/// True for letters, digits and the marks inside numbers and addresses: they stay together.
fn in_word(ch: char) -> bool {
    ch.is_ascii_graphic() && !matches!(ch, '(' | ')' | '[' | ']')
}

fn may_break(before: &Unit, here: &Unit) -> bool {
    match (char_of(before), char_of(here)) {
        (Some(' ' | '\u{3000}'), Some('\u{3000}')) => false,
        (Some(_), Some(' ')) => false,
        (Some(a), Some(b)) if in_word(a) && in_word(b) => false,
        (Some(a), Some(b)) => !opens(a) && !closes(b),
        // A tick box stays with its option, a blank with the unit behind it.
        (None, Some(' ')) => true,
        (None, Some(_)) => false,
        (Some(a), None) => !opens(a),
        (None, None) => true,
    }
}

/// Breaks a run into lines of a width in millimetres, the first and later ones indented in ems.
pub(crate) fn lines(run: &Run, style: &TextStyle, width: f64) -> Vec<Line> {
    let em = style.size * MM_PER_PT;
    let mut out = Vec::new();
    let mut from = 0;
    for end in run.breaks.iter().copied().chain([run.units.len()]) {
        let mut first = true;
        loop {
            let indent = if first { style.indent * em } else { style.hang * em };
            let room = (width - indent).max(em);
            let to = line_end(&run.units, from, end, room);
            out.push(set_line(&run.units[from..to], style, indent, room, to == end));
            from = to;
            first = false;
            // Blanks at the turn of a line are not carried over.
            while from < end && matches!(char_of(&run.units[from]), Some(' ')) {
                from += 1;
            }
            if from >= end {
                break;
            }
        }
    }
    out
}

fn line_end(units: &[Unit], from: usize, end: usize, room: f64) -> usize {
    let mut width = 0.0;
    let mut last_break = None;
    for at in from..end {
        if at > from && may_break(&units[at - 1], &units[at]) {
            last_break = Some(at);
        }
        let unit = &units[at];
        let space = matches!(char_of(unit), Some(' '));
        // A closing mark may give up its white half at the end of a line.
        let give = match char_of(unit) {
            Some(ch) if half_left(ch) => unit.size_pt * MM_PER_PT / 2.0,
            _ => 0.0,
        };
        if width + unit.width - give > room + 0.01 && !space && at > from {
            return last_break.unwrap_or(at);
        }
        width += unit.width;
    }
    end
}

fn set_line(units: &[Unit], style: &TextStyle, indent: f64, room: f64, last: bool) -> Line {
    let used = units
        .iter()
        .rposition(|u| char_of(u) != Some(' '))
        .map_or(0, |at| at + 1);
    let mut units: Vec<Unit> = units[..used].to_vec();
    if let Some(unit) = units.last_mut()
        && let Some(ch) = char_of(unit)
        && half_left(ch)
        && !last
    {
        unit.width -= unit.size_pt * MM_PER_PT / 2.0;
    }
    let mut slack = room - units.iter().map(|u| u.width).sum::<f64>();
    let fillers = units.iter().filter(|u| u.rest).count();
    if fillers > 0 && slack > 0.0 {
        let share = slack / fillers as f64;
        for unit in units.iter_mut().filter(|u| u.rest) {
            unit.width += share;
            if let Ink::Blank(glyphs) = &mut unit.ink {
                glyphs.iter_mut().for_each(|(x, _)| *x += share / 2.0);
            }
        }
        slack = 0.0;
    }
    let gaps: Vec<bool> = units
        .windows(2)
        .map(|pair| stretches(&pair[0], &pair[1]))
        .collect();
    let count = gaps.iter().filter(|g| **g).count();
    let (mut x, gap) = match style.align {
        Align::Left => (indent, 0.0),
        Align::Centre => (indent + (slack / 2.0).max(0.0), 0.0),
        Align::Right => (indent + slack.max(0.0), 0.0),
        Align::Justify if last || count == 0 || slack > room * 0.2 => (indent, 0.0),
        Align::Spread if count == 0 => (indent, 0.0),
        Align::Justify | Align::Spread => (indent, slack.max(0.0) / count as f64),
    };
    let mut tallest: f64 = 0.0;
    let mut placed = Vec::with_capacity(units.len());
    for (at, unit) in units.into_iter().enumerate() {
        tallest = tallest.max(unit.size_pt);
        let width = unit.width;
        placed.push((x, unit));
        x += width + if gaps.get(at) == Some(&true) { gap } else { 0.0 };
    }
    if placed.is_empty() {
        tallest = style.size;
    }
    Line {
        units: placed,
        height: tallest * style.leading * MM_PER_PT,
    }
}

/// Where a justified line may be stretched: between characters, not inside Latin words.
fn stretches(before: &Unit, here: &Unit) -> bool {
    match (char_of(before), char_of(here)) {
        (Some(a), Some(b)) => !(in_word(a) && in_word(b)),
        _ => true,
    }
}
