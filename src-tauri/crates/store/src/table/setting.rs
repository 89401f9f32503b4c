//! Table `setting`: small values by key, as JSON. The counter's own data is one of them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::canonical::canonical_json;
use crate::migration::Migration;
use crate::row::{Fields, FromRow};
use crate::{Result, StoreError, Tx};

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

impl Value {
    fn read<T: DeserializeOwned>(self, key: &str) -> Result<T> {
        serde_json::from_value(self.0).map_err(|_| StoreError::damaged(format!("设置项 {key} 无法读取")))
    }
}

impl Tx<'_> {
    /// A setting; none when it was never set.
    ///
    /// # Errors
    /// `store-damaged` when it is not of the wanted shape.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let row = self.row::<Value>("SELECT rowid, value FROM setting WHERE key = ?1", [key])?;
        row.map(|value| value.read(key)).transpose()
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

    /// A setting of this PC: printers, folders, what is plugged in. At a window of a hall it lies in the window's copy
    /// and goes nowhere.
    ///
    /// # Errors
    /// `store-damaged` when it is not of the wanted shape.
    pub fn own_setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        if self.far.is_none() {
            return self.setting(key);
        }
        let sql = "SELECT rowid, value FROM hall_setting WHERE key = ?1";
        self.row::<Value>(sql, [key])?
            .map(|value| value.read(key))
            .transpose()
    }

    /// Sets one.
    ///
    /// # Errors
    /// `store-invalid` when it cannot be written as JSON.
    pub fn put_own_setting<T: Serialize>(&mut self, key: &str, value: &T) -> Result<()> {
        if self.far.is_none() {
            return self.put_setting(key, value);
        }
        self.insert(
            "INSERT INTO hall_setting(key, value) VALUES (?1, ?2)
             ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            (key, canonical_json(value)?),
        )
    }

    /// The counter's own data, with the number of this very window.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn counter(&self) -> Result<CounterInfo> {
        let mut counter: CounterInfo = self.setting(COUNTER)?.unwrap_or_default();
        if let Some(far) = self.far {
            counter.window = far.window();
        }
        Ok(counter)
    }

    /// Sets the counter's own data.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_counter(&mut self, counter: &CounterInfo) -> Result<()> {
        self.put_setting(COUNTER, counter)
    }
}
