//! What is of a case without saying so: packages to the CA that hold it among others, and rows of the audit that tell
//! of it without naming it (a file's name, a person). What another case has too is that one's as well, and stays.

use std::collections::BTreeSet;

use store::{AttachmentId, AuditAction, AuditRow, CaseRow, Numbers, Result, Traces, Tx};

/// Actions whose rows may tell of a case without naming it.
const UNNAMED: [AuditAction; 19] = [
    AuditAction::PageArrived,
    AuditAction::PageFiled,
    AuditAction::PageUnfiled,
    AuditAction::PageDiscarded,
    AuditAction::DocumentOpened,
    AuditAction::DocumentPrinted,
    AuditAction::Unmasked,
    AuditAction::SampleSaved,
    AuditAction::UploadsExported,
    AuditAction::AnswerRefused,
    AuditAction::CertificateEntered,
    AuditAction::CertificateRevoked,
    AuditAction::CrlImported,
    AuditAction::ExportedTogether,
    AuditAction::RevocationExported,
    AuditAction::RevocationClosed,
    AuditAction::KeyPlaced,
    AuditAction::KeySkipped,
    AuditAction::StockMarked,
];

/// Names that are no person's and no unit's.
const NO_NAMES: [&str; 2] = ["project_name", "pay_account_name"];

/// What is of a case without saying so. Errors: those of the database.
pub(crate) fn of(tx: &Tx<'_>, row: &CaseRow) -> Result<Traces> {
    Ok(Traces {
        files: files(tx, row)?,
        audit: audit(tx, row)?,
    })
}

/// Packages of before their cases were written down: those that the audit of the case names.
fn files(tx: &Tx<'_>, row: &CaseRow) -> Result<Vec<AttachmentId>> {
    let packages = tx.exchanges_of_several()?;
    if packages.is_empty() {
        return Ok(Vec::new());
    }
    let said = tx.audit_of_case(row.id)?;
    let mut found = Vec::new();
    for package in packages {
        let name = tx.attachment(package.attachment)?.name;
        if !name.is_empty() && said.iter().any(|line| line.words.contains(&name)) {
            found.push(package.attachment);
        }
    }
    Ok(found)
}

fn audit(tx: &Tx<'_>, row: &CaseRow) -> Result<Vec<u32>> {
    let words = telling(tx, row)?;
    let tells = |line: &AuditRow| {
        let facts = line.facts.to_string();
        words
            .iter()
            .any(|word| line.words.contains(word) || facts.contains(word))
    };
    let rows = tx.audit_without_case(&UNNAMED)?;
    Ok(rows
        .iter()
        .filter(|line| tells(line))
        .map(|line| line.seq)
        .collect())
}

/// What tells of the case and of no other: its number, names and numbers of its people and of its unit, names of its
/// files that say something.
fn telling(tx: &Tx<'_>, row: &CaseRow) -> Result<BTreeSet<String>> {
    let mut words = BTreeSet::from([row.number.clone()]);
    for page in tx.pages_of_case(row.id)? {
        words.extend(Some(page.origin).filter(|origin| says_something(origin)));
    }
    let content = &row.content;
    let fields = content.employees.iter().flatten().chain(&content.fields);
    let mut known = BTreeSet::new();
    for (id, value) in fields {
        // By these cases are found, so that what another case has too is seen.
        let is_found_by = ["_name", "_id_no", "_phone"].iter().any(|end| id.ends_with(end));
        if is_found_by && !NO_NAMES.contains(&id.as_str()) && value.chars().count() > 1 {
            known.insert(value.clone());
        }
    }
    for value in known {
        let others = tx.look_up_cases(&value, 2, Numbers::InPart)?;
        if others.iter().all(|other| other.id == row.id) {
            words.insert(value);
        }
    }
    Ok(words)
}

/// Whether a file's name is more than what a scanner calls its pages: a word in Chinese, or a long number.
fn says_something(name: &str) -> bool {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let longest = name
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .max()
        .unwrap_or(0);
    name.chars().any(is_han) || longest >= 11
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanners_own_names_tell_of_nobody() {
        for (name, tells) in [
            ("scan-0001.jpg", false),
            ("IMG_20261125_101500.jpg", false),
            ("张三身份证.jpg", true),
            ("440301199001011234.png", true),
            ("", false),
        ] {
            assert_eq!(says_something(name), tells, "{name}");
        }
    }
}
