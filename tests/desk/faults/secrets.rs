//! The search for PINs where none may stand: files, the audit, the journal, what was told.

use std::fs;
use std::path::{Path, PathBuf};

use desk::counter::practice;
use secrecy::ExposeSecret;
use store::{CaseId, Circle, Store};
use token::SecretString;

/// The PINs of a case's jobs as the store keeps them sealed: the transport PIN and the SO PIN.
pub fn sealed(folder: &Path, case: u32, serial: &str) -> Vec<SecretString> {
    let store = unlocked(folder);
    let password = SecretString::from(practice::PASSWORD);
    let beside = store.witness("hemin", &password).unwrap();
    let named = store.read(|tx| {
        let mut found = Vec::new();
        for job in tx.jobs_of_case(CaseId(case))? {
            let id = job.id;
            for (circle, name) in [
                (Circle::Window, format!("pin:job:{id}")),
                (Circle::Keys, format!("so-pin:job:{id}")),
            ] {
                found.extend(tx.secret(circle, &name)?);
            }
            found.extend(tx.secret_of_two(&format!("so-pin:token:{serial}"), Some(&beside))?);
        }
        Ok::<_, store::StoreError>(found)
    });
    let found = named.unwrap();
    assert_eq!(
        found.len(),
        3,
        "the key has a transport PIN and an SO PIN, the latter under two names"
    );
    found
}

fn unlocked(folder: &Path) -> Store {
    let password = SecretString::from(practice::PASSWORD);
    Store::unlock(folder, "luoyi", &password).unwrap().0
}

/// What the store says in the clear to those who may read it: the audit's rows and the journal's.
pub fn rows(folder: &Path, case: u32) -> String {
    let said = unlocked(folder).read(|tx| {
        let mut said = format!("{:?}", tx.audit_tail(10_000)?);
        for job in tx.jobs_of_case(CaseId(case))? {
            said += &format!("{:?} {:?}", tx.steps_of_job(job.id)?, job);
        }
        Ok::<_, store::StoreError>(said)
    });
    said.unwrap()
}

/// No such PIN stands in what was told, nor in any file under these folders.
pub fn stand_nowhere(pins: &[SecretString], told: &str, folders: &[&Path]) {
    let mut files = Vec::new();
    for folder in folders {
        collect(folder, &mut files);
    }
    assert!(
        files.len() > 10,
        "the store, its papers and the token's objects are there"
    );
    for pin in pins.iter().map(ExposeSecret::expose_secret) {
        assert!(!told.contains(pin), "a PIN was told");
        for file in &files {
            let content = fs::read(file).unwrap();
            let holds = content.windows(pin.len()).any(|part| part == pin.as_bytes());
            assert!(!holds, "a PIN stands in {}", file.display());
        }
    }
    let is_dump = |file: &PathBuf| {
        file.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("core"))
    };
    assert!(
        !files.iter().any(is_dump),
        "a worker that crashed left its memory behind"
    );
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.is_file() {
            into.push(path);
        }
    }
}
