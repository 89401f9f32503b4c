//! Files outside the store after their use: papers that were saved, packages that went to the CA, copies and exports.
//! After so many days, which the counter chooses, each is removed where it still is what was written. What somebody
//! changed or moved is told and left alone.

use std::path::{Path, PathBuf};

use case::Role;
use chrono::{DateTime, Duration, Utc};
use store::{AuditAction, AuditEntry, OutsideFile, OutsideFileId, OutsideKind, Tx};

use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::outside::mend;
use crate::keeping::files::{Lies, remove};
use crate::privacy::api::{OutsideDays, OutsideFiles, OutsideLine, Swept};
use crate::rim::api::{Nothing, Refusal};

/// Key of the setting that holds the days.
const RULE: &str = "outside-days";
/// Days when nobody chose others.
const DAYS: u32 = 30;
/// Most days that may be chosen.
const MOST_DAYS: u32 = 3650;
/// Most lines that are shown.
const MOST: usize = 200;

/// After how many days files are removed; 0 never.
fn days(tx: &Tx<'_>) -> Result<u32, Refusal> {
    Ok(tx.setting(RULE)?.unwrap_or(DAYS))
}

/// When a file is to be removed; none where no rule says. What was exported of a person goes always.
fn ends(file: &OutsideFile, days: u32) -> Option<DateTime<Utc>> {
    let days = match (days, file.kind) {
        (0, OutsideKind::Person) => DAYS,
        (0, _) => return None,
        (days, _) => days,
    };
    file.at.checked_add_signed(Duration::days(i64::from(days)))
}

fn word(kind: OutsideKind) -> &'static str {
    match kind {
        OutsideKind::Paper => "打印件",
        OutsideKind::Package => "交换包",
        OutsideKind::Upload => "上传件",
        OutsideKind::Sample => "印样",
        OutsideKind::Copy => "文件副本",
        OutsideKind::Person => "个人信息",
    }
}

/// What lies outside the store, oldest first, and until when.
pub fn list(desk: &Desk, _: Nothing) -> Result<OutsideFiles, Refusal> {
    desk.read(|open| open.store.read(|tx| listed(desk, tx)))
}

fn listed(desk: &Desk, tx: &Tx<'_>) -> Result<OutsideFiles, Refusal> {
    let days = days(tx)?;
    let files = tx.outside_files()?;
    let now = desk.utc();
    let due = files
        .iter()
        .filter(|file| ends(file, days).is_some_and(|end| end <= now))
        .count();
    let line = |file: &OutsideFile| -> Result<OutsideLine, Refusal> {
        let of = |at: DateTime<Utc>| at.with_timezone(desk.now().offset());
        Ok(OutsideLine {
            kind: word(file.kind).to_owned(),
            case_number: match file.case_id {
                Some(case) => tx.case(case)?.number,
                None => String::new(),
            },
            path: file.path.clone(),
            at: of(file.at).to_rfc3339(),
            until: ends(file, days).map_or_else(String::new, |end| of(end).date_naive().to_string()),
        })
    };
    Ok(OutsideFiles {
        days,
        count: u32::try_from(files.len()).unwrap_or(u32::MAX),
        due: u32::try_from(due).unwrap_or(u32::MAX),
        lines: files.iter().take(MOST).map(line).collect::<Result<_, _>>()?,
    })
}

/// Chooses after how many days files are removed.
///
/// # Errors
/// `outside-days` for too many.
pub fn choose(desk: &Desk, args: OutsideDays) -> Result<OutsideFiles, Refusal> {
    if args.days > MOST_DAYS {
        return Err(Refusal::new(
            "outside-days",
            format!("{} 天太长", args.days),
            format!("请填 1 到 {MOST_DAYS} 天；0 表示不自动清除（导出的个人信息除外）"),
        ));
    }
    desk.write(Some(Role::Admin), |tx, me| {
        tx.put_setting(RULE, &args.days)?;
        let words = match args.days {
            0 => "库外的文件改为不自动清除".to_owned(),
            days => format!("库外的文件改为写出满 {days} 天清除"),
        };
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::DevicesSaved, words))?;
        Ok(())
    })?;
    list(desk, Nothing {})
}

/// What became of one file.
struct Came {
    id: OutsideFileId,
    path: String,
    lies: Lies,
}

/// Mends what a power cut left half written, and removes what is due: what still is as it was written. What was changed
/// is told; it is asked for again the next time.
///
/// # Errors
/// Those of the store.
pub fn sweep(desk: &Desk, _: Nothing) -> Result<Swept, Refusal> {
    let (all, files, days, own) = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            let (days, now) = (days(tx)?, desk.utc());
            let all = tx.outside_files()?;
            let is_due = |file: &&OutsideFile| ends(file, days).is_some_and(|end| end <= now);
            let due: Vec<OutsideFile> = all.iter().filter(is_due).cloned().collect();
            let devices = devices::devices(tx)?;
            let own = [
                devices::folder(desk, &devices.print_folder, "prints"),
                devices::folder(desk, &devices.exchange_folder, "exchange"),
            ];
            // Where nothing can be put on record nothing is removed.
            let reads_only = open.store.only_reads().is_some();
            Ok((all, if reads_only { Vec::new() } else { due }, days, own))
        })
    })?;
    let own: Vec<&Path> = own.iter().map(PathBuf::as_path).collect();
    mend(&all, &own, desk.utc().into());
    let came: Vec<Came> = files
        .iter()
        .map(|file| Came {
            id: file.id,
            path: file.path.clone(),
            lies: remove(file, &own),
        })
        .collect();
    let count =
        |lies: Lies| u32::try_from(came.iter().filter(|one| one.lies == lies).count()).unwrap_or(u32::MAX);
    let (removed, gone) = (count(Lies::AsWritten), count(Lies::Gone));
    if removed + gone > 0 {
        desk.write(None, |tx, me| {
            for one in &came {
                match one.lies {
                    Lies::AsWritten => tx.outside_file_removed(one.id, &why(days), desk.utc())?,
                    Lies::Gone => tx.outside_file_removed(one.id, "已不在原处", desk.utc())?,
                    Lies::Changed | Lies::Unreadable => {}
                }
            }
            let words = format!(
                "清除到期的库外文件 {removed} 个（{}）；{gone} 个已不在原处",
                why(days)
            );
            tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::FilesRemoved, words))?;
            Ok(())
        })?;
    }
    let told = |one: &Came| match one.lies {
        Lies::Changed => Some(format!("{}：写出后被改过，没有删", one.path)),
        Lies::Unreadable => Some(format!("{}：删不掉", one.path)),
        Lies::AsWritten | Lies::Gone => None,
    };
    let left: Vec<String> = came.iter().filter_map(told).collect();
    desk.left_outside.tell(left.len());
    Ok(Swept {
        message: match (removed, gone) {
            (0, 0) => "没有到期的库外文件".to_owned(),
            (removed, 0) => format!("已清除 {removed} 个到期的库外文件"),
            (removed, gone) => format!("已清除 {removed} 个到期的库外文件；另有 {gone} 个已不在原处"),
        },
        removed,
        left,
    })
}

fn why(days: u32) -> String {
    match days {
        0 => format!("写出满 {DAYS} 天"),
        days => format!("写出满 {days} 天"),
    }
}
