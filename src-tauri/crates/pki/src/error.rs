//! What can go wrong with requests, certificates and packages, as facts with a code, a sentence and a remedy.
//!
//! Never here: findings about a certificate that was read well; those are [`crate::Finding`]s.

use thiserror::Error;

/// Everything this crate can answer instead of the thing asked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PkiError {
    /// The bytes are no certificate, request, key or package.
    #[error("无法读取{what}：{reason}")]
    Unreadable {
        /// What it should have been, in words.
        what: &'static str,
        /// Where it failed.
        reason: String,
    },
    /// Larger than the limit.
    #[error("{what}过大，超过 {limit} 字节")]
    TooLarge {
        /// What.
        what: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
    /// An algorithm or curve that this program does not verify (SM2 among them).
    #[error("不支持的签名或密钥算法（{oid}）")]
    AlgorithmUnknown {
        /// Its object identifier.
        oid: String,
    },
    /// The signature does not belong to message and key.
    #[error("{what}的签名验证不通过")]
    SignatureWrong {
        /// Whose signature, in words.
        what: &'static str,
    },
    /// A field of the subject cannot stand in a request.
    #[error("证书主体的“{field}”不合格：{reason}")]
    SubjectField {
        /// The field, in words.
        field: &'static str,
        /// Why.
        reason: String,
    },
    /// The package breaks a limit or a rule of its format.
    #[error("交换包不合格：{reason}")]
    PackageRefused {
        /// Which.
        reason: String,
    },
    /// A file of the package is not the one its manifest lists.
    #[error("交换包里的文件与清单不符：{path}")]
    PackageDamaged {
        /// The file's path in the package.
        path: String,
    },
    /// A certificate whose key is for something else than encrypting keys.
    #[error("这张证书的密钥不能用来加密")]
    KeyNotForEncryption,
    /// Something could not be encoded; a defect of this program, told instead of a panic.
    #[error("内容不能写成证书的格式")]
    Encoding {
        /// What the encoder said.
        reason: String,
    },
}

impl PkiError {
    /// The stable word by which programs decide.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "pki-unreadable",
            Self::TooLarge { .. } => "pki-too-large",
            Self::AlgorithmUnknown { .. } => "pki-algorithm-unknown",
            Self::SignatureWrong { .. } => "pki-signature-wrong",
            Self::SubjectField { .. } => "subject-field-bad",
            Self::PackageRefused { .. } => "package-refused",
            Self::PackageDamaged { .. } => "package-damaged",
            Self::KeyNotForEncryption => "pki-key-not-for-encryption",
            Self::Encoding { .. } => "pki-encoding",
        }
    }

    /// What to do about it, for the clerk.
    pub fn remedy(&self) -> String {
        match self {
            Self::Unreadable { .. } => {
                "请确认文件是 CA 发来的证书（PEM、DER、P7B 或 ZIP），必要时请 CA 重新发送。".to_owned()
            }
            Self::TooLarge { .. } => "请确认选对了文件；证书文件通常只有几千字节。".to_owned(),
            Self::AlgorithmUnknown { .. } => "请向 CA 索取 RSA-2048 或 P-256（SHA-256）的证书。".to_owned(),
            Self::SignatureWrong { .. } => "文件可能损坏或被改动，请重新取得；仍不行时联系 CA。".to_owned(),
            Self::SubjectField { .. } => "请回到受理资料里改正这一项，再生成请求。".to_owned(),
            Self::PackageRefused { .. } | Self::PackageDamaged { .. } => {
                "请不要使用这个包，重新导出或请对方重新发送。".to_owned()
            }
            Self::KeyNotForEncryption => "请向 CA 索取用于加密的证书（密钥用途含“密钥加密”）。".to_owned(),
            Self::Encoding { .. } => "请把这条报错告知管理员。".to_owned(),
        }
    }

    pub(crate) fn unreadable(what: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::Unreadable {
            what,
            reason: reason.to_string(),
        }
    }
}

impl From<der::Error> for PkiError {
    fn from(error: der::Error) -> Self {
        Self::Encoding {
            reason: error.to_string(),
        }
    }
}

/// Why there is no request: this crate's reason, or the signer's own, which keeps its code and remedy.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RequestFailed<E> {
    /// Subject, key or signature.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// The token that should have signed.
    #[error("{0}")]
    Signer(E),
}
