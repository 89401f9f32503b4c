//! A cable that is cut at a chosen moment: passes everything on between a window and its server until then.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

use hall::cluster::Cluster;
use hall::{Host, Way};
use tempfile::TempDir;

/// When it is cut, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Cut {
    /// Not at all.
    Never = 0,
    /// COMMIT does not get through.
    BeforeCommit = 1,
    /// COMMIT gets through and is done, its answer does not come back.
    AfterCommit = 2,
    /// COMMIT stays on the way until the window waits no longer, and then gets through.
    LateCommit = 4,
    /// At the next word of the window.
    Now = 3,
    /// Not at all, but nothing that the window says gets through as long as this is set.
    Silent = 5,
}

pub struct Cable {
    folder: TempDir,
    port: u16,
    cut: Arc<AtomicU8>,
}

impl Cable {
    pub fn to(cluster: &Cluster) -> Self {
        let folder = TempDir::with_prefix("hall-").unwrap();
        let name = format!(".s.PGSQL.{}", cluster.port());
        let listener = UnixListener::bind(folder.path().join(&name)).unwrap();
        let server = cluster.folder().join(name);
        let cut = Arc::new(AtomicU8::new(Cut::Never as u8));
        let cable = Self {
            folder,
            port: cluster.port(),
            cut: Arc::clone(&cut),
        };
        thread::spawn(move || {
            for window in listener.incoming().map_while(Result::ok) {
                carry(window, &server, &cut);
            }
        });
        cable
    }

    pub fn cut(&self, when: Cut) {
        self.cut.store(when as u8, Ordering::SeqCst);
    }

    /// Where a window finds it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn way(&self, database: &str, role: &str) -> Way {
        let hosts = vec![Host::Socket(self.folder().to_owned())];
        Way::new(hosts, self.port, database, role).unwrap()
    }
}

fn carry(window: UnixStream, server: &Path, cut: &Arc<AtomicU8>) {
    let Ok(server) = UnixStream::connect(server) else {
        return;
    };
    let swallow = Arc::new(AtomicU8::new(0));
    let (mut from, mut to) = (window.try_clone().unwrap(), server.try_clone().unwrap());
    let (when, swallowing) = (Arc::clone(cut), Arc::clone(&swallow));
    thread::spawn(move || {
        let mut bytes = vec![0; 1 << 16];
        let mut late = Vec::new();
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            if when.load(Ordering::SeqCst) == Cut::Silent as u8 {
                continue;
            }
            let said = &bytes[..read];
            let commits = said.windows(7).any(|one| one == b"COMMIT\0");
            let now = |cut: Cut| {
                when.compare_exchange(cut as u8, 0, Ordering::SeqCst, Ordering::SeqCst)
                    .is_ok()
            };
            if now(Cut::Now) || (commits && now(Cut::BeforeCommit)) {
                break;
            }
            if commits && now(Cut::LateCommit) {
                late = said.to_vec();
                swallowing.store(2, Ordering::SeqCst);
                continue;
            }
            if commits && now(Cut::AfterCommit) {
                swallowing.store(1, Ordering::SeqCst);
            }
            if to.write_all(said).is_err() {
                break;
            }
        }
        let _ = to.write_all(&late);
        over(&from, &to);
    });
    let (mut from, mut to) = (server, window);
    thread::spawn(move || {
        let mut bytes = vec![0; 1 << 16];
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            if swallow.load(Ordering::SeqCst) == 2 {
                continue;
            }
            if swallow.load(Ordering::SeqCst) == 1 || to.write_all(&bytes[..read]).is_err() {
                break;
            }
        }
        if swallow.load(Ordering::SeqCst) != 2 {
            over(&from, &to);
        }
    });
}

fn over(one: &UnixStream, other: &UnixStream) {
    let _ = one.shutdown(Shutdown::Both);
    let _ = other.shutdown(Shutdown::Both);
}
