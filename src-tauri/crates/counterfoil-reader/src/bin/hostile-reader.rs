//! A reader that a file has taken over: it enters the same box as the real one, and then does what its file says.
//!
//! For the tests alone; it is never shipped. Each act is what code would do that a decoder let in: reach for files, the
//! network, other programs, more memory, more time, or the program at the other end of the pipe.

#![allow(unsafe_code, reason = "attacks are made with what the library does not offer")]

use std::io::{self, Write as _};

use fence::Fence;
use reader::frame::{self, Kind};
use reading::Pipe;

fn main() {
    let held = Fence::around_pipes(reading::LIMITS).shut();
    let mut pipe = Pipe::given();
    let ready = serde_json::to_vec(&held).unwrap_or_default();
    let mut left = u64::MAX;
    let handed = frame::put(&mut pipe, Kind::Ready, &ready)
        .ok()
        .and_then(|()| frame::take(&mut pipe, &mut left).ok());
    let (_, file) = handed.unwrap_or((Kind::File, Vec::new()));
    // The question that follows is left unanswered unless the act is an answer.
    let _question = frame::take(&mut pipe, &mut left);
    let text = String::from_utf8_lossy(&file).into_owned();
    let (act, about) = text.split_once(' ').unwrap_or((&text, ""));
    if let Some(done) = attack(act, about, &mut pipe) {
        // What the wall answered, so that a test can tell a refusal from a success.
        let told = format!("{{\"parts\":0,\"said\":\"{done}\"}}");
        let _ = frame::put(&mut pipe, Kind::Said, told.as_bytes());
    }
}

/// Does it; what came of it in words, where the process is still there to say so.
fn attack(act: &str, about: &str, pipe: &mut Pipe) -> Option<String> {
    match act {
        "open" => Some(word(std::fs::read(about).map(drop))),
        "write" => Some(word(std::fs::write(about, "taken over"))),
        "connect" => Some(word(std::net::TcpStream::connect(about).map(drop))),
        "socket" => Some(word(std::os::unix::net::UnixStream::connect(about).map(drop))),
        "exec" => Some(word(std::process::Command::new(about).status().map(drop))),
        "thread" => Some(word(std::thread::Builder::new().spawn(|| {}).map(drop))),
        "fork" => {
            // SAFETY: the child ends at once.
            let child = unsafe { libc::fork() };
            if child == 0 {
                std::process::exit(0);
            }
            Some(if child > 0 { "done" } else { "refused" }.to_owned())
        }
        "kill" => {
            // SAFETY: a signal to the program that started this one.
            let sent = unsafe { libc::kill(libc::getppid(), libc::SIGTERM) };
            Some(if sent == 0 { "done" } else { "refused" }.to_owned())
        }
        "run" => {
            // SAFETY: memory that is only asked for.
            let memory = unsafe {
                libc::mmap(
                    std::ptr::null_mut(),
                    4096,
                    libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC,
                    libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                    -1,
                    0,
                )
            };
            Some(
                if memory == libc::MAP_FAILED {
                    "refused"
                } else {
                    "done"
                }
                .to_owned(),
            )
        }
        "memory" => {
            let mut all: Vec<Vec<u8>> = Vec::new();
            for _ in 0..2048 {
                all.push(vec![1; 1 << 20]);
            }
            Some(format!("done {}", all.len()))
        }
        "deep" => Some(format!("done {}", deep(1))),
        "loop" => loop {
            std::hint::spin_loop();
        },
        "sleep" => {
            std::thread::sleep(std::time::Duration::from_secs(3600));
            Some("done".to_owned())
        }
        "panic" => panic!("broken by its file"),
        "more" => answer_without_end(pipe),
        "bytes" => one_byte_after_the_other(pipe),
        "nonsense" => {
            let _ = frame::put(pipe, Kind::Said, b"{\"parts\":0,\"said\":{\"width\":\"wide\"}}");
            None
        }
        "lie" => {
            // A length of four gigabytes, and nothing behind it.
            let _ = pipe.write_all(&[0xff, 0xff, 0xff, 0xff, Kind::Said as u8]);
            Some("done".to_owned())
        }
        _ => None,
    }
}

fn word(done: io::Result<()>) -> String {
    match done {
        Ok(()) => "done".to_owned(),
        Err(error) => format!("refused: {:?}", error.kind()),
    }
}

/// A gigabyte, in the parts that an answer may have.
fn answer_without_end(pipe: &mut Pipe) -> Option<String> {
    frame::put(pipe, Kind::Said, b"{\"parts\":4000000000,\"said\":null}").ok()?;
    let part = vec![7; 16 << 20];
    for _ in 0..64 {
        frame::put(pipe, Kind::Part, &part).ok()?;
    }
    None
}

/// An answer that comes and comes, a byte a second.
fn one_byte_after_the_other(pipe: &mut Pipe) -> Option<String> {
    let _ = pipe.write_all(&[0, 0, 0xff, 0xff, Kind::Said as u8]);
    loop {
        std::thread::sleep(std::time::Duration::from_millis(200));
        pipe.write_all(b" ").ok()?;
    }
}

/// As deep as it goes.
fn deep(level: u64) -> u64 {
    let held = [level; 64];
    match std::hint::black_box(&held)[0] {
        0 => 0,
        level => deep(level + 1) + held[63],
    }
}
