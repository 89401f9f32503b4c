//! The server as a window's store asks it: one thread of its own speaks the protocol, callers wait for its answers.
//!
//! A write that failed is over at once: its connection is given up, which is the surest way to say so, and whatever is
//! called next finds no write under way. COMMIT goes out after every answer before it was heard and was good.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use chrono::TimeDelta;
use store::hall::{Fed, Link, Links, Op, Pushed, SealedRow, Server};
use store::{Result, StoreError};
use tokio::runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::failure::Failure;
use crate::way::{Way, other};
use crate::wire::{Committed, Held, Wire};

/// The longest wait for the word on a write whose answer did not come.
const SETTLE: Duration = Duration::from_secs(10);
/// Between two tries to reach a server that is being started again.
const PAUSE: Duration = Duration::from_millis(100);
/// How often a window that works under the lock says that it is there: the server takes the lock back from one that
/// says nothing for a second.
const BEAT: Duration = Duration::from_millis(250);
/// How often it says so between two questions: a window that works longer than five seconds holds up the others, and
/// loses the lock like one that is silent.
const BEATS: u32 = 20;
/// How many rows are copied for the thread at once.
const HANDFUL: usize = 1024;

type Answer<T> = SyncSender<std::result::Result<T, Failure>>;

enum Ask {
    Head(Answer<Option<Link>>),
    Lock(Answer<Option<Link>>),
    Row(String, i64, Answer<Option<SealedRow>>),
    Feed(u64, Links, SyncSender<Vec<Fed>>, Answer<()>),
    PutPart(u32, u32, Vec<u8>, Answer<()>),
    Parts(u32, SyncSender<Vec<u8>>, Answer<()>),
    DropParts(u32, Answer<()>),
    Rows(Vec<SealedRow>, Answer<()>),
    Push(Link, Vec<SealedRow>, Answer<Pushed>),
    Release(Answer<()>),
    Settle(Op, Answer<bool>),
}

/// A hall's server on PostgreSQL.
pub struct PgServer {
    asks: Option<UnboundedSender<Ask>>,
    thread: Option<JoinHandle<()>>,
    clock: Arc<Mutex<Option<TimeDelta>>>,
}

impl PgServer {
    /// A way to the server. Nothing is sent before somebody asks.
    ///
    /// # Errors
    /// `hall-other` when anything would go out in clear, or the system gives no thread.
    pub fn new(way: Way) -> Result<Self> {
        let way = way.checked()?;
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| other("系统没有给出连接用的线程".to_owned()))?;
        let (asks, asked) = unbounded_channel();
        let clock = Arc::default();
        let told = Arc::clone(&clock);
        let thread = Builder::new()
            .name("hall".to_owned())
            .spawn(move || {
                runtime.block_on(
                    Session {
                        way,
                        wire: None,
                        held: None,
                        clock: told,
                    }
                    .serve(asked),
                )
            })
            .map_err(|_| other("系统没有给出连接用的线程".to_owned()))?;
        Ok(Self {
            asks: Some(asks),
            thread: Some(thread),
            clock,
        })
    }

    fn send<T>(&self, ask: impl FnOnce(Answer<T>) -> Ask) -> Receiver<std::result::Result<T, Failure>> {
        let (answer, answered) = sync_channel(1);
        if let Some(asks) = &self.asks {
            // A thread that is gone answers nothing, which the caller hears.
            let _ = asks.send(ask(answer));
        }
        answered
    }

    /// Asks for what is taken piece by piece, as it comes.
    fn coming<T>(
        &self,
        ask: impl FnOnce(SyncSender<T>, Answer<()>) -> Ask,
        each: &mut dyn FnMut(T) -> Result<()>,
    ) -> Result<()> {
        let (pieces, coming) = sync_channel(1);
        let answered = self.send(|answer| ask(pieces, answer));
        let taken = coming.iter().try_for_each(each);
        // Nobody takes any more: the thread is not left waiting.
        drop(coming);
        let whole = heard(&answered);
        taken?;
        whole.map_err(Failure::asked)
    }

    fn ask<T>(&self, ask: impl FnOnce(Answer<T>) -> Ask) -> std::result::Result<T, Failure> {
        heard(&self.send(ask))
    }
}

/// The answer of the thread.
fn heard<T>(answered: &Receiver<std::result::Result<T, Failure>>) -> std::result::Result<T, Failure> {
    answered
        .recv()
        .unwrap_or_else(|_| Err(Failure::Cut("连接用的线程停了".to_owned())))
}

impl Drop for PgServer {
    fn drop(&mut self) {
        self.asks = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Server for PgServer {
    fn clock(&self) -> Option<TimeDelta> {
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn head(&mut self) -> Result<Option<Link>> {
        self.ask(Ask::Head).map_err(Failure::asked)
    }

    fn lock(&mut self) -> Result<Option<Link>> {
        self.ask(Ask::Lock).map_err(Failure::asked)
    }

    fn feed(&mut self, seq: u64, links: Links, each: &mut dyn FnMut(Fed) -> Result<()>) -> Result<()> {
        let mut each = |some: Vec<Fed>| some.into_iter().try_for_each(&mut *each);
        self.coming(|coming, answer| Ask::Feed(seq, links, coming, answer), &mut each)
    }

    fn row(&mut self, table: &str, id: i64) -> Result<Option<SealedRow>> {
        self.ask(|answer| Ask::Row(table.to_owned(), id, answer))
            .map_err(Failure::asked)
    }

    fn put_rows(&mut self, rows: &[SealedRow]) -> Result<()> {
        for handful in rows.chunks(HANDFUL) {
            self.ask(|answer| Ask::Rows(handful.to_vec(), answer))
                .map_err(Failure::written)?;
        }
        Ok(())
    }

    fn put_part(&mut self, attachment: u32, part: u32, body: &[u8]) -> Result<()> {
        self.ask(|answer| Ask::PutPart(attachment, part, body.to_vec(), answer))
            .map_err(in_a_write)
    }

    fn parts(&mut self, attachment: u32, each: &mut dyn FnMut(Vec<u8>) -> Result<()>) -> Result<()> {
        self.coming(|coming, answer| Ask::Parts(attachment, coming, answer), each)
    }

    fn drop_parts(&mut self, attachment: u32) -> Result<()> {
        self.ask(|answer| Ask::DropParts(attachment, answer))
            .map_err(in_a_write)
    }

    fn push(&mut self, link: &Link, rows: &[SealedRow]) -> Result<Pushed> {
        let (early, last) = rows.split_at(rows.len() - rows.len() % HANDFUL);
        self.put_rows(early)?;
        self.ask(|answer| Ask::Push(link.clone(), last.to_vec(), answer))
            .map_err(Failure::written)
    }

    fn release(&mut self) {
        // What could not be undone by a word is undone by the server, which ends the connection.
        let _ = self.ask(Ask::Release);
    }

    fn settle(&mut self, op: &Op) -> Result<bool> {
        self.ask(|answer| Ask::Settle(*op, answer))
            .map_err(Failure::asked)
    }
}

/// What failed between the lock and the push: the server is gone, or it refused and nothing is kept.
fn in_a_write(failure: Failure) -> StoreError {
    match failure {
        Failure::Cut(_) | Failure::Slow | Failure::Endless => failure.asked(),
        Failure::Busy | Failure::Refused(_) | Failure::NoWrite => failure.written(),
    }
}

/// The thread's own: a connection, and whether a write is under way on it.
struct Session {
    way: Way,
    wire: Option<Wire>,
    held: Option<Held>,
    clock: Arc<Mutex<Option<TimeDelta>>>,
}

impl Session {
    async fn serve(mut self, mut asked: UnboundedReceiver<Ask>) {
        // Whoever asked and went away needs no answer.
        while let Some(ask) = self.next(&mut asked).await {
            match ask {
                Ask::Head(answer) => drop(answer.send(self.newest().await)),
                Ask::Lock(answer) => drop(answer.send(self.lock().await)),
                Ask::Feed(seq, links, to, answer) => {
                    let fed = self.whole(async |wire| wire.feed(seq, links, &to).await).await;
                    drop(to);
                    drop(answer.send(fed));
                }
                Ask::Row(table, id, answer) => {
                    drop(answer.send(self.read(async |wire| wire.one_row(&table, id).await).await));
                }
                Ask::PutPart(attachment, part, body, answer) => {
                    let put = self
                        .write(async |wire, _| wire.put_part(attachment, part, &body).await)
                        .await;
                    drop(answer.send(put));
                }
                Ask::Parts(attachment, to, answer) => {
                    let fed = self.whole(async |wire| wire.parts(attachment, &to).await).await;
                    drop(to);
                    drop(answer.send(fed));
                }
                Ask::DropParts(attachment, answer) => {
                    let dropped = self
                        .write(async |wire, _| wire.drop_parts(attachment).await)
                        .await;
                    drop(answer.send(dropped));
                }
                Ask::Rows(rows, answer) => {
                    let put = async |wire: &Wire, held: Held| wire.put_rows(held.newest == 0, &rows).await;
                    let put = self.write(put).await;
                    if let Some(held) = &mut self.held {
                        held.sent = true;
                    }
                    drop(answer.send(put));
                }
                Ask::Push(link, rows, answer) => drop(answer.send(self.push(&link, &rows).await)),
                Ask::Release(answer) => drop(answer.send(self.release().await)),
                Ask::Settle(op, answer) => drop(answer.send(self.settle(&op).await)),
            }
        }
    }

    /// The next question. While a write is under way the server hears meanwhile that the window is there.
    async fn next(&mut self, asked: &mut UnboundedReceiver<Ask>) -> Option<Ask> {
        for _ in 0..BEATS {
            if self.held.is_none() {
                break;
            }
            match timeout(BEAT, asked.recv()).await {
                Ok(ask) => return ask,
                // Where it fails the write is over, which the next question hears.
                Err(_) => drop(self.write(async |wire, _| wire.beat().await).await),
            }
        }
        asked.recv().await
    }

    /// The newest link. A connection on which no answer comes, though the server knows it at once, is given up for a
    /// new one.
    async fn newest(&mut self) -> std::result::Result<Option<Link>, Failure> {
        if self.held.is_none()
            && let Some(wire) = &mut self.wire
        {
            // One that does not answer is found out by the question itself.
            let _ = wire.keep_time().await;
            let ahead = wire.clock();
            self.tell(ahead);
        }
        let was_kept = self.wire.is_some();
        match self.read(Wire::newest).await {
            Err(Failure::Slow) if was_kept && self.held.is_none() => self.anew(Wire::newest).await,
            answer => answer,
        }
    }

    /// Asks within the write that is under way, or else on a connection that may be made anew.
    async fn read<T>(
        &mut self,
        ask: impl AsyncFn(&Wire) -> std::result::Result<T, Failure>,
    ) -> std::result::Result<T, Failure> {
        if self.held.is_some() {
            return self.write(async |wire, _| ask(wire).await).await;
        }
        self.anew(ask).await
    }

    /// Asks where no write is under way: once more on a new connection when the kept one turns out to be cut.
    async fn anew<T>(
        &mut self,
        ask: impl AsyncFn(&Wire) -> std::result::Result<T, Failure>,
    ) -> std::result::Result<T, Failure> {
        if let Some(wire) = self.wire.take().filter(|wire| !wire.is_over()) {
            match wire.judged(ask(&wire).await) {
                Ok(value) => {
                    self.wire = Some(wire);
                    return Ok(value);
                }
                Err(Failure::Cut(_)) => {}
                Err(failure) => return Err(failure),
            }
        }
        let wire = self.open().await?;
        let value = wire.judged(ask(&wire).await)?;
        self.wire = Some(wire);
        Ok(value)
    }

    async fn open(&self) -> std::result::Result<Wire, Failure> {
        let wire = Wire::open(&self.way).await?;
        self.tell(wire.clock());
        Ok(wire)
    }

    /// Tells how far the clocks are apart.
    fn tell(&self, ahead: TimeDelta) {
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
    }

    /// Asks within the write that is under way, which is over when this fails.
    async fn write<T>(
        &mut self,
        ask: impl AsyncFnOnce(&Wire, Held) -> std::result::Result<T, Failure>,
    ) -> std::result::Result<T, Failure> {
        let (Some(held), Some(wire)) = (self.held.take(), self.wire.take()) else {
            return Err(Failure::NoWrite);
        };
        let value = wire.judged(ask(&wire, held).await)?;
        self.wire = Some(wire);
        self.held = Some(held);
        Ok(value)
    }

    async fn lock(&mut self) -> std::result::Result<Option<Link>, Failure> {
        if self.held.take().is_some() {
            // Asked for twice: what was under way was never sent, and is given up.
            self.wire = None;
        }
        let newest = self.anew(Wire::lock).await?;
        self.held = Some(Held {
            newest: newest.as_ref().map_or(0, |link| link.seq),
            sent: false,
        });
        Ok(newest)
    }

    /// Asks for one state that is handed over piece by piece.
    async fn whole(
        &mut self,
        ask: impl AsyncFnOnce(&Wire) -> std::result::Result<(), Failure>,
    ) -> std::result::Result<(), Failure> {
        if self.held.is_some() {
            return self.write(async |wire, _| ask(wire).await).await;
        }
        // What was handed over cannot be taken back: after this nothing is asked anew.
        self.anew(Wire::look).await?;
        let wire = self.wire.take().ok_or(Failure::NoWrite)?;
        wire.judged(ask(&wire).await)?;
        wire.roll_back().await?;
        self.wire = Some(wire);
        Ok(())
    }

    async fn push(&mut self, link: &Link, rows: &[SealedRow]) -> std::result::Result<Pushed, Failure> {
        self.write(async |wire, held| wire.put_link(held, link, rows).await)
            .await?;
        self.held = None;
        let Some(wire) = self.wire.take() else {
            return Err(Failure::NoWrite);
        };
        match wire.commit().await? {
            Committed::Yes => {
                self.wire = Some(wire);
                Ok(Pushed::Saved)
            }
            Committed::Unheard => Ok(Pushed::InDoubt),
        }
    }

    async fn release(&mut self) -> std::result::Result<(), Failure> {
        if self.held.take().is_some()
            && let Some(wire) = self.wire.take()
        {
            wire.roll_back().await?;
            self.wire = Some(wire);
        }
        Ok(())
    }

    async fn settle(&mut self, op: &Op) -> std::result::Result<bool, Failure> {
        // The connection of the write must be over before anybody can say what became of it.
        self.held = None;
        self.wire = None;
        let end = Instant::now() + SETTLE;
        loop {
            let asked = async {
                let wire = self.open().await?;
                let there = wire.there(op).await?;
                Ok((wire, there))
            };
            match timeout_at(end, asked).await.unwrap_or(Err(Failure::Slow)) {
                Ok((wire, there)) => {
                    self.wire = Some(wire);
                    return Ok(there);
                }
                Err(failure) if Instant::now() + PAUSE >= end => return Err(failure),
                Err(_) => sleep(PAUSE).await,
            }
        }
    }
}
