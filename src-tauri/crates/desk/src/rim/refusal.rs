//! From the crates' typed errors to what a person reads: code, message, remedy.

use crate::rim::api::{Finding, Refusal, Severity};
use crate::rim::sources;

impl Refusal {
    /// A refusal of the desk itself.
    pub fn new(code: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            remedy: remedy.into(),
            findings: Vec::new(),
        }
    }

    /// The same with the findings behind it.
    pub fn with(mut self, findings: Vec<Finding>) -> Self {
        self.findings = findings;
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}。{}（{}）",
            self.message.trim_end_matches('。'),
            self.remedy,
            self.code
        )
    }
}

impl std::error::Error for Refusal {}

/// Every error type of the crates has `code()`, Display and `remedy()`; this is the one place they become refusals.
macro_rules! refusals {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                Self::new(error.code(), error.to_string(), error.remedy())
            }
        }
    )+};
}

refusals!(
    store::StoreError,
    case::Refused,
    form::FormError,
    reader::ReadError,
    scan::ScanError,
    token::TokenError,
    token::ReaderError,
    pki::PkiError
);

/// What a use case works on is changed by other windows faster than it gets done.
pub fn changed_meanwhile() -> Refusal {
    Refusal::new(
        "case-changed-elsewhere",
        "要办的内容正在别处改动",
        "已取回最新内容，请看过改动后再办",
    )
}

/// Longest message and remedy, in characters: both stand on a screen, whatever they quote.
const LONGEST: usize = 800;

impl Refusal {
    /// The same within a screen: what was quoted at length is cut, and what no screen shows is left out.
    pub(crate) fn within_a_screen(mut self) -> Self {
        for text in [&mut self.message, &mut self.remedy] {
            let shown = text.chars().filter(|one| !one.is_control() || *one == '\n');
            let mut cut: String = shown.clone().take(LONGEST).collect();
            if shown.count() > LONGEST {
                cut.push('…');
            }
            *text = cut;
        }
        self
    }

    /// Whether the hall's server did not take what was sent, or has not said so: it is kept here until it does.
    pub fn is_of_a_hall_away(&self) -> bool {
        ["hall-gone", "hall-busy", "hall-not-saved", "hall-in-doubt"].contains(&self.code.as_str())
    }

    /// Whether this is about the moment, and not about what was to be done.
    pub fn is_for_now(&self) -> bool {
        let codes = [
            "store-locked-by-other",
            "store-disk-full",
            "store-read-only",
            "not-signed-in",
        ];
        self.code.starts_with("hall-") || codes.contains(&self.code.as_str())
    }

    /// Whether a file is to blame that was to be taken over: it is put aside, and the next one has its turn.
    pub fn blames_the_file(&self) -> bool {
        self.code.starts_with("scan-") || self.code == reader::ReadError::SET_ASIDE
    }
}

impl From<case::UnknownWord> for Refusal {
    fn from(error: case::UnknownWord) -> Self {
        Self::new("unknown-word", error.to_string(), "请从列出的选项中选择")
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::new(
                "disk-full",
                "磁盘已满，文件没有写成",
                "请腾出磁盘空间后再试；已录入的内容没有丢失",
            ),
            std::io::ErrorKind::PermissionDenied => Self::new(
                "file-denied",
                "没有权限读写该文件或目录",
                "请在设置里换一个有权限的目录，或请管理员放开权限",
            ),
            std::io::ErrorKind::NotFound => Self::new(
                "file-missing",
                "找不到该文件或目录",
                "请检查设置里的目录是否存在、U 盘是否插好",
            ),
            std::io::ErrorKind::FileTooLarge => Self::new(
                "file-too-large",
                "文件太大，没有读",
                "请确认选对了文件；扫描件请降低分辨率或拆开",
            ),
            _ => Self::new("file-error", "读写文件没有成功", "请重试；仍不行请换一个目录"),
        }
    }
}

impl From<case::Finding> for Finding {
    fn from(f: case::Finding) -> Self {
        let severity = match f.severity {
            case::Severity::Note => Severity::Note,
            case::Severity::Warn => Severity::Warn,
            case::Severity::Refuse => Severity::Refuse,
        };
        Self {
            code: f.code,
            severity,
            field: f.field,
            // A rule's words are the guide's; the line of the guide stands where 依据 is opened.
            message: sources::parted(&f.message).0,
            remedy: sources::parted(&f.remedy).0,
            suggestion: f.suggestion,
            kept: false,
        }
    }
}

/// A finding without a field.
pub fn finding(
    code: &str,
    severity: Severity,
    message: impl Into<String>,
    remedy: impl Into<String>,
) -> Finding {
    Finding {
        code: code.to_owned(),
        severity,
        field: None,
        message: message.into(),
        remedy: remedy.into(),
        suggestion: None,
        kept: false,
    }
}

/// Arguments of a command that do not fit its shape: a fault of the program, not of the user.
pub fn wrong_arguments(error: &serde_json::Error) -> Refusal {
    Refusal::new(
        "wrong-arguments",
        format!("窗口交来的内容程序认不出（第 {} 列）", error.column()),
        "已录入的内容仍在；请重启程序，仍出现请告诉管理员",
    )
}

/// A command nobody knows.
pub fn unknown_command(_: &str) -> Refusal {
    Refusal::new(
        "unknown-command",
        "窗口要办的事，程序的这个版本还不会",
        "请重启程序；仍出现请管理员重新安装，两部分的版本须一致",
    )
}

/// Nobody is signed in.
pub fn not_signed_in() -> Refusal {
    Refusal::new("not-signed-in", "尚未登录或已锁屏", "请登录后再办；草稿已保存")
}

/// The account lacks the role.
pub fn lacks_role(name: &str, role: case::Role) -> Refusal {
    Refusal::new(
        "role-missing",
        format!("{name} 没有{}权限", role.chinese()),
        format!("请由{}办理，或请管理员在设置里授权", role.chinese()),
    )
}

/// The account has no role at all.
pub fn no_role_at_all(name: &str) -> Refusal {
    Refusal::new(
        "account-without-role",
        format!("{name} 还没有任何权限，看不到受理件"),
        "请管理员在设置·账号里授权后再登录",
    )
}

/// Whoever signed in with a password that somebody else gave.
pub fn password_given() -> Refusal {
    Refusal::new(
        "password-given",
        "这是管理员给的口令，别人也知道",
        "请先改成只有自己知道的口令，再办理",
    )
}

/// A record that is not there.
pub fn not_found(what: &str) -> Refusal {
    Refusal::new("not-found", format!("找不到{what}"), "请刷新（F5）后再试")
}
