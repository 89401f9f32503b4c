//! What can go wrong with a token, as facts, each with a code for programs, a sentence for people and a remedy.
//!
//! Never here: a PIN, not even its length. The errors are `Serialize` because they cross the pipe of the worker.
//!
//! Facts: PKCS #11 v2.40 §5.1 (return values); what real keys do stands beside each code.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::readers::ReaderError;

/// Whose PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PinRole {
    /// The holder's PIN.
    User,
    /// The security officer's PIN (SO PIN) or PUK.
    Officer,
}

impl PinRole {
    /// The role in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "PIN 码",
            Self::Officer => "管理员口令（SO PIN）",
        }
    }
}

/// Everything that a driver or the worker behind it can answer instead of the thing asked for.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TokenError {
    /// The module's file is not there.
    #[error("UKey 的驱动没有装好：设置里登记的驱动文件找不到")]
    ModuleMissing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is there, but it is no module or refuses to start.
    #[error("UKey 的驱动装了，但不能使用")]
    ModuleBroken {
        /// Which file.
        path: PathBuf,
        /// What the loader or the module said.
        reason: String,
    },
    /// The worker's program could not be started.
    #[error("程序里管 UKey 的部分没有启动")]
    WorkerUnavailable {
        /// What the operating system said.
        reason: String,
    },
    /// The module did not answer in time; the worker was killed.
    #[error("UKey 驱动在 {seconds} 秒内没有应答（{step}），已中止")]
    WorkerHung {
        /// Name of the module.
        module: String,
        /// What it was doing.
        step: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// The worker ended by itself: the module crashed.
    #[error("UKey 驱动意外退出（{step}）")]
    WorkerDied {
        /// Name of the module.
        module: String,
        /// What it was doing.
        step: String,
    },
    /// The worker said something that is not part of the conversation.
    #[error("UKey 驱动的应答认不出（{step}）")]
    WorkerGarbled {
        /// What was asked.
        step: String,
    },
    /// The reader service does not run or reports a failure of its own.
    #[error("读卡器服务不可用")]
    ReaderService {
        /// What it said.
        reason: String,
    },
    /// Nobody here knows the key that lets a card be written: it was initialised elsewhere.
    #[error("没有这张卡的管理密钥，不能写入")]
    ManagementKeyUnknown,
    /// No such token is plugged in.
    #[error("没有找到序列号为 {serial} 的 UKey")]
    NoSuchToken {
        /// The serial number asked for.
        serial: String,
    },
    /// No token is plugged in at all.
    #[error("没有插入 UKey")]
    NoToken,
    /// Several are plugged in and none was named.
    #[error("插着 {} 个 UKey，没有指明用哪一个：{}", serials.len(), serials.join("、"))]
    ChooseOne {
        /// Their serial numbers.
        serials: Vec<String>,
    },
    /// Several tokens carry the same serial number, so that a serial number names none of them.
    #[error("有 {count} 个 UKey 的序列号都是 {serial}")]
    SameSerial {
        /// The serial number.
        serial: String,
        /// How many.
        count: usize,
    },
    /// The token went away during the work.
    #[error("UKey 在操作中被拔出（{step}）")]
    KeyPulled {
        /// What was going on.
        step: String,
    },
    /// The PIN is wrong.
    #[error("{}不正确{}", role.word(), tries_words(*tries_left, *final_try))]
    WrongPin {
        /// Whose.
        role: PinRole,
        /// How many tries are left, where the token tells.
        tries_left: Option<u8>,
        /// Whether the next wrong try locks it.
        final_try: bool,
    },
    /// The PIN is locked.
    #[error("{}已锁死", role.word())]
    PinLocked {
        /// Whose.
        role: PinRole,
    },
    /// There is no user PIN yet.
    #[error("这个 UKey 还没有设置 PIN 码")]
    PinNotSet,
    /// The token does not accept this as a new PIN.
    #[error("UKey 不接受这个{}，长度应为 {min} 至 {max} 位", role.word())]
    PinRefused {
        /// Whose.
        role: PinRole,
        /// Shortest, in bytes.
        min: usize,
        /// Longest, in bytes.
        max: usize,
    },
    /// There is something on the token that initialising would destroy.
    #[error("UKey {serial} 不是空白的：有 {keys} 对密钥、{certificates} 张证书")]
    NotBlank {
        /// Which.
        serial: String,
        /// Key pairs on it.
        keys: usize,
        /// Certificates on it.
        certificates: usize,
    },
    /// The token has not been initialised.
    #[error("UKey {serial} 还没有初始化")]
    NotInitialised {
        /// Which.
        serial: String,
    },
    /// The label is empty, longer than 32 bytes, or holds control characters (CK_TOKEN_INFO.label).
    #[error("UKey 的标签不合格：应为 1 至 32 字节，且不含控制字符")]
    BadLabel,
    /// The key id is empty or too long.
    #[error("密钥编号不合格：应为 1 至 64 字节的十六进制数")]
    BadKeyId,
    /// There is already a key pair of this id.
    #[error("UKey 上已有编号为 {key_id} 的密钥对")]
    KeyExists {
        /// The id, hexadecimal.
        key_id: String,
    },
    /// There is no key pair of this id.
    #[error("UKey 上没有编号为 {key_id} 的密钥对")]
    KeyUnknown {
        /// The id, hexadecimal.
        key_id: String,
    },
    /// The module made a private key that could leave the token.
    #[error("UKey 生成的私钥不受保护，已删除")]
    KeyNotProtected {
        /// Which attribute is wrong.
        attribute: String,
    },
    /// The token cannot do this algorithm.
    #[error("这个 UKey 不支持 {algorithm}")]
    AlgorithmUnknown {
        /// Which.
        algorithm: String,
    },
    /// The signing key does not open the envelope of an encryption key, or no key comes out of it.
    #[error("加密私钥的数字信封打不开")]
    EnvelopeUnreadable,
    /// The key in the envelope is not the other half of the encryption certificate.
    #[error("数字信封里的私钥与加密证书的公钥不是一对，没有写入")]
    EnvelopeDiffers,
    /// The bytes to be written are no certificate.
    #[error("要写入的不是证书（DER）")]
    CertificateUnreadable,
    /// The token said that it wrote, but reading back gives something else.
    #[error("UKey 报告写入成功，但读回的内容不一致（{what}）")]
    WroteOtherwise {
        /// What was written.
        what: String,
    },
    /// No room on the token.
    #[error("UKey 的存储空间已满")]
    TokenFull,
    /// The token is write-protected.
    #[error("UKey 处于写保护状态")]
    WriteProtected,
    /// This driver or token cannot do that.
    #[error("这个 UKey 或驱动不支持：{what}")]
    NotSupported {
        /// What was asked.
        what: String,
    },
    /// Any other answer of the module.
    #[error("UKey 驱动没有完成这一步")]
    Module {
        /// Which PKCS #11 function.
        call: String,
        /// What it returned.
        answer: String,
    },
}

fn tries_words(tries_left: Option<u8>, final_try: bool) -> String {
    match (tries_left, final_try) {
        (Some(1), _) | (None, true) => "，只剩最后一次机会".to_owned(),
        (Some(tries), _) => format!("，还可以再试 {tries} 次"),
        (None, false) => String::new(),
    }
}

impl TokenError {
    /// The stable word by which programs decide.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ModuleMissing { .. } => "module-missing",
            Self::ModuleBroken { .. } => "module-broken",
            Self::WorkerUnavailable { .. } => "worker-unavailable",
            Self::WorkerHung { .. } => "worker-hung",
            Self::WorkerDied { .. } => "worker-died",
            Self::WorkerGarbled { .. } => "worker-garbled",
            Self::ReaderService { .. } => "reader-service-missing",
            Self::ManagementKeyUnknown => "management-key-unknown",
            Self::NoSuchToken { .. } => "token-not-found",
            Self::NoToken => "token-none",
            Self::ChooseOne { .. } => "token-choose-one",
            Self::SameSerial { .. } => "token-same-serial",
            Self::KeyPulled { .. } => "token-pulled",
            Self::WrongPin {
                role: PinRole::User, ..
            } => "pin-wrong",
            Self::WrongPin {
                role: PinRole::Officer,
                ..
            } => "so-pin-wrong",
            Self::PinLocked { role: PinRole::User } => "pin-locked",
            Self::PinLocked {
                role: PinRole::Officer,
            } => "so-pin-locked",
            Self::PinNotSet => "pin-not-set",
            Self::PinRefused { .. } => "pin-refused",
            Self::NotBlank { .. } => "token-not-blank",
            Self::NotInitialised { .. } => "token-not-initialised",
            Self::BadLabel => "token-bad-label",
            Self::BadKeyId => "key-bad-id",
            Self::KeyExists { .. } => "key-exists",
            Self::KeyUnknown { .. } => "key-unknown",
            Self::KeyNotProtected { .. } => "key-not-protected",
            Self::AlgorithmUnknown { .. } => "algorithm-unknown",
            Self::EnvelopeUnreadable => "envelope-unreadable",
            Self::EnvelopeDiffers => "envelope-differs",
            Self::CertificateUnreadable => "certificate-unreadable",
            Self::WroteOtherwise { .. } => "token-wrote-otherwise",
            Self::TokenFull => "token-full",
            Self::WriteProtected => "token-write-protected",
            Self::NotSupported { .. } => "token-not-supported",
            Self::Module { .. } => "module-error",
        }
    }

    /// What to do about it, for the clerk.
    pub fn remedy(&self) -> String {
        match self {
            Self::ModuleMissing { path } => match package_of(path) {
                Some(package) => format!("请管理员安装驱动（软件包 {package}），再试一次。"),
                None => "请安装该型号 UKey 的驱动程序，或由管理员在设置里改正驱动文件的位置。".to_owned(),
            },
            Self::ModuleBroken { .. } => {
                "请重新安装该型号 UKey 的驱动程序；仍不行时，由管理员核对驱动文件与系统位数。".to_owned()
            }
            Self::WorkerUnavailable { .. } => "请检查程序是否完整安装，必要时重新安装。".to_owned(),
            Self::WorkerHung { .. } | Self::WorkerDied { .. } | Self::WorkerGarbled { .. } => {
                "驱动已自动重新启动。请拔出 UKey 再插入，程序会先核对 UKey 的现状再从中断处继续。".to_owned()
            }
            Self::ReaderService { .. } => ReaderError::NoService.remedy(),
            Self::ManagementKeyUnknown => "请由发卡的 CA 写入证书，或换一张由本受理点初始化的卡。".to_owned(),
            Self::NoSuchToken { .. } => "请插入指定的 UKey；如插的是另一个，请换成这一个。".to_owned(),
            Self::NoToken => "请插入 UKey 后再试。".to_owned(),
            Self::ChooseOne { .. } => "请只留下一个 UKey，或在列表里点选要用的那一个。".to_owned(),
            Self::SameSerial { .. } => "请只插一个 UKey；同号的 UKey 请交制证员核对后停用。".to_owned(),
            Self::KeyPulled { .. } => {
                "请重新插入同一个 UKey，程序会先核对 UKey 的现状再从中断处继续。".to_owned()
            }
            Self::WrongPin { final_try: true, .. }
            | Self::WrongPin {
                tries_left: Some(1), ..
            } => "再输错一次就会锁死。请先与持有人核实，不确定时改走解锁业务。".to_owned(),
            Self::WrongPin { .. } => "请核对后重新输入；连续输错会锁死。".to_owned(),
            Self::PinLocked { role: PinRole::User } => {
                "请为这个 UKey 办理解锁业务，经复核后用管理员口令重设 PIN 码。".to_owned()
            }
            Self::PinLocked {
                role: PinRole::Officer,
            } => "这个 UKey 已无法解锁，请按补办业务更换新的 UKey。".to_owned(),
            Self::PinNotSet => "请先设置 PIN 码。".to_owned(),
            Self::PinRefused { .. } => "请换一个符合长度要求的口令。".to_owned(),
            Self::NotBlank { .. } => {
                "请换一个空白的 UKey。确要清空时，须由制证员明确决定并留下记录。".to_owned()
            }
            Self::NotInitialised { .. } => "请先初始化这个 UKey。".to_owned(),
            Self::BadLabel | Self::BadKeyId => "请改正后再试。".to_owned(),
            Self::KeyExists { .. } => "请沿用已有的密钥对，不要重复生成。".to_owned(),
            Self::KeyUnknown { .. } => "请核对插入的是不是生成密钥对的那个 UKey。".to_owned(),
            Self::KeyNotProtected { .. } => "请停用这一型号的 UKey，并告知管理员。".to_owned(),
            Self::AlgorithmUnknown { .. } => "请换用支持该算法的 UKey。".to_owned(),
            Self::EnvelopeUnreadable => {
                "请确认插的是生成请求的那个 UKey；是的话请 CA 按本案请求里的公钥重新加封加密私钥。".to_owned()
            }
            Self::EnvelopeDiffers => "请 CA 重新发来成对的加密证书和加密私钥。".to_owned(),
            Self::CertificateUnreadable => "请重新导入 CA 签发的证书文件。".to_owned(),
            Self::WroteOtherwise { .. } => "请再写一次；仍不一致时停用这个 UKey。".to_owned(),
            Self::TokenFull => "请先清除 UKey 上不再使用的证书，或换一个 UKey。".to_owned(),
            Self::WriteProtected => "请解除写保护，或换一个 UKey。".to_owned(),
            Self::NotSupported { .. } => "请换用支持该操作的 UKey 或驱动。".to_owned(),
            Self::Module { .. } => "请拔出 UKey 再插入后重试；仍不行时把这条报错告知管理员。".to_owned(),
        }
    }

    /// Whether nobody can know what the token did: look at it again before acting.
    pub fn leaves_unknown_state(&self) -> bool {
        matches!(
            self,
            Self::WorkerHung { .. }
                | Self::WorkerDied { .. }
                | Self::WorkerGarbled { .. }
                | Self::KeyPulled { .. }
        )
    }
}

/// The Debian package that brings a module of this name.
fn package_of(path: &std::path::Path) -> Option<&'static str> {
    match path.file_name()?.to_str()? {
        "libsofthsm2.so" => Some("softhsm2"),
        "opensc-pkcs11.so" => Some("opensc-pkcs11"),
        "libopencryptoki.so" | "PKCS11_API.so" => Some("opencryptoki"),
        "libtpm2_pkcs11.so" | "libtpm2_pkcs11.so.1" => Some("libtpm2-pkcs11-1"),
        _ => None,
    }
}
