//! One connection to the server, and the questions it is asked. Nothing here is asked twice.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::mpsc::SyncSender;
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::{join, join4, maybe_done};
use futures_util::{FutureExt as _, StreamExt as _};
use store::hall::{Fed, Link, Links, Op, SealedRow};
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, RowStream, Statement};

use crate::connecting::{ANSWER, connect};
use crate::failure::{Failure, STOPPED, surely_not_kept};
use crate::limit::{Limit, fits};
use crate::schema;
use crate::way::Way;

/// The longest wait for what the server knows, or its standby gets, at once.
const GLANCE: Duration = Duration::from_secs(3);

/// A window that moves in, or begins, works alone and long: ten minutes.
const ALONE: &str =
    "SET LOCAL statement_timeout = 600000; SET LOCAL idle_in_transaction_session_timeout = 600000";

/// How often clocks are compared while a connection lasts.
const CLOCK: Duration = Duration::from_secs(3600);

/// How many rows go out before their answers are read.
const BATCH: usize = 64;
/// How many rows are handed over at once.
const PAGE: usize = 512;
/// And not many more bytes than these.
const PAGE_BYTES: usize = 1 << 20;

/// A connection, with its questions prepared.
pub(crate) struct Wire {
    client: Client,
    prepared: Prepared,
    carrying: AbortHandle,
    limit: Limit,
    /// How far the server's clock was ahead of this PC's, and when that was found.
    clock: (TimeDelta, Instant),
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.carrying.abort();
    }
}

struct Prepared {
    /// None in a hall that was set up by a program before it: whoever comes then waits in no order.
    turn: Option<Statement>,
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
    clock: Statement,
    caught_up: Statement,
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

impl Wire {
    /// Connects and prepares the questions, which go out together.
    pub async fn open(way: &Way) -> Result<Self, Failure> {
        let (client, carrying, limit) = connect(way).await?;
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
            schema::CLOCK,
            schema::CAUGHT_UP,
        ];
        let prepared = {
            let prepare = |text: &'static str| -> Asked<'_, Statement> {
                let asked = client.prepare(text);
                Box::pin(async move { Ok(asked.await?) })
            };
            // What was asked after one that fails is answered all the same: no transaction is under way.
            let turn = async { Ok::<_, Failure>(client.prepare(schema::TURN).await) };
            within(
                join(in_order(texts.map(prepare).into()), turn)
                    .map(|(all, turn)| Ok::<_, Failure>((all?, turn?))),
            )
            .await
        };
        let prepared = prepared.and_then(|(all, turn)| match turn {
            Ok(turn) => Ok((all, Some(turn))),
            Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok((all, None)),
            Err(error) => Err(error.into()),
        });
        let (prepared, turn) = match prepared {
            Ok((all, turn)) => (Ok(all), turn),
            Err(failure) => (Err(failure), None),
        };
        let prepared: Result<[Statement; 17], _> = prepared
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
            clock,
            caught_up,
        ] = prepared.inspect_err(|_| carrying.abort())?;
        let prepared = Prepared {
            turn,
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
            clock,
            caught_up,
        };
        let mut wire = Self {
            client,
            prepared,
            carrying,
            limit,
            clock: (TimeDelta::zero(), Instant::now()),
        };
        wire.compare_clocks().await?;
        // What a window has seen is never taken back: it sees nothing that only one server has.
        let caught_up = wire.client.execute(&wire.prepared.caught_up, &[]);
        timeout(GLANCE, caught_up).await.map_err(|_| Failure::Slow)??;
        Ok(wire)
    }

    /// How far the server's clock was ahead of this PC's when they were compared last.
    pub fn clock(&self) -> TimeDelta {
        self.clock.0
    }

    /// Compares them once more, when that is due: each time while they are apart, since somebody is setting one right.
    pub async fn keep_time(&mut self) -> Result<(), Failure> {
        match self.clock.1.elapsed() > CLOCK || self.clock.0.abs() > TimeDelta::minutes(1) {
            true => self.compare_clocks().await,
            false => Ok(()),
        }
    }

    async fn compare_clocks(&mut self) -> Result<(), Failure> {
        let before = Utc::now();
        let asked = Instant::now();
        let row = within(self.client.query_one(&self.prepared.clock, &[])).await?;
        let theirs: SystemTime = row.try_get(0)?;
        // It was theirs at some moment between asking and hearing.
        let half = TimeDelta::from_std(asked.elapsed() / 2).unwrap_or_default();
        self.clock = (DateTime::<Utc>::from(theirs) - (before + half), Instant::now());
        Ok(())
    }

    /// What a question came to, where the connection was given up for what came over it.
    pub fn judged<T>(&self, answer: Result<T, Failure>) -> Result<T, Failure> {
        answer.map_err(|failure| self.limit.judge(failure))
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
        let asked = self.client.batch_execute("SELECT 1");
        Ok(timeout(GLANCE, asked).await.map_err(|_| Failure::Slow)??)
    }

    /// Begins, waits for the lock and gives the newest link. COMMIT never goes out with these.
    pub async fn lock(&self) -> Result<Option<Link>, Failure> {
        let begin = self.client.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED");
        let turned = async {
            match &self.prepared.turn {
                Some(turn) => self.client.query_one(turn, &[]).await.map(drop),
                None => Ok(()),
            }
        };
        let lock = self.client.query_one(&self.prepared.lock, &[]);
        let newest = self.client.query_opt(&self.prepared.newest, &[]);
        let asked = join4(begin, turned, lock, newest);
        let (begun, turned, locked, newest) = within(async { Ok::<_, Failure>(asked.await) }).await?;
        begun?;
        turned?;
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

    /// The links after one, and then the rows written by them, within what was begun.
    pub async fn feed(&self, seq: u64, links: Links, to: &SyncSender<Vec<Fed>>) -> Result<(), Failure> {
        let after = key(seq)?;
        let after: Params<'_> = &[&after];
        let links_after = self.found(&self.prepared.links_after, after);
        match (links, seq) {
            (Links::All, 0) => {
                hand_over(links_after, to_link, to).await?;
                self.all_rows(to).await
            }
            (Links::All, _) => {
                // Both go out together: others wait for whoever asks under the lock.
                let links_after = sent(links_after).await;
                let rows_after = sent(self.found(&self.prepared.rows_after, after)).await;
                hand_over(links_after, to_link, to).await?;
                hand_over(rows_after, to_row, to).await
            }
            (Links::Newest, _) => {
                let newest = self.newest().await?.map(Fed::Link);
                given(to, newest.into_iter().collect())?;
                self.all_rows(to).await
            }
        }
    }

    /// Asks for rows that are read as they come.
    async fn found(&self, asked: &Statement, params: Params<'_>) -> Result<RowStream, tokio_postgres::Error> {
        self.client.query_raw(asked, params.iter().copied()).await
    }

    /// Every row, page by page.
    async fn all_rows(&self, to: &SyncSender<Vec<Fed>>) -> Result<(), Failure> {
        let (mut table, mut id) = (String::new(), i64::MIN);
        loop {
            let mut last = None;
            let to_fed = |row: &Row| {
                let row = sealed(row)?;
                last = Some((row.table.clone(), row.id));
                Ok(Fed::Row(row))
            };
            let params: Params<'_> = &[&table, &id];
            hand_over(self.found(&self.prepared.rows_page, params), to_fed, to).await?;
            match last {
                // A server that begins again from the front would never end.
                Some(next) if next > (table, id) => (table, id) = next,
                Some(_) => return Err(Failure::Refused("rows out of order".to_owned())),
                None => return Ok(()),
            }
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
    pub async fn parts(&self, attachment: u32, to: &SyncSender<Vec<u8>>) -> Result<(), Failure> {
        let attachment = i64::from(attachment);
        let params: Params<'_> = &[&attachment];
        let asked = self
            .client
            .query_raw(&self.prepared.parts, params.iter().copied());
        let mut coming = pin!(within(asked).await?);
        while let Some(row) = within(async { Ok::<_, Failure>(coming.next().await) }).await? {
            given(to, row?.try_get(1)?)?;
        }
        Ok(())
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
            fits(row.body.as_deref().unwrap_or_default())?;
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
        fits(&link.listing)?;
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

    /// Whether an operation is there, once nobody writes. It ends like a write, after which the standby has it too.
    pub async fn there(&self, op: &Op) -> Result<bool, Failure> {
        self.lock().await?;
        let op = op.as_slice();
        let found = within(self.client.query_opt(&self.prepared.there, &[&op])).await?;
        within(self.client.batch_execute("COMMIT")).await?;
        Ok(found.is_some())
    }
}

/// A question that has gone out when this returns; its answer comes later.
async fn sent<'a, T: 'a>(question: impl Future<Output = T> + 'a) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    let mut question = Box::pin(maybe_done(question));
    poll_fn(|cx| {
        let _ = question.as_mut().poll(cx);
        Poll::Ready(())
    })
    .await;
    Box::pin(async move {
        loop {
            question.as_mut().await;
            if let Some(answer) = question.as_mut().take_output() {
                return answer;
            }
        }
    })
}

/// Hands over what is found, some at a time, as it comes: the server is held back while nobody takes it.
async fn hand_over(
    asked: impl Future<Output = Result<RowStream, tokio_postgres::Error>>,
    mut read: impl FnMut(&Row) -> Result<Fed, Failure>,
    to: &SyncSender<Vec<Fed>>,
) -> Result<(), Failure> {
    let mut coming = pin!(within(asked).await?);
    let (mut page, mut bytes) = (Vec::new(), 0);
    while let Some(row) = within(async { Ok::<_, Failure>(coming.next().await) }).await? {
        let fed = read(&row?)?;
        bytes += match &fed {
            Fed::Link(link) => link.listing.len(),
            Fed::Row(row) => row.body.as_ref().map_or(0, Vec::len),
        };
        page.push(fed);
        if page.len() == PAGE || bytes > PAGE_BYTES {
            bytes = 0;
            given(to, std::mem::take(&mut page))?;
        }
    }
    match page.is_empty() {
        true => Ok(()),
        false => given(to, page),
    }
}

/// Hands something to the one who asked, and waits while he is busy with others.
fn given<T>(to: &SyncSender<T>, some: T) -> Result<(), Failure> {
    to.send(some).map_err(|_| Failure::Refused(STOPPED.to_owned()))
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

fn to_link(row: &Row) -> Result<Fed, Failure> {
    link(row).map(Fed::Link)
}

fn to_row(row: &Row) -> Result<Fed, Failure> {
    sealed(row).map(Fed::Row)
}

fn sealed(row: &Row) -> Result<SealedRow, Failure> {
    Ok(SealedRow {
        table: row.try_get(0)?,
        id: row.try_get(1)?,
        seq: number(row.try_get(2)?)?,
        body: row.try_get(3)?,
    })
}
