//! Personal data at the window: what is due is deleted by two, one person's data is found and handed out, packages are
//! encrypted for the CA, files outside the store are listed with their day.

use chrono::{Months, Utc};
use counterfoil_tests::tool;
use desk::casework::people::PERSONS;
use desk::counter::practice;

use super::counter::{Counter, Folder, YLBX, by_id, done};
use super::driver::{ENTER, Window};

/// A case that was given up thirteen months ago, one that is worked on, and papers of both.
fn prepare(store: &std::path::Path) {
    let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
    counter.sign_in("linxy");
    let [old, _] = [0, 1].map(|unit| {
        let case = counter.intake(YLBX, "org", "new", unit);
        done(counter.commands().print_slip(by_id(&case)));
        case
    });
    let (mut books, _) = store::Store::unlock(store, "linxy", &practice::PASSWORD.into()).unwrap();
    let at = Utc::now() - Months::new(13);
    books
        .write(|tx| tx.set_case_state(store::CaseId(old.id), case::CaseState::Void, at))
        .unwrap();
}

#[test]
fn two_people_delete_what_is_due_and_the_page_says_what_waits() {
    let window = Window::open_on("due", prepare);
    window.sign_in("admin");
    window.go("settings");
    window.click("[data-tab='keeping']");
    window.wait_for("[data-test='due'] [data-due]");
    assert_eq!(window.count("[data-due]"), 1);
    assert_eq!(window.count("[data-waits]"), 1);
    window.wait_for("[data-test='outside-files']");
    window.shots("list");
    window.click("[data-test='tick-all']");
    window.wait_for("[data-test='deleting']");
    window.stand_beside("admin");
    window.press("delete-cases");
    window.wait_for("[data-test='refusal'][data-code='beside-same-account']");
    window.stand_beside("hemin");
    window.shots("two");
    window.press("delete-cases");
    window.wait_text("[data-test='deleted-said']", "已删除 1 件");
    window.wait_text("[data-test='deleted-said']", "删除证明");
    window.wait_gone("[data-due]");
    assert_eq!(window.count("[data-deleted]"), 1);
    // The paper of the case went with it: what is left is that of the other one and the certificate of the deletion.
    window.wait(
        "(rows => rows.length === 2 && rows.some(row => row.textContent.includes('-0002-materials-slip.pdf')) \
         && rows.some(row => row.textContent.includes('-deletion.pdf')))\
         ([...document.querySelectorAll(\"[data-test='outside-files'] tbody tr\")])",
        "the paper of the deleted case is gone",
    );
    window.shots("deleted");
    window.fill("outside-days", "7");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='said']", "天数已保存");
}

#[test]
fn one_persons_data_is_found_in_the_archive_and_handed_out_with_somebody_beside() {
    let window = Window::open_on("person", prepare);
    window.sign_in("luoyi");
    window.go("archive");
    window.press("find-person");
    window.wait_for("[data-test='dialog'] [data-test='person-number']");
    window.fill("person-number", PERSONS[1].id_no);
    window.press("person-find");
    window.wait_for("[data-person]");
    assert_eq!(window.count("[data-person]"), 1);
    window.shots("found");
    window.stand_beside("linxy");
    window.press("person-export");
    window.wait_text("[data-test='person-exported']", "已导出 2 个文件");
    window.shots("exported");
    window.press("person-close");
    window.wait_gone("[data-test='dialog']");
}

#[test]
fn the_certificate_of_the_ca_is_installed_from_a_file() {
    let window = Window::open_on("encryption", prepare);
    let at = |name: &str| window.folder("ca").join(name);
    std::fs::create_dir_all(window.folder("ca")).unwrap();
    let [key, pem] = ["ca.key", "ca.pem"].map(|name| at(name).display().to_string());
    let made = tool(
        "openssl",
        [
            "req",
            "-x509",
            "-new",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "365",
            "-subj",
            "/CN=交换加密",
            "-utf8",
            "-addext",
            "keyUsage=critical,keyEncipherment",
            "-keyout",
            &key,
            "-out",
            &pem,
        ],
    );
    assert!(at("ca.pem").is_file(), "{}", made.all());
    window.sign_in("admin");
    window.go("settings");
    window.click("[data-tab='ca']");
    window.wait_for(&format!(
        "[data-test='ca-encryption-project'] option[value='{YLBX}']"
    ));
    window.run(&format!(
        "const one = document.querySelector(\"[data-test='ca-encryption-project']\"); one.value = '{YLBX}'; \
         one.dispatchEvent(new Event('change'))"
    ));
    window.wait(
        "document.querySelector(\"[data-test='install-ca-encryption']:not([disabled])\")",
        "a project",
    );
    window.attach("ca-encryption-file", &at("ca.pem"));
    window.wait_text("[data-test='ca-encryption']", "交换加密");
    window.shots("installed");
    window.press(&format!("drop-encryption-{YLBX}"));
    window.wait_gone("[data-test='ca-encryption']");
}
