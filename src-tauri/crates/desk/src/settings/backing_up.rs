//! Backups: by hand and once a day by plan, while the counter goes on; and which of the old ones are let go.

use std::path::{Path, PathBuf};

use case::Role as Right;
use chrono::TimeDelta;
use store::{AuditAction, AuditEntry, Tx, about_backup};

use crate::counter::desk::Desk;
use crate::counter::who::require;
use crate::rim::api::{Done, Nothing, Refusal};
use crate::session::restoring;
use crate::settings::api::{BackUp, BackupState, TodaysBackup};

/// Largest database, in bytes, of which every backup is put together and opened when it is made.
const SMALL: u64 = 2 << 30;
/// Days within which one of a larger one is.
const OPENED_WITHIN: i64 = 30;

/// Key of the setting that holds the plan.
const PLAN: &str = "backup-plan";

/// What is planned; nothing unless an administrator ticked it.
pub(crate) fn plan(tx: &Tx<'_>) -> Result<BackUp, Refusal> {
    Ok(tx.own_setting(PLAN)?.unwrap_or_default())
}

/// Backs the store up into a dated folder and proves the copy. What is ticked holds from then on for this folder.
///
/// # Errors
/// `backup-folder` without one; `backup-under-way`; `backup-cancelled`; those of the store.
pub fn back_up(desk: &Desk, args: BackUp) -> Result<Done, Refusal> {
    if args.folder.trim().is_empty() {
        return Err(Refusal::new(
            "backup-folder",
            "没有填备份目录",
            "请填一个目录，最好在另一块盘或 U 盘上",
        ));
    }
    desk.read(|open| require(open, Right::Admin))?;
    make(desk, &args, true)
}

/// How far the backup is.
pub fn backup_state(desk: &Desk, _: Nothing) -> Result<BackupState, Refusal> {
    desk.read(|open| require(open, Right::Admin))?;
    let watch = desk.backup.watch();
    Ok(BackupState {
        is_under_way: watch.is_some(),
        percent: watch.map_or(0, |watch| watch.percent()),
    })
}

/// The backup under way is not wanted any more. Nothing of it stays.
pub fn cancel_backup(desk: &Desk, args: Nothing) -> Result<BackupState, Refusal> {
    desk.read(|open| require(open, Right::Admin))?;
    if let Some(watch) = desk.backup.watch() {
        watch.cancel();
    }
    backup_state(desk, args)
}

/// Makes today's backup when one is planned and none was made today. Whoever signs in asks for it; it is the office's.
///
/// # Errors
/// `backup-no-folder` where the disk of the plan is not there; `backup-under-way`; those of the store.
pub fn back_up_today(desk: &Desk, _: Nothing) -> Result<TodaysBackup, Refusal> {
    let plan = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            let last = tx.last_audit(AuditAction::BackedUp)?;
            let is_done = last
                .is_some_and(|row| row.at.with_timezone(desk.now().offset()).date_naive() == desk.today());
            let plan = plan(tx)?;
            Ok((plan.daily && !is_done).then_some(plan))
        })
    })?;
    let Some(plan) = plan else {
        return Ok(TodaysBackup {
            made: false,
            message: String::new(),
        });
    };
    // The folder is not made anew: where the disk is not plugged in, it would be a folder on the counter's own.
    if !Path::new(plan.folder.trim()).is_dir() {
        return Err(Refusal::new(
            "backup-no-folder",
            format!("今天的自动备份没有做：找不到 {}", plan.folder.trim()),
            "请插好备份盘，锁屏再登录一次；换了盘的，请管理员在设置里重新备份一次",
        ));
    }
    Ok(TodaysBackup {
        made: true,
        message: make(desk, &plan, false)?.message,
    })
}

/// Copies, proves, thins and puts on record. The store is free meanwhile.
fn make(desk: &Desk, wanted: &BackUp, keeps_plan: bool) -> Result<Done, Refusal> {
    let place = desk.backup.begin()?;
    let folder = PathBuf::from(wanted.folder.trim());
    let target = folder.join(format!("counterfoil-{}", desk.now().format("%Y%m%d-%H%M%S")));
    // A window of a hall fetches what lies on the server alone, a little at a time, so that others work meanwhile.
    while desk.read(|open| Ok(open.store.bring_some_home()?))? > 0 {}
    let copier = desk.read(|open| Ok(open.store.copier()?))?;
    let backup = match copier {
        Some(copier) => {
            // Whoever asks for a backup waits for its proof.
            let opens = keeps_plan || wants_opening(desk, &folder);
            copier.pieces_to(&folder, &target, desk.utc(), &place.watch, opens)?
        }
        // Where nothing can be written there is one opening alone, and nobody who works.
        None => desk.read(|open| Ok(open.store.backup_to(&target, desk.utc())?))?,
    };
    let mut words = match backup.manifest.opened {
        true => format!("备份到 {} 并已校验", target.display()),
        false => format!("备份到 {}，新的部分已写入", target.display()),
    };
    if wanted.thin {
        words += &thin(desk, &folder);
    }
    record(desk, wanted, words, keeps_plan)
}

/// Whether a backup of the day is to be opened: a small store always, a large one where none has been for a month.
fn wants_opening(desk: &Desk, folder: &Path) -> bool {
    let database = desk.config.store_dir.join(store::DATABASE);
    if std::fs::metadata(database).is_ok_and(|about| about.len() <= SMALL) {
        return true;
    }
    let month_ago = desk.utc() - TimeDelta::days(OPENED_WITHIN);
    let made = restoring::folders(folder);
    let mut made = made.iter().filter_map(|one| about_backup(one).ok());
    !made.any(|manifest| manifest.opened && manifest.made > month_ago)
}

/// Lets old backups go; what there is to say of it. A disk that does not want to keeps nobody from his new backup.
fn thin(desk: &Desk, folder: &Path) -> String {
    match store::thin(&desk.config.store_dir, &restoring::folders(folder), desk.utc()) {
        Ok(gone) if gone.is_empty() => String::new(),
        Ok(gone) => format!("，清理旧备份 {} 份", gone.len()),
        Err(error) => format!("；旧备份没有清理：{error}"),
    }
}

/// What is not made daily and goes elsewhere, to a disk for the safe say, leaves the plan alone.
fn changes_plan(plan: &BackUp, wanted: &BackUp) -> bool {
    let is_there = plan.folder.trim() == wanted.folder.trim();
    plan != wanted && (wanted.daily || is_there || !plan.daily)
}

fn record(desk: &Desk, wanted: &BackUp, words: String, keeps_plan: bool) -> Result<Done, Refusal> {
    let unrecorded = match desk.slot().as_mut() {
        Some(open) => {
            let entry = AuditEntry::new(desk.utc(), &open.account, AuditAction::BackedUp, words.as_str());
            open.store.put_on_record(entry)?;
            open.store.only_reads().is_some()
        }
        None => true,
    };
    if unrecorded {
        let words = format!("{words}；现在不能写入，这次备份还没有记入审计");
        return Ok(Done { message: words });
    }
    if keeps_plan && changes_plan(&desk.read(|open| open.store.read(plan))?, wanted) {
        desk.write(Some(Right::Admin), |tx, me| {
            tx.put_own_setting(PLAN, wanted)?;
            let how = match (wanted.daily, wanted.thin) {
                (false, _) => "不自动备份".to_owned(),
                (true, thin) => format!(
                    "每天自动备份到 {}{}",
                    wanted.folder.trim(),
                    if thin { "，清理旧备份" } else { "" }
                ),
            };
            tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::DevicesSaved, how))?;
            Ok(())
        })?;
    }
    Ok(Done { message: words })
}
