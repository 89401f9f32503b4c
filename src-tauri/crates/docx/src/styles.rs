//! What the file's styles say of size, weight, alignment, numbering and table lines.

use std::collections::BTreeMap;

use crate::tree::Node;

/// Styles are based on each other, so deep at most.
const MAX_CHAIN: usize = 12;

/// One style's own sayings.
#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    run: Run,
    align: Option<String>,
    numbering: Option<(String, usize)>,
    lined: Option<bool>,
}

/// What is said of a run's looks; nothing where it is not said.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Run {
    /// Points.
    pub size: Option<f64>,
    pub bold: Option<bool>,
    pub hidden: Option<bool>,
}

impl Run {
    pub fn of(properties: Option<&Node>) -> Self {
        let Some(properties) = properties else {
            return Self::default();
        };
        let switch = |name| properties.child(name).map(|_| properties.on(name));
        let size = properties.val("sz").and_then(|half| half.parse::<f64>().ok());
        Self {
            size: size
                .map(|half| half / 2.0)
                .filter(|size| (1.0..=400.0).contains(size)),
            bold: switch("b"),
            hidden: switch("vanish"),
        }
    }

    fn or(self, under: Self) -> Self {
        Self {
            size: self.size.or(under.size),
            bold: self.bold.or(under.bold),
            hidden: self.hidden.or(under.hidden),
        }
    }
}

/// All styles of a file.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    styles: BTreeMap<String, Style>,
    /// The file's own defaults.
    base: Run,
    /// The style of a paragraph that names none.
    usual: Option<String>,
}

impl Styles {
    pub fn read(part: Option<Node>) -> Self {
        let Some(part) = part else {
            return Self::default();
        };
        let mut all = Self {
            base: Run::of(part.at(&["docDefaults", "rPrDefault", "rPr"])),
            ..Self::default()
        };
        for node in part.children.iter().filter(|n| n.name == "style") {
            let Some(id) = node.attr("styleId") else { continue };
            let is_usual = matches!(node.attr("default"), Some("1" | "true" | "on"));
            if is_usual && node.attr("type") == Some("paragraph") {
                all.usual = Some(id.to_owned());
            }
            let paragraph = node.child("pPr");
            let style = Style {
                based_on: node.val("basedOn").map(str::to_owned),
                run: Run::of(node.child("rPr")),
                align: paragraph.and_then(|p| p.val("jc")).map(str::to_owned),
                numbering: paragraph.and_then(numbering_of),
                lined: node.at(&["tblPr", "tblBorders"]).map(has_lines),
            };
            all.styles.insert(id.to_owned(), style);
        }
        all
    }

    /// A style and those it is based on.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a Style> {
        let first = id.and_then(|id| self.styles.get(id));
        let next = |style: &&'a Style| style.based_on.as_ref().and_then(|id| self.styles.get(id));
        std::iter::successors(first, next).take(MAX_CHAIN)
    }

    fn paragraph_style<'a>(&'a self, named: Option<&'a str>) -> Option<&'a str> {
        named.or(self.usual.as_deref())
    }

    /// A run's looks: its own, its character style's, its paragraph's, the file's.
    pub fn run(&self, own: Run, character: Option<&str>, paragraph: Option<&str>) -> Run {
        let of_character = self.chain(character).map(|style| style.run);
        let of_paragraph = self.chain(self.paragraph_style(paragraph)).map(|style| style.run);
        let under = of_character.chain(of_paragraph).chain([self.base]);
        under.fold(own, Run::or)
    }

    /// The alignment of a paragraph's style.
    pub fn align(&self, paragraph: Option<&str>) -> Option<String> {
        let mut chain = self.chain(self.paragraph_style(paragraph));
        chain.find_map(|style| style.align.clone())
    }

    /// The numbering of a paragraph's style.
    pub fn numbering(&self, paragraph: Option<&str>) -> Option<(String, usize)> {
        let mut chain = self.chain(self.paragraph_style(paragraph));
        chain.find_map(|style| style.numbering.clone())
    }

    /// Whether tables of a style have lines.
    pub fn lined(&self, table: Option<&str>) -> bool {
        self.chain(table).find_map(|style| style.lined).unwrap_or(false)
    }
}

/// The list and level that paragraph properties name; list 0 takes a paragraph out of its style's list.
pub(crate) fn numbering_of(properties: &Node) -> Option<(String, usize)> {
    let numbering = properties.child("numPr")?;
    let level = numbering.val("ilvl").and_then(|level| level.parse().ok());
    Some((numbering.val("numId")?.to_owned(), level.unwrap_or(0)))
}

/// Any of a set of borders is drawn.
pub(crate) fn has_lines(borders: &Node) -> bool {
    borders.children.iter().any(|side| {
        let kind = side.attr("val").unwrap_or("nil");
        !matches!(kind, "nil" | "none")
    })
}
