//! A server that is away.

use hall::cluster::{Cluster, Disk};

use super::counter::{Hall, UNIT, add_case, at, is_sound};

#[test]
fn without_the_server_a_window_reads_what_it_has_and_goes_on_when_it_is_back() {
    let cluster = Cluster::start(Disk::Kept).unwrap();
    let hall = Hall::new(&cluster, |_| {});
    hall.join("two");
    let (mut one, two) = (hall.at("one"), hall.at("two"));
    let case = add_case(&mut one, UNIT).unwrap();
    one.write(|tx| tx.add_attachment("image/png", "a.png", b"scan", at(1)))
        .unwrap();
    two.read(|tx| tx.case(case.id)).unwrap();
    cluster.kill().unwrap();
    assert_eq!(two.read(|tx| tx.case(case.id)).unwrap().number, case.number);
    assert_eq!(two.only_reads(), Some(store::OnlyReads::HallGone));
    assert_eq!(add_case(&mut one, UNIT).unwrap_err().code(), "hall-gone");
    // What cannot be looked at is not called damaged.
    assert_eq!(two.verify().unwrap_err().code(), "hall-gone");
    // Who comes now signs in by what lies here, and reads.
    drop(one);
    let mut one = hall.at("one");
    assert_eq!(one.only_reads(), Some(store::OnlyReads::HallGone));
    cluster.start_again().unwrap();
    let next = add_case(&mut one, UNIT).unwrap();
    assert_eq!(next.number, "YL-20261121-0002", "what was refused took no number");
    assert_eq!(two.read(|tx| tx.case(next.id)).unwrap().number, next.number);
    assert_eq!((two.only_reads(), one.only_reads()), (None, None));
    assert_eq!(
        (is_sound(&one), is_sound(&two)),
        (Vec::<String>::new(), Vec::new())
    );
}
