//! Table `customer`: units (and persons) that were here before, with the data of their last case, offered when
//! they come again. One row per identity: 统一社会信用代码, else 组织机构代码, else another number, else the name.

use case::{CaseContent, CaseState, FieldMap};
use chrono::{DateTime, Utc};

use crate::canonical::canonical_json;
use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp};
use crate::{CaseId, CustomerId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "customer-1",
    sql: "CREATE TABLE customer(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            identity TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            uscc TEXT,
            org_code TEXT,
            phone TEXT,
            fields TEXT NOT NULL,
            last_case INTEGER NOT NULL REFERENCES case_file(id),
            updated TEXT NOT NULL
          ) STRICT;",
}];

/// Fields that tell one customer from another, best first.
const IDENTITY: [&str; 7] = [
    "uscc",
    "org_code",
    "institution_cert_no",
    "unit_other_id",
    "unit_name",
    "applicant_id_no",
    "applicant_name",
];

/// Fields that belong to a single application and are not offered again.
const NOT_KEPT: [&str; 3] = ["apply_date", "remark", "office_note"];

/// A returning customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The customer.
    pub id: CustomerId,
    /// Name.
    pub name: String,
    /// 统一社会信用代码.
    pub uscc: Option<String>,
    /// 组织机构代码.
    pub org_code: Option<String>,
    /// Telephone of the unit, else of the operator.
    pub phone: Option<String>,
    /// Fields of the last case.
    pub fields: FieldMap,
    /// The last case.
    pub last_case: CaseId,
    /// Last seen when.
    pub updated: DateTime<Utc>,
}

impl FromRow for Customer {
    const TABLE: &'static str = "customer";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            name: f.get("name")?,
            uscc: f.get("uscc")?,
            org_code: f.get("org_code")?,
            phone: f.get("phone")?,
            fields: f.json("fields")?,
            last_case: f.get("last_case")?,
            updated: f.at("updated")?,
        })
    }
}

fn identity(content: &CaseContent) -> Option<String> {
    IDENTITY.iter().find_map(|field| {
        let value = content.field(field)?;
        let folded: String = value.chars().filter(|c| c.is_alphanumeric()).collect();
        Some(format!("{field}:{}", folded.to_uppercase())).filter(|_| !folded.is_empty())
    })
}

impl Tx<'_> {
    /// Remembers the customer of a case with its present data; done when a case is submitted and when it is closed.
    /// None when the case does not yet say whose it is.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn remember_customer(&mut self, case: CaseId, now: DateTime<Utc>) -> Result<Option<CustomerId>> {
        let content = self.case(case)?.content;
        let Some(identity) = identity(&content) else {
            return Ok(None);
        };
        let fields: FieldMap = content
            .fields
            .iter()
            .filter(|(name, value)| !NOT_KEPT.contains(&name.as_str()) && !value.trim().is_empty())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let phone = ["unit_phone", "operator_phone", "applicant_phone"]
            .iter()
            .find_map(|f| content.field(f));
        let id: CustomerId = self
            .conn()
            .prepare_cached(
                "INSERT INTO customer(identity, name, uscc, org_code, phone, fields, last_case, updated)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT(identity) DO UPDATE SET name = excluded.name, uscc = excluded.uscc,
                   org_code = excluded.org_code, phone = excluded.phone, fields = excluded.fields,
                   last_case = excluded.last_case, updated = excluded.updated
                 RETURNING id",
            )?
            .query_row(
                (
                    identity,
                    content.title(),
                    content.field("uscc"),
                    content.field("org_code"),
                    phone,
                    canonical_json(&fields)?,
                    case,
                    stamp(now),
                ),
                |r| r.get(0),
            )?;
        self.index_customer(id)?;
        Ok(Some(id))
    }

    /// The newest other case of a customer that was sent to the second check once; none where there is none.
    ///
    /// # Errors
    /// `store-damaged`.
    pub(crate) fn other_case_of(&self, customer: CustomerId, than: CaseId) -> Result<Option<CaseId>> {
        /// Most cases of a name that are looked through.
        const MOST: usize = 5000;
        let sql = "SELECT identity FROM customer WHERE id = ?1";
        let known: String = self.conn().query_row(sql, [customer], |row| row.get(0))?;
        let value = known.split_once(':').map_or(known.as_str(), |(_, value)| value);
        for id in self.matches("search_case", value, MOST)? {
            let other = self.case(CaseId(id))?;
            let was_sent = !matches!(
                other.state,
                CaseState::Draft | CaseState::Printed | CaseState::Scanning
            );
            if other.id != than && was_sent && identity(&other.content).as_ref() == Some(&known) {
                return Ok(Some(other.id));
            }
        }
        Ok(None)
    }

    /// The customer of this content, who was here before.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn customer_of(&self, content: &CaseContent) -> Result<Option<Customer>> {
        match identity(content) {
            Some(identity) => self.row("SELECT * FROM customer WHERE identity = ?1", [identity]),
            None => Ok(None),
        }
    }

    /// A customer.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn customer(&self, id: CustomerId) -> Result<Customer> {
        found(
            self.row("SELECT * FROM customer WHERE id = ?1", [id])?,
            "客户",
            id.0,
        )
    }
}
