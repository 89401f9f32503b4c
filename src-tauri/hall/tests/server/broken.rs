//! The connection cut, the server killed: what was acknowledged is there, what was not is asked about, nothing is double.

use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use hall::cluster::{Cluster, Disk};
use hall::{Host, PgServer, Way};
use store::hall::{Links, Op, Pushed, Server as _};

use crate::proxy::{Cable, Cut};
use crate::{fed, link, row, write};

#[test]
fn an_answer_that_does_not_come_is_asked_about() {
    let cluster = Cluster::shared().unwrap();
    let hall = cluster.hall().unwrap();
    hall.window("window_1").unwrap();
    let cable = Cable::to(cluster);
    let mut window = PgServer::new(cable.way(&hall.database, "window_1")).unwrap();
    write(&mut window, 1, &[]).unwrap();
    for (cut, name, there) in [(Cut::BeforeCommit, 2, false), (Cut::AfterCommit, 3, true)] {
        cable.cut(cut);
        let (link, pushed) = write(&mut window, name, &[("cases", 1, b"x")]).unwrap();
        assert_eq!(pushed, Pushed::InDoubt, "{cut:?}");
        assert_eq!(window.settle(&link.op).unwrap(), there, "{cut:?}");
        // The answer stays true.
        assert_eq!(window.settle(&link.op).unwrap(), there, "{cut:?}");
        assert_eq!(window.head().unwrap().unwrap().op == link.op, there);
    }
    assert_eq!(write(&mut window, 4, &[]).unwrap().1, Pushed::Saved);
    let (links, _) = fed(&mut window, 0, Links::All);
    let names: Vec<Op> = links.iter().map(|link| link.op).collect();
    assert_eq!(names, [link(1, 1).op, link(2, 3).op, link(3, 4).op]);
}

#[test]
fn a_commit_that_comes_late_keeps_nothing() {
    let cluster = Cluster::shared().unwrap();
    let hall = cluster.hall().unwrap();
    hall.window("window_1").unwrap();
    let cable = Cable::to(cluster);
    let mut window = PgServer::new(cable.way(&hall.database, "window_1")).unwrap();
    write(&mut window, 1, &[]).unwrap();
    // It lies on the way for as long as the window waits; the server has taken the lock back before.
    cable.cut(Cut::LateCommit);
    let began = Instant::now();
    let (late, pushed) = write(&mut window, 2, &[("cases", 1, b"late")]).unwrap();
    assert_eq!(pushed, Pushed::InDoubt);
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "waited {:?}",
        began.elapsed()
    );
    assert!(!window.settle(&late.op).unwrap());
    assert_eq!(write(&mut window, 3, &[]).unwrap().0.seq, 2);
    assert!(!window.settle(&late.op).unwrap());
    assert_eq!(window.row("cases", 1).unwrap(), None);
}

#[test]
fn a_cut_while_nothing_is_under_way_is_not_noticed() {
    let cluster = Cluster::shared().unwrap();
    let hall = cluster.hall().unwrap();
    hall.window("window_1").unwrap();
    let cable = Cable::to(cluster);
    let mut window = PgServer::new(cable.way(&hall.database, "window_1")).unwrap();
    write(&mut window, 1, &[("cases", 1, b"x")]).unwrap();
    cable.cut(Cut::Now);
    assert_eq!(window.head().unwrap(), Some(link(1, 1)));
    cable.cut(Cut::Now);
    assert_eq!(fed(&mut window, 0, Links::All).1.len(), 1);
    cable.cut(Cut::Now);
    assert_eq!(window.lock().unwrap(), Some(link(1, 1)));
    // Under way, it is: nothing of the write is kept, and it is not taken up again.
    cable.cut(Cut::Now);
    let refused = window.push(&link(2, 2), &[row("cases", 1, 2, b"y")]).unwrap_err();
    assert_eq!(refused.code(), "hall-not-saved");
    assert_eq!(window.head().unwrap(), Some(link(1, 1)));
    window.lock().unwrap();
    cable.cut(Cut::Now);
    assert_eq!(window.put_part(1, 0, b"z").unwrap_err().code(), "hall-gone");
    assert_eq!(
        window.push(&link(2, 2), &[]).unwrap_err().code(),
        "hall-not-saved"
    );
    assert_eq!(write(&mut window, 3, &[]).unwrap().1, Pushed::Saved);
}

#[test]
fn a_server_that_is_not_there_is_gone_and_comes_back() {
    let cluster = Cluster::start(Disk::Kept).unwrap();
    let hall = cluster.hall().unwrap();
    let mut window = hall.server("window_1").unwrap();
    write(&mut window, 1, &[]).unwrap();
    cluster.stop().unwrap();
    assert_eq!(window.head().unwrap_err().code(), "hall-gone");
    assert_eq!(window.lock().unwrap_err().code(), "hall-gone");
    assert_eq!(window.row("cases", 1).unwrap_err().code(), "hall-gone");
    assert_eq!(window.settle(&link(1, 1).op).unwrap_err().code(), "hall-gone");
    cluster.start_again().unwrap();
    assert_eq!(window.head().unwrap(), Some(link(1, 1)));
    // Stopped with the lock held: nothing of the write is kept.
    window.lock().unwrap();
    cluster.stop().unwrap();
    assert_eq!(
        window.push(&link(2, 2), &[]).unwrap_err().code(),
        "hall-not-saved"
    );
    cluster.start_again().unwrap();
    assert!(!window.settle(&link(2, 2).op).unwrap());
}

#[test]
fn a_killed_server_loses_nothing_that_it_acknowledged() {
    let cluster = Cluster::start(Disk::Kept).unwrap();
    let hall = cluster.hall().unwrap();
    let mut acknowledged: Vec<Op> = Vec::new();
    let mut settled: Vec<(Op, bool)> = Vec::new();
    for round in 0..3_u64 {
        let mut window = hall.server("window_1").unwrap();
        let (told, heard) = channel();
        thread::scope(|scope| {
            let writing = scope.spawn(move || {
                for number in 0.. {
                    let name = (round << 32) + number;
                    let rows: [(&str, i64, &[u8]); 2] =
                        [("cases", number as i64, b"x"), ("audit", name as i64, b"y")];
                    match write(&mut window, name, &rows) {
                        Ok((link, Pushed::Saved)) => told.send(link.op).unwrap(),
                        Ok((link, Pushed::InDoubt)) => return (window, Some(link.op)),
                        Err(_) => return (window, None),
                    }
                }
                unreachable!("the server is killed")
            });
            acknowledged.extend(heard.iter().take(20 + 7 * round as usize));
            cluster.kill().unwrap();
            acknowledged.extend(heard.iter());
            let (mut window, doubt) = writing.join().unwrap();
            // The word is waited for while the server is started again.
            let settling = scope.spawn(move || doubt.map(|op| (op, window.settle(&op).unwrap())));
            cluster.start_again().unwrap();
            settled.extend(settling.join().unwrap());
        });
    }
    let mut window = hall.server("window_1").unwrap();
    let (links, rows) = fed(&mut window, 0, Links::All);
    assert!(
        links.iter().map(|link| link.seq).eq(1..=links.len() as u64),
        "a gap"
    );
    let there: Vec<Op> = links.iter().map(|link| link.op).collect();
    for op in &acknowledged {
        assert_eq!(
            there.iter().filter(|one| *one == op).count(),
            1,
            "acknowledged: once"
        );
    }
    for (op, kept) in &settled {
        assert_eq!(there.contains(op), *kept, "what settle said stays true");
    }
    // Every link has its rows, and no row is there without one.
    let kept = settled.iter().filter(|(_, kept)| *kept).count();
    assert_eq!(there.len(), acknowledged.len() + kept);
    assert_eq!(
        rows.iter().filter(|row| row.table == "audit").count(),
        there.len()
    );
}

#[test]
fn a_standby_that_takes_over_has_everything_that_was_acknowledged() {
    let cluster = Cluster::start(Disk::Kept).unwrap();
    let hall = cluster.hall().unwrap();
    hall.window("window_1").unwrap();
    let standby = cluster.standby().unwrap();
    let hosts = [&standby, &cluster].map(|one| Host::Socket(one.folder().to_owned()));
    let way = Way::new(hosts.into(), cluster.port(), &hall.database, "window_1").unwrap();
    let mut window = PgServer::new(way).unwrap();
    for name in 1..=30 {
        assert_eq!(
            write(&mut window, name, &[("cases", 1, b"x")]).unwrap().1,
            Pushed::Saved
        );
    }
    cluster.kill().unwrap();
    // A standby that only follows takes no write, and is not asked instead.
    assert_eq!(window.lock().unwrap_err().code(), "hall-gone");
    standby.promote().unwrap();
    assert_eq!(window.head().unwrap(), Some(link(30, 30)));
    assert_eq!(write(&mut window, 31, &[]).unwrap().1, Pushed::Saved);
    let (links, _) = fed(&mut window, 0, Links::All);
    assert!(links.iter().map(|link| link.seq).eq(1..=31));
}

#[test]
fn what_only_a_restarted_server_has_is_shown_to_nobody() {
    let cluster = Cluster::start(Disk::Kept).unwrap();
    let hall = cluster.hall().unwrap();
    let (mut one, mut two) = (hall.server("window_1").unwrap(), hall.server("window_2").unwrap());
    write(&mut one, 1, &[("keyring", 0, b"ring")]).unwrap();
    let standby = cluster.standby().unwrap();
    assert_eq!(two.head().unwrap(), Some(link(1, 1)));
    standby.stop().unwrap();
    thread::scope(|scope| {
        let saving = scope.spawn(|| write(&mut one, 2, &[("cases", 1, b"x")]).unwrap().1);
        let waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
        while hall.sql(waits).unwrap().is_empty() {
            assert!(!saving.is_finished(), "saved without the standby");
        }
        // It is on the server's disk and nowhere else.
        cluster.kill().unwrap();
        assert_eq!(saving.join().unwrap(), Pushed::InDoubt);
    });
    cluster.start_again().unwrap();
    assert_eq!(
        hall.sql("SELECT 1 FROM hall.link WHERE seq = 2").unwrap().len(),
        1
    );
    assert_eq!(two.head().unwrap_err().code(), "hall-gone");
    assert_eq!(one.settle(&link(2, 2).op).unwrap_err().code(), "hall-gone");
    standby.start_again().unwrap();
    assert!(one.settle(&link(2, 2).op).unwrap());
    assert_eq!(two.head().unwrap(), Some(link(2, 2)));
}
