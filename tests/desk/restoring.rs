//! A backup is found, tried and restored by an administrator of that time, with nobody signed in.

use desk::api::{
    BackUp, FindBackups, KeyPresence, Leaving, Nothing, OfBackup, Refusal, ShowSoPin, StoreState, VerifyStore,
};
use desk::counter::practice;

use super::administrators::set_up;
use super::counter::{Counter, Folder, YLBX, beside, desk_over, done, fresh, refused};
use super::hand_over::{ready, sheet};
use super::yesterday;

/// The newest backup below a folder, with somebody's password.
fn newest(counter: &Counter, folder: &str, login: &str, password: &str) -> OfBackup {
    let asked = FindBackups {
        folder: folder.to_owned(),
    };
    let found = done(counter.commands().backups(asked));
    assert!(found[0].may.open && found[0].megabytes > 0.0, "{found:?}");
    OfBackup {
        folder: found[0].folder.clone(),
        login: login.to_owned(),
        password: password.into(),
    }
}

fn back_up(counter: &Counter) -> String {
    let folder = counter.folder.path().join("backups").display().to_string();
    counter.sign_in("admin");
    let args = BackUp {
        folder: folder.clone(),
        ..BackUp::default()
    };
    done(counter.commands().back_up(args));
    folder
}

#[test]
fn a_store_comes_back_from_a_backup_and_what_was_given_since_stays_given() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let kept = done(counter.commands().open_case(fresh(YLBX, "org", "new")));
    let folder = back_up(&counter);
    let of = |login: &str, password: &str| newest(&counter, &folder, login, password);
    counter.sign_in("linxy");
    let gone = done(counter.commands().open_case(fresh(YLBX, "org", "new")));

    // Signed in, one may only try.
    let tried = done(counter.commands().try_backup(of("admin", practice::PASSWORD)));
    assert!(
        tried.message.contains("可以恢复") && tried.message.contains("受理件 1 件"),
        "{tried:?}"
    );
    refused(
        counter.commands().restore_backup(of("admin", practice::PASSWORD)),
        "restore-signed-in",
    );
    done(counter.commands().sign_out(Nothing {}));
    refused(
        counter.commands().restore_backup(of("linxy", practice::PASSWORD)),
        "role-missing",
    );
    let wrong: Refusal = counter
        .commands()
        .restore_backup(of("admin", "not-the-password"))
        .unwrap_err();
    assert_eq!(wrong.code, "store-wrong-password");
    assert!(wrong.remedy.contains("还可以试 4 次"), "{wrong}");

    let back = done(counter.commands().restore_backup(of("admin", practice::PASSWORD)));
    assert_eq!(back.status.store, StoreState::Locked);
    for words in ["受理件 1 件", "不在库里", "没有删除"] {
        assert!(back.message.contains(words), "{words}: {}", back.message);
    }
    counter.sign_in("linxy");
    assert_eq!(counter.get(&kept).number, kept.number);
    let next = done(counter.commands().open_case(fresh(YLBX, "org", "new")));
    assert_ne!(next.number, gone.number, "a number on somebody's paper");
    counter.sign_in("admin");
    let sound = done(counter.commands().verify_store(VerifyStore::default()));
    assert!(sound.message.contains("存储完好"), "{sound:?}");
}

#[test]
fn a_sheet_that_a_customer_signed_tells_a_store_that_was_put_back() {
    let counter = Counter::new();
    let folder = back_up(&counter);
    let case = ready(&counter, YLBX, "org", "revoke");
    let handed = counter.leaving(&case, Leaving::Nothing);
    let view = done(counter.commands().hand_over(handed));
    let paper = sheet(&counter, &view);
    let (_, after) = paper.split_once("存储印记").expect("the mark of the store");
    let mark: String = after.chars().take_while(|c| *c != '，').collect();
    let against = |mark: &str| VerifyStore {
        against: vec![mark.to_owned()],
    };
    counter.sign_in("admin");
    let sound = done(counter.commands().verify_store(against(&mark)));
    assert!(sound.message.contains("存储完好"), "{mark}: {sound:?}");
    done(counter.commands().sign_out(Nothing {}));
    let old = newest(&counter, &folder, "admin", practice::PASSWORD);
    done(counter.commands().restore_backup(old));
    counter.sign_in("admin");
    let gone = refused(counter.commands().verify_store(against(&mark)), "store-unsound");
    assert!(format!("{gone:?}").contains(&mark), "{mark}: {gone:?}");
}

#[test]
fn a_counter_moves_to_a_new_pc_with_its_cases_its_secrets_and_its_past() {
    let old = Counter::new();
    let done_with = old.closed(YLBX, 0, "28461937");
    let serial = old.keys(&done_with, KeyPresence::ThisCase).remove(0);
    old.sign_in("linxy");
    let begun = done(old.commands().open_case(fresh(YLBX, "org", "new")));
    let (books, _) = store::Store::unlock(old.folder.path(), "admin", &practice::PASSWORD.into()).unwrap();
    let head = books.head().unwrap().expect("an act").to_string();
    drop(books);
    let stick = back_up(&old);

    let elsewhere = Folder::new();
    let mark = practice::MARKER;
    std::fs::create_dir_all(elsewhere.path()).unwrap();
    std::fs::copy(old.folder.path().join(mark), elsewhere.path().join(mark)).unwrap();
    let new = Counter {
        desk: desk_over(elsewhere.path().to_owned()),
        folder: elsewhere,
    };
    let first_look = done(new.commands().status(Nothing {}));
    assert_eq!(first_look.store, StoreState::Absent);
    let backup = newest(&old, &stick, "admin", practice::PASSWORD);
    let back = done(new.commands().restore_backup(backup));
    assert_eq!(back.status.store, StoreState::Locked);
    new.sign_in("linxy");
    assert_eq!(new.get(&begun).number, begun.number);
    let next = done(new.commands().open_case(fresh(YLBX, "org", "new")));
    assert_ne!(next.number, begun.number);
    // What opens to two people opens to the same two.
    new.sign_in("luoyi");
    let wish = ShowSoPin {
        serial,
        reason: "换了电脑".to_owned(),
        beside: beside("admin"),
    };
    assert!(!done(new.commands().show_so_pin(wish)).so_pin.expose().is_empty());
    new.sign_in("admin");
    let against = VerifyStore { against: vec![head] };
    let sound = done(new.commands().verify_store(against));
    assert!(sound.message.contains("存储完好"), "{sound:?}");
}

#[test]
fn a_wrong_password_for_a_backup_counts_as_at_the_sign_in() {
    let counter = Counter::new();
    let folder = back_up(&counter);
    done(counter.commands().sign_out(Nothing {}));
    for _ in 0..5 {
        let wrong = newest(&counter, &folder, "admin", "not-the-password");
        refused(counter.commands().try_backup(wrong), "store-wrong-password");
    }
    let right = newest(&counter, &folder, "admin", practice::PASSWORD);
    refused(counter.commands().try_backup(right), "sign-in-paused");
}

#[test]
fn practice_and_real_counters_never_take_each_others_place() {
    const PASSWORD: &str = "stub-and-voucher-47";
    let practised = Counter::new();
    let of_practice = back_up(&practised);
    done(practised.commands().sign_out(Nothing {}));

    let home = tempfile::tempdir().unwrap();
    let real = desk_over(home.path().join("store"));
    set_up(&real, PASSWORD);
    let folder = home.path().join("backups").display().to_string();
    done(real.commands().back_up(BackUp {
        folder: folder.clone(),
        ..BackUp::default()
    }));
    done(real.commands().sign_out(Nothing {}));

    let of_real = newest(&practised, &folder, "zhouqm", PASSWORD);
    refused(practised.commands().restore_backup(of_real), "backup-of-practice");
    let of_practice = newest(&practised, &of_practice, "admin", practice::PASSWORD);
    refused(real.commands().restore_backup(of_practice), "backup-of-practice");
    let none = FindBackups {
        folder: home.path().join("nowhere").display().to_string(),
    };
    refused(real.commands().backups(none), "backup-none");
}

/// Writes into the books what was planned for backups on a day that is over.
fn planned(counter: &Counter, plan: &BackUp) {
    let (mut books, _) = yesterday::books(counter);
    books
        .write(|tx| tx.put_setting("backup-plan", plan))
        .expect("a plan of yesterday");
}

/// Puts so many scans of a megabyte into the books.
fn filled(counter: &Counter, scans: u8) {
    let (mut books, _) = yesterday::books(counter);
    for n in 0..scans {
        let scan = vec![n; 1_000_000];
        books
            .write(|tx| tx.add_attachment("image/png", "页.png", &scan, chrono::Utc::now()))
            .expect("a scan");
    }
}

#[test]
fn a_backup_that_was_planned_is_made_once_a_day_by_whoever_comes() {
    let counter = Counter::new();
    let to = counter.commands();
    let disk = counter.folder.path().join("disk");
    let wanted = |daily: bool| BackUp {
        folder: disk.display().to_string(),
        daily,
        thin: true,
    };
    let today = || to.back_up_today(Nothing {});
    counter.sign_in("linxy");
    assert!(!done(today()).made, "nothing is planned");
    // As the books stand on the day after it was planned.
    planned(&counter, &wanted(true));
    refused(today(), "backup-no-folder");
    assert!(
        !disk.exists(),
        "where the disk is not plugged in, none is made up"
    );
    std::fs::create_dir(&disk).unwrap();
    let told = done(today());
    assert!(told.made && told.message.contains("已校验"), "{told:?}");
    assert!(!done(today()).made, "it was made");
    let asked = FindBackups {
        folder: disk.display().to_string(),
    };
    assert_eq!(done(to.backups(asked)).len(), 1);

    counter.sign_in("admin");
    assert_eq!(done(to.settings(Nothing {})).backup_plan, wanted(true));
    assert!(!done(to.backup_state(Nothing {})).is_under_way);
    // One for the safe, to another disk, leaves the plan alone; to the same it ends it.
    let safe = counter.folder.path().join("safe").display().to_string();
    done(to.back_up(BackUp {
        folder: safe,
        ..BackUp::default()
    }));
    assert_eq!(done(to.settings(Nothing {})).backup_plan, wanted(true));
    done(to.back_up(wanted(false)));
    assert!(!done(to.settings(Nothing {})).backup_plan.daily);
    counter.sign_in("linxy");
    refused(to.backup_state(Nothing {}), "role-missing");
    refused(to.cancel_backup(Nothing {}), "role-missing");
}

#[test]
fn the_counter_goes_on_while_a_backup_is_made_and_a_cancelled_one_is_gone() {
    let counter = Counter::new();
    let to = counter.commands();
    counter.sign_in("linxy");
    filled(&counter, 60);
    counter.sign_in("admin");
    let folder = counter.folder.path().join("disk");
    let wanted = || BackUp {
        folder: folder.display().to_string(),
        ..BackUp::default()
    };
    let refusal = std::thread::scope(|scope| {
        let made = scope.spawn(|| to.back_up(wanted()));
        // Whatever is asked meanwhile is answered; the first answer may come before the backup begins.
        while !done(to.backup_state(Nothing {})).is_under_way && !made.is_finished() {
            std::thread::yield_now();
        }
        refused(to.back_up(wanted()), "backup-under-way");
        done(to.save_counter(done(to.settings(Nothing {})).counter));
        done(to.cancel_backup(Nothing {}));
        made.join().unwrap().unwrap_err()
    });
    assert_eq!(refusal.code, "backup-cancelled");
    // Pieces that were kept already serve the next one.
    let dated = std::fs::read_dir(&folder).unwrap().flatten();
    let dated = dated.filter(|one| one.file_name() != store::PIECES);
    let left = dated.flat_map(|one| std::fs::read_dir(one.path()).unwrap());
    assert_eq!(left.count(), 0, "nothing half is left");
    assert!(!done(to.backup_state(Nothing {})).is_under_way);
    done(to.back_up(wanted()));
}
