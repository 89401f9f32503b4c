//! What may stand behind the program's name.

use std::ffi::OsString;
use std::path::PathBuf;

/// The words for `--help` and for a mistake.
pub const USAGE: &str = "\
用法：counterfoil [--store 目录] [--forms 目录]…
  --store 目录   存放受理数据的目录；不写则用 $XDG_DATA_HOME/counterfoil
  --forms 目录   另外的项目目录，可写多次；排在自带项目之后";

/// The arguments, read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Where the store lies.
    pub store: Option<PathBuf>,
    /// More project folders.
    pub forms: Vec<PathBuf>,
}

/// Why the arguments cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WrongArguments {
    /// An option stands without its folder.
    #[error("{0} 后面要写一个目录")]
    NoFolder(String),
    /// An option nobody knows.
    #[error("不认识“{0}”")]
    Unknown(String),
}

impl Arguments {
    /// Reads them. Errors: an option without its folder, an unknown word.
    pub fn read(words: impl Iterator<Item = OsString>) -> Result<Self, WrongArguments> {
        let mut read = Self::default();
        let mut words = words;
        while let Some(word) = words.next() {
            let name = word.to_string_lossy().into_owned();
            let mut folder = || {
                words
                    .next()
                    .map(PathBuf::from)
                    .ok_or(WrongArguments::NoFolder(name.clone()))
            };
            match name.as_str() {
                "--store" => read.store = Some(folder()?),
                "--forms" => read.forms.push(folder()?),
                // WebKitWebDriver adds this one when it drives the window.
                "--automation" => {}
                _ => return Err(WrongArguments::Unknown(name)),
            }
        }
        Ok(read)
    }
}
