//! How a connection comes about: to whichever server takes writes, over TLS where it leaves this machine, and with what
//! the server is to do for a window that says nothing any more.

use std::time::Duration;

use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;
use tokio_postgres::config::{SslMode, TargetSessionAttrs};
use tokio_postgres::{Client, Config, NoTls};

use crate::failure::Failure;
use crate::limit::Limit;
use crate::tls::Speaker;
use crate::way::{Host, Way};

/// The longest wait for a connection.
pub(crate) const CONNECT: Duration = Duration::from_secs(2);
/// The longest wait for any one answer.
pub(crate) const ANSWER: Duration = Duration::from_secs(8);
/// What the server does for a window that no longer says anything: it takes the lock back after a second. A window gets
/// the server's word on a lock that it waits for in vain before it stops waiting itself. One that froze while it was
/// being fed is noticed by the network.
const PATIENCE: &str =
    "-c lock_timeout=6000 -c statement_timeout=7000 -c idle_in_transaction_session_timeout=1000";

/// Connects to whichever of the hosts takes writes. The connection's own work goes on in a task.
pub(crate) async fn connect(way: &Way) -> Result<(Client, AbortHandle, Limit), Failure> {
    let racing = async {
        let mut tries = JoinSet::new();
        for host in &way.hosts {
            tries.spawn(connect_to(way.clone(), host.clone()));
        }
        let mut last = Failure::Slow;
        while let Some(tried) = tries.join_next().await {
            match tried {
                Ok(Ok(connected)) => return Ok(connected),
                Ok(Err(failure)) => last = failure,
                Err(ended) => last = Failure::Cut(ended.to_string()),
            }
        }
        Err(last)
    };
    timeout(CONNECT, racing).await.unwrap_or(Err(Failure::Slow))
}

async fn connect_to(way: Way, host: Host) -> Result<(Client, AbortHandle, Limit), Failure> {
    let mut config = Config::new();
    config
        .user(&way.role)
        .dbname(&way.database)
        .port(way.port)
        .application_name("counterfoil")
        .options(PATIENCE)
        .connect_timeout(CONNECT)
        .tcp_user_timeout(ANSWER)
        .keepalives_idle(Duration::from_secs(5))
        .keepalives_interval(Duration::from_secs(2))
        .keepalives_retries(3)
        .target_session_attrs(TargetSessionAttrs::ReadWrite);
    if let Some(password) = &way.password {
        config.password(password.as_bytes());
    }
    let limit = Limit::default();
    match (host, way.tls) {
        // Nobody else speaks on a socket of this machine.
        (Host::Socket(folder), _) => {
            config.host_path(folder).ssl_mode(SslMode::Disable);
            let (client, connection) = config.connect(NoTls).await?;
            Ok((client, tokio::spawn(connection).abort_handle(), limit))
        }
        (Host::Address(address), Some(tls)) => {
            config.host(address.to_string()).ssl_mode(SslMode::Require);
            let connected = config.connect(Speaker(tls, limit.clone())).await;
            let (client, connection) = connected.map_err(|error| limit.judge(error.into()))?;
            Ok((client, tokio::spawn(connection).abort_handle(), limit))
        }
        (Host::Address(_), None) => Err(Failure::Refused("没有证书指纹".to_owned())),
    }
}
