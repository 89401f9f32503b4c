//! Two PCs of one hall over a real server: who works on what is told at the other, and a key job belongs to the PC
//! where its key is plugged in.

use counterfoil_tests::counterctl_told;
use counterfoil_tests::engine::hall::{join, move_in};
use desk::api::{
    ById, CallBack, CaseView, Devices, KeyPresence, Nothing, Queue, SaveCase, TakeOverJob, TrayState,
};
use desk::counter::devices;
use desk::counter::practice::PASSWORD;
use hall::cluster::TestHall;

use super::counter::{Counter, Folder, Given, ZFCG, by_id, changed, desk_over, done, refused};
use super::yesterday;

/// Two windows, the second with the same readers.
fn two() -> (Counter, Counter, TestHall<'static>) {
    let one = Counter::made(Folder::new(), &[ZFCG]);
    let hall = move_in(one.folder.path(), "admin", PASSWORD);
    let folder = Folder::new();
    join(&hall, folder.path(), "window_2", "admin", PASSWORD);
    let [from, to] = [&one.folder, &folder].map(|at| at.path().join("softhsm2.conf"));
    std::fs::copy(from, to).expect("the readers are shared");
    let two = Counter {
        desk: desk_over(folder.path().to_owned()),
        folder,
    };
    let (mut books, _) = yesterday::books(&two);
    books
        .write(|tx| {
            let readers = Devices {
                modules: vec![token::softhsm::module().path.display().to_string()],
                ..Devices::default()
            };
            devices::put_devices(tx, &readers)
        })
        .expect("its readers");
    (one, two, hall)
}

fn other(counter: &Counter, case: &CaseView) -> Option<(String, String)> {
    let who = done(counter.commands().who_else(by_id(case)));
    who.map(|who| (who.window, who.name))
}

#[test]
fn whoever_works_on_a_case_is_told_at_the_other_window_by_name_and_place() {
    let (one, two, _hall) = two();
    one.sign_in("linxy");
    two.sign_in("hemin");
    let case = one.intake(ZFCG, "org", "new", 0);
    let (window, name) = other(&two, &case).expect("somebody is at work");
    assert_eq!((window.as_str(), name.as_str()), ("window_1", "林晓芸"));
    assert_eq!(other(&one, &case), None, "nobody is told of himself");
    // Somebody else goes on with it: the place follows.
    two.sign_in("linxy");
    let here = two.get(&case);
    two.save(&here, changed(|patch| patch.years = Some(2)));
    assert_eq!(other(&two, &case), None);
    assert_eq!(other(&one, &case).expect("at the other now").0, "window_2");
}

#[test]
fn a_key_job_belongs_to_the_window_of_its_key_and_is_taken_over_with_a_reason() {
    let (one, two, _hall) = two();
    let case = one.approved(ZFCG, "org", "new", 0);
    two.sign_in("luoyi");
    let blank = one.keys(&case, KeyPresence::Blank).remove(0);
    one.go(&one.job(&case), Given::Key(&blank));
    one.go(&one.job(&case), Given::Nothing);

    // At the other PC it is not gone on with, and is not the next of the tray.
    let job = two.job(&case);
    let from = job.elsewhere.clone().expect("it is worked on at the other");
    assert_eq!(
        (from.window.as_str(), from.name.as_str(), from.under_way),
        ("window_1", "罗毅", false)
    );
    assert!(
        !job.may_go_on.open && job.may_go_on.reason.contains("window_1"),
        "{job:?}"
    );
    refused(two.step(&job, Given::Nothing), "key-job-elsewhere");
    let tray = done(two.commands().key_tray(Nothing {}));
    assert_eq!(tray.lines[0].state, TrayState::Elsewhere, "{tray:?}");

    let take = |reason: &str| {
        let reason = reason.to_owned();
        two.commands().take_over_job(TakeOverJob {
            job_id: job.id,
            reason,
        })
    };
    refused(take("  "), "reason-missing");
    done(take("一号窗的电脑坏了"));
    refused(take("再接一次"), "key-job-here");
    assert!(two.trail(&case).contains("一号窗的电脑坏了"), "it is on record");
    assert!(two.job(&case).elsewhere.is_none());

    // Now the first one is elsewhere; the second goes on to where the request has left.
    refused(one.step(&one.job(&case), Given::Nothing), "key-job-elsewhere");
    while !two.job(&case).waits_for_file {
        two.go(&two.job(&case), Given::Nothing);
    }
    // The key lies in the tray: whoever puts it in writes the certificate. A reader that sees it anew has no memory of
    // what it was before.
    assert!(one.job(&case).elsewhere.is_none());
    done(one.commands().training_issue(ById { id: job.id }));
    let one = Counter {
        desk: desk_over(one.folder.path().to_owned()),
        ..one
    };
    one.sign_in("luoyi");
    while !one.job(&case).done {
        one.go(&one.job(&case), Given::Nothing);
    }
}

#[test]
fn the_books_move_out_of_the_hall_by_one_command() {
    let (one, two, _hall) = two();
    one.sign_in("linxy");
    let case = one.intake(ZFCG, "org", "new", 0);
    let folder = two.folder.path().to_owned();
    let to = |what: &str, login: &str| {
        let folder = folder.display().to_string();
        counterctl_told(
            &format!("{PASSWORD}\n"),
            ["hall", what, &folder, "--login", login],
        )
    };
    let refused_clerk = to("move-out", "linxy");
    assert_eq!(refused_clerk.code, 1, "{refused_clerk:?}");
    let out = to("move-out", "admin");
    assert_eq!(out.code, 0, "{out:?}");
    assert!(out.out.contains("受理件 1 件"), "{out:?}");
    assert!(to("status", "admin").out.contains("单机"), "it works alone");
    // The counter goes on there, and at no window of the hall.
    let closed = one.commands().save_case(SaveCase {
        id: case.id,
        revision: case.revision,
        patch: changed(|patch| patch.years = Some(2)),
    });
    let closed = refused(closed, "hall-other");
    assert!(closed.message.contains("window_2"), "{closed:?}");
    let alone = Counter {
        desk: desk_over(folder.clone()),
        ..two
    };
    alone.sign_in("linxy");
    let here = alone.get(&case);
    assert_eq!(here.number, case.number);
    let there = alone.save(&here, changed(|patch| patch.years = Some(2)));
    assert!(there.revision > here.revision);
}

#[test]
fn no_number_is_called_to_two_windows_and_who_did_not_come_is_called_again() {
    let (one, two, _hall) = two();
    one.sign_in("linxy");
    two.sign_in("linxy");
    refused(one.commands().call_next(Nothing {}), "queue-empty");
    for (drawn, before) in [(1, 0), (2, 1), (3, 2)] {
        let got = done(
            [&one, &two][drawn as usize % 2]
                .commands()
                .draw_number(Nothing {}),
        );
        assert_eq!((got.number, got.before), (drawn, before));
    }
    let here = |queue: &Queue| queue.here.as_ref().map(|one| one.number);
    let first = done(one.commands().call_next(Nothing {}));
    let second = done(two.commands().call_next(Nothing {}));
    assert_eq!((here(&first), here(&second)), (Some(1), Some(2)));
    let shown: Vec<_> = second
        .called
        .iter()
        .map(|one| (one.number, one.window.as_str()))
        .collect();
    assert_eq!(shown, [(2, "window_2"), (1, "window_1")], "the newest first");
    // A number that is at another window, or was never drawn, is not called to this one.
    for number in [1, 3, 9] {
        refused(two.commands().call_back(CallBack { number }), "number-not-missed");
    }
    // Nobody came: the next; then he is back, and the window is done with the other.
    assert_eq!(done(one.commands().pass_over(Nothing {})).missed, [1]);
    refused(one.commands().pass_over(Nothing {}), "number-not-called");
    assert_eq!(here(&done(one.commands().call_next(Nothing {}))), Some(3));
    let back = done(two.commands().call_back(CallBack { number: 1 }));
    assert_eq!((here(&back), back.missed.len(), back.waiting), (Some(1), 0, 0));
    assert!(back.called.iter().all(|one| one.number != 2), "served: {back:?}");
}
