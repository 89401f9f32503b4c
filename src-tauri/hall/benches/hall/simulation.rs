//! The hall: its server and standby, its cables, its windows, from the first move in to the last proof.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use chrono::Utc;
use hall::Windows;
use hall::cluster::{Cluster, Disk};
use hall::set_up::{Place, found};
use store::Store;
use store::hall::{HALL, Opener as _};

use crate::cable::Cables;
use crate::window::{Seat, closing};
use crate::{Wanted, checks, counter, faults};

/// The hall's database.
const DATABASE: &str = "hall";

/// A hall under way.
pub struct Rig {
    pub primary: Cluster,
    pub standby: Cluster,
    pub cables: Arc<Cables>,
    pub room: PathBuf,
    pub seats: Vec<Seat>,
    windows: Vec<Option<Child>>,
    words: [String; 3],
}

fn address(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(127, 0, 0, last))
}

impl Rig {
    fn new(wanted: &Wanted, room: &Path) -> Self {
        let primary = Cluster::start(Disk::Kept).unwrap();
        let port = primary.port();
        let today = Utc::now().date_naive();
        let safe = room.join("safe");
        let place = Place {
            hosts: vec![address(11).to_string(), address(12).to_string()],
            port,
            database: DATABASE.to_owned(),
        };
        let mut lines = found(&primary.admin(), &safe, &place, today).unwrap();
        // The server itself listens behind the cables.
        lines.configuration.push_str(&format!(
            "listen_addresses = '{}'\nshared_buffers = 128MB\nautovacuum = on\n",
            address(1)
        ));
        primary.install(&safe, &lines).unwrap();
        let standby = primary.standby().unwrap();
        let cables = Arc::new(Cables::default());
        for (from, to) in [(11, 1), (12, 2)] {
            cables.lay(
                SocketAddr::new(address(from), port),
                SocketAddr::new(address(to), port),
            );
        }
        let seats: Vec<_> = (0..wanted.windows)
            .map(|number| Seat::new(room, number))
            .collect();
        for (number, seat) in seats.iter().enumerate() {
            let ticket = primary.ticket(&safe, &seat.name, today).unwrap();
            let connected = Windows.open(&ticket).unwrap();
            if number == 0 {
                let mut store = counter::alone(&seat.folder);
                store.move_into_hall(connected).unwrap();
            } else {
                let password = counter::secret(counter::PASSWORD);
                Store::join_hall(&seat.folder, connected, counter::LOGIN, &password).unwrap();
            }
            fs::copy(ticket.join(HALL), seat.folder.join(HALL)).unwrap();
        }
        let words = [
            wanted.windows.to_string(),
            (60_000.0 * f64::from(wanted.windows) / wanted.rate).to_string(),
            wanted.seed.to_string(),
        ];
        let windows = seats.iter().map(|_| None).collect();
        Self {
            primary,
            standby,
            cables,
            room: room.to_owned(),
            seats,
            windows,
            words,
        }
    }

    /// The standby listens where the second cable leads, and takes writes from now on.
    pub fn fail_over(&self) {
        self.primary.kill().unwrap();
        let own = format!(
            "listen_addresses = '{}'\nsynchronous_standby_names = ''\n",
            address(2)
        );
        self.standby.set(&own).unwrap();
        self.standby.stop().unwrap();
        self.standby.start_again().unwrap();
        self.standby.promote().unwrap();
    }

    /// Opens a window, unless it is open.
    pub fn open(&mut self, number: usize) {
        if let Some(open) = &mut self.windows[number]
            && open.try_wait().unwrap().is_none()
        {
            return;
        }
        let [windows, pause, seed] = &self.words;
        let child = Command::new(std::env::current_exe().unwrap())
            .arg("--as-window")
            .arg(&self.room)
            .args([&number.to_string(), windows, pause, seed])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        self.windows[number] = Some(child);
    }

    /// Kills one, wherever it is.
    pub fn kill(&mut self, number: usize) {
        if let Some(mut child) = self.windows[number].take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Stops a window's process, or lets it go on.
    pub fn signal(&self, number: usize, signal: &str) {
        if let Some(child) = &self.windows[number] {
            let _ = Command::new("kill")
                .args([signal, &child.id().to_string()])
                .stderr(Stdio::null())
                .status();
        }
    }

    /// Lets every window end what it is at.
    fn close(&mut self) {
        fs::write(closing(&self.room), "").unwrap();
        for number in 0..self.windows.len() {
            for what in ["freeze", "die"] {
                let _ = fs::remove_file(self.seats[number].sign(what));
            }
        }
        loop {
            let mut open = 0;
            for number in 0..self.windows.len() {
                // One that froze itself at the very end goes on.
                self.signal(number, "-CONT");
                let child = self.windows[number].as_mut();
                open += usize::from(child.is_some_and(|child| child.try_wait().unwrap().is_none()));
            }
            if open == 0 {
                return;
            }
            thread::sleep(Duration::from_secs(1));
        }
    }

    /// Every window's proof, two at a time.
    fn prove(&self) {
        self.cables.deaf.store(true, Ordering::Relaxed);
        for pair in self.seats.chunks(2) {
            let proving: Vec<_> = pair
                .iter()
                .map(|seat| {
                    Command::new(std::env::current_exe().unwrap())
                        .arg("--as-proof")
                        .arg(&seat.folder)
                        .arg(seat.sign("proof"))
                        .stdin(Stdio::null())
                        .spawn()
                        .unwrap()
                })
                .collect();
            for mut one in proving {
                one.wait().unwrap();
            }
        }
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        for number in 0..self.windows.len() {
            self.kill(number);
        }
    }
}

/// Runs all of it and says whether it held.
pub fn run(wanted: &Wanted) -> bool {
    let room = tempfile::Builder::new().prefix("hall-bench-").tempdir().unwrap();
    let mut rig = Rig::new(wanted, room.path());
    println!(
        "{} windows joined over TLS; {} cases a minute for {} minutes, seed {}",
        wanted.windows, wanted.rate, wanted.minutes, wanted.seed
    );
    for number in 0..rig.seats.len() {
        rig.open(number);
        thread::sleep(Duration::from_millis(100));
    }
    let spans = faults::let_loose(&mut rig, wanted);
    rig.close();
    rig.prove();
    checks::check(&rig, &spans)
}
