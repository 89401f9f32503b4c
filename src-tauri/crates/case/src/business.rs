//! Business types, certificate kinds and channels, by their canonical words.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A word that stands for none of the known values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("不认识的{what}“{word}”，可用：{known}")]
pub struct UnknownWord {
    /// What was being named, in Chinese.
    pub what: &'static str,
    /// The word that was given.
    pub word: String,
    /// The words that would be known, separated by 、.
    pub known: String,
}

/// Declares an enum of canonical words together with its parsing, printing and Chinese name.
macro_rules! words {
    (
        $(#[$doc:meta])* $name:ident, $what:literal,
        { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $zh:literal;)+ }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every value, in the customary order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The canonical word, used in files and on the command line.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// A neutral Chinese name; a project's own word goes before it.
            pub fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|v| v.word() == word).ok_or_else(|| UnknownWord {
                    what: $what,
                    word: word.to_owned(),
                    known: Self::ALL.iter().map(|v| v.word()).collect::<Vec<_>>().join("、"),
                })
            }
        }
    };
}

words! {
    /// What the applicant wants done.
    BusinessType, "业务类型", {
        /// First certificate.
        New = "new", "新申请";
        /// A further certificate of the same unit.
        Add = "add", "增加";
        /// A longer life for the same certificate data.
        Renew = "renew", "更新";
        /// Other certificate data.
        Change = "change", "变更";
        /// Lost or damaged key.
        Replace = "replace", "补办";
        /// PIN locked or forgotten.
        Unlock = "unlock", "解锁";
        /// Certificate given up.
        Revoke = "revoke", "注销";
        /// Certificate put on hold.
        Suspend = "suspend", "挂起";
        /// Encryption key brought back.
        KeyRecovery = "key_recovery", "密钥恢复";
    }
}

words! {
    /// Whose certificate it is.
    CertKind, "证书种类", {
        /// 机构 / 单位法人 certificate.
        Org = "org", "单位证书";
        /// 单位员工 / 机构员工 / 机构个人 certificate.
        OrgEmployee = "org_employee", "单位员工证书";
        /// 个人 / 自然人 / 专家 certificate.
        Person = "person", "个人证书";
    }
}

words! {
    /// How the application reaches the counter.
    Channel, "办理渠道", {
        /// The applicant stands at the window.
        Counter = "counter", "现场办理";
        /// Papers by courier.
        Mail = "mail", "邮寄办理";
        /// Filled in on the authority's site.
        Online = "online", "网上办理";
        /// Done by the user in the authority's client, without papers.
        SelfService = "self", "自助办理";
    }
}

words! {
    /// Who makes what is applied for, once the second check has passed; data of the project.
    MadeBy, "制作方", {
        /// The key desk of this counter.
        Counter = "counter", "本受理点制作";
        /// The authority, which posts the key itself.
        Ca = "ca", "CA 制作并寄出";
        /// The applicant, in the authority's app: the certificate lives in the phone and no USB key is written.
        Phone = "phone", "申请人在手机程序里安装";
        /// The applicant, in the authority's client program, on the key that is there already.
        Client = "client", "申请人在客户端自助办理";
        /// Nobody: the authority only takes note, and no certificate comes of it.
        Nobody = "nobody", "不制作证书";
    }
}

words! {
    /// The key pair made on the token; data of the project, not of the code.
    Algorithm, "密钥算法", {
        /// RSA with a modulus of 2048 bits.
        Rsa2048 = "rsa-2048", "RSA 2048";
        /// ECDSA on NIST P-256.
        P256 = "p-256", "ECC P-256";
    }
}

impl BusinessType {
    /// True when the key desk makes a new key pair and writes a certificate. A recovered encryption key comes
    /// enveloped for a signing key, so that its case begins with one.
    pub fn writes_certificate(self) -> bool {
        matches!(
            self,
            Self::New | Self::Add | Self::Renew | Self::Change | Self::Replace | Self::KeyRecovery
        )
    }

    /// True when the key desk has work to do: a certificate to write or a key to unlock. Giving a certificate up and
    /// suspending it are reported to the authority by the counter.
    pub fn needs_key_desk(self) -> bool {
        self.writes_certificate() || self == Self::Unlock
    }

    /// True when the applicant's existing key is worked on, so that it must be handed in.
    pub fn uses_existing_key(self) -> bool {
        matches!(
            self,
            Self::Renew | Self::Change | Self::Unlock | Self::KeyRecovery
        )
    }

    /// True when a validity in years belongs to the application.
    pub fn asks_years(self) -> bool {
        matches!(self, Self::New | Self::Add | Self::Renew)
    }
}

/// What a case goes through after its second check: what is wanted, and who makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// What is wanted.
    pub business: BusinessType,
    /// Who makes it.
    pub made_by: MadeBy,
}

impl Course {
    /// Whether the key desk of this counter has work to do.
    pub fn at_key_desk(self) -> bool {
        self.made_by == MadeBy::Counter && self.business.needs_key_desk()
    }

    /// Whether the key desk asks the authority for a certificate and writes it.
    pub fn writes_certificate(self) -> bool {
        self.made_by == MadeBy::Counter && self.business.writes_certificate()
    }
}

impl From<BusinessType> for Course {
    /// The usual course: a key is made at this counter where the business needs one.
    fn from(business: BusinessType) -> Self {
        let made_by = match business.needs_key_desk() {
            true => MadeBy::Counter,
            false => MadeBy::Nobody,
        };
        Self { business, made_by }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_and_unknown_ones_are_named() {
        for b in BusinessType::ALL {
            assert_eq!(b.word().parse(), Ok(*b));
        }
        let error = "renewal".parse::<BusinessType>().unwrap_err().to_string();
        assert!(
            error.contains("renewal") && error.contains("key_recovery"),
            "{error}"
        );
        assert_eq!(serde_json_word(CertKind::OrgEmployee), "org_employee");
    }

    fn serde_json_word(kind: CertKind) -> &'static str {
        kind.word()
    }

    #[test]
    fn unlocking_makes_no_certificate_but_needs_the_key() {
        assert!(!BusinessType::Unlock.writes_certificate() && BusinessType::Unlock.uses_existing_key());
        assert!(BusinessType::Replace.writes_certificate() && !BusinessType::Replace.uses_existing_key());
    }
}
