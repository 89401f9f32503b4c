//! The work of the steps that bring an encryption key back: out of its envelope onto the key, its certificate beside
//! it, and the proof that the two belong together.
//!
//! Never here: the private key in the clear; the token and its worker process see to that.

use token::{KeyId, Token as _};

use crate::keys::work::at_hand::{Left, Work};
use crate::keys::work::recovered::RecoveredKey;
use crate::keys::work::refusing::wrote_otherwise;
use crate::rim::api::Refusal;
use crate::rim::random::random;

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

    /// Puts the private key onto the key; one that lies there whole is taken over. What the key shows afterwards
    /// counts.
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
