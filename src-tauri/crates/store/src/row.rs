//! Reading rows: every value that does not read back is named by table, row and column, and never panics.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::types::FromSql;
use rusqlite::{Params, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Result, StoreError, Tx};

/// A row under reading.
pub(crate) struct Fields<'r> {
    row: &'r Row<'r>,
    table: &'static str,
    id: i64,
}

/// A type that is read from a row of its table.
pub(crate) trait FromRow: Sized {
    /// The table's name, for errors.
    const TABLE: &'static str;
    /// The column that names the row.
    const ID: &'static str = "id";
    /// Reads the row.
    fn from_row(fields: &Fields<'_>) -> Result<Self>;
}

impl Fields<'_> {
    fn corrupt(&self, column: &'static str) -> StoreError {
        StoreError::CorruptRow {
            table: self.table,
            id: self.id,
            column,
        }
    }

    pub fn get<T: FromSql>(&self, column: &'static str) -> Result<T> {
        self.row.get(column).map_err(|error| match error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..) => self.corrupt(column),
            other => other.into(),
        })
    }

    pub fn at(&self, column: &'static str) -> Result<DateTime<Utc>> {
        parse_stamp(&self.get::<String>(column)?).ok_or_else(|| self.corrupt(column))
    }

    pub fn opt_at(&self, column: &'static str) -> Result<Option<DateTime<Utc>>> {
        self.get::<Option<String>>(column)?
            .map(|text| parse_stamp(&text).ok_or_else(|| self.corrupt(column)))
            .transpose()
    }

    pub fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T> {
        serde_json::from_str(&self.get::<String>(column)?).map_err(|_| self.corrupt(column))
    }

    /// A JSON value of a column that may be empty.
    pub fn opt_json<T: DeserializeOwned>(&self, column: &'static str) -> Result<Option<T>> {
        let text = self.get::<Option<String>>(column)?;
        text.map(|text| serde_json::from_str(&text).map_err(|_| self.corrupt(column)))
            .transpose()
    }

    /// A value stored by its canonical word.
    pub fn word<T: DeserializeOwned>(&self, column: &'static str) -> Result<T> {
        serde_json::from_value(self.get::<String>(column)?.into()).map_err(|_| self.corrupt(column))
    }

    pub fn opt_word<T: DeserializeOwned>(&self, column: &'static str) -> Result<Option<T>> {
        self.get::<Option<String>>(column)?
            .map(|word| serde_json::from_value(word.into()).map_err(|_| self.corrupt(column)))
            .transpose()
    }
}

impl Tx<'_> {
    /// All rows of a query.
    pub(crate) fn rows<R: FromRow>(&self, sql: &str, params: impl Params) -> Result<Vec<R>> {
        let mut statement = self.conn().prepare_cached(sql)?;
        let rows = statement.query_and_then(params, |row| {
            R::from_row(&Fields {
                row,
                table: R::TABLE,
                id: row.get(R::ID)?,
            })
        })?;
        rows.collect()
    }

    /// The first row of a query, if there is one.
    pub(crate) fn row<R: FromRow>(&self, sql: &str, params: impl Params) -> Result<Option<R>> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// The row that a statement must have changed.
    pub(crate) fn change(&self, what: &'static str, id: u32, sql: &str, params: impl Params) -> Result<()> {
        match self.conn().prepare_cached(sql)?.execute(params)? {
            0 => Err(StoreError::NotFound {
                what,
                id: i64::from(id),
            }),
            _ => Ok(()),
        }
    }

    /// Inserts a row.
    pub(crate) fn insert(&self, sql: &str, params: impl Params) -> Result<()> {
        self.conn().prepare_cached(sql)?.execute(params)?;
        Ok(())
    }
}

/// A row that must be there.
pub(crate) fn found<T>(row: Option<T>, what: &'static str, id: u32) -> Result<T> {
    row.ok_or(StoreError::NotFound {
        what,
        id: i64::from(id),
    })
}

/// Points in time are stored as RFC 3339 text in UTC with microseconds: sortable, readable, hashable.
pub(crate) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

pub(crate) fn parse_stamp(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

/// The canonical word of a value that serialises to one.
pub(crate) fn word_of<T: Serialize>(value: &T) -> Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Invalid {
            what: "值没有规范写法".to_owned(),
        }),
    }
}
