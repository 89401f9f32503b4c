//! `training-ca …`: the small CA for practice. Its certificates say so in their subject's issuer and have no legal
//! force.

use std::path::PathBuf;

use clap::Subcommand;
use desk::counter::places::write_whole;
use desk::counter::practice;
use reader::{PackedRequest, ReadError};
use serde_json::json;

use super::{read, readers};
use crate::output::{Answer, Outcome};

/// The training CA of a practice store.
#[derive(Subcommand)]
pub enum TrainingCa {
    /// Write its root certificate.
    Root {
        /// The folder of the practice store.
        #[arg(long)]
        store: PathBuf,
        /// PEM file to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Answer a request: PEM or DER, or a request package of ours. In a package a key recovery gets its encryption
    /// certificate and key too.
    Issue {
        /// The folder of the practice store.
        #[arg(long)]
        store: PathBuf,
        /// Request or package.
        #[arg(long)]
        request: PathBuf,
        /// Days of validity.
        #[arg(long, default_value_t = 365)]
        days: u32,
        /// PEM file to write; several certificates stand one after the other.
        #[arg(long)]
        out: PathBuf,
    },
}

impl TrainingCa {
    /// Runs it.
    pub fn run(&self) -> Outcome {
        match self {
            Self::Root { store, out } => {
                write_whole(out, practice::ca(store)?.root_pem().as_bytes())?;
                Ok(Answer::new(
                    &json!({ "out": out }),
                    format!("训练用根证书：{}", out.display()),
                ))
            }
            Self::Issue {
                store,
                request,
                days,
                out,
            } => {
                let ca = practice::ca(store)?;
                let bytes = read(request)?;
                let readers = readers()?;
                let requests = match readers.package(&bytes) {
                    Ok((_, items)) => items.into_iter().map(asked).collect(),
                    Err(ReadError::Refused(_)) => vec![(readers.request(&bytes)?.der, false)],
                    Err(error) => return Err(error.into()),
                };
                let mut pem = String::new();
                for (csr, recovers) in &requests {
                    pem.push_str(&practice::answer(&ca, csr, *days, *recovers, chrono::Utc::now())?);
                }
                write_whole(out, pem.as_bytes())?;
                let words = format!(
                    "训练用CA签发了 {} 张证书（无法律效力）：{}",
                    requests.len(),
                    out.display()
                );
                Ok(Answer::new(
                    &json!({ "out": out, "certificates": requests.len() }),
                    words,
                ))
            }
        }
    }
}

/// A request of a package, and whether an encryption key is to be recovered with it.
fn asked(item: PackedRequest) -> (Vec<u8>, bool) {
    let recovers = item.data["business"] == case::BusinessType::KeyRecovery.word();
    (item.request.der, recovers)
}
