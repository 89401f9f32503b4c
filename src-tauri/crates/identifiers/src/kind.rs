//! Which number is meant, by its canonical word. Knows no rule of any number.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A word that names no kind of number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("不认识的号码种类“{word}”，可用：{known}")]
pub struct UnknownKind {
    /// The word that was given.
    pub word: String,
    /// The words that would be known, separated by 、.
    pub known: String,
}

impl UnknownKind {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        "unknown-identifier-kind"
    }

    /// What to do next.
    pub fn remedy(&self) -> String {
        "请从可用的种类中选一个".to_owned()
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $zh:literal;)+) => {
        /// The kinds of number a counter checks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Kind { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The canonical word, used in project files and on the command line.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The number's Chinese name.
            pub fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }
        }
    };
}

kinds! {
    /// GB 32100-2015.
    Uscc = "uscc", "统一社会信用代码";
    /// GB 11714-1997.
    OrgCode = "org-code", "组织机构代码";
    /// The 15-digit business licence number.
    LicenceNo = "licence-no", "营业执照注册号";
    /// A unified social credit code, or the licence number that came before it.
    UnitId = "unit-id", "统一社会信用代码或营业执照号";
    /// GB 11643-1999.
    ResidentId = "resident-id", "公民身份号码";
    /// Residence permit of residents of Hong Kong, Macau and Taiwan.
    ResidencePermit = "residence-permit", "港澳台居民居住证";
    /// Permanent residence card of foreigners.
    PermanentResidence = "permanent-residence", "外国人永久居留身份证";
    /// 回乡证.
    HkMacauPermit = "hk-macau-permit", "港澳居民来往内地通行证";
    /// 台胞证.
    TaiwanPermit = "taiwan-permit", "台湾居民来往大陆通行证";
    /// Passport, of any country.
    Passport = "passport", "护照";
    /// Officer's card and every other document: only "not empty" can be said.
    OtherDocument = "officer-id", "军官证或其他证件";
    /// Any person document, told apart by its form.
    PersonId = "person-id", "个人证件号码";
    /// Mobile telephone number.
    Mobile = "mobile", "手机号码";
    /// Land line, with or without area code and extension.
    Phone = "phone", "电话号码";
    /// Postcode.
    Postcode = "postcode", "邮政编码";
    /// E-mail address.
    Email = "email", "电子邮箱";
    /// GB/T 2260 division code.
    Division = "division", "行政区划代码";
    /// A day.
    Date = "date", "日期";
}

impl Kind {
    /// Whether it is the number of a person's document, which few eyes need whole.
    pub fn is_of_a_person(self) -> bool {
        matches!(
            self,
            Self::ResidentId
                | Self::ResidencePermit
                | Self::PermanentResidence
                | Self::HkMacauPermit
                | Self::TaiwanPermit
                | Self::Passport
                | Self::OtherDocument
                | Self::PersonId
        )
    }

    /// How the number is grouped when it is shown, by lengths (GB 32100-2015: 登记管理部门和机构类别 2, 行政区划 6,
    /// 主体标识码 9, 校验码 1); empty when it is written as it is.
    pub fn groups(self) -> &'static [u32] {
        match self {
            Self::Uscc | Self::UnitId => &[2, 6, 9, 1],
            Self::ResidentId | Self::PersonId | Self::ResidencePermit => &[6, 8, 4],
            Self::Mobile => &[3, 4, 4],
            _ => &[],
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Self, UnknownKind> {
        let wanted = match word {
            "other-document" => "officer-id",
            word => word,
        };
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.word() == wanted)
            .ok_or_else(|| UnknownKind {
                word: word.chars().take(40).collect(),
                known: Self::ALL.iter().map(|k| k.word()).collect::<Vec<_>>().join("、"),
            })
    }
}
