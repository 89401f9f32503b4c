//! An outline as a flat OpenDocument text (ISO/IEC 26300) for LibreOffice.

use std::fmt::Write as _;

use form::outline::{Outline, OutlineBlock, OutlineCell, OutlineColumn, OutlineRow, OutlineText, Words};

/// Width of A4 in millimetres.
const PAPER: f64 = 210.0;

/// The whole document.
pub fn source(outline: &Outline) -> String {
    let mut writer = Writer {
        body: String::new(),
        styles: String::new(),
        named: Vec::new(),
        width: PAPER - 2.0 * outline.margins[1],
        page_break: false,
    };
    for block in &outline.blocks {
        match block {
            OutlineBlock::Paragraph(text) => {
                let paragraph = writer.paragraph(text);
                writer.body.push_str(&paragraph);
            }
            OutlineBlock::Table(columns, rows) => writer.table(columns, rows),
            OutlineBlock::Space(height) => {
                let style = writer.style("paragraph", &format!("<style:paragraph-properties fo:line-height=\"{height}mm\"/><style:text-properties fo:font-size=\"1pt\"/>"));
                writer.push(format_args!("<text:p text:style-name=\"{style}\"/>"));
            }
            OutlineBlock::PageBreak => writer.page_break = true,
        }
    }
    let [top, side, bottom] = outline.margins;
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="song" svg:font-family="'Noto Serif SC'"/><style:font-face style:name="hei" svg:font-family="'Noto Sans SC'"/></office:font-face-decls>
<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" fo:margin-top="{top}mm" fo:margin-bottom="{bottom}mm" fo:margin-left="{side}mm" fo:margin-right="{side}mm"/></style:page-layout>
<style:style style:name="cell" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.5mm" style:vertical-align="middle"/></style:style>
{}</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page"/></office:master-styles>
<office:body><office:text>
{}</office:text></office:body></office:document>
"#,
        writer.styles, writer.body
    )
}

struct Writer {
    body: String,
    styles: String,
    /// Properties that have a style already; its name is its place.
    named: Vec<(&'static str, String)>,
    /// Of the text on the page, in millimetres.
    width: f64,
    page_break: bool,
}

impl Writer {
    fn push(&mut self, words: std::fmt::Arguments<'_>) {
        writeln!(self.body, "{words}").expect("a string takes all");
    }

    /// The name of the style with these properties, written once.
    fn style(&mut self, family: &'static str, properties: &str) -> String {
        let wanted = (family, properties.to_owned());
        if let Some(at) = self.named.iter().position(|known| *known == wanted) {
            return format!("s{at}");
        }
        let name = format!("s{}", self.named.len());
        writeln!(
            self.styles,
            "<style:style style:name=\"{name}\" style:family=\"{family}\">{properties}</style:style>"
        )
        .expect("a string takes all");
        self.named.push(wanted);
        name
    }

    fn paragraph(&mut self, text: &OutlineText) -> String {
        let align = if text.centred { "center" } else { "start" };
        let before = if std::mem::take(&mut self.page_break) {
            " fo:break-before=\"page\""
        } else {
            ""
        };
        let style = self.style(
            "paragraph",
            &format!("<style:paragraph-properties fo:text-align=\"{align}\"{before}/>"),
        );
        let words: String = text.words.iter().map(|words| self.words(words)).collect();
        format!("<text:p text:style-name=\"{style}\">{words}</text:p>\n")
    }

    fn words(&mut self, words: &Words) -> String {
        let (face, weight) = if words.bold {
            ("hei", "bold")
        } else {
            ("song", "normal")
        };
        let underline = if words.blank.is_some() {
            " style:text-underline-style=\"solid\""
        } else {
            ""
        };
        let font = format!("style:font-name=\"{face}\" style:font-name-asian=\"{face}\"");
        let size = format!(
            "fo:font-size=\"{0}pt\" style:font-size-asian=\"{0}pt\"",
            words.size
        );
        let weight = format!("fo:font-weight=\"{weight}\" style:font-weight-asian=\"{weight}\"");
        let style = self.style(
            "text",
            &format!("<style:text-properties {font} {size} {weight}{underline}/>"),
        );
        let white = match words.blank {
            // As many no-break spaces as an empty blank is wide, each a quarter of an em.
            Some(width) if words.text.is_empty() => {
                "\u{a0}".repeat((width / (words.size * 0.3528) * 4.0) as usize)
            }
            _ => String::new(),
        };
        format!(
            "<text:span text:style-name=\"{style}\">{}{white}</text:span>",
            escaped(&words.text)
        )
    }

    fn table(&mut self, columns: &[OutlineColumn], rows: &[OutlineRow]) {
        let width = self.width;
        let table = self.style("table", &format!("<style:table-properties style:width=\"{width}mm\" table:align=\"left\" table:border-model=\"collapsing\"/>"));
        self.push(format_args!("<table:table table:style-name=\"{table}\">"));
        for mm in widths(columns, width) {
            let style = self.style(
                "table-column",
                &format!("<style:table-column-properties style:column-width=\"{mm:.2}mm\"/>"),
            );
            self.push(format_args!("<table:table-column table:style-name=\"{style}\"/>"));
        }
        // How many rows each column is still covered from above.
        let mut covered = vec![0_usize; columns.len()];
        for row in rows {
            let cells = row
                .cells
                .iter()
                .filter(|cell| cell.rows == 1)
                .map(|cell| cell.height);
            let height = cells.fold(row.height, f64::max);
            let style = self.style(
                "table-row",
                &format!("<style:table-row-properties style:min-row-height=\"{height}mm\"/>"),
            );
            self.push(format_args!("<table:table-row table:style-name=\"{style}\">"));
            let mut cells = row.cells.iter();
            let mut column = 0;
            while column < columns.len() {
                if covered[column] > 0 {
                    covered[column] -= 1;
                    column += 1;
                    self.push(format_args!("<table:covered-table-cell/>"));
                    continue;
                }
                let Some(cell) = cells.next() else { break };
                self.cell(cell);
                let end = (column + cell.span).min(columns.len());
                covered[column..end].fill(cell.rows - 1);
                column = end;
            }
            self.push(format_args!("</table:table-row>"));
        }
        self.push(format_args!("</table:table>"));
    }

    fn cell(&mut self, cell: &OutlineCell) {
        let content = match cell.texts.as_slice() {
            [text] => self.paragraph(text),
            boxes => self.boxes(boxes),
        };
        self.push(format_args!(
            "<table:table-cell table:style-name=\"cell\" table:number-columns-spanned=\"{}\" table:number-rows-spanned=\"{}\">{content}</table:table-cell>{}",
            cell.span,
            cell.rows,
            "<table:covered-table-cell/>".repeat(cell.span.saturating_sub(1)),
        ));
    }

    /// A grid as a table in the cell.
    fn boxes(&mut self, boxes: &[OutlineText]) -> String {
        let cells: String = boxes
            .iter()
            .map(|text| {
                let text = self.paragraph(text);
                format!("<table:table-cell table:style-name=\"cell\">{text}</table:table-cell>")
            })
            .collect();
        let columns = boxes.len();
        format!(
            "<table:table><table:table-column table:number-columns-repeated=\"{columns}\"/><table:table-row>{cells}</table:table-row></table:table><text:p/>"
        )
    }
}

/// The columns' widths in millimetres.
fn widths(columns: &[OutlineColumn], width: f64) -> Vec<f64> {
    let (mut fixed, mut shares) = (0.0, 0.0);
    for column in columns {
        match column {
            OutlineColumn::Fixed(mm) => fixed += mm,
            OutlineColumn::Share(share) => shares += share,
        }
    }
    let of = |column: &OutlineColumn| match column {
        OutlineColumn::Fixed(mm) => *mm,
        OutlineColumn::Share(share) => (width - fixed) * share / shares,
    };
    columns.iter().map(of).collect()
}

/// Text as XML; a line feed is a line's end.
pub fn escaped(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('\n', "<text:line-break/>")
}
