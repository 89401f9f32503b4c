//! Files from outside, read in a process of their own that can do nothing but read them.
//!
//! Pictures, PDF, certificates, packages, Word files and project folders are made by strangers. The program never
//! unpacks them: it hands their bytes to `counterfoil-reader`, which has shut itself in ([`fence`]) before it reads the
//! first of them, and takes back what was found. One file, one process: a file that eats memory, never ends or breaks
//! its decoder costs itself, is told as [`ReadError::SetAside`] with the reason, and the next one is taken.
//!
//! `ask` is the vocabulary, `frame` the wire, `worker` one process with its file, [`Readers`] has the next one started
//! ahead. [`Stack`], [`Picture`], [`Samples`] and the others are a file that a process holds open, to be asked about.
//!
//! Never here: a decoder. Those are in `counterfoil-reader`, and what it answers is bounded and looked through before
//! it is believed. Never here either: a store, a case, a decision.

pub mod ask;
mod command;
mod error;
pub mod frame;
mod papers;
mod picture;
mod project_folder;
mod readers;
mod said;
mod samples;
mod stack;
mod text;
mod word;
mod worker;

pub use command::ReaderCommand;
pub use error::{ReadError, Refused, Why};
pub use papers::{Known, PackedRequest};
pub use picture::{FrameSample, Picture};
pub use readers::Readers;
pub use samples::{ComparedSamples, Samples};
pub use stack::Stack;
pub use word::{Drafted, WordFile};
