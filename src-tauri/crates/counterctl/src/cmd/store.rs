//! `store …`: make, open, back up, restore, verify.

use std::path::{Path, PathBuf};

use ::practice::{training, walkthrough};
use clap::Subcommand;
use desk::api::{
    BackUp, Beside, ChangePassword, Counter, Done, MakeRecoveryKey, Nothing, OfBackup, Refusal,
    RenewDatabaseKey, SealAnew, SetUp, SignIn, VerifyStore,
};
use desk::counter::practice;
use desk::session::{mending, recovering, restoring};
use serde_json::json;

use super::{desk, projects};
use crate::output::{Answer, Outcome};
use crate::secret;

/// A store.
#[derive(Subcommand)]
pub enum Store {
    /// Make a store; the first administrator's password is asked.
    Init {
        /// The folder.
        dir: PathBuf,
        /// A practice counter with made-up accounts, a SoftHSM2 token and the training CA.
        #[arg(long)]
        training: bool,
        /// With --training: a few made-up cases at different steps.
        #[arg(long, requires = "training")]
        with_cases: bool,
        /// Name of the acceptance point.
        #[arg(long, default_value = "受理点", conflicts_with = "training")]
        counter: String,
        /// Login of the first administrator.
        #[arg(long, default_value = "admin", conflicts_with = "training")]
        login: String,
        /// Name of the first administrator.
        #[arg(long, default_value = "管理员", conflicts_with = "training")]
        name: String,
    },
    /// Try to open a store; the password is asked.
    Unlock {
        /// The folder.
        dir: PathBuf,
        /// Login name.
        #[arg(long)]
        login: String,
    },
    /// Back a store up into a folder and prove the copy; the password is asked.
    Backup {
        /// The folder of the store.
        dir: PathBuf,
        /// Where to; a dated folder is made in it.
        #[arg(long)]
        to: PathBuf,
        /// Login of an administrator.
        #[arg(long)]
        login: String,
        /// Once a day to this folder from now on, behind the work of whoever signs in first.
        #[arg(long)]
        daily: bool,
        /// Let old backups of this store go: all of a week stay, then one a week, a month, a year.
        #[arg(long)]
        thin: bool,
    },
    /// Bring a backup back into an empty folder, or in the place of the store there; what was there is set aside.
    Restore {
        /// The backup.
        backup: PathBuf,
        /// The folder of the store to be.
        #[arg(long)]
        to: PathBuf,
        /// Login of an administrator of that time, needed where a store is to be replaced; the password is asked.
        #[arg(long)]
        login: Option<String>,
    },
    /// Try a backup: copied, opened, checked whole and let go; the password is asked.
    Drill {
        /// The backup.
        backup: PathBuf,
        /// A folder in which the copy may lie meanwhile, as large as the backup.
        #[arg(long)]
        beside: PathBuf,
        /// Login of an administrator of that time.
        #[arg(long)]
        login: String,
    },
    /// Make the recovery key for the safe, the one before is void; an administrator's password is asked.
    RecoveryKey {
        /// The folder.
        dir: PathBuf,
        /// Login of an administrator.
        #[arg(long)]
        login: String,
        /// In two halves for two places; either is worth nothing alone.
        #[arg(long)]
        halves: bool,
        /// Login of somebody who agrees, where the store takes two; that person's password is asked.
        #[arg(long)]
        beside: Option<String>,
    },
    /// Change one's own password; the present and the new one are asked.
    Password {
        /// The folder.
        dir: PathBuf,
        /// Login name.
        #[arg(long)]
        login: String,
    },
    /// Give an administrator a new password by the recovery key, which is used up; the key and the password are asked.
    Recover {
        /// The folder.
        dir: PathBuf,
        /// Login of the administrator who gets a new password.
        #[arg(long)]
        login: String,
        /// The key lies on two sheets.
        #[arg(long)]
        halves: bool,
    },
    /// Take out triggers, indexes and tables that somebody put in beside the program, which keep it from writing, and
    /// make again those of its own that are gone; an administrator's password is asked.
    MendTables {
        /// The folder.
        dir: PathBuf,
        /// Login of an administrator.
        #[arg(long)]
        login: String,
    },
    /// Print the sheet of the day with the signed head of the store, or save it where there is no printer.
    DaySheet {
        /// The folder.
        dir: PathBuf,
        /// Login of whoever prints it; the password is asked.
        #[arg(long)]
        login: String,
    },
    /// Renew the database key, after somebody has left who knew it; an administrator's password is asked. No other
    /// program may have the store open.
    RenewKey {
        /// The folder.
        dir: PathBuf,
        /// Login of an administrator.
        #[arg(long)]
        login: String,
    },
    /// Seal anew, for the people of today, the SO PINs that two people of a former time open; both passwords are asked.
    SealAnew {
        /// The folder.
        dir: PathBuf,
        /// Login of an administrator who was there then.
        #[arg(long)]
        login: String,
        /// Login of another who was.
        #[arg(long)]
        beside: String,
    },
    /// Check pages, ciphers, references, audit chain, attachments and signed acts; the password is asked.
    Verify {
        /// The folder.
        dir: PathBuf,
        /// Login of an administrator.
        #[arg(long)]
        login: String,
        /// A head that was kept outside, as `verify` gives it or as the code of a sheet of the day, or the folder of a
        /// backup; may be repeated.
        #[arg(long)]
        against: Vec<String>,
    },
}

impl Store {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::Init {
                dir,
                training: true,
                with_cases,
                ..
            } => {
                let desk = projects(forms)?;
                let ids: Vec<&str> = desk.projects().iter().map(project::Project::id).collect();
                training::make(dir, None, &ids, ::store::KdfCost::default())?;
                if *with_cases {
                    let worker = token::WorkerCommand::this_program(Vec::new())?;
                    walkthrough::seed(desk::counter::places::Places::find(forms)?, dir, worker)?;
                }
                let accounts = practice::practice_accounts();
                let mut words = format!("练习受理点已建在 {}\n", dir.display());
                for account in &accounts {
                    words.push_str(&format!("  {:<6} {}\n", account.login, account.words));
                }
                words.push_str(&format!("口令都是 {}", practice::PASSWORD));
                Ok(Answer::new(
                    &json!({ "folder": dir, "training": true, "accounts": accounts }),
                    words,
                ))
            }
            Self::Init {
                dir,
                counter,
                login,
                name,
                ..
            } => {
                let password = secret::ask("第一个管理员的口令（至少10个字符）")?;
                let desk = desk(dir, forms)?;
                desk.commands().set_up(SetUp {
                    counter: Counter {
                        name: counter.clone(),
                        address: String::new(),
                        phone: String::new(),
                        window: String::new(),
                    },
                    login: login.clone(),
                    name: name.clone(),
                    password,
                    roles: Vec::new(),
                })?;
                Ok(Answer::new(
                    &json!({ "folder": dir, "login": login }),
                    format!("存储已建在 {}", dir.display()),
                ))
            }
            Self::Unlock { dir, login } => {
                let session = super::who::sign_in(dir, login, forms)?
                    .commands()
                    .status(Nothing {})?;
                let words = match &session.only_reads {
                    Some(told) => format!("口令正确。{}。{}", told.message, told.remedy),
                    None => "口令正确，存储可以打开".to_owned(),
                };
                Ok(Answer::new(&session, words))
            }
            Self::Backup {
                dir,
                to,
                login,
                daily,
                thin,
            } => {
                let desk = super::who::sign_in(dir, login, forms)?;
                let folder = to.display().to_string();
                // What holds for this folder already goes on without being said again.
                let plan = desk.commands().settings(Nothing {})?.backup_plan;
                let is_planned = plan.folder == folder;
                done(&desk.commands().back_up(BackUp {
                    folder,
                    daily: *daily || (is_planned && plan.daily),
                    thin: *thin || (is_planned && plan.thin),
                })?)
            }
            Self::Restore {
                backup,
                to,
                login: Some(login),
            } => {
                let back = desk(to, forms)?
                    .commands()
                    .restore_backup(of_backup(backup, login)?)?;
                Ok(Answer::new(&back, back.message.clone()))
            }
            Self::Drill {
                backup,
                beside,
                login,
            } => {
                let args = of_backup(backup, login)?;
                done(&desk(beside, forms)?.commands().try_backup(args)?)
            }
            Self::Restore {
                backup,
                to,
                login: None,
            } => {
                must_name_nobody(backup)?;
                ::store::restore(backup, to)?;
                let words = format!("已恢复到 {}，请用原来的账号登录", to.display());
                Ok(Answer::new(&json!({ "folder": to }), words))
            }
            Self::RecoveryKey {
                dir,
                login,
                halves,
                beside,
            } => {
                let desk = super::who::sign_in(dir, login, forms)?;
                let args = MakeRecoveryKey {
                    password: secret::ask("再输入一次口令")?,
                    beside: beside.as_deref().map(named).transpose()?,
                    in_halves: *halves,
                    print: false,
                };
                let made = desk.commands().make_recovery_key(args)?;
                let sheets: Vec<_> = made.sheets.iter().map(|sheet| sheet.expose()).collect();
                Ok(Answer::new(&json!({ "sheets": sheets }), in_words(&sheets)))
            }
            Self::Password { dir, login } => {
                let desk = desk(dir, forms)?;
                let old = secret::ask("现在的口令")?;
                desk.commands().sign_in(SignIn {
                    login: login.clone(),
                    password: old.clone(),
                })?;
                let new = secret::ask("新口令（至少10个字符）")?;
                done(&desk.commands().change_password(ChangePassword { old, new })?)
            }
            Self::Recover { dir, login, halves } => {
                let mut sheets = vec![secret::ask("恢复密钥（八组，每组五个字）")?];
                if *halves {
                    sheets.push(secret::ask("另外半张")?);
                }
                let password = secret::ask("管理员的新口令（至少10个字符）")?;
                recovering::recover(&desk(dir, forms)?, &sheets, login, &password)?;
                let words = format!(
                    "{login} 的口令已重设，这把恢复密钥已作废。请登录，核对账号，再制作一把新的放进保险柜"
                );
                Ok(Answer::new(&json!({ "login": login }), words))
            }
            Self::MendTables { dir, login } => {
                let password = secret::ask("口令")?;
                let mended = mending::mend_tables(&desk(dir, forms)?, login, &password)?;
                let words = match mended.is_nothing() {
                    true => "库结构与程序所建的相同，没有要修的".to_owned(),
                    false => format!(
                        "去掉 {} 项（{}），补上 {} 项（{}），已记入审计；请再用 store verify 看它们写过什么",
                        mended.removed.len(),
                        mended.removed.join("、"),
                        mended.restored.len(),
                        mended.restored.join("、"),
                    ),
                };
                let json = json!({ "removed": mended.removed, "restored": mended.restored });
                Ok(Answer::new(&json, words))
            }
            Self::DaySheet { dir, login } => {
                let printed = super::who::sign_in(dir, login, forms)?
                    .commands()
                    .print_day_sheet(Nothing {})?;
                Ok(Answer::new(&printed, printed.message.clone()))
            }
            Self::RenewKey { dir, login } => {
                let desk = super::who::sign_in(dir, login, forms)?;
                let password = secret::ask("再输入一次口令")?;
                let safety = desk
                    .commands()
                    .renew_database_key(RenewDatabaseKey { password })?;
                Ok(Answer::new(
                    &safety,
                    "数据库密钥已更新；其他人下次登录时自动换用，以前的备份仍用当时的口令打开",
                ))
            }
            Self::SealAnew { dir, login, beside } => {
                let desk = super::who::sign_in(dir, login, forms)?;
                let beside = named(beside)?;
                let safety = desk.commands().seal_anew(SealAnew { beside })?;
                let words = match safety.sealed_for_former {
                    0 => "已为现有人员重新封存".to_owned(),
                    left => format!("已为现有人员重新封存，还有 {left} 个这两位打不开"),
                };
                Ok(Answer::new(&safety, words))
            }
            Self::Verify { dir, login, against } => {
                let desk = super::who::sign_in(dir, login, forms)?;
                done(&desk.commands().verify_store(VerifyStore {
                    against: heads(against)?,
                })?)
            }
        }
    }
}

/// Somebody beside, whose password is asked.
fn named(login: &str) -> Result<Beside, Refusal> {
    Ok(Beside {
        login: login.to_owned(),
        password: secret::ask("在旁者的口令")?,
    })
}

/// Refuses to bring a backup back without a password where something was deleted from its store since: only an
/// administrator of that time can have it deleted again. Errors: `restore-needs-login`.
fn must_name_nobody(backup: &Path) -> Result<(), Refusal> {
    if restoring::ledgers_around(backup).is_empty() {
        return Ok(());
    }
    Err(Refusal::new(
        "restore-needs-login",
        "这个库有按期删除的件，恢复时要再删一次，需要管理员登录",
        "请加 --login 管理员的登录名，输入备份当时的口令",
    ))
}

/// A backup with the password of an administrator of that time, which is asked.
fn of_backup(backup: &Path, login: &str) -> Result<OfBackup, Refusal> {
    Ok(OfBackup {
        folder: backup.display().to_string(),
        login: login.to_owned(),
        password: secret::ask("备份当时的口令")?,
    })
}

/// What is to be written down, and where it belongs.
fn in_words(sheets: &[&str]) -> String {
    let where_to = match sheets {
        [_] => "写在纸上封好放进保险柜",
        _ => "两张分开放，由两个人保管",
    };
    format!(
        "恢复密钥：\n  {}\n请{where_to}，不要存进电脑。所有管理员都忘记口令时，用它给一个管理员设新口令。它不会再显示",
        sheets.join("\n  ")
    )
}

/// Heads as they were typed, and those that backups hold.
fn heads(against: &[String]) -> Result<Vec<String>, Refusal> {
    let mut heads = Vec::new();
    for seen in against {
        let folder = Path::new(seen);
        if folder.is_dir() {
            heads.extend(::store::read_manifest(folder)?.head);
        } else {
            heads.push(seen.clone());
        }
    }
    Ok(heads)
}

fn done(answer: &Done) -> Outcome {
    Ok(Answer::new(answer, answer.message.as_str()))
}
