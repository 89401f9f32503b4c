//! An annex in which each employee asks for something else, and the parcel that brought the papers, filed by the
//! keyboard alone.

use case::{CertKind, Channel};
use desk::api::{CasePatch, EnterCertificate};
use desk::casework::people::{self, PERSONS};
use desk::counter::practice;
use serde_json::json;

use super::counter::{Counter, Folder, YLBX, done};
use super::driver::{ENTER, Window};

#[test]
fn each_row_says_what_it_asks_for_and_the_parcel_is_filed_by_keys() {
    let window = Window::open_on("annex", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        counter.sign_in("linxy");
        let (unit, person) = (people::UNITS[0], PERSONS[6]);
        done(counter.commands().enter_certificate(EnterCertificate {
            project: YLBX.to_owned(),
            kind: Some(CertKind::OrgEmployee),
            unit_name: unit.name.to_owned(),
            unit_code: unit.uscc.to_owned(),
            person_name: person.name.to_owned(),
            person_code: person.id_no.to_owned(),
            serial: "4d1f0d55e0a9".to_owned(),
            issuer: "NETCA 机构 CA".to_owned(),
            not_before: "2023-03-01".to_owned(),
            not_after: "2024-03-01".to_owned(),
            origin: "越秀受理点签发，凭证书打印件".to_owned(),
            ..EnterCertificate::default()
        }));
        let case = counter.intake(YLBX, "org_employee", "new", 0);
        let rows = [5, 6].map(|at| people::employee(&PERSONS[at]));
        let by_mail = CasePatch {
            employees: Some(rows.to_vec()),
            channel: Some(Channel::Mail),
            ..CasePatch::default()
        };
        counter.save(&case, by_mail);
    });
    window.sign_in("linxy");
    window.see("board");
    window.wait_for("[data-case]");
    let number = window.texts_of("[data-case]", "case").remove(0);
    window.open_row(&number);
    window.see("intake");
    window.tab_to("[data-field='employees.1.business']");
    window.shots("open");
    let choose = |field: &str, value: &str| {
        let of = json!(format!("[data-field='{field}']"));
        window.run(&format!(
            "const e = document.querySelector({of}); e.value = {}; e.dispatchEvent(new Event('change', {{ bubbles: true }}))",
            json!(value)
        ));
    };
    choose("employees.1.business", "renew");
    choose("employees.1.years", "2");
    window.wait_text("[data-test='acts-on']", PERSONS[6].name);
    window.wait_text("[data-test='acts-on']", "已选定");
    window.saved();
    assert_eq!(
        window.count("[data-test='acts-on-holder']"),
        1,
        "who is new has nothing to act on"
    );
    window.shots("renewing");
    window.size(911, 512);
    window.run(
        "document.querySelector(\"[data-field='employees.1.business']\").scrollIntoView({ block: 'center' })",
    );
    window.screenshot("rows-911");
    window.size(1366, 768);
    choose("employees.1.years", "");
    window.saved();

    // What came by courier, without the mouse; a reviewer stands beside.
    window.tab_to("[data-test='take-parcel']");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='parcel-courier']");
    window.tab_to("[data-test='parcel-courier']");
    window.type_here("顺丰速运");
    window.tab_and_type("parcel-tracking", "SF1234567890123");
    window.tab_and_type("parcel-words", "申请表 2 份、身份证复印件 2 份、UKey 1 把");
    window.tab_and_type("beside-login", "hemin");
    window.tab_and_type("beside-password", practice::PASSWORD);
    window.shots("parcel");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='parcels']", "SF1234567890123");
    window.wait_gone("[data-test='parcel-courier']");
    window.shots("taken");
}
