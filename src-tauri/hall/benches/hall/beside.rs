//! The same work at a store of one PC and at a window of a hall, one after the other in one run.

use std::time::Instant;

use chrono::Utc;
use hall::Windows;
use hall::cluster::{Cluster, Disk};
use store::hall::{HALL, Opener as _};
use store::{Account, AttachmentId, Numbers, Store};

use crate::counter;
use crate::dice::Dice;

/// How often everything is timed.
const TIMES: u64 = 400;
/// A page.
const PAGE: usize = 1 << 20;

/// One piece of work at a store; the number tells the times apart.
type Work = fn(&mut Store, &Account, u64);

/// Prints a row for each kind of work: p50 and p99 on one PC, and in the hall.
pub fn measure(cases: u64) {
    let room = tempfile::tempdir().unwrap();
    let cluster = Cluster::start(Disk::Kept).unwrap();
    let (safe, today) = (room.path().join("safe"), Utc::now().date_naive());
    cluster.speak_tls(&safe, "hall", today).unwrap();
    let one = room.path().join("one");
    let two = room.path().join("two");
    for folder in [&one, &two] {
        let mut store = counter::alone(folder);
        let me = store
            .read(|tx| tx.account_by_login(counter::LOGIN))
            .unwrap()
            .unwrap();
        store
            .write(|tx| {
                for case in 0..cases {
                    let place = ["南山", "福田", "宝安", "龙岗"][(case % 4) as usize];
                    tx.add_case(
                        &counter::new_case(&format!("{place}样例第{case}单位"), &me),
                        Utc::now(),
                    )?;
                }
                Ok::<_, store::StoreError>(())
            })
            .unwrap();
        if folder == &two {
            let ticket = cluster.ticket(&safe, "two", today).unwrap();
            store.move_into_hall(Windows.open(&ticket).unwrap()).unwrap();
            std::fs::copy(ticket.join(HALL), folder.join(HALL)).unwrap();
            let ticket = cluster.ticket(&safe, "three", today).unwrap();
            let (three, password) = (room.path().join("three"), counter::secret(counter::PASSWORD));
            Store::join_hall(&three, Windows.open(&ticket).unwrap(), counter::LOGIN, &password).unwrap();
            std::fs::copy(ticket.join(HALL), three.join(HALL)).unwrap();
        }
    }
    let (mut alone, me) = counter::open(&one);
    let (mut window, _) = counter::open(&two);
    let (other, _) = counter::open(&room.path().join("three"));
    println!("{cases} cases; milliseconds, p50 / p99 of {TIMES}; TLS over loopback");
    println!("| work | one PC | a window of a hall |\n|---|---|---|");
    let works: [(&str, Work); 5] = [
        ("look-up by number", |store, _, n| {
            store
                .read(|tx| tx.case_by_number(&format!("YL-20261125-{:04}", n + 1)))
                .unwrap()
                .unwrap();
        }),
        ("look-up by two characters", |store, _, _| {
            assert!(
                !store
                    .read(|tx| tx.look_up("南山", 20, Numbers::InPart))
                    .unwrap()
                    .is_empty()
            );
        }),
        ("board of 60", |store, _, _| {
            assert_eq!(store.read(|tx| tx.cases_in(&[], 60)).unwrap().len(), 60);
        }),
        ("save (a new case)", |store, me, n| {
            store
                .write(|tx| tx.add_case(&counter::new_case(&format!("新单位{n}"), me), Utc::now()))
                .unwrap();
        }),
        ("a page of 1 MiB in", |store, me, n| {
            let page = counter::scan(&mut Dice::new(u64::from(me.id.0), n), PAGE);
            store
                .write(|tx| tx.add_attachment("image/jpeg", "a.jpg", &page, Utc::now()))
                .unwrap();
        }),
    ];
    for (what, work) in works {
        let times = if what.contains("MiB") { TIMES / 4 } else { TIMES };
        // By turns, so that both have the same of whatever else the machine does.
        let (mut a, mut b) = (vec![], vec![]);
        for n in 0..times {
            a.push(timed(|| work(&mut alone, &me, n)));
            b.push(timed(|| work(&mut window, &me, n)));
        }
        println!("| {what} | {} | {} |", said(a), said(b));
    }
    let pages = |store: &Store, n: u32| {
        assert_eq!(
            store
                .read(|tx| tx.attachment_bytes(AttachmentId(n)))
                .unwrap()
                .len(),
            PAGE
        )
    };
    let (mut a, mut b) = (vec![], vec![]);
    for n in 1..=(TIMES / 4) as u32 {
        a.push(timed(|| pages(&alone, n)));
        b.push(timed(|| pages(&other, n)));
    }
    println!(
        "| a page of 1 MiB out (taken at another window) | {} | {} |",
        said(a),
        said(b)
    );
}

fn timed(work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    began.elapsed().as_secs_f64() * 1000.0
}

fn said(mut took: Vec<f64>) -> String {
    took.sort_by(f64::total_cmp);
    let at = |part: f64| took[((took.len() as f64 * part) as usize).min(took.len() - 1)];
    format!("{:.2} / {:.2}", at(0.5), at(0.99))
}
