//! The hall's server is away: what is typed and scanned is kept at the window, outlives it, and is in the books once
//! when the server is back; what somebody else has changed meanwhile is not overwritten unseen.

use std::collections::BTreeMap;
use std::path::Path;

use counterfoil_tests::counterctl_told;
use desk::Desk;
use desk::api::{ById, CaseView, Kept, Nothing, Role, SpoolCounts, SpoolLine, SpooledWhat};
use desk::counter::practice::PASSWORD;
use hall::cluster::{Cluster, Disk, TestHall};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use secrecy::SecretString;
use store::hall::{by_ticket, take_ticket};
use store::{CaseId, NewSpooled, Sent, Store};

use super::accounts::add_person;
use super::counter::{
    Counter, Folder, YLBX, by_id, desk_over, done, fields, fresh, refused, sign_in_as, signing_in,
};

/// A colleague with a password of the own.
const SECOND: (&str, &str, &str) = ("second", "程二", "bergamot-8-leiter-q");

/// A window that moved its books into the hall, and one that joined.
pub(super) fn windows(hall: &TestHall<'_>) -> (Counter, Counter) {
    hall::open_windows();
    let one = Counter::made(Folder::new(), &[YLBX]);
    add_person(&one, SECOND.0, SECOND.1, &[Role::Clerk], SECOND.2);
    done(one.commands().sign_out(Nothing {}));
    let ticket = tempfile::tempdir().expect("a folder");
    hall.join(ticket.path(), "one").expect("a ticket");
    let mut store = unlocked(one.folder.path(), "admin", PASSWORD);
    let connected = by_ticket(ticket.path()).expect("a way");
    take_ticket(ticket.path(), one.folder.path()).expect("a ticket");
    store.move_into_hall(connected).expect("it moves");
    drop(store);
    hall.join(ticket.path(), "two").expect("a ticket");
    let folder = Folder::new();
    Store::join_by_ticket(
        folder.path(),
        ticket.path(),
        "linxy",
        &SecretString::from(PASSWORD),
    )
    .expect("it joins");
    let desk = desk_over(folder.path().to_owned());
    (one, Counter { desk, folder })
}

pub(super) fn unlocked(folder: &Path, login: &str, password: &str) -> Store {
    let opened = Store::unlock(folder, login, &SecretString::from(password));
    opened.expect("it opens").0
}

/// The window is killed, and begins again.
pub(super) fn killed(counter: &mut Counter, login: &str) {
    let next = desk_over(counter.folder.path().to_owned());
    // Nothing is ended as it would be when somebody closes it.
    std::mem::forget(std::mem::replace(&mut counter.desk, next));
    if login != SECOND.0 {
        counter.sign_in(login);
    } else {
        done(counter.commands().sign_in(signing_in(SECOND.0, SECOND.2)));
    }
}

pub(super) fn counts(desk: &Desk) -> SpoolCounts {
    done(desk.commands().news(Nothing {})).spool
}

pub(super) fn lines(desk: &Desk) -> Vec<SpoolLine> {
    done(desk.commands().spooled(Nothing {})).lines
}

fn typed(counter: &Counter, id: u32, field: &str, value: &str) -> CaseView {
    let case = done(counter.commands().get_case(ById { id }));
    counter.save(&case, fields([(field, value)]))
}

fn value(counter: &Counter, id: u32, field: &str) -> String {
    let case = done(counter.commands().get_case(ById { id }));
    case.content.fields.get(field).cloned().unwrap_or_default()
}

/// How often the record says something of a case.
fn told(counter: &Counter, id: u32, word: &str) -> usize {
    let rows = done(counter.commands().audit_of_case(ById { id }));
    rows.iter().filter(|row| row.words.contains(word)).count()
}

fn a_case(counter: &Counter) -> CaseView {
    counter.sign_in("linxy");
    done(counter.commands().open_case(fresh(YLBX, "org", "new")))
}

fn scan(shade: u8) -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(200, 280, image::Rgb([shade, 240, 240]))
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture");
    png.into_inner()
}

#[test]
fn what_was_typed_outlives_the_window_and_is_in_the_books_once() {
    let cluster = Cluster::start(Disk::Kept).expect("a server");
    let hall = cluster.hall().expect("a hall");
    let (mut one, two) = windows(&hall);
    let case = a_case(&one);
    assert_eq!(case.kept, Kept::Books);
    cluster.kill().expect("killed");
    let kept = one.save(&case, fields([("unit_name", "木棉湾小学")]));
    assert_eq!(
        (kept.kept, kept.revision, kept.title.as_str()),
        (Kept::Spool, case.revision, "木棉湾小学")
    );
    // Everything else is refused as before.
    refused(one.commands().open_case(fresh(YLBX, "org", "new")), "hall-gone");
    killed(&mut one, "linxy");
    let seen = done(one.commands().get_case(by_id(&case)));
    assert_eq!((seen.kept, seen.title.as_str()), (Kept::Spool, "木棉湾小学"));
    let kept = one.save(
        &seen,
        fields([("unit_name", "木棉湾中学"), ("uscc", "914403001922038216")]),
    );
    assert_eq!(kept.kept, Kept::Spool);
    let all = lines(&one.desk);
    assert_eq!(all.len(), 1, "what is typed on goes into the same item: {all:?}");
    assert_eq!((all[0].what, all[0].own), (SpooledWhat::Typed, true));
    assert!(
        all[0].changes.iter().any(|one| one.now == "木棉湾中学"),
        "{all:?}"
    );
    assert_eq!(
        counts(&one.desk),
        SpoolCounts {
            waiting: 1,
            ..SpoolCounts::default()
        }
    );
    let waits = {
        let store = unlocked(one.folder.path(), "linxy", PASSWORD);
        let spool = store.spool().expect("it opens").expect("a spool");
        spool.items().expect("items").remove(0)
    };
    cluster.start_again().expect("back");
    let came = counts(&one.desk);
    assert_eq!((came.waiting, came.refused, came.came), (0, 0, 1));
    let now = done(one.commands().get_case(by_id(&case)));
    assert_eq!((now.kept, now.title.as_str()), (Kept::Books, "木棉湾中学"));
    // As it is where the window is killed after the server took it and before it puts that down.
    {
        let store = unlocked(one.folder.path(), "linxy", PASSWORD);
        let mut spool = store.spool().expect("it opens").expect("a spool");
        let again = NewSpooled {
            op: waits.op,
            account: waits.account,
            at: waits.at,
            kind: waits.kind,
            case: waits.case,
            body: waits.body,
            parts: Vec::new(),
            sent: Sent::Perhaps,
        };
        spool.keep(&again).expect("kept");
    }
    killed(&mut one, "linxy");
    assert_eq!(counts(&one.desk).waiting, 0);
    assert_eq!(told(&one, case.id, "断网时"), 1, "once and only once");
    two.sign_in("linxy");
    assert_eq!(value(&two, case.id, "unit_name"), "木棉湾中学");
}

#[test]
fn what_somebody_else_changed_meanwhile_is_told_and_never_overwritten_unseen() {
    let cluster = Cluster::start(Disk::Kept).expect("a server");
    let hall = cluster.hall().expect("a hall");
    let (mut one, two) = windows(&hall);
    let [same, other, given_up] = [(); 3].map(|()| a_case(&one).id);
    cluster.kill().expect("killed");
    for id in [same, other, given_up] {
        typed(&one, id, "unit_name", "断网时录的");
    }
    let next = desk_over(one.folder.path().to_owned());
    std::mem::forget(std::mem::replace(&mut one.desk, next));
    cluster.start_again().expect("back");
    done(two.commands().sign_in(signing_in(SECOND.0, SECOND.2)));
    typed(&two, same, "unit_name", "别处录的");
    typed(&two, other, "unit_address", "样例路1号");
    typed(&two, given_up, "unit_name", "别处录的");
    one.sign_in("linxy");
    let found = counts(&one.desk);
    assert_eq!((found.waiting, found.refused, found.came), (0, 2, 1));
    assert_eq!(value(&one, other, "unit_name"), "断网时录的");
    assert_eq!(value(&one, other, "unit_address"), "样例路1号");
    assert_eq!(value(&one, same, "unit_name"), "别处录的");
    let all = lines(&one.desk);
    for line in &all {
        let why = line.refused.as_ref().expect("a reason");
        assert_eq!(why.code, "spool-clash");
        assert!(why.message.contains(SECOND.1), "who changed it: {why:?}");
        let change = &line.changes[0];
        assert_eq!(
            (change.before.as_str(), change.now.as_str()),
            ("别处录的", "断网时录的")
        );
    }
    let of = |id: u32| {
        let found = all.iter().find(|line| line.case_id == Some(id));
        ById {
            id: found.expect("its line").id,
        }
    };
    done(one.commands().hand_in_spooled(of(same)));
    assert_eq!(value(&one, same, "unit_name"), "断网时录的");
    let left = done(one.commands().give_up_spooled(of(given_up)));
    assert!(left.lines.is_empty(), "{left:?}");
    assert_eq!(value(&one, given_up, "unit_name"), "别处录的");
    assert_eq!(told(&one, given_up, "放弃林晓芸断网时"), 1);
    refused(one.commands().hand_in_spooled(of(given_up)), "not-found");
}

#[test]
fn a_colleague_sees_what_waits_and_hands_it_in_in_the_own_name() {
    let cluster = Cluster::start(Disk::Kept).expect("a server");
    let hall = cluster.hall().expect("a hall");
    let (mut one, _) = windows(&hall);
    let case = a_case(&one);
    cluster.kill().expect("killed");
    typed(&one, case.id, "unit_name", "断网时录的");
    killed(&mut one, SECOND.0);
    assert_eq!(
        counts(&one.desk),
        SpoolCounts {
            of_others: 1,
            ..SpoolCounts::default()
        }
    );
    // It is a colleague's: it does not lie over what this one sees.
    assert_eq!(done(one.commands().get_case(by_id(&case))).kept, Kept::Books);
    cluster.start_again().expect("back");
    assert_eq!(counts(&one.desk).of_others, 1, "it does not go in by itself");
    let line = lines(&one.desk).remove(0);
    assert_eq!((line.by.as_str(), line.own), ("林晓芸", false));
    // Who is no clerk changes nothing about it.
    one.sign_in("hemin");
    refused(
        one.commands().hand_in_spooled(ById { id: line.id }),
        "role-missing",
    );
    refused(
        one.commands().give_up_spooled(ById { id: line.id }),
        "role-missing",
    );
    done(one.commands().sign_in(signing_in(SECOND.0, SECOND.2)));
    assert!(lines(&one.desk)[0].refused.is_none());
    done(one.commands().hand_in_spooled(ById { id: line.id }));
    assert_eq!(value(&one, case.id, "unit_name"), "断网时录的");
    let rows = done(one.commands().audit_of_case(by_id(&case)));
    let row = rows.iter().find(|row| row.words.contains("断网时"));
    let row = row.expect("on record");
    assert!(
        row.who == SECOND.1 && row.words.contains("林晓芸"),
        "{} {}",
        row.who,
        row.words
    );
}

#[test]
fn pages_that_arrive_while_the_server_is_away_are_kept_and_come_in_once() {
    let cluster = Cluster::start(Disk::Kept).expect("a server");
    let hall = cluster.hall().expect("a hall");
    let (mut one, two) = windows(&hall);
    let case = a_case(&one);
    cluster.kill().expect("killed");
    let came = done(one.commands().receive_scan("身份证.png", case.id, scan(10)));
    assert_eq!((came.pages.len(), came.spooled), (0, 1));
    assert_eq!(came.findings[0].code, "scan-spooled");
    // What cannot be read is refused at once, while the sheet is at hand.
    let broken = one.commands().receive_scan("坏.png", 0, scan(11)[..60].to_vec());
    assert!(broken.is_err_and(|refused| refused.blames_the_file()));
    killed(&mut one, "linxy");
    let line = lines(&one.desk).remove(0);
    assert_eq!(line.what, SpooledWhat::Pages);
    assert!(line.words.contains("1 页"), "{line:?}");
    cluster.start_again().expect("back");
    assert_eq!(counts(&one.desk).came, 1);
    let tray = done(one.commands().tray(Nothing {}));
    assert_eq!(tray.len(), 1);
    two.sign_in("linxy");
    let there = done(two.commands().page_picture(desk::api::PagePicture {
        id: tray[0].id,
        longest: 50,
    }));
    assert!(!there.1.is_empty());
}

#[test]
fn a_damaged_spool_is_named_and_keeps_nobody_from_working() {
    let cluster = Cluster::start(Disk::Kept).expect("a server");
    let hall = cluster.hall().expect("a hall");
    let (mut one, _) = windows(&hall);
    let case = a_case(&one);
    cluster.kill().expect("killed");
    typed(&one, case.id, "unit_name", "断网时录的");
    // A program that ends leaves its log in the file.
    let next = desk_over(one.folder.path().to_owned());
    drop(std::mem::replace(&mut one.desk, next));
    let spool = one.folder.path().join(store::SPOOL);
    let mut bytes = std::fs::read(&spool).expect("the spool");
    bytes[5000..5040].fill(0x5a);
    std::fs::write(&spool, &bytes).expect("written");
    let status = done(one.commands().sign_in(sign_in_as("linxy")));
    let told = status.problems.iter().find(|one| one.code == "spool-damaged");
    assert!(
        told.is_some_and(|one| one.remedy.contains("spool-damaged-1.db")),
        "{:?}",
        status.problems
    );
    assert_eq!(
        typed(&one, case.id, "uscc", "914403001922038216").kept,
        Kept::Spool
    );
    cluster.start_again().expect("back");
    assert_eq!(counts(&one.desk).came, 1);
    let aside = one.folder.path().join("spool-damaged-1.db");
    assert_eq!(std::fs::read(aside).expect("it is there"), bytes);
}

#[test]
fn the_command_line_brings_in_and_lists_what_waits() {
    let cluster = Cluster::start(Disk::Kept).expect("a server");
    let hall = cluster.hall().expect("a hall");
    let (mut one, _) = windows(&hall);
    let case = a_case(&one);
    cluster.kill().expect("killed");
    typed(&one, case.id, "unit_name", "断网时录的");
    let next = desk_over(one.folder.path().to_owned());
    drop(std::mem::replace(&mut one.desk, next));
    let asked = |login: &str, password: &str, more: &[&str]| {
        let store = one.folder.path().display().to_string();
        let args = ["--json", "hall", "spool", "--store", &store, "--login", login];
        let said = counterctl_told(&format!("{password}\n"), args.iter().chain(more));
        assert_eq!(said.code, 0, "{said:?}");
        assert!(
            !said.out.contains("断网时录的"),
            "what was typed stays off the command line"
        );
        said.json()
    };
    let away = asked("linxy", PASSWORD, &[]);
    assert_eq!(
        (away["came"].as_u64(), away["lines"].as_array().map(Vec::len)),
        (Some(0), Some(1))
    );
    cluster.start_again().expect("back");
    let other = asked(SECOND.0, SECOND.2, &[]);
    assert_eq!(
        (&other["lines"][0]["by"], &other["lines"][0]["own"]),
        (&"林晓芸".into(), &false.into())
    );
    let id = other["lines"][0]["id"].to_string();
    let handed = asked(SECOND.0, SECOND.2, &["--hand-in", &id]);
    assert_eq!(
        (handed["came"].as_u64(), handed["lines"].as_array().map(Vec::len)),
        (Some(1), Some(0))
    );
    one.sign_in("linxy");
    assert_eq!(value(&one, case.id, "unit_name"), "断网时录的");
}

/// What somebody typed last at a window.
#[derive(Default)]
struct Clerk {
    last: BTreeMap<&'static str, String>,
    scans: Vec<Vec<u8>>,
}

const FIELDS: [&str; 3] = ["unit_name", "unit_address", "operator_name"];

/// One run of outages, edits, scans and kills at two windows.
fn run(seed: u64) {
    let cluster = Cluster::start(Disk::Kept).expect("a server");
    let hall = cluster.hall().expect("a hall");
    let (one, two) = windows(&hall);
    let id = a_case(&one).id;
    two.sign_in("linxy");
    // The second window is another person's.
    let mut windows = [
        (one, "linxy", Clerk::default()),
        (two, SECOND.0, Clerk::default()),
    ];
    done(windows[1].0.commands().sign_in(signing_in(SECOND.0, SECOND.2)));
    let mut random = SmallRng::seed_from_u64(seed);
    let (mut is_up, mut in_the_books) = (true, Vec::<String>::new());
    let mut typed_in_all = 0;
    for step in 0..30 {
        let at = random.random_range(0..2_usize);
        let (counter, login, clerk) = &mut windows[at];
        match random.random_range(0..10_u32) {
            0 | 1 if is_up => {
                cluster.kill().expect("killed");
                is_up = false;
            }
            0..=2 if !is_up => {
                cluster.start_again().expect("back");
                is_up = true;
            }
            3 => killed(counter, login),
            4 => {
                let bytes = scan(u8::try_from(step * 2 + at).expect("a shade"));
                done(counter.commands().receive_scan("扫描.png", 0, bytes.clone()));
                clerk.scans.push(bytes);
            }
            _ => {
                let field = FIELDS[random.random_range(0..FIELDS.len())];
                let text = format!("第{step}步{login}");
                typed(counter, id, field, &text);
                clerk.last.insert(field, text);
                typed_in_all += 1;
            }
        }
        if is_up {
            // Whatever came in by now was seen.
            for (counter, ..) in &windows {
                counts(&counter.desk);
            }
            let store = unlocked(windows[0].0.folder.path(), "admin", PASSWORD);
            let row = store.read(|tx| tx.case(CaseId(id))).expect("the case");
            in_the_books.extend(row.content.fields.into_values());
        }
    }
    if !is_up {
        cluster.start_again().expect("back");
    }
    let mut listed = Vec::new();
    for (counter, login, _) in &mut windows {
        killed(counter, login);
        assert_eq!(
            counts(&counter.desk).waiting,
            0,
            "seed {seed}: nothing is left waiting"
        );
        for line in lines(&counter.desk) {
            assert!(line.refused.is_some(), "seed {seed}: {line:?}");
            listed.extend(line.changes.into_iter().map(|change| change.now));
        }
    }
    let store = unlocked(windows[0].0.folder.path(), "admin", PASSWORD);
    let row = store.read(|tx| tx.case(CaseId(id))).expect("the case");
    in_the_books.extend(row.content.fields.into_values());
    for (_, login, clerk) in &windows {
        for (field, text) in &clerk.last {
            assert!(
                in_the_books.contains(text) || listed.contains(text),
                "seed {seed}: {login} typed {text} into {field}; listed {listed:?}"
            );
        }
        for bytes in &clerk.scans {
            let hash = store::sha256_hex(bytes);
            let there = store.read(|tx| tx.attachments_with_hash(&hash)).expect("pages");
            assert_eq!(there.len(), 1, "seed {seed}: a scan of {login}, once");
        }
    }
    let report = store.verify().expect("it is checked");
    assert!(report.problems.is_empty(), "seed {seed}: {:?}", report.problems);
    println!(
        "seed {seed}: typed {typed_in_all}, listed {}, scans {}",
        listed.len(),
        windows
            .iter()
            .map(|(_, _, clerk)| clerk.scans.len())
            .sum::<usize>()
    );
}

#[test]
fn whatever_is_cut_and_killed_nothing_typed_is_lost_and_nothing_comes_twice() {
    for seed in [1, 2] {
        run(seed);
    }
}
