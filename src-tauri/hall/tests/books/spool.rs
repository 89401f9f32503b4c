//! What waits at a window comes into the books once, wherever it is killed on the way.

use hall::cluster::{Cluster, Disk};
use store::hall::new_op;
use store::{AuditAction, AuditEntry, NewSpooled, SPOOL, Sent, Spool, SpoolKind, Store, StoreError};

use super::counter::{Hall, UNIT, add_case, admin, at, is_sound};

const WORDS: &str = "断网时录入的一项";

fn spool(store: &Store) -> Spool {
    store.spool().unwrap().unwrap()
}

/// Something is kept at a window whose server is away.
fn kept(store: &Store, sent: Sent) -> store::hall::Op {
    let op = new_op().unwrap();
    let new = NewSpooled {
        op,
        account: admin(store).id,
        at: at(2),
        kind: SpoolKind::Patch,
        case: None,
        body: WORDS.to_owned(),
        parts: Vec::new(),
        sent,
    };
    spool(store).keep(&new).unwrap();
    op
}

/// Brings in everything that waits, as whoever keeps it does: what may be there is asked for first.
fn bring(store: &mut Store) -> Result<(), StoreError> {
    let mut spool = spool(store);
    for item in spool.items()? {
        let is_there = item.sent == Sent::Perhaps && store.settle(&item.op)?;
        if !is_there {
            spool.sends(item.id)?;
            sent(store, item.op)?;
        }
        spool.forget(item.id)?;
    }
    Ok(())
}

fn sent(store: &mut Store, op: store::hall::Op) -> Result<u32, StoreError> {
    let me = admin(store);
    store.write_as(op, |tx| {
        tx.audit(&AuditEntry::new(at(3), &me, AuditAction::SpoolHandedIn, WORDS))
    })
}

fn there(store: &Store) -> usize {
    let rows = store.read(|tx| tx.audit_tail(50)).unwrap();
    rows.iter().filter(|row| row.words == WORDS).count()
}

#[test]
fn an_item_is_in_the_books_once_wherever_the_window_is_killed() {
    let cluster = Cluster::start(Disk::Kept).unwrap();
    let hall = Hall::new(&cluster, |_| {});
    hall.join("two");
    let two = hall.at("two");
    for point in 0..4_usize {
        let mut one = hall.at("one");
        cluster.kill().unwrap();
        let op = kept(&one, Sent::Never);
        assert_eq!(bring(&mut one).unwrap_err().code(), "hall-gone");
        if point == 0 {
            // Killed before anything was sent.
            std::mem::forget(one);
            one = hall.at("one");
        }
        cluster.start_again().unwrap();
        if point == 1 {
            // Killed between what is put down of the sending, and the sending.
            let mut spool = spool(&one);
            let id = spool.items().unwrap()[0].id;
            spool.sends(id).unwrap();
            std::mem::forget(spool);
            std::mem::forget(one);
            one = hall.at("one");
        }
        if point == 2 {
            // Killed between the server's word and what is put down of it.
            let mut spool = spool(&one);
            let id = spool.items().unwrap()[0].id;
            spool.sends(id).unwrap();
            sent(&mut one, op).unwrap();
            std::mem::forget(spool);
            std::mem::forget(one);
            one = hall.at("one");
        }
        if point == 3 {
            // The copy is gone: a window joins anew in the same folder, and its spool is still there.
            drop(one);
            let folder = hall.folder("one");
            for file in std::fs::read_dir(&folder).unwrap() {
                let file = file.unwrap().path();
                if !file.display().to_string().contains(SPOOL) {
                    std::fs::remove_file(file).unwrap();
                }
            }
            hall.join("one");
            one = hall.at("one");
        }
        bring(&mut one).unwrap();
        assert_eq!(spool(&one).items().unwrap(), Vec::new(), "{point}");
        assert_eq!((there(&one), there(&two)), (point + 1, point + 1), "{point}");
        assert_eq!(is_sound(&one), Vec::<String>::new());
    }
    assert_eq!(is_sound(&two), Vec::<String>::new());
}

#[test]
fn the_hall_takes_an_operation_once_at_the_most() {
    let cluster = Cluster::shared().unwrap();
    let hall = Hall::new(cluster, |_| {});
    hall.join("two");
    let (mut one, mut two) = (hall.at("one"), hall.at("two"));
    let op = new_op().unwrap();
    assert!(!one.settle(&op).unwrap());
    sent(&mut one, op).unwrap();
    assert!(two.settle(&op).unwrap());
    // Two programs over one spool, neither of which knows of the other.
    assert_eq!(sent(&mut two, op).unwrap_err().code(), "hall-not-saved");
    assert_eq!((there(&one), there(&two)), (1, 1));
    // An operation that was given to a write that failed is not the next one's.
    let failed = one.write_as(op, |_| Err::<(), _>(StoreError::HallBusy));
    assert_eq!(failed.unwrap_err().code(), "hall-busy");
    add_case(&mut one, UNIT).unwrap();
    assert_eq!(is_sound(&one), Vec::<String>::new());
}

#[test]
fn a_damaged_spool_keeps_nobody_from_reading() {
    let cluster = Cluster::shared().unwrap();
    let hall = Hall::new(cluster, |_| {});
    let mut one = hall.at("one");
    let case = add_case(&mut one, UNIT).unwrap();
    kept(&one, Sent::Never);
    drop(one);
    let file = hall.folder("one").join(SPOOL);
    std::fs::write(&file, [0x5a; 9000]).unwrap();
    let one = hall.at("one");
    assert_eq!(spool(&one).items().unwrap(), Vec::new());
    let aside = Spool::set_aside(&hall.folder("one"));
    assert_eq!(aside.len(), 1);
    assert_eq!(std::fs::read(&aside[0]).unwrap(), [0x5a; 9000]);
    assert_eq!(one.read(|tx| tx.case(case.id)).unwrap().number, case.number);
}
