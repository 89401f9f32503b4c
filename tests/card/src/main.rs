//! `virtual-card`: a PIV card made of software, in the virtual reader of vsmartcard, for the tests of the card driver.
//!
//! The card's application is `piv-authenticator`, which nobody here wrote; this program is the plastic around it: it
//! keeps the memory in a folder, feeds the application APDUs from the reader, and is pulled out by ending. Never
//! shipped, never near a real key: its memory lies on the disk in the clear.
//!
//! Facts: ISO 7816-3 (power), ISO 7816-4 §5.1 (chaining).

mod backends;
mod chaining;
mod chip;

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use chip::Chip;

const USAGE: &str = "\
virtual-card FOLDER [--port PORT] [--pull-at COUNT before|after]
  FOLDER    the card's memory; a new card when it is empty
  --port    of the virtual reader on this machine (default 35963)
  --pull-at pull the card out at the COUNTth APDU from now, before or after the card has worked on it";

/// How long the reader service may take to open the virtual reader.
const READER_PATIENCE: Duration = Duration::from_secs(20);

/// When the card is pulled out by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pull {
    /// Only when the program is ended.
    Never,
    /// Before the APDU of this number reaches the application.
    Before(u32),
    /// After the application has worked on the APDU of this number, before it is answered.
    After(u32),
}

fn main() -> ExitCode {
    let asked = match Asked::read(std::env::args().skip(1)) {
        Some(asked) => asked,
        None => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match asked.plug_in() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("virtual-card: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The command line.
struct Asked {
    folder: PathBuf,
    port: u16,
    pull: Pull,
}

impl Asked {
    fn read(mut args: impl Iterator<Item = String>) -> Option<Self> {
        let mut asked = Self {
            folder: PathBuf::from(args.next()?),
            port: vpicc::DEFAULT_PORT,
            pull: Pull::Never,
        };
        while let Some(word) = args.next() {
            match word.as_str() {
                "--port" => asked.port = args.next()?.parse().ok()?,
                "--pull-at" => {
                    let count = args.next()?.parse().ok()?;
                    asked.pull = match args.next()?.as_str() {
                        "before" => Pull::Before(count),
                        "after" => Pull::After(count),
                        _ => return None,
                    };
                }
                _ => return None,
            }
        }
        Some(asked)
    }

    /// Sits in the reader until the reader service goes away or the card is pulled. Every cycle of power is a life of
    /// its own for the application: what it held in volatile memory, a verified PIN above all, is gone.
    fn plug_in(&self) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let mut reader = self.reader()?;
        let mut pull = self.pull;
        loop {
            let ended = chip::powered(&self.folder, |application| {
                let mut chip = Chip::new(application, pull);
                let ended = chip.until_power_off(&mut reader);
                pull = chip.pull();
                ended
            });
            match ended {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    fn reader(&self) -> io::Result<vpicc::Connection> {
        let begun = Instant::now();
        loop {
            match vpicc::connect_socket(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))) {
                Err(error)
                    if error.kind() == ErrorKind::ConnectionRefused && begun.elapsed() < READER_PATIENCE =>
                {
                    std::thread::yield_now();
                }
                other => return other,
            }
        }
    }
}
