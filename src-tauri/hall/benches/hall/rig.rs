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
use crate::counter;
use crate::wanted::Wanted;
use crate::window::{Seat, closing};

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

/// The windows' ends of the cables to the server and to its standby.
const ENDS: [u8; 2] = [11, 12];

/// Where the cable of one window begins.
fn own_address(end: u8, window: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(127, 0, end, u8::try_from(window + 1).unwrap()))
}

/// Every window has cables of its own, so that it is known whom a fault befell.
fn lead_by_own_cables(ticket: &Path, window: u32) {
    let path = ticket.join(HALL);
    let mut text = fs::read_to_string(&path).unwrap();
    for end in ENDS {
        let (all, own) = (address(end).to_string(), own_address(end, window).to_string());
        assert!(text.contains(&all), "a ticket without {all}");
        text = text.replace(&format!("\"{all}\""), &format!("\"{own}\""));
    }
    fs::write(&path, text).unwrap();
}

impl Rig {
    /// A hall whose windows have all joined.
    pub fn new(wanted: &Wanted, room: &Path) -> Self {
        let primary = Cluster::start(Disk::Kept).unwrap();
        let port = primary.port();
        let today = Utc::now().date_naive();
        let safe = room.join("safe");
        let place = Place {
            hosts: ENDS.map(|end| address(end).to_string()).into(),
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
        for window in 0..wanted.windows {
            let deaf = Seat::new(room, window).deaf();
            for (end, to) in ENDS.into_iter().zip([1, 2]) {
                let from = SocketAddr::new(own_address(end, window), port);
                cables.lay(window, &deaf, from, SocketAddr::new(address(to), port));
            }
        }
        let seats: Vec<_> = (0..wanted.windows)
            .map(|number| Seat::new(room, number))
            .collect();
        for (number, seat) in seats.iter().enumerate() {
            let ticket = primary.ticket(&safe, &seat.name, today).unwrap();
            lead_by_own_cables(&ticket, number as u32);
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
    pub fn close(&mut self) {
        fs::write(closing(&self.room), "").unwrap();
        for number in 0..self.windows.len() {
            for what in ["freeze", "die", "deaf"] {
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
    pub fn prove(&self) {
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
