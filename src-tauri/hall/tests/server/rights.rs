//! What the server refuses a window that does more than the program does, and what of the two fences refuses it.

use hall::cluster::{Cluster, TestHall};
use store::hall::Server as _;

use crate::{link, write};

/// A statement as a window's role, in the first window's hall; the server's word for it.
fn refused(hall: &TestHall<'_>, text: &str) -> String {
    let as_window = format!("SET ROLE window_1; {text}");
    hall.sql(&as_window).expect_err(text).to_string()
}

fn a_hall() -> TestHall<'static> {
    let hall = Cluster::shared().unwrap().hall().unwrap();
    let mut window = hall.server("window_1").unwrap();
    hall.window("window_2").unwrap();
    write(&mut window, 1, &[("cases", 1, b"x")]).unwrap();
    window.lock().unwrap();
    window.put_part(1, 0, b"part").unwrap();
    window.push(&link(2, 2), &[]).unwrap();
    hall
}

#[test]
fn a_window_changes_nothing_that_is_kept() {
    let hall = a_hall();
    for text in [
        "UPDATE hall.link SET mac = mac",
        "DELETE FROM hall.link",
        "TRUNCATE hall.link",
        "DELETE FROM hall.head",
        "INSERT INTO hall.head (one, seq) VALUES (2, 0)",
        "TRUNCATE hall.head",
        "UPDATE hall.turn SET one = one",
        "INSERT INTO hall.turn (one) VALUES (2)",
        "DELETE FROM hall.turn",
        "TRUNCATE hall.turn",
        "DELETE FROM hall.sealed_row",
        "TRUNCATE hall.sealed_row",
        "UPDATE hall.part SET body = body",
        "TRUNCATE hall.part",
        "DROP TABLE hall.link",
        "ALTER TABLE hall.link DISABLE TRIGGER ALL",
        "DROP TRIGGER never_changed ON hall.link",
        "CREATE TABLE hall.mine (a int)",
        "CREATE TABLE public.mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE OR REPLACE FUNCTION hall.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET ROLE hall_owner; SET ROLE window_1; GRANT hall_owner TO window_1",
        "COPY hall.link TO PROGRAM 'cat'",
        "SELECT pg_read_file('pg_hba.conf')",
    ] {
        let why = refused(&hall, text);
        assert!(why.contains("42501"), "{text}: {why}");
    }
}

#[test]
fn numbers_follow_each_other_and_links_carry_their_writer() {
    let hall = a_hall();
    let add = |seq: i64, writer: &str| {
        format!(
            "INSERT INTO hall.link (seq, op, structure, writer, listing, prev, mac) VALUES ({seq}, \
             decode(repeat('07', 16), 'hex'), 1, {writer}, '', decode(repeat('00', 32), 'hex'), \
             decode(repeat('00', 32), 'hex'))"
        )
    };
    let row =
        |seq: i64| format!("INSERT INTO hall.sealed_row (tab, id, seq, body) VALUES ('cases', 9, {seq}, '')");
    for (text, why) in [
        (add(3, "'window_2'"), "the link of another"),
        (add(4, "current_user"), "does not follow"),
        (add(2, "current_user"), "does not follow"),
        (row(2), "does not follow"),
        (row(4), "does not follow"),
        ("UPDATE hall.sealed_row SET seq = 2".to_owned(), "does not follow"),
        (
            "UPDATE hall.sealed_row SET seq = 3, id = 5".to_owned(),
            "keeps its place",
        ),
        ("UPDATE hall.head SET seq = 3".to_owned(), "does not follow"),
        ("UPDATE hall.head SET seq = 1".to_owned(), "does not follow"),
        (
            format!("BEGIN; {}; UPDATE hall.head SET seq = 4", add(3, "current_user")),
            "does not follow",
        ),
    ] {
        let told = refused(&hall, &text);
        assert!(told.contains(why) && told.contains("42501"), "{text}: {told}");
    }
    // What the program does is taken, as the same role.
    let as_the_program = format!(
        "{}; {}; UPDATE hall.head SET seq = 3",
        row(3),
        add(3, "current_user")
    );
    hall.sql(&format!("SET ROLE window_1; BEGIN; {as_the_program}; COMMIT"))
        .unwrap();
    assert_eq!(hall.server("window_2").unwrap().head().unwrap().unwrap().seq, 3);
}

#[test]
fn the_owner_does_not_change_links_either() {
    let hall = a_hall();
    for text in [
        "UPDATE hall.link SET mac = mac",
        "DELETE FROM hall.link",
        "TRUNCATE hall.link",
    ] {
        let told = hall
            .sql(&format!("SET ROLE hall_owner; {text}"))
            .expect_err(text)
            .to_string();
        assert!(told.contains("never changed"), "{told}");
    }
    // Past the fence he can; the windows find it by their links, not the server.
    hall.tamper("UPDATE hall.link SET listing = 'other' WHERE seq = 1")
        .unwrap();
}

#[test]
fn a_stranger_has_no_way_in() {
    let cluster = Cluster::shared().unwrap();
    let hall = cluster.hall().unwrap();
    cluster.sql("postgres", "CREATE ROLE stranger LOGIN").unwrap();
    let mut stranger = hall::PgServer::new(cluster.way(&hall.database, "stranger")).unwrap();
    assert_eq!(stranger.head().unwrap_err().code(), "hall-gone");
    let mut nobody = hall::PgServer::new(cluster.way(&hall.database, "nobody_at_all")).unwrap();
    assert_eq!(nobody.lock().unwrap_err().code(), "hall-gone");
}
