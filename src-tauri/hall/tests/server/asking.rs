//! Every question that a store asks, and its answer.

use chrono::TimeDelta;
use hall::cluster::Cluster;
use store::StoreError;
use store::hall::{Links, Pushed, Server as _};

use crate::{fed, link, parts, row, write};

#[test]
fn what_is_pushed_is_fed() {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    let mut window = hall.server("window_1").unwrap();
    assert_eq!(window.clock(), None, "nobody was asked");
    assert_eq!(window.head().unwrap(), None);
    let ahead = window.clock().unwrap();
    assert!(ahead.abs() < TimeDelta::seconds(20), "the same machine: {ahead}");
    assert_eq!(fed(&mut window, 0, Links::All), (vec![], vec![]));
    assert_eq!(window.row("cases", 1).unwrap(), None);

    let rows: [(&str, i64, &[u8]); 3] = [("cases", 2, b"b"), ("cases", 1, b"a"), ("Account", -7, b"c")];
    let (first, pushed) = write(&mut window, 1, &rows).unwrap();
    assert_eq!(pushed, Pushed::Saved);
    assert_eq!(window.head().unwrap(), Some(first.clone()));
    let (links, rows) = fed(&mut window, 0, Links::All);
    assert_eq!(links, std::slice::from_ref(&first));
    // By their bytes: capital letters come first.
    let expected = [
        row("Account", -7, 1, b"c"),
        row("cases", 1, 1, b"a"),
        row("cases", 2, 1, b"b"),
    ];
    assert_eq!(rows, expected);

    // A row that is there takes its new body, a new one is added, one that is gone has none.
    let seq = window.lock().unwrap().unwrap().seq + 1;
    let mut gone = row("cases", 2, seq, b"");
    gone.body = None;
    let second = link(seq, 2);
    let sent = [
        row("cases", 1, seq, b"a again"),
        gone.clone(),
        row("cases", 3, seq, b"d"),
    ];
    assert_eq!(window.push(&second, &sent).unwrap(), Pushed::Saved);
    let (links, rows) = fed(&mut window, 1, Links::All);
    assert_eq!(links, std::slice::from_ref(&second));
    assert_eq!(rows, sent);
    assert_eq!(window.row("cases", 2).unwrap(), Some(gone));
    assert_eq!(
        window.row("cases", 1).unwrap(),
        Some(row("cases", 1, 2, b"a again"))
    );

    let (links, rows) = fed(&mut window, 0, Links::Newest);
    assert_eq!((links, rows.len()), (vec![second.clone()], 4));
    assert_eq!(fed(&mut window, 2, Links::All), (vec![], vec![]));
    assert!(window.settle(&first.op).unwrap() && window.settle(&second.op).unwrap());
    assert!(!window.settle(&[9; 16]).unwrap());
}

#[test]
fn more_rows_than_one_page_come_in_order_and_once() {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    let mut window = hall.server("window_1").unwrap();
    for (seq, more) in [(1_u64, 0), (2, 5_000)] {
        window.lock().unwrap();
        let rows: Vec<_> = (0..3_000)
            .map(|id| {
                row(
                    if id % 2 == 0 { "a" } else { "b" },
                    id + more,
                    seq,
                    &id.to_be_bytes(),
                )
            })
            .collect();
        let (early, late) = rows.split_at(1_700);
        window.put_rows(early).unwrap();
        assert_eq!(window.push(&link(seq, seq), late).unwrap(), Pushed::Saved);
    }
    let in_order = |after: u64, count: usize, window: &mut hall::PgServer| {
        let (_, rows) = fed(window, after, Links::All);
        assert_eq!(rows.len(), count);
        let keys: Vec<_> = rows.iter().map(|row| (row.table.as_str(), row.id)).collect();
        assert!(keys.is_sorted_by(|one, next| one < next));
        assert!(rows.iter().all(|row| row.seq > after));
    };
    in_order(0, 6_000, &mut window);
    in_order(1, 3_000, &mut window);
    // The same under the lock, which is not lost by it.
    window.lock().unwrap();
    in_order(1, 3_000, &mut window);
    assert_eq!(window.push(&link(3, 3), &[]).unwrap(), Pushed::Saved);
}

#[test]
fn a_feed_that_is_stopped_leaves_the_way_open() {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    let mut window = hall.server("window_1").unwrap();
    window.lock().unwrap();
    let rows: Vec<_> = (0..4_000).map(|id| row("a", id, 1, b"x")).collect();
    window.push(&link(1, 1), &rows).unwrap();
    for after in [0, 0] {
        let mut taken = 0;
        let stopped = window.feed(after, Links::All, &mut |_| {
            taken += 1;
            if taken == 1_500 {
                Err(StoreError::HallBusy)
            } else {
                Ok(())
            }
        });
        assert_eq!((stopped.unwrap_err().code(), taken), ("hall-busy", 1_500));
    }
    // Stopped under the lock, the write is over.
    window.lock().unwrap();
    let stopped = window.feed(0, Links::All, &mut |_| Err(StoreError::HallBusy));
    assert_eq!(stopped.unwrap_err().code(), "hall-busy");
    assert_eq!(
        window.push(&link(2, 2), &[]).unwrap_err().code(),
        "hall-not-saved"
    );
    assert_eq!(window.head().unwrap(), Some(link(1, 1)));
}

#[test]
fn parts_are_kept_and_forgotten_with_the_write() {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    let mut window = hall.server("window_1").unwrap();
    let big = vec![0xA5; 1 << 20];
    window.lock().unwrap();
    window.put_part(7, 1, b"end").unwrap();
    window.put_part(7, 0, &big).unwrap();
    window.put_part(8, 0, b"").unwrap();
    assert_eq!(parts(&mut window, 7), [big.clone(), b"end".to_vec()]);
    window.push(&link(1, 1), &[]).unwrap();
    assert_eq!(parts(&mut window, 7), [big, b"end".to_vec()]);
    assert_eq!(parts(&mut window, 8), [b""]);
    assert!(parts(&mut window, 9).is_empty());

    // Given back, nothing happened.
    window.lock().unwrap();
    window.drop_parts(7).unwrap();
    window.put_part(9, 0, b"never").unwrap();
    assert!(parts(&mut window, 7).is_empty());
    window.release();
    assert_eq!((parts(&mut window, 7).len(), parts(&mut window, 9).len()), (2, 0));

    window.lock().unwrap();
    window.drop_parts(7).unwrap();
    window.push(&link(2, 2), &[]).unwrap();
    assert!(parts(&mut window, 7).is_empty());
    assert_eq!(parts(&mut window, 8).len(), 1);
}

#[test]
fn after_an_error_the_write_is_over() {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    let mut window = hall.server("window_1").unwrap();
    write(&mut window, 1, &[("cases", 1, b"kept")]).unwrap();

    // The same part twice is refused, and everything of this write with it, whoever overlooks the error.
    window.lock().unwrap();
    window.put_part(1, 0, b"x").unwrap();
    assert_eq!(window.put_part(1, 0, b"x").unwrap_err().code(), "hall-not-saved");
    assert_eq!(window.put_part(1, 1, b"x").unwrap_err().code(), "hall-not-saved");
    let sent = [row("cases", 1, 2, b"lost")];
    assert_eq!(
        window.push(&link(2, 2), &sent).unwrap_err().code(),
        "hall-not-saved"
    );
    assert!(!window.settle(&link(2, 2).op).unwrap());
    assert!(parts(&mut window, 1).is_empty());
    assert_eq!(window.row("cases", 1).unwrap(), Some(row("cases", 1, 1, b"kept")));

    // Without the lock nothing is sent.
    assert_eq!(
        window.push(&link(2, 2), &[]).unwrap_err().code(),
        "hall-not-saved"
    );
    assert_eq!(
        window.put_rows(&[row("cases", 2, 2, b"")]).unwrap_err().code(),
        "hall-not-saved"
    );

    // An operation has one link, and numbers leave no gap.
    window.lock().unwrap();
    let again = link(2, 1);
    assert_eq!(window.push(&again, &[]).unwrap_err().code(), "hall-not-saved");
    window.lock().unwrap();
    assert_eq!(
        window.push(&link(3, 3), &[]).unwrap_err().code(),
        "hall-not-saved"
    );
    assert_eq!(window.head().unwrap(), Some(link(1, 1)));
    // And the next write is taken.
    assert_eq!(
        write(&mut window, 4, &[("cases", 1, b"next")]).unwrap().1,
        Pushed::Saved
    );
}

#[test]
fn a_lock_asked_for_twice_gives_the_first_write_up() {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    let mut window = hall.server("window_1").unwrap();
    window.lock().unwrap();
    window.put_part(1, 0, b"first").unwrap();
    window.lock().unwrap();
    assert!(parts(&mut window, 1).is_empty());
    assert_eq!(window.push(&link(1, 1), &[]).unwrap(), Pushed::Saved);
    assert!(parts(&mut window, 1).is_empty());
}
