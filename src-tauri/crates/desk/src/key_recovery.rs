//! The work of the steps that bring an encryption key back: out of its envelope onto the key, its certificate beside it,
//! and the proof that the two belong together.
//!
//! Never here: the private key in the clear; the token and its worker process see to that.

use pki::{Certificate, Envelope, Transport};
use project::Project;
use token::profile::Profile;
use token::{EnvelopedKey, KeyId, KeyTransport, Token as _};

use crate::api::Refusal;
use crate::key_work::{Left, Work, random, wrong_key, wrote_otherwise};

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

impl Work<'_> {
    fn recovered(&self) -> Result<&RecoveredKey, Refusal> {
        self.recovered.as_ref().ok_or_else(|| {
            Refusal::new(
                "recovered-key-missing",
                "还没有导入加密证书和加密私钥",
                "请先导入 CA 回包",
            )
        })
    }

    /// Puts the private key onto the key; one that lies there whole is taken over. What the key shows afterwards counts.
    pub(crate) fn import_encryption_key(&self) -> Result<Left, Refusal> {
        let recovered = self.recovered()?;
        let spki = recovered.certificate.spki_der();
        let way = self.workers.import_enveloped_key(
            &self.serial,
            self.pin()?,
            &self.key_id,
            spki,
            &recovered.enveloped,
        )?;
        let id = KeyId::of_public_key(spki);
        let keys = self.workers.public_keys(&self.serial)?;
        if !keys.iter().any(|key| key.key_id == id && key.spki_der == spki) {
            return Err(wrote_otherwise("加密密钥对"));
        }
        Ok(Left::words(way.words()))
    }

    /// Writes the encryption certificate and reads it back.
    pub(crate) fn write_encryption_certificate(&self) -> Result<Left, Refusal> {
        let certificate = &self.recovered()?.certificate;
        let (workers, der) = (self.workers, certificate.der());
        workers.write_encryption_certificate(&self.serial, self.pin()?, &self.key_id, der)?;
        if !self.holds(&KeyId::of_public_key(certificate.spki_der()), der)? {
            return Err(wrote_otherwise("加密证书"));
        }
        Ok(Left::words(format!(
            "加密证书 {} 已写入，读回逐字节一致",
            certificate.serial_hex()
        )))
    }

    /// A fresh challenge, encrypted with the certificate's public key, comes back out of the key.
    pub(crate) fn prove_encryption(&self) -> Result<Left, Refusal> {
        let spki = self.recovered()?.certificate.spki_der();
        let mut challenge = [0_u8; 32];
        random(&mut challenge)?;
        let sealed = pki::encrypt_for(spki, &challenge, &mut rand::rng())?;
        let id = KeyId::of_public_key(spki);
        let opened = self.workers.decrypt(&self.serial, self.pin()?, &id, &sealed)?;
        if opened != challenge {
            return Err(Refusal::new(
                "decryption-differs",
                "UKey 解出的内容与加密的不一致，加密私钥与加密证书不配",
                "请再验证一次；仍不一致请换一把 UKey 并登记作废",
            ));
        }
        Ok(Left::words("用加密证书公钥加密的挑战已由 UKey 解开"))
    }
}
