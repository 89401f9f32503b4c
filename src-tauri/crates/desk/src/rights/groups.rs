//! Groups of fields: personal data that is shown, masked or hidden together. A field belongs to a group by the kind of
//! number that its project says it is, else by its name in the data dictionary, so that a project added tomorrow is
//! covered like the others.

use identifiers::Kind;
use project::FieldSpec;

/// Fields, and what shows them, for which rights are given together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldGroup {
    /// Numbers of persons' documents.
    IdNumbers,
    /// Telephones.
    Phones,
    /// Addresses of mail.
    Emails,
    /// Where persons live, and where parcels go. The seat of a unit is public.
    Addresses,
    /// Numbers of bank accounts.
    Accounts,
    /// What shows all of it whole: scanned pages, printed forms and sheets, packages for the CA.
    Papers,
    /// Pictures of seals and signatures.
    Samples,
    /// Requests, certificates and the CA's answers, as files: they carry the subject that they are for.
    Certificates,
}

impl FieldGroup {
    /// Every group, in the order of the table.
    pub const ALL: [Self; 8] = [
        Self::IdNumbers,
        Self::Phones,
        Self::Emails,
        Self::Addresses,
        Self::Accounts,
        Self::Papers,
        Self::Samples,
        Self::Certificates,
    ];

    /// Its stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::IdNumbers => "id-numbers",
            Self::Phones => "phones",
            Self::Emails => "emails",
            Self::Addresses => "addresses",
            Self::Accounts => "accounts",
            Self::Papers => "papers",
            Self::Samples => "samples",
            Self::Certificates => "certificates",
        }
    }

    /// Its name on every screen.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::IdNumbers => "证件号码",
            Self::Phones => "电话",
            Self::Emails => "电子邮箱",
            Self::Addresses => "个人地址、收件地址",
            Self::Accounts => "银行账号",
            Self::Papers => "扫描件、已打印的表和交换包",
            Self::Samples => "印模和签名样本",
            Self::Certificates => "证书请求、证书和回包",
        }
    }
}

/// Ends of dictionary names and what they belong to, for fields of which the project says no kind of number.
const NAMES: [(&str, FieldGroup); 9] = [
    ("_id_no", FieldGroup::IdNumbers),
    ("_phone", FieldGroup::Phones),
    ("_mobile", FieldGroup::Phones),
    ("_fax", FieldGroup::Phones),
    ("contact_way", FieldGroup::Phones),
    ("_email", FieldGroup::Emails),
    ("_address", FieldGroup::Addresses),
    ("_bank_account", FieldGroup::Accounts),
    ("pay_account", FieldGroup::Accounts),
];

/// Where a unit sits is no personal data.
const SEATS: [&str; 3] = ["unit_legal_address", "unit_mail_address", "unit_address"];

/// The group that a field belongs to; none for names, units' codes and whatever else anybody of the counter may read.
pub fn group_of(id: &str, check: Option<Kind>) -> Option<FieldGroup> {
    match check {
        Some(kind) if kind.is_of_a_person() => return Some(FieldGroup::IdNumbers),
        Some(Kind::Mobile | Kind::Phone) => return Some(FieldGroup::Phones),
        Some(Kind::Email) => return Some(FieldGroup::Emails),
        _ if SEATS.contains(&id) => return None,
        _ => {}
    }
    let named = NAMES.iter().find(|(end, _)| id.ends_with(end));
    named.map(|(_, group)| *group)
}

/// The same for a field of a project.
pub fn group_of_field(spec: &FieldSpec) -> Option<FieldGroup> {
    group_of(&spec.id, spec.check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_belongs_to_a_group_by_its_kind_else_by_its_name() {
        let table = [
            (
                "operator_id_no",
                Some(Kind::PersonId),
                Some(FieldGroup::IdNumbers),
            ),
            ("boss_document", Some(Kind::Passport), Some(FieldGroup::IdNumbers)),
            ("agent_id_no", None, Some(FieldGroup::IdNumbers)),
            ("agent_phone", None, Some(FieldGroup::Phones)),
            ("contact_way", Some(Kind::Phone), Some(FieldGroup::Phones)),
            ("unit_email", Some(Kind::Email), Some(FieldGroup::Emails)),
            ("operator_address", None, Some(FieldGroup::Addresses)),
            ("unit_legal_address", None, None),
            ("pay_account", None, Some(FieldGroup::Accounts)),
            ("pay_account_name", None, None),
            ("uscc", Some(Kind::Uscc), None),
            ("unit_name", None, None),
            ("operator_id_until", Some(Kind::Date), None),
        ];
        for (id, check, group) in table {
            assert_eq!(group_of(id, check), group, "{id}");
        }
    }
}
