//! The text of an authority's long agreement as it comes from a file: read, judged, before anything is kept.
//!
//! UTF-8 is taken as it is, so that the hash kept is the file's own; GB 18030 (GB 18030-2022, what older systems of
//! the authorities write) is converted. A byte order mark is left out. Whether a text is the authority's current one
//! is for the administrator to say.

use form::{Fonts, FormDescription};
pub use reader::ask::Encoding;
use reader::{ReadError, Readers};

use crate::rim::api::Refusal;

/// Largest text, in bytes: some three hundred thousand characters, two hundred pages.
pub const LIMIT: usize = 1024 * 1024;
/// Most characters that are named as unprintable.
const NAMED: usize = 8;

/// Why a file cannot be an agreement's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AgreementError {
    /// Nothing in it, or nothing with ink.
    #[error("协议文本是空的")]
    Empty,
    /// More than [`LIMIT`].
    #[error("协议文本太大：{bytes} 字节，最多 {LIMIT} 字节")]
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// Neither UTF-8 nor GB 18030, or with bytes that no text has (a PDF, a Word document, a picture).
    #[error("文件不是纯文本")]
    NotText,
    /// Characters that no font for printing has.
    #[error("协议文本中有打印字库没有的字符：{}", named(characters))]
    NoGlyph {
        /// The characters, each once.
        characters: Vec<char>,
    },
    /// Lines that a form of the agreement says itself.
    #[error("正文里有表上已印的话，装入会印两遍：{}", quoted(lines))]
    OnForm {
        /// The lines with their numbers, from 1.
        lines: Vec<(usize, String)>,
    },
    /// Places to sign at its end: the form has its own.
    #[error("正文末尾有签署栏，表上已印有，装入会印两遍：{}", quoted(lines))]
    SigningLines {
        /// The lines with their numbers, from 1.
        lines: Vec<(usize, String)>,
    },
}

impl AgreementError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "agreement-empty",
            Self::TooLarge { .. } => "agreement-too-large",
            Self::NotText => "agreement-not-text",
            Self::NoGlyph { .. } => "agreement-no-glyph",
            Self::OnForm { .. } => "agreement-on-form",
            Self::SigningLines { .. } => "agreement-signing-lines",
        }
    }

    /// What a person can do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Empty => "请确认选对了文件；文件里应是 CA 现行协议的全文",
            Self::TooLarge { .. } => "请确认选对了文件；协议只装正文，不装图片和附件",
            Self::NotText => "请把 CA 公布的正文另存为纯文本（UTF-8 或 GB 18030 编码），一段一行，再装入",
            Self::NoGlyph { .. } => "请对照 CA 公布的原文，把这些字符换成标准汉字后再装入",
            Self::OnForm { .. } => "正文从标题下第一句到最后一条为止；请在文件里删去这几行再装入",
            Self::SigningLines { .. } => "请在文件里删去这几行（正文到最后一条为止）再装入",
        }
    }
}

impl From<AgreementError> for Refusal {
    fn from(error: AgreementError) -> Self {
        Self::new(error.code(), error.to_string(), error.remedy())
    }
}

/// Why no text came of a file.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// It is no agreement's text.
    #[error(transparent)]
    Agreement(#[from] AgreementError),
    /// Reading it was stopped.
    #[error(transparent)]
    File(#[from] ReadError),
}

impl From<NotRead> for Refusal {
    fn from(error: NotRead) -> Self {
        match error {
            NotRead::Agreement(error) => error.into(),
            NotRead::File(error) => error.into(),
        }
    }
}

/// The name of an encoding.
pub fn name_of(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Gb18030 => "GB 18030",
    }
}

/// `第22行“申请人（签字）:”、…`
fn quoted(lines: &[(usize, String)]) -> String {
    let lines = lines.iter().map(|(at, line)| format!("第{at}行“{line}”"));
    lines.collect::<Vec<_>>().join("、")
}

/// `“𛀀”（U+1B000）、…`
fn named(characters: &[char]) -> String {
    let names = characters
        .iter()
        .take(NAMED)
        .map(|c| format!("“{c}”（U+{:04X}）", u32::from(*c)));
    let names = names.collect::<Vec<_>>().join("、");
    match characters.len() {
        n if n > NAMED => format!("{names} 等 {n} 个"),
        _ => names,
    }
}

/// A file's bytes as text that can be printed.
///
/// # Errors
/// [`NotRead`], the first that applies.
pub fn read(readers: &Readers, bytes: &[u8], fonts: &Fonts) -> Result<(String, Encoding), NotRead> {
    if bytes.len() > LIMIT {
        return Err(AgreementError::TooLarge { bytes: bytes.len() }.into());
    }
    let (text, encoding) = readers.text(bytes)?.ok_or(AgreementError::NotText)?;
    let text = match text.strip_prefix('\u{FEFF}') {
        Some(marked) => marked.to_owned(),
        None => text,
    };
    judge(&text, fonts)?;
    Ok((text, encoding))
}

/// Whether a text can be kept and printed.
///
/// # Errors
/// [`AgreementError`], the first that applies.
pub fn judge(text: &str, fonts: &Fonts) -> Result<(), AgreementError> {
    if text.len() > LIMIT {
        return Err(AgreementError::TooLarge { bytes: text.len() });
    }
    if text.chars().any(|c| c.is_control() && !"\r\n\t\u{c}".contains(c)) {
        return Err(AgreementError::NotText);
    }
    if !form::agreement_has_words(text) {
        return Err(AgreementError::Empty);
    }
    let characters = fonts.missing_in_agreement(text);
    if !characters.is_empty() {
        return Err(AgreementError::NoGlyph { characters });
    }
    match form::agreement_signing_lines(text) {
        lines if lines.is_empty() => Ok(()),
        lines => Err(AgreementError::SigningLines { lines }),
    }
}

/// Whether the forms on which a text stands would say anything of it twice.
///
/// # Errors
/// [`AgreementError::OnForm`].
pub fn judge_on(form: &FormDescription, text: &str) -> Result<(), AgreementError> {
    match form::agreement_lines_on_form(form, text) {
        lines if lines.is_empty() => Ok(()),
        lines => Err(AgreementError::OnForm { lines }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(bytes: &[u8], fonts: &Fonts) -> Result<(String, Encoding), AgreementError> {
        let readers = Readers::new(reader::ReaderCommand::of_this_program().unwrap());
        match super::read(&readers, bytes, fonts) {
            Err(NotRead::File(error)) => panic!("{error}"),
            Err(NotRead::Agreement(error)) => Err(error),
            Ok(read) => Ok(read),
        }
    }

    fn fonts() -> Fonts {
        let fonts = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/fonts/print");
        Fonts::load(&fonts).unwrap()
    }

    #[test]
    fn utf8_is_kept_and_gb18030_is_converted() {
        let fonts = fonts();
        let text = "数字证书服务协议\r\n第一条　用户须知㐀𠀀\n";
        assert_eq!(
            read(text.as_bytes(), &fonts).unwrap(),
            (text.to_owned(), Encoding::Utf8)
        );
        let marked = format!("\u{FEFF}{text}");
        assert_eq!(read(marked.as_bytes(), &fonts).unwrap().0, text);
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        assert_eq!(read(&gb, &fonts).unwrap(), (text.to_owned(), Encoding::Gb18030));
    }

    #[test]
    fn what_is_no_text_is_refused_by_its_kind() {
        let fonts = fonts();
        let table: [(Vec<u8>, &str, &str); 12] = [
            (
                "第一条　本合同自双方签字盖章之日起生效。\n\n申请人（签字）:　　申请机构（盖章）:\n　　年　月　日\n".into(),
                "agreement-signing-lines",
                "第3行“申请人（签字）:",
            ),
            (Vec::new(), "agreement-empty", "空"),
            (" \r\n　\t".into(), "agreement-empty", "空"),
            // Marks without ink and rules are no articles either.
            ("\u{FEFF}\u{200B}\n————\n".into(), "agreement-empty", "空"),
            // Ends as Word files have them: without a colon, with what stands around them, and with old ends of lines.
            (
                "第一条　用户应当如实填写。\n甲　方　　　乙　方\n（公章）　　（公章）\n二〇　　年　月　日\n".into(),
                "agreement-signing-lines",
                "第2行“甲　方",
            ),
            (
                "第一条　用户应当如实填写。\r甲方代表签字________\r签订地点：呼和浩特\r（以下无正文）\r".into(),
                "agreement-signing-lines",
                "第2行“甲方代表签字________”、第3行“签订地点：呼和浩特”、第4行",
            ),
            (
                "第一条　用户应当如实填写。\n甲方（用户）：\n乙方（CA）：某某公司\n".into(),
                "agreement-signing-lines",
                "第2行“甲方（用户）：”、第3行",
            ),
            (
                "甲".repeat(LIMIT / 3 + 1).into(),
                "agreement-too-large",
                "1048578",
            ),
            (
                b"%PDF-1.7\x00\x01\x02 ...".to_vec(),
                "agreement-not-text",
                "纯文本",
            ),
            (
                b"PK\x03\x04\xff\xfe\xff\xff".to_vec(),
                "agreement-not-text",
                "纯文本",
            ),
            (b"\xff\xfe\x2c\x7b".to_vec(), "agreement-not-text", "纯文本"),
            (
                "第一条\u{E000}和\u{10FFFD}".into(),
                "agreement-no-glyph",
                "（U+E000）、“\u{10FFFD}”（U+10FFFD）",
            ),
        ];
        for (bytes, code, words) in table {
            let refused = read(&bytes, &fonts).unwrap_err();
            assert_eq!(refused.code(), code, "{refused}");
            assert!(refused.to_string().contains(words), "{refused}");
            assert!(!refused.remedy().is_empty());
        }
    }
}
