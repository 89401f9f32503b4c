//! Where a hall's server is, and who asks it: addresses of the hall's own network, never a name that must be resolved.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::ClientConfig;
use store::StoreError;
use zeroize::Zeroizing;

use crate::tls::{Identity, Pin, client};

/// Where one server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// A machine of the hall's network.
    Address(IpAddr),
    /// The folder of a socket on this machine.
    Socket(PathBuf),
}

impl Host {
    /// Reads an address.
    ///
    /// # Errors
    /// `hall-other` for a name, and for an address that other networks lead to.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        if text.starts_with('/') {
            return Ok(Self::Socket(PathBuf::from(text)));
        }
        let address: IpAddr = text
            .parse()
            .map_err(|_| other(format!("服务器地址“{text}”不是数字地址")))?;
        let address = address.to_canonical();
        let own = match address {
            IpAddr::V4(v4) => v4.is_private() || v4.is_loopback(),
            IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
        };
        if !own {
            return Err(other(format!("服务器地址“{text}”不是内网地址")));
        }
        Ok(Self::Address(address))
    }
}

/// The way to the servers of a hall, as one who may ask them.
#[derive(Clone)]
pub struct Way {
    /// Where they listen: the one that writes is asked, whichever it is.
    pub(crate) hosts: Vec<Host>,
    pub(crate) port: u16,
    pub(crate) database: String,
    pub(crate) role: String,
    pub(crate) password: Option<Zeroizing<String>>,
    pub(crate) tls: Option<Arc<ClientConfig>>,
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Way")
            .field("hosts", &self.hosts)
            .field("port", &self.port)
            .field("database", &self.database)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl Way {
    /// A way over sockets of this machine: plain, since nothing leaves it. With an address it needs [`Way::pinned`].
    ///
    /// # Errors
    /// `hall-other` without a host.
    pub fn new(hosts: Vec<Host>, port: u16, database: &str, role: &str) -> Result<Self, StoreError> {
        if hosts.is_empty() {
            return Err(other("没有服务器地址".to_owned()));
        }
        Ok(Self {
            hosts,
            port,
            database: database.to_owned(),
            role: role.to_owned(),
            password: None,
            tls: None,
        })
    }

    /// The same over TLS, to servers that show one of these certificates.
    ///
    /// # Errors
    /// `hall-other` when there are none or more than two pins, or the certificate and its key are of no use.
    pub fn pinned(self, pins: &[Pin], identity: Option<&Identity>) -> Result<Self, StoreError> {
        Ok(Self {
            tls: Some(Arc::new(client(pins, identity)?)),
            ..self
        })
    }

    /// The same with a password, for administrators: windows have certificates.
    #[must_use]
    pub fn with_password(self, password: Zeroizing<String>) -> Self {
        Self {
            password: Some(password),
            ..self
        }
    }

    /// The same to another database.
    pub(crate) fn to_database(&self, database: &str) -> Self {
        Self {
            database: database.to_owned(),
            ..self.clone()
        }
    }

    /// That nothing goes out in clear.
    ///
    /// # Errors
    /// `hall-other` for an address without TLS.
    pub(crate) fn checked(self) -> Result<Self, StoreError> {
        let out = self.hosts.iter().any(|host| matches!(host, Host::Address(_)));
        if out && self.tls.is_none() {
            return Err(other("连接服务器须核对证书，这里没有证书指纹".to_owned()));
        }
        Ok(self)
    }
}

/// A way that is of no use, with the reason in Chinese.
pub(crate) fn other(what: String) -> StoreError {
    StoreError::HallOther { what }
}
