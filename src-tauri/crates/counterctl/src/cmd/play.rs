//! `play`: a story of units, people and acts on a fresh practice store, and what stands at the end.

use std::path::PathBuf;

use clap::Args;
use desk::api::Refusal;
use desk::counter::places::Places;
use practice::play::{Played, Story, play};

use super::read;
use crate::output::{Answer, Outcome};

/// Play a story.
#[derive(Args)]
pub struct Play {
    /// The story, JSON.
    story: PathBuf,
    /// Play it in a hall: the practice counter moves into the empty hall of this ticket first.
    #[arg(long, value_name = "DIR")]
    ticket: Option<PathBuf>,
}

impl Play {
    /// Runs it. Nothing outside a folder of its own is touched, which goes away at the end.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let bytes = read(&self.story)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Refusal::new(
                "story-malformed",
                "剧本不是 UTF-8 文字",
                "请存为 UTF-8 编码的 JSON 文件",
            )
        })?;
        let story = Story::read(text.trim_start_matches('\u{feff}'))?;
        let folder = tempfile::tempdir()?;
        let places = Places::find(forms)?;
        let worker = token::WorkerCommand::this_program(Vec::new())?;
        let played = play(&story, folder.path(), self.ticket.as_deref(), places, worker)?;
        let answer = Answer::new(&played, words(&played));
        Ok(match played.refused.is_empty() {
            true => answer,
            false => answer.refused(),
        })
    }
}

fn words(played: &Played) -> String {
    let cases = played
        .cases
        .iter()
        .map(|c| format!("{}  {}  {}", c.id, c.number, c.state));
    let certificates = played.certificates.iter().map(|c| {
        let key = c.key.as_deref().unwrap_or("—");
        let until = c.not_after.as_deref().unwrap_or("—");
        format!("{}  {}  UKey {key}  到期 {until}", c.id, c.state)
    });
    let revocations = played.revocations.iter().map(|r| {
        let certificate = r.certificate.as_deref().unwrap_or("由 CA 按代码查找");
        format!("{}  {certificate}  {}", r.action, r.state)
    });
    let refused = played.refused.iter();
    let refused = refused.map(|r| format!("× {}  {}。{}（{}）", r.act, r.message, r.remedy, r.code));
    let parts: Vec<String> = cases
        .chain(certificates)
        .chain(revocations)
        .chain(refused)
        .collect();
    parts.join("\n")
}
