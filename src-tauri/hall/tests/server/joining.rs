//! Making a hall, joining it over TLS, and everyone who is refused.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use chrono::NaiveDate;
use hall::cluster::{Cluster, Disk};
use hall::set_up::{add_window, change_over, found, renew, shut_out};
use hall::{Former, Host, PgServer, Pin, Window, Windows, trust};
use store::hall::{HALL, Opener as _, Pushed, Server as _};
use tempfile::TempDir;

use crate::write;

fn today() -> NaiveDate {
    // Certificates are good for ten years, and the server looks at its own clock.
    chrono::Utc::now().date_naive()
}

/// The text of a window's file with one line changed.
fn with(ticket: &Path, key: &str, value: &str) -> String {
    let text = fs::read_to_string(ticket.join(HALL)).unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with(&format!("{key} = ")))
        .unwrap();
    text.replace(line, &format!("{key} = {value}"))
}

/// What the first question over such a file comes to.
fn asked(text: &str) -> Result<(), String> {
    let window = Window::parse(text).map_err(|error| error.to_string())?;
    let mut connected = window.connect().map_err(|error| error.to_string())?;
    connected.server.head().map(drop).map_err(|error| {
        assert_eq!(error.code(), "hall-gone");
        error.to_string()
    })
}

#[test]
fn a_window_joins_by_its_ticket_and_nobody_else_does() {
    let cluster = Cluster::start(Disk::Quick).unwrap();
    let home = TempDir::new().unwrap();
    let folder = home.path().join("hall");
    let place = cluster.speak_tls(&folder, "counter", today()).unwrap();
    let ticket = cluster.ticket(&folder, "window_1", today()).unwrap();
    assert_eq!(fs::metadata(ticket.join(HALL)).unwrap().mode() & 0o777, 0o600);

    let mut connected = Windows.open(&ticket).unwrap();
    assert_eq!(
        write(&mut *connected.server, 1, &[("cases", 1, b"x")]).unwrap().1,
        Pushed::Saved
    );
    let text = fs::read_to_string(ticket.join(HALL)).unwrap();
    asked(&text).unwrap();
    let admin = cluster.admin();
    let spoken = cluster
        .sql(
            "counter",
            "SELECT s.version FROM pg_stat_ssl s JOIN pg_stat_activity USING (pid) WHERE s.ssl",
        )
        .unwrap();
    assert!(
        spoken
            .iter()
            .flatten()
            .all(|one| one.as_deref() == Some("TLSv1.3"))
            && !spoken.is_empty()
    );

    // Two pins while the certificate is renewed: one of them is enough.
    let pin = text
        .lines()
        .find(|line| line.starts_with("pins"))
        .unwrap()
        .split('"')
        .nth(1)
        .unwrap();
    let strange = Pin([7; 32]).text();
    asked(&with(&ticket, "pins", &format!("[\"{strange}\", \"{pin}\"]"))).unwrap();
    // Another server's certificate; a role that the certificate does not name; a certificate of another hall.
    let told = asked(&with(&ticket, "pins", &format!("[\"{strange}\"]"))).unwrap_err();
    assert!(told.contains("证书不是本大厅服务器的"), "{told}");
    cluster.ticket(&folder, "window_2", today()).unwrap();
    asked(&with(&ticket, "role", "\"window_2\"")).unwrap_err();
    asked(&with(&ticket, "role", "\"postgres\"")).unwrap_err();
    let other = Cluster::start(Disk::Quick).unwrap();
    let elsewhere = home.path().join("elsewhere");
    other.speak_tls(&elsewhere, "counter", today()).unwrap();
    let foreign = other.ticket(&elsewhere, "window_1", today()).unwrap();
    let foreign_text = fs::read_to_string(foreign.join(HALL)).unwrap();
    asked(&foreign_text).unwrap();
    let port = with(&foreign, "port", &place.port.to_string());
    let line = port
        .lines()
        .find(|line| line.starts_with("pins"))
        .unwrap()
        .to_owned();
    let told = asked(&port.replace(&line, &format!("pins = [\"{pin}\"]"))).unwrap_err();
    assert!(
        !told.contains("证书不是本大厅服务器的"),
        "the server refuses, not the window: {told}"
    );

    // Without TLS, and past it over the socket: not as a window.
    let mut plain = PgServer::new(cluster.way("counter", "window_1")).unwrap();
    assert_eq!(plain.head().unwrap_err().code(), "hall-gone");

    // Several servers: whichever is there and writes.
    let two = with(&ticket, "hosts", "[\"127.0.0.2\", \"127.0.0.1\"]");
    asked(&two).unwrap();

    // Shut out, at once.
    shut_out(&admin, "window_1").unwrap();
    assert_eq!(connected.server.head().unwrap_err().code(), "hall-gone");
    // And let in again with the same ticket.
    assert_eq!(cluster.ticket(&folder, "window_1", today()).unwrap(), ticket);
    assert_eq!(connected.server.head().unwrap().unwrap().seq, 1);
    // Taken away, it is made anew, for the same role and with the same secret.
    fs::remove_file(ticket.join(HALL)).unwrap();
    cluster.ticket(&folder, "window_1", today()).unwrap();
    let again = fs::read_to_string(ticket.join(HALL)).unwrap();
    asked(&again).unwrap();
    let secret = |text: &str| {
        text.lines()
            .find(|line| line.starts_with("secret"))
            .unwrap()
            .to_owned()
    };
    assert_eq!(secret(&again), secret(&text));
    assert_ne!(secret(&foreign_text), secret(&text));
    assert_ne!(again, text);
}

#[test]
fn a_hall_is_made_once_however_often() {
    let cluster = Cluster::start(Disk::Quick).unwrap();
    let home = TempDir::new().unwrap();
    let folder = home.path().join("hall");
    let mut place = hall::set_up::Place {
        hosts: vec!["192.168.7.5".to_owned(), "fd00::5".to_owned()],
        port: 5433,
        database: "counter".to_owned(),
    };
    let lines = found(&cluster.admin(), &folder, &place, today()).unwrap();
    assert!(lines.configuration.contains("'192.168.7.5,fd00::5'") && lines.access.contains(" cert\n"));
    let files = || {
        let mut files: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| (fs::read(&path).unwrap(), path))
            .collect();
        files.sort();
        files
    };
    let before = files();
    assert!(
        before
            .iter()
            .all(|(_, path)| fs::metadata(path).unwrap().mode() & 0o077 == 0)
    );
    let ticket = add_window(&cluster.admin(), &folder, "window_1", "3 号窗", today()).unwrap();
    let window = Window::read(&ticket).unwrap();
    assert_eq!(window.name, "3 号窗");
    let mut inside = PgServer::new(cluster.way("counter", "window_1")).unwrap();
    write(&mut inside, 1, &[("cases", 1, b"x")]).unwrap();
    assert_eq!(found(&cluster.admin(), &folder, &place, today()).unwrap(), lines);
    assert_eq!(files(), before);
    assert_eq!(inside.head().unwrap().unwrap().seq, 1);
    // Not with other addresses in the same folder, not under names that need quoting, not to the world.
    place.port = 5434;
    let told = |result: Result<_, hall::set_up::SetUpError>| {
        result.map(|_: hall::set_up::Lines| ()).unwrap_err().code()
    };
    assert_eq!(
        told(found(&cluster.admin(), &folder, &place, today())),
        "hall-set-up-folder"
    );
    place.database = "counter\"; DROP".to_owned();
    assert_eq!(
        told(found(&cluster.admin(), &folder, &place, today())),
        "hall-set-up-name"
    );
    place.hosts = vec!["8.8.8.8".to_owned()];
    assert_eq!(
        told(found(&cluster.admin(), &folder, &place, today())),
        "hall-other"
    );
    for name in [
        "",
        "Window",
        "1st",
        "postgres",
        "pg_monitor",
        "hall_owner",
        "a b",
        "窗口",
    ] {
        let told = add_window(&cluster.admin(), &folder, name, "x", today()).unwrap_err();
        assert_eq!(told.code(), "hall-set-up-name", "{name}");
        assert!(!told.remedy().is_empty());
    }
}

#[test]
fn only_addresses_of_the_own_network_are_connected() {
    for own in [
        "10.1.2.3",
        "172.16.0.9",
        "172.31.255.1",
        "192.168.1.1",
        "127.0.0.1",
        "::1",
        "fd12:3456::1",
        "/run/x",
    ] {
        assert!(Host::parse(own).is_ok(), "{own}");
    }
    // Written as an address of the other kind it is the same address.
    assert_eq!(
        Host::parse("::ffff:10.0.0.1").unwrap(),
        Host::parse("10.0.0.1").unwrap()
    );
    for other in [
        "8.8.8.8",
        "172.32.0.1",
        "172.15.0.1",
        "192.169.0.1",
        "11.0.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "100.64.0.1",
        "2001:db8::1",
        "::",
        "ff02::1",
        "::ffff:8.8.8.8",
        "localhost",
        "server.lan",
        "",
        " 10.0.0.1",
        "10.0.0.1:5432",
        "10.0.0",
        "run/x",
    ] {
        assert_eq!(Host::parse(other).unwrap_err().code(), "hall-other", "{other}");
    }
    // And none of them without a pin.
    let way = hall::Way::new(vec![Host::parse("10.0.0.1").unwrap()], 5432, "a", "b").unwrap();
    assert_eq!(PgServer::new(way).err().unwrap().code(), "hall-other");
}

#[test]
fn the_file_is_read_strictly_and_never_quoted() {
    let secret = "5ec5e75ec5e75ec5e75ec5e75ec5e75ec5e75ec5e75ec5e75ec5e75ec5e75ec5";
    let good = format!(
        "window = \"一号窗\"\nhosts = [\"/run/hall\"]\nport = 5432\ndatabase = \"counter\"\nrole = \"window_1\"\n\
         secret = \"{secret}\"\n"
    );
    let window = Window::parse(&good).unwrap();
    assert!(!format!("{window:?}").contains("5ec5"), "{window:?}");
    assert_eq!(
        base16ct::lower::encode_string(window.connect().unwrap().secret.as_ref()),
        secret
    );
    let pin = Pin([1; 32]).text();
    for (wrong, line) in [
        (good.replace("port = 5432", "port = 70000"), "第 3 行"),
        (
            good.replace("port = 5432", "port = 5432\nsearch = \"x\""),
            "第 4 行",
        ),
        (good.replace("role", "roll"), "第 5 行"),
        (good.replace(&format!("\"{secret}\""), secret), "第 6 行"),
        (good.replace("window = \"一号窗\"\n", ""), ""),
        (good.replace(secret, &secret[2..]), "大厅密钥"),
        (good.replace(secret, &format!("zz{}", &secret[2..])), "大厅密钥"),
        (good.replace("[\"/run/hall\"]", "[]"), "没有服务器地址"),
        (good.replace("/run/hall", "10.0.0.1"), "指纹"),
        (good.replace("/run/hall", "db.example.org"), "数字地址"),
        (format!("{good}pins = [\"{pin}\"]\n"), "一起给出"),
        (format!("{good}pins = [\"12\"]\n"), "64 位"),
        (
            format!("{good}pins = [\"{pin}\"]\ncertificate = \"x\"\nkey = \"y\"\n"),
            "读不出来",
        ),
    ] {
        let told = Window::parse(&wrong).map(drop).unwrap_err();
        assert_eq!(told.code(), "hall-other", "{wrong}");
        let told = format!("{told} {told:?}");
        assert!(told.contains(line), "{told} for {wrong}");
        assert!(!told.contains(&secret[2..]), "{told}");
    }
    let home = TempDir::new().unwrap();
    assert_eq!(
        Window::read(home.path()).map(drop).unwrap_err().code(),
        "hall-other"
    );
    fs::write(home.path().join(HALL), &good).unwrap();
    fs::set_permissions(home.path().join(HALL), Permissions::from_mode(0o640)).unwrap();
    assert!(
        Window::read(home.path())
            .unwrap_err()
            .to_string()
            .contains("0600")
    );
    fs::set_permissions(home.path().join(HALL), Permissions::from_mode(0o600)).unwrap();
    assert!(Windows.open(home.path()).is_ok());
}

#[test]
fn the_servers_certificate_is_renewed_while_every_window_goes_on() {
    let cluster = Cluster::start(Disk::Quick).unwrap();
    let home = TempDir::new().unwrap();
    let folder = home.path().join("hall");
    let place = cluster.speak_tls(&folder, "counter", today()).unwrap();
    let [one, two] = ["window_1", "window_2"].map(|role| cluster.ticket(&folder, role, today()).unwrap());
    let text = |ticket: &Path| fs::read_to_string(ticket.join(HALL)).unwrap();
    assert_eq!(
        change_over(&folder).unwrap_err().code(),
        "hall-set-up-file",
        "none was made"
    );

    let next = renew(&folder, today()).unwrap();
    assert_eq!(renew(&folder, today()).unwrap(), next, "made once");
    let pin = trust(&one, &next, Former::Kept).unwrap();
    assert_eq!(
        trust(&one, &next, Former::Kept).unwrap(),
        pin,
        "told twice it knows both"
    );
    asked(&text(&one)).unwrap();
    // Who joins meanwhile knows both.
    let three = cluster.ticket(&folder, "window_3", today()).unwrap();
    asked(&text(&three)).unwrap();

    change_over(&folder).unwrap();
    let lines = found(&cluster.admin(), &folder, &place, today()).unwrap();
    cluster.install(&folder, &lines).unwrap();
    asked(&text(&one)).unwrap();
    asked(&text(&three)).unwrap();
    let told = asked(&text(&two)).unwrap_err();
    assert!(told.contains("证书不是本大厅服务器的"), "{told}");
    // One that was forgotten is told later; the former certificate counts no more.
    trust(&two, &folder.join("server.pem"), Former::Forgotten).unwrap();
    trust(&one, &folder.join("server.pem"), Former::Forgotten).unwrap();
    for ticket in [&one, &two] {
        asked(&text(ticket)).unwrap();
        let pins = text(ticket);
        assert_eq!(
            pins.lines()
                .find(|line| line.starts_with("pins"))
                .unwrap()
                .matches('"')
                .count(),
            2
        );
        assert_eq!(fs::metadata(ticket.join(HALL)).unwrap().mode() & 0o777, 0o600);
    }
    // What is no certificate changes nothing.
    let before = text(&one);
    let strange = trust(&one, &folder.join("place.toml"), Former::Kept);
    assert_eq!(strange.unwrap_err().code(), "hall-other");
    assert_eq!(text(&one), before);
}
