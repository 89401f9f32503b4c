//! Two windows at once: one writes, the other waits, and neither decides on what is old.

use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use hall::PgServer;
use hall::cluster::{Cluster, TestHall};
use store::hall::{Links, Pushed, Server as _};

use crate::proxy::{Cable, Cut};
use crate::{fed, link, row, write};

/// Waits until a window waits for the lock.
fn until_one_waits(hall: &TestHall<'_>) {
    let waiting =
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    while hall.sql(waiting).unwrap().is_empty() {
        thread::yield_now();
    }
}

#[test]
fn one_waits_for_the_lock_and_sees_what_the_other_wrote() {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    let (mut one, mut two) = (hall.server("window_1").unwrap(), hall.server("window_2").unwrap());
    write(&mut one, 1, &[("cases", 1, b"one")]).unwrap();
    assert_eq!(one.lock().unwrap(), Some(link(1, 1)));
    thread::scope(|scope| {
        let (locked, heard) = channel();
        let waiting = scope.spawn(move || {
            locked.send(two.lock()).unwrap();
            two
        });
        until_one_waits(&hall);
        assert!(heard.try_recv().is_err(), "the lock was given to two");
        // Reading waits for nobody.
        let mut three = hall.server("window_3").unwrap();
        assert_eq!(three.head().unwrap(), Some(link(1, 1)));
        assert_eq!(fed(&mut three, 0, Links::All).1.len(), 1);
        assert_eq!(
            one.push(&link(2, 2), &[row("cases", 1, 2, b"two")]).unwrap(),
            Pushed::Saved
        );
        assert_eq!(heard.recv().unwrap().unwrap(), Some(link(2, 2)));
        let mut two = waiting.join().unwrap();
        assert_eq!(
            fed(&mut two, 1, Links::All),
            (vec![link(2, 2)], vec![row("cases", 1, 2, b"two")])
        );
        assert_eq!(two.push(&link(3, 3), &[]).unwrap(), Pushed::Saved);
    });
    assert_eq!(one.head().unwrap(), Some(link(3, 3)));
    let writers = hall.sql("SELECT writer FROM hall.link ORDER BY seq").unwrap();
    let writers: Vec<_> = writers.into_iter().flatten().flatten().collect();
    assert_eq!(writers, ["window_1", "window_1", "window_2"]);
}

#[test]
fn the_lock_given_back_goes_to_the_next() {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    let (mut one, mut two) = (hall.server("window_1").unwrap(), hall.server("window_2").unwrap());
    write(&mut one, 1, &[]).unwrap();
    one.lock().unwrap();
    one.put_rows(&[row("cases", 1, 2, b"never")]).unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| two.lock());
        until_one_waits(&hall);
        one.release();
        assert_eq!(waiting.join().unwrap().unwrap(), Some(link(1, 1)));
    });
    assert_eq!(two.row("cases", 1).unwrap(), None);
    // A window that goes away gives back what it holds.
    drop(two);
    assert_eq!(one.lock().unwrap(), Some(link(1, 1)));
}

#[test]
fn a_frozen_window_loses_the_lock_after_a_second() {
    let cluster = Cluster::shared().unwrap();
    let hall = cluster.hall().unwrap();
    hall.window("window_1").unwrap();
    let cable = Cable::to(cluster);
    let mut frozen = PgServer::new(cable.way(&hall.database, "window_1")).unwrap();
    let mut two = hall.server("window_2").unwrap();
    write(&mut two, 1, &[]).unwrap();
    frozen.lock().unwrap();
    frozen.put_rows(&[row("cases", 1, 2, b"never")]).unwrap();
    cable.cut(Cut::Silent);
    let began = Instant::now();
    assert_eq!(two.lock().unwrap(), Some(link(1, 1)));
    let waited = began.elapsed();
    let expected = Duration::from_millis(600)..Duration::from_secs(4);
    assert!(expected.contains(&waited), "waited {waited:?}");
    cable.cut(Cut::Never);
    let refused = frozen.push(&link(2, 2), &[]).unwrap_err();
    assert_eq!(refused.code(), "hall-not-saved");
    assert_eq!(two.push(&link(2, 3), &[]).unwrap(), Pushed::Saved);
    assert_eq!(frozen.head().unwrap(), Some(link(2, 3)));
    assert_eq!(frozen.row("cases", 1).unwrap(), None);
}

#[test]
fn a_window_that_works_for_longer_than_that_keeps_the_lock() {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    let (mut one, mut two) = (hall.server("window_1").unwrap(), hall.server("window_2").unwrap());
    write(&mut one, 1, &[]).unwrap();
    one.lock().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| two.lock());
        let long =
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
                     AND clock_timestamp() - query_start > interval '2.5 seconds'";
        while hall.sql(long).unwrap().is_empty() {
            assert!(
                !waiting.is_finished(),
                "the lock was taken from a window that works"
            );
        }
        assert_eq!(one.push(&link(2, 2), &[]).unwrap(), Pushed::Saved);
        assert_eq!(waiting.join().unwrap().unwrap(), Some(link(2, 2)));
    });
}

#[test]
fn who_waits_too_long_hears_that_another_writes() {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    let (mut long, mut two) = (hall.server("window_1").unwrap(), hall.server("window_2").unwrap());
    // Whoever moves in works alone, and the server lets him.
    assert_eq!(long.lock().unwrap(), None);
    let began = Instant::now();
    assert_eq!(two.lock().unwrap_err().code(), "hall-busy");
    assert!(
        began.elapsed() < Duration::from_secs(9),
        "waited {:?}",
        began.elapsed()
    );
    assert_eq!(two.push(&link(1, 2), &[]).unwrap_err().code(), "hall-not-saved");
    assert_eq!(long.push(&link(1, 1), &[]).unwrap(), Pushed::Saved);
    assert_eq!(two.lock().unwrap(), Some(link(1, 1)));
}

#[test]
fn many_windows_leave_no_gap_and_lose_nothing() {
    const WINDOWS: u64 = 8;
    const WRITES: u64 = 25;
    let hall = Cluster::shared().unwrap().hall().unwrap();
    thread::scope(|scope| {
        for window in 0..WINDOWS {
            let mut server = hall.server(&format!("window_{window}")).unwrap();
            scope.spawn(move || {
                for number in 0..WRITES {
                    // A counter that all of them raise: what is lost would show.
                    let newest = server.lock().unwrap();
                    let seq = newest.map_or(0, |link| link.seq) + 1;
                    let before = server.row("counter", 1).unwrap().and_then(|row| row.body);
                    let before = before.map_or(0, |body| u64::from_be_bytes(body.try_into().unwrap()));
                    let counter = row("counter", 1, seq, &(before + 1).to_be_bytes());
                    let link = link(seq, window << 32 | number);
                    assert_eq!(server.push(&link, &[counter]).unwrap(), Pushed::Saved);
                }
            });
        }
    });
    let mut server = hall.server("window_1").unwrap();
    let (links, rows) = fed(&mut server, 0, Links::All);
    assert!(links.iter().map(|link| link.seq).eq(1..=WINDOWS * WRITES));
    assert_eq!(
        rows[0].body.as_deref(),
        Some((WINDOWS * WRITES).to_be_bytes().as_slice())
    );
}

#[test]
fn a_hall_that_was_set_up_without_the_queue_works_all_the_same() {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    hall.sql("DROP TABLE hall.turn").unwrap();
    let (mut one, mut two) = (hall.server("window_1").unwrap(), hall.server("window_2").unwrap());
    write(&mut one, 1, &[("cases", 1, b"one")]).unwrap();
    one.lock().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| two.lock());
        until_one_waits(&hall);
        assert_eq!(one.push(&link(2, 2), &[]).unwrap(), Pushed::Saved);
        assert_eq!(waiting.join().unwrap().unwrap(), Some(link(2, 2)));
    });
}
