//! A server of the tests' own: Debian's PostgreSQL in a folder that goes away, on a socket that nobody else knows.
//!
//! The first test of a machine makes a server's data with an empty hall in it; all others copy that, which takes a
//! tenth of the time. Never a server that was there before, and never one that outlives the test, whatever becomes of
//! it: a keeper stops it when the test's end of the pipe closes.

mod programs;

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};
use store::hall::HALL;
use tokio_postgres::SimpleQueryMessage;

pub use programs::ClusterError;
use programs::{User, command, folder_for, programs, run};

use crate::schema::{TABLES, WINDOWS};
use crate::server::PgServer;
use crate::set_up::{
    Lines, Place, ROOT_CERTIFICATE, SERVER_CERTIFICATE, SERVER_KEY, add_window, at_server, found, server_side,
};
use crate::ticket::{Hidden, Ticket};
use crate::way::{Host, Way};

/// The database that fresh ones are copied from.
const TEMPLATE: &str = "hall_template";
/// The file of a server's own settings: what stands last counts.
const OWN: &str = "postgresql.auto.conf";
/// Who administers the tests' servers.
const ADMIN: &str = "postgres";

/// Whether a server keeps what it said when the power fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    /// As at a counter: for tests that kill it.
    Kept,
    /// Faster, for all others.
    Quick,
}

/// A server of a test's own.
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    user: Option<User>,
    keeper: Mutex<Keeper>,
}

struct Keeper {
    child: Child,
    says: Option<ChildStdin>,
    hears: BufReader<ChildStdout>,
}

/// What a server begins with.
enum Begin<'p> {
    /// A copy of data that was made before, on a port that is free.
    Copied(&'p Path),
    /// The data that lies in its folder, on this port.
    Made(u16),
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// The data of a server with an empty hall: made once, then copied.
fn made_before(bin: &Path, user: Option<User>) -> Result<PathBuf, ClusterError> {
    let me = match user {
        Some(user) => user.uid,
        None => fs::metadata("/proc/self")?.uid(),
    };
    let mut hash = Sha256::new();
    hash.update(bin.as_os_str().as_encoded_bytes());
    TABLES.iter().for_each(|one| hash.update(one));
    let name = base16ct::lower::encode_string(&hash.finalize()[..8]);
    let made = std::env::temp_dir().join(format!("counterfoil-hall-{me}-{name}"));
    if fs::metadata(&made).is_ok_and(|found| found.uid() == me) {
        return Ok(made);
    }
    let folder = folder_for(user)?;
    let data = folder.join("data");
    let mut initdb = command(&bin.join("initdb"), user);
    initdb
        .args([
            "--no-sync",
            "--no-instructions",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
        ])
        .args(["--wal-segsize=1", "--username", ADMIN, "--pgdata"])
        .arg(&data);
    run("initdb", &mut initdb)?;
    let cluster = Cluster::over(bin, folder.clone(), user, Disk::Quick, Begin::Made(free_port()?))?;
    server_side(&cluster.admin(), TEMPLATE)?;
    cluster.order("stop", "stopped")?;
    // Whoever was faster has made the same.
    let _ = run(
        "mv",
        command(Path::new("mv"), user).arg("-T").arg(&data).arg(&made),
    );
    Ok(made)
}

static SHARED: OnceLock<Cluster> = OnceLock::new();
static NAMES: AtomicU32 = AtomicU32::new(0);

impl Cluster {
    /// Starts one.
    ///
    /// # Errors
    /// [`ClusterError`], which names the package where it is missing.
    pub fn start(disk: Disk) -> Result<Self, ClusterError> {
        let (bin, user) = (programs()?, User::find()?);
        let made = made_before(&bin, user)?;
        let folder = folder_for(user)?;
        Self::over(&bin, folder, user, disk, Begin::Copied(&made))
    }

    /// Starts a standby that follows this one, on a socket of its own under the same port: what is kept here is kept
    /// there before a window hears of it.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn standby(&self) -> Result<Self, ClusterError> {
        let (bin, folder) = (programs()?, folder_for(self.user)?);
        let data = folder.join("data");
        let with = [
            "--checkpoint=fast",
            "--wal-method=stream",
            "--write-recovery-conf",
            "--no-sync",
        ];
        self.tool("pg_basebackup", &with.map(Path::new), Some(&data))?;
        let standby = Self::over(&bin, folder, self.user, Disk::Kept, Begin::Made(self.port))?;
        // After the server was away nothing is saved before the standby is there again.
        standby.set("wal_retrieve_retry_interval = '500ms'\n")?;
        self.set("synchronous_standby_names = '*'\n")?;
        Ok(standby)
    }

    /// Runs one of the server's own tools on it, as its administrator; with a folder where it has to write to.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn tool(&self, name: &'static str, args: &[&Path], to: Option<&Path>) -> Result<(), ClusterError> {
        let mut tool = command(&programs()?.join(name), self.user);
        tool.args(args);
        if let Some(to) = to {
            tool.args(["--username", ADMIN, "--port", &self.port.to_string(), "--host"])
                .arg(&self.folder)
                .arg("--pgdata")
                .arg(to);
        }
        run(name, &mut tool)
    }

    /// Makes a standby the server that takes writes; nobody follows it.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn promote(&self) -> Result<(), ClusterError> {
        let order = ["-s", "-w", "promote", "-D"].map(Path::new);
        self.tool("pg_ctl", &[&order[..], &[&self.data()]].concat(), None)
    }

    /// The folder of its data.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Adds settings, which the running server takes over.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn set(&self, lines: &str) -> Result<(), ClusterError> {
        let mut own = File::options().append(true).open(self.data().join(OWN))?;
        own.write_all(lines.as_bytes())?;
        let order = ["-s", "reload", "-D"].map(Path::new);
        self.tool("pg_ctl", &[&order[..], &[&self.data()]].concat(), None)
    }

    /// The one of this process: for tests that kill nothing.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn shared() -> Result<&'static Self, ClusterError> {
        static STARTING: Mutex<()> = Mutex::new(());
        let _one = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        if SHARED.get().is_none() {
            let _ = SHARED.set(Self::start(Disk::Quick)?);
        }
        SHARED.get().ok_or(ClusterError::Missing)
    }

    /// Starts the server over data that lies in a folder, or is copied there from another: by the keeper, who removes
    /// it whenever the test ends.
    fn over(
        bin: &Path,
        folder: PathBuf,
        user: Option<User>,
        disk: Disk,
        begin: Begin<'_>,
    ) -> Result<Self, ClusterError> {
        let (from, port) = match begin {
            Begin::Copied(from) => (Some(from), free_port()?),
            Begin::Made(port) => (None, port),
        };
        let synced = if disk == Disk::Kept { "on" } else { "off" };
        let configuration = format!(
            "listen_addresses = ''\nport = {port}\nunix_socket_directories = '{}'\nfsync = {synced}\n\
             full_page_writes = {synced}\nsynchronous_commit = {synced}\nshared_buffers = 16MB\n\
             max_connections = 300\nautovacuum = off\nlog_min_messages = log\n",
            folder.display()
        );
        let mut shell = command(Path::new("sh"), user);
        let mut child = shell
            .args(["-c", include_str!("cluster.sh"), "keeper"])
            .args([bin, &folder, from.unwrap_or(&folder)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Nothing of the test's own is held open by what outlives it for a moment; what failed is in the log.
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let (Some(says), Some(hears)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ClusterError::Failed {
                what: "sh",
                why: "no pipes".to_owned(),
            });
        };
        let cluster = Self {
            folder,
            port,
            user,
            keeper: Mutex::new(Keeper {
                child,
                says: Some(says),
                hears: BufReader::new(hears),
            }),
        };
        if from.is_some() {
            cluster.order("copy", "copied")?;
        }
        // What a standby was told by the server that it follows stays before its own.
        let own = cluster.data().join(OWN);
        let before = match from {
            Some(_) => String::new(),
            None => fs::read_to_string(&own)?,
        };
        fs::write(own, before + &configuration)?;
        cluster.order("start", "up")?;
        Ok(cluster)
    }

    /// Tells the keeper something and hears that it is done.
    fn order(&self, word: &'static str, done: &str) -> Result<(), ClusterError> {
        let mut keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(says) = &mut keeper.says {
            writeln!(says, "{word}")?;
        }
        let mut heard = String::new();
        keeper.hears.read_line(&mut heard)?;
        if heard.trim() == done {
            return Ok(());
        }
        let why = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(ClusterError::Failed { what: word, why })
    }

    /// Kills all its processes at once.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn kill(&self) -> Result<(), ClusterError> {
        self.order("kill", "killed")
    }

    /// Stops it as an administrator does.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn stop(&self) -> Result<(), ClusterError> {
        self.order("stop", "stopped")
    }

    /// Starts it again over the same data.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn start_again(&self) -> Result<(), ClusterError> {
        self.order("start", "up")
    }

    /// The folder of its socket.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The port, which is part of the socket's name.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The way over the socket as somebody.
    #[must_use]
    pub fn way(&self, database: &str, role: &str) -> Way {
        Way {
            hosts: vec![Host::Socket(self.folder.clone())],
            port: self.port,
            database: database.to_owned(),
            role: role.to_owned(),
            password: None,
            tls: None,
        }
    }

    /// The way as administrator.
    #[must_use]
    pub fn admin(&self) -> Way {
        self.way(ADMIN, ADMIN)
    }

    /// An empty hall, in a database of its own.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn hall(&self) -> Result<TestHall<'_>, ClusterError> {
        let number = NAMES.fetch_add(1, Ordering::Relaxed);
        let database = format!("hall_{}_{number}", std::process::id());
        self.sql(
            ADMIN,
            &format!("CREATE DATABASE \"{database}\" TEMPLATE {TEMPLATE} STRATEGY file_copy"),
        )?;
        let access = format!(
            "REVOKE ALL ON DATABASE \"{database}\" FROM PUBLIC; GRANT CONNECT ON DATABASE \"{database}\" TO {WINDOWS}"
        );
        self.sql(ADMIN, &access)?;
        Ok(TestHall {
            cluster: self,
            database,
        })
    }

    /// Runs SQL as administrator and gives the rows, as text.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn sql(&self, database: &str, text: &str) -> Result<Vec<Vec<Option<String>>>, ClusterError> {
        let told = at_server(&self.way(database, ADMIN), async |client| {
            Ok(client.simple_query(text).await?)
        })?;
        let rows = told.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len())
                    .map(|column| row.get(column).map(str::to_owned))
                    .collect(),
            ),
            _ => None,
        });
        Ok(rows.collect())
    }

    /// Makes a hall with certificates and has the server speak TLS on this machine's own address, as an administrator
    /// would: gives the hall's folder. From then on windows come no other way.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn speak_tls(&self, folder: &Path, database: &str, today: NaiveDate) -> Result<Place, ClusterError> {
        let place = Place {
            hosts: vec!["127.0.0.1".to_owned()],
            port: self.port,
            database: database.to_owned(),
        };
        let lines = found(&self.admin(), folder, &place, today)?;
        self.install(folder, &lines)?;
        Ok(place)
    }

    /// Puts a hall's certificates and lines where the server reads them, and starts it again.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn install(&self, folder: &Path, lines: &Lines) -> Result<(), ClusterError> {
        self.stop()?;
        let data = self.data();
        for name in [ROOT_CERTIFICATE, SERVER_CERTIFICATE, SERVER_KEY] {
            let there = data.join(name);
            fs::copy(folder.join(name), &there)?;
            if let Some(user) = self.user {
                chown(&there, Some(user.uid), Some(user.gid))?;
            }
        }
        let mut own = File::options().append(true).open(data.join(OWN))?;
        own.write_all(lines.configuration.as_bytes())?;
        fs::write(
            data.join("pg_hba.conf"),
            format!("{}local all,replication all trust\n", lines.access),
        )?;
        self.start_again()
    }

    /// A window's folder, joined over TLS: its ticket.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn ticket(&self, folder: &Path, role: &str, today: NaiveDate) -> Result<PathBuf, ClusterError> {
        Ok(add_window(&self.admin(), folder, role, role, today)?)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let keeper = self.keeper.get_mut().unwrap_or_else(PoisonError::into_inner);
        keeper.says = None;
        let _ = keeper.child.wait();
    }
}

/// An empty hall of a test.
pub struct TestHall<'c> {
    cluster: &'c Cluster,
    /// Its database.
    pub database: String,
}

impl TestHall<'_> {
    /// Makes a window's role, unless it is there, and gives its way.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn window(&self, role: &str) -> Result<Way, ClusterError> {
        static ASKING: Mutex<()> = Mutex::new(());
        let _one = ASKING.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self
            .cluster
            .sql(ADMIN, &format!("SELECT 1 FROM pg_roles WHERE rolname = '{role}'"))?;
        if known.is_empty() {
            self.cluster
                .sql(ADMIN, &format!("CREATE ROLE \"{role}\" LOGIN IN ROLE {WINDOWS}"))?;
        }
        Ok(self.cluster.way(&self.database, role))
    }

    /// The server as a window sees it.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn server(&self, role: &str) -> Result<PgServer, ClusterError> {
        Ok(PgServer::new(self.window(role)?)?)
    }

    /// Makes a folder a window of this hall: its role, and its file with this hall's secret.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn join(&self, folder: &Path, role: &str) -> Result<(), ClusterError> {
        self.window(role)?;
        // The tests' secret of a hall follows from its name: every window has the same, no two halls do.
        let secret = base16ct::lower::encode_string(&Sha256::digest(&self.database));
        let ticket = Ticket {
            window: role.to_owned(),
            hosts: vec![self.cluster.folder.display().to_string()],
            port: self.cluster.port,
            database: self.database.clone(),
            role: role.to_owned(),
            pins: Vec::new(),
            secret: Hidden(secret),
            certificate: None,
            key: None,
        };
        Ok(ticket.write(&folder.join(HALL))?)
    }

    /// Runs SQL in this hall's database as administrator and gives the rows, as text.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn sql(&self, text: &str) -> Result<Vec<Vec<Option<String>>>, ClusterError> {
        self.cluster.sql(&self.database, text)
    }

    /// The same past the tables' own triggers: what a dishonest administrator does.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn tamper(&self, text: &str) -> Result<(), ClusterError> {
        self.sql(&format!("SET session_replication_role = replica; {text}"))?;
        Ok(())
    }
}
