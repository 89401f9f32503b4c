//! The post to and from the CA: all that waits in one package, a folder of mixed answers, the lists for revocation.

use std::collections::BTreeMap;
use std::path::Path;

use desk::api::{CertificateState, ImportFolder, KeyStepName, Nothing};
use desk::casework::people;
use desk::counter::practice;
use serde_json::Value;

use super::ca::{self, path, up_to_the_ca};
use super::counter::{Counter, YLBX, done, refused};
use super::ledger;

/// The files of a package by name.
fn unpacked(file: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut entry = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            std::io::copy(&mut entry, &mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn all_requests_leave_in_one_signed_package_and_a_folder_of_mixed_answers_finds_its_cases() {
    let counter = Counter::new();
    let cases = [0, 1].map(|unit| counter.approved(YLBX, "org", "new", unit));
    refused(counter.commands().export_all(Nothing {}), "nothing-to-export");
    for case in &cases {
        up_to_the_ca(&counter, case);
    }
    let [first, second] = [0, 1].map(|unit| people::UNITS[unit].name);
    let both = |state| [(first.to_owned(), state), (second.to_owned(), state)];
    assert_eq!(
        ledger::states(&counter, ""),
        both(CertificateState::Requested),
        "what was asked for is in the ledger"
    );
    let exported = done(counter.commands().export_all(Nothing {}));
    let package = path(exported.files[0].as_str());
    let issued = ca::answers(counter.folder.path(), package);
    assert_eq!(issued.len(), 2, "one package of both cases");

    // The CA answers one as DER and one inside a ZIP; a certificate for nobody here and somebody's letter lie beside
    // them.
    let answers = counter.folder.path().with_file_name("answers");
    std::fs::create_dir_all(&answers).unwrap();
    refused(
        counter.commands().import_folder(ImportFolder {
            folder: "/nowhere/at/all".to_owned(),
        }),
        "file-missing",
    );
    std::fs::write(answers.join("a.cer"), &issued[0]).unwrap();
    std::fs::write(answers.join("b.zip"), zipped("inner.der", &issued[1])).unwrap();
    let root = practice::ca(counter.folder.path()).unwrap().root_pem();
    std::fs::write(answers.join("c.pem"), root).unwrap();
    std::fs::write(answers.join("letter.txt"), "请查收").unwrap();
    let got = done(counter.commands().import_folder(ImportFolder {
        folder: answers.display().to_string(),
    }));
    assert_eq!(got.taken, 2, "{got:#?}");
    for case in &cases {
        let job = counter.job(case);
        assert_eq!(job.next, Some(KeyStepName::WriteCertificate));
    }
    assert_eq!(ledger::states(&counter, ""), both(CertificateState::Current));
    let again = done(counter.commands().import_folder(ImportFolder {
        folder: answers.display().to_string(),
    }));
    assert_eq!(again.taken, 0);
    let mut said = again.findings.iter().map(|finding| finding.code.as_str());
    assert!(said.any(|code| code == "certificate-not-awaited"), "{again:?}");
}

#[test]
fn a_replaced_key_and_an_application_to_revoke_leave_on_one_list() {
    let counter = Counter::new();
    counter.closed(YLBX, 0, "28461937");
    let lost = counter.approved(YLBX, "org", "replace", 0);
    let nothing = done(counter.commands().revocations(Nothing {}));
    assert!(nothing.lines.is_empty(), "not before the new one is proven");
    counter.make_keys(&lost);
    let waiting = done(counter.commands().revocations(Nothing {}));
    let line = &waiting.lines[0];
    assert_eq!(
        (line.word.as_str(), line.case_number.as_str()),
        ("注销", lost.number.as_str()),
        "{waiting:#?}"
    );
    assert!(line.certificate.is_some(), "the old certificate by its number");

    let given_up = counter.submitted(YLBX, "org", "revoke", 1);
    counter.sign_in("hemin");
    counter.pass(&given_up);
    refused(counter.commands().export_revocations(Nothing {}), "role-missing");
    counter.sign_in("luoyi");
    let told = done(counter.commands().export_revocations(Nothing {}));
    assert!(told.lines.is_empty(), "what was told waits no more");
    let files = unpacked(path(told.files[0].as_str()));
    let list: Value = serde_json::from_slice(&files["revocations.json"]).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 2, "{list:#}");
    assert_eq!(list[1]["holder"], people::UNITS[1].name);
    assert!(
        list[1]["certificate"].is_null() && list[1]["uscc"].is_string(),
        "{list:#}"
    );
    assert!(files.contains_key("manifest.sig") && files.contains_key("counter-key.pem"));
    refused(
        counter.commands().export_revocations(Nothing {}),
        "nothing-to-export",
    );
}
