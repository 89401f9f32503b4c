//! A backup tried, and put in the place of the store, by whoever knows an administrator's password of that time. Nobody
//! need be signed in: a store that cannot be opened any more is what backups are for.

use std::fs;
use std::path::{Path, PathBuf};

use case::Role;
use store::{Loss, Proven, about_backup};

use crate::counter::desk::Desk;
use crate::counter::practice;
use crate::keeping::traces;
use crate::rim::api::{Done, Gate, Nothing, Refusal};
use crate::session::api::{BackupLine, FindBackups, OfBackup, RestoredStore};
use crate::session::signing;

/// Most folders of one folder that are looked into.
const MOST: usize = 500;
/// Most cases that are named in a sentence.
const MOST_NAMED: usize = 5;
/// How deep backups lie in the folder that was chosen: a dated one in a dated one.
const DEPTH: usize = 2;

/// The backups in a folder, newest first; the folder may be one itself. Their files are read when one is tried.
///
/// # Errors
/// `backup-none` where there is none.
pub fn backups(_: &Desk, args: FindBackups) -> Result<Vec<BackupLine>, Refusal> {
    let mut found = Vec::new();
    collect(Path::new(args.folder.trim()), DEPTH, &mut found);
    found.sort_by(|a, b| b.made.cmp(&a.made));
    match found.is_empty() {
        false => Ok(found),
        true => Err(Refusal::new(
            "backup-none",
            "这个目录里没有备份",
            "请填备份时所填的目录，或其中的某一份备份；移动盘要先插好",
        )),
    }
}

/// The folders of the backups in a folder.
pub(crate) fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, DEPTH, &mut found);
    found.into_iter().map(|line| line.folder.into()).collect()
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<BackupLine>) {
    if folder.join(store::MANIFEST).is_file() {
        return found.extend(line(folder));
    }
    let (Some(depth), Ok(entries)) = (depth.checked_sub(1), fs::read_dir(folder)) else {
        return;
    };
    let folders = entries.flatten().map(|entry| entry.path());
    for inside in folders.filter(|path| path.is_dir()).take(MOST) {
        collect(&inside, depth, found);
    }
}

fn line(folder: &Path) -> Option<BackupLine> {
    let folder_words = folder.to_str()?.to_owned();
    let modified = || {
        let made = fs::metadata(folder.join(store::MANIFEST)).ok()?.modified().ok()?;
        Some(chrono::DateTime::<chrono::Local>::from(made).to_rfc3339())
    };
    Some(match about_backup(folder) {
        Ok(manifest) => BackupLine {
            folder: folder_words,
            made: manifest.made.with_timezone(&chrono::Local).to_rfc3339(),
            megabytes: manifest.files.iter().map(|file| file.bytes).sum::<u64>() as f64 / 1e6,
            may: Gate::open(),
        },
        Err(error) => BackupLine {
            folder: folder_words,
            made: modified().unwrap_or_default(),
            megabytes: 0.0,
            may: Gate::closed(error.to_string()),
        },
    })
}

/// Tries a backup: copied, opened and checked whole, and let go again. Nothing of the store is touched.
///
/// # Errors
/// Those of [`Proven::of`]; `role-missing` for an account that is no administrator.
pub fn drill(desk: &Desk, args: OfBackup) -> Result<Done, Refusal> {
    let mut proven = prove(desk, &args)?;
    let mut message = format!(
        "演练成功：这份备份可以恢复。受理件 {} 件，审计 {} 行相接，附件 {} 份无误",
        proven.cases, proven.report.audit_rows, proven.report.attachments
    );
    let ledgers = ledgers(&desk.config.store_dir, &args);
    let again = proven
        .delete_again(&ledgers, &traces::of, desk.utc())?
        .numbers
        .len();
    if again > 0 {
        message.push_str(&format!("；其中 {again} 件在备份以后已按期删除，恢复时不会回来"));
    }
    Ok(Done { message })
}

/// Where ledgers of deletions may lie: beside the store, and around the backup.
fn ledgers(store: &Path, args: &OfBackup) -> Vec<PathBuf> {
    let around = ledgers_around(Path::new(args.folder.trim()));
    std::iter::once(store.to_owned()).chain(around).collect()
}

/// Folders around a backup in which a ledger of deletions lies: its own, those that it lies in, other backups there.
pub fn ledgers_around(backup: &Path) -> Vec<PathBuf> {
    let above: Vec<PathBuf> = backup
        .ancestors()
        .skip(1)
        .take(DEPTH)
        .map(Path::to_owned)
        .collect();
    let others = above
        .iter()
        .flat_map(|folder| folders(folder))
        .collect::<Vec<_>>();
    let all = std::iter::once(backup.to_owned()).chain(above).chain(others);
    let mut found: Vec<PathBuf> = all
        .filter(|folder| folder.join(store::DELETIONS).is_file())
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The first of some numbers, and how many there are.
fn some_of(numbers: &[String]) -> String {
    let first: Vec<&str> = numbers.iter().take(MOST_NAMED).map(String::as_str).collect();
    match numbers.len() > MOST_NAMED {
        true => format!("{} 等", first.join("、")),
        false => first.join("、"),
    }
}

/// Puts a backup in the place of the store; what was there is set aside. Nobody is signed in afterwards.
///
/// # Errors
/// `restore-signed-in` while somebody is; `backup-of-practice` between practice and real counters; those of
/// [`drill`] and of [`Proven::put_in_place`].
pub fn restore(desk: &Desk, args: OfBackup) -> Result<RestoredStore, Refusal> {
    if desk.slot().is_some() {
        return Err(Refusal::new(
            "restore-signed-in",
            "有人正在办理，不能恢复",
            "请先锁屏，再在登录页恢复；只想知道备份好不好，可以用演练",
        ));
    }
    let folder = desk.config.store_dir.as_path();
    let mut proven = prove(desk, &args)?;
    if proven.practice != practice::is_training(folder) {
        let message = match proven.practice {
            true => "这是练习库的备份，不能恢复到正式的受理点",
            false => "这是正式受理点的备份，不能恢复到练习库",
        };
        return Err(Refusal::new(
            "backup-of-practice",
            message,
            "请在它自己的受理点恢复，或换一份备份",
        ));
    }
    let replayed = proven.delete_again(&ledgers(folder, &args), &traces::of, desk.utc())?;
    let again = replayed.numbers.len();
    let cases = proven.cases.saturating_sub(again as u64);
    let restored = proven.put_in_place(folder, desk.utc())?;
    let mut words = format!("已恢复，受理件 {cases} 件。请用备份时的账号和口令登录");
    if again > 0 {
        words.push_str(&format!(
            "。备份以后已按期删除的 {again} 件没有恢复：{}",
            some_of(&replayed.numbers)
        ));
    }
    if let Some(Loss { known, found }) = restored.lost {
        words.push_str(&format!(
            "。备份以后办的事（审计第 {} 到 {known} 行）不在库里，请对照纸质件补办；用过的受理号不会再用",
            found + 1
        ));
    }
    if let Some(aside) = restored.set_aside {
        words.push_str(&format!("。换下的数据库留在 {}，没有删除", aside.display()));
    }
    Ok(RestoredStore {
        message: words,
        status: signing::status(desk, Nothing {})?,
    })
}

/// A backup that was tried with the password of an administrator. Wrong passwords count as those of the sign-in do.
fn prove(desk: &Desk, args: &OfBackup) -> Result<Proven, Refusal> {
    let folder = PathBuf::from(args.folder.trim());
    // Its files are read when it is copied; that there is a backup at all is said before a password is asked after.
    about_backup(&folder)?;
    let attempt = desk.patience.begin(&args.login, desk.utc())?;
    let store = desk.config.store_dir.as_path();
    let (proven, _) = attempt.came_to(Proven::of(&folder, store, &args.login, &args.password.secret()))?;
    match proven.account.roles.has(Role::Admin) {
        true => Ok(proven),
        false => Err(Refusal::new(
            "role-missing",
            format!("{}不是管理员，不能恢复备份", proven.account.name),
            "请管理员输入自己的账号和口令",
        )),
    }
}
