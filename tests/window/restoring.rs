//! A backup comes back from the screen on which one signs in, by the keyboard alone: found, tried, restored.

use desk::api::{BackUp, Nothing};
use desk::counter::practice;

use super::counter::{Counter, Folder, YLBX, done, fresh};
use super::driver::{ENTER, Window};
use super::yesterday;

#[test]
fn a_backup_is_found_tried_and_restored_before_anybody_signs_in() {
    let window = Window::open_on("restoring", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        counter.sign_in("linxy");
        done(counter.commands().open_case(fresh(YLBX, "org", "new")));
        counter.sign_in("admin");
        let folder = store.join("kept").display().to_string();
        done(counter.commands().back_up(BackUp {
            folder,
            ..BackUp::default()
        }));
        counter.sign_in("linxy");
        done(counter.commands().open_case(fresh(YLBX, "org", "new")));
        done(counter.commands().sign_out(Nothing {}));
    });
    window.wait_for("[data-test='login']");
    window.tab_to("[data-test='from-backup']");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='dialog'] [data-test='backups-folder']:focus");
    window.type_here("/nowhere/at/all");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='refusal'][data-code='backup-none']");
    window.fill(
        "backups-folder",
        &window.store().join("kept").display().to_string(),
    );
    window.keys(&[ENTER]);
    window.wait_for("[data-test='backups'] input:checked:focus");
    assert_eq!(window.count("[data-test='backups'] input"), 1);
    window.tab_and_type("backup-login", "admin");
    window.tab_and_type("backup-password", "not-the-password");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='refusal'][data-code='store-wrong-password']");
    window.shots("wrong");

    window.fill("backup-password", practice::PASSWORD);
    window.keys(&[ENTER]);
    window.wait_text("[data-test='backup-said']", "演练成功");
    window.shots("tried");
    window.fill("backup-password", practice::PASSWORD);
    window.tab_to("[data-test='restore']");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='backup-said']", "已恢复，受理件 1 件");
    window.wait_text("[data-test='backup-said']", "没有删除");
    window.shots("restored");
    window.tab_to("[data-test='cancel']");
    window.keys(&[ENTER]);
    window.wait_gone("[data-test='dialog']");
    window.sign_in("linxy");
    window.see("board");
    window.wait_for("[data-view='board'] .next[data-case]");
    let others = window.count("[data-view='board'] .q[data-case]");
    assert_eq!(others, 0, "the case of the backup alone");
    window.shots("board");
}

#[test]
fn a_planned_backup_whose_disk_is_away_is_told_and_made_by_the_keyboard_to_another() {
    let window = Window::open_on("backups", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        let away = BackUp {
            folder: "/nowhere/at/all".to_owned(),
            daily: true,
            thin: false,
        };
        let (mut books, _) = yesterday::books(&counter);
        books.write(|tx| tx.put_setting("backup-plan", &away)).unwrap();
    });
    window.sign_in("linxy");
    window.wait_for("[data-test='refusal'][data-code='backup-no-folder']");
    window.see("board");
    window.shots("away");

    window.sign_in("admin");
    window.wait_for("[data-test='refusal'][data-code='backup-no-folder']");
    window.press("close-refusal");
    window.go("settings");
    window.click("[data-tab='backup']");
    let disk = window.store().join("disk");
    window.fill("backup-folder", &disk.display().to_string());
    window.tab_to("[data-test='backup-thin'] input");
    window.keys(&[' ']);
    window.shots("planned");
    window.tab_to("[data-test='back-up']");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='done-message']", "已校验");
    window.shots("made");
    window.sign_in("linxy");
    window.see("board");
    assert_eq!(window.count("[data-code='backup-no-folder']"), 0);
}
