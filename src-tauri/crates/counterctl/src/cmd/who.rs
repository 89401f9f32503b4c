//! Whose store a command works on, and as whom: signing in, and finding a case by its number.

use std::path::{Path, PathBuf};

use clap::Args;
use desk::Desk;
use desk::api::{CaseRow, ListCases, Refusal, SignIn};

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
    desk.commands().sign_in(SignIn {
        login: login.to_owned(),
        password,
    })?;
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
}

/// All cases, or those that a text finds.
pub fn list(desk: &Desk, text: &str) -> Result<Vec<CaseRow>, Refusal> {
    desk.commands().list_cases(ListCases {
        states: Vec::new(),
        text: text.to_owned(),
        limit: 200,
    })
}

/// A case by its number. Errors: `not-found`.
pub fn find(desk: &Desk, number: &str) -> Result<u32, Refusal> {
    let rows = list(desk, number)?;
    let row = rows.iter().find(|row| row.number == number);
    row.map(|row| row.id).ok_or_else(|| {
        Refusal::new(
            "not-found",
            format!("没有受理件 {number}"),
            "请用 case list 查看已有的受理件",
        )
    })
}
