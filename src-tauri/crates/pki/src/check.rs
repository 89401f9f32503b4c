//! Is this the certificate that was asked for? Key, subject, path, validity and usage, each told one by one.
//!
//! Never here: revocation (the counter is offline), and the decision; an empty list of findings, or warnings only, is
//! what lets the certificate be written.
//!
//! Facts: RFC 5280 §6.1 (path validation), §4.2.1.3 and §4.2.1.9; issue text "Exchange with the CA, offline".

use chrono::{DateTime, Duration, Utc};

use crate::certificate::Certificate;
use crate::error::PkiError;
use crate::finding::Finding;
use crate::subject::{Subject, same_name};

/// Longest path, in certificates above the one that is checked.
const DEPTH_MAX: usize = 6;
/// Most signatures verified for one certificate, so that a heap of look-alike certificates costs no time.
const TRIES_MAX: usize = 64;

/// Extensions that may be critical without this program having to act on them: it has no policies, names or lists to
/// compare with, and a path of the CA's own administrator-installed certificates.
const HARMLESS: [&str; 6] = [
    "2.5.29.14",
    "2.5.29.16",
    "2.5.29.17",
    "2.5.29.31",
    "2.5.29.32",
    "2.5.29.35",
];

/// What the certificate should be.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The public key of the request.
    pub spki: &'a [u8],
    /// The subject of the case. Fields that are `None` are not compared.
    pub subject: &'a Subject,
    /// The CA's roots, installed for the project by an administrator.
    pub roots: &'a [Certificate],
    /// The CA's intermediate certificates, installed or found beside the certificate.
    pub intermediates: &'a [Certificate],
    /// Now.
    pub now: DateTime<Utc>,
}

/// Everything that speaks against a certificate; nothing when it is the one that was asked for.
pub fn check_issued(certificate: &Certificate, expected: &Expected<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !certificate.has_key(expected.spki) {
        findings.push(Finding::refuse(
            "certificate-foreign-key",
            "证书的公钥与本案请求的公钥不同，不是为这个 UKey 签发的",
            "请核对是否拿错了证书文件；确为本案证书时请 CA 按本案请求重新签发。",
        ));
    }
    compare(certificate, expected, &mut findings);
    usage(certificate, &mut findings);
    strange(certificate, &mut findings);
    findings
}

/// Everything that speaks against the certificate of an encryption key that came back beside the signing key of
/// `expected`; nothing when it may be written. Whether its private key is the one in the envelope only the token tells.
pub fn check_encryption(certificate: &Certificate, expected: &Expected<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    compare(certificate, expected, &mut findings);
    if !certificate.is_for_encryption() {
        let words = certificate.key_use().map(|usage| usage.words().join("、"));
        findings.push(Finding::refuse(
            "certificate-wrong-usage",
            format!("加密证书的用途不是加密（现有：{}）", words.unwrap_or_default()),
            "请 CA 重新发来加密证书。",
        ));
    }
    strange(certificate, &mut findings);
    findings
}

/// What every user certificate of a case is compared with: its subject, its path, its days.
fn compare(certificate: &Certificate, expected: &Expected<'_>, findings: &mut Vec<Finding>) {
    compare_subjects(certificate.subject(), expected.subject, findings);
    let mut tries = 0;
    if let Err(finding) = trace(certificate, expected, 0, &mut tries) {
        findings.push(finding);
    }
    validity(certificate, expected.now, findings);
}

/// Field by field. A missing address, department or e-mail only warns: CAs leave them out; any other value refuses.
fn compare_subjects(found: &Subject, wanted: &Subject, findings: &mut Vec<Finding>) {
    for (at, ((field, wanted), (_, found))) in wanted.fields().into_iter().zip(found.fields()).enumerate() {
        let Some(wanted) = wanted.map(str::trim).filter(|value| !value.is_empty()) else {
            continue;
        };
        let found = found.map(str::trim).filter(|value| !value.is_empty());
        let remedy = "请与申请表核对；证书有误时请 CA 重新签发，受理资料有误时退回更正。";
        match found {
            Some(found) if same_text(found, wanted) => {}
            Some(found) => findings.push(Finding::refuse(
                "certificate-subject-differs",
                format!("证书主体的“{field}”是“{found}”，本案为“{wanted}”"),
                remedy,
            )),
            None => {
                let message = format!("证书主体里没有“{field}”，本案为“{wanted}”");
                // 3 is the unit's name, 5 the common name, 6 the number: without them it is nobody's certificate.
                findings.push(if [3, 5, 6].contains(&at) {
                    Finding::refuse("certificate-subject-differs", message, remedy)
                } else {
                    Finding::warn("certificate-subject-lacks", message, remedy)
                });
            }
        }
    }
}

/// Runs of white space count as one, and the two forms of brackets and of ASCII letters as the same: CAs retype.
fn same_text(left: &str, right: &str) -> bool {
    let plain = |text: &str| -> String {
        let narrow = |one: char| match one {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(one) - 0xfee0).unwrap_or(one),
            '\u{3000}' => ' ',
            other => other,
        };
        let narrowed: String = text.chars().map(narrow).collect();
        narrowed.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    plain(left) == plain(right)
}

fn validity(certificate: &Certificate, now: DateTime<Utc>, findings: &mut Vec<Finding>) {
    // In the one zone of the country; whoever reads this compares it with the clock on the wall.
    let day = |moment: DateTime<Utc>| {
        (moment + Duration::hours(8))
            .format("%Y年%-m月%-d日 %H:%M")
            .to_string()
    };
    if now > certificate.not_after() {
        findings.push(Finding::refuse(
            "certificate-expired",
            format!("证书已于 {} 过期", day(certificate.not_after())),
            "请 CA 重新签发；若本机时间不对，请先校正时间。",
        ));
    }
    if now < certificate.not_before() {
        findings.push(Finding::refuse(
            "certificate-not-yet-valid",
            format!("证书要到 {} 才生效", day(certificate.not_before())),
            "请核对本机时间；时间无误时，到生效日再写入或请 CA 重新签发。",
        ));
    }
}

fn usage(certificate: &Certificate, findings: &mut Vec<Finding>) {
    let ask_again = "请 CA 按签名证书重新签发。";
    match certificate.key_use() {
        _ if certificate.is_ca() => findings.push(Finding::refuse(
            "certificate-wrong-usage",
            "这是 CA 证书，不是用户证书",
            "请选择为本案签发的用户证书。",
        )),
        Some(usage) if usage.key_cert_sign => findings.push(Finding::refuse(
            "certificate-wrong-usage",
            "证书用途包含签发证书，不是用户证书",
            ask_again,
        )),
        Some(usage) if !usage.digital_signature && !usage.non_repudiation => {
            let words = usage.words().join("、");
            findings.push(Finding::refuse(
                "certificate-wrong-usage",
                format!("证书用途不含数字签名（现有：{words}）"),
                ask_again,
            ));
        }
        Some(_) => {}
        None => findings.push(Finding::warn(
            "certificate-usage-unstated",
            "证书没有写明密钥用途",
            "请向 CA 确认这类证书本来如此。",
        )),
    }
}

fn strange(certificate: &Certificate, findings: &mut Vec<Finding>) {
    let unknown: Vec<&str> = strange_extensions(certificate);
    if !unknown.is_empty() {
        findings.push(Finding::refuse(
            "certificate-critical-unknown",
            format!("证书有本程序不认识的关键扩展：{}", unknown.join("、")),
            "请把证书文件交给管理员核对。",
        ));
    }
}

fn strange_extensions(certificate: &Certificate) -> Vec<&str> {
    let all = certificate.unknown_critical().iter().map(String::as_str);
    all.filter(|oid| !HARMLESS.contains(oid)).collect()
}

/// Follows the issuers up to a root. `below` counts the CA certificates between `certificate` and the one checked.
fn trace(
    certificate: &Certificate,
    expected: &Expected<'_>,
    below: usize,
    tries: &mut usize,
) -> Result<(), Finding> {
    let mut why = None;
    if below < DEPTH_MAX {
        let named = |candidate: &&Certificate| is_issuer(candidate, certificate);
        for root in expected.roots.iter().filter(named) {
            match issued(certificate, root, expected.now, below, tries) {
                Ok(()) => return Ok(()),
                Err(finding) => _ = why.get_or_insert(finding),
            }
        }
        let others = expected
            .intermediates
            .iter()
            .filter(named)
            .filter(|one| one.der() != certificate.der());
        for intermediate in others {
            let led = issued(certificate, intermediate, expected.now, below, tries)
                .and_then(|()| trace(intermediate, expected, below + 1, tries));
            match led {
                Ok(()) => return Ok(()),
                Err(finding) => _ = why.get_or_insert(finding),
            }
        }
    }
    Err(why.unwrap_or_else(|| {
        let issuer = certificate.issuer();
        Finding::refuse(
            "certificate-unknown-issuer",
            format!("签发者不在本项目已安装的 CA 证书之列：{issuer}"),
            "请核对证书是否由本项目的 CA 签发；CA 换了根证书或中级证书时，由管理员在项目设置里安装。",
        )
    }))
}

fn is_issuer(candidate: &Certificate, of: &Certificate) -> bool {
    same_name(candidate.subject_der(), of.issuer_der())
}

fn issued(
    certificate: &Certificate,
    issuer: &Certificate,
    now: DateTime<Utc>,
    below: usize,
    tries: &mut usize,
) -> Result<(), Finding> {
    let name = issuer.subject();
    let refuse = |code, message: String| {
        Err(Finding::refuse(
            code,
            message,
            "请由管理员核对本项目安装的 CA 证书，必要时向 CA 索取新的证书链。",
        ))
    };
    if !issuer.is_ca() || issuer.key_use().is_some_and(|usage| !usage.key_cert_sign) {
        return refuse(
            "certificate-issuer-not-ca",
            format!("签发者的证书不能签发证书：{name}"),
        );
    }
    if issuer
        .path_length()
        .is_some_and(|length| usize::from(length) < below)
    {
        return refuse(
            "certificate-path-too-long",
            format!("证书链超过签发者允许的长度：{name}"),
        );
    }
    if now > issuer.not_after() || now < issuer.not_before() {
        return refuse(
            "certificate-issuer-expired",
            format!("签发者的证书不在有效期内：{name}"),
        );
    }
    if !strange_extensions(issuer).is_empty() {
        return refuse(
            "certificate-critical-unknown",
            format!("签发者的证书有不认识的关键扩展：{name}"),
        );
    }
    *tries += 1;
    if *tries > TRIES_MAX {
        return refuse(
            "certificate-unknown-issuer",
            "同名的 CA 证书过多，无法确定签发者".to_owned(),
        );
    }
    certificate
        .verify_signed_by(issuer.spki_der())
        .map_err(|error| match error {
            PkiError::SignatureWrong { .. } => Finding::refuse(
                "certificate-bad-signature",
                format!("证书上的签名不是“{name}”所签，或证书内容被改动过"),
                "请不要写入，重新向 CA 索取证书文件。",
            ),
            other => Finding::from(&other),
        })
}
