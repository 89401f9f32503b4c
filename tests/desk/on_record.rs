//! Files that people get: every one that lies in the folders of the counter is on record with its bytes and its case,
//! and nobody else of the machine may read it.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use desk::api::Nothing;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use store::{CaseId, OutsideFile, OutsideKind, Store};

use crate::ca::up_to_the_ca;
use crate::counter::{Counter, LN_UKEY, YLBX, by_id, done, refused, to_file};

/// What is on record, after everybody has signed out.
fn on_record(counter: &Counter) -> Vec<OutsideFile> {
    done(counter.commands().sign_out(Nothing {}));
    let password = SecretString::from(desk::counter::practice::PASSWORD);
    let (store, _) = Store::unlock(counter.folder.path(), "linxy", &password).unwrap();
    store.read(|tx| tx.outside_files()).unwrap()
}

/// Every file in a folder and those below, with its bytes.
fn there(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        if path.is_dir() {
            assert_eq!(mode, 0o700, "{}", path.display());
            there(&path, found);
        } else {
            assert_eq!(mode, 0o600, "{}", path.display());
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn every_file_that_people_get_is_on_record_with_its_case() {
    let counter = Counter::new();
    let made = counter.approved(YLBX, "org_employee", "new", 0);
    counter.sign_in("luoyi");
    up_to_the_ca(&counter, &made);
    done(counter.commands().export_again(by_id(&made)));
    done(counter.commands().export_all(Nothing {}));
    counter.sign_in("linxy");
    done(counter.commands().print_slip(by_id(&made)));
    let of_case = done(counter.commands().documents(by_id(&made)));
    done(counter.commands().save_document(by_id(&of_case[0])));
    let sent = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let sent = counter.print_and_scan(&sent);
    done(counter.commands().export_uploads(by_id(&sent)));

    let rows = on_record(&counter);
    let mut files = BTreeMap::new();
    let papers = counter.folder.path().with_file_name("store-papers");
    there(&papers, &mut files);
    let said: BTreeMap<PathBuf, &OutsideFile> =
        rows.iter().map(|row| (row.path.clone().into(), row)).collect();
    let unknown: Vec<_> = files.keys().filter(|path| !said.contains_key(*path)).collect();
    assert!(unknown.is_empty(), "not on record: {unknown:#?}");
    for (path, row) in &said {
        assert_eq!(
            files.get(path).map(|bytes| hex(bytes)),
            Some(row.sha256.clone()),
            "{row:?}"
        );
        let expected = match row.kind {
            OutsideKind::Upload => Some(CaseId(sent.id)),
            OutsideKind::Package => {
                assert!(row.exchange.is_some(), "{row:?}");
                row.case_id
            }
            _ if row.case_id == Some(CaseId(sent.id)) => row.case_id,
            _ => Some(CaseId(made.id)),
        };
        assert_eq!(row.case_id, expected, "{row:?}");
    }
    for kind in [
        OutsideKind::Paper,
        OutsideKind::Package,
        OutsideKind::Upload,
        OutsideKind::Copy,
    ] {
        assert!(rows.iter().any(|row| row.kind == kind), "{kind:?}: {rows:#?}");
    }
    assert_eq!(
        rows.iter().filter(|row| row.kind == OutsideKind::Package).count(),
        3,
        "{rows:#?}"
    );
}

#[test]
fn a_file_that_cannot_be_written_is_on_no_record() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    // A file stands where the folder would be made.
    let papers = counter.folder.path().with_file_name("store-papers");
    std::fs::create_dir_all(&papers).unwrap();
    std::fs::write(papers.join("prints"), "in the way").unwrap();
    refused(counter.commands().print(to_file(&case, &[])), "file-error");
    assert_eq!(on_record(&counter), []);
}
