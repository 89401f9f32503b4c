//! A PC without a store becomes a window of a hall.

use std::fs;
use std::path::{Path, PathBuf};

use store::Store;
use store::hall::{HALL, can_join};

use crate::counter::desk::Desk;
use crate::counter::practice::mark_as_its_hall;
use crate::rim::api::{Nothing, Refusal};
use crate::session::api::{JoinHall, SignIn, Status, TicketLine};
use crate::session::signing;

/// Where a desktop puts the sticks that are plugged in: below these, by person and stick.
const STICKS: [&str; 3] = ["/media", "/run/media", "/mnt"];
/// How deep below them a ticket may lie: person, stick, the hall's folder, the window's.
const DEPTH: usize = 4;
/// As many folders as are looked at: a stick full of pictures ends the search, and the folder is typed.
const MOST_FOLDERS: usize = 2_000;

/// The tickets that lie on sticks.
///
/// # Errors
/// None: what cannot be read is not there.
pub fn tickets(_: &Desk, _: Nothing) -> Result<Vec<TicketLine>, Refusal> {
    if !can_join() {
        return Ok(Vec::new());
    }
    let mut left = MOST_FOLDERS;
    let found = STICKS
        .iter()
        .flat_map(|stick| tickets_below(Path::new(stick), DEPTH, &mut left));
    let lines = found.map(|folder| TicketLine {
        folder: folder.display().to_string(),
    });
    Ok(lines.collect())
}

fn tickets_below(folder: &Path, depth: usize, left: &mut usize) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if folder.join(HALL).is_file() {
        found.push(folder.to_owned());
    }
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    if depth == 0 {
        return found;
    }
    for entry in entries.filter_map(Result::ok) {
        // A link may lead anywhere, also back.
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        if *left == 0 {
            break;
        }
        *left -= 1;
        found.extend(tickets_below(&entry.path(), depth - 1, left));
    }
    found
}

/// Joins: the hall's books come here, all their signatures are checked, and whoever joined is signed in. Wrong
/// passwords count as those of the sign-in do.
///
/// # Errors
/// `store-exists`, `store-wrong-password`, `sign-in-paused`; `hall-other` for a ticket that is of no use and for a
/// program that joins no hall; `hall-gone`; `hall-altered` when what came was not written by windows: nobody is signed
/// in then.
pub fn join(desk: &Desk, args: JoinHall) -> Result<Status, Refusal> {
    let ticket = PathBuf::from(args.ticket.trim());
    let login = args.login.trim().to_owned();
    let attempt = desk.patience.begin(&login, desk.utc())?;
    let folder = desk.config.store_dir.as_path();
    let joined = Store::join_by_ticket(folder, &ticket, &login, &args.password.secret());
    attempt.came_to(joined)?;
    signing::sign_in(
        desk,
        SignIn {
            login,
            password: args.password,
        },
    )?;
    let report = desk.read(|open| {
        mark_as_its_hall(&open.store)?;
        Ok(open.store.verify()?)
    })?;
    if report.problems.is_empty() {
        return signing::status(desk, Nothing {});
    }
    signing::sign_out(desk, Nothing {})?;
    Err(Refusal::new(
        "hall-altered",
        format!("已加入，但大厅里的数据有 {} 处问题", report.problems.len()),
        "请不要在这个窗口办理，请管理员和管服务器的人一起核对",
    ))
}
