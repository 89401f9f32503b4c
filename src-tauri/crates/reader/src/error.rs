//! Why a file was not read.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What ended the process that read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It wanted more memory than a file may take.
    Memory,
    /// It did not come to an end.
    Time(Duration),
    /// What it holds is nested too deep.
    Depth,
    /// It wanted something of the system that no reader may.
    Forbidden,
    /// It unpacks into more than a file may.
    TooMuch,
    /// It broke its decoder.
    Broken,
}

impl Why {
    /// In words, for whoever brought the file.
    fn words(self) -> String {
        match self {
            Self::Memory => "解开它要占用 1 GB 以上的内存".to_owned(),
            Self::Time(after) => format!("读了 {} 秒还没有读完", after.as_secs()),
            Self::Depth => "里面一层套一层，套得太深".to_owned(),
            Self::Forbidden => "读它时有不许做的动作（开文件、联网或启动程序），已被制止".to_owned(),
            Self::TooMuch => "解开后的内容太多".to_owned(),
            Self::Broken => "读它的部件因它而中断".to_owned(),
        }
    }
}

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Whoever read it says what is wrong with it.
    #[error("{}", .0.message)]
    Refused(Refused),
    /// It took its reader with it: the file is set aside.
    #[error("文件已搁置（{}）：{}", size(*bytes), why.words())]
    SetAside {
        /// How it ended.
        why: Why,
        /// The size of what was read, in bytes.
        bytes: u64,
    },
    /// The part of the program that reads files is not there or does not start; no file is to blame.
    #[error("读文件的部件没有启动：{reason}")]
    Unavailable {
        /// What the operating system says.
        reason: String,
    },
}

/// What a parser said about a file that it refuses, in the house's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Stable code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub remedy: String,
}

impl From<&scan::ScanError> for ReadError {
    fn from(error: &scan::ScanError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<&scan::ScanError> for Refused {
    fn from(error: &scan::ScanError) -> Self {
        Self {
            code: error.code().to_owned(),
            message: error.to_string(),
            remedy: error.remedy(),
        }
    }
}

impl ReadError {
    /// The code of a file that took its reader with it.
    pub const SET_ASIDE: &'static str = "file-set-aside";

    /// The stable code of this error.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused(refused) => &refused.code,
            Self::SetAside { .. } => Self::SET_ASIDE,
            Self::Unavailable { .. } => "reader-unavailable",
        }
    }

    /// What the person at the counter can do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Refused(refused) => refused.remedy.clone(),
            Self::SetAside { .. } => {
                "请不要再导入这个文件：纸件重新扫描，别人发来的请对方重新发送".to_owned()
            }
            Self::Unavailable { .. } => "请重启程序；仍不行请管理员重新安装".to_owned(),
        }
    }
}

/// 3.7 MB, 640 KB, 12 字节
fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} 字节"),
        1024..1_000_000 => format!("{} KB", bytes.div_ceil(1024)),
        _ => format!("{:.1} MB", bytes as f64 / f64::from(1 << 20)),
    }
}
