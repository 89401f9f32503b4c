//! What is plugged in, in words: the line the key clerk reads before anything else.
//!
//! Never here: which keys are ours. The caller knows that from its records and says so.
//!
//! Facts: issue text "The key desk" (separate words for no reader, no key, unknown key, missing driver, blank key,
//! foreign key).

use crate::error::TokenError;
use crate::vocabulary::TokenInfo;
use crate::worker::Survey;

/// The state of the place where keys are plugged in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Presence {
    /// No driver module is set up, or its file is missing.
    NoModule,
    /// A module is there but does not work (broken, hanging, crashing).
    ModuleFails(TokenError),
    /// A reader service runs, but no reader is attached. Only drivers over PC/SC can tell.
    NoReader,
    /// Nothing is plugged in.
    NoKey,
    /// A card is in a reader, but no module knows it. The reader's name.
    Unknown(String),
    /// One key, never initialised or with nothing on it.
    Blank(String),
    /// One key of ours.
    Ours(String),
    /// One key whose content the module cannot read.
    Unreadable(String),
    /// One key that holds a key pair or a certificate that is not ours.
    Foreign(String),
    /// Several keys, by serial number: the clerk must choose.
    Several(Vec<String>),
}

impl Presence {
    /// Judges a survey; `ours` tells whether the records know this key.
    pub fn judge(survey: &Survey, ours: impl Fn(&TokenInfo) -> bool) -> Self {
        match survey.tokens.as_slice() {
            [] => match survey.failures.first() {
                Some(TokenError::ModuleMissing { .. }) => Self::NoModule,
                Some(failure) => Self::ModuleFails(failure.clone()),
                None if survey.modules == 0 => Self::NoModule,
                None => Self::in_readers(survey),
            },
            [one] => Self::of(one, ours(one)),
            several => Self::Several(several.iter().map(|token| token.serial.clone()).collect()),
        }
    }

    /// "Nothing plugged in", made more exact by what PC/SC sees: a card that no module knows, or no reader at all. The
    /// latter only where all keys sit in readers; a key with a USB plug of its own need not show up there.
    fn in_readers(survey: &Survey) -> Self {
        let readers = survey.readers.as_deref().unwrap_or_default();
        match readers.iter().find(|reader| reader.card) {
            Some(reader) => Self::Unknown(reader.name.clone()),
            None if readers.is_empty() && survey.only_cards => Self::NoReader,
            None => Self::NoKey,
        }
    }

    /// Judges one key.
    pub fn of(token: &TokenInfo, ours: bool) -> Self {
        let serial = token.serial.clone();
        if ours {
            Self::Ours(serial)
        } else if !token.contents_known {
            Self::Unreadable(serial)
        } else if token.is_blank() {
            Self::Blank(serial)
        } else {
            Self::Foreign(serial)
        }
    }

    /// The stable word by which programs decide.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoModule => "no-module",
            Self::ModuleFails(_) => "module-fails",
            Self::NoReader => "no-reader",
            Self::NoKey => "no-key",
            Self::Unknown(_) => "unknown",
            Self::Blank(_) => "blank",
            Self::Ours(_) => "ours",
            Self::Unreadable(_) => "unreadable",
            Self::Foreign(_) => "foreign",
            Self::Several(_) => "several",
        }
    }

    /// The state in words.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NoModule => "缺少驱动",
            Self::ModuleFails(_) => "驱动异常",
            Self::NoReader => "无读卡器",
            Self::NoKey => "未插 UKey",
            Self::Unknown(_) => "未知 UKey",
            Self::Blank(_) => "空白 UKey",
            Self::Ours(_) => "本台 UKey",
            Self::Unreadable(_) => "无法读取的 UKey",
            Self::Foreign(_) => "外来 UKey",
            Self::Several(_) => "插了多个 UKey",
        }
    }

    /// What to do.
    pub fn remedy(&self) -> String {
        match self {
            Self::NoModule => {
                "请由管理员在设置里登记该型号 UKey 的驱动；没有安装的先安装驱动。".to_owned()
            }
            Self::ModuleFails(failure) => failure.remedy(),
            Self::NoReader => "请接上读卡器，或改用 USB 口直接插 UKey。".to_owned(),
            Self::NoKey => "请插入 UKey。".to_owned(),
            Self::Unknown(reader) => format!(
                "读卡器“{reader}”里的 UKey 没有驱动能识别。请由管理员登记该型号的驱动，或换一个 UKey。"
            ),
            Self::Blank(_) => "可以初始化并制证。".to_owned(),
            Self::Ours(_) => "核对序列号与业务一致后继续。".to_owned(),
            Self::Unreadable(_) => "请拔出重插一次；仍不能读取时停用这个 UKey，换一个空白的。".to_owned(),
            Self::Foreign(_) => {
                "UKey 上有其他单位或其他 CA 的密钥、证书，只可查看。确需清空改用时，须由制证员写明理由、复核员在旁同意并留下记录。"
                    .to_owned()
            }
            Self::Several(_) => "请只留下一个 UKey，或在列表里点选要用的那一个。".to_owned(),
        }
    }
}

/// The one token to work with: the one named, or the only one there is.
///
/// # Errors
/// [`TokenError::NoToken`], [`TokenError::NoSuchToken`], [`TokenError::SameSerial`], and [`TokenError::ChooseOne`] when
/// several are plugged in and none was named: the program never guesses.
pub fn choose<'a>(tokens: &'a [TokenInfo], named: Option<&str>) -> Result<&'a TokenInfo, TokenError> {
    match named {
        Some(serial) => {
            let mut found = tokens.iter().filter(|token| token.serial == serial);
            let first = found.next().ok_or_else(|| TokenError::NoSuchToken {
                serial: serial.to_owned(),
            })?;
            match found.count() {
                0 => Ok(first),
                more => Err(TokenError::SameSerial {
                    serial: serial.to_owned(),
                    count: more + 1,
                }),
            }
        }
        None => match tokens {
            [] => Err(TokenError::NoToken),
            [one] => Ok(one),
            several => Err(TokenError::ChooseOne {
                serials: several.iter().map(|token| token.serial.clone()).collect(),
            }),
        },
    }
}
