//! What the CA sent beside the signing certificate: an encryption key in its envelope.

use pki::{Certificate, Envelope, Transport};
use project::Project;
use token::profile::Profile;
use token::{EnvelopedKey, KeyTransport};

use crate::keys::work::refusing::wrong_key;
use crate::rim::api::Refusal;

/// What the CA sent beside the signing certificate.
pub struct RecoveredKey {
    /// The certificate of the encryption key.
    pub certificate: Certificate,
    /// The private key in its envelope.
    pub enveloped: EnvelopedKey,
}

impl RecoveredKey {
    /// From the files that were kept. Errors: `envelope-foreign` when the envelope is not for this signing certificate,
    /// and the file's own.
    pub fn read(certificate: &[u8], envelope: &[u8], signing: &[u8]) -> Result<Self, Refusal> {
        let envelope = Envelope::from_der(envelope)?;
        let signing = Certificate::from_der(signing)?;
        let recipient = envelope.recipient(&signing).ok_or_else(|| {
            Refusal::new(
                "envelope-foreign",
                "加密私钥的信封不是给本案签名证书的",
                "请 CA 按本案请求重新加封加密私钥",
            )
        })?;
        Ok(Self {
            certificate: Certificate::from_der(certificate)?,
            enveloped: EnvelopedKey {
                transport: match recipient.transport {
                    Transport::Pkcs1 => KeyTransport::RsaPkcs1,
                    Transport::OaepSha1 => KeyTransport::RsaOaepSha1,
                    Transport::OaepSha256 => KeyTransport::RsaOaepSha256,
                },
                wrapped_key: recipient.wrapped_key.clone(),
                iv: envelope.iv,
                content: envelope.content,
            },
        })
    }
}

/// A key that cannot take a recovered private key in the end is told before anything is made on it. Errors:
/// `key-cannot-import`, `recovery-needs-rsa`.
pub fn check_takes_a_recovered_key(project: &Project, model: Option<&Profile>) -> Result<(), Refusal> {
    if let Some(model) = model.filter(|model| !model.imports_keys()) {
        return Err(wrong_key(
            "key-cannot-import",
            &format!("“{}”只能自己生成密钥，不能导入恢复的加密私钥", model.name),
            "请换一把支持导入私钥的 UKey（见设置里登记的型号）",
        ));
    }
    if project.algorithm() != case::Algorithm::Rsa2048 {
        return Err(wrong_key(
            "recovery-needs-rsa",
            "恢复的加密私钥要用 RSA 签名密钥拆封，本项目不用 RSA",
            "请向 CA 询问这个项目的密钥恢复办法",
        ));
    }
    Ok(())
}
