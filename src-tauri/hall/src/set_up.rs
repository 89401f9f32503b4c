//! Making a hall: its roles, its database and its certificates, and a ticket for each window that joins.
//!
//! Run by an administrator of the server. Everything may be run again: what is there stays as it is. The folder holds
//! the root's key and the hall's secret and belongs into the safe.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rand::TryRng as _;
use serde::{Deserialize, Serialize};
use store::StoreError;
use store::hall::HALL;
use tokio::runtime;
use tokio_postgres::Client;
use zeroize::Zeroizing;

use crate::authority::Authority;
use crate::connecting::connect;
use crate::failure::Failure;
use crate::schema::{OWNER, TABLES, WINDOWS};
use crate::ticket::{Hidden, Ticket, write_private};
use crate::tls::{Identity, Pin};
use crate::way::{Host, Way};

/// The root's certificate: by it the server knows the windows. Goes beside the server's data.
pub const ROOT_CERTIFICATE: &str = "root.pem";
/// The server's certificate, which the windows know. Goes beside the server's data.
pub const SERVER_CERTIFICATE: &str = "server.pem";
/// Its key. Goes beside the server's data, for its eyes only.
pub const SERVER_KEY: &str = "server.key";
/// The server's next certificate while it is renewed: every window has to know it before the server shows it.
pub const NEXT_CERTIFICATE: &str = "server-next.pem";
const NEXT_KEY: &str = "server-next.key";
const ROOT_KEY: &str = "root.key";
const SECRET: &str = "hall.secret";
const PLACE: &str = "place.toml";

/// Why a hall could not be made, or a window not added.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetUpError {
    /// The server cannot be reached, or refused.
    #[error("服务器没有完成这一步：{reason}")]
    Server {
        /// What it said.
        reason: String,
    },
    /// An address cannot be used.
    #[error(transparent)]
    Address(#[from] StoreError),
    /// A name that the server would not take as it is.
    #[error("名称“{name}”不能用")]
    Name {
        /// The name.
        name: String,
    },
    /// The folder belongs to another hall, or was changed.
    #[error("文件夹里的 {file} 不对")]
    Folder {
        /// The file.
        file: &'static str,
    },
    /// A file could not be read or written.
    #[error("文件 {path} 读写失败：{source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A certificate could not be made.
    #[error("证书没有做成：{0}")]
    Certificate(#[from] rcgen::Error),
    /// The system gave no random numbers.
    #[error("系统未能提供随机数")]
    NoRandom,
}

impl SetUpError {
    /// A short name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Server { .. } => "hall-set-up-server",
            Self::Address(error) => error.code(),
            Self::Name { .. } => "hall-set-up-name",
            Self::Folder { .. } => "hall-set-up-folder",
            Self::File { .. } => "hall-set-up-file",
            Self::Certificate(_) => "hall-set-up-certificate",
            Self::NoRandom => "store-no-random",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Server { .. } => "请确认服务器已启动、本人是服务器的管理员，然后重做；已做成的部分不受影响",
            Self::Address(_) => "请填内网的数字地址，或本机套接字所在的文件夹",
            Self::Name { .. } => "请用小写字母开头，只含小写字母、数字和下划线，不超过 40 个字符",
            Self::Folder { .. } => "请换一个空文件夹，或用建大厅时的那个文件夹",
            Self::File { .. } => "请检查文件夹是否存在、是否可写、磁盘是否正常",
            Self::Certificate(_) => "请核对文件夹里的根证书密钥，必要时换一个空文件夹重建大厅",
            Self::NoRandom => "请重新启动计算机后重试",
        }
        .to_owned()
    }
}

impl From<Failure> for SetUpError {
    fn from(failure: Failure) -> Self {
        Self::Server {
            reason: failure.words(),
        }
    }
}

/// Where windows find the hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Addresses of the hall's network, or the folder of a socket.
    pub hosts: Vec<String>,
    /// The port of all of them.
    pub port: u16,
    /// The database.
    pub database: String,
}

/// What whoever looks after the server puts into its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// For `postgresql.conf`.
    pub configuration: String,
    /// For `pg_hba.conf`, before every other line.
    pub access: String,
}

/// Makes a hall: the roles and the database at the server, certificates and the secret in `folder`.
///
/// # Errors
/// [`SetUpError`]; what was made until then stays, and is found when it is run again.
pub fn found(admin: &Way, folder: &Path, place: &Place, today: NaiveDate) -> Result<Lines, SetUpError> {
    let hosts = hosts(place)?;
    name(&place.database)?;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|source| file(folder, source))?;
    let known = folder.join(PLACE);
    if known.exists() && read_place(folder)? != *place {
        return Err(SetUpError::Folder { file: PLACE });
    }
    server_side(admin, &place.database)?;
    let text = toml::to_string(place).map_err(|_| SetUpError::Folder { file: PLACE })?;
    write(&known, text.as_bytes())?;
    if !folder.join(SECRET).exists() {
        let mut secret = Zeroizing::new([0; 32]);
        rand::rngs::SysRng
            .try_fill_bytes(secret.as_mut())
            .map_err(|_| SetUpError::NoRandom)?;
        let text = Zeroizing::new(base16ct::lower::encode_string(secret.as_ref()));
        write(&folder.join(SECRET), text.as_bytes())?;
    }
    if !folder.join(ROOT_CERTIFICATE).exists() {
        let (_, identity) = Authority::new(today)?;
        write_identity(folder, ROOT_CERTIFICATE, ROOT_KEY, &identity)?;
    }
    if !folder.join(SERVER_CERTIFICATE).exists() {
        let made = authority(folder)?.server(&hosts, today)?;
        write_identity(folder, SERVER_CERTIFICATE, SERVER_KEY, &made)?;
    }
    Ok(lines(place, &hosts))
}

/// Adds a window: its role at the server, and its ticket, a folder with [`HALL`] in it. A ticket that still lies there
/// is given again; one that was handed over and taken away is made anew, with a new certificate.
///
/// # Errors
/// [`SetUpError`].
pub fn add_window(
    admin: &Way,
    folder: &Path,
    role: &str,
    window: &str,
    today: NaiveDate,
) -> Result<PathBuf, SetUpError> {
    name(role)?;
    let place = read_place(folder)?;
    hosts(&place)?;
    at_server(&admin.to_database("postgres"), async |client| {
        if !there(client, "SELECT 1 FROM pg_roles WHERE rolname = $1", role).await? {
            run(client, &format!("CREATE ROLE \"{role}\"")).await?;
        }
        // Not an administrator of anything, whoever made the role before.
        let least = format!(
            "ALTER ROLE \"{role}\" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS \
             CONNECTION LIMIT 8"
        );
        run(client, &least).await?;
        run(client, &format!("GRANT {WINDOWS} TO \"{role}\"")).await
    })?;
    let ticket = folder.join("windows").join(role);
    if ticket.join(HALL).exists() {
        return Ok(ticket);
    }
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&ticket)
        .map_err(|source| file(&ticket, source))?;
    let identity = authority(folder)?.window(role, today)?;
    let mut pins = vec![pin_of(folder, SERVER_CERTIFICATE)?.text()];
    if folder.join(NEXT_CERTIFICATE).exists() {
        pins.push(pin_of(folder, NEXT_CERTIFICATE)?.text());
    }
    let path = ticket.join(HALL);
    Ticket {
        window: window.to_owned(),
        hosts: place.hosts,
        port: place.port,
        database: place.database,
        role: role.to_owned(),
        pins,
        secret: Hidden(read(folder, SECRET)?.trim().to_owned()),
        certificate: Some(identity.certificate.clone()),
        key: Some(Hidden(identity.key.to_string())),
    }
    .write(&path)
    .map_err(|source| file(&path, source))?;
    Ok(ticket)
}

/// Makes the server's next certificate, unless it lies there: for every window to know ([`crate::trust`]), and for
/// tickets from now on.
///
/// # Errors
/// [`SetUpError`].
pub fn renew(folder: &Path, today: NaiveDate) -> Result<PathBuf, SetUpError> {
    let next = folder.join(NEXT_CERTIFICATE);
    if !next.exists() {
        let made = authority(folder)?.server(&hosts(&read_place(folder)?)?, today)?;
        write_identity(folder, NEXT_CERTIFICATE, NEXT_KEY, &made)?;
    }
    Ok(next)
}

/// Puts the next certificate in the place of the present one, which is gone from then on: to be done once every window
/// knows the next, and to be followed by installing it at the server. Interrupted, it is done again.
///
/// # Errors
/// [`SetUpError`]; `hall-set-up-file` when there is no next one.
pub fn change_over(folder: &Path) -> Result<(), SetUpError> {
    let put = |from: &str, to: &str| {
        let from = folder.join(from);
        fs::rename(&from, folder.join(to)).map_err(|source| file(&from, source))
    };
    pin_of(folder, NEXT_CERTIFICATE)?;
    // The certificate comes last: as long as it lies there, this was not finished.
    if folder.join(NEXT_KEY).exists() {
        put(NEXT_KEY, SERVER_KEY)?;
    }
    put(NEXT_CERTIFICATE, SERVER_CERTIFICATE)
}

/// Shuts a window out: its role may no longer sign in, and its open connections are ended.
///
/// # Errors
/// [`SetUpError`].
pub fn shut_out(admin: &Way, role: &str) -> Result<(), SetUpError> {
    name(role)?;
    at_server(&admin.to_database("postgres"), async |client| {
        run(client, &format!("ALTER ROLE \"{role}\" NOLOGIN")).await?;
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'");
        run(client, &end).await
    })
}

/// Makes roles, database and tables.
///
/// # Errors
/// [`SetUpError`].
pub(crate) fn server_side(admin: &Way, database: &str) -> Result<(), SetUpError> {
    name(database)?;
    at_server(&admin.to_database("postgres"), async |client| {
        for role in [OWNER, WINDOWS] {
            if !there(client, "SELECT 1 FROM pg_roles WHERE rolname = $1", role).await? {
                run(client, &format!("CREATE ROLE {role} NOLOGIN")).await?;
            }
        }
        if !there(client, "SELECT 1 FROM pg_database WHERE datname = $1", database).await? {
            let make = format!(
                "CREATE DATABASE \"{database}\" OWNER {OWNER} ENCODING 'UTF8' \
                 LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
            );
            run(client, &make).await?;
        }
        run(
            client,
            &format!("REVOKE ALL ON DATABASE \"{database}\" FROM PUBLIC"),
        )
        .await?;
        run(
            client,
            &format!("GRANT CONNECT ON DATABASE \"{database}\" TO {WINDOWS}"),
        )
        .await
    })?;
    at_server(&admin.to_database(database), async |client| {
        let all = format!("BEGIN; SET LOCAL ROLE {OWNER}; {}; COMMIT", TABLES.join("; "));
        run(client, &all).await
    })
}

/// Does something at the server as its administrator.
pub(crate) fn at_server<T>(
    admin: &Way,
    work: impl AsyncFnOnce(&Client) -> Result<T, Failure>,
) -> Result<T, SetUpError> {
    let way = admin.clone().checked()?;
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| file(Path::new("/dev/null"), source))?;
    let done = runtime.block_on(async {
        let (client, carrying, _) = connect(&way).await?;
        let done = async {
            // A database is copied as long as it takes, and notes on what is there already are not wanted.
            run(
                &client,
                "SET statement_timeout = 0; SET client_min_messages = warning",
            )
            .await?;
            work(&client).await
        }
        .await;
        carrying.abort();
        done
    });
    done.map_err(|failure: Failure| failure.into())
}

async fn run(client: &Client, text: &str) -> Result<(), Failure> {
    Ok(client.batch_execute(text).await?)
}

async fn there(client: &Client, question: &str, name: &str) -> Result<bool, Failure> {
    Ok(client.query_opt(question, &[&name]).await?.is_some())
}

/// A name that needs no quoting anywhere, and is nobody's who rules.
fn name(text: &str) -> Result<(), SetUpError> {
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
    let taken =
        text.starts_with("pg_") || [OWNER, WINDOWS, "postgres", "template0", "template1"].contains(&text);
    if plain && begins && !taken && text.len() <= 40 {
        return Ok(());
    }
    Err(SetUpError::Name {
        name: text.to_owned(),
    })
}

fn hosts(place: &Place) -> Result<Vec<Host>, SetUpError> {
    Ok(place
        .hosts
        .iter()
        .map(|host| Host::parse(host))
        .collect::<Result<_, _>>()?)
}

fn lines(place: &Place, hosts: &[Host]) -> Lines {
    let addresses: Vec<String> = hosts
        .iter()
        .filter_map(|host| match host {
            Host::Address(address) => Some(address.to_string()),
            Host::Socket(_) => None,
        })
        .collect();
    let configuration = format!(
        "listen_addresses = '{}'\nport = {}\nssl = on\nssl_min_protocol_version = 'TLSv1.3'\n\
         ssl_cert_file = '{SERVER_CERTIFICATE}'\nssl_key_file = '{SERVER_KEY}'\nssl_ca_file = '{ROOT_CERTIFICATE}'\n\
         fsync = on\nfull_page_writes = on\nsynchronous_commit = on\n\
         tcp_keepalives_idle = 5\ntcp_keepalives_interval = 2\ntcp_keepalives_count = 3\ntcp_user_timeout = 8000\n\
         client_connection_check_interval = 2000\n",
        addresses.join(","),
        place.port,
    );
    let networks = [
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
    ];
    let database = &place.database;
    let mut access: String = networks
        .iter()
        .map(|network| format!("hostssl {database} +{WINDOWS} {network} cert\n"))
        .collect();
    access.push_str(&format!(
        "host all +{WINDOWS} all reject\nlocal all +{WINDOWS} reject\n"
    ));
    Lines {
        configuration,
        access,
    }
}

fn authority(folder: &Path) -> Result<Authority, SetUpError> {
    Ok(Authority::read(&read(folder, ROOT_KEY)?)?)
}

fn pin_of(folder: &Path, certificate: &'static str) -> Result<Pin, SetUpError> {
    let text = read(folder, certificate)?;
    Pin::of_pem(text.as_bytes()).ok_or(SetUpError::Folder { file: certificate })
}

fn read_place(folder: &Path) -> Result<Place, SetUpError> {
    toml::from_str(&read(folder, PLACE)?).map_err(|_| SetUpError::Folder { file: PLACE })
}

fn read(folder: &Path, name: &str) -> Result<Zeroizing<String>, SetUpError> {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).map_err(|source| file(&path, source))?;
    Ok(Zeroizing::new(text))
}

/// The key first: where the certificate lies, its key does too.
fn write_identity(
    folder: &Path,
    certificate: &str,
    key: &str,
    identity: &Identity,
) -> Result<(), SetUpError> {
    write(&folder.join(key), identity.key.as_bytes())?;
    write(&folder.join(certificate), identity.certificate.as_bytes())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), SetUpError> {
    write_private(path, bytes).map_err(|source| file(path, source))
}

fn file(path: &Path, source: io::Error) -> SetUpError {
    SetUpError::File {
        path: path.to_owned(),
        source,
    }
}
