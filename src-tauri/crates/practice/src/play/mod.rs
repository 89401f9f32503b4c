//! A story played on a fresh practice store: made-up units and people, played stamps, the practice token, the training
//! CA. Everything goes through the window's own commands, so that anybody can try a life and see what stands at the
//! end.
//!
//! Never here: a rule. What the counter refuses ends the act, in the counter's own words.

mod acting;
mod api;
mod entering;
mod keys;
mod meaning;
mod story;
mod telling;

use std::path::Path;

use desk::api::Refusal;
use desk::counter::places::Places;
use desk::{Config, Desk};
use token::WorkerCommand;

use crate::{doing, training};

pub use api::{Played, PlayedCase, PlayedCertificate, PlayedRevocation, RefusedAct};
pub use story::Story;

/// Plays a story in an empty folder, and in the empty hall of a ticket where one is given. Refused acts end only
/// themselves and stand in the answer.
///
/// # Errors
/// Those of making the practice store; those of moving into the hall.
pub fn play(
    story: &Story,
    folder: &Path,
    ticket: Option<&Path>,
    places: Places,
    worker: WorkerCommand,
) -> Result<Played, Refusal> {
    let config = Config {
        store_dir: folder.join("store"),
        places,
        worker,
        // The store is gone in a minute and its passwords are public: nothing is kept by a costly key.
        cost: store::KdfCost::QUICK_FOR_TESTS,
    };
    let store_dir = config.store_dir.clone();
    let cost = config.cost;
    let desk = Desk::new(config);
    let projects: Vec<&str> = desk.projects().iter().map(project::Project::id).collect();
    training::make(&store_dir, None, &projects, cost)?;
    if let Some(ticket) = ticket {
        training::move_in(&store_dir, ticket)?;
    }
    let mut stage = acting::Stage::new(story, &desk, doing::books(&store_dir)?, folder);
    for before in &story.before {
        stage.enter(before);
    }
    for act in &story.acts {
        stage.act(act);
    }
    stage.told()
}
