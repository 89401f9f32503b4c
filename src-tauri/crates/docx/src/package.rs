//! The parts of a .docx: what is opened, and what is refused before anything is unpacked.
//!
//! A header may lie about sizes, so every part is cut off by what it really gives. Nothing is ever written.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::error::DocxError;
use crate::tree::{self, Node};

/// Largest file, in megabytes.
const MAX_FILE: usize = 32;
/// Largest part once unpacked, in megabytes.
const MAX_PART: usize = 16;
const MB: usize = 1 << 20;

/// A .docx whose parts can be read.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The main document's part, for instance `word/document.xml`.
    main: String,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, DocxError> {
        kind(bytes)?;
        let too_large = DocxError::TooLarge {
            what: "文件",
            limit: MAX_FILE,
        };
        if bytes.len() > MAX_FILE * MB {
            return Err(too_large);
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| torn("ZIP"))?;
        let mut package = Self {
            archive,
            main: String::new(),
        };
        package.main = package.main_part()?;
        Ok(package)
    }

    /// The document itself.
    pub fn document(&mut self) -> Result<Node, DocxError> {
        let main = self.main.clone();
        self.read(&main)?.ok_or(DocxError::NoDocument { part: main })
    }

    /// A part beside the document by its usual name, for instance `styles.xml`; none where there is none or it is
    /// damaged.
    pub fn beside(&mut self, name: &str) -> Option<Node> {
        let folder = self.main.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = match name.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None if folder.is_empty() => name.to_owned(),
            None => format!("{folder}/{name}"),
        };
        self.read(&path).ok().flatten()
    }

    /// The target of a relation of the document by its id, for headers and footers.
    pub fn related(&mut self, id: &str) -> Option<Node> {
        let (folder, file) = self.main.rsplit_once('/').unwrap_or(("", &self.main));
        let relations = self.read(&format!("{folder}/_rels/{file}.rels")).ok().flatten()?;
        let target = relations.children.iter().find(|r| r.attr("Id") == Some(id))?;
        self.beside(target.attr("Target")?)
    }

    fn main_part(&mut self) -> Result<String, DocxError> {
        let relations = self.read("_rels/.rels")?;
        let target = relations.iter().flat_map(|r| &r.children).find_map(|relation| {
            let kind = relation.attr("Type")?;
            kind.ends_with("/officeDocument")
                .then(|| relation.attr("Target"))?
        });
        let main = target
            .unwrap_or("word/document.xml")
            .trim_start_matches('/')
            .to_owned();
        let known = [("xl/", "Excel 表格"), ("ppt/", "演示文稿")];
        if let Some((_, kind)) = known.iter().find(|(folder, _)| main.starts_with(folder)) {
            return Err(DocxError::OtherKind { kind });
        }
        if self.read("mimetype")?.is_some() || self.archive.index_for_name("content.xml").is_some() {
            return Err(DocxError::OtherKind {
                kind: "OpenDocument 文件（.odt）",
            });
        }
        Ok(main)
    }

    fn read(&mut self, name: &str) -> Result<Option<Node>, DocxError> {
        let Some(at) = self.archive.index_for_name(name) else {
            return Ok(None);
        };
        let file = self.archive.by_index(at).map_err(|_| torn(name))?;
        let mut content = Vec::new();
        let most = (MAX_PART * MB) as u64;
        file.take(most + 1)
            .read_to_end(&mut content)
            .map_err(|_| torn(name))?;
        if content.len() as u64 > most {
            return Err(DocxError::TooLarge {
                what: "解开后的正文",
                limit: MAX_PART,
            });
        }
        if name == "mimetype" {
            return Ok(Some(Node::default()));
        }
        tree::parse(name, &content).map(Some)
    }
}

/// What the first bytes say: a file by another name is told as what it is.
fn kind(bytes: &[u8]) -> Result<(), DocxError> {
    let other = |kind| Err(DocxError::OtherKind { kind });
    match bytes {
        [] => Err(DocxError::Empty),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(DocxError::OldFormat),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Ok(()),
        _ if bytes.starts_with(b"%PDF") => other("PDF 文件"),
        _ if bytes.starts_with(b"{\\rtf") => other("RTF 文件"),
        _ if starts_like_a_page(bytes) => other("网页或 XML 文件"),
        _ => Err(DocxError::NotZip),
    }
}

fn starts_like_a_page(bytes: &[u8]) -> bool {
    let first = bytes
        .iter()
        .find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf));
    first == Some(&b'<')
}

fn torn(part: &str) -> DocxError {
    DocxError::Damaged {
        part: part.to_owned(),
        line: 0,
        column: 0,
    }
}
