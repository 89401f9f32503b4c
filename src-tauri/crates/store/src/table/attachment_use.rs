//! What a stored file is of: which record names it, and whose case that is. Whoever opens a file by its number is asked
//! for the right to what it shows.

use rusqlite::OptionalExtension as _;

use crate::migration::Migration;
use crate::{AttachmentId, CaseId, Result, StoreError, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "attachment_use-1",
    sql: "CREATE INDEX page_by_attachment ON page(attachment_id);
          CREATE INDEX page_by_file ON page(file_id) WHERE file_id IS NOT NULL;
          CREATE INDEX print_by_attachment ON print_record(attachment_id);
          CREATE INDEX sample_by_picture ON sample(picture);
          CREATE INDEX sample_by_raw ON sample(raw) WHERE raw IS NOT NULL;
          CREATE INDEX key_job_by_csr ON key_job(csr) WHERE csr IS NOT NULL;
          CREATE INDEX key_job_by_cert ON key_job(cert) WHERE cert IS NOT NULL;
          CREATE INDEX certificate_by_attachment ON certificate(attachment_id) WHERE attachment_id IS NOT NULL;
          CREATE INDEX recovered_by_certificate ON recovered_key(certificate);
          CREATE INDEX recovered_by_envelope ON recovered_key(envelope);
          CREATE INDEX exchange_by_attachment ON exchange(attachment_id);",
}];

/// As what a file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A scanned page, or the whole file that it came in.
    Page,
    /// A printed form or sheet.
    Print,
    /// The picture of a seal or signature.
    Sample,
    /// A certificate request.
    Request,
    /// A certificate, or the envelope of a key that came with one.
    Certificate,
    /// A package or list for the CA.
    Outgoing,
    /// What the CA answered.
    Incoming,
}

/// What a file is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileUse {
    /// As what it is kept.
    pub kind: FileKind,
    /// Whose it is; none while nobody knows, or where it is of several.
    pub case: Option<CaseId>,
}

const USES: &str = "
    SELECT 'page', case_id FROM page WHERE attachment_id = ?1
    UNION ALL SELECT 'page', case_id FROM page WHERE file_id = ?1
    UNION ALL SELECT 'print', case_id FROM print_record WHERE attachment_id = ?1
    UNION ALL SELECT 'sample', case_id FROM sample WHERE picture = ?1
    UNION ALL SELECT 'sample', case_id FROM sample WHERE raw = ?1
    UNION ALL SELECT 'outgoing', case_id FROM exchange WHERE attachment_id = ?1 AND direction = 'out'
    UNION ALL SELECT 'incoming', case_id FROM exchange WHERE attachment_id = ?1 AND direction = 'in'
    UNION ALL SELECT 'request', case_id FROM key_job WHERE csr = ?1
    UNION ALL SELECT 'certificate', case_id FROM key_job WHERE cert = ?1
    UNION ALL SELECT 'certificate', case_id FROM certificate WHERE attachment_id = ?1
    UNION ALL SELECT 'certificate', j.case_id FROM recovered_key k JOIN key_job j ON j.id = k.job_id
               WHERE k.certificate = ?1
    UNION ALL SELECT 'certificate', j.case_id FROM recovered_key k JOIN key_job j ON j.id = k.job_id
               WHERE k.envelope = ?1
    LIMIT 1";

impl Tx<'_> {
    /// What a file is of; none of one that no record names.
    ///
    /// # Errors
    /// Those of the database.
    pub fn file_use(&self, id: AttachmentId) -> Result<Option<FileUse>> {
        let mut statement = self.conn().prepare_cached(USES)?;
        let found = statement
            .query_row([id], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, Option<CaseId>>(1)?))
            })
            .optional()?;
        let Some((word, case)) = found else {
            return Ok(None);
        };
        let kind = match word.as_str() {
            "page" => FileKind::Page,
            "print" => FileKind::Print,
            "sample" => FileKind::Sample,
            "outgoing" => FileKind::Outgoing,
            "incoming" => FileKind::Incoming,
            "request" => FileKind::Request,
            "certificate" => FileKind::Certificate,
            _ => return Err(StoreError::damaged("附件的用途读不出来")),
        };
        Ok(Some(FileUse { kind, case }))
    }
}
