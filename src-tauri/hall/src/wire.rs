//! One connection to the server, and the questions it is asked. Nothing here is asked twice.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::mpsc::SyncSender;
use std::task::Poll;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::join;
use store::hall::{Link, Links, Op, SealedRow};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;
use tokio_postgres::config::{SslMode, TargetSessionAttrs};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Row, Statement};

use crate::failure::{Failure, STOPPED, surely_not_kept};
use crate::schema;
use crate::tls::Speaker;
use crate::way::{Host, Way};

/// The longest wait for a connection.
pub(crate) const CONNECT: Duration = Duration::from_secs(2);
/// The longest wait for any one answer.
pub(crate) const ANSWER: Duration = Duration::from_secs(8);
/// The longest wait for what the server knows at once.
const GLANCE: Duration = Duration::from_secs(3);

/// What the server does for a window that no longer says anything: it takes the lock back after a second. A window gets
/// the server's word on a lock that it waits for in vain before it stops waiting itself. One that froze while it was
/// being fed is noticed by the network.
const PATIENCE: &str =
    "-c lock_timeout=6000 -c statement_timeout=7000 -c idle_in_transaction_session_timeout=1000";

/// A window that moves in, or begins, works alone and long: ten minutes.
const ALONE: &str =
    "SET LOCAL statement_timeout = 600000; SET LOCAL idle_in_transaction_session_timeout = 600000";

/// How many rows go out before their answers are read.
const BATCH: usize = 64;
/// How many rows are handed over at once.
const PAGE: usize = 512;

/// A connection, with its questions prepared.
pub(crate) struct Wire {
    client: Client,
    prepared: Prepared,
    carrying: AbortHandle,
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.carrying.abort();
    }
}

struct Prepared {
    lock: Statement,
    newest: Statement,
    links_after: Statement,
    rows_after: Statement,
    rows_page: Statement,
    row: Statement,
    row_again: Statement,
    row_new: Statement,
    row_first: Statement,
    link_new: Statement,
    head_on: Statement,
    part_new: Statement,
    parts: Statement,
    parts_gone: Statement,
    there: Statement,
}

/// What the server said to COMMIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Committed {
    Yes,
    Unheard,
}

/// A write under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    /// The newest link under the lock.
    pub newest: u64,
    /// Whether rows were sent already.
    pub sent: bool,
}

/// A question that is on its way once it was polled.
type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + 'a>>;

type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Waits for an answer, as long as one may take.
pub(crate) async fn within<T, E: Into<Failure>>(
    answer: impl Future<Output = Result<T, E>>,
) -> Result<T, Failure> {
    match timeout(ANSWER, answer).await {
        Ok(answer) => answer.map_err(Into::into),
        Err(_) => Err(Failure::Slow),
    }
}

/// Asks everything in this order before any answer is waited for, and gives the answers.
async fn in_order<T>(asked: Vec<Asked<'_, T>>) -> Result<Vec<T>, Failure> {
    let mut open: Vec<_> = asked.into_iter().map(Some).collect();
    let mut answers: Vec<Option<T>> = open.iter().map(|_| None).collect();
    poll_fn(move |cx| {
        let mut waiting = false;
        for (asked, answer) in open.iter_mut().zip(&mut answers) {
            let Some(one) = asked else { continue };
            match one.as_mut().poll(cx) {
                Poll::Pending => waiting = true,
                Poll::Ready(Ok(value)) => {
                    *answer = Some(value);
                    *asked = None;
                }
                Poll::Ready(Err(failure)) => return Poll::Ready(Err(failure)),
            }
        }
        if waiting {
            return Poll::Pending;
        }
        Poll::Ready(Ok(answers.iter_mut().filter_map(Option::take).collect()))
    })
    .await
}

/// Connects to whichever of the hosts takes writes. The connection's own work goes on in a task.
pub(crate) async fn connect(way: &Way) -> Result<(Client, AbortHandle), Failure> {
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

async fn connect_to(way: Way, host: Host) -> Result<(Client, AbortHandle), Failure> {
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
    match (host, way.tls) {
        (Host::Socket(folder), _) => {
            config.host_path(folder).ssl_mode(SslMode::Disable);
            let (client, connection) = config.connect(NoTls).await?;
            Ok((client, tokio::spawn(connection).abort_handle()))
        }
        (Host::Address(address), Some(tls)) => {
            config.host(address.to_string()).ssl_mode(SslMode::Require);
            let (client, connection) = config.connect(Speaker(tls)).await?;
            Ok((client, tokio::spawn(connection).abort_handle()))
        }
        (Host::Address(_), None) => Err(Failure::Refused("没有证书指纹".to_owned())),
    }
}

impl Wire {
    /// Connects and prepares the questions, which go out together.
    pub async fn open(way: &Way) -> Result<Self, Failure> {
        let (client, carrying) = connect(way).await?;
        let texts = [
            schema::LOCK,
            schema::NEWEST,
            schema::LINKS_AFTER,
            schema::ROWS_AFTER,
            schema::ROWS_PAGE,
            schema::ROW,
            schema::ROW_AGAIN,
            schema::ROW_NEW,
            schema::ROW_FIRST,
            schema::LINK_NEW,
            schema::HEAD_ON,
            schema::PART_NEW,
            schema::PARTS,
            schema::PARTS_GONE,
            schema::THERE,
        ];
        let prepared = {
            let prepare = |text: &'static str| -> Asked<'_, Statement> {
                let asked = client.prepare(text);
                Box::pin(async move { Ok(asked.await?) })
            };
            within(in_order(texts.map(prepare).into())).await
        };
        let prepared: Result<[Statement; 15], _> = prepared
            .map(TryInto::try_into)
            .map(|all| all.map_err(|_| Failure::Refused("prepared too few".to_owned())))
            .and_then(|all| all);
        let [
            lock,
            newest,
            links_after,
            rows_after,
            rows_page,
            row,
            row_again,
            row_new,
            row_first,
            link_new,
            head_on,
            part_new,
            parts,
            parts_gone,
            there,
        ] = prepared.inspect_err(|_| carrying.abort())?;
        let prepared = Prepared {
            lock,
            newest,
            links_after,
            rows_after,
            rows_page,
            row,
            row_again,
            row_new,
            row_first,
            link_new,
            head_on,
            part_new,
            parts,
            parts_gone,
            there,
        };
        Ok(Self {
            client,
            prepared,
            carrying,
        })
    }

    /// Whether the connection is known to be over.
    pub fn is_over(&self) -> bool {
        self.client.is_closed()
    }

    /// The newest link.
    pub async fn newest(&self) -> Result<Option<Link>, Failure> {
        let asked = self.client.query_opt(&self.prepared.newest, &[]);
        let row = timeout(GLANCE, asked).await.map_err(|_| Failure::Slow)??;
        row.as_ref().map(link).transpose()
    }

    /// Says that the window is there and still at its write.
    pub async fn beat(&self) -> Result<(), Failure> {
        within(self.client.batch_execute("SELECT 1")).await
    }

    /// Begins, waits for the lock and gives the newest link. COMMIT never goes out with these.
    pub async fn lock(&self) -> Result<Option<Link>, Failure> {
        let begin = self.client.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED");
        let locked = async {
            let lock = self.client.query_one(&self.prepared.lock, &[]);
            let newest = self.client.query_opt(&self.prepared.newest, &[]);
            join(lock, newest).await
        };
        let (begun, (locked, newest)) = within(async {
            let (begun, locked) = join(begin, locked).await;
            Ok::<_, Failure>((begun, locked))
        })
        .await?;
        begun?;
        let at: i64 = locked?.try_get(0)?;
        let newest = newest?.as_ref().map(link).transpose()?;
        if number(at)? != newest.as_ref().map_or(0, |link| link.seq) {
            return Err(Failure::Refused("head names no link".to_owned()));
        }
        if newest.is_none() {
            // Whoever moves in is alone.
            within(self.client.batch_execute(ALONE)).await?;
        }
        Ok(newest)
    }

    /// Undoes what is under way.
    pub async fn roll_back(&self) -> Result<(), Failure> {
        within(self.client.batch_execute("ROLLBACK")).await
    }

    /// Begins to look at one state, beside whoever writes.
    pub async fn look(&self) -> Result<(), Failure> {
        let begin = format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {ALONE}");
        within(self.client.batch_execute(&begin)).await
    }

    /// The links after one, and the rows written by them, within what was begun.
    pub async fn feed(
        &self,
        seq: u64,
        links: Links,
        rows: &SyncSender<Vec<SealedRow>>,
    ) -> Result<Vec<Link>, Failure> {
        let links = match links {
            Links::All => {
                let after = key(seq)?;
                let found = within(self.client.query(&self.prepared.links_after, &[&after])).await?;
                found.iter().map(link).collect::<Result<Vec<_>, _>>()?
            }
            Links::Newest => self.newest().await?.into_iter().collect(),
        };
        if seq == 0 {
            self.all_rows(rows).await?;
        } else {
            self.rows_after(seq, rows).await?;
        }
        Ok(links)
    }

    /// Every row, page by page.
    async fn all_rows(&self, rows: &SyncSender<Vec<SealedRow>>) -> Result<(), Failure> {
        let (mut table, mut id) = (String::new(), i64::MIN);
        loop {
            let page = within(self.client.query(&self.prepared.rows_page, &[&table, &id])).await?;
            let page = page.iter().map(sealed).collect::<Result<Vec<_>, _>>()?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            (table, id) = (last.table.clone(), last.id);
            hand_over(rows, page)?;
        }
    }

    /// The rows after a link, as they come: the server is held back while nobody takes them.
    async fn rows_after(&self, seq: u64, rows: &SyncSender<Vec<SealedRow>>) -> Result<(), Failure> {
        let after = key(seq)?;
        let params: Params<'_> = &[&after];
        let asked = self
            .client
            .query_raw(&self.prepared.rows_after, params.iter().copied());
        let mut coming = pin!(within(asked).await?);
        let mut page = Vec::new();
        while let Some(row) = within(async { Ok::<_, Failure>(coming.next().await) }).await? {
            page.push(sealed(&row?)?);
            if page.len() == PAGE {
                hand_over(rows, std::mem::take(&mut page))?;
            }
        }
        if page.is_empty() {
            Ok(())
        } else {
            hand_over(rows, page)
        }
    }

    /// One row as it stands.
    pub async fn one_row(&self, table: &str, id: i64) -> Result<Option<SealedRow>, Failure> {
        let found = within(self.client.query_opt(&self.prepared.row, &[&table, &id])).await?;
        found.as_ref().map(sealed).transpose()
    }

    /// Keeps a part of an attachment.
    pub async fn put_part(&self, attachment: u32, part: u32, body: &[u8]) -> Result<(), Failure> {
        let (attachment, part) = (i64::from(attachment), i64::from(part));
        let params: Params<'_> = &[&attachment, &part, &body];
        one(within(self.client.execute(&self.prepared.part_new, params)).await?)
    }

    /// The parts of an attachment.
    pub async fn parts(&self, attachment: u32) -> Result<Vec<Vec<u8>>, Failure> {
        let attachment = i64::from(attachment);
        let params: Params<'_> = &[&attachment];
        let asked = self
            .client
            .query_raw(&self.prepared.parts, params.iter().copied());
        let mut coming = pin!(within(asked).await?);
        let mut parts = Vec::new();
        while let Some(row) = within(async { Ok::<_, Failure>(coming.next().await) }).await? {
            parts.push(row?.try_get(1)?);
        }
        Ok(parts)
    }

    /// Forgets an attachment.
    pub async fn drop_parts(&self, attachment: u32) -> Result<(), Failure> {
        let attachment = i64::from(attachment);
        within(self.client.execute(&self.prepared.parts_gone, &[&attachment])).await?;
        Ok(())
    }

    /// Sends rows. The first ones of a hall are not looked for.
    pub async fn put_rows(&self, first: bool, rows: &[SealedRow]) -> Result<(), Failure> {
        for batch in rows.chunks(BATCH) {
            let asked = batch.iter().map(|row| self.row(first, row)).collect();
            within(in_order(asked)).await?;
        }
        Ok(())
    }

    fn row<'a>(&'a self, first: bool, row: &'a SealedRow) -> Asked<'a, ()> {
        Box::pin(async move {
            let seq = key(row.seq)?;
            let params: Params<'_> = &[&row.table, &row.id, &seq, &row.body];
            if first {
                return one(self.client.execute(&self.prepared.row_first, params).await?);
            }
            let again = self.client.execute(&self.prepared.row_again, params);
            let new = self.client.execute(&self.prepared.row_new, params);
            let (again, new) = join(again, new).await;
            one(again? + new?)
        })
    }

    /// Sends the last rows with the link and the head. Their answers are all heard before anybody thinks of COMMIT.
    pub async fn put_link(&self, held: Held, link: &Link, rows: &[SealedRow]) -> Result<(), Failure> {
        let (early, last) = rows.split_at(rows.len() - rows.len() % BATCH);
        let first = held.newest == 0 && !held.sent;
        self.put_rows(first, early).await?;
        let mut asked: Vec<_> = last.iter().map(|row| self.row(first, row)).collect();
        asked.push(Box::pin(async move {
            let (seq, before, structure) = (key(link.seq)?, key(held.newest)?, i64::from(link.schema));
            let (op, prev, mac) = (link.op.as_slice(), link.prev.as_slice(), link.mac.as_slice());
            let params: Params<'_> = &[&seq, &op, &structure, &link.listing, &prev, &mac];
            let linked = self.client.execute(&self.prepared.link_new, params);
            let params: Params<'_> = &[&seq, &before];
            let led = self.client.execute(&self.prepared.head_on, params);
            let (linked, led) = join(linked, led).await;
            one(linked?)?;
            one(led?)
        }));
        within(in_order(asked)).await?;
        Ok(())
    }

    /// Ends what is under way and keeps it.
    ///
    /// # Errors
    /// When it is sure that nothing was kept.
    pub async fn commit(&self) -> Result<Committed, Failure> {
        match timeout(ANSWER, self.client.batch_execute("COMMIT")).await {
            Ok(Ok(())) => Ok(Committed::Yes),
            Ok(Err(error)) if surely_not_kept(&error) => Err(error.into()),
            Ok(Err(_)) | Err(_) => Ok(Committed::Unheard),
        }
    }

    /// Whether an operation is there, once nobody writes.
    pub async fn there(&self, op: &Op) -> Result<bool, Failure> {
        self.lock().await?;
        let op = op.as_slice();
        let found = within(self.client.query_opt(&self.prepared.there, &[&op])).await?;
        self.roll_back().await?;
        Ok(found.is_some())
    }
}

/// Hands rows to the one who asked, and waits while he is busy with others.
fn hand_over(rows: &SyncSender<Vec<SealedRow>>, page: Vec<SealedRow>) -> Result<(), Failure> {
    rows.send(page).map_err(|_| Failure::Refused(STOPPED.to_owned()))
}

/// That one row was written.
fn one(rows: u64) -> Result<(), Failure> {
    match rows {
        1 => Ok(()),
        other => Err(Failure::Refused(format!("{other} rows instead of one"))),
    }
}

fn key(seq: u64) -> Result<i64, Failure> {
    i64::try_from(seq).map_err(|_| Failure::Refused(format!("no link has the number {seq}")))
}

fn number(seq: i64) -> Result<u64, Failure> {
    u64::try_from(seq).map_err(|_| Failure::Refused(format!("no link has the number {seq}")))
}

fn link(row: &Row) -> Result<Link, Failure> {
    let structure: i64 = row.try_get(2)?;
    let strange = |what: &str| Failure::Refused(format!("a link with a strange {what}"));
    Ok(Link {
        seq: number(row.try_get(0)?)?,
        op: row
            .try_get::<_, &[u8]>(1)?
            .try_into()
            .map_err(|_| strange("operation"))?,
        schema: u32::try_from(structure).map_err(|_| strange("structure"))?,
        listing: row.try_get(3)?,
        prev: row
            .try_get::<_, &[u8]>(4)?
            .try_into()
            .map_err(|_| strange("proof"))?,
        mac: row
            .try_get::<_, &[u8]>(5)?
            .try_into()
            .map_err(|_| strange("proof"))?,
    })
}

fn sealed(row: &Row) -> Result<SealedRow, Failure> {
    Ok(SealedRow {
        table: row.try_get(0)?,
        id: row.try_get(1)?,
        seq: number(row.try_get(2)?)?,
        body: row.try_get(3)?,
    })
}
