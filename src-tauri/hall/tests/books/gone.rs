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

#[test]
fn a_server_that_comes_back_older_is_refused_until_the_newest_is_back() {
    let cluster = Cluster::start(Disk::Kept).unwrap();
    let hall = Hall::new(&cluster, |_| {});
    hall.join("two");
    let (mut one, two) = (hall.at("one"), hall.at("two"));
    let data = cluster.data();
    let [older, newest] = ["older", "newest"].map(|name| cluster.folder().join(name));
    cluster.stop().unwrap();
    let copied = std::process::Command::new("cp")
        .arg("-a")
        .args([&data, &older])
        .status();
    assert!(copied.unwrap().success());
    cluster.start_again().unwrap();
    let case = add_case(&mut one, UNIT).unwrap();
    two.read(|tx| tx.case(case.id)).unwrap();
    cluster.stop().unwrap();
    std::fs::rename(&data, &newest).unwrap();
    std::fs::rename(&older, &data).unwrap();
    cluster.start_again().unwrap();
    assert_eq!(add_case(&mut one, UNIT).unwrap_err().code(), "hall-rolled-back");
    assert_eq!(two.read(|tx| tx.case(case.id)).unwrap().number, case.number);
    assert_eq!(two.only_reads(), Some(store::OnlyReads::HallAltered));
    cluster.stop().unwrap();
    std::fs::rename(&data, &older).unwrap();
    std::fs::rename(&newest, &data).unwrap();
    cluster.start_again().unwrap();
    let next = add_case(&mut one, UNIT).unwrap();
    assert_eq!(next.number, "YL-20261121-0002", "what was refused took no number");
    assert_eq!(two.read(|tx| tx.case(next.id)).unwrap().number, next.number);
    assert_eq!(
        (is_sound(&one), is_sound(&two)),
        (Vec::<String>::new(), Vec::new())
    );
}
