//! A server that is away, comes back older, or is restored from its backup.

use std::fs;
use std::path::Path;

use hall::cluster::{Cluster, Disk};

use super::counter::{Hall, UNIT, add_case, at, is_sound};
use super::proxy::{Cable, Cut};

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
    copy(&data, &older);
    cluster.start_again().unwrap();
    let case = add_case(&mut one, UNIT).unwrap();
    two.read(|tx| tx.case(case.id)).unwrap();
    cluster.stop().unwrap();
    fs::rename(&data, &newest).unwrap();
    fs::rename(&older, &data).unwrap();
    cluster.start_again().unwrap();
    assert_eq!(add_case(&mut one, UNIT).unwrap_err().code(), "hall-rolled-back");
    assert_eq!(two.read(|tx| tx.case(case.id)).unwrap().number, case.number);
    assert_eq!(two.only_reads(), Some(store::OnlyReads::HallAltered));
    cluster.stop().unwrap();
    fs::rename(&data, &older).unwrap();
    fs::rename(&newest, &data).unwrap();
    cluster.start_again().unwrap();
    let next = add_case(&mut one, UNIT).unwrap();
    assert_eq!(next.number, "YL-20261121-0002", "what was refused took no number");
    assert_eq!(two.read(|tx| tx.case(next.id)).unwrap().number, next.number);
    assert_eq!(
        (is_sound(&one), is_sound(&two)),
        (Vec::<String>::new(), Vec::new())
    );
}

#[test]
fn a_save_whose_answer_did_not_come_is_there_once_or_not_at_all() {
    let cluster = Cluster::shared().unwrap();
    let hall = Hall::new(cluster, |_| {});
    hall.join("two");
    let cable = Cable::to(cluster);
    let ticket = hall.folder("two").join(store::hall::HALL);
    let text = fs::read_to_string(&ticket).unwrap();
    let straight = cluster.folder().display().to_string();
    assert!(text.contains(&straight));
    fs::write(
        &ticket,
        text.replace(&straight, &cable.folder().display().to_string()),
    )
    .unwrap();
    let (mut two, one) = (hall.at("two"), hall.at("one"));
    for round in 0..6 {
        cable.cut(Cut::BeforeCommit);
        let refused = add_case(&mut two, &format!("没存上第{round}单位"));
        assert_eq!(refused.unwrap_err().code(), "hall-not-saved");
        cable.cut(Cut::AfterCommit);
        let saved = add_case(&mut two, &format!("存上第{round}单位")).unwrap();
        assert_eq!(saved.number, format!("YL-20261121-{:04}", round + 1));
    }
    for window in [&one, &two] {
        let cases = window.read(|tx| tx.cases_in(&[], 100)).unwrap();
        assert_eq!(cases.len(), 6, "each once, and nothing that was refused");
        assert!(
            cases
                .iter()
                .all(|case| case.content.fields["unit_name"].starts_with("存上"))
        );
        assert_eq!(is_sound(window), Vec::<String>::new());
    }
}

/// The steps of the page for whoever looks after the server, with the server's own tools.
#[test]
fn a_backup_of_the_server_is_proven_restored_and_brought_to_the_last_save() {
    let cluster = Cluster::start(Disk::Kept).unwrap();
    let hall = Hall::new(&cluster, |_| {});
    hall.join("two");
    let (mut one, two) = (hall.at("one"), hall.at("two"));
    let lost = cluster.folder().join("lost");
    let first = add_case(&mut one, UNIT).unwrap();
    let [backup, data] = [cluster.folder().join("backup"), cluster.data()];
    let with = ["--checkpoint=fast", "--wal-method=stream"].map(Path::new);
    cluster.tool("pg_basebackup", &with, Some(&backup)).unwrap();
    cluster.tool("pg_verifybackup", &[&backup], None).unwrap();
    let second = add_case(&mut one, UNIT).unwrap();
    two.read(|tx| tx.case(second.id)).unwrap();
    // The server is lost; what its disk had stays beside.
    cluster.kill().unwrap();
    fs::rename(&data, &lost).unwrap();
    copy(&backup, &data);
    cluster.start_again().unwrap();
    // The backup alone lacks the last save: every window says so and writes nothing.
    assert_eq!(add_case(&mut one, UNIT).unwrap_err().code(), "hall-rolled-back");
    assert_eq!(two.read(|tx| tx.case(first.id)).unwrap().number, first.number);
    assert_eq!(two.only_reads(), Some(store::OnlyReads::HallAltered));
    // With the log of the old disk it has everything.
    cluster.stop().unwrap();
    fs::remove_dir_all(&data).unwrap();
    copy(&backup, &data);
    fs::remove_dir_all(data.join("pg_wal")).unwrap();
    copy(&lost.join("pg_wal"), &data.join("pg_wal"));
    cluster.start_again().unwrap();
    let third = add_case(&mut one, UNIT).unwrap();
    assert_eq!(third.number, "YL-20261121-0003");
    assert_eq!(two.read(|tx| tx.case(third.id)).unwrap().number, third.number);
    assert_eq!(
        (is_sound(&one), is_sound(&two)),
        (Vec::<String>::new(), Vec::new())
    );
}

/// Copies a folder as it is, with its owners.
fn copy(from: &Path, to: &Path) {
    let copied = std::process::Command::new("cp")
        .arg("-a")
        .args([from, to])
        .status();
    assert!(copied.unwrap().success());
}
