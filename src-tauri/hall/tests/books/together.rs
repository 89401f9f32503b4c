//! Windows that work on the same books.

use std::collections::BTreeSet;
use std::sync::Barrier;

use hall::cluster::Cluster;
use store::{Found, NewAccount, Numbers, Store};

use super::counter::{Hall, LOGIN, PASSWORD, UNIT, add_case, admin, alone, at, is_sound, secret};

#[test]
fn what_one_window_does_the_other_sees_and_both_stay_sound() {
    let hall = Hall::new(Cluster::shared().unwrap(), |store| {
        add_case(store, "广州市天河样例小学").unwrap();
    });
    hall.join("two");
    let (mut one, mut two) = (hall.at("one"), hall.at("two"));
    let first = add_case(&mut one, UNIT).unwrap();
    assert_eq!(
        first.number, "YL-20261121-0002",
        "the case before the hall has its number"
    );
    let seen = two.read(|tx| tx.case(first.id)).unwrap();
    assert_eq!(
        (seen.number.as_str(), seen.content.title()),
        ("YL-20261121-0002", first.content.title())
    );
    let found = two.read(|tx| tx.look_up("南山样例", 5, Numbers::InPart)).unwrap();
    assert!(
        matches!(&found[..], [Found::Case(case)] if case.id == first.id),
        "{found:?}"
    );
    let second = add_case(&mut two, "珠海市样例中学").unwrap();
    assert_eq!(second.number, "YL-20261121-0003");
    // Saved at the one, an older revision at the other is refused.
    let content = one.read(|tx| tx.case(first.id)).unwrap().content;
    one.write(|tx| tx.save_content(first.id, first.revision, &content, at(2)))
        .unwrap();
    let refused = two.write(|tx| tx.save_content(first.id, first.revision, &content, at(3)));
    assert_eq!(refused.unwrap_err().code(), "case-changed-elsewhere");
    assert_eq!(
        (is_sound(&one), is_sound(&two)),
        (Vec::<String>::new(), Vec::new())
    );
}

#[test]
fn a_scan_taken_at_one_window_is_seen_at_the_other_without_lying_there() {
    let hall = Hall::new(Cluster::shared().unwrap(), |_| {});
    hall.join("two");
    let (mut one, two) = (hall.at("one"), hall.at("two"));
    let scan: Vec<u8> = (0..700_000u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let id = one
        .write(|tx| tx.add_attachment("image/jpeg", "scan.jpg", &scan, at(1)))
        .unwrap();
    assert_eq!(two.read(|tx| tx.attachment_bytes(id)).unwrap(), scan);
    let parts = hall
        .server
        .sql("SELECT count(*), max(length(body)) < 300000 FROM hall.part")
        .unwrap();
    assert_eq!(
        parts[0],
        [Some("3".to_owned()), Some("t".to_owned())],
        "in parts of a quarter of a megabyte"
    );
}

#[test]
fn numbers_are_whole_over_windows_that_write_at_once() {
    const EACH: usize = 15;
    let hall = Hall::new(Cluster::shared().unwrap(), |_| {});
    let windows = ["one", "two", "three", "four"];
    windows[1..].iter().for_each(|window| hall.join(window));
    let begin = Barrier::new(windows.len());
    let mut numbers: Vec<String> = std::thread::scope(|scope| {
        let (hall, begin) = (&hall, &begin);
        let working: Vec<_> = windows
            .map(|window| {
                scope.spawn(move || {
                    let mut store = hall.at(window);
                    begin.wait();
                    (0..EACH)
                        .map(|i| {
                            add_case(&mut store, &format!("{window}第{i}单位"))
                                .unwrap()
                                .number
                        })
                        .collect()
                })
            })
            .into();
        working
            .into_iter()
            .flat_map(|one| -> Vec<String> { one.join().unwrap() })
            .collect()
    });
    numbers.sort();
    let expected: Vec<String> = (1..=windows.len() * EACH)
        .map(|n| format!("YL-20261121-{n:04}"))
        .collect();
    assert_eq!(numbers, expected);
    for window in windows {
        let store = hall.at(window);
        assert_eq!(
            store.read(|tx| tx.case_count()).unwrap(),
            expected.len() as u64,
            "{window}"
        );
        assert_eq!(is_sound(&store), Vec::<String>::new(), "{window}");
    }
}

#[test]
fn a_password_set_at_one_window_opens_the_other() {
    let hall = Hall::new(Cluster::shared().unwrap(), |_| {});
    hall.join("two");
    let mut one = hall.at("one");
    let me = admin(&one);
    one.write(|tx| tx.set_password(me.id, &secret("another-Window-8")))
        .unwrap();
    drop(one);
    assert_eq!(
        hall.by("two", LOGIN, PASSWORD).unwrap_err().code(),
        "store-wrong-password"
    );
    let mut two = hall.by("two", LOGIN, "another-Window-8").unwrap();
    let clerk = NewAccount::new("linxy", "林小雨", case::Roles::new([case::Role::Clerk]));
    two.write(|tx| tx.add_account(&clerk, &secret("clerk-Window-9"), at(4)))
        .unwrap();
    drop(two);
    let by_clerk = hall.by("one", "linxy", "clerk-Window-9").unwrap();
    assert!(by_clerk.is_window());
}

#[test]
fn a_program_of_one_pc_is_one_and_a_hall_takes_one_counter_only() {
    let hall = Hall::new(Cluster::shared().unwrap(), |_| {});
    let folder = hall.folder("another");
    let mut other: Store = alone(&folder);
    assert!(!other.is_window());
    let ticket = tempfile::tempdir().unwrap();
    hall.server.join(ticket.path(), "another").unwrap();
    let connected = store::hall::Opener::open(&hall::Windows, ticket.path()).unwrap();
    assert_eq!(other.move_into_hall(connected).unwrap_err().code(), "hall-other");
    add_case(&mut other, UNIT).unwrap();
}

#[test]
fn nothing_that_anybody_typed_lies_on_the_server() {
    let hall = Hall::new(Cluster::shared().unwrap(), |_| {});
    let mut one = hall.at("one");
    add_case(&mut one, UNIT).unwrap();
    one.write(|tx| tx.add_attachment("text/plain", "名单.txt", UNIT.as_bytes(), at(1)))
        .unwrap();
    let texts = hall
        .server
        .sql(
            "SELECT tab || encode(body, 'escape') FROM hall.sealed_row WHERE body IS NOT NULL
             UNION ALL SELECT encode(body, 'escape') FROM hall.part
             UNION ALL SELECT encode(listing, 'escape') FROM hall.link",
        )
        .unwrap();
    let bytes = |text: &str| -> String { text.bytes().map(|b| format!("\\{b:03o}")).collect() };
    let words = [
        "YL-2026",
        LOGIN,
        "13800138000",
        "11010519491231002X",
        "914403001922038216",
        "image",
    ];
    let typed: BTreeSet<String> = words
        .iter()
        .map(|word| (*word).to_owned())
        .chain([bytes("样例"), bytes("周雯")])
        .collect();
    assert!(texts.len() > 10, "{}", texts.len());
    for line in texts.iter().flatten().flatten() {
        for word in &typed {
            assert!(!line.contains(word.as_str()), "{word}");
        }
    }
}

#[test]
fn a_window_brings_everything_home_and_its_book_opens_without_any_server() {
    let hall = Hall::new(Cluster::shared().unwrap(), |_| {});
    hall.join("two");
    let (mut one, two) = (hall.at("one"), hall.at("two"));
    let case = add_case(&mut one, UNIT).unwrap();
    let scans: Vec<_> = (0..25u8)
        .map(|i| {
            one.write(|tx| tx.add_attachment("image/png", "a.png", &[i; 4000], at(1)))
                .unwrap()
        })
        .collect();
    let mut came = Vec::new();
    loop {
        match two.bring_some_home().unwrap() {
            0 => break,
            some => came.push(some),
        }
    }
    assert_eq!(came, [20, 5], "a little at a time");
    drop(two);
    // The folder without its file of the hall is the book of one PC; from its first write on it is no window any more.
    let folder = hall.folder("two");
    std::fs::rename(folder.join(store::hall::HALL), hall.dir.path().join("away.toml")).unwrap();
    let mut alone = hall.at("two");
    assert!(!alone.is_window());
    assert_eq!(alone.read(|tx| tx.case(case.id)).unwrap().number, case.number);
    assert_eq!(
        alone.read(|tx| tx.attachment_bytes(scans[24])).unwrap(),
        [24; 4000]
    );
    assert_eq!(is_sound(&alone), Vec::<String>::new());
    add_case(&mut alone, "肇庆市样例学校").unwrap();
    drop(alone);
    std::fs::rename(hall.dir.path().join("away.toml"), folder.join(store::hall::HALL)).unwrap();
    let mut back = hall.at("two");
    assert_eq!(add_case(&mut back, UNIT).unwrap_err().code(), "hall-other");
}

#[test]
fn the_books_move_out_whole_and_nobody_writes_in_the_hall_any_more() {
    let hall = Hall::new(Cluster::shared().unwrap(), |store| {
        add_case(store, "广州市天河样例小学").unwrap();
    });
    hall.join("two");
    let (mut one, mut two) = (hall.at("one"), hall.at("two"));
    let scan: Vec<u8> = (0..600_000_u32).map(|at| (at % 251) as u8).collect();
    let file = one
        .write(|tx| tx.add_attachment("image/png", "a.png", &scan, at(1)))
        .unwrap();
    let case = add_case(&mut one, UNIT).unwrap();
    let by = admin(&two);
    let moved = two.move_out_of_hall(&by, at(5)).unwrap();
    assert_eq!((moved.cases, moved.attachments), (2, 1));
    // The other windows read what they have, and write nothing.
    let refused = add_case(&mut one, UNIT).unwrap_err();
    assert_eq!(refused.code(), "hall-other");
    assert!(refused.to_string().contains("two"), "{refused}");
    assert_eq!(one.read(|tx| tx.case(case.id)).unwrap().number, case.number);
    drop((one, two));
    // The books go on alone, whole and sound, with the next number.
    let mut alone = hall.at("two");
    assert_eq!(is_sound(&alone), Vec::<String>::new());
    assert_eq!(alone.read(|tx| tx.attachment_bytes(file)).unwrap(), scan);
    assert_eq!(add_case(&mut alone, UNIT).unwrap().number, "YL-20261121-0003");
    let again = alone.move_out_of_hall(&by, at(6)).unwrap_err();
    assert_eq!(again.code(), "hall-other", "there is no hall to leave");
}

#[test]
fn books_that_moved_out_move_into_another_hall() {
    let cluster = Cluster::shared().unwrap();
    let hall = Hall::new(cluster, |store| {
        add_case(store, UNIT).unwrap();
    });
    let mut store = hall.at("one");
    let by = admin(&store);
    store.move_out_of_hall(&by, at(5)).unwrap();
    drop(store);
    let next = Hall::moved(cluster, hall.dir);
    let mut store = next.at("one");
    assert_eq!(add_case(&mut store, UNIT).unwrap().number, "YL-20261121-0002");
    assert_eq!(is_sound(&store), Vec::<String>::new());
}
