//! Why a file cannot be read as a form: facts, a stable code, and what a person can do about it.

/// What is wrong with a Word file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocxError {
    /// Nothing is in the file.
    #[error("文件是空的")]
    Empty,
    /// The format before 2007, or a file with a password: both lie in the same container.
    #[error("这是旧格式的 Word、WPS 文件，或设了打开口令的文件")]
    OldFormat,
    /// Another kind of document, by its name.
    #[error("这是{kind}，不是 Word 的 .docx 文件")]
    OtherKind {
        /// What it is.
        kind: &'static str,
    },
    /// Not a ZIP at all.
    #[error("不是 Word 的 .docx 文件")]
    NotZip,
    /// Larger than a form's file ever is, packed or unpacked.
    #[error("文件过大：{what}超过 {limit} MB")]
    TooLarge {
        /// The part.
        what: &'static str,
        /// The limit, in megabytes.
        limit: usize,
    },
    /// The ZIP holds no Word document.
    #[error("文件里没有 Word 正文（{part}）")]
    NoDocument {
        /// The part that is missing.
        part: String,
    },
    /// The ZIP or the XML in it is damaged.
    #[error("文件已损坏：{part}{}", place(*.line, *.column))]
    Damaged {
        /// The part.
        part: String,
        /// Line, from 1; 0 where the part could not even be unpacked.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Neither a word nor a table.
    #[error("文件里没有表格，也没有文字")]
    Nothing,
    /// More than one form.
    #[error("内容过多：{cells} 格、{paragraphs} 段")]
    TooMuch {
        /// Cells of all tables.
        cells: usize,
        /// Paragraphs outside of them.
        paragraphs: usize,
    },
}

fn place(line: usize, column: usize) -> String {
    match line {
        0 => String::new(),
        _ => format!(" 第{line}行第{column}列"),
    }
}

impl DocxError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "docx-empty",
            Self::OldFormat => "docx-old-format",
            Self::OtherKind { .. } => "docx-other-kind",
            Self::NotZip => "docx-not-zip",
            Self::TooLarge { .. } => "docx-too-large",
            Self::NoDocument { .. } => "docx-no-document",
            Self::Damaged { .. } => "docx-damaged",
            Self::Nothing => "docx-nothing",
            Self::TooMuch { .. } => "docx-too-much",
        }
    }

    /// What a person can do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Empty => "请重新下载或拷贝这份文件。",
            Self::OldFormat => "请用 Word 或 WPS 打开，去掉口令，另存为“Word 文档（*.docx）”后再来。",
            Self::OtherKind { .. } | Self::NotZip => {
                "请用 Word 或 WPS 打开原表，另存为“Word 文档（*.docx）”后再来。"
            }
            Self::TooLarge { .. } => "请删去文件里的图片和与本表无关的内容，另存为 .docx 后再来。",
            Self::NoDocument { .. } | Self::Damaged { .. } => {
                "请用 Word 或 WPS 打开检查并另存为 .docx；打不开的请向 CA 重新索取。"
            }
            Self::Nothing => "请确认给的是 CA 的空白表；只有图片的扫描件不能转换，请照纸面手写表单描述。",
            Self::TooMuch { .. } => "一次只转换一张表：请把每张表另存为一个 .docx。",
        }
    }
}
