//! Table `project_version`: the projects' data as it was when cases were opened with it, one row a version.
//!
//! The row is named by the hash of its text, so that a thousand cases of one version share one row, and a project
//! whose text changed without a new version number is still told apart. Rows are never changed and never deleted:
//! the cases that were opened with them read them for as long as they are kept.

use chrono::{DateTime, Utc};

use crate::canonical::sha256_hex;
use crate::migration::Migration;
use crate::row::{Fields, FromRow, stamp};
use crate::{CaseId, Result, StoreError, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "project_version-1",
    sql: "CREATE TABLE project_version(
            sha256 TEXT PRIMARY KEY,
            project TEXT NOT NULL,
            version TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            packed BLOB NOT NULL,
            first_used TEXT NOT NULL
          ) STRICT;
          CREATE TRIGGER project_version_never_changes BEFORE UPDATE ON project_version
            BEGIN SELECT RAISE(ABORT, 'project versions are never changed'); END;
          CREATE TRIGGER project_version_never_deleted BEFORE DELETE ON project_version
            BEGIN SELECT RAISE(ABORT, 'project versions are kept'); END;",
}];

/// Largest project as text, in bytes: some two hundred forms.
const LIMIT: usize = 32 * 1024 * 1024;
/// Compression level of zstd: these texts are packed once and read often.
const LEVEL: i32 = 9;

struct Packed {
    bytes: u32,
    packed: Vec<u8>,
}

impl FromRow for Packed {
    const TABLE: &'static str = "project_version";
    const ID: &'static str = "rowid";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            bytes: f.get("bytes")?,
            packed: f.get("packed")?,
        })
    }
}

impl Tx<'_> {
    /// Keeps a project's text (once, however many cases are opened with it) and writes it into a case.
    ///
    /// # Errors
    /// `store-too-large` beyond 32 MB; `store-not-found`.
    pub fn set_project_version(
        &mut self,
        case: CaseId,
        (project, version): (&str, &str),
        text: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if text.len() > LIMIT {
            return Err(StoreError::TooLarge {
                what: "项目资料",
                bytes: text.len() as u64,
                limit: LIMIT as u64,
            });
        }
        let sha256 = sha256_hex(text.as_bytes());
        if self.packed(&sha256)?.is_none() {
            let packed =
                zstd::bulk::compress(text.as_bytes(), LEVEL).map_err(|error| StoreError::Invalid {
                    what: format!("项目资料无法压缩（{error}）"),
                })?;
            self.insert(
                "INSERT INTO project_version(sha256, project, version, bytes, packed, first_used)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (&sha256, project, version, text.len() as i64, packed, stamp(now)),
            )?;
        }
        self.change(
            "受理件",
            case.0,
            "UPDATE case_file SET project_hash = ?2 WHERE id = ?1",
            (case, &sha256),
        )
    }

    /// The text that was kept under a hash, checked against it; none when nothing was.
    ///
    /// # Errors
    /// `store-damaged` when it is not what was kept.
    pub fn project_version(&self, sha256: &str) -> Result<Option<String>> {
        let row = self.packed(sha256)?;
        row.map(|row| {
            let damaged = || StoreError::damaged(format!("项目资料 {sha256} 与校验值不符"));
            let bytes = usize::try_from(row.bytes).unwrap_or(usize::MAX).min(LIMIT);
            let text = zstd::bulk::decompress(&row.packed, bytes).map_err(|_| damaged())?;
            if sha256_hex(&text) != sha256 {
                return Err(damaged());
            }
            String::from_utf8(text).map_err(|_| damaged())
        })
        .transpose()
    }

    fn packed(&self, sha256: &str) -> Result<Option<Packed>> {
        self.row(
            "SELECT rowid, bytes, packed FROM project_version WHERE sha256 = ?1",
            [sha256],
        )
    }

    /// The hashes of all versions that are kept.
    ///
    /// # Errors
    /// Those of the database.
    pub fn project_versions(&self) -> Result<Vec<String>> {
        let mut statement = self
            .conn()
            .prepare_cached("SELECT sha256 FROM project_version ORDER BY first_used, sha256")?;
        let rows = statement.query_map((), |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
