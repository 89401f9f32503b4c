//! What a hall's server has to answer. It is told sealed bytes only.

use crate::Result;
use crate::keys::random;

/// The name of an operation: sixteen bytes that are drawn for it and never come again.
pub type Op = [u8; 16];

/// Draws one.
///
/// # Errors
/// `store-no-random`.
pub fn new_op() -> Result<Op> {
    random::<{ size_of::<Op>() }>()
}

/// What one write came to. Links are numbered without a gap from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub seq: u64,
    /// The operation that made it.
    pub op: Op,
    /// The structure that its rows have: the number of migrations of the store that wrote it.
    pub schema: u32,
    /// Which rows it wrote, each by table, number and hash of its sealed body.
    pub listing: Vec<u8>,
    /// The [`Self::mac`] of the link before; zeros for the first.
    pub prev: [u8; 32],
    /// Binds all this, under a key that the server does not have.
    pub mac: [u8; 32],
}

/// A row as it lies on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRow {
    /// Its table.
    pub table: String,
    /// Its number in the table.
    pub id: i64,
    /// The link that wrote it last.
    pub seq: u64,
    /// Its values, sealed; none for a row that is gone.
    pub body: Option<Vec<u8>>,
}

/// Which links a window asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// Every one after the window's own, for a window that follows.
    All,
    /// The newest alone, for one that begins.
    Newest,
}

/// What became of a write that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// It is there.
    Saved,
    /// The answer did not come: it may be there. [`Server::settle`] tells.
    InDoubt,
}

/// A server that keeps the books of a hall.
///
/// Every method answers `hall-gone` when the server cannot be reached, after it tried once to connect anew where
/// nothing was under way. After an error a write that was under way is over: nothing of it is kept, whatever is called
/// next.
pub trait Server: Send {
    /// The newest link; none before anybody moved in.
    ///
    /// # Errors
    /// `hall-gone`.
    fn head(&mut self) -> Result<Option<Link>>;

    /// Takes the lock that one write holds at a time, and answers the newest link under it.
    ///
    /// # Errors
    /// `hall-gone`; `hall-busy` when another window holds it for longer than this one waits.
    fn lock(&mut self) -> Result<Option<Link>>;

    /// The links after `seq`, and every row that was written by them, as it stands now, in order of tables and numbers:
    /// one state, also beside the lock.
    ///
    /// # Errors
    /// `hall-gone`, and those of `each`.
    fn feed(
        &mut self,
        seq: u64,
        links: Links,
        each: &mut dyn FnMut(SealedRow) -> Result<()>,
    ) -> Result<Vec<Link>>;

    /// One row as it stands now, also beside the lock; none where there never was one.
    ///
    /// # Errors
    /// `hall-gone`.
    fn row(&mut self, table: &str, id: i64) -> Result<Option<SealedRow>>;

    /// Sends rows of the write that holds the lock before its end: for books that move in, which do not fit into
    /// memory.
    ///
    /// # Errors
    /// `hall-not-saved`.
    fn put_rows(&mut self, rows: &[SealedRow]) -> Result<()>;

    /// Keeps a part of an attachment's sealed bytes, with the write that holds the lock.
    ///
    /// # Errors
    /// `hall-gone`.
    fn put_part(&mut self, attachment: u32, part: u32, body: &[u8]) -> Result<()>;

    /// The parts of an attachment's sealed bytes, in order, also beside the lock.
    ///
    /// # Errors
    /// `hall-gone`.
    fn parts(&mut self, attachment: u32) -> Result<Vec<Vec<u8>>>;

    /// Forgets the bytes of an attachment, with the write that holds the lock.
    ///
    /// # Errors
    /// `hall-gone`.
    fn drop_parts(&mut self, attachment: u32) -> Result<()>;

    /// Sends the rows and the link of the write that holds the lock, and ends it.
    ///
    /// # Errors
    /// `hall-not-saved`, when it is sure that nothing was kept.
    fn push(&mut self, link: &Link, rows: &[SealedRow]) -> Result<Pushed>;

    /// Gives the lock back; nothing of the write is kept.
    fn release(&mut self);

    /// Whether an operation is there. Waits for the lock first, so that the answer stays true.
    ///
    /// # Errors
    /// `hall-gone`.
    fn settle(&mut self, op: &Op) -> Result<bool>;
}
