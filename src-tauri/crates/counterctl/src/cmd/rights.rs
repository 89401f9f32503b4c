//! `rights`: who may do what, and what each role sees of a person. The table is the desk's; here it is read out.

use std::path::PathBuf;

use clap::Args;
use desk::api::{CommandRights, GroupRights, Nothing};

use crate::output::{Answer, Outcome};

/// The rights as they stand.
#[derive(Args)]
pub struct Rights {
    /// Also every command of the list, with the roles that may call it.
    #[arg(long)]
    commands: bool,
}

impl Rights {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let rights = super::projects(forms)?.commands().rights(Nothing {})?;
        let mut words = vec!["列表／受理员／复核员／制证员／管理员".to_owned()];
        words.extend(rights.groups.iter().map(group));
        if self.commands {
            words.push(String::new());
            words.extend(rights.commands.iter().map(command));
        }
        Ok(Answer::new(&rights, words.join("\n")))
    }
}

fn group(line: &GroupRights) -> String {
    let seen = [
        &line.lists,
        &line.clerk,
        &line.reviewer,
        &line.key_clerk,
        &line.admin,
    ];
    format!("{}　{}", seen.map(String::as_str).join("／"), line.name)
}

fn command(line: &CommandRights) -> String {
    format!("{:<22} {}；{}", line.name, line.may.join("、"), line.shows)
}
