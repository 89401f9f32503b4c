//! A paragraph's runs as pieces: words, boxes to tick, blanks to write on.
//!
//! Word cuts sentences into runs at will; neighbours are joined here. Deleted and hidden words are left out, inserted
//! ones are taken. Fields show their last result, page numbers stay page numbers.

use std::collections::BTreeSet;

use crate::model::{Note, Piece};
use crate::numbering::Numbering;
use crate::styles::{Run, Styles};
use crate::symbols::{self, Meaning};
use crate::tree::Node;

/// Millimetres in a point.
const MM_PER_PT: f64 = 25.4 / 72.0;
/// A blank is so wide where the file says nothing of it, in millimetres.
const USUAL_BLANK: f64 = 30.0;
/// Size where the file says none, in points: Word's own.
const USUAL_SIZE: f64 = 10.5;

/// What is known of the file while it is read.
pub(crate) struct Known {
    pub styles: Styles,
    pub numbering: Numbering,
    pub notes: BTreeSet<Note>,
    pub symbols: BTreeSet<String>,
    pub pictures: usize,
}

/// A field of the file, between its beginning and its end.
struct Field {
    instruction: String,
    /// Its result is being shown.
    shown: bool,
    /// The result is ours to say, not the file's.
    replaced: bool,
}

/// The runs of one paragraph under reading.
pub(crate) struct Runs<'a, 'k> {
    known: &'k mut Known,
    style: Option<&'a str>,
    fields: Vec<Field>,
    pub pieces: Vec<Piece>,
    /// Text boxes that hang on the paragraph.
    pub boxes: Vec<&'a Node>,
    /// A page ends in it.
    pub breaks_page: bool,
}

impl<'a, 'k> Runs<'a, 'k> {
    pub fn of(known: &'k mut Known, paragraph: &'a Node, style: Option<&'a str>) -> Self {
        let mut runs = Self {
            known,
            style,
            fields: Vec::new(),
            pieces: Vec::new(),
            boxes: Vec::new(),
            breaks_page: false,
        };
        runs.children(paragraph);
        runs
    }

    fn children(&mut self, node: &'a Node) {
        for child in &node.children {
            match child.name.as_str() {
                "r" => self.run(child),
                "ins" | "moveTo" => {
                    self.known.notes.insert(Note::Tracked);
                    self.children(child);
                }
                "del" | "moveFrom" => {
                    self.known.notes.insert(Note::Tracked);
                }
                "sdt" => self.control(child),
                "fldSimple" => self.simple_field(child),
                "AlternateContent" => {
                    let chosen = child.child("Choice").or_else(|| child.child("Fallback"));
                    chosen.into_iter().for_each(|chosen| self.children(chosen));
                }
                "hyperlink" | "smartTag" | "customXml" | "dir" | "bdo" | "oMathPara" | "oMath"
                | "sdtContent" | "rubyBase" => self.children(child),
                _ => {}
            }
        }
    }

    /// A control for filling in: its placeholder is a blank.
    fn control(&mut self, node: &'a Node) {
        let Some(content) = node.child("sdtContent") else {
            return;
        };
        let properties = node.child("sdtPr");
        match properties.is_some_and(|p| p.on("showingPlcHdr")) {
            true => self.push(Piece::Blank(USUAL_BLANK)),
            false => self.children(content),
        }
    }

    fn simple_field(&mut self, node: &'a Node) {
        match page_number(node.attr("instr").unwrap_or_default()) {
            Some(piece) => self.push(piece),
            None => self.children(node),
        }
    }

    fn run(&mut self, node: &'a Node) {
        let properties = node.child("rPr");
        let character = properties.and_then(|p| p.val("rStyle"));
        let looks = self.known.styles.run(Run::of(properties), character, self.style);
        if looks.hidden == Some(true) {
            return;
        }
        let size = looks.size.unwrap_or(USUAL_SIZE);
        let bold = looks.bold.unwrap_or(false);
        let underline = properties.and_then(|p| p.val("u")).is_some_and(|u| u != "none");
        let fonts = properties.and_then(|p| p.child("rFonts"));
        let font = fonts
            .and_then(|f| f.attr("ascii").or(f.attr("hAnsi")))
            .unwrap_or_default();
        for child in &node.children {
            match child.name.as_str() {
                "t" => self.words(&child.text, font, size, bold, underline),
                "tab" | "ptab" if underline => self.push_shown(Piece::Blank(size * MM_PER_PT * 4.0)),
                "tab" | "ptab" => self.words("\u{3000}\u{3000}", "", size, bold, false),
                "br" if child.attr("type") == Some("page") => self.breaks_page = true,
                "br" | "cr" => self.push_shown(Piece::Break),
                "noBreakHyphen" => self.words("-", "", size, bold, false),
                "sym" => self.symbol(child, size, bold),
                "fldChar" => self.field(child),
                "instrText" => {
                    if let Some(field) = self.fields.last_mut().filter(|field| !field.shown) {
                        field.instruction.push_str(&child.text);
                    }
                }
                "ruby" => {
                    if let Some(base) = child.child("rubyBase") {
                        self.children(base);
                    }
                }
                "drawing" | "pict" | "object" | "AlternateContent" => self.drawing(child),
                _ => {}
            }
        }
    }

    fn field(&mut self, node: &'a Node) {
        match node.attr("fldCharType") {
            Some("begin") => {
                let tick = node.at(&["ffData", "checkBox"]);
                if let Some(tick) = tick {
                    let checked = match tick.child("checked") {
                        Some(_) => tick.on("checked"),
                        None => tick.on("default"),
                    };
                    self.push_shown(Piece::Tick(checked));
                }
                self.fields.push(Field {
                    instruction: String::new(),
                    shown: false,
                    replaced: tick.is_some(),
                });
            }
            Some("separate") => {
                let number = self
                    .fields
                    .last()
                    .and_then(|field| page_number(&field.instruction));
                if let Some(piece) = number {
                    self.push(piece);
                    if let Some(field) = self.fields.last_mut() {
                        field.replaced = true;
                    }
                }
                if let Some(field) = self.fields.last_mut() {
                    field.shown = true;
                }
            }
            Some("end") => {
                if let Some(field) = self.fields.pop()
                    && !field.shown
                    && let Some(piece) = page_number(&field.instruction)
                {
                    self.push(piece);
                }
            }
            _ => {}
        }
    }

    fn symbol(&mut self, node: &Node, size: f64, bold: bool) {
        let code = node
            .attr("char")
            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let Some(c) = code.and_then(char::from_u32) else {
            return;
        };
        let font = node.attr("font").unwrap_or_default();
        self.words(
            &c.to_string(),
            if font.is_empty() { "symbol" } else { font },
            size,
            bold,
            false,
        );
    }

    /// A drawing's text boxes; without any it is a picture.
    fn drawing(&mut self, node: &'a Node) {
        let before = self.boxes.len();
        collect_boxes(node, &mut self.boxes);
        if self.boxes.len() > before {
            self.known.notes.insert(Note::TextBox);
        } else if node.name != "AlternateContent" || holds_picture(node) {
            self.known.pictures += 1;
        }
    }

    fn words(&mut self, text: &str, font: &str, size: f64, bold: bool, underline: bool) {
        let em = size * MM_PER_PT;
        let mut letters = text.chars().peekable();
        while let Some(c) = letters.next() {
            if symbols::is_unseen(c) {
                continue;
            }
            // Word draws blanks as underlined white or as a row of low lines.
            let blank = |c: char| matches!(c, '_' | '＿' | '﹍' | '﹎') || (underline && c.is_whitespace());
            if blank(c) {
                let mut width = width_of(c);
                let mut count = 1;
                while let Some(next) = letters.next_if(|c| blank(*c)) {
                    width += width_of(next);
                    count += 1;
                }
                match count > 1 || c == '\u{3000}' {
                    true => self.push_shown(Piece::Blank(width * em)),
                    false => self.letter(c, size, bold),
                }
                continue;
            }
            if c == ' ' || c == '\u{a0}' {
                let mut count = 1;
                while letters.next_if(|c| matches!(c, ' ' | '\u{a0}')).is_some() {
                    count += 1;
                }
                let white = if count == 1 {
                    " ".to_owned()
                } else {
                    "\u{3000}".repeat(count / 2)
                };
                white.chars().for_each(|c| self.letter(c, size, bold));
                continue;
            }
            if matches!(c, '\t' | '\n') {
                self.letter(' ', size, bold);
                continue;
            }
            match symbols::meaning(font, c) {
                Meaning::Letter(c) => self.letter(c, size, bold),
                Meaning::Tick(checked) => self.push_shown(Piece::Tick(checked)),
                Meaning::Unknown => {
                    let font = if font.is_empty() { "?" } else { font };
                    self.known.symbols.insert(format!("{font} {:04X}", u32::from(c)));
                }
            }
        }
    }

    fn letter(&mut self, c: char, size: f64, bold: bool) {
        self.push_shown(Piece::Words {
            text: c.to_string(),
            bold,
            size,
        });
    }

    /// Adds what the file shows, unless it stands in a field's instruction or a result of ours replaces it.
    fn push_shown(&mut self, piece: Piece) {
        if self.fields.iter().all(|field| field.shown && !field.replaced) {
            self.push(piece);
        }
    }

    fn push(&mut self, piece: Piece) {
        match (self.pieces.last_mut(), piece) {
            (
                Some(Piece::Words {
                    text: before,
                    bold: was_bold,
                    size: was,
                }),
                Piece::Words { text, bold, size },
            ) if *was_bold == bold && (*was - size).abs() < 0.01 => before.push_str(&text),
            (Some(Piece::Blank(before)), Piece::Blank(more)) => *before += more,
            (_, piece) => self.pieces.push(piece),
        }
    }
}

/// A blank's letter in ems.
fn width_of(c: char) -> f64 {
    match c {
        '\u{3000}' | '＿' | '﹍' | '﹎' => 1.0,
        '\t' => 4.0,
        _ => 0.5,
    }
}

fn page_number(instruction: &str) -> Option<Piece> {
    match instruction.split_whitespace().next()? {
        word if word.eq_ignore_ascii_case("PAGE") => Some(Piece::Page),
        word if word.eq_ignore_ascii_case("NUMPAGES") || word.eq_ignore_ascii_case("SECTIONPAGES") => {
            Some(Piece::Pages)
        }
        _ => None,
    }
}

/// Text boxes, each once: Word writes them a second time for older programs.
fn collect_boxes<'a>(node: &'a Node, found: &mut Vec<&'a Node>) {
    if node.name == "AlternateContent" {
        let chosen = node.child("Choice").or_else(|| node.child("Fallback"));
        chosen.into_iter().for_each(|chosen| collect_boxes(chosen, found));
        return;
    }
    for child in &node.children {
        match child.name.as_str() {
            "txbxContent" => found.push(child),
            _ => collect_boxes(child, found),
        }
    }
}

fn holds_picture(node: &Node) -> bool {
    let mut pictures = Vec::new();
    node.find_all("blip", &mut pictures);
    node.find_all("imagedata", &mut pictures);
    !pictures.is_empty()
}
