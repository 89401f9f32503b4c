//! A reader that a file has taken over, in the real box: what it tries is refused, or is its end, and the program is told
//! why. The next file is taken.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use reader::{ReadError, ReaderCommand, Readers, Why};
use scan::{Fit, Registration};

use crate::{good_page, readers};

/// The reader that does what its file says.
fn taken_over(patience: Duration) -> Readers {
    let mut command = ReaderCommand::program(PathBuf::from(env!("CARGO_BIN_EXE_hostile-reader")));
    command.patience = patience;
    Readers::new(command)
}

/// Has it do something; what the program is told.
fn tried(act: &str, patience: Duration) -> Result<Option<String>, ReadError> {
    let nowhere = Registration {
        homography: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        residual_mm: 0.0,
        px_per_mm: 1.0,
        fit: Fit::Flat,
        squares: Vec::new(),
    };
    taken_over(patience).picture(act.as_bytes())?.bars(&nowhere)
}

/// Longer than any act takes that comes to an end.
const PATIENT: Duration = Duration::from_secs(60);
/// For acts that do not.
const SOON: Duration = Duration::from_secs(2);

fn why(act: &str, told: &Result<Option<String>, ReadError>) -> Why {
    match told {
        Err(ReadError::SetAside { why, bytes }) => {
            assert_eq!(*bytes, act.len() as u64, "{act}: the size of its file is told");
            *why
        }
        other => panic!("{act}: {other:?}"),
    }
}

#[test]
fn what_a_taken_over_reader_wants_of_the_system_is_its_end() {
    let held = readers().held().unwrap();
    assert!(held.limits, "{held:?}");
    let secret = tempfile::tempdir().unwrap();
    let store = secret.path().join("counter.db");
    std::fs::write(&store, "the store").unwrap();
    let listening = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let acts = [
        format!("open {}", store.display()),
        "open /etc/passwd".to_owned(),
        format!("write {}", secret.path().join("left").display()),
        format!("write {}", store.display()),
        format!("connect {}", listening.local_addr().unwrap()),
        "socket /run/pcscd/pcscd.comm".to_owned(),
        "exec /bin/true".to_owned(),
        "fork".to_owned(),
        "thread".to_owned(),
        "kill".to_owned(),
        "run".to_owned(),
    ];
    for act in &acts {
        let told = tried(act, PATIENT);
        match held.calls {
            true => assert_eq!(why(act, &told), Why::Forbidden, "{act}"),
            // Without that wall the two others answer; what they do not know of is let through, and told so.
            false if held.files => {
                eprintln!("this kernel has no seccomp: {act} was answered with {told:?}");
                let files = ["open", "write", "connect", "exec"];
                if files.iter().any(|word| act.starts_with(word)) {
                    assert!(told.unwrap().unwrap_or_default().starts_with("refused"), "{act}");
                }
            }
            false => eprintln!("this kernel has neither landlock nor seccomp: {act} gave {told:?}"),
        }
    }
    assert_eq!(std::fs::read_to_string(&store).unwrap(), "the store");
    assert_eq!(
        secret.path().read_dir().unwrap().count(),
        1,
        "nothing was left behind"
    );
}

#[test]
fn what_a_taken_over_reader_takes_is_bounded() {
    let table = [
        ("memory", PATIENT, Why::Memory),
        ("deep", PATIENT, Why::Depth),
        ("panic", PATIENT, Why::Broken),
        ("nonsense", PATIENT, Why::Broken),
        ("more", PATIENT, Why::TooMuch),
        ("lie", PATIENT, Why::TooMuch),
        ("loop", SOON, Why::Time(SOON)),
        ("sleep", SOON, Why::Time(SOON)),
        ("bytes", SOON, Why::Time(SOON)),
    ];
    for (act, patience, expected) in table {
        assert_eq!(why(act, &tried(act, patience)), expected, "{act}");
    }
    // Whoever was before: the next file is read.
    let looked = readers().picture(&good_page()).unwrap().look().unwrap();
    assert_eq!((looked.width, looked.height), (300, 400));
}

#[test]
fn an_endless_loop_ends_within_twenty_seconds_as_shipped() {
    let command = ReaderCommand::program(PathBuf::from(env!("CARGO_BIN_EXE_hostile-reader")));
    let begun = Instant::now();
    let told = tried("loop", command.patience);
    assert!(matches!(why("loop", &told), Why::Time(_)), "{told:?}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn a_reader_that_is_not_there_blames_no_file() {
    let nowhere = Readers::new(ReaderCommand::program(PathBuf::from(
        "/nowhere/counterfoil-reader",
    )));
    let error = nowhere.picture(&good_page()).err().unwrap();
    assert_eq!(error.code(), "reader-unavailable");
    assert!(
        error.to_string().contains("/nowhere/counterfoil-reader"),
        "{error}"
    );
    // A program that is no reader of ours says nothing of what holds around it.
    let other = Readers::new(ReaderCommand::program(PathBuf::from("/bin/false")));
    assert_eq!(
        other.picture(&good_page()).err().unwrap().code(),
        "reader-unavailable"
    );
}

#[test]
fn the_next_reader_waits_ahead_and_one_that_died_meanwhile_costs_nothing() {
    let readers = Readers::new(crate::command().ahead());
    readers.start_next();
    let first = readers.waiting().unwrap();
    let looked = readers.picture(&good_page()).unwrap().look().unwrap();
    assert_eq!(looked.width, 300);
    let second = readers.waiting().unwrap();
    assert_ne!(first, second, "each file has a reader of its own");
    let killed = std::process::Command::new("kill")
        .args(["-9", &second.to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    // Dead, it is still there until somebody asks for how it ended: the next file does.
    while std::fs::read_to_string(format!("/proc/{second}/stat")).is_ok_and(|stat| !stat.contains(") Z ")) {
        std::thread::yield_now();
    }
    let looked = readers.picture(&good_page()).unwrap().look().unwrap();
    assert_eq!(looked.width, 300);
}
