//! What is known of a case for telling when its time has come. By which rule that is is not decided here.

use case::CaseState;
use chrono::{DateTime, Utc};
use rusqlite::Row;

use crate::canonical::canonical_json;
use crate::row::{parse_stamp, stamp, word_of};
use crate::{CaseId, Result, StoreError, Tx};

/// A case that has not been touched for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aging {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// Whose.
    pub title: String,
    /// Of which project.
    pub project: String,
    /// Where it stands.
    pub state: CaseState,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The last change of it.
    pub updated: DateTime<Utc>,
    /// The end of the last certificate that it brought.
    pub brought: Option<DateTime<Utc>>,
    /// The end of the last certificate that it brought or acted on.
    pub lapses: Option<DateTime<Utc>>,
    /// Until when it is kept by what was reckoned when it was closed.
    pub retain_until: Option<DateTime<Utc>>,
    /// A key was begun for it.
    pub has_keys: bool,
    /// Something that it asked of the CA was not done yet.
    pub is_awaited: bool,
}

const AGING: &str = "
    SELECT f.id, f.number, f.title, f.project, f.state, f.state_since, f.updated, f.retain_until,
           (SELECT max(c.not_after) FROM certificate c WHERE c.case_id = f.id) AS own,
           CASE WHEN json_valid(f.content) THEN
             (SELECT max(c.not_after) FROM json_each(f.content, '$.acts_on') a JOIN certificate c ON c.id = a.value)
           END AS acted,
           EXISTS (SELECT 1 FROM key_job j WHERE j.case_id = f.id AND j.token_serial IS NOT NULL) AS has_keys,
           EXISTS (SELECT 1 FROM revocation r WHERE r.case_id = f.id AND r.closed_at IS NULL) AS is_awaited
      FROM case_file f WHERE f.state IN (SELECT value FROM json_each(?1)) AND f.state_since < ?2 AND f.updated < ?2";

impl Aging {
    fn of(row: &Row<'_>) -> Result<Self> {
        let at = |column: &str| -> Result<Option<DateTime<Utc>>> {
            let text: Option<String> = row.get(column)?;
            text.map(|text| parse_stamp(&text).ok_or_else(|| StoreError::damaged("时间读不出来")))
                .transpose()
        };
        let state: String = row.get("state")?;
        let brought = at("own")?;
        Ok(Self {
            case: row.get("id")?,
            number: row.get("number")?,
            title: row.get("title")?,
            project: row.get("project")?,
            state: serde_json::from_value(state.into()).map_err(|_| StoreError::damaged("状态读不出来"))?,
            since: at("state_since")?.unwrap_or_default(),
            updated: at("updated")?.unwrap_or_default(),
            brought,
            lapses: brought.max(at("acted")?),
            retain_until: at("retain_until")?,
            has_keys: row.get("has_keys")?,
            is_awaited: row.get("is_awaited")?,
        })
    }
}

impl Tx<'_> {
    /// Cases in some states of which nothing was changed since a moment, in order.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn aging(&self, states: &[CaseState], before: DateTime<Utc>) -> Result<Vec<Aging>> {
        let words = states.iter().map(word_of).collect::<Result<Vec<_>>>()?;
        let mut statement = self.conn().prepare_cached(&format!("{AGING} ORDER BY f.id"))?;
        let mut rows = statement.query((canonical_json(&words)?, stamp(before)))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(Aging::of(row)?);
        }
        Ok(found)
    }

    /// The first of the cases in some states, by how long they have been there.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn aging_first(&self, states: &[CaseState], limit: u32) -> Result<Vec<Aging>> {
        let words = states.iter().map(word_of).collect::<Result<Vec<_>>>()?;
        let mut statement = self
            .conn()
            .prepare_cached(&format!("{AGING} ORDER BY f.state_since, f.id LIMIT ?3"))?;
        let mut rows = statement.query((canonical_json(&words)?, "9999", limit))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(Aging::of(row)?);
        }
        Ok(found)
    }

    /// The same of one case; none of one that was deleted.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn aging_of(&self, case: CaseId) -> Result<Option<Aging>> {
        let states = canonical_json(
            &CaseState::ALL
                .map(|state| word_of(&state))
                .into_iter()
                .collect::<Result<Vec<_>>>()?,
        )?;
        let mut statement = self.conn().prepare_cached(&format!("{AGING} AND f.id = ?3"))?;
        let mut rows = statement.query((states, "9999", case))?;
        rows.next()?.map(Aging::of).transpose()
    }
}
