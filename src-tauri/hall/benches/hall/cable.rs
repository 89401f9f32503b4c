//! The cables between windows and a server: each connection passes on what it hears until it is cut or stalls, and is
//! listened to for words that somebody typed.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::counter::TYPED;
use crate::journal::now;

/// Everything is passed on.
const PASS: u8 = 0;
/// What the server answers does not come through.
const SWALLOW: u8 = 1;
/// Nothing comes through for now.
const STALL: u8 = 2;

/// A time in which a window heard none of the server's answers.
#[derive(Debug, Clone, Copy)]
pub struct Swallowed {
    pub window: usize,
    pub from: u64,
    pub to: u64,
}

/// One connection.
struct Strand {
    number: usize,
    window: TcpStream,
    server: TcpStream,
    mode: AtomicU8,
    over: AtomicBool,
}

impl Strand {
    fn end(&self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = self.window.shutdown(Shutdown::Both);
        let _ = self.server.shutdown(Shutdown::Both);
    }
}

/// All of them, to one server or to several.
#[derive(Default)]
pub struct Cables {
    strands: Mutex<Vec<Arc<Strand>>>,
    /// Bytes that went through.
    pub bytes: AtomicU64,
    /// Chunks in which a typed word stood.
    pub typed: AtomicU64,
    /// Chunks in which TLS said something: that the listening hears.
    pub heard: AtomicU64,
    /// Whose answers were swallowed until the connection was given up; those that still are end never.
    pub swallowed: Mutex<Vec<Swallowed>>,
    /// Whether it is listened to.
    pub deaf: AtomicBool,
}

impl Cables {
    /// Lays a window's cable from an address to a server's. A file tells it to swallow answers.
    pub fn lay(self: &Arc<Self>, number: u32, deaf: &Path, from: SocketAddr, to: SocketAddr) {
        let deaf = deaf.to_owned();
        let listener = TcpListener::bind(from).unwrap();
        let cables = Arc::clone(self);
        thread::spawn(move || {
            for window in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect_timeout(&to, Duration::from_secs(1)) else {
                    continue;
                };
                cables.carry(number as usize, &deaf, window, server);
            }
        });
    }

    fn carry(self: &Arc<Self>, number: usize, deaf: &Path, window: TcpStream, server: TcpStream) {
        let _ = (window.set_nodelay(true), server.set_nodelay(true));
        let strand = Arc::new(Strand {
            number,
            window: window.try_clone().unwrap(),
            server: server.try_clone().unwrap(),
            mode: AtomicU8::new(PASS),
            over: AtomicBool::new(false),
        });
        {
            let mut strands = self.strands.lock().unwrap();
            strands.retain(|one| !one.over.load(Ordering::SeqCst));
            strands.push(Arc::clone(&strand));
        }
        for (mut from, mut to, answers) in [
            (window.try_clone().unwrap(), server.try_clone().unwrap(), false),
            (server, window, true),
        ] {
            let (strand, cables, deaf) = (Arc::clone(&strand), Arc::clone(self), deaf.to_owned());
            thread::spawn(move || {
                let mut bytes = vec![0; 1 << 16];
                while let Ok(read @ 1..) = from.read(&mut bytes) {
                    cables.listen(&bytes[..read]);
                    while strand.mode.load(Ordering::SeqCst) == STALL && !strand.over.load(Ordering::SeqCst) {
                        thread::sleep(Duration::from_millis(20));
                    }
                    if answers && fs::remove_file(&deaf).is_ok() {
                        cables.goes_deaf(&strand);
                    }
                    if answers && strand.mode.load(Ordering::SeqCst) == SWALLOW {
                        continue;
                    }
                    if to.write_all(&bytes[..read]).is_err() {
                        break;
                    }
                }
                strand.end();
                if strand.mode.swap(PASS, Ordering::SeqCst) == SWALLOW {
                    cables.heard_again(number);
                }
            });
        }
    }

    fn listen(&self, said: &[u8]) {
        self.bytes.fetch_add(said.len() as u64, Ordering::Relaxed);
        // A record of TLS 1.3 with data inside.
        if said.starts_with(&[0x17, 3, 3]) {
            self.heard.fetch_add(1, Ordering::Relaxed);
        }
        if !self.deaf.load(Ordering::Relaxed) && holds_typed(said).is_some() {
            self.typed.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn pick(&self, throw: u64) -> Option<Arc<Strand>> {
        let mut strands = self.strands.lock().unwrap();
        strands.retain(|one| !one.over.load(Ordering::SeqCst));
        let many = strands.len() as u64;
        (many > 0).then(|| Arc::clone(&strands[(throw % many) as usize]))
    }

    fn heard_again(&self, window: usize) {
        let mut swallowed = self.swallowed.lock().unwrap();
        if let Some(one) = swallowed
            .iter_mut()
            .find(|one| one.window == window && one.to == u64::MAX)
        {
            one.to = now();
        }
    }

    /// Cuts one; says whose.
    pub fn cut(&self, throw: u64) -> Option<usize> {
        let one = self.pick(throw)?;
        one.end();
        Some(one.number)
    }

    /// Swallows the server's answers on one from now on; says whose.
    pub fn swallow(&self, throw: u64) -> Option<usize> {
        let one = self.pick(throw)?;
        self.goes_deaf(&one);
        Some(one.number)
    }

    fn goes_deaf(&self, one: &Strand) {
        self.swallowed.lock().unwrap().push(Swallowed {
            window: one.number,
            from: now(),
            to: u64::MAX,
        });
        one.mode.store(SWALLOW, Ordering::SeqCst);
    }

    /// Lets one stall for a while; says whose.
    pub fn stall(&self, throw: u64, time: Duration) -> Option<usize> {
        let one = self.pick(throw)?;
        one.mode.store(STALL, Ordering::SeqCst);
        let number = one.number;
        thread::spawn(move || {
            thread::sleep(time);
            one.mode.store(PASS, Ordering::SeqCst);
        });
        Some(number)
    }
}

/// A typed word that stands in some bytes.
pub fn holds_typed(bytes: &[u8]) -> Option<&'static str> {
    TYPED.into_iter().find(|word| holds(bytes, word.as_bytes()))
}

/// Whether a word stands in some bytes.
pub fn holds(bytes: &[u8], word: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == word[0]) {
        if rest[at..].starts_with(word) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}
