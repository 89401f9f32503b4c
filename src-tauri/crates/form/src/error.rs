//! What can go wrong between a form description and its paper.
//!
//! Every error carries facts, a stable code for programs and a remedy for people.
//! This module never decides what the caller does about an error.

use std::path::PathBuf;

/// Why a form could not be read or printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// The description's text is wrong at a place.
    #[error("表单描述 {file} 第{line}行第{column}列：{message}")]
    Description {
        /// Name of the file (or included clause).
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
        /// What to write instead.
        remedy: String,
    },
    /// No font has a shape for these characters, or they have no agreed meaning.
    #[error("「{label}」中的字符{}无法打印", code_points(characters))]
    NoGlyph {
        /// Every such character of the value, once, in its order.
        characters: Vec<char>,
        /// The field, or a piece of the form's own wording.
        field: String,
        /// What the form calls the field.
        label: String,
    },
    /// A font file is missing or damaged.
    #[error("打印字库 {} 无法使用：{reason}", path.display())]
    Font {
        /// Which file.
        path: PathBuf,
        /// What happened.
        reason: String,
    },
    /// The values are larger than any form needs.
    #[error("「{field}」的内容过长：{length}，上限{limit}")]
    TooLong {
        /// The field or the rows' name.
        field: String,
        /// How long it is (characters or rows).
        length: usize,
        /// How long it may be.
        limit: usize,
    },
    /// The form is printed already, and these values do not fit their places on it.
    #[error("「{}」在预印表上写不下", labels.join("」「"))]
    NoRoom {
        /// What the form calls them.
        labels: Vec<String>,
    },
    /// A copy was asked for that the form does not have.
    #[error("本表共{count}份，不能打印第{asked}份")]
    NoSuchCopy {
        /// The copy asked for.
        asked: u16,
        /// The copies there are.
        count: u16,
    },
    /// The page mark or the bar code cannot be written.
    #[error("页面标记无法生成：{reason}")]
    Mark {
        /// What is wrong with it.
        reason: String,
    },
    /// The PDF could not be put together.
    #[error("PDF 无法生成：{reason}")]
    Pdf {
        /// What the library said.
        reason: String,
    },
}

impl FormError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Description { .. } => "form-description",
            Self::NoGlyph { .. } => "form-no-glyph",
            Self::Font { .. } => "form-font",
            Self::TooLong { .. } => "form-too-long",
            Self::NoRoom { .. } => "form-no-room",
            Self::NoSuchCopy { .. } => "form-no-such-copy",
            Self::Mark { .. } => "form-mark",
            Self::Pdf { .. } => "form-pdf",
        }
    }

    /// What a person can do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Description { remedy, .. } => remedy.clone(),
            Self::NoGlyph {
                characters, label, ..
            } if characters.iter().any(|c| is_private_use(*c)) => {
                let made: Vec<char> = characters
                    .iter()
                    .copied()
                    .filter(|c| is_private_use(*c))
                    .collect();
                format!(
                    "{}是旧系统的造字，不同电脑显示不同。请按证件用标准汉字重新录入「{label}」，或留空后手写。",
                    code_points(&made)
                )
            }
            Self::NoGlyph { label, .. } => {
                format!("请核对「{label}」是否录入有误；确为生僻字的，把该栏留空打印，再由本人手写。")
            }
            Self::Font { .. } => "请重新安装本程序，或恢复 assets/fonts/print 中的字库文件。".to_owned(),
            Self::TooLong { field, limit, .. } => format!("请把「{field}」缩短到{limit}以内。"),
            Self::NoRoom { .. } => "请缩短内容，或在设置里停用这张表的套打、改印在白纸上。".to_owned(),
            Self::NoSuchCopy { count: 0 | 1, .. } => "请印第1份。".to_owned(),
            Self::NoSuchCopy { count, .. } => format!("请在第1份到第{count}份之间选择。"),
            Self::Mark { .. } => "单号和项目代号只能用字母、数字、“-”“.”“_”，单号不超过20位。".to_owned(),
            Self::Pdf { .. } => "请重试；仍然失败时请把单号和这条提示告诉管理员。".to_owned(),
        }
    }
}

/// Characters for people whose screen may not show them either: “𰀀”（U+30000）、“龘”（U+9F98）.
fn code_points(characters: &[char]) -> String {
    let each = characters
        .iter()
        .map(|c| format!("“{c}”（U+{:04X}）", u32::from(*c)));
    each.collect::<Vec<_>>().join("、")
}

/// True for the three private-use areas, whose characters mean something else on every machine.
pub(crate) fn is_private_use(c: char) -> bool {
    matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}
