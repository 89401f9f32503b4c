//! `hall.toml`: what makes a folder a window of a hall. Read strictly, kept from others' eyes, never quoted in an
//! error.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use store::StoreError;
use store::hall::{Connected, HALL, Opener};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::server::PgServer;
use crate::tls::{Identity, Pin};
use crate::way::{Host, Way, other};

/// The largest such file, in bytes: two certificates and a key take some 6 KB.
const LARGEST: u64 = 64 * 1024;

/// A text that is wiped and never shown.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub(crate) struct Hidden(pub String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// The file, key by key.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ticket {
    /// What the window is called at the counter.
    pub window: String,
    /// Where the servers are: numbers of the hall's network, or the folder of a socket of this machine.
    pub hosts: Vec<String>,
    pub port: u16,
    pub database: String,
    /// The window's name at the server, which its certificate carries too.
    pub role: String,
    /// The SHA-256 of the servers' certificates: one, or two while they are renewed.
    #[serde(default)]
    pub pins: Vec<String>,
    /// The hall's secret: 32 bytes in hexadecimal digits, the same at every window and nowhere else.
    pub secret: Hidden,
    /// The window's certificate, PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Its key, PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Hidden>,
}

/// What a window's file says.
#[derive(Debug)]
pub struct Window {
    /// What the window is called at the counter.
    pub name: String,
    /// The way to its server.
    pub way: Way,
    /// The hall's secret.
    secret: Hall,
}

/// The hall's secret.
struct Hall(Zeroizing<[u8; 32]>);

impl fmt::Debug for Hall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Window {
    /// Reads the file of a window's folder.
    ///
    /// # Errors
    /// `hall-other` when it is not there, may be read by others, or says anything that is not understood.
    pub fn read(folder: &Path) -> Result<Self, StoreError> {
        Self::parse(&text_in(folder)?)
    }

    /// Reads the text of such a file.
    ///
    /// # Errors
    /// As [`Window::read`].
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        Ticket::parse(text)?.window()
    }

    /// The server that it leads to.
    ///
    /// # Errors
    /// `hall-other`.
    pub fn connect(self) -> Result<Connected, StoreError> {
        Ok(Connected {
            server: Box::new(PgServer::new(self.way)?),
            secret: self.secret.0,
            window: self.name,
        })
    }
}

/// The text of the file of a window's folder, where nobody else can have read it.
fn text_in(folder: &Path) -> Result<Zeroizing<String>, StoreError> {
    let path = folder.join(HALL);
    let unreadable = |_| other(format!("{HALL} 读不出来"));
    let found = fs::metadata(&path).map_err(unreadable)?;
    // Read as a file only: a pipe would keep whoever reads it waiting, a device would never end.
    if !found.is_file() || found.len() > LARGEST {
        return Err(other(format!("{HALL} 不是加入票")));
    }
    if found.mode() & 0o077 != 0 {
        return Err(other(format!(
            "{HALL} 别人也能读；请改成只有本人可读（权限 0600）"
        )));
    }
    Ok(Zeroizing::new(fs::read_to_string(&path).map_err(unreadable)?))
}

impl Ticket {
    fn parse(text: &str) -> Result<Self, StoreError> {
        // The parser's own words quote the line, and the line may be the secret.
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            match before {
                Some(before) => other(format!("{HALL} 第 {} 行不对", before.matches('\n').count() + 1)),
                None => other(format!("{HALL} 缺内容")),
            }
        })
    }

    fn window(self) -> Result<Window, StoreError> {
        let hosts: Vec<Host> = self
            .hosts
            .iter()
            .map(|host| Host::parse(host))
            .collect::<Result<_, _>>()?;
        let pins: Vec<Pin> = self
            .pins
            .iter()
            .map(|pin| {
                Pin::parse(pin).ok_or_else(|| other(format!("{HALL} 里的证书指纹不是 64 位十六进制数")))
            })
            .collect::<Result<_, _>>()?;
        let mut secret = Zeroizing::new([0; 32]);
        let read = base16ct::mixed::decode(&self.secret.0, secret.as_mut()).map(<[u8]>::len);
        if read != Ok(32) {
            return Err(other(format!("{HALL} 里的大厅密钥不是 64 位十六进制数")));
        }
        let way = Way::new(hosts, self.port, &self.database, &self.role)?;
        let way = match (self.certificate, self.key) {
            (Some(certificate), Some(key)) => {
                let key = Zeroizing::new(key.0.clone());
                way.pinned(&pins, Some(&Identity { certificate, key }))?
            }
            (None, None) if pins.is_empty() => way,
            _ => return Err(other(format!("{HALL} 里的证书、密钥、指纹须一起给出"))),
        };
        Ok(Window {
            name: self.window,
            way: way.checked()?,
            secret: Hall(secret),
        })
    }

    /// Writes the file, for its owner's eyes.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let text = toml::to_string(self)
            .map(Zeroizing::new)
            .map_err(io::Error::other)?;
        write_private(path, text.as_bytes())
    }
}

/// Writes a file that nobody else may read, whole or not at all.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("part");
    let _ = fs::remove_file(&beside);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(beside, path)
}

/// Connects windows by their files.
#[derive(Debug, Clone, Copy, Default)]
pub struct Windows;

impl Opener for Windows {
    fn open(&self, folder: &Path) -> Result<Connected, StoreError> {
        Window::read(folder)?.connect()
    }
}

/// Says, when a program begins, that windows of a hall are connected by their files.
pub fn open_windows() {
    store::hall::open_halls_by(Box::new(Windows));
}

/// What becomes of the certificates that a window knew before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Former {
    /// The newest of them is known beside: the server still shows it.
    Kept,
    /// The server shows them no more.
    Forgotten,
}

/// Lets a window know a certificate of its server, which was brought to it like its ticket.
///
/// # Errors
/// `hall-other` when either file cannot be read, or the window speaks no TLS; `store-file`.
pub fn trust(folder: &Path, certificate: &Path, former: Former) -> Result<Pin, StoreError> {
    let unusable = || other("证书文件读不出来".to_owned());
    let text = fs::read(certificate).map_err(|_| unusable())?;
    let pin = Pin::of_pem(&text).ok_or_else(unusable)?;
    let mut ticket = Ticket::parse(&text_in(folder)?)?;
    if ticket.pins.is_empty() {
        return Err(other("本窗口不经网络连服务器，不用证书".to_owned()));
    }
    let known = ticket.pins.iter().rev().find(|known| **known != pin.text());
    let kept = known.filter(|_| former == Former::Kept).cloned();
    ticket.pins = kept.into_iter().chain([pin.text()]).collect();
    let path = folder.join(HALL);
    ticket.write(&path).map_err(|error| StoreError::File {
        path,
        reason: error.to_string(),
    })?;
    Ok(pin)
}
