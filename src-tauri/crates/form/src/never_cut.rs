//! The promise of the printed form, held against chance: whatever is typed into any field of any form, nothing is cut
//! off, nothing overlaps, nothing leaves the page.
//!
//! Every form under forms/ is laid out with values of all lengths and scripts. The ink of each glyph is taken from
//! the font itself, so that a hair's breadth over a line counts, and a half-white comma at the edge does not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, RectMm};

use crate::description::{Block, Content};
use crate::drawing::{Draw, MM_PER_PT};
use crate::filling::{CopyOf, Scope};
use crate::fonts::{Slot, printable};
use crate::inline::Item;
use crate::layout::lay_out;
use crate::map::BoxKind;
use crate::structure::Structure;
use crate::{Filling, Fonts, FormDescription, Note};

/// How far ink may reach over an edge before an eye sees it, in millimetres.
const HAIR: f64 = 0.12;

/// What people type: common and rare characters, addresses without a place to break, marks in a row, blanks.
const SCRIPTS: [&str; 7] = [
    "某某市社会保险服务中心综合业务科",
    "𠀀𠀁𪜀𫝀𫠠𬺰䶮㛃",
    "address.with-no.break_at@all.example",
    "Ａ1（《“‘混排’”》）、，。；：！",
    "11010519491231002X",
    "New Territories Room 1203, Block B",
    "Ÿÿgjpqy一龘",
];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    files.sort();
    files
}

/// Every form of every project and the counter's own sheets, found and not listed.
fn forms() -> Vec<(String, FormDescription)> {
    let root = repository().join("forms");
    let mut found = Vec::new();
    for project in files_in(&root).into_iter().filter(|p| p.is_dir()) {
        let sheets = files_in(&project)
            .into_iter()
            .chain(files_in(&project.join("forms")));
        for path in sheets.filter(|p| p.extension().is_some_and(|e| e == "kdl")) {
            let include = |name: &str| {
                [&project, &root.join("common")]
                    .iter()
                    .find_map(|folder| std::fs::read_to_string(folder.join(format!("{name}.kdl"))).ok())
            };
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            let text = std::fs::read_to_string(&path).unwrap();
            let form = FormDescription::parse(&name, &text, &include);
            found.push((name, form.unwrap_or_else(|e| panic!("{e} — {}", e.remedy()))));
        }
    }
    assert!(found.len() >= 33, "{} forms", found.len());
    found
}

/// What can be ticked, by field; a column of rows by its own name.
type Choices = BTreeMap<String, Vec<String>>;

/// Reproducible chance (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn value(&mut self) -> String {
        let script: Vec<char> = SCRIPTS[self.below(SCRIPTS.len())].chars().collect();
        let longest = [4, 12, 30, 60, 150, 700][self.below(6)];
        let (from, length) = (self.below(script.len()), 1 + self.below(longest));
        (0..length).map(|at| script[(from + at) % script.len()]).collect()
    }

    /// Something in every field; a field of choices holds one of them, a date is one, and bars say a number.
    fn fill(&mut self, fields: &[&str], choices: &Choices, bars: Option<&str>) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        for field in fields {
            let value = match choices.get(*field) {
                _ if bars == Some(*field) => "00202009200000604".to_owned(),
                Some(choices) => choices[self.below(choices.len())].clone(),
                None if is_date(field) => "2026-11-21T09:30".to_owned(),
                None => self.value(),
            };
            values.insert((*field).to_owned(), value);
        }
        values
    }

    fn filling(&mut self, form: &FormDescription, choices: &Choices) -> Filling {
        let fields = form.fields();
        let single: Vec<&str> = fields
            .iter()
            .map(String::as_str)
            .filter(|f| !f.contains('.'))
            .collect();
        let mut filling = Filling {
            values: self.fill(&single, choices, form.bar_field()),
            ..Filling::default()
        };
        for list in form.lists() {
            let columns = fields
                .iter()
                .filter_map(|f| f.strip_prefix(&list)?.strip_prefix('.'));
            let columns: Vec<&str> = columns.collect();
            let rows = (0..self.below(31))
                .map(|_| self.fill(&columns, choices, None))
                .collect();
            filling.rows.insert(list, rows);
        }
        filling
    }
}

fn is_date(field: &str) -> bool {
    ["_date", "_time", "_from", "_to", "_before", "_after"]
        .iter()
        .any(|end| field.ends_with(end))
}

struct Inks<'a> {
    faces: BTreeMap<Slot, ttf_parser::Face<'a>>,
}

/// A glyph on a page: its character, where its ink is, its baseline and size in millimetres.
struct Ink {
    ch: char,
    rect: RectMm,
    baseline: f64,
    em: f64,
    /// Which stroke of text it belongs to, and its number in it.
    place: (usize, usize),
}

impl<'a> Inks<'a> {
    fn new(fonts: &'a Fonts) -> Self {
        let face = |slot: Slot| ttf_parser::Face::parse(fonts.bytes(slot).unwrap(), 0).unwrap();
        Self {
            faces: Slot::ALL.into_iter().map(|slot| (slot, face(slot))).collect(),
        }
    }

    fn of(&self, draws: &[Draw]) -> Vec<Ink> {
        let mut inks = Vec::new();
        for (run, draw) in draws.iter().enumerate() {
            let Draw::Text {
                size_pt,
                baseline,
                glyphs,
            } = draw
            else {
                continue;
            };
            for (at, (x, glyph)) in glyphs.iter().enumerate() {
                let face = &self.faces[&glyph.slot];
                let em = size_pt * MM_PER_PT;
                let unit = em / f64::from(face.units_per_em());
                let Some(b) = face.glyph_bounding_box(ttf_parser::GlyphId(glyph.gid)) else {
                    continue;
                };
                let rect = RectMm {
                    x: x + f64::from(b.x_min) * unit,
                    y: baseline - f64::from(b.y_max) * unit,
                    w: f64::from(b.width()) * unit,
                    h: f64::from(b.height()) * unit,
                };
                inks.push(Ink {
                    ch: glyph.ch,
                    rect,
                    baseline: *baseline,
                    place: (run, at),
                    em,
                });
            }
        }
        inks
    }
}

/// How far two rectangles lie over each other, the lesser way.
fn overlap(a: &RectMm, b: &RectMm) -> f64 {
    let across = (a.x + a.w).min(b.x + b.w) - a.x.max(b.x);
    let down = (a.y + a.h).min(b.y + b.h) - a.y.max(b.y);
    across.min(down)
}

/// Letters beside each other in a word: a j hangs under its neighbour by the type designer's will.
fn neighbours(a: &Ink, b: &Ink) -> bool {
    a.place.0 == b.place.0 && a.place.1.abs_diff(b.place.1) == 1 && overlap(&a.rect, &b.rect) < 0.2 * a.em
}

/// The level and upright lines of a page, as rectangles without thickness.
fn ruled(draws: &[Draw]) -> Vec<RectMm> {
    let mut lines = Vec::new();
    for draw in draws {
        let Draw::Line { points, .. } = draw else { continue };
        for pair in points.windows(2) {
            let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
            if ax == bx || ay == by {
                lines.push(RectMm {
                    x: ax.min(bx),
                    y: ay.min(by),
                    w: (ax - bx).abs(),
                    h: (ay - by).abs(),
                });
            }
        }
    }
    lines
}

/// What is wrong with where the ink of a page is.
fn slips(draws: &[Draw], frame: &RectMm, inks: &Inks<'_>) -> Vec<String> {
    let inks = inks.of(draws);
    let mut wrong = Vec::new();
    for ink in &inks {
        let r = &ink.rect;
        let out = [
            frame.x - r.x,
            frame.y - r.y,
            r.x + r.w - frame.x - frame.w,
            r.y + r.h - frame.y - frame.h,
        ];
        if out.iter().any(|by| *by > HAIR) {
            wrong.push(format!("{} at {r:?} leaves the frame", ink.ch));
        }
    }
    for line in ruled(draws) {
        for ink in &inks {
            // The line of a blank lies under its value; letters with tails reach through it.
            let under = (0.10..0.36).contains(&((line.y - ink.baseline) / ink.em)) && line.h == 0.0;
            let (r, l) = (&ink.rect, &line);
            let across = if l.h == 0.0 {
                (l.y - r.y)
                    .min(r.y + r.h - l.y)
                    .min((l.x + l.w).min(r.x + r.w) - l.x.max(r.x))
            } else {
                (l.x - r.x)
                    .min(r.x + r.w - l.x)
                    .min((l.y + l.h).min(r.y + r.h) - l.y.max(r.y))
            };
            if !under && across > HAIR {
                wrong.push(format!("{} at {r:?} lies on the line {l:?}", ink.ch));
            }
        }
    }
    let mut order: Vec<&Ink> = inks.iter().collect();
    order.sort_by(|a, b| a.rect.x.total_cmp(&b.rect.x));
    for (at, a) in order.iter().enumerate() {
        let near = order[at + 1..]
            .iter()
            .take_while(|b| b.rect.x < a.rect.x + a.rect.w);
        for b in near.filter(|b| overlap(&a.rect, &b.rect) > HAIR && !neighbours(a, b)) {
            wrong.push(format!("{} {:?} and {} {:?} overlap", a.ch, a.rect, b.ch, b.rect));
        }
    }
    wrong
}

fn dense(text: &str) -> String {
    printable(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// The printed characters in the order in which they are drawn, which is the order in which they are read.
fn text_of(pages: &[crate::stacking::Page]) -> String {
    let draws = pages.iter().flat_map(|page| &page.draws);
    let glyphs = draws.flat_map(|draw| match draw {
        Draw::Text { glyphs, .. } => glyphs.as_slice(),
        _ => &[],
    });
    glyphs
        .map(|(_, glyph)| glyph.ch)
        .filter(|ch| !ch.is_whitespace() && *ch != crate::text::SOFT_HYPHEN)
        .collect()
}

fn value_of<'a>(filling: &'a Filling, name: &str) -> Option<&'a str> {
    match name.split('.').collect::<Vec<_>>().as_slice() {
        [list, row, column] => {
            let row = filling
                .rows
                .get(*list)?
                .get(row.parse::<usize>().ok()?.checked_sub(1)?)?;
            row.get(*column).map(String::as_str)
        }
        _ => filling.values.get(name).map(String::as_str),
    }
}

/// The values that ticks and conditions of the form ask for.
fn choices(form: &FormDescription) -> Choices {
    let mut choices = Choices::new();
    let mut add = |items: &[Item]| {
        for item in items {
            if let Item::Value { when, .. } | Item::Blank { when, .. } | Item::Tick { when, .. } = item
                && let Some(condition) = when
            {
                let field = condition.field.trim_start_matches('.').to_owned();
                choices
                    .entry(field)
                    .or_default()
                    .extend(condition.values.iter().cloned());
            }
        }
    };
    each_wording(&form.blocks, &mut add);
    choices
}

/// Fields that stand in the label of a place to sign, whose box on the map is the place's.
fn in_labels(blocks: &[Block], fields: &mut BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Keep(inner) | Block::Office(inner) | Block::Only { blocks: inner, .. } => {
                in_labels(inner, fields);
            }
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    if let Content::Sign { label, .. } = &cell.content {
                        fields.extend(label.iter().filter_map(|item| match item {
                            Item::Value { field, when: None } => Some(field.clone()),
                            _ => None,
                        }));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Fields that stand on paper as a code for a scanner: nobody reads them, and none is cut.
fn in_codes(blocks: &[Block], fields: &mut BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Keep(inner)
            | Block::Office(inner)
            | Block::Only { blocks: inner, .. }
            | Block::Sheet { blocks: inner, .. } => in_codes(inner, fields),
            Block::Code { field, .. } => {
                fields.insert(field.clone());
            }
            _ => {}
        }
    }
}

fn each_wording(blocks: &[Block], see: &mut dyn FnMut(&[Item])) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => see(&paragraph.items),
            Block::Keep(inner)
            | Block::Office(inner)
            | Block::Only { blocks: inner, .. }
            | Block::Sheet { blocks: inner, .. } => each_wording(inner, see),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    match &cell.content {
                        Content::Text(items)
                        | Content::Frame { caption: items, .. }
                        | Content::Sign { label: items, .. } => see(items),
                        Content::Grid { .. } | Content::Bar { .. } => {}
                    }
                }
            }
            _ => {}
        }
    }
}

#[test]
fn whatever_is_typed_nothing_is_cut_and_nothing_overlaps() {
    const TRIALS: usize = 8;
    let fonts = Fonts::load(&repository().join("assets/fonts/print")).unwrap();
    let inks = Inks::new(&fonts);
    let mut wrong: Vec<String> = Vec::new();
    let (mut whole, mut continued) = (0, 0);
    for (number, (name, form)) in forms().into_iter().enumerate() {
        let choices = choices(&form);
        let mut labelled = BTreeSet::new();
        in_labels(&form.blocks, &mut labelled);
        let mut coded = BTreeSet::new();
        in_codes(&form.blocks, &mut coded);
        let mut chance = Chance(0x2545_F491_4F6C_DD1D ^ (number as u64 + 1) << 32);
        let mut shown: BTreeSet<String> = BTreeSet::new();
        let frame = RectMm {
            x: form.page.side,
            y: form.page.top,
            w: A4_WIDTH_MM - 2.0 * form.page.side,
            h: A4_HEIGHT_MM - form.page.top - form.page.bottom,
        };
        for trial in 0..TRIALS {
            let filling = chance.filling(&form, &choices);
            let copies = form.copies().len() as u16;
            let number = (trial as u16 % copies) + 1;
            let scope = Scope::new(
                &filling,
                CopyOf {
                    number,
                    count: copies,
                    caption: "",
                },
            );
            let mut structure = Structure::new();
            let laid =
                lay_out(&form, scope, &fonts, &mut structure).unwrap_or_else(|e| panic!("{name}: {e}"));
            for page in &laid.pages {
                let slips = slips(&page.draws, &frame, &inks);
                wrong.extend(
                    slips
                        .into_iter()
                        .map(|slip| format!("{name}, trial {trial}: {slip}")),
                );
            }
            let text = text_of(&laid.pages);
            let (body, list) = text
                .rsplit_once("续栏（以上各栏写不下的内容）")
                .unwrap_or((&text, ""));
            let boxes = laid
                .pages
                .iter()
                .flat_map(|p| &p.boxes)
                .filter(|b| b.kind != BoxKind::Tick);
            let boxed = boxes.map(|b| b.name.as_str());
            let names: BTreeSet<&str> = boxed.chain(labelled.iter().map(String::as_str)).collect();
            for field in names {
                let Some(value) = value_of(&filling, field).map(dense) else {
                    continue;
                };
                shown.insert(
                    field
                        .split('.')
                        .filter(|p| p.parse::<usize>().is_err())
                        .collect::<Vec<_>>()
                        .join("."),
                );
                let told = laid.notes.contains(&Note::Continued {
                    field: field.to_owned(),
                });
                if told && list.contains(&value) && body.contains("…（见续栏）") {
                    continued += 1;
                } else if body.contains(&value) {
                    whole += 1;
                } else if !is_date(field) {
                    wrong.push(format!("{name}, trial {trial}: {field} is cut: {value}"));
                }
            }
        }
        let is_choice = |field: &str| choices.contains_key(field.rsplit('.').next().unwrap_or(field));
        let mut forgotten = form.fields();
        forgotten.retain(|field| !shown.contains(field) && !coded.contains(field) && !is_choice(field));
        assert!(forgotten.is_empty(), "{name}: never seen on paper: {forgotten:?}");
    }
    assert!(
        whole > 1000 && continued > 100,
        "{whole} whole, {continued} continued"
    );
    let count = wrong.len();
    // One of each kind on each form says enough.
    wrong.dedup_by_key(|slip| {
        let kind: String = slip
            .chars()
            .filter(|c| c.is_ascii_alphabetic() || *c == '-')
            .collect();
        kind
    });
    wrong.truncate(40);
    assert!(wrong.is_empty(), "{count} slips, the first: {wrong:#?}");
}
