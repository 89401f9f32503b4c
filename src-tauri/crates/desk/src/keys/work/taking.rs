//! The work of each step on a key. Every step may be taken again after an interruption without harm:
//! initialising looks for the job's own label first, a key pair is looked for by its number, a certificate is
//! read back before it is written. And none believes a report of success: what the key shows afterwards counts,
//! because a step that the journal holds for done is not taken again.

use pki::SignatureAlgorithm;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use token::{Algorithm, KeyId, KeyStep, PinState, Token as _, TokenInfo};

use crate::keys::work::at_hand::{Left, Work};
use crate::keys::work::refusing::wrote_otherwise;
use crate::rim::api::Refusal;
use crate::rim::random::random;

/// Takes one step on the key. Errors: the token's, the certificate's; nothing is recorded here.
pub fn take(step: KeyStep, work: &Work<'_>) -> Result<Left, Refusal> {
    match step {
        KeyStep::Initialise => work.initialise(),
        KeyStep::SetUserPin => work.set_user_pin(),
        KeyStep::ProveUnlock => work.prove_unlock(),
        KeyStep::GenerateKeyPair => work.generate(),
        KeyStep::Request => work.request(),
        KeyStep::WriteCertificate => work.write(),
        KeyStep::ReadBack => work.read_back(),
        KeyStep::Prove => work.prove(),
        KeyStep::ImportEncryptionKey => work.import_encryption_key(),
        KeyStep::WriteEncryptionCertificate => work.write_encryption_certificate(),
        KeyStep::ProveEncryption => work.prove_encryption(),
        _ => Err(Refusal::new(
            "step-unknown",
            format!("“{}”不在 UKey 上做", step.name()),
            "请刷新（F5）后再试",
        )),
    }
}

impl Work<'_> {
    pub(crate) fn pin(&self) -> Result<&SecretString, Refusal> {
        self.pin
            .as_ref()
            .ok_or_else(|| Refusal::new("pin-needed", "这一步需要 UKey 的 PIN", "请客户在窗口输入 PIN"))
    }

    fn so_pin(&self) -> Result<&SecretString, Refusal> {
        self.so_pin.as_ref().ok_or_else(|| {
            Refusal::new(
                "so-pin-needed",
                "本受理点没有这把 UKey 的管理员口令",
                "请输入 CA 给的管理员口令或解锁码",
            )
        })
    }

    fn certificate(&self) -> Result<&[u8], Refusal> {
        self.certificate
            .as_deref()
            .ok_or_else(|| Refusal::new("certificate-missing", "还没有导入证书", "请先导入 CA 回包"))
    }

    fn algorithm_of_signature(&self) -> SignatureAlgorithm {
        match self.algorithm {
            Algorithm::P256 => SignatureAlgorithm::EcdsaSha256,
            _ => SignatureAlgorithm::RsaSha256,
        }
    }

    /// A key that bears this job's label has been initialised already: it is taken over, never wiped again. One whose
    /// SO PIN is not ours yet was torn in the middle; it is blank, and the driver finishes it.
    fn initialise(&self) -> Result<Left, Refusal> {
        let tokens = self.workers.list()?;
        let done: Option<&TokenInfo> = tokens
            .iter()
            .find(|t| t.label == self.label && t.officer_pin != PinState::NotSet);
        let token = match done {
            Some(token) => token.clone(),
            None => {
                let made = self
                    .workers
                    .initialise(&self.serial, self.so_pin()?, &self.label, self.wipe)?;
                self.workers.find(&made.serial)?
            }
        };
        if !token.initialised {
            return Err(wrote_otherwise("初始化"));
        }
        // A PIV card has no room for a label.
        let label = match token.label.as_str() {
            "" => String::new(),
            label => format!("标签 {label}，"),
        };
        Ok(Left {
            detail: format!("{label}序列号 {}", token.serial),
            serial: Some(token.serial),
            ..Left::default()
        })
    }

    fn set_user_pin(&self) -> Result<Left, Refusal> {
        self.workers.unlock(&self.serial, self.so_pin()?, self.pin()?)?;
        Ok(Left::words("PIN 已设"))
    }

    /// The SO PIN opens the key (it sets the same PIN once more) and the PIN is the one that was set
    /// (cards have been initialised so that they could never be unblocked).
    fn prove_unlock(&self) -> Result<Left, Refusal> {
        self.workers.unlock(&self.serial, self.so_pin()?, self.pin()?)?;
        self.workers.check_pin(&self.serial, self.pin()?)?;
        Ok(Left::words("管理员口令可用，新 PIN 可用"))
    }

    fn generate(&self) -> Result<Left, Refusal> {
        let (spki, made) =
            self.workers
                .ensure_key_pair(&self.serial, self.pin()?, self.algorithm, &self.key_id)?;
        if self.spki()? != spki {
            return Err(wrote_otherwise("公钥"));
        }
        let words = match made {
            true => "已在 UKey 内生成，私钥不出 UKey",
            false => "沿用上次已生成的密钥对",
        };
        let print = Sha256::digest(&spki)[..8]
            .iter()
            .map(|b| format!("{b:02X}"))
            .collect::<String>();
        Ok(Left {
            detail: format!("{}，{words}，公钥 {print}…", self.algorithm.name()),
            spki: Some(spki),
            ..Left::default()
        })
    }

    fn spki(&self) -> Result<Vec<u8>, Refusal> {
        let keys = self.workers.public_keys(&self.serial)?;
        let own = keys.into_iter().find(|k| k.key_id == self.key_id);
        own.map(|k| k.spki_der).ok_or_else(|| {
            Refusal::new(
                "key-pair-missing",
                "UKey 上没有本案的密钥对",
                "请确认插的是同一把 UKey；是的话这把 UKey 可能被别的程序清过",
            )
        })
    }

    fn request(&self) -> Result<Left, Refusal> {
        let spki = self.spki()?;
        let mut sign = |message: &[u8]| -> Result<Vec<u8>, Refusal> {
            Ok(self
                .workers
                .sign(&self.serial, self.pin()?, &self.key_id, self.algorithm, message)?)
        };
        let csr = pki::request(&self.subject, &spki, self.algorithm_of_signature(), &mut sign).map_err(
            |error| match error {
                pki::RequestFailed::Signer(refusal) => refusal,
                pki::RequestFailed::Pki(error) => error.into(),
            },
        )?;
        pki::verify_request(&csr)?;
        let detail = format!("证书请求，主题 {}", self.subject.common_name);
        Ok(Left {
            detail,
            csr: Some(csr),
            spki: Some(spki),
            ..Left::default()
        })
    }

    fn write(&self) -> Result<Left, Refusal> {
        let der = self.certificate()?;
        let there = self.workers.read_certificates(&self.serial)?;
        if there.iter().any(|c| c.key_id == self.key_id && c.der == der) {
            return Ok(Left::words("证书已在 UKey 上"));
        }
        for stale in there.iter().filter(|c| c.key_id == self.key_id) {
            self.workers
                .delete_certificate(&self.serial, self.pin()?, &stale.der)?;
        }
        self.workers
            .write_certificate(&self.serial, self.pin()?, &self.key_id, &self.label, der)?;
        if !self.holds(&self.key_id, der)? {
            return Err(wrote_otherwise("证书"));
        }
        Ok(Left::words(format!("已写入，{} 字节", der.len())))
    }

    /// Whether this certificate lies on the key, beside the key pair of this number.
    pub(crate) fn holds(&self, key_id: &KeyId, der: &[u8]) -> Result<bool, Refusal> {
        let there = self.workers.read_certificates(&self.serial)?;
        Ok(there.iter().any(|c| c.key_id == *key_id && c.der == der))
    }

    fn read_back(&self) -> Result<Left, Refusal> {
        if self.holds(&self.key_id, self.certificate()?)? {
            return Ok(Left::words("读回与 CA 签发的逐字节一致"));
        }
        Err(Refusal::new(
            "read-back-differs",
            "读回的证书与 CA 签发的不一致",
            "请再写一次；仍不一致请换一把 UKey 并登记作废",
        ))
    }

    /// Signs a fresh challenge with the key and verifies it with the certificate's own public key.
    fn prove(&self) -> Result<Left, Refusal> {
        let certificate = pki::Certificate::from_der(self.certificate()?)?;
        let mut challenge = [0_u8; 32];
        random(&mut challenge)?;
        let signature = self.workers.sign(
            &self.serial,
            self.pin()?,
            &self.key_id,
            self.algorithm,
            &challenge,
        )?;
        pki::verify_signature(
            certificate.spki_der(),
            self.algorithm_of_signature(),
            &challenge,
            &signature,
        )?;
        Ok(Left::words("签名挑战已用证书公钥验证通过"))
    }
}
