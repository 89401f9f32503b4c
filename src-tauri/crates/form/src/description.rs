//! A form description as it was read: what stands on the form, not yet where.
//!
//! The language is described in the crate's own documentation; `reading` builds these types
//! from KDL. A description knows no value and no page break.

use std::collections::{BTreeMap, BTreeSet};

use crate::filling::split_date;
use crate::fonts::Face;
use crate::inline::{Condition, Item};

/// A form, ready to be filled and printed any number of times.
#[derive(Debug, Clone)]
pub struct FormDescription {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) copies: Vec<Option<String>>,
    pub(crate) pages: Option<u16>,
    pub(crate) page: PageStyle,
    pub(crate) footer: Option<Vec<Item>>,
    /// Agreements that stand on the form, and whether their text was at hand.
    pub(crate) agreements: BTreeMap<String, bool>,
    /// The wording shows the copy's caption itself (`{#caption}`); otherwise it is put above the form.
    pub(crate) shows_caption: bool,
    pub(crate) blocks: Vec<Block>,
}

impl FormDescription {
    /// The form's id, for instance `f-ylbx-1`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The form's title as people say it.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The version of the description, written into the page marks.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// One entry a copy (份, 联), with the caption that is printed on it if it has one.
    pub fn copies(&self) -> &[Option<String>] {
        &self.copies
    }

    /// The number of pages the form is meant to have, when the description states one.
    pub fn pages(&self) -> Option<u16> {
        self.pages
    }

    /// The agreements that stand on the form, by id: true where the authority's text was given and is set, false where
    /// the form says where it is published.
    pub fn agreements(&self) -> &BTreeMap<String, bool> {
        &self.agreements
    }

    /// Every field the form uses, once: `unit_name`, `apply_date` (without its parts), and for repeated rows
    /// `employees.user_name`. Signatures and frames are not fields.
    pub fn fields(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        collect(&self.blocks, &mut names);
        names
    }

    /// The field whose number the form shows as bars at a place of its own, when it has such a place.
    pub fn bar_field(&self) -> Option<&str> {
        bar_field(&self.blocks)
    }

    /// The names of the lists the form repeats rows for, for instance `employees`.
    pub fn lists(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        lists(&self.blocks, &mut names);
        names
    }
}

/// Measures that hold for the whole form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageStyle {
    /// Size of the wording in points.
    pub size: f64,
    /// Margins in millimetres.
    pub top: f64,
    pub bottom: f64,
    pub side: f64,
    /// Line distance as a multiple of the size.
    pub leading: f64,
    /// Smallest size a value may shrink to, in points.
    pub min: f64,
}

#[derive(Debug, Clone)]
pub(crate) enum Block {
    Paragraph(Paragraph),
    Table(Table),
    Space {
        height: f64,
        grow: f64,
    },
    Rule,
    PageBreak,
    Picture(Picture),
    /// A square code of a field's value, as high and wide as `size` millimetres; nothing where the field is empty.
    Code {
        field: String,
        size: f64,
    },
    /// Stays on one page.
    Keep(Vec<Block>),
    /// Everything inside is office use.
    Office(Vec<Block>),
    /// Only on some copies (from 1).
    Only {
        copies: Vec<u16>,
        blocks: Vec<Block>,
    },
    /// Repeated for every `per` rows of a list, each time on a new page.
    Sheet {
        list: String,
        per: usize,
        blocks: Vec<Block>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
    Justify,
    /// The characters stand apart over the whole width, as labels of equal width do.
    Spread,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VAlign {
    Top,
    Middle,
    Bottom,
}

/// How a piece of text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextStyle {
    pub face: Face,
    pub size: f64,
    pub leading: f64,
    pub align: Align,
    /// Extra space between characters, in ems.
    pub spacing: f64,
    /// First-line indent and hanging indent, in ems.
    pub indent: f64,
    pub hang: f64,
    /// Smallest size a value may shrink to.
    pub min: f64,
}

/// What a paragraph is to the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rank {
    Title,
    Heading,
    Text,
}

#[derive(Debug, Clone)]
pub(crate) struct Paragraph {
    pub rank: Rank,
    pub items: Vec<Item>,
    pub style: TextStyle,
    pub before: f64,
    pub after: f64,
    pub keep_next: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Border {
    All,
    /// Only the frame around.
    Outer,
    None,
}

#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub columns: Vec<Column>,
    pub border: Border,
    /// How many rows are repeated on top of the next page.
    pub header: usize,
    pub rows: Vec<Row>,
    pub before: f64,
    pub after: f64,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Column {
    Mm(f64),
    Share(f64),
}

#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub height: f64,
    /// How much taller the row may become to fill the page, in millimetres.
    pub grow: f64,
    pub each: Option<Each>,
    pub cells: Vec<Cell>,
}

impl Row {
    /// Whether somebody signs or stamps in it, or a machine reads it: such a row is never made lower.
    pub fn is_for_hands(&self) -> bool {
        let cells = self.cells.iter();
        cells.into_iter().any(|cell| {
            matches!(
                cell.content,
                Content::Frame { .. } | Content::Sign { .. } | Content::Bar { .. }
            )
        })
    }
}

/// A row repeated for every entry of a list, blank rows added up to `fill`.
#[derive(Debug, Clone)]
pub(crate) struct Each {
    pub list: String,
    pub fill: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub content: Content,
    /// It says what stands beside or below it.
    pub is_label: bool,
    pub span: usize,
    pub rows: usize,
    pub style: TextStyle,
    pub valign: VAlign,
    /// Inner margin left and right, in millimetres.
    pub pad: f64,
    /// No line between this cell and the one on its left, above it.
    pub open_left: bool,
    pub open_top: bool,
    /// Smallest height in millimetres.
    pub height: f64,
    /// How many lines a long value may take.
    pub lines: usize,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Text(Vec<Item>),
    /// A grid of `count` boxes, one character each.
    Grid {
        field: String,
        count: usize,
    },
    /// A number as bars with the number beneath; nothing while it has none.
    Bar {
        field: String,
    },
    /// An empty frame for a seal or signature sample, with small words in its corner.
    Frame {
        name: String,
        caption: Vec<Item>,
    },
    /// A place for a signature or stamp, with its label.
    Sign {
        name: String,
        label: Vec<Item>,
    },
}

/// A drawn sample, as high as it is said to be and as wide as the text.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    /// Millimetres.
    pub height: f64,
    /// How much taller the room for it may become to fill the page, in millimetres.
    pub grow: f64,
    /// What it shows, for those who do not see it.
    pub says: String,
    pub groups: Vec<Group>,
}

/// Strokes around one origin.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// Millimetres from the group around it, or from the picture's top left corner.
    pub x: f64,
    pub y: f64,
    /// Degrees, clockwise.
    pub turn: f64,
    /// How much larger than its lengths say.
    pub scale: f64,
    /// From 0 (black) to 1 (white); without one, that of the group around it.
    pub grey: Option<f64>,
    /// In the red of seals instead of black; its tints run to white as those of black do.
    pub red: bool,
    pub strokes: Vec<Stroke>,
}

/// One stroke of a picture: lengths in millimetres, sizes of words in points.
#[derive(Debug, Clone)]
pub(crate) enum Stroke {
    Circle {
        r: f64,
        width: f64,
    },
    Frame {
        w: f64,
        h: f64,
        width: f64,
    },
    Patch {
        w: f64,
        h: f64,
    },
    Star {
        r: f64,
    },
    /// Dirt strewn over a rectangle.
    Specks {
        w: f64,
        h: f64,
        count: usize,
    },
    Words {
        text: String,
        size: f64,
    },
    /// Words along a circle, over so many degrees, their middle on top.
    Arc {
        text: String,
        r: f64,
        size: f64,
        sweep: f64,
    },
    Group(Group),
}

fn collect(blocks: &[Block], names: &mut BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(p) => item_fields(&p.items, "", names),
            Block::Keep(inner)
            | Block::Office(inner)
            | Block::Only { blocks: inner, .. }
            | Block::Sheet { blocks: inner, .. } => {
                collect(inner, names);
            }
            Block::Table(table) => {
                for row in &table.rows {
                    let list = row.each.as_ref().map_or("", |each| each.list.as_str());
                    for cell in &row.cells {
                        match &cell.content {
                            Content::Text(items)
                            | Content::Frame { caption: items, .. }
                            | Content::Sign { label: items, .. } => item_fields(items, list, names),
                            Content::Grid { field, .. } | Content::Bar { field } => add(field, list, names),
                        }
                    }
                }
            }
            Block::Code { field, .. } => add(field, "", names),
            Block::Space { .. } | Block::Rule | Block::PageBreak | Block::Picture(_) => {}
        }
    }
}

fn item_fields(items: &[Item], list: &str, names: &mut BTreeSet<String>) {
    let mut conditional = |when: &Option<Condition>| {
        if let Some(condition) = when {
            add(&condition.field, list, names);
        }
    };
    for item in items {
        match item {
            Item::Value { when, .. } | Item::Blank { when, .. } | Item::Tick { when, .. } => {
                conditional(when)
            }
            Item::Words { .. } | Item::Break => {}
        }
    }
    for item in items {
        if let Item::Value { field, .. }
        | Item::Blank {
            field: Some(field), ..
        } = item
        {
            add(field, list, names);
        }
    }
}

fn bar_field(blocks: &[Block]) -> Option<&str> {
    blocks.iter().find_map(|block| match block {
        Block::Keep(inner)
        | Block::Office(inner)
        | Block::Only { blocks: inner, .. }
        | Block::Sheet { blocks: inner, .. } => bar_field(inner),
        Block::Table(table) => {
            let mut cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.find_map(|cell| match &cell.content {
                Content::Bar { field } => Some(field.as_str()),
                _ => None,
            })
        }
        _ => None,
    })
}

fn add(field: &str, list: &str, names: &mut BTreeSet<String>) {
    if field.starts_with('#') || is_signature(field) {
        return;
    }
    let base = split_date(field).map_or(field, |(base, _)| base);
    names.insert(match base.strip_prefix('.') {
        Some(column) => format!("{list}.{column}"),
        None => base.to_owned(),
    });
}

/// Names beginning with `sign.` are places to sign, not fields.
pub(crate) fn is_signature(name: &str) -> bool {
    name.starts_with("sign.")
}

fn lists(blocks: &[Block], names: &mut BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Sheet { list, blocks, .. } => {
                names.insert(list.clone());
                lists(blocks, names);
            }
            Block::Keep(inner) | Block::Office(inner) | Block::Only { blocks: inner, .. } => {
                lists(inner, names)
            }
            Block::Table(table) => {
                names.extend(
                    table
                        .rows
                        .iter()
                        .filter_map(|r| r.each.as_ref())
                        .map(|e| e.list.clone()),
                );
            }
            _ => {}
        }
    }
}
