//! The ledger without the mouse: a unit is found by its initials, its certificate looked at, and a renewal begun from
//! it with everything that is known; one from elsewhere is entered, and is there.

use case::CertKind;
use desk::api::EnterCertificate;
use desk::casework::people;

use super::counter::{Counter, Folder, YLBX, done};
use super::driver::{ALT, DOWN, ENTER, ESCAPE, F3, F4, UP, Window};

pub fn paper(unit: usize, serial: &str, until: &str, key: &str) -> EnterCertificate {
    let unit = people::UNITS[unit];
    EnterCertificate {
        project: YLBX.to_owned(),
        kind: Some(CertKind::Org),
        unit_name: unit.name.to_owned(),
        unit_code: unit.uscc.to_owned(),
        serial: serial.to_owned(),
        issuer: "NETCA 机构 CA".to_owned(),
        not_before: "2025-03-01".to_owned(),
        not_after: until.to_owned(),
        key: key.to_owned(),
        key_model: "示范 Key".to_owned(),
        origin: "越秀受理点签发，凭证书打印件".to_owned(),
        ..EnterCertificate::default()
    }
}

#[test]
fn a_renewal_begins_at_a_line_of_the_ledger_with_the_keyboard_alone() {
    let window = Window::open_on("ledger", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        counter.sign_in("linxy");
        for (unit, serial, until, key) in [
            (0, "4d1f0a77c2e5", "2027-03-01", "3F00A107"),
            (0, "4d1f0a77c2e6", "2025-09-01", "3F00A107"),
            (1, "4d1f0b10aa01", "2027-11-30", ""),
            (3, "4d1f0c3300fe", "2026-12-10", "3F00B552"),
        ] {
            let paper = paper(unit, serial, until, key);
            done(counter.commands().enter_certificate(paper));
        }
        let employee = people::employee(&people::PERSONS[6]);
        done(counter.commands().enter_certificate(EnterCertificate {
            kind: Some(CertKind::OrgEmployee),
            person_name: employee["user_name"].clone(),
            person_code: employee["user_id_no"].clone(),
            ..paper(0, "4d1f0d55e0a9", "2027-06-30", "3F00C019")
        }));
    });
    window.sign_in("linxy");
    window.keys(&[ALT, '8']);
    window.see("ledger");
    window.wait_for("[data-test='ledger'] [data-certificate]");
    window.focus_is("[data-test='ledger-text']");
    window.shots("all");
    window.type_here("mmw");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='entry']", people::UNITS[0].name);
    assert_eq!(
        window.count("[data-test='ledger'] [data-holder]"),
        2,
        "the unit and its employee"
    );
    window.keys(&[DOWN]);
    window.wait_for("[data-certificate][aria-current='true']:focus");
    window.wait_text("[data-test='entry-serial']", "4d1f0a77c2e5");
    window.keys(&[UP]);
    window.wait_text("[data-test='entry-serial']", "4d1f0a77c2e6");
    window.wait_text("[data-test='shut']", "已过期");
    window.keys(&[DOWN]);
    window.wait_text("[data-test='entry-serial']", "4d1f0a77c2e5");
    window.shots("found");

    window.keys(&[F4]);
    window.wait_for("[data-test='dialog'] [data-serial], [data-test='no-key']");
    window.shots("plugged");
    window.keys(&[ESCAPE]);
    window.wait_gone("[data-test='dialog']");
    window.keys(&[F3]);
    window.wait_for("[data-test='enter-serial']");
    window.shots("enter");
    for (field, text) in [
        ("enter-unit-name", people::UNITS[4].name),
        ("enter-unit-code", people::UNITS[4].uscc),
        ("enter-serial", "4d1f0e00"),
        ("enter-issuer", "NETCA 机构 CA"),
        ("enter-from", "2025-05-05"),
        ("enter-until", "2027-05-05"),
        ("enter-origin", "总部转来的名单"),
    ] {
        window.fill(field, text);
    }
    window.keys(&[ENTER]);
    window.wait_text("[data-test='entry-serial']", "4d1f0e00");
    window.wait_text("[data-test='life']", "总部转来的名单");

    window.fill("ledger-text", "4d1f0a77c2e5");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='entry-serial']", "4d1f0a77c2e5");
    window.keys(&[DOWN]);
    window.wait_for("[data-certificate][aria-current='true']:focus");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='acts'] button:focus");
    window.tab_to("[data-test='begin-renew']");
    window.keys(&[ENTER]);
    window.see("intake");
    window.wait_text("[data-test='acts-on']", "已选定");
    assert_eq!(window.value("uscc"), people::UNITS[0].uscc);
    window.shots("begun");
}
