//! The rights as they stand, read out: who may call which command, and what each role sees of each group of fields.

use case::Role;

use crate::counter::desk::Desk;
use crate::doors::dispatch::{SHOWS, WHO};
use crate::doors::who::{Shows, Who};
use crate::rights::api::{CommandRights, GroupRights, Rights};
use crate::rights::table::{Line, TABLE};
use crate::rim::api::{Nothing, Refusal};

/// The roles of people, in the order of the table.
const ROLES: [Role; 4] = [Role::Clerk, Role::Reviewer, Role::KeyClerk, Role::Admin];

/// The whole table.
pub fn rights(_: &Desk, _: Nothing) -> Result<Rights, Refusal> {
    let shown = |name: &str| {
        SHOWS
            .iter()
            .find(|(shown, _)| *shown == name)
            .map(|(_, shows)| *shows)
    };
    let commands = WHO.iter().map(|(name, _, who)| CommandRights {
        name: (*name).to_owned(),
        may: who_may(*who),
        shows: shown(name).map_or("", where_shown).to_owned(),
    });
    Ok(Rights {
        groups: TABLE.iter().map(group).collect(),
        commands: commands.collect(),
    })
}

fn group(line: &Line) -> GroupRights {
    let of = |role: Role| line.of(role).chinese().to_owned();
    let [clerk, reviewer, key_clerk, admin] = ROLES.map(of);
    GroupRights {
        word: line.group.word().to_owned(),
        name: line.group.chinese().to_owned(),
        lists: line.list.chinese().to_owned(),
        clerk,
        reviewer,
        key_clerk,
        admin,
    }
}

fn who_may(who: Who) -> Vec<String> {
    match who {
        Who::Anyone => vec!["未登录也可以".to_owned()],
        Who::SignedIn => vec!["登录即可".to_owned()],
        _ => ROLES
            .into_iter()
            .filter(|role| who.role().is_none_or(|wanted| wanted == *role))
            .map(|role| role.chinese().to_owned())
            .collect(),
    }
}

fn where_shown(shows: Shows) -> &'static str {
    match shows {
        Shows::Plain => "不含个人信息",
        Shows::List => "按列表遮盖",
        Shows::Case => "按角色遮盖",
        Shows::Purpose => "写明用途才给",
    }
}
