//! `hall …`: several desks over one store, on a PostgreSQL server of the hall's own network.
//!
//! `init` and `window` are for the person who looks after the server and run on it; `move-in`, `join` and `status` are
//! for a window's PC. Only the hall's programs have these commands.

use std::path::{Path, PathBuf};

use case::Role;
use clap::{Args, Subcommand};
use desk::api::secrecy_text::SecretText;
use desk::api::{ById, Nothing, Refusal, SpoolLine, SpooledWhat};
use desk::counter::practice::mark_as_its_hall;
use hall::set_up::{self, Place, SetUpError};
use hall::{Host, Way};
use serde_json::json;
use store::hall::{Moved, is_window, take_ticket};

use super::who::As;
use crate::output::{Answer, Outcome};
use crate::secret;

/// Several desks over one store.
#[derive(Subcommand)]
pub enum Hall {
    /// Make a hall on a server: roles, database, certificates and the hall's secret. May be run again.
    Init {
        /// Where the hall's secret and its certificates are kept; it belongs into the safe.
        dir: PathBuf,
        #[command(flatten)]
        admin: Admin,
        /// The addresses under which windows find the server; several where a standby may take over.
        #[arg(long = "host", required = true)]
        hosts: Vec<String>,
        /// The database.
        #[arg(long, default_value = "counterfoil")]
        database: String,
    },
    /// Add a window: its role at the server, and the ticket with which its PC joins.
    Window {
        /// The hall's folder.
        dir: PathBuf,
        #[command(flatten)]
        admin: Admin,
        /// The window's name at the server: small letters, digits and lines.
        #[arg(long)]
        role: String,
        /// What it is called at the counter.
        #[arg(long)]
        name: String,
    },
    /// Shut a window out whose PC is lost or given away.
    ShutOut {
        #[command(flatten)]
        admin: Admin,
        /// The window's name at the server.
        #[arg(long)]
        role: String,
    },
    /// Move the books of this PC into the hall, which must be empty; an administrator's password is asked.
    MoveIn {
        /// The folder of the store.
        dir: PathBuf,
        /// The ticket of this window: the folder that `hall window` made.
        #[arg(long)]
        ticket: PathBuf,
        /// Login of an administrator.
        #[arg(long)]
        login: String,
    },
    /// Make this PC a window of the hall, in a folder without a store; the password is asked.
    Join {
        /// The folder of the store to be.
        dir: PathBuf,
        /// The ticket of this window.
        #[arg(long)]
        ticket: PathBuf,
        /// Login of somebody whom the hall knows.
        #[arg(long)]
        login: String,
    },
    /// Whether this PC is a window, its server answers and what it holds is what the windows wrote; the password is
    /// asked.
    Status {
        /// The folder of the store.
        dir: PathBuf,
        /// Login name.
        #[arg(long)]
        login: String,
    },
    /// What this window keeps while the server is away: what waits of whoever signs in goes in, the rest is listed; the
    /// password is asked.
    Spool {
        #[command(flatten)]
        who: As,
        /// Also bring in this item, by its number in the list: a colleague's, or one that collided; then it holds.
        #[arg(long)]
        hand_in: Option<u32>,
    },
}

/// The administrator of the server, on the server itself.
#[derive(Args)]
pub struct Admin {
    /// The folder of the server's socket.
    #[arg(long, default_value = "/var/run/postgresql")]
    socket: PathBuf,
    /// Its port.
    #[arg(long, default_value_t = 5432)]
    port: u16,
    /// The role of its administrator.
    #[arg(long = "as", default_value = "postgres")]
    administrator: String,
}

impl Admin {
    fn way(&self) -> Result<Way, Refusal> {
        Ok(Way::new(
            vec![Host::Socket(self.socket.clone())],
            self.port,
            "postgres",
            &self.administrator,
        )?)
    }
}

impl Hall {
    /// Runs it.
    pub fn run(&self) -> Outcome {
        match self {
            Self::Init {
                dir,
                admin,
                hosts,
                database,
            } => init(dir, admin, hosts, database),
            Self::Window {
                dir,
                admin,
                role,
                name,
            } => window(dir, admin, role, name),
            Self::ShutOut { admin, role } => {
                set_up::shut_out(&admin.way()?, role).map_err(refused)?;
                Ok(Answer::new(
                    &json!({ "role": role }),
                    format!("窗口 {role} 已不能再连服务器"),
                ))
            }
            Self::MoveIn { dir, ticket, login } => move_in(dir, ticket, login),
            Self::Join { dir, ticket, login } => join(dir, ticket, login),
            Self::Status { dir, login } => status(dir, login),
            Self::Spool { who, hand_in } => spool(who, *hand_in),
        }
    }
}

fn refused(error: SetUpError) -> Refusal {
    Refusal::new(error.code(), error.to_string(), error.remedy())
}

fn today() -> chrono::NaiveDate {
    chrono::Local::now().date_naive()
}

fn init(dir: &Path, admin: &Admin, hosts: &[String], database: &str) -> Outcome {
    let place = Place {
        hosts: hosts.to_vec(),
        port: admin.port,
        database: database.to_owned(),
    };
    let lines = set_up::found(&admin.way()?, dir, &place, today()).map_err(refused)?;
    let words = format!(
        "大厅已建好。请把 {} 里的 {}、{} 和 {} 放进服务器的数据目录（{} 只让数据库账号读），然后\n\n\
         写进 postgresql.conf：\n{}\n写在 pg_hba.conf 最前面：\n{}\n\
         重新载入服务器，再用 hall window 给每个窗口做一张加入票。{} 要收进保险柜。",
        dir.display(),
        set_up::ROOT_CERTIFICATE,
        set_up::SERVER_CERTIFICATE,
        set_up::SERVER_KEY,
        set_up::SERVER_KEY,
        lines.configuration,
        lines.access,
        dir.display(),
    );
    let json = json!({ "folder": dir, "configuration": lines.configuration, "access": lines.access });
    Ok(Answer::new(&json, words))
}

fn window(dir: &Path, admin: &Admin, role: &str, name: &str) -> Outcome {
    let ticket = set_up::add_window(&admin.way()?, dir, role, name, today()).map_err(refused)?;
    let words = format!(
        "{name} 的加入票在 {}。请用 U 盘带到那台电脑，加入以后从 U 盘和这里删掉：谁有它，谁就能冒充这个窗口。",
        ticket.display()
    );
    Ok(Answer::new(
        &json!({ "ticket": ticket, "role": role, "name": name }),
        words,
    ))
}

fn move_in(dir: &Path, ticket: &Path, login: &str) -> Outcome {
    let password = secret::ask("口令")?;
    let (mut store, account) = store::Store::unlock(dir, login, &password.secret())?;
    if !account.roles.has(Role::Admin) {
        return Err(Refusal::new(
            "role-missing",
            "只有管理员能把数据搬进大厅",
            "请用管理员账号",
        ));
    }
    let report = store.verify()?;
    if !report.problems.is_empty() {
        return Err(Refusal::new(
            "store-damaged",
            "数据库有问题，没有搬",
            "请先用 store verify 看是什么问题",
        ));
    }
    let connected = store::hall::by_ticket(ticket)?;
    // From here on this PC writes nothing beside the hall; a move that is interrupted is done again.
    take_ticket(ticket, dir)?;
    let moved = store.move_into_hall(connected)?;
    drop(store);
    proven(dir, login, &password)?;
    said(dir, moved, "已搬进大厅，这台电脑是它的第一个窗口")
}

fn join(dir: &Path, ticket: &Path, login: &str) -> Outcome {
    let password = secret::ask("口令")?;
    let moved = store::Store::join_by_ticket(dir, ticket, login, &password.secret())?;
    proven(dir, login, &password)?;
    said(
        dir,
        moved,
        "已加入大厅，全部记录的签名已核对，扫描件看的时候再从服务器取",
    )
}

fn status(dir: &Path, login: &str) -> Outcome {
    if !is_window(dir) {
        return Ok(Answer::new(
            &json!({ "window": false }),
            "这是单机的数据库，不是大厅的窗口",
        ));
    }
    let password = secret::ask("口令")?;
    let (store, _) = store::Store::unlock(dir, login, &password.secret())?;
    let name = store.read(|tx| tx.counter())?.window;
    if let Some(why) = store.only_reads() {
        let json = json!({ "window": true, "name": name, "server": false, "why": why.words() });
        return Ok(Answer::new(&json, format!("{name}：现在只能查看。{}", why.words())).refused());
    }
    holds(&store)?;
    Ok(Answer::new(
        &json!({ "window": true, "name": name, "server": true }),
        format!("{name}：服务器有应答，数据与各窗口存的一致"),
    ))
}

/// Tells what waits at a window. Whatever is asked of the desk brings in first what can come in.
fn spool(who: &As, hand_in: Option<u32>) -> Outcome {
    let desk = who.desk(&[])?;
    let commands = desk.commands();
    let news = commands.news(Nothing {})?;
    let list = match hand_in {
        Some(id) => commands.hand_in_spooled(ById { id })?,
        None => commands.spooled(Nothing {})?,
    };
    let came = commands.news(Nothing {})?.spool.came;
    let mut words = vec![format!("已交入 {came} 项，还有 {} 项", list.lines.len())];
    if let Some(why) = news.only_reads {
        words.push(why.message);
    }
    words.extend(list.lines.iter().map(line));
    // What was typed stays off the command line: which places it is about is enough to choose by.
    let lines: Vec<_> = list
        .lines
        .iter()
        .map(|line| {
            json!({
                "id": line.id, "what": line.what, "number": line.number, "words": line.words, "by": line.by,
                "own": line.own, "at": line.at, "places": places(line),
                "refused": line.refused.as_ref().map(|why| &why.code),
            })
        })
        .collect();
    let json = json!({ "came": came, "lines": lines });
    Ok(Answer::new(&json, words.join("\n")))
}

fn places(line: &SpoolLine) -> Vec<&str> {
    line.changes.iter().map(|one| one.label.as_str()).collect()
}

fn line(line: &SpoolLine) -> String {
    let what = match line.what {
        SpooledWhat::Typed => "录入",
        SpooledWhat::Pages => "扫描件",
        SpooledWhat::KeyStep => "制证",
    };
    let number = line.number.as_deref().unwrap_or_default();
    let why = match &line.refused {
        Some(why) => format!("；没有交入：{}。{}", why.message, why.remedy),
        None => String::new(),
    };
    format!(
        "{}　{what} {number} {}{}（{} {}）{why}",
        line.id,
        line.words,
        places(line).join("、"),
        line.by,
        line.at
    )
}

/// Opens a window and checks everything that it has.
fn proven(dir: &Path, login: &str, password: &SecretText) -> Result<(), Refusal> {
    let (store, _) = store::Store::unlock(dir, login, &password.secret())?;
    mark_as_its_hall(&store)?;
    holds(&store)
}

/// Checks everything that a window has.
fn holds(store: &store::Store) -> Result<(), Refusal> {
    let report = store.verify()?;
    match report.problems.is_empty() {
        true => Ok(()),
        false => Err(Refusal::new(
            "hall-altered",
            format!("大厅里的数据有 {} 处问题", report.problems.len()),
            "请不要在这个窗口办理；用 store verify 看是哪些，请管理员和管服务器的人一起核对",
        )),
    }
}

fn said(dir: &Path, moved: Moved, words: &str) -> Outcome {
    let json = json!({ "folder": dir, "rows": moved.rows, "attachments": moved.attachments });
    let rows = format!("{words}：{} 行", moved.rows);
    let words = match moved.attachments {
        0 => rows,
        attachments => format!("{rows}，{attachments} 个附件"),
    };
    Ok(Answer::new(&json, words))
}
