//! What was read: paragraphs and tables, independent of how Word writes them and of how a description is written.

use std::collections::BTreeSet;

/// Something that stands on the page, from top to bottom.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    Paragraph(Paragraph),
    Table(Table),
    PageBreak,
}

/// A paragraph and how it is set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paragraph {
    pub pieces: Vec<Piece>,
    pub align: Align,
    /// Size of most of its words, in points.
    pub size: f64,
    /// First line and hanging indent, in ems.
    pub indent: f64,
    pub hang: f64,
}

impl Paragraph {
    /// Nothing to be seen stands in it.
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| match piece {
            Piece::Words { text, .. } => text.trim().is_empty(),
            Piece::Break => true,
            _ => false,
        })
    }

    /// Its words alone.
    pub fn words(&self) -> String {
        let words = self.pieces.iter().map(|piece| match piece {
            Piece::Words { text, .. } => text.as_str(),
            _ => " ",
        });
        words.collect::<String>().trim().to_owned()
    }

    /// All its words are bold.
    pub fn is_bold(&self) -> bool {
        let mut seen = false;
        let bold = self.pieces.iter().all(|piece| match piece {
            Piece::Words { text, bold, .. } if !text.trim().is_empty() => {
                seen = true;
                *bold
            }
            _ => true,
        });
        bold && seen
    }
}

/// One thing in a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Words {
        text: String,
        bold: bool,
        size: f64,
    },
    /// A box to tick, ticked or not.
    Tick(bool),
    /// A blank to write on, in millimetres.
    Blank(f64),
    Break,
    /// The page's number, and how many there are.
    Page,
    Pages,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Align {
    #[default]
    Justify,
    Left,
    Centre,
    Right,
    Spread,
}

impl Cell {
    /// Its words alone, as far as they are a label's.
    pub fn words(&self) -> String {
        let words = self.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(p) => Some(p.words()),
            _ => None,
        });
        words.collect()
    }
}

/// A table whose cells tile its grid.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// Widths in twips.
    pub columns: Vec<f64>,
    pub rows: Vec<Row>,
    /// It has lines.
    pub lined: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// Smallest height in twips.
    pub height: f64,
    /// Repeated on top of each page.
    pub header: bool,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// First column.
    pub start: usize,
    pub span: usize,
    pub rows: usize,
    pub blocks: Vec<Block>,
    pub valign: VAlign,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum VAlign {
    Top,
    #[default]
    Middle,
    Bottom,
}

/// What a person should look at, because a description cannot say it or it could not be known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Note {
    /// A page that is wider than high.
    Landscape,
    /// Paper other than A4.
    OtherPaper,
    /// Tables stood inside cells: they became tables of their own, or lines.
    TableInCell,
    /// Pictures were left out, so many.
    Pictures(usize),
    /// Words stood in a text box: they follow the paragraph that held it.
    TextBox,
    /// Words stood above the page's margin: they begin the form.
    Header,
    /// Tracked changes were taken as accepted.
    Tracked,
    /// Characters of symbol fonts without a meaning known here were left out.
    Symbols(BTreeSet<String>),
    /// Rows did not agree with the table's own grid and were put together by their widths.
    Uneven,
    /// Columns of text: they follow each other.
    Columns,
    /// A row is likely higher than a page.
    Tall,
    /// Below these words so many empty cells stand in which samples are likely stamped.
    Frames(String, usize),
    /// Below these words so many rows say the same but for their numbers: a list, which a description says once.
    List(String, usize),
}

impl Note {
    /// The stable code of this note.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Landscape => "landscape",
            Self::OtherPaper => "other-paper",
            Self::TableInCell => "table-in-cell",
            Self::Pictures(_) => "pictures",
            Self::TextBox => "text-box",
            Self::Header => "header",
            Self::Tracked => "tracked",
            Self::Symbols(_) => "symbols",
            Self::Uneven => "uneven",
            Self::List(..) => "list",
            Self::Columns => "columns",
            Self::Tall => "tall",
            Self::Frames(..) => "frames",
        }
    }

    /// The note in words.
    pub fn message(&self) -> String {
        match self {
            Self::Landscape => "原文件是横向页面：表按宽缩到 A4 纵向，请核对列宽。".to_owned(),
            Self::OtherPaper => "原文件不是 A4 纸：表按宽缩放，请核对列宽和行高。".to_owned(),
            Self::TableInCell => {
                "格里还有表：整行一格的改成单独一张表，其余改成几行文字，请核对。".to_owned()
            }
            Self::Pictures(count) => {
                format!("图片 {count} 幅没有转换（徽标、印样）：需要的请用 picture 画出。")
            }
            Self::TextBox => "文本框里的文字放在它所在段落之后，请移到该在的地方。".to_owned(),
            Self::Header => "页眉的文字放在表的最前面，请核对。".to_owned(),
            Self::Tracked => "原文件有修订：按接受全部修订转换，请向 CA 核实定稿。".to_owned(),
            Self::Frames(over, count) => format!(
                "“{over}”下面的空格（{count} 个）像是采样框：写成 frame \"seal.org.1\" 等，并在 project.toml 的 [[seals]] 里登记。"
            ),
            Self::List(heads, count) => format!(
                "“{heads}”下面的 {count} 行都一样，像是名单：写成一行 row each=\"employees\"，各栏写 value \".栏名\"。"
            ),
            Self::Symbols(codes) => {
                let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
                format!("不认识的符号已略去：{}，请照原表补上。", codes.join("、"))
            }
            Self::Uneven => "有的行与表格自己的列不合，已按各格宽度对齐，请核对列。".to_owned(),
            Self::Tall => "有的行可能高过一页：请把它分成几行（open=\"top\" 不画分隔线）。".to_owned(),
            Self::Columns => "原文件分栏：各栏前后相接，请核对次序。".to_owned(),
        }
    }
}
