//! Whose store a command works on, and as whom: signing in, and finding a case by its number.

use std::path::{Path, PathBuf};

use clap::Args;
use desk::Desk;
use desk::api::Refusal;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::secret;

/// Whose store, as whom.
#[derive(Args)]
pub struct As {
    /// The folder of the store; the user's own when left out.
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Login name; the password is asked.
    #[arg(long)]
    login: String,
}

/// Opens a store; the password is asked.
pub fn sign_in(dir: &Path, login: &str, forms: &[PathBuf]) -> Result<Desk, Refusal> {
    let desk = super::desk(dir, forms)?;
    let password = secret::ask("口令")?;
    desk.call(
        "sign_in",
        json!({ "login": login, "password": password.expose() }),
    )?;
    Ok(desk)
}

impl As {
    /// That store's desk, signed in; the password is asked.
    pub fn desk(&self, forms: &[PathBuf]) -> Result<Desk, Refusal> {
        let dir = self
            .store
            .clone()
            .unwrap_or_else(desk::counter::places::default_store);
        sign_in(&dir, &self.login, forms)
    }

    /// One command of that desk, with its answer read; the password is asked.
    pub fn call<T: DeserializeOwned>(
        &self,
        forms: &[PathBuf],
        command: &str,
        args: Value,
    ) -> Result<T, Refusal> {
        desk::practice::guest::call(&self.desk(forms)?, command, args)
    }
}

/// All cases, or those that a text finds.
pub fn list(desk: &Desk, text: &str) -> Result<Value, Refusal> {
    desk.call("list_cases", json!({ "states": [], "text": text, "limit": 200 }))
}

/// A case by its number. Errors: `not-found`.
pub fn find(desk: &Desk, number: &str) -> Result<Value, Refusal> {
    let rows = list(desk, number)?;
    let row = rows
        .as_array()
        .into_iter()
        .flatten()
        .find(|r| r["number"] == number);
    row.map(|r| r["id"].clone()).ok_or_else(|| {
        Refusal::new(
            "not-found",
            format!("没有受理件 {number}"),
            "请用 case list 查看已有的受理件",
        )
    })
}
