//! Units as lines.
//!
//! Chinese line breaking: a line neither begins with closing punctuation nor ends with an opening bracket
//! (GB/T 15834-2011 §5.1.10), nor begins with the dot inside a name (阿卜杜·热合曼); Latin words and numbers move whole, an
//! address breaks behind its @ and its dots, and only a word longer than a line is broken, with a hyphen; a number
//! never gets one. Two full-width punctuation marks in a row share a half-width gap. Knows no cell and no page.

use crate::description::{Align, TextStyle};
use crate::drawing::MM_PER_PT;
use crate::fonts::{Glyph, is_letter};
use crate::setting::Block;
use crate::units::{Ink, Line, Run, Unit};

/// How far apart two characters of a justified line may be set at most, in ems.
const STRETCH: f64 = 0.1;
/// How full a line is at least that ends behind the dot inside a name.
const HALF_NAME: f64 = 0.55;
/// The most signs of a person's name with dots; longer ones with a dot in them are names of units.
const PERSON: usize = 30;
/// How many signs a line has at least that can spare one for the next.
const SPARE: usize = 8;

fn closes(ch: char) -> bool {
    "，。、；：！？）》」』】〕〉”’）］｝…·・•‧".contains(ch) || ",.;:!?)]}%".contains(ch)
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
        let (Some(before), Some(here)) = (units[at - 1].char(), units[at].char()) else {
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
    (ch.is_ascii_graphic() && !matches!(ch, '(' | ')' | '[' | ']')) || is_letter(ch)
}

fn may_break(before: &Unit, here: &Unit) -> bool {
    match (before.char(), here.char()) {
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

/// Where the word around a unit begins and ends.
fn word_around(units: &[Unit], at: usize, end: usize) -> (usize, usize) {
    let inside = |unit: &Unit| unit.char().is_some_and(in_word);
    let from = units[..at]
        .iter()
        .rposition(|u| !inside(u))
        .map_or(0, |before| before + 1);
    let to = units[at..end]
        .iter()
        .position(|u| !inside(u))
        .map_or(end, |after| at + after);
    (from, to)
}

/// Whether a word is an address of mail or of a page: it may break behind its signs.
fn is_address(word: &[Unit]) -> bool {
    let signs = |wanted: char| word.iter().filter(|u| u.char() == Some(wanted)).count();
    signs('@') == 1 || signs('/') > 1 || signs('.') > 1
}

/// The last place in an address, from `from` on and up to `most`, behind which it may break. No piece of one or two
/// letters is left alone.
fn break_in_address(units: &[Unit], (from, to): (usize, usize), most: usize) -> Option<usize> {
    let sign = |at: usize| matches!(units[at - 1].char(), Some('@' | '.' | '/' | '?' | '&' | '='));
    let next = |at: usize| units[at].char().is_some_and(|c| c.is_alphanumeric());
    (from + 3..=most.min(to.saturating_sub(2)))
        .rev()
        .find(|at| sign(*at) && next(*at))
}

/// Where a word longer than a line is broken, and whether with a hyphen: letters with one, numbers without.
fn break_in_word(units: &[Unit], from: usize, fits: usize) -> (usize, bool) {
    let letter = |at: usize| units[at].char().is_some_and(is_letter);
    // The hyphen needs room as well, and no letter stands alone before it.
    let at = fits.saturating_sub(1);
    if at > from + 1 && letter(at - 1) && letter(at) {
        (at, true)
    } else {
        (fits.max(from + 1), false)
    }
}

/// Breaks a run into lines of a width in millimetres, the first and later ones indented in ems.
pub(crate) fn lines(run: &Run, style: &TextStyle, width: f64) -> Vec<Line> {
    let em = style.size * MM_PER_PT;
    let mut out = Vec::new();
    let mut from = 0;
    for end in run.breaks.iter().copied().chain([run.units.len()]) {
        let mut ends = line_ends(&run.units, (from, end), style, (em, width));
        not_alone(&run.units, from, &mut ends);
        for (nth, (to, broken)) in ends.iter().copied().enumerate() {
            let indent = if nth == 0 {
                style.indent * em
            } else {
                style.hang * em
            };
            let room = (width - indent).max(em);
            let hyphen = run
                .hyphen
                .filter(|_| broken)
                .map(|glyph| hyphen(glyph, &run.units[to - 1]));
            let units: Vec<Unit> = run.units[from..to].iter().cloned().chain(hyphen).collect();
            out.push(set_line(&units, style, indent, room, to == end));
            from = without_blanks(&run.units, to, end);
        }
        from = end;
    }
    out
}

/// Where each line of a paragraph ends, and whether in the middle of a word.
fn line_ends(
    units: &[Unit],
    (mut from, end): (usize, usize),
    style: &TextStyle,
    (em, width): (f64, f64),
) -> Vec<(usize, bool)> {
    let mut ends = Vec::new();
    loop {
        let indent = if ends.is_empty() { style.indent } else { style.hang };
        let found = line_end(units, from, end, (width - indent * em).max(em));
        ends.push(found);
        from = without_blanks(units, found.0, end);
        if from >= end {
            return ends;
        }
    }
}

/// Blanks at the turn of a line are not carried over.
fn without_blanks(units: &[Unit], from: usize, end: usize) -> usize {
    let blanks = units[from..end].iter().take_while(|u| u.char() == Some(' '));
    from + blanks.count()
}

/// No character stands alone on the last line of a paragraph, with or without the stop behind it: one more goes down to
/// it, from a line that is long enough to spare one.
fn not_alone(units: &[Unit], from: usize, ends: &mut [(usize, bool)]) {
    let count = ends.len();
    let start = if count > 2 { ends[count - 3].0 } else { from };
    let [.., before, last] = ends else { return };
    let tail = &units[before.0..last.0];
    let shown = |u: &&Unit| u.char().is_none_or(|c| !closes(c) && c != ' ');
    if tail.iter().filter(shown).count() != 1 || before.1 || before.0 - start <= SPARE {
        return;
    }
    let least = before.0.saturating_sub(2);
    let turn = (least..before.0).rev().find(|at| {
        let (left, right) = (&units[*at - 1], &units[*at]);
        let han = |u: &Unit| {
            u.char()
                .is_some_and(|c| !in_word(c) && !c.is_whitespace() && !is_dot(c))
        };
        han(left) && han(right) && may_break(left, right)
    });
    if let Some(turn) = turn {
        before.0 = turn;
    }
}

/// The sign at the end of a broken word, like the letter before it.
fn hyphen(glyph: Glyph, before: &Unit) -> Unit {
    let width = before.size_pt * MM_PER_PT * f64::from(glyph.advance) / 1000.0;
    Unit {
        ink: Ink::Glyph(glyph),
        width,
        ..before.clone()
    }
}

/// Where a line ends, and whether in the middle of a word that goes on.
fn line_end(units: &[Unit], from: usize, end: usize, room: f64) -> (usize, bool) {
    let mut width = 0.0;
    let mut last_break = None;
    for at in from..end {
        if at > from && may_break(&units[at - 1], &units[at]) {
            last_break = Some(at);
        }
        let unit = &units[at];
        let space = matches!(unit.char(), Some(' '));
        // A closing mark may give up its white half at the end of a line.
        let give = match unit.char() {
            Some(ch) if half_left(ch) => unit.size_pt * MM_PER_PT / 2.0,
            _ => 0.0,
        };
        if width + unit.width - give > room + 0.01 && !space && at > from {
            return break_before(units, (from, end), at, last_break, room);
        }
        width += unit.width;
    }
    (end, false)
}

/// Where a line ends whose unit `at` does not fit any more.
fn break_before(
    units: &[Unit],
    (from, end): (usize, usize),
    at: usize,
    last_break: Option<usize>,
    room: f64,
) -> (usize, bool) {
    let inside = units[at].char().is_some_and(in_word) && units[at - 1].char().is_some_and(in_word);
    if inside {
        let word = word_around(units, at, end);
        let start = word.0.max(from);
        let width: f64 = units[start..word.1].iter().map(|u| u.width).sum();
        // An address longer than a line breaks behind a sign, be it on this line or, moved whole, on the next.
        if width > room
            && is_address(&units[word.0..word.1])
            && let Some(sign) = break_in_address(units, (start, word.1), at)
        {
            return (sign, false);
        }
        if last_break.is_none() {
            return break_in_word(units, from, at);
        }
    }
    let usual = last_break.unwrap_or(at);
    (behind_dot(units, from, end, usual, room).unwrap_or(usual), false)
}

/// How many lines end within a part of a name that has a dot, though not behind the dot.
pub(crate) fn torn_names(block: &Block) -> usize {
    let dotted = |unit: &Unit| unit.char().is_some_and(is_dot);
    let units = || block.lines.iter().flat_map(|line| &line.units);
    let names: Vec<Option<usize>> = units().filter(|(_, u)| dotted(u)).map(|(_, u)| u.place).collect();
    let torn = |pair: &&[Line]| {
        let (before, here) = (pair[0].units.last(), pair[1].units.first());
        before.zip(here).is_some_and(|((_, before), (_, here))| {
            before.place.is_some()
                && before.place == here.place
                && names.contains(&before.place)
                && !dotted(before)
        })
    };
    block.lines.windows(2).filter(torn).count()
}

fn is_dot(ch: char) -> bool {
    matches!(ch, '·' | '•' | '‧')
}

/// The place behind the dot in a name that would be broken at `usual`, where the line is full enough up to there and
/// what follows of the name stands on one line: 阿卜杜热合曼· and below it 阿卜杜喀迪尔.
fn behind_dot(units: &[Unit], from: usize, end: usize, usual: usize, room: f64) -> Option<usize> {
    let place = units.get(usual)?.place?;
    let same = |unit: &Unit| unit.place == Some(place) && unit.char().is_some_and(|c| !c.is_whitespace());
    let name = units[from..usual].iter().rev().take_while(|u| same(u)).count();
    let dot = (usual - name..usual)
        .rev()
        .find(|at| units[*at].char().is_some_and(is_dot))?;
    let width = |units: &[Unit]| units.iter().map(|unit| unit.width).sum::<f64>();
    let rest = units[dot + 1..end].iter().take_while(|unit| same(unit)).count();
    let rest = &units[dot + 1..dot + 1 + rest];
    let next = rest
        .iter()
        .position(|u| u.char().is_some_and(is_dot))
        .map_or(rest.len(), |at| at + 1);
    let full = width(&units[from..=dot]) >= room * HALF_NAME;
    // Of a name with several dots no more lines come by it than without.
    let lines = |length: f64| (length / room).ceil();
    let whole = width(&units[from..=dot]) + width(rest);
    let no_more = next == rest.len() || 1.0 + lines(width(rest)) <= lines(whole);
    (full && is_person(units, place) && width(&rest[..next]) <= room && no_more).then_some(dot + 1)
}

/// Whether a place holds a person's name: letters and dots, and not many. A unit's name is not torn for its dot's sake.
fn is_person(units: &[Unit], place: usize) -> bool {
    let mut signs = units
        .iter()
        .filter(|u| u.place == Some(place))
        .filter_map(Unit::char);
    let mut count = 0;
    let name = signs.all(|c| {
        count += 1;
        c.is_alphabetic() || is_dot(c) || c == ' '
    });
    name && count <= PERSON
}

fn set_line(units: &[Unit], style: &TextStyle, indent: f64, room: f64, last: bool) -> Line {
    let used = units
        .iter()
        .rposition(|u| u.char() != Some(' '))
        .map_or(0, |at| at + 1);
    let mut units: Vec<Unit> = units[..used].to_vec();
    if let Some(unit) = units.last_mut()
        && let Some(ch) = unit.char()
        && half_left(ch)
        && !last
    {
        unit.width -= unit.size_pt * MM_PER_PT / 2.0;
    }
    // The space behind the last letter of a spaced title is no part of it: the middle is that of what is seen.
    if let Some(unit) = units.last_mut()
        && unit.place.is_none()
        && matches!(unit.ink, Ink::Glyph(_))
    {
        unit.width -= style.spacing * unit.size_pt * MM_PER_PT;
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
        // A line that would have to be stretched so far that an eye sees it stays as it is.
        Align::Justify if last || count == 0 || slack > count as f64 * style.size * MM_PER_PT * STRETCH => {
            (indent, 0.0)
        }
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
    match (before.char(), here.char()) {
        (Some(a), Some(b)) => !(in_word(a) && in_word(b)),
        _ => true,
    }
}
