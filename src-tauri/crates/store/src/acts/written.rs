//! The certificates of a roster as text, for a ledger that leaves the store. They name accounts by number, and nobody
//! else.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::acts::certificate::Stored;
use crate::acts::roster::{Roster, Vouched};
use crate::canonical::{canonical_json, hex, unhex};
use crate::{AccountId, Result};

/// A certificate as text.
#[derive(Serialize, Deserialize)]
struct Written {
    id: u32,
    account: AccountId,
    public: String,
    roles: String,
    active: bool,
    by: AccountId,
    founders: u32,
    rule: u32,
    beside: Option<AccountId>,
    signature: String,
    second: String,
}

impl Written {
    fn stored(self) -> Option<Stored> {
        Some(Stored {
            id: self.id,
            said: Vouched {
                account: self.account,
                public: unhex(&self.public)?.try_into().ok()?,
                roles: serde_json::from_str(&self.roles).ok()?,
                active: self.active,
            },
            roles: self.roles,
            by: self.by,
            founders: self.founders,
            rule: self.rule,
            beside: self.beside,
            signature: unhex(&self.signature)?,
            second: unhex(&self.second)?,
        })
    }
}

/// All certificates of a store.
pub(crate) fn text(conn: &Connection) -> Result<String> {
    let mut statement = conn.prepare(
        "SELECT id, account_id, public, roles, active, by_account, founders, rule, beside, signature,
                coalesce(second, x'') FROM account_certificate ORDER BY id",
    )?;
    let rows = statement.query_map((), |row| {
        Ok(Written {
            id: row.get(0)?,
            account: row.get(1)?,
            public: hex(&row.get::<_, Vec<u8>>(2)?),
            roles: row.get(3)?,
            active: row.get(4)?,
            by: row.get(5)?,
            founders: row.get(6)?,
            rule: row.get(7)?,
            beside: row.get(8)?,
            signature: hex(&row.get::<_, Vec<u8>>(9)?),
            second: hex(&row.get::<_, Vec<u8>>(10)?),
        })
    })?;
    canonical_json(&rows.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// The roster that a text comes to, when every certificate in it holds and the first is that of another roster.
pub(crate) fn of_same_store(roster: &Roster, text: &str) -> Option<Roster> {
    let all: Vec<Written> = serde_json::from_str(text).ok()?;
    let mut found = Roster::default();
    for one in all {
        found.take(one.stored()?).ok()?;
    }
    (found.newest > 0 && found.store == roster.store).then_some(found)
}

/// Whether a text goes on from another one.
pub(crate) fn goes_on(text: &str, from: &str) -> bool {
    let (Some(before), Some(more)) = (from.strip_suffix(']'), text.strip_suffix(']')) else {
        return false;
    };
    more.strip_prefix(before)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
}

/// Whether two texts begin with the same certificates, so many.
pub(crate) fn begin_alike(one: &str, other: &str, count: u32) -> bool {
    let first = |text: &str| -> Option<Vec<serde_json::Value>> {
        let mut all: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
        let count = usize::try_from(count).ok()?;
        (all.len() >= count).then(|| {
            all.truncate(count);
            all
        })
    };
    first(one).is_some_and(|beginning| first(other) == Some(beginning))
}
