//! Both sides of a worker's pipes: a line out and a line in, each within its time, and the questions as the worker
//! reads them.
//!
//! The thread that asks also writes and waits. Every thread between it and the worker would have to be woken, and on
//! an idle machine one waking takes longer than all else that the worker costs.
//!
//! Facts: poll(2) and pipe(7) (a pipe that is ready for writing takes `PIPE_BUF` bytes without waiting).

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::process::{ChildStdin, ChildStdout};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::pipe::PIPE_BUF;
use zeroize::Zeroizing;

use super::wire::{Lines, MARK};

/// Both pipes of a worker.
pub(super) struct Pipes {
    to: ChildStdin,
    from: Lines<Timed>,
}

/// A worker's stdout, read until a moment.
struct Timed {
    stdout: ChildStdout,
    until: Instant,
}

impl Read for Timed {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        // A module that prints without end is ready for ever.
        if Instant::now() >= self.until {
            return Err(io::ErrorKind::TimedOut.into());
        }
        wait(&self.stdout, PollFlags::IN, Some(self.until))?;
        self.stdout.read(to)
    }
}

impl Pipes {
    pub(super) fn new(stdin: ChildStdin, stdout: ChildStdout) -> Self {
        let until = Instant::now();
        Self {
            to: stdin,
            from: Lines::new(Timed { stdout, until }),
        }
    }

    /// Whether the worker still holds its end.
    pub(super) fn is_open(&self) -> bool {
        !is_ready(&self.from.source().stdout, PollFlags::empty())
    }

    /// Writes a line.
    ///
    /// # Errors
    /// `TimedOut` when the worker takes nothing more; `BrokenPipe` when it is gone.
    pub(super) fn send(&mut self, line: &[u8], until: Instant) -> io::Result<()> {
        for part in line.chunks(PIPE_BUF) {
            wait(&self.to, PollFlags::OUT, Some(until))?;
            self.to.write_all(part)?;
        }
        Ok(())
    }

    /// The next answer. Whatever else stands in the pipe was printed by the module.
    ///
    /// # Errors
    /// `TimedOut`; `UnexpectedEof` when the worker is gone; `InvalidData` for a line without end.
    pub(super) fn answer(&mut self, until: Instant) -> io::Result<Zeroizing<Vec<u8>>> {
        self.from.source_mut().until = until;
        while let Some(line) = self.from.next()? {
            if let Some(answer) = line.strip_prefix(MARK) {
                return Ok(Zeroizing::new(answer.to_vec()));
            }
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// A worker's stdin. A job asks one thing after the other: for a moment after an answer the next question is looked
/// for without sleeping, which spares one waking for each.
pub(super) struct Questions(File);

/// How long a worker looks before it sleeps: the program needs less between two steps of a job, and a person more.
const AWAKE: Duration = Duration::from_micros(200);

impl Questions {
    /// Read as it is: the buffer that Rust keeps before stdin would hold PINs and is never wiped.
    ///
    /// # Errors
    /// What the operating system says when stdin is closed.
    pub(super) fn of_stdin() -> io::Result<Self> {
        Ok(Self(File::from(io::stdin().as_fd().try_clone_to_owned()?)))
    }

    /// Waits until nobody holds the other end any more.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn wait_for_end(&self) -> io::Result<()> {
        wait(&self.0, PollFlags::empty(), None)
    }
}

impl Read for Questions {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let until = Instant::now() + AWAKE;
        while Instant::now() < until && !is_ready(&self.0, PollFlags::IN) {
            std::hint::spin_loop();
        }
        self.0.read(to)
    }
}

/// Whether one end of a pipe is ready now, or of no use any more.
fn is_ready(on: impl AsFd, what: PollFlags) -> bool {
    !matches!(
        poll(&mut [PollFd::new(&on, what)], Some(&Timespec::default())),
        Ok(0)
    )
}

/// Waits for one end of a pipe to be ready, or to be of no use any more, which the call that follows tells.
fn wait(on: impl AsFd, what: PollFlags, until: Option<Instant>) -> io::Result<()> {
    loop {
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        match poll(&mut [PollFd::new(&on, what)], left.as_ref()) {
            Ok(0) => return Err(io::ErrorKind::TimedOut.into()),
            Ok(_) => return Ok(()),
            Err(Errno::INTR) => {}
            Err(other) => return Err(other.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::{Child, Command, Stdio};

    use super::*;

    /// A program in the worker's place, ended with the test.
    struct Other(Child);

    impl Other {
        fn start(program: &str) -> (Self, Pipes) {
            let mut child = Command::new("sh")
                .args(["-c", program])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let pipes = Pipes::new(child.stdin.take().unwrap(), child.stdout.take().unwrap());
            (Self(child), pipes)
        }
    }

    impl Drop for Other {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(50)
    }

    fn late() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[test]
    fn an_answer_is_found_among_what_a_module_prints() {
        let (_other, mut pipes) = Other::start("exec cat");
        pipes
            .send(b"loading...\n\n@token yes\n@token no\n", late())
            .unwrap();
        assert_eq!(pipes.answer(late()).unwrap().as_slice(), b"yes");
        assert_eq!(pipes.answer(late()).unwrap().as_slice(), b"no");
        assert!(pipes.is_open());
    }

    #[test]
    fn a_question_longer_than_the_pipe_arrives_whole() {
        let (_other, mut pipes) = Other::start("wc -c | sed 's/^/@token /'");
        pipes.send(&vec![b'x'; 1 << 20], late()).unwrap();
        let Pipes { to, mut from } = pipes;
        drop(to);
        from.source_mut().until = late();
        assert_eq!(from.next().unwrap().unwrap().as_slice(), b"@token 1048576");
    }

    #[test]
    fn nobody_waits_longer_than_asked_for() {
        let (_deaf, mut pipes) = Other::start("exec sleep 1000");
        let full = pipes.send(&vec![b'x'; 1 << 20], soon()).unwrap_err();
        assert_eq!(full.kind(), io::ErrorKind::TimedOut);
        assert_eq!(pipes.answer(soon()).unwrap_err().kind(), io::ErrorKind::TimedOut);
        let (_babbling, mut pipes) = Other::start("exec yes");
        assert_eq!(pipes.answer(soon()).unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn a_worker_that_is_gone_is_told_as_such() {
        let (mut other, mut pipes) = Other::start("exit 0");
        other.0.wait().unwrap();
        assert!(!pipes.is_open());
        assert_eq!(
            pipes.answer(late()).unwrap_err().kind(),
            io::ErrorKind::UnexpectedEof
        );
        let gone = pipes.send(b"@token?\n", late()).unwrap_err();
        assert_eq!(gone.kind(), io::ErrorKind::BrokenPipe);
    }
}
