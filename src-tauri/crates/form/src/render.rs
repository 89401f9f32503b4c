//! From description and values to the finished document: layout once, marks per copy and page, then PDF.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use pagemark::{A4_WIDTH_MM, PageMark};
use serde::{Deserialize, Serialize};

use crate::description::FormDescription;
use crate::drawing::{Draw, Part};
use crate::error::FormError;
use crate::filling::{CopyOf, Filling, Scope};
use crate::fonts::Fonts;
use crate::inline::Item;
use crate::layout::{lay_out, lay_out_values};
use crate::long_lines::long_lines;
use crate::map::{Note, PageMap};
use crate::marks::{self, Place};
use crate::pdf;
use crate::structure::{Role, Structure};

/// Baseline of the footer, in millimetres from the top.
const FOOTER: f64 = 288.0;
/// Baseline of a copy's caption.
const CAPTION: f64 = 21.0;
/// Baseline of what every page says above the form.
const NOTICE: f64 = 12.5;

/// What the page marks say beyond form, version, page and copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Project id, for instance `netca-gd-ylbx`.
    pub project: String,
    /// Case number; empty on a blank form.
    pub case: String,
    /// The authority's own number of the case: the bars say it in place of the case number.
    pub ca_number: CaNumber,
    /// Which print of the form for the case this is, from 1; 0 where nobody counts, as for a preview.
    #[serde(default)]
    pub print: u16,
}

/// The number that the authority itself gives a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum CaNumber {
    /// The authority gives none: the bars say the counter's.
    #[default]
    Unused,
    /// It gives one that nobody has entered yet. Squares, code and bars wait for it: what is printed before is not the
    /// authority's form, and nothing of the counter's stands in its number's place.
    Awaited,
    /// This one.
    Known(String),
}

impl CaNumber {
    /// The number, empty where there is none.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(number) => number,
            Self::Unused | Self::Awaited => "",
        }
    }
}

/// A printed form.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The document.
    pub pdf: Vec<u8>,
    /// Its pages in order: all pages of the first copy, then the next.
    pub pages: Vec<PageMap>,
    /// What the clerk should know, once for all copies.
    pub notes: Vec<Note>,
    /// Size of the smallest value, in points; none on a form without values.
    pub smallest: Option<f64>,
    /// What the form calls the fields of the notes.
    labels: BTreeMap<String, String>,
}

impl Rendered {
    /// The notes in words, with the form's names of the fields.
    pub fn remarks(&self) -> Vec<String> {
        let label = |note: &Note| note.field().and_then(|field| self.labels.get(field));
        let notes = self.notes.iter();
        notes
            .map(|note| note.message(label(note).map_or("", String::as_str)))
            .collect()
    }
}

/// Fills a form and prints it as PDF, one run of pages for each copy in `copies` (from 1).
///
/// Without `marks` the page carries neither code nor registration squares nor case number.
///
/// # Errors
/// [`FormError::NoGlyph`] names a character that no font has, [`FormError::TooLong`] an absurdly long value,
/// [`FormError::NoSuchCopy`] a copy the form does not have, [`FormError::Mark`] a case number no mark can hold.
pub fn render(
    desc: &FormDescription,
    filling: &Filling,
    marks: Option<&Marks>,
    copies: RangeInclusive<u16>,
    fonts: &Fonts,
) -> Result<Rendered, FormError> {
    let count = desc.copies.len() as u16;
    if let Some(asked) = [*copies.start(), *copies.end()]
        .into_iter()
        .find(|c| *c < 1 || *c > count)
    {
        return Err(FormError::NoSuchCopy { asked, count });
    }
    filling.check_size()?;
    let (mut drawn, mut maps, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut labels, mut smallest) = (BTreeMap::new(), None);
    let mut structure = Structure::new();
    let several = copies.start() != copies.end();
    for copy in copies {
        structure.begin_copy(several);
        let caption = desc.copies[usize::from(copy) - 1].as_deref().unwrap_or_default();
        let scope = Scope::new(
            filling,
            CopyOf {
                number: copy,
                count,
                caption,
            },
        );
        // What every page says is heard once, before the form.
        let mut notice =
            (!filling.notice.is_empty()).then(|| structure.add(structure.copy(), Role::Paragraph));
        let laid = lay_out(desc, scope, fonts, &mut structure)?;
        let pages = laid.pages.len() as u16;
        for (at, page) in laid.pages.into_iter().enumerate() {
            let number = Number {
                page: at as u16 + 1,
                pages,
                copy,
                copies: count,
            };
            let lines = long_lines(&page.draws);
            let mut draws = page.draws;
            draws.push(Draw::Part(Part::Surroundings));
            draws.extend(surroundings(desc, marks, &number, page.barred, fonts)?);
            if !filling.notice.is_empty() {
                let said = notice.take().map(|node| Part::Of(structure.segment(node)));
                draws.extend(said.map(Draw::Part));
                let place = Place::Centre(A4_WIDTH_MM / 2.0);
                draws.push(marks::words(&filling.notice, fonts, 9.0, 0.0, place, NOTICE)?);
            }
            drawn.push(draws);
            maps.push(PageMap {
                page: number.page,
                pages,
                copy,
                boxes: page.boxes,
                lines,
            });
        }
        notes = laid.notes;
        labels = laid.labels;
        smallest = laid.smallest;
    }
    let case = marks.map_or("", |m| m.case.as_str());
    let about = pdf::About {
        title: &desc.title,
        subject: case,
    };
    Ok(Rendered {
        pdf: pdf::write(&drawn, &about, Some(&structure), fonts)?,
        pages: maps,
        notes,
        smallest,
        labels,
    })
}

/// Prints the values of a form alone, each where it stands on the form when that is empty: for paper that the form is
/// printed on already. One copy, whose other parts lie below it; without marks.
///
/// # Errors
/// As [`render`], and [`FormError::NoRoom`] for what does not fit its place: nothing can grow on such paper.
pub fn overprint(desc: &FormDescription, filling: &Filling, fonts: &Fonts) -> Result<Rendered, FormError> {
    filling.check_size()?;
    let scope = Scope::new(
        filling,
        CopyOf {
            number: 1,
            count: desc.copies.len() as u16,
            caption: desc.copies.first().and_then(Option::as_deref).unwrap_or_default(),
        },
    );
    let mut structure = Structure::new();
    let laid = lay_out_values(desc, scope, fonts, &mut structure)?;
    // The lines are those of the paper.
    let emptied = filling.emptied();
    let scope = Scope {
        filling: &emptied,
        ..scope
    };
    let paper = lay_out(desc, scope, fonts, &mut Structure::new())?;
    let pages = laid.pages.len() as u16;
    let (mut drawn, mut maps) = (Vec::new(), Vec::new());
    for ((page, paper), number) in laid.pages.into_iter().zip(&paper.pages).zip(1..) {
        drawn.push(page.draws);
        maps.push(PageMap {
            page: number,
            pages,
            copy: 1,
            boxes: page.boxes,
            lines: long_lines(&paper.draws),
        });
    }
    let about = pdf::About {
        title: &desc.title,
        subject: "",
    };
    Ok(Rendered {
        pdf: pdf::write(&drawn, &about, Some(&structure), fonts)?,
        pages: maps,
        notes: laid.notes,
        smallest: laid.smallest,
        labels: laid.labels,
    })
}

struct Number {
    page: u16,
    pages: u16,
    copy: u16,
    copies: u16,
}

/// Everything outside the form's own area.
fn surroundings(
    desc: &FormDescription,
    marks: Option<&Marks>,
    number: &Number,
    barred: bool,
    fonts: &Fonts,
) -> Result<Vec<Draw>, FormError> {
    let mut draws = Vec::new();
    if let Some(marks) = marks.filter(|marks| marks.ca_number != CaNumber::Awaited) {
        let mark = PageMark {
            project: marks.project.clone(),
            form: desc.id.clone(),
            version: desc.version.clone(),
            page: number.page,
            pages: number.pages,
            copy: number.copy,
            case: marks.case.clone(),
            ca_number: marks.ca_number.as_str().to_owned(),
            print: marks.print,
        };
        draws.extend(marks::page_code(&mark)?);
        // Where the CA's form has bars of its own, they stand there and nowhere else.
        if !mark.bars().is_empty() && !barred {
            draws.extend(marks::case_number(mark.bars(), fonts)?);
        }
    }
    let caption = desc
        .copies
        .get(usize::from(number.copy) - 1)
        .and_then(Option::as_ref);
    if let Some(caption) = caption.filter(|_| !desc.shows_caption) {
        let place = Place::Right(marks::caption_right());
        draws.push(marks::words(caption, fonts, 9.0, 0.0, place, CAPTION)?);
    }
    if let Some(text) = footer(desc, marks.is_some(), number) {
        draws.push(marks::words(
            &text,
            fonts,
            7.5,
            0.05,
            Place::Centre(A4_WIDTH_MM / 2.0),
            FOOTER,
        )?);
    }
    Ok(draws)
}

/// The description's footer, or page and copy numbers where a sheet could go astray.
fn footer(desc: &FormDescription, marked: bool, number: &Number) -> Option<String> {
    let Number {
        page,
        pages,
        copy,
        copies,
    } = number;
    let Some(items) = &desc.footer else {
        if !marked && *pages == 1 {
            return None;
        }
        let copies = if *copies > 1 {
            format!("第{copy}份，共{copies}份　")
        } else {
            String::new()
        };
        return Some(format!("{copies}第{page}页，共{pages}页"));
    };
    let mut text = String::new();
    for item in items {
        match item {
            Item::Words { text: words, .. } => text.push_str(words),
            Item::Value { field, .. } => match field.as_str() {
                "#page" => text.push_str(&page.to_string()),
                "#pages" => text.push_str(&pages.to_string()),
                "#copy" => text.push_str(&copy.to_string()),
                "#copies" => text.push_str(&copies.to_string()),
                _ => {}
            },
            _ => {}
        }
    }
    (!text.trim().is_empty()).then_some(text)
}
