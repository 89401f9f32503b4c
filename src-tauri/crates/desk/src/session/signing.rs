//! Set-up, signing in and out.

use std::path::Path;

use case::Roles;
use store::{AuditAction, AuditEntry, CounterInfo, Doubt, NewAccount, NewStore, Store};

use crate::counter::api::{Devices, Role};
use crate::counter::desk::Desk;
use crate::counter::open::Open;
use crate::counter::{passwords, practice, spool};
use crate::projects::agreements;
use crate::rim::api::{Done, Finding, Nothing, Refusal, Severity};
use crate::rim::refusal::finding;
use crate::session::api::{
    ChangePassword, OnlyReads, Session, SetUp, SignIn, Status, StoreState, WhyOnlyReads,
};

/// What a sign-in says of wrong passwords before it.
pub(crate) const WRONG_BEFORE: &str = "，此前口令错过";

/// What a folder alone tells of its store, before a project is read and anybody is signed in: enough for the screen on
/// which one signs in.
pub fn first_look(folder: &Path) -> Status {
    let training = practice::is_training(folder);
    let exists = Store::exists(folder);
    Status {
        store: if exists {
            StoreState::Locked
        } else {
            StoreState::Absent
        },
        counter: None,
        session: None,
        training,
        practice_accounts: if training {
            practice::practice_accounts()
        } else {
            Vec::new()
        },
        joins_halls: store::hall::can_join(),
        in_hall: store::hall::is_window(folder),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        folder: folder.display().to_string(),
        lock_after_minutes: Devices::default().lock_after_minutes,
        only_reads: None,
        problems: Vec::new(),
        agreements_missing: Vec::new(),
    }
}

/// What the window asks first.
pub fn status(desk: &Desk, _: Nothing) -> Result<Status, Refusal> {
    let slot = desk.slot();
    let mut status = first_look(&desk.config.store_dir);
    match slot.as_ref() {
        // Behind the lock nobody is told what is installed.
        None if status.store == StoreState::Absent => {
            status.agreements_missing = agreements::missing(desk, None)?
        }
        None => {}
        Some(open) => {
            let counter: CounterInfo = open.store.read(|tx| tx.counter())?;
            let devices = open.store.read(crate::counter::devices::devices)?;
            status.store = StoreState::Open;
            status.counter = Some(counter.into());
            status.session = Some(session_of(open));
            status.only_reads = open.store.only_reads().map(|why| only_reads(desk, why));
            status.lock_after_minutes = devices.lock_after_minutes;
            status.agreements_missing = open.store.read(|tx| agreements::missing(desk, Some(tx)))?;
        }
    }
    status.problems = desk.problem_findings();
    let doubt = slot.as_ref().and_then(|open| open.store.doubt()).map(told);
    status.problems.extend(doubt);
    if let Some(open) = slot.as_ref() {
        status.problems.extend(open.spool_trouble.clone());
        status.problems.extend(spool::set_aside(&desk.config.store_dir));
    }
    if slot.is_some() {
        status.problems.extend(desk.unsound.told());
    }
    Ok(status)
}

/// That the store may be older than what was done with it.
fn told(doubt: Doubt) -> Finding {
    finding(doubt.code(), Severity::Warn, doubt.words(), doubt.remedy())
}

/// That nothing can be written, and what to do.
pub(crate) fn only_reads(desk: &Desk, why: store::OnlyReads) -> OnlyReads {
    let folder = desk.config.store_dir.display();
    match why {
        store::OnlyReads::Full => OnlyReads {
            why: WhyOnlyReads::Full,
            message: "磁盘已满：可以查看，不能办理，也不能保存".to_owned(),
            remedy: format!(
                "请在 {folder} 所在的盘上删除或移走旧的打印文件、给机构的上传文件和旧备份，腾出至少 100 MB，                 再锁屏重新登录"
            ),
        },
        store::OnlyReads::ReadOnly => OnlyReads {
            why: WhyOnlyReads::ReadOnly,
            message: "数据库只能读：可以查看和备份，不能办理，也不能保存".to_owned(),
            remedy: format!("请管理员让 {folder} 可以写入（文件夹权限，或重新挂载这块盘），再锁屏重新登录"),
        },
        store::OnlyReads::HallGone => OnlyReads {
            why: WhyOnlyReads::HallGone,
            message: "连不上大厅服务器：可以查看；录入和扫描先暂存在本窗口，别的不能办".to_owned(),
            remedy: "请检查网线和服务器；连上后自动恢复并交入暂存的，不用重新登录。扫描件原文在服务器上的，要等连上再看"
                .to_owned(),
        },
        store::OnlyReads::HallAltered => OnlyReads {
            why: WhyOnlyReads::HallAltered,
            message: "大厅服务器上的数据和各窗口存的对不上：可以查看，不能办理，也不能保存".to_owned(),
            remedy: "请各窗口都停止办理，不要动服务器，请管理员和管服务器的人一起核对".to_owned(),
        },
    }
}

fn session_of(open: &Open) -> Session {
    Session {
        account_id: open.account.id.0,
        login: open.account.login.clone(),
        name: open.account.name.clone(),
        roles: open.account.roles.iter().filter_map(Role::of).collect(),
        since: open.since.to_rfc3339(),
        password_given: open.is_password_given,
    }
}

/// First start: makes the store, the counter, the first administrator, and signs in.
pub fn set_up(desk: &Desk, args: SetUp) -> Result<Status, Refusal> {
    let names = [args.login.as_str(), &args.name, &args.counter.name];
    let password = passwords::check(&args.password, &names)?;
    for (what, value) in [
        ("受理点名称", &args.counter.name),
        ("登录名", &args.login),
        ("姓名", &args.name),
    ] {
        if value.trim().is_empty() {
            return Err(Refusal::new(
                "field-empty",
                format!("没有填{what}"),
                format!("请填写{what}"),
            ));
        }
    }
    let roles = Roles::new(args.roles.iter().map(|r| (*r).into()).chain([case::Role::Admin]));
    let new = NewStore {
        counter: args.counter.into(),
        admin: NewAccount::new(&args.login, &args.name, roles),
        password,
    };
    Store::create(&desk.config.store_dir, new, desk.config.cost, desk.utc())?;
    sign_in(
        desk,
        SignIn {
            login: args.login,
            password: args.password,
        },
    )
}

/// Signs in. A wrong password and an unknown login are told alike; after five wrong ones the login waits a minute.
pub fn sign_in(desk: &Desk, args: SignIn) -> Result<Status, Refusal> {
    let attempt = desk.patience.begin(&args.login, desk.utc())?;
    let unlocked = Store::unlock(&desk.config.store_dir, &args.login, &args.password.secret());
    let ((mut store, account), wrong) = attempt.came_to(unlocked)?;
    let wrong = match wrong {
        0 => String::new(),
        n => format!("{WRONG_BEFORE} {n} 次"),
    };
    let words = format!("{} 登录{wrong}", account.name);
    // A full disk keeps nobody from reading: it is written with whatever is written next.
    store.put_on_record(AuditEntry::new(
        desk.utc(),
        &account,
        AuditAction::SignedIn,
        words,
    ))?;
    let is_password_given = store.read(|tx| tx.is_password_given(account.id))?;
    // Whoever was signed in before has left: their key sessions and typed PINs end.
    desk.end_workers();
    let (spool, spool_trouble) = spool::opened(&store);
    *desk.slot() = Some(Open {
        spool,
        spool_trouble,
        store,
        account,
        since: desk.now(),
        is_password_given,
    });
    desk.idle.touch();
    status(desk, Nothing {})
}

/// Closes the store and all that the session had open.
pub(crate) fn close(desk: &Desk) {
    *desk.slot() = None;
    desk.handing.begin_anew();
    desk.live.close();
    desk.looked.close();
    desk.shown.forget();
    desk.unmasked.forget();
    desk.end_workers();
}

/// Signs out: the store is closed, key sessions end. What was typed has been saved as it was typed.
///
/// # Errors
/// `signed-out-unrecorded` when the audit could not be written; the session has ended all the same.
pub fn sign_out(desk: &Desk, _: Nothing) -> Result<Status, Refusal> {
    end(desk, |name| format!("{name} 退出或锁屏"))?;
    status(desk, Nothing {})
}

/// Ends the session, if there is one, with words for the audit. Errors: as [`sign_out`].
pub(crate) fn end(desk: &Desk, words: impl FnOnce(&str) -> String) -> Result<(), Refusal> {
    let is_open = desk.slot().is_some();
    let told = match is_open {
        false => Ok(()),
        true => desk.write(None, |tx, me| {
            let entry = AuditEntry::new(desk.utc(), me, AuditAction::SignedOut, words(&me.name));
            tx.audit(&entry)?;
            Ok(())
        }),
    };
    // A full disk or another program's write must not leave the screen open.
    close(desk);
    told.map_err(|refused| {
        Refusal::new(
            "signed-out-unrecorded",
            format!("已锁屏，但没有记入审计：{}", refused.message),
            format!("{}；登录后请告诉管理员", refused.remedy.trim_end_matches('。')),
        )
    })
}

/// Changes one's own password.
pub fn change_password(desk: &Desk, args: ChangePassword) -> Result<Done, Refusal> {
    let new = desk.read(|open| {
        let attempt = desk.patience.begin(&open.account.login, desk.utc())?;
        attempt.came_to(open.store.check_password(&open.account, &args.old.secret()))?;
        if open.is_password_given && args.old.expose() == args.new.expose() {
            return Err(Refusal::new(
                "password-same",
                "新口令和管理员给的一样",
                "请换一个只有自己知道的口令",
            ));
        }
        let counter = open.store.read(|tx| Ok::<_, Refusal>(tx.counter()?.name))?;
        passwords::check(&args.new, &[&open.account.login, &open.account.name, &counter])
    })?;
    let done = desk.write(None, |tx, me| {
        tx.set_password(me.id, &new)?;
        tx.audit(&AuditEntry::new(
            desk.utc(),
            me,
            AuditAction::PasswordChanged,
            format!("{} 修改了自己的口令", me.name),
        ))?;
        Ok(Done {
            message: "口令已修改".to_owned(),
        })
    })?;
    if let Some(open) = desk.slot().as_mut() {
        open.is_password_given = open.store.read(|tx| tx.is_password_given(open.account.id))?;
    }
    Ok(done)
}
