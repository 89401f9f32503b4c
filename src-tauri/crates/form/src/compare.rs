//! An old form beside a new one: what differs in words, places and pages, and both on one sheet with the differences
//! tinted.
//!
//! Compared is what stands on paper, letter by letter in reading order, not how the descriptions are written: a form
//! that is described anew and prints the same is the same. Never here: which of the two holds.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, RectMm};
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::description::FormDescription;
use crate::drawing::{Draw, HAIRLINE, MM_PER_PT};
use crate::error::FormError;
use crate::filling::{CopyOf, Filling, Scope};
use crate::fonts::Fonts;
use crate::layout::lay_out;
use crate::marks::{self, Place};
use crate::pdf;
use crate::stacking::Page;
use crate::structure::Structure;

/// How small the two pages stand side by side.
const SCALE: f64 = 0.45;
/// Left edges of the two, their top, and where the list begins, in millimetres.
const LEFT: [f64; 2] = [8.0, 107.5];
const TOP: f64 = 28.0;
const LIST: f64 = 172.0;
/// Distance of the list's lines, and where it must end.
const STEP: f64 = 4.6;
const END: f64 = 286.0;
/// Letters of a difference that the sheet's list shows; the answer has them all.
const SHOWN: usize = 26;
/// Equal letters between two differences that are too few to part them.
const JOINS: usize = 2;
/// A place that stands further from where it stood has moved, in millimetres.
const MOVED: f64 = 3.0;
/// Two forms that have nothing in common are not searched for what they have in common any longer than this.
const PATIENCE: Duration = Duration::from_secs(3);

/// What differs between two forms.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// Both side by side.
    #[serde(skip)]
    pub pdf: Vec<u8>,
    /// Pages of the old form and of the new one.
    pub pages: (usize, usize),
    /// Copies of the old form and of the new one.
    pub copies: (usize, usize),
    /// Wording that differs, in the new form's order.
    pub words: Vec<WordsDiffer>,
    /// Places of the old form that the new one has no more: values, boxes, frames, signatures.
    pub gone: Vec<String>,
    /// Places that only the new form has.
    pub came: Vec<String>,
    /// Places that stand elsewhere on the page, or on another page.
    pub moved: Vec<String>,
}

impl Comparison {
    /// Nothing on the paper differs.
    pub fn is_same(&self) -> bool {
        let places = [&self.gone, &self.came, &self.moved];
        self.words.is_empty()
            && places.iter().all(|list| list.is_empty())
            && self.pages.0 == self.pages.1
            && self.copies.0 == self.copies.1
    }
}

/// A piece of wording that differs; one side is empty where words were only added or only left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordsDiffer {
    /// The old form's words.
    pub old: String,
    /// The new form's words.
    pub new: String,
    /// Page of the old form, from 1; none where words were only added.
    pub old_page: Option<usize>,
    /// Page of the new form, from 1; none where words were only left out.
    pub new_page: Option<usize>,
}

/// A letter on its page.
struct Letter {
    ch: char,
    page: usize,
    rect: RectMm,
}

/// Compares two forms, both empty.
///
/// # Errors
/// Those of laying a form out and of writing the document.
pub fn compare(old: &FormDescription, new: &FormDescription, fonts: &Fonts) -> Result<Comparison, FormError> {
    let pages = [blank(old, fonts)?, blank(new, fonts)?];
    let letters = [letters(&pages[0]), letters(&pages[1])];
    let ranges = ranges(&letters);
    let words: Vec<WordsDiffer> = ranges
        .iter()
        .map(|[before, after]| {
            let of = |side: usize, range: &std::ops::Range<usize>| -> String {
                letters[side][range.clone()].iter().map(|l| l.ch).collect()
            };
            let page = |side: usize, range: &std::ops::Range<usize>| {
                letters[side][range.clone()].first().map(|l| l.page + 1)
            };
            WordsDiffer {
                old: of(0, before),
                new: of(1, after),
                old_page: page(0, before),
                new_page: page(1, after),
            }
        })
        .collect();
    let (before, after) = (places(&pages[0]), places(&pages[1]));
    let only = |a: &BTreeMap<String, (usize, RectMm)>, b: &BTreeMap<String, (usize, RectMm)>| {
        a.keys()
            .filter(|name| !b.contains_key(*name))
            .cloned()
            .collect::<Vec<_>>()
    };
    let moved = before.iter().filter(|(name, (page, rect))| {
        let now = after.get(*name);
        now.is_some_and(|(now, to)| now != page || (to.x - rect.x).hypot(to.y - rect.y) > MOVED)
    });
    let tints = [tints(&letters[0], &ranges, 0), tints(&letters[1], &ranges, 1)];
    let mut found = Comparison {
        pdf: Vec::new(),
        pages: (pages[0].len(), pages[1].len()),
        copies: (old.copies().len(), new.copies().len()),
        gone: only(&before, &after),
        came: only(&after, &before),
        moved: moved.map(|(name, _)| name.clone()).collect(),
        words,
    };
    let heads = [old, new].map(|form| format!("{} {}", form.id(), form.version()));
    let sheets = sheets(&pages, &tints, &found, &heads, fonts)?;
    let about = pdf::About {
        title: new.title(),
        subject: "",
    };
    found.pdf = pdf::write(&sheets, &about, None, fonts)?;
    Ok(found)
}

fn blank(form: &FormDescription, fonts: &Fonts) -> Result<Vec<Page>, FormError> {
    let filling = Filling::default();
    let copy = CopyOf {
        number: 1,
        count: form.copies.len() as u16,
        caption: form.copies[0].as_deref().unwrap_or_default(),
    };
    let mut structure = Structure::new();
    Ok(lay_out(form, Scope::new(&filling, copy), fonts, &mut structure)?.pages)
}

fn letters(pages: &[Page]) -> Vec<Letter> {
    let mut all = Vec::new();
    for (page, of) in pages.iter().enumerate() {
        for draw in &of.draws {
            let Draw::Text {
                size_pt,
                baseline,
                glyphs,
            } = draw
            else {
                continue;
            };
            let em = size_pt * MM_PER_PT;
            let seen = glyphs.iter().filter(|(_, glyph)| !glyph.ch.is_whitespace());
            all.extend(seen.map(|(x, glyph)| Letter {
                ch: glyph.ch,
                page,
                rect: RectMm {
                    x: *x,
                    y: baseline - em * 0.9,
                    w: em * f64::from(glyph.advance) / 1000.0,
                    h: em * 1.1,
                },
            }));
        }
    }
    all
}

/// Stretches of letters that differ, of the old form and of the new one.
fn ranges(letters: &[Vec<Letter>; 2]) -> Vec<[std::ops::Range<usize>; 2]> {
    let [old, new] = [0, 1].map(|side| letters[side].iter().map(|l| l.ch).collect::<Vec<char>>());
    let until = Instant::now() + PATIENCE;
    let mut found: Vec<[std::ops::Range<usize>; 2]> = Vec::new();
    for op in capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(until)) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (before, after) = (op.old_range(), op.new_range());
        match found.last_mut() {
            Some([was, is]) if before.start - was.end <= JOINS && after.start - is.end <= JOINS => {
                was.end = before.end;
                is.end = after.end;
            }
            _ => found.push([before, after]),
        }
    }
    found
}

/// What is tinted on each page of one side: the letters that differ, joined along their lines.
fn tints(
    letters: &[Letter],
    ranges: &[[std::ops::Range<usize>; 2]],
    side: usize,
) -> BTreeMap<usize, Vec<RectMm>> {
    let mut tinted: BTreeMap<usize, Vec<RectMm>> = BTreeMap::new();
    for range in ranges {
        for letter in &letters[range[side].clone()] {
            let on_page = tinted.entry(letter.page).or_default();
            match on_page.last_mut() {
                Some(last) if (last.y - letter.rect.y).abs() < 0.1 && letter.rect.x >= last.x => {
                    last.w = letter.rect.x + letter.rect.w - last.x;
                }
                _ => on_page.push(letter.rect),
            }
        }
    }
    tinted
}

/// Places by their names; parts of one name count on.
fn places(pages: &[Page]) -> BTreeMap<String, (usize, RectMm)> {
    let mut found = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (page, of) in pages.iter().enumerate() {
        for place in &of.boxes {
            let mut name = place.name.clone();
            let mut count = 2;
            while !seen.insert(name.clone()) {
                name = format!("{}（{count}）", place.name);
                count += 1;
            }
            found.insert(name, (page, place.rect));
        }
    }
    found
}

fn sheets(
    pages: &[Vec<Page>; 2],
    tints: &[BTreeMap<usize, Vec<RectMm>>; 2],
    found: &Comparison,
    heads: &[String; 2],
    fonts: &Fonts,
) -> Result<Vec<Vec<Draw>>, FormError> {
    let mut sheets = Vec::new();
    let count = pages[0].len().max(pages[1].len());
    for at in 0..count {
        let mut draws = Vec::new();
        for (side, x) in LEFT.into_iter().enumerate() {
            for rect in tints[side].get(&at).into_iter().flatten() {
                let tint = Draw::Shade {
                    rings: vec![Draw::ring(*rect)],
                    grey: 0.72,
                    red: true,
                };
                draws.push(tint.scaled(SCALE).moved(x, TOP));
            }
            let page = pages[side].get(at).map_or(&[][..], |page| &page.draws);
            draws.extend(page.iter().map(|draw| draw.clone().scaled(SCALE).moved(x, TOP)));
            let frame = RectMm {
                x,
                y: TOP,
                w: A4_WIDTH_MM * SCALE,
                h: A4_HEIGHT_MM * SCALE,
            };
            draws.push(Draw::outline(frame, HAIRLINE));
            let head = format!(
                "{}：{}　第{}页，共{}页",
                ["旧", "新"][side],
                heads[side],
                at + 1,
                pages[side].len()
            );
            draws.push(marks::words(
                &printable(&head, fonts),
                fonts,
                9.0,
                0.0,
                Place::Left(x),
                TOP - 3.0,
            )?);
        }
        let mut y = LIST;
        for line in list(found, at) {
            if y > END {
                break;
            }
            draws.push(marks::words(
                &printable(&line, fonts),
                fonts,
                9.0,
                0.0,
                Place::Left(LEFT[0]),
                y,
            )?);
            y += STEP;
        }
        sheets.push(draws);
    }
    Ok(sheets)
}

/// The lines beneath two pages.
fn list(found: &Comparison, at: usize) -> Vec<String> {
    let short = |text: &str| {
        let cut: String = text.chars().take(SHOWN).collect();
        if cut.len() < text.len() {
            format!("{cut}…")
        } else {
            cut
        }
    };
    let here = found
        .words
        .iter()
        .filter(|w| w.new_page.or(w.old_page) == Some(at + 1));
    let mut lines: Vec<String> = here
        .map(|w| match (w.old.is_empty(), w.new.is_empty()) {
            (true, _) => format!("新增：“{}”", short(&w.new)),
            (_, true) => format!("删去：“{}”", short(&w.old)),
            _ => format!("改：“{}” → “{}”", short(&w.old), short(&w.new)),
        })
        .collect();
    if at == 0 {
        let told = [
            ("不再有的位置", &found.gone),
            ("新有的位置", &found.came),
            ("移动的位置", &found.moved),
        ];
        let told = told.into_iter().filter(|(_, names)| !names.is_empty());
        lines.extend(
            told.map(|(what, names)| format!("{what}（{}）：{}", names.len(), short(&names.join("、")))),
        );
        if found.is_same() {
            lines.push("两份表印出来没有差别。".to_owned());
        }
    }
    lines
}

/// A line for the sheet: what no font shows must not keep the comparison from being printed.
fn printable(text: &str, fonts: &Fonts) -> String {
    text.chars()
        .map(|c| {
            if fonts.glyph(crate::fonts::Face::Song, c).is_ok() {
                c
            } else {
                '?'
            }
        })
        .collect()
}
