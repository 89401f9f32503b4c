//! What can go wrong in the store, each with a stable code, a Chinese sentence and its remedy.
//!
//! Never carries a key, a password or entered data. Result codes of SQLite are sorted here, once
//! (<https://www.sqlite.org/rescode.html>), so that callers decide by [`StoreError::code`] alone.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Shorthand for results of this crate.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Unknown login, wrong password or an account that may not sign in: deliberately one answer.
    #[error("账号或口令不正确，或账号已停用")]
    WrongPassword,
    /// An account that no administrator has vouched for: it was made, or given rights or a key, beside the program.
    #[error("这个账号没有管理员签名的凭证，不能登录")]
    NotVouched,
    /// A store from before this program's schema: an administrator brings it up to date, nobody else.
    #[error("程序已更新，数据库还没有跟着更新；这一步只有管理员能做，数据没有被改动")]
    NeedsAdministrator,
    /// No room left on the disk (`SQLITE_FULL`, `ENOSPC`). The transaction was rolled back.
    #[error("磁盘空间已满，本次操作没有保存；此前保存的内容都在")]
    DiskFull,
    /// The folder of the store, or the disk it lies on, is read-only.
    #[error("数据库所在的文件夹只能读，本次操作没有保存；此前保存的内容都在")]
    ReadOnly,
    /// Another program holds the write lock for longer than the store waits.
    #[error("数据库正被另一个程序占用，本次操作没有保存")]
    LockedByOther,
    /// The files do not hold together.
    #[error("数据库已损坏：{what}")]
    Damaged {
        /// What was found, in Chinese, without entered data.
        what: String,
    },
    /// Tables, indexes or triggers are not those that the program makes.
    #[error("表、索引或触发器被绕过程序改动过，这一步没有保存")]
    TablesChanged,
    /// A stored value cannot be read back.
    #[error("数据库里有一条记录读不出来")]
    CorruptRow {
        /// Table.
        table: &'static str,
        /// Row.
        id: i64,
        /// Column.
        column: &'static str,
    },
    /// Written by a newer program; nothing was touched.
    #[error("数据库由更新版本的程序建立（结构版本 {found}，本程序认识到 {known}）")]
    NewerSchema {
        /// Number of migrations in the store.
        found: u32,
        /// Number of migrations this program knows.
        known: u32,
    },
    /// There is no store in the folder.
    #[error("文件夹中没有数据库：{}", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// One of the two files of a store is absent.
    #[error("数据库不完整，缺少文件 {file}（{}）", folder.display())]
    Incomplete {
        /// The folder.
        folder: PathBuf,
        /// The absent file.
        file: &'static str,
    },
    /// There is a store already; it is never overwritten.
    #[error("文件夹中已有数据库：{}", folder.display())]
    Exists {
        /// The folder.
        folder: PathBuf,
    },
    /// A login that is taken.
    #[error("登录名已被使用")]
    LoginTaken,
    /// The content was saved by somebody else meanwhile.
    #[error("受理件已在别处修改（已存第 {stored} 版，此处是第 {given} 版）")]
    ChangedElsewhere {
        /// Revision in the store.
        stored: u32,
        /// Revision the save was based on.
        given: u32,
    },
    /// No such row.
    #[error("找不到{what}（编号 {id}）")]
    NotFound {
        /// What was looked for, in Chinese.
        what: &'static str,
        /// Its id.
        id: i64,
    },
    /// A case that was deleted when its time had come.
    #[error("受理件 {number} 的保存期已满，已按规定删除")]
    CaseDeleted {
        /// Its number.
        number: String,
    },
    /// A case that is over: what was entered, seen and signed off of it stays as it is.
    #[error("本件已经结束，档案已锁定，不能再改")]
    CaseLocked,
    /// Something larger than the store takes.
    #[error("{what}太大：{bytes} 字节，最多 {limit} 字节")]
    TooLarge {
        /// What, in Chinese.
        what: &'static str,
        /// Its size in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A secret that is sealed for others than whoever is signed in.
    #[error("这个账号没有打开封存口令的密钥")]
    SecretClosed {
        /// For whom it is sealed, in Chinese.
        members: String,
    },
    /// A value that must not be stored.
    #[error("不能保存：{what}")]
    Invalid {
        /// Why, in Chinese.
        what: String,
    },
    /// A backup that is not what its manifest says.
    #[error("备份不可用：{what}")]
    BadBackup {
        /// What was found, in Chinese.
        what: String,
    },
    /// A backup that was not wanted any more.
    #[error("备份已取消，没有留下半份")]
    BackupCancelled,
    /// Reading or writing a file failed.
    #[error("读写文件没有成功")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's words.
        reason: String,
    },
    /// A change of somebody's rights or key that nobody makes alone.
    #[error("这样改账号要两个人签名")]
    NeedsSecond,
    /// A secret that nobody opens alone.
    #[error("这个口令由两人共同封存，一个人打不开")]
    SecretNeedsTwo {
        /// Who could open it with whoever is signed in, by name.
        others: Vec<String>,
    },
    /// A recovery key that was not copied as it is printed.
    #[error("恢复密钥抄得不对：{what}")]
    RecoveryText {
        /// Where, in Chinese; never what was typed.
        what: String,
    },
    /// The system gave no random numbers; nothing was sealed.
    #[error("系统未能提供随机数")]
    NoRandom,
    /// The server of the hall does not answer.
    #[error("大厅服务器没有应答：{reason}")]
    HallGone {
        /// What the connection said, in the system's or the server's words.
        reason: String,
    },
    /// Another window holds the hall's lock for longer than this one waits.
    #[error("别的窗口正在保存，这一步没有存上")]
    HallBusy,
    /// The hall's server did not take a write, and keeps nothing of it.
    #[error("大厅服务器没有收下这一步，本次操作没有保存")]
    HallNotSaved {
        /// What it said.
        reason: String,
    },
    /// The answer to a write did not come and could not be asked for yet.
    #[error("连接断在保存的当口，这一步存上没有还不知道")]
    HallInDoubt,
    /// The clocks of this PC and of the hall's server are too far apart for anything to be written.
    #[error("本机时间与大厅服务器的时间相差 {minutes} 分钟，不能保存")]
    HallClock {
        /// How far, in minutes.
        minutes: u64,
    },
    /// What the server holds is older than what this window saw there.
    #[error("大厅服务器上的数据比本窗口见过的旧（本窗口见过第 {seen} 次，服务器只到第 {found} 次）")]
    HallRolledBack {
        /// The newest link that this window saw.
        seen: u64,
        /// The newest that is there.
        found: u64,
    },
    /// What the server holds is not what the windows wrote.
    #[error("大厅服务器上的数据被改动过：{what}")]
    HallAltered {
        /// What, in Chinese: link, table and row.
        what: String,
    },
    /// The store belongs to a hall, and this program cannot speak to one, or speaks to another.
    #[error("这里是大厅的一个窗口：{what}")]
    HallOther {
        /// Why it cannot be opened so, in Chinese.
        what: String,
    },
    /// Any other answer of the database.
    #[error("数据库没有完成这一步")]
    Database(rusqlite::Error),
}

impl StoreError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongPassword => "store-wrong-password",
            Self::NotVouched => "store-not-vouched",
            Self::NeedsAdministrator => "store-needs-administrator",
            Self::DiskFull => "store-disk-full",
            Self::ReadOnly => "store-read-only",
            Self::LockedByOther => "store-locked-by-other",
            Self::Damaged { .. } | Self::CorruptRow { .. } | Self::TablesChanged => "store-damaged",
            Self::NewerSchema { .. } => "store-newer-schema",
            Self::Missing { .. } => "store-missing",
            Self::Incomplete { .. } => "store-incomplete",
            Self::Exists { .. } => "store-exists",
            Self::LoginTaken => "store-login-taken",
            Self::ChangedElsewhere { .. } => "case-changed-elsewhere",
            Self::NotFound { .. } => "store-not-found",
            Self::CaseDeleted { .. } => "case-deleted",
            Self::CaseLocked => "case-locked",
            Self::TooLarge { .. } => "store-too-large",
            Self::SecretClosed { .. } => "store-secret-closed",
            Self::NeedsSecond => "store-needs-second",
            Self::SecretNeedsTwo { .. } => "store-secret-needs-two",
            Self::Invalid { .. } => "store-invalid",
            Self::BadBackup { .. } => "store-bad-backup",
            Self::BackupCancelled => "backup-cancelled",
            Self::File { .. } => "store-file",
            Self::RecoveryText { .. } => "recovery-key-text",
            Self::NoRandom => "store-no-random",
            Self::HallGone { .. } => "hall-gone",
            Self::HallBusy => "hall-busy",
            Self::HallNotSaved { .. } => "hall-not-saved",
            Self::HallInDoubt => "hall-in-doubt",
            Self::HallClock { .. } => "hall-clock",
            Self::HallRolledBack { .. } => "hall-rolled-back",
            Self::HallAltered { .. } => "hall-altered",
            Self::HallOther { .. } => "hall-other",
            Self::Database(_) => "store-database",
        }
    }

    /// What to do next, in Chinese.
    pub fn remedy(&self) -> String {
        match self {
            Self::WrongPassword => "请核对登录名和口令（区分大小写）；忘记口令请管理员重设",
            Self::NotVouched => "请不要再用这个账号；请管理员用“检验数据库”看是谁改动过，再新建账号",
            Self::NeedsAdministrator => {
                "请先由管理员登录一次，然后再登录；管理员都不在的，用保险柜里的恢复密钥找回一位管理员"
            }
            Self::DiskFull => {
                "请删除或移走旧的打印文件、上传文件、备份，腾出至少 100 MB，退出后重新登录，重做刚才这一步"
            }
            Self::ReadOnly => {
                "请改成可以写入（文件夹的权限，或重新挂载这块盘），退出后重新登录，重做刚才这一步"
            }
            Self::LockedByOther => "请关闭其他正在使用本数据库的程序后重试",
            Self::Damaged { .. } | Self::CorruptRow { .. } => {
                "请停止使用，保留现有文件夹，用最近一次备份恢复到新的文件夹"
            }
            Self::TablesChanged => {
                "请停止办理，由管理员用命令行修好表结构，再检验数据库；修不好的用最近一次备份恢复"
            }
            Self::NewerSchema { .. } => "请安装最新版本的程序后再打开；数据没有被改动",
            Self::Missing { .. } => "请选择正确的文件夹，或新建数据库，或从备份恢复",
            Self::Incomplete { .. } => "请从备份中取回缺少的文件，放回该文件夹；不要删除另一个文件",
            Self::Exists { .. } => "请换一个空文件夹，或直接登录现有数据库",
            Self::LoginTaken => "请换一个登录名",
            Self::ChangedElsewhere { .. } => "请重新打开受理件，核对后再改",
            Self::NotFound { .. } => "请刷新列表后重试",
            Self::CaseDeleted { .. } => "删除由两人签字，在审计记录里；要查的请按受理号问管理员",
            Self::CaseLocked => "要接着办的，请从这一件另开关联件",
            Self::TooLarge { .. } => "请降低分辨率或拆分文件后重试",
            Self::SecretClosed { members } => {
                return format!("请由{members}来办；刚得到权限的，请管理员登录一次，再重新登录");
            }
            Self::NeedsSecond => {
                "请另一位已经用自己口令的同事在旁输入登录名和口令；不能是本人，也不能是被改的账号"
            }
            Self::SecretNeedsTwo { others } if others.is_empty() => {
                "能一起打开它的人都已离开：请换一把 UKey（补办）"
            }
            Self::SecretNeedsTwo { others } => {
                return format!("请{}中的一位在旁输入自己的登录名和口令", others.join("、"));
            }
            Self::Invalid { .. } => "请改正后重试",
            Self::BadBackup { .. } => "请换一份备份；不要使用这一份",
            Self::BackupCancelled => "需要时再备份一次",
            Self::File { .. } => "请检查文件夹是否存在、是否可写、磁盘是否正常",
            Self::RecoveryText { .. } => "请对照纸上核对这几组，没有 I、O、S、V、Z 这五个字母",
            Self::NoRandom => "请重新启动计算机后重试",
            Self::HallGone { .. } => "请检查网线和服务器；已存的照常可查，连上后重做刚才这一步",
            Self::HallBusy => "请稍等几秒后重试",
            Self::HallNotSaved { .. } => "请重做刚才这一步；再次出现请联系管服务器的人",
            Self::HallInDoubt => "请不要重做；连上服务器后重新打开这一件，看它存上没有",
            Self::HallClock { .. } => {
                "请对准本机的时间和时区；本机没有错的，请管服务器的人对准服务器的时间。对准后重做刚才这一步"
            }
            Self::HallRolledBack { .. } | Self::HallAltered { .. } => {
                "请各窗口停止办理，保留服务器现状，由管理员和管服务器的人一起核对"
            }
            Self::HallOther { .. } => "请用大厅版的程序，从本窗口自己的数据文件夹打开",
            Self::Database(_) => "请重试；若再次出现，请备份后联系维护人员",
        }
        .to_owned()
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }

    pub(crate) fn file(path: &Path, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::File {
                path: path.to_owned(),
                reason: error.to_string(),
            },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::LockedByOther,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::damaged("文件内容与密钥不符或已被改写")
            }
            // The words of a trigger: the store's own rule.
            _ if error.to_string().contains(LOCKED) => Self::CaseLocked,
            _ => Self::Database(error),
        }
    }
}

/// What triggers say that guard the record of a case that is over.
const LOCKED: &str = "a case that is over is locked";

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::*;

    #[test]
    fn a_full_disk_is_one_error_wherever_it_is_met() {
        let of = |kind: ErrorKind| StoreError::file(Path::new("keyring.json"), &Error::from(kind)).code();
        assert_eq!(of(ErrorKind::StorageFull), "store-disk-full");
        assert_eq!(of(ErrorKind::QuotaExceeded), "store-disk-full");
        assert_eq!(of(ErrorKind::PermissionDenied), "store-file");
        let full = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
        let error = StoreError::from(rusqlite::Error::SqliteFailure(full, None));
        assert_eq!(error.code(), "store-disk-full");
    }
}
