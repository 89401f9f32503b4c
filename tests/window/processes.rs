//! The processes around a driven window: a display and a driver for each, ended when the test ends.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::wire;

/// A process that ends with its owner, whatever it is doing.
pub struct Ended(Child);

impl Ended {
    /// The process's number.
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl From<Child> for Ended {
    fn from(child: Child) -> Self {
        Self(child)
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        // A window that hangs would ignore anything softer.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A display of its own, of the smallest size the counter's machines have.
pub fn display() -> (Ended, String) {
    display_with(&[])
}

/// The same with more options.
pub fn display_with(more: &[&str]) -> (Ended, String) {
    let mut child = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1366x768x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ])
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb: `cargo xtask setup` installs it");
    let mut number = String::new();
    let out = child.stdout.take().expect("Xvfb has an output");
    let child = Ended(child);
    // Xvfb writes its number when it can be used, and not before.
    let mut out = BufReader::new(out);
    out.read_line(&mut number).expect("Xvfb says its number");
    assert!(!number.trim().is_empty(), "Xvfb did not start");
    thread::spawn(move || out.read_to_end(&mut Vec::new()));
    (child, format!(":{}", number.trim()))
}

/// WebKit's driver on this display, with a home folder of its own.
pub fn driver(display: &str, home: &Path, more: &[(String, String)]) -> (Ended, u16) {
    let port = TcpListener::bind(("127.0.0.1", 0))
        .and_then(|l| l.local_addr())
        .expect("a free port")
        .port();
    let child = Command::new("WebKitWebDriver")
        .arg(format!("--port={port}"))
        .env("DISPLAY", display)
        .env("GDK_BACKEND", "x11")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("NO_AT_BRIDGE", "1")
        .env("LANG", "C.UTF-8")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("SOFTHSM2_CONF")
        .envs(more.iter().map(|(name, value)| (name, value)))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("WebKitWebDriver: `cargo xtask setup` installs it");
    let mut child = Ended(child);
    let until = Instant::now() + Duration::from_secs(30);
    while wire::ask(port, "GET", "/status", None).is_err() {
        assert!(
            matches!(child.0.try_wait(), Ok(None)),
            "WebKitWebDriver ended at once"
        );
        assert!(
            Instant::now() < until,
            "WebKitWebDriver does not answer on port {port}"
        );
        // The driver tells nobody when its port is open; a refused connection comes back at once.
        thread::park_timeout(Duration::from_millis(10));
    }
    (child, port)
}
