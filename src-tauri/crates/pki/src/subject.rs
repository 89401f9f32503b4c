//! The subject of a certificate: its fields in words, and as the DER of an X.501 name.
//!
//! Never here: which field of a case goes where; `desk` maps that.
//!
//! Facts: RFC 5280 §4.1.2.4 and appendix A.1 (upper bounds; country and serialNumber are PrintableString), RFC 2985
//! §5.2.1 (emailAddress is IA5String), GB/T 20518 (Chinese names as UTF8String). The unified social
//! credit code stands in serialNumber (2.5.4.5), as the CAs of the guides do where they name it at all.

use std::fmt;

use der::asn1::{Any, AnyRef, Ia5StringRef, ObjectIdentifier, PrintableStringRef, SetOfVec, Utf8StringRef};
use der::{Decode, Encode, Tag, Tagged};
use serde::{Deserialize, Serialize};
use x509_cert::attr::AttributeTypeAndValue;

use crate::error::PkiError;

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const PROVINCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.8");
const LOCALITY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.7");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
const EMAIL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");

/// Most attributes read from one name.
const ATTRIBUTES_MAX: usize = 64;

/// Who a certificate is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// CN, the unit's or person's name. At most 64 characters.
    pub common_name: String,
    /// O, the unit. At most 64 characters.
    pub organisation: Option<String>,
    /// OU, the department. At most 64 characters.
    pub organisational_unit: Option<String>,
    /// C, two letters, `CN`.
    pub country: Option<String>,
    /// ST, the province. At most 128 characters.
    pub province: Option<String>,
    /// L, the city. At most 128 characters.
    pub locality: Option<String>,
    /// serialNumber (2.5.4.5): the unified social credit code, or a person's number where the CA wants it. At most 64
    /// characters of PrintableString.
    pub serial_number: Option<String>,
    /// emailAddress. At most 255 ASCII characters.
    pub email: Option<String>,
}

/// One attribute of a name, as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAttribute {
    /// The attribute's object identifier.
    pub oid: String,
    /// Its short name (`CN`, `O` …) or the object identifier again.
    pub short: String,
    /// Its value; a value in no known string type is given as hexadecimal digits after `#`.
    pub value: String,
}

/// How a value is encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Utf8,
    Printable,
    Ia5,
}

struct Rule {
    oid: ObjectIdentifier,
    short: &'static str,
    words: &'static str,
    most: usize,
    kind: Kind,
}

/// In the order in which they stand in a request: from the country down to the person.
const RULES: [Rule; 8] = [
    Rule {
        oid: COUNTRY,
        short: "C",
        words: "国家",
        most: 2,
        kind: Kind::Printable,
    },
    Rule {
        oid: PROVINCE,
        short: "ST",
        words: "省份",
        most: 128,
        kind: Kind::Utf8,
    },
    Rule {
        oid: LOCALITY,
        short: "L",
        words: "城市",
        most: 128,
        kind: Kind::Utf8,
    },
    Rule {
        oid: ORGANISATION,
        short: "O",
        words: "单位名称",
        most: 64,
        kind: Kind::Utf8,
    },
    Rule {
        oid: UNIT,
        short: "OU",
        words: "部门",
        most: 64,
        kind: Kind::Utf8,
    },
    Rule {
        oid: COMMON_NAME,
        short: "CN",
        words: "通用名",
        most: 64,
        kind: Kind::Utf8,
    },
    Rule {
        oid: SERIAL_NUMBER,
        short: "serialNumber",
        words: "证件号码",
        most: 64,
        kind: Kind::Printable,
    },
    Rule {
        oid: EMAIL,
        short: "E",
        words: "电子邮件",
        most: 255,
        kind: Kind::Ia5,
    },
];

impl Subject {
    /// A subject with nothing but a name, in `CN`.
    pub fn named(common_name: &str) -> Self {
        Self {
            common_name: common_name.to_owned(),
            country: Some("CN".to_owned()),
            ..Self::default()
        }
    }

    /// The fields in the order of a request: words for the screen, and the value.
    pub fn fields(&self) -> [(&'static str, Option<&str>); 8] {
        let values = [
            self.country.as_deref(),
            self.province.as_deref(),
            self.locality.as_deref(),
            self.organisation.as_deref(),
            self.organisational_unit.as_deref(),
            Some(self.common_name.as_str()),
            self.serial_number.as_deref(),
            self.email.as_deref(),
        ];
        std::array::from_fn(|at| (RULES[at].words, values[at]))
    }

    /// The DER of the name. Empty optional fields are left out.
    ///
    /// # Errors
    /// [`PkiError::SubjectField`] when a field is too long, holds control characters or characters its type has not.
    pub fn to_der(&self) -> Result<Vec<u8>, PkiError> {
        let mut sets = Vec::new();
        for (rule, (_, value)) in RULES.iter().zip(self.fields()) {
            let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else {
                continue;
            };
            let mut set = SetOfVec::new();
            set.insert(AttributeTypeAndValue {
                oid: rule.oid,
                value: rule.encode(value)?,
            })?;
            sets.push(set);
        }
        if self.common_name.trim().is_empty() {
            return Err(RULES[5].bad("不能为空"));
        }
        Ok(sets.to_der()?)
    }

    /// The subject of a name's DER. Where an attribute stands more than once, the first counts.
    ///
    /// # Errors
    /// [`PkiError::Unreadable`].
    pub fn from_der(der: &[u8]) -> Result<Self, PkiError> {
        let attributes = read_name(der)?;
        let first = |at: usize| {
            let oid = RULES[at].oid.to_string();
            attributes
                .iter()
                .find(|attribute| attribute.oid == oid)
                .map(|attribute| attribute.value.clone())
        };
        Ok(Self {
            country: first(0),
            province: first(1),
            locality: first(2),
            organisation: first(3),
            organisational_unit: first(4),
            common_name: first(5).unwrap_or_default(),
            serial_number: first(6),
            email: first(7),
        })
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (rule, (_, value)) in RULES.iter().zip(self.fields()) {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                let gap = if first { "" } else { ", " };
                write!(f, "{gap}{}={value}", rule.short)?;
                first = false;
            }
        }
        Ok(())
    }
}

impl Rule {
    fn bad(&self, reason: impl Into<String>) -> PkiError {
        PkiError::SubjectField {
            field: self.words,
            reason: reason.into(),
        }
    }

    fn encode(&self, value: &str) -> Result<Any, PkiError> {
        if value.chars().count() > self.most {
            return Err(self.bad(format!("超过 {} 个字符", self.most)));
        }
        if value.chars().any(char::is_control) {
            return Err(self.bad("含有控制字符"));
        }
        let any = match self.kind {
            Kind::Utf8 => Utf8StringRef::new(value).and_then(|text| Any::encode_from(&text)),
            Kind::Printable => PrintableStringRef::new(value).and_then(|text| Any::encode_from(&text)),
            Kind::Ia5 => Ia5StringRef::new(value).and_then(|text| Any::encode_from(&text)),
        };
        any.map_err(|_| self.bad("含有不允许的字符"))
    }
}

/// Whether two names (DER) are the same. RFC 5280 §7.1: the same name in another string type is the same name.
pub(crate) fn same_name(left: &[u8], right: &[u8]) -> bool {
    left == right
        || match (read_name(left), read_name(right)) {
            (Ok(left), Ok(right)) => left == right,
            _ => false,
        }
}

/// All attributes of a name in their order.
pub(crate) fn read_name(der: &[u8]) -> Result<Vec<NameAttribute>, PkiError> {
    let bad = |error| PkiError::unreadable("证书主体", error);
    let sets = Vec::<SetOfVec<AttributeTypeAndValue>>::from_der(der).map_err(bad)?;
    let attributes = sets.iter().flat_map(|set| set.iter()).take(ATTRIBUTES_MAX);
    Ok(attributes
        .map(|attribute| {
            let oid = attribute.oid.to_string();
            let short = RULES
                .iter()
                .find(|rule| rule.oid == attribute.oid)
                .map(|rule| rule.short.to_owned());
            NameAttribute {
                short: short.unwrap_or_else(|| oid.clone()),
                oid,
                value: read_value(&attribute.value),
            }
        })
        .collect())
}

fn read_value(value: &Any) -> String {
    let bytes = value.value();
    let text = match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::VisibleString | Tag::NumericString => {
            std::str::from_utf8(bytes).ok().map(str::to_owned)
        }
        Tag::BmpString if bytes.len().is_multiple_of(2) => {
            let units: Vec<u16> = bytes
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16(&units).ok()
        }
        // T.61 was used for whatever the machine had; UTF-8 is the only reading that can be checked.
        Tag::TeletexString => std::str::from_utf8(bytes).ok().map(str::to_owned),
        _ => None,
    };
    text.unwrap_or_else(|| {
        format!(
            "#{}",
            crate::encoding::to_hex(&AnyRef::from(value).to_der().unwrap_or_default())
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit() -> Subject {
        Subject {
            common_name: "广州市示例贸易有限公司".to_owned(),
            organisation: Some("广州市示例贸易有限公司".to_owned()),
            organisational_unit: Some("财务部".to_owned()),
            country: Some("CN".to_owned()),
            province: Some("广东省".to_owned()),
            locality: Some("广州市".to_owned()),
            serial_number: Some("914403001922038216".to_owned()),
            email: Some("office@example.com".to_owned()),
        }
    }

    #[test]
    fn a_subject_comes_back_from_its_der() {
        let subject = unit();
        assert_eq!(Subject::from_der(&subject.to_der().unwrap()), Ok(subject.clone()));
        assert_eq!(
            Subject::named("甲").to_string() + "|" + &subject.to_string()[..20],
            format!("C=CN, CN=甲|{}", &subject.to_string()[..20])
        );
    }

    #[test]
    fn fields_that_cannot_stand_in_a_name_are_told_by_field() {
        type Spoil = fn(&mut Subject);
        let cases: [(&str, Spoil); 6] = [
            ("通用名", |subject| subject.common_name = "  ".into()),
            ("通用名", |subject| subject.common_name = "长".repeat(65)),
            ("单位名称", |subject| {
                subject.organisation = Some("甲\n乙".into())
            }),
            ("国家", |subject| subject.country = Some("中国".into())),
            ("证件号码", |subject| {
                subject.serial_number = Some("证*1".into())
            }),
            ("电子邮件", |subject| subject.email = Some("邮@例.cn".into())),
        ];
        for (expected, spoil) in cases {
            let mut subject = unit();
            spoil(&mut subject);
            match subject.to_der() {
                Err(PkiError::SubjectField { field, .. }) => assert_eq!(field, expected),
                other => panic!("{expected}: {other:?}"),
            }
        }
    }
}
