//! A case goes: its rows, their salts, its files, what the audit said of it, what is found by it. All in one
//! transaction, signed by both.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::acts::roster::Roster;
use crate::acts::sealing;
use crate::canonical::canonical_json;
use crate::deletion::rows::OfCase;
use crate::deletion::statement::{
    Deletion, DeletionOrder, Gone, Statement, Traces, beside_bytes, by_bytes, counted, store_word,
};
use crate::row::stamp;
use crate::{Account, AttachmentId, CaseId, CaseRow, CustomerId, Result, Store, StoreError, Tx, Witness};

/// Media type of what stands in the place of a file that went.
const ERASED: &str = "application/x-erased";

/// A deletion that is already signed, as a ledger has it.
pub(super) struct Signed<'a> {
    pub text: &'a str,
    pub statement: &'a Statement,
    pub by_signature: &'a [u8],
    pub beside_signature: &'a [u8],
    pub roster: u32,
    /// The certificates of accounts that this store may lack, as JSON.
    pub certificates: Option<&'a str>,
}

impl Tx<'_> {
    /// Deletes a case. Who may, and whether it is due, is not decided here.
    ///
    /// # Errors
    /// `case-deleted`; `store-not-found`; `store-invalid` where both are the same; `store-not-vouched` for somebody
    /// without a key of their own; those of the database.
    pub fn delete_case(
        &mut self,
        order: &DeletionOrder,
        by: &Account,
        beside: &Witness,
        now: DateTime<Utc>,
    ) -> Result<Deletion> {
        let row = self.case(order.case)?;
        if by.id == beside.account.id {
            return Err(StoreError::Invalid {
                what: "删除要两个人".to_owned(),
            });
        }
        let signer = self.signer.clone().ok_or(StoreError::NotVouched)?;
        let other = beside.signer.as_ref().ok_or(StoreError::NotVouched)?;
        let roster = Roster::read(self.conn())?;
        // The act that lists what went carries the signatures of both as well.
        self.agreed_by(beside);
        self.take_doubles(row.id)?;
        let of_case = self.rows_of(row.id)?;
        let statement = Statement {
            store: store_word(&roster.store),
            case: row.id,
            number: row.number.clone(),
            opened: row.created,
            rule: order.rule.clone(),
            rule_words: order.rule_words.clone(),
            due: order.due,
            at: now,
            by: by.id,
            by_name: by.name.clone(),
            beside: beside.account.id,
            beside_name: beside.account.name.clone(),
            counts: counted(&of_case.gone),
        };
        let text = statement.text()?;
        let signed = Signed {
            text: &text,
            statement: &statement,
            by_signature: &signer.sign(&by_bytes(&text)),
            beside_signature: &other.sign(&beside_bytes(&text)),
            roster: roster.newest,
            certificates: None,
        };
        let id = self.sweep(&row, of_case, &signed, &order.traces, now)?;
        Ok(Deletion {
            id,
            statement,
            repeated: false,
        })
    }

    /// Records a deletion and takes everything of its case away; gives its number.
    pub(super) fn sweep(
        &mut self,
        row: &CaseRow,
        mut of_case: OfCase,
        signed: &Signed<'_>,
        traces: &Traces,
        now: DateTime<Utc>,
    ) -> Result<u32> {
        let shared = self.shared_files(row.id, &of_case.gone, &traces.files)?;
        let files = of_case.gone.entry("attachment".to_owned()).or_default();
        files.extend(shared.iter().map(|id| i64::from(id.0)));
        files.sort_unstable();
        files.dedup();
        let kin = self.kin_of(row.id, &of_case)?;
        of_case.gone.insert("customer".to_owned(), kin.customers.clone());
        of_case.gone.insert("holder".to_owned(), kin.holders.clone());
        of_case.gone.insert("held_key".to_owned(), kin.held_keys.clone());
        of_case.gone.retain(|_, rows| !rows.is_empty());
        let id = self.record(row.id, signed, &of_case.gone, now)?;
        self.erase_sayings(row.id, id, &traces.audit)?;
        // Rows that point at each other go together.
        self.conn().execute_batch("PRAGMA defer_foreign_keys = ON")?;
        self.forget_secrets(row.id, &of_case.keys)?;
        self.let_others_stand(row.id, &of_case, now)?;
        self.remove(&of_case.gone)?;
        for customer in kin.returning {
            self.remember_customer(customer, now)?;
        }
        self.insert("DELETE FROM search_case WHERE rowid = ?1", [row.id])?;
        self.change(
            "受理件",
            row.id.0,
            "UPDATE case_file SET state = 'deleted', title = '', content = '{}', content_hash = '', project = '',
                    business = '', kind = '', channel = '', reviewer = NULL, approved_hash = NULL, closed_at = NULL,
                    retain_until = NULL, project_hash = NULL, taken_from = NULL, linked_from = NULL,
                    state_since = ?2, updated = ?2
              WHERE id = ?1",
            (row.id, stamp(now)),
        )?;
        Ok(id)
    }

    fn record(&mut self, case: CaseId, signed: &Signed<'_>, gone: &Gone, now: DateTime<Utc>) -> Result<u32> {
        self.insert(
            "INSERT INTO deletion(case_id, statement, by, beside, by_signature, beside_signature, roster,
                                  certificates, gone, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            (
                case,
                signed.text,
                signed.statement.by,
                signed.statement.beside,
                signed.by_signature,
                signed.beside_signature,
                signed.roster,
                signed.certificates,
                canonical_json(gone)?,
                stamp(now),
            ),
        )?;
        u32::try_from(self.conn().last_insert_rowid()).map_err(|_| StoreError::damaged("行号超出范围"))
    }

    /// What the audit said of the case goes; that something was done, by whom and when, stays.
    fn erase_sayings(&mut self, case: CaseId, deletion: u32, audit: &[u32]) -> Result<()> {
        self.insert(
            "INSERT INTO audit_erased(seq, deletion_id)
               SELECT seq, ?2 FROM audit WHERE (case_id = ?1 OR (case_id IS NULL AND seq IN
                 (SELECT value FROM json_each(?3)))) AND seq NOT IN (SELECT seq FROM audit_erased)",
            (case, deletion, canonical_json(&audit)?),
        )?;
        self.insert(
            "UPDATE audit SET words = '', facts = '{}', salt = NULL
              WHERE seq IN (SELECT seq FROM audit_erased WHERE deletion_id = ?1)",
            [deletion],
        )
    }

    /// PINs of its jobs, and SO PINs of keys that no other case has worked on.
    fn forget_secrets(&mut self, case: CaseId, keys: &BTreeSet<String>) -> Result<()> {
        for job in self.numbers("SELECT id FROM key_job WHERE case_id = ?1", case)? {
            for name in [format!("pin:job:{job}"), format!("so-pin:job:{job}")] {
                self.forget_secret(&name)?;
            }
        }
        for serial in keys {
            if !self.is_known_elsewhere(case, serial)? {
                self.forget_secret(&format!("so-pin:token:{serial}"))?;
            }
        }
        Ok(())
    }

    fn forget_secret(&mut self, name: &str) -> Result<()> {
        for table in ["secret", "joint_secret", "joint_release"] {
            self.insert(&format!("DELETE FROM {table} WHERE name = ?1"), [name])?;
        }
        Ok(())
    }

    /// Whether another case has worked on a key, or a certificate that stays lies on it.
    fn is_known_elsewhere(&self, case: CaseId, serial: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM key_job WHERE token_serial = ?2 AND case_id <> ?1)
                       OR EXISTS (SELECT 1 FROM certificate WHERE token_serial = ?2 AND case_id IS NOT ?1)";
        Ok(self.conn().query_row(sql, (case, serial), |row| row.get(0))?)
    }

    /// Files that hold the case beside others: those that are named, whole files whose other pages are of other cases,
    /// and further copies of an answer of the CA that was one for several.
    fn shared_files(&self, case: CaseId, gone: &Gone, named: &[AttachmentId]) -> Result<Vec<AttachmentId>> {
        let mut shared = named.to_vec();
        let sent = self.numbers(
            "SELECT e.attachment_id FROM exchange e, json_each(e.manifest, '$.cases') c
              WHERE e.case_id IS NULL AND c.value = ?1",
            case,
        )?;
        let copies = self.numbers(
            "SELECT e.attachment_id FROM exchange e JOIN attachment a ON a.id = e.attachment_id
              WHERE e.case_id IS NOT ?1 AND a.sha256 IN (
                SELECT b.sha256 FROM exchange o JOIN attachment b ON b.id = o.attachment_id WHERE o.case_id = ?1)",
            case,
        )?;
        let numbers = copies
            .into_iter()
            .chain(sent)
            .filter_map(|id| u32::try_from(id).ok());
        shared.extend(numbers.map(AttachmentId));
        let own = gone.get("attachment").cloned().unwrap_or_default();
        shared.retain(|id| !own.contains(&i64::from(id.0)));
        shared.sort_unstable();
        shared.dedup();
        Ok(shared)
    }

    /// What others hold of the case stands without it.
    fn let_others_stand(&mut self, case: CaseId, of_case: &OfCase, now: DateTime<Utc>) -> Result<()> {
        for id in &of_case.needed {
            self.insert(
                "UPDATE certificate SET case_id = NULL, job_id = NULL, attachment_id = NULL WHERE id = ?1",
                [id],
            )?;
        }
        let rows =
            |table: &str| canonical_json(of_case.gone.get(table).map(Vec::as_slice).unwrap_or_default());
        let files = rows("attachment")?;
        // That something was sent to the CA, or came from it, stays.
        let sent = "FROM exchange WHERE attachment_id IN (SELECT value FROM json_each(?1))
                      AND id NOT IN (SELECT value FROM json_each(?2))";
        let own = rows("exchange")?;
        if self
            .conn()
            .prepare_cached(&format!("SELECT 1 {sent}"))?
            .exists((&files, &own))?
        {
            let erased = self.add_attachment(ERASED, "已删除", b"", now)?;
            self.insert(
                &format!("UPDATE exchange SET attachment_id = ?3 WHERE id IN (SELECT id {sent})"),
                (&files, &own, erased),
            )?;
        }
        self.insert(
            "UPDATE page SET file_id = NULL WHERE case_id IS NOT ?1 AND file_id IN (SELECT value FROM json_each(?2))",
            (case, &files),
        )?;
        self.insert(
            "UPDATE key_move SET case_id = NULL, reason = '' WHERE case_id = ?1",
            [case],
        )?;
        self.insert(
            "UPDATE case_file SET taken_from = NULL WHERE taken_from = ?1",
            [case],
        )?;
        self.insert(
            "UPDATE case_file SET linked_from = NULL WHERE linked_from = ?1",
            [case],
        )?;
        self.insert(
            "UPDATE held_key SET holder_id = NULL WHERE holder_id IN (SELECT value FROM json_each(?1))",
            [rows("holder")?],
        )
    }

    fn remove(&mut self, gone: &Gone) -> Result<()> {
        for (table, derived, column) in [
            ("page", "page_thumb", "page_id"),
            ("attachment", "attachment_blob", "id"),
            ("customer", "search_customer", "rowid"),
        ] {
            for id in gone.get(table).into_iter().flatten() {
                self.insert(&format!("DELETE FROM {derived} WHERE {column} = ?1"), [id])?;
            }
        }
        // The journal asks for its job before it lets go.
        let last = |table: &&String| u8::from(table.as_str() == "key_job");
        let mut tables: Vec<&String> = gone.keys().collect();
        tables.sort_by_key(last);
        for table in tables {
            for id in &gone[table] {
                self.insert(&format!("DELETE FROM \"{table}\" WHERE rowid = ?1"), [id])?;
            }
        }
        Ok(())
    }

    /// Customers, holders and keys that nobody else needs; and the cases from which a customer is remembered anew.
    fn kin_of(&self, case: CaseId, of_case: &OfCase) -> Result<Kin> {
        let mut kin = Kin::default();
        for id in self.numbers("SELECT id FROM customer WHERE last_case = ?1", case)? {
            let customer = CustomerId(u32::try_from(id).unwrap_or_default());
            match self.other_case_of(customer, case)? {
                Some(other) => kin.returning.push(other),
                None => kin.customers.push(id),
            }
        }
        for serial in &of_case.keys {
            if !self.is_known_elsewhere(case, serial)? {
                let mut found = self
                    .conn()
                    .prepare_cached("SELECT id FROM held_key WHERE serial = ?1")?;
                let ids = found.query_map([serial], |row| row.get::<_, i64>(0))?;
                kin.held_keys.extend(ids.collect::<rusqlite::Result<Vec<_>>>()?);
            }
        }
        let gone = of_case.gone.get("certificate").cloned().unwrap_or_default();
        let keys = canonical_json(&kin.held_keys)?;
        let lonely = "SELECT h.id FROM holder h WHERE h.id = ?1
            AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.holder_id = h.id
                             AND c.id NOT IN (SELECT value FROM json_each(?2)))
            AND NOT EXISTS (SELECT 1 FROM held_key k WHERE k.holder_id = h.id
                             AND k.id NOT IN (SELECT value FROM json_each(?3)))
            AND NOT EXISTS (SELECT 1 FROM holder p WHERE p.unit_id = h.id
                             AND p.id NOT IN (SELECT value FROM json_each(?4)))";
        let holders =
            "SELECT DISTINCT c.holder_id FROM certificate c WHERE c.case_id = ?1 AND c.holder_id IS NOT NULL
             UNION SELECT k.holder_id FROM held_key k JOIN key_job j ON j.token_serial = k.serial
                    WHERE j.case_id = ?1 AND k.holder_id IS NOT NULL";
        // Persons first: a unit stays as long as one of its people does.
        let mut asked = self.numbers(holders, case)?;
        let mut units = Vec::new();
        for id in &asked {
            let sql = "SELECT unit_id FROM holder WHERE id = ?1 AND unit_id IS NOT NULL";
            let mut found = self.conn().prepare_cached(sql)?;
            let ids = found.query_map([id], |row| row.get::<_, i64>(0))?;
            units.extend(ids.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        asked.retain(|id| !units.contains(id));
        units.sort_unstable();
        units.dedup();
        for id in asked.into_iter().chain(units) {
            let mut found = self.conn().prepare_cached(lonely)?;
            let params = (id, canonical_json(&gone)?, &keys, canonical_json(&kin.holders)?);
            if found.exists(params)? {
                kin.holders.push(id);
            }
        }
        Ok(kin)
    }
}

/// Whom a case leaves behind.
#[derive(Default)]
struct Kin {
    customers: Vec<i64>,
    holders: Vec<i64>,
    held_keys: Vec<i64>,
    /// Cases of customers that were here again.
    returning: Vec<CaseId>,
}

impl Store {
    /// After deletions: what was searched by is written anew without it, and what the log held of it is gone from the
    /// disk. False where another program still reads the store, so that its log is emptied when that ends.
    ///
    /// # Errors
    /// Those of the database.
    pub fn forget_deleted(&mut self) -> Result<bool> {
        self.write(|tx| -> Result<()> {
            for table in ["search_case", "search_customer"] {
                tx.insert(&format!("INSERT INTO {table}({table}) VALUES ('optimize')"), ())?;
            }
            Ok(())
        })?;
        let busy: i64 = self
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get(0))?;
        Ok(busy == 0)
    }
}

/// Of which store this one is.
pub(super) fn store_of(tx: &Tx<'_>) -> Result<[u8; 16]> {
    Ok(match sealing::newest(tx.conn())? {
        Some(act) => act.message.store,
        None => Roster::read(tx.conn())?.store,
    })
}
