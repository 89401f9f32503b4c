//! The commands, a file per group. Each turns arguments into a call of the core and its answer into output.

pub mod agreements;
mod asked;
pub mod case;
pub mod check;
pub mod doctor;
pub mod exchange;
pub mod form;
#[cfg(feature = "hall")]
pub mod hall;
pub mod key;
pub mod ledger;
pub mod lists;
pub mod play;
pub mod post;
pub mod printer;
pub mod privacy;
pub mod queue;
pub mod rights;
pub mod scan;
pub mod seal;
pub mod stock;
pub mod store;
pub mod training;
pub mod tray;
pub mod walkthrough;
mod ways;
pub mod who;

use std::path::{Path, PathBuf};

use desk::api::Refusal;
use desk::counter::places::{Places, read_whole};
use desk::{Config, Desk};
use reader::{ReaderCommand, Readers};

/// A desk over a store folder; an empty folder serves the commands that need no store.
pub fn desk(store: &Path, forms: &[PathBuf]) -> Result<Desk, Refusal> {
    Ok(Desk::new(Config {
        store_dir: store.to_owned(),
        places: Places::find(forms)?,
        worker: token::WorkerCommand::this_program(Vec::new())?,
        cost: ::store::KdfCost::default(),
    }))
}

/// A desk for the commands that need the projects only.
pub fn projects(forms: &[PathBuf]) -> Result<Desk, Refusal> {
    desk(&desk::counter::places::default_store(), forms)
}

/// Where files from outside are read; started when one is.
pub fn readers() -> Result<Readers, Refusal> {
    Ok(Readers::new(ReaderCommand::of_this_program()?))
}

/// Reads a file whole, and says which it was where that fails.
pub fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    read_whole(path).map_err(|refused| {
        Refusal::new(
            &refused.code,
            format!("{}：{}", path.display(), refused.message),
            refused.remedy,
        )
    })
}
