//! The steps of a key job, in their order, and what each leaves behind when the key is pulled in the middle of it.
//!
//! Never here: the journal itself. It belongs to the store and is kept by `desk`, outside the worker process; this is
//! only its vocabulary.

use serde::{Deserialize, Serialize};

/// One step of a key job. Each is recorded before and after, with the serial number of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyStep {
    /// The plugged-in key is the one the case names.
    MatchSerial,
    /// C_InitToken, or what the driver has in its place.
    Initialise,
    /// The first user PIN.
    SetUserPin,
    /// The SO PIN (or PUK) really resets the user PIN (OpenSC #668).
    ProveUnlock,
    /// The key pair, on the key.
    GenerateKeyPair,
    /// The PKCS #10 request, signed by the key.
    Request,
    /// The package for the CA.
    Export,
    /// The certificate that came back.
    Import,
    /// The certificate onto the key.
    WriteCertificate,
    /// The certificate off the key again, compared.
    ReadBack,
    /// A challenge signed by the key and verified with the certificate.
    Prove,
    /// A recovered encryption key out of its envelope onto the key.
    ImportEncryptionKey,
    /// Its certificate onto the key, and off it again, compared.
    WriteEncryptionCertificate,
    /// A challenge encrypted with that certificate and decrypted by the key.
    ProveEncryption,
    /// The sticker on the key.
    Label,
    /// The key into the hands of the applicant.
    HandOver,
}

impl KeyStep {
    /// All steps in their order.
    pub const ALL: [Self; 16] = [
        Self::MatchSerial,
        Self::Initialise,
        Self::SetUserPin,
        Self::ProveUnlock,
        Self::GenerateKeyPair,
        Self::Request,
        Self::Export,
        Self::Import,
        Self::WriteCertificate,
        Self::ReadBack,
        Self::Prove,
        Self::ImportEncryptionKey,
        Self::WriteEncryptionCertificate,
        Self::ProveEncryption,
        Self::Label,
        Self::HandOver,
    ];

    /// The stable word for journals and the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::MatchSerial => "match-serial",
            Self::Initialise => "initialise",
            Self::SetUserPin => "set-user-pin",
            Self::ProveUnlock => "prove-unlock",
            Self::GenerateKeyPair => "generate-key-pair",
            Self::Request => "request",
            Self::Export => "export",
            Self::Import => "import",
            Self::WriteCertificate => "write-certificate",
            Self::ReadBack => "read-back",
            Self::Prove => "prove",
            Self::ImportEncryptionKey => "import-encryption-key",
            Self::WriteEncryptionCertificate => "write-encryption-certificate",
            Self::ProveEncryption => "prove-encryption",
            Self::Label => "label",
            Self::HandOver => "hand-over",
        }
    }

    /// The step that [`KeyStep::code`] calls `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// The step's name on the screen and in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::MatchSerial => "核对序列号",
            Self::Initialise => "初始化",
            Self::SetUserPin => "设置 PIN 码",
            Self::ProveUnlock => "验证可解锁",
            Self::GenerateKeyPair => "生成密钥对",
            Self::Request => "生成证书请求",
            Self::Export => "导出请求",
            Self::Import => "导入证书",
            Self::WriteCertificate => "写入证书",
            Self::ReadBack => "读回比对",
            Self::Prove => "签名验证",
            Self::ImportEncryptionKey => "导入加密私钥",
            Self::WriteEncryptionCertificate => "写入加密证书",
            Self::ProveEncryption => "解密验证",
            Self::Label => "贴标签",
            Self::HandOver => "交付",
        }
    }

    /// What happens when the key is pulled, or the program dies, during this very step.
    pub fn if_pulled_now(self) -> &'static str {
        match self {
            Self::MatchSerial => "UKey 没有任何改动，重新插入即可。",
            Self::Initialise => {
                "UKey 可能停在半初始化状态。重新插入后，程序先看它是否已带本案标签：已带则接着做，未带才重新初始化。"
            }
            Self::SetUserPin => "PIN 码可能已设也可能未设。重新插入后用管理员口令再设一次，不影响别的内容。",
            Self::ProveUnlock => "重新插入后再验证一次，PIN 码以最后一次设置的为准。",
            Self::GenerateKeyPair => {
                "密钥对可能已经生成。重新插入后，程序按密钥编号查找：找到就沿用，没有才生成，不会重新初始化。"
            }
            Self::Request => "密钥对仍在 UKey 上，重新插入后用同一密钥对再签一次请求。",
            Self::Export => "与 UKey 无关，可以拔出；导出包重新生成即可。",
            Self::Import => "与 UKey 无关，可以拔出；证书须等 UKey 插回后才能写入。",
            Self::WriteCertificate => {
                "证书可能没有写完。重新插入后先读回比对：一致就继续，不一致就删去残件重写；密钥对不受影响。"
            }
            Self::ReadBack => "只是读取，没有改动，重新插入后再读一次。",
            Self::Prove => "只是签名，没有改动，重新插入后再验证一次。",
            Self::ImportEncryptionKey => {
                "加密私钥可能已经写入。重新插入后，程序按它的公钥查找：写全了就沿用，残件删去重写；签名密钥对不受影响。"
            }
            Self::WriteEncryptionCertificate => {
                "加密证书可能没有写完。重新插入后先读回比对：一致就继续，不一致就删去残件重写；两对密钥都不受影响。"
            }
            Self::ProveEncryption => "只是解密，没有改动，重新插入后再验证一次。",
            Self::Label => "UKey 已完成，可以拔出贴标签。",
            Self::HandOver => "UKey 已完成，可以拔出交付。",
        }
    }

    /// Whether the step changes the key, so that pulling it now can leave a half-done state.
    pub fn changes_key(self) -> bool {
        matches!(
            self,
            Self::Initialise
                | Self::SetUserPin
                | Self::ProveUnlock
                | Self::GenerateKeyPair
                | Self::WriteCertificate
                | Self::ImportEncryptionKey
                | Self::WriteEncryptionCertificate
        )
    }

    /// Whether the key must be plugged in.
    pub fn needs_key(self) -> bool {
        !matches!(self, Self::Export | Self::Import | Self::Label | Self::HandOver)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_lead_back() {
        for step in KeyStep::ALL {
            assert_eq!(KeyStep::from_code(step.code()), Some(step));
            assert_eq!(
                serde_json::to_string(&step).unwrap(),
                format!("\"{}\"", step.code())
            );
        }
        assert_eq!(KeyStep::from_code("wipe"), None);
    }

    #[test]
    fn only_steps_at_the_key_change_it() {
        for step in KeyStep::ALL {
            assert!(step.needs_key() || !step.changes_key(), "{step:?}");
        }
    }
}
