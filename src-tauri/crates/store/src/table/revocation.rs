//! Table `revocation`: what the CA is to revoke or suspend, and when it was told. Only the CA revokes; the counter
//! asks.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp, word_of};
use crate::{CaseId, CaseRow, CertificateId, ExchangeId, Result, RevocationId, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "revocation-1",
    sql: "CREATE TABLE revocation(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            action TEXT NOT NULL CHECK (action IN ('revoke', 'suspend')),
            case_id INTEGER NOT NULL REFERENCES case_file(id),
            certificate_id INTEGER REFERENCES certificate(id),
            reason TEXT NOT NULL,
            at TEXT NOT NULL,
            exchange_id INTEGER REFERENCES exchange(id)
          ) STRICT;
          CREATE UNIQUE INDEX revocation_once ON revocation(action, case_id, coalesce(certificate_id, 0));
          CREATE INDEX revocation_waiting ON revocation(id) WHERE exchange_id IS NULL;",
}];

/// What the CA is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationAction {
    /// For good.
    Revoke,
    /// Until further notice.
    Suspend,
    /// No longer on hold.
    Resume,
}

/// How it became known that the CA did what it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBy {
    /// By the CA's signed list of revoked certificates.
    Crl,
    /// By somebody here, with the reason.
    Hand,
}

/// Something to ask of the CA.
#[derive(Debug, Clone)]
pub struct NewRevocation {
    /// What.
    pub action: RevocationAction,
    /// The case that asks for it.
    pub case_id: CaseId,
    /// The certificate, where it was made here.
    pub certificate_id: Option<CertificateId>,
    /// Why, in words.
    pub reason: String,
}

/// Something that the CA is or was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// Its number.
    pub id: RevocationId,
    /// What.
    pub action: RevocationAction,
    /// The case that asks for it.
    pub case_id: CaseId,
    /// The certificate, where it was made here.
    pub certificate_id: Option<CertificateId>,
    /// Why, in words.
    pub reason: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// The list in which the CA was told; none yet.
    pub exchange_id: Option<ExchangeId>,
    /// When it became known that the CA did it.
    pub closed_at: Option<DateTime<Utc>>,
    /// How.
    pub closed_by: Option<ClosedBy>,
    /// In words: the list, or the reason.
    pub closed_words: Option<String>,
}

impl FromRow for Revocation {
    const TABLE: &'static str = "revocation";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            action: f.word("action")?,
            case_id: f.get("case_id")?,
            certificate_id: f.get("certificate_id")?,
            reason: f.get("reason")?,
            at: f.at("at")?,
            exchange_id: f.get("exchange_id")?,
            closed_at: f.opt_at("closed_at")?,
            closed_by: f.opt_word("closed_by")?,
            closed_words: f.get("closed_words")?,
        })
    }
}

impl Tx<'_> {
    /// Queues something to ask of the CA. Asked for a second time by the same case it stays as it is.
    ///
    /// # Errors
    /// Those of the database.
    pub fn queue_revocation(&mut self, new: &NewRevocation, now: DateTime<Utc>) -> Result<()> {
        self.insert(
            "INSERT INTO revocation(action, case_id, certificate_id, reason, at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
            (
                word_of(&new.action)?,
                new.case_id,
                new.certificate_id,
                &new.reason,
                stamp(now),
            ),
        )
    }

    /// What a case has asked for, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn revocations_of_case(&self, case: CaseId) -> Result<Vec<Revocation>> {
        self.rows("SELECT * FROM revocation WHERE case_id = ?1 ORDER BY id", [case])
    }

    /// Takes back what a case has asked for others' certificates: what the CA was not told yet, or all of it when the
    /// CA has refused it. What was told stays in the list that was sent, and in the trail. A certificate of which
    /// nobody else asked anything is in use again. The case's own certificates are wrong whatever becomes of the case:
    /// they stay on the list; so does that one on hold is to count again, which was asked for beside the case. A
    /// certificate that was on hold before is on hold again, and one that somebody else gives up stays given up.
    ///
    /// # Errors
    /// Those of the database.
    pub fn take_back_revocations(&mut self, case: CaseId, refused: bool) -> Result<()> {
        let gone = "SELECT id FROM revocation WHERE case_id = ?1 AND closed_at IS NULL
                      AND action <> 'resume' AND (?2 OR exchange_id IS NULL)
                      AND NOT EXISTS (SELECT 1 FROM certificate own
                                       WHERE own.id = certificate_id AND own.case_id = ?1)";
        self.insert(
            &format!(
                "UPDATE certificate SET status = CASE
                    WHEN EXISTS (SELECT 1 FROM revocation other WHERE other.certificate_id = certificate.id
                                  AND other.action = 'revoke' AND other.closed_at IS NULL
                                  AND other.id NOT IN ({gone})) THEN 'revoked_pending'
                    WHEN EXISTS (SELECT 1 FROM revocation held WHERE held.certificate_id = certificate.id
                                  AND held.action = 'suspend' AND held.id NOT IN ({gone})
                                  AND NOT EXISTS (SELECT 1 FROM revocation back
                                                   WHERE back.certificate_id = certificate.id
                                                     AND back.action = 'resume' AND back.id > held.id
                                                     AND back.closed_at IS NOT NULL)) THEN 'suspended'
                    ELSE 'current' END
                  WHERE status IN ('revoked_pending', 'suspended')
                    AND id IN (SELECT certificate_id FROM revocation WHERE id IN ({gone}))"
            ),
            (case, refused),
        )?;
        self.insert(
            &format!("DELETE FROM revocation WHERE id IN ({gone})"),
            (case, refused),
        )
    }

    /// What the CA was not told yet, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn waiting_revocations(&self) -> Result<Vec<Revocation>> {
        self.rows(
            "SELECT * FROM revocation WHERE exchange_id IS NULL AND closed_at IS NULL ORDER BY id",
            (),
        )
    }

    /// Everything that was ever asked of the CA, in order.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn revocations(&self) -> Result<Vec<Revocation>> {
        self.rows("SELECT * FROM revocation ORDER BY id", ())
    }

    /// What was asked of the CA and is not known to be done, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn open_revocations(&self) -> Result<Vec<Revocation>> {
        self.rows("SELECT * FROM revocation WHERE closed_at IS NULL ORDER BY id", ())
    }

    /// What was asked of the CA about a certificate, in order.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn revocations_of(&self, certificate: CertificateId) -> Result<Vec<Revocation>> {
        self.rows(
            "SELECT * FROM revocation WHERE certificate_id = ?1 ORDER BY id",
            [certificate],
        )
    }

    /// Something asked of the CA.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn revocation(&self, id: RevocationId) -> Result<Revocation> {
        found(
            self.row("SELECT * FROM revocation WHERE id = ?1", [id])?,
            "注销请求",
            id.0,
        )
    }

    /// Approved applications of these businesses for which nothing was asked of the CA yet: of a store from before it
    /// was asked at the approval itself.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn unasked_applications(&self, business: &str) -> Result<Vec<CaseRow>> {
        self.rows(
            "SELECT f.* FROM case_file f WHERE f.business = ?1 AND f.state IN ('ready', 'closed')
               AND NOT EXISTS (SELECT 1 FROM revocation r WHERE r.case_id = f.id) ORDER BY f.id",
            [business],
        )
    }

    /// Records that the CA did what it was asked for.
    ///
    /// # Errors
    /// `store-not-found` when it is closed already.
    pub fn close_revocation(
        &mut self,
        id: RevocationId,
        by: ClosedBy,
        words: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.change(
            "注销请求",
            id.0,
            "UPDATE revocation SET closed_at = ?2, closed_by = ?3, closed_words = ?4
              WHERE id = ?1 AND closed_at IS NULL",
            (id, stamp(now), word_of(&by)?, words),
        )
    }

    /// Records in which list the CA was told.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn revocation_told(&mut self, id: RevocationId, exchange: ExchangeId) -> Result<()> {
        self.change(
            "注销请求",
            id.0,
            "UPDATE revocation SET exchange_id = ?2 WHERE id = ?1 AND exchange_id IS NULL",
            (id, exchange),
        )
    }
}
