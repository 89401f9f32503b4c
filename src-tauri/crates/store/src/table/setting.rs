//! Table `setting`: small values by key, as JSON. The counter's own data is one of them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::canonical::canonical_json;
use crate::migration::Migration;
use crate::row::{Fields, FromRow};
use crate::{Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "setting-1",
    sql: "CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;",
}];

/// The counter's own data, printed on its papers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterInfo {
    /// Name of the acceptance point.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// Window number.
    pub window: String,
}

const COUNTER: &str = "counter";

struct Value(serde_json::Value);

impl FromRow for Value {
    const TABLE: &'static str = "setting";
    const ID: &'static str = "rowid";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        f.json("value").map(Self)
    }
}

impl Tx<'_> {
    /// A setting; none when it was never set.
    ///
    /// # Errors
    /// `store-damaged` when it is not of the wanted shape.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let row = self.row::<Value>("SELECT rowid, value FROM setting WHERE key = ?1", [key])?;
        row.map(|Value(value)| {
            serde_json::from_value(value)
                .map_err(|_| crate::StoreError::damaged(format!("设置项 {key} 无法读取")))
        })
        .transpose()
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// `store-invalid` when it cannot be written as JSON.
    pub fn put_setting<T: Serialize>(&mut self, key: &str, value: &T) -> Result<()> {
        self.insert(
            "INSERT INTO setting(key, value) VALUES (?1, ?2)
             ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            (key, canonical_json(value)?),
        )
    }

    /// The counter's own data.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn counter(&self) -> Result<CounterInfo> {
        Ok(self.setting(COUNTER)?.unwrap_or_default())
    }

    /// Sets the counter's own data.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_counter(&mut self, counter: &CounterInfo) -> Result<()> {
        self.put_setting(COUNTER, counter)
    }
}
