//! Requests, certificates and exchange packages as lines that a person can read: who it is for, from when to when,
//! by whom, and the text itself where it is text. It judges nothing; what a certificate must be is checked elsewhere.

use chrono::{DateTime, FixedOffset, Offset as _, Utc};
use identifiers::chinese_date;
use pki::exchange::{Incoming, Limits};
use pki::{Certificate, Envelope, SignatureAlgorithm, Subject};
use sha2::{Digest as _, Sha256};

use crate::paper::api::{LookLine, LookPart};
use crate::rim::hex::hex;

/// The most lines of a text that are shown; what is longer is saved as a file.
const LINES_MAX: usize = 2_000;

/// What is known of the surroundings: the zone in which moments are told.
pub struct Reading {
    /// The counter's zone.
    pub zone: FixedOffset,
}

impl Reading {
    /// The zone of a moment.
    pub fn at(moment: DateTime<FixedOffset>) -> Self {
        Self {
            zone: moment.offset().fix(),
        }
    }

    /// The parts of a file: what it is in words, then its text when it has one. Never empty.
    pub fn parts(&self, name: &str, bytes: &[u8]) -> Vec<LookPart> {
        let mut parts = self.known(name, bytes);
        parts.extend(text_of(bytes));
        if parts.is_empty() {
            parts.push(part(
                "文件",
                vec![line(
                    "内容",
                    "不是文字，也不是本程序认得的格式，请另存后用相应的程序打开",
                )],
            ));
        }
        parts.push(part(
            "核对",
            vec![
                line("大小", format!("{} 字节", bytes.len())),
                line("SHA-256 摘要", hex(&Sha256::digest(bytes))),
            ],
        ));
        parts
    }

    fn known(&self, name: &str, bytes: &[u8]) -> Vec<LookPart> {
        if let Ok(request) = pki::verify_request(bytes) {
            return vec![self.request(&request)];
        }
        if let Ok(package) = pki::exchange::open(bytes, &Limits::default()) {
            let mut parts = vec![part(
                "发往 CA 的交换包",
                vec![
                    line("受理点", &package.meta.counter),
                    line("制作时间", self.moment(package.meta.created)),
                    line(
                        "证书请求",
                        format!("{} 份，签名和摘要均已核对", package.items.len()),
                    ),
                ],
            )];
            for (item, request) in &package.items {
                let mut one = self.request(request);
                one.title = format!("受理号 {}", item.case_no);
                let pictures = item.pictures.iter().map(|(file, _)| line("印模图片", file));
                one.lines.extend(pictures);
                parts.push(one);
            }
            return parts;
        }
        let incoming = Incoming {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        let found = pki::exchange::import(&[incoming], &Limits::default());
        let certificates = found
            .certificates
            .iter()
            .map(|one| self.certificate(&one.certificate));
        let envelopes = found.envelopes.iter().map(|one| envelope(&one.envelope));
        certificates.chain(envelopes).collect()
    }

    fn request(&self, request: &pki::Request) -> LookPart {
        let mut lines = subject("颁发给", &request.subject);
        lines.push(line("密钥算法", algorithm(&request.spki_der)));
        lines.push(line("签名", "由 UKey 上的私钥签出，已验证"));
        part("证书请求", lines)
    }

    fn certificate(&self, certificate: &Certificate) -> LookPart {
        let title = match (certificate.is_ca(), certificate.is_for_encryption()) {
            (true, _) => "CA 证书",
            (false, true) => "加密证书",
            (false, false) => "数字证书",
        };
        let mut lines = subject("颁发给", certificate.subject());
        lines.push(line("颁发者", &certificate.issuer().common_name));
        lines.push(line("生效", self.moment(certificate.not_before())));
        lines.push(line("到期", self.moment(certificate.not_after())));
        lines.push(line("证书序列号", certificate.serial_hex()));
        let uses = certificate
            .key_use()
            .map(|u| u.words().join("、"))
            .unwrap_or_default();
        if !uses.is_empty() {
            lines.push(line("用途", uses));
        }
        lines.push(line("密钥算法", algorithm(certificate.spki_der())));
        lines.push(line("证书指纹", certificate.fingerprint()));
        if certificate.is_training() {
            lines.push(line("说明", "练习用证书，没有法律效力"));
        }
        part(title, lines)
    }

    /// 2026年11月22日 14:05
    fn moment(&self, at: DateTime<Utc>) -> String {
        let here = at.with_timezone(&self.zone);
        format!("{} {}", chinese_date(here.date_naive()), here.format("%H:%M"))
    }
}

fn envelope(envelope: &Envelope) -> LookPart {
    part(
        "加密私钥信封",
        vec![
            line("收件", envelope.recipients_words()),
            line("说明", "内容已加密，只有本案 UKey 能拆"),
        ],
    )
}

fn subject(label: &str, subject: &Subject) -> Vec<LookLine> {
    let mut lines = vec![line(label, &subject.common_name)];
    let others = subject.fields().into_iter().filter_map(|(words, value)| {
        let value = value.filter(|v| !v.is_empty() && *v != subject.common_name)?;
        Some(line(words, value))
    });
    lines.extend(others);
    lines
}

fn algorithm(spki: &[u8]) -> String {
    SignatureAlgorithm::for_key(spki).map_or_else(|e| e.to_string(), |a| a.name().to_owned())
}

/// The text of a file that is text in UTF-8 or GB 18030; nothing when it is not.
fn text_of(bytes: &[u8]) -> Option<LookPart> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let (text, _, wrong) = encoding_rs::GB18030.decode(bytes);
            if wrong {
                return None;
            }
            text.into_owned()
        }
    };
    let is_text = !text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{feff}'));
    if !is_text || text.trim().is_empty() {
        return None;
    }
    let mut lines: Vec<LookLine> = text
        .lines()
        .take(LINES_MAX)
        .map(|l| line("", l.trim_end()))
        .collect();
    if text.lines().nth(LINES_MAX).is_some() {
        lines.push(line("", "（后面还有，请另存后查看）"));
    }
    Some(part("原文", lines))
}

fn line(label: &str, value: impl Into<String>) -> LookLine {
    LookLine {
        label: label.to_owned(),
        value: value.into(),
    }
}

fn part(title: &str, lines: Vec<LookLine>) -> LookPart {
    LookPart {
        title: title.to_owned(),
        lines,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(name: &str, bytes: &[u8]) -> Vec<LookPart> {
        let zone = FixedOffset::east_opt(8 * 3600).unwrap();
        Reading { zone }.parts(name, bytes)
    }

    #[test]
    fn a_certificate_says_who_it_is_for_and_until_when() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T14:05:00+08:00").unwrap();
        let ca = pki::training::TrainingCa::create(now.to_utc(), &mut rand::rng()).unwrap();
        let parts = read("root.pem", ca.root_pem().as_bytes());
        assert_eq!(parts[0].title, "CA 证书");
        let value = |label: &str| {
            parts[0]
                .lines
                .iter()
                .find(|l| l.label == label)
                .map(|l| l.value.clone())
        };
        assert_eq!(value("颁发给").unwrap(), ca.root().subject().common_name);
        assert!(value("到期").unwrap().contains('年'), "{:?}", value("到期"));
        assert_eq!(parts[1].title, "原文");
        assert!(parts[1].lines[0].value.starts_with("-----BEGIN"));
    }

    #[test]
    fn text_of_either_encoding_is_read_and_bytes_are_told_as_such() {
        let (gb, _, _) = encoding_rs::GB18030.encode("第一行\n㐂第二行");
        let parts = read("清单.txt", &gb);
        assert_eq!(parts[0].lines[1].value, "㐂第二行");
        let parts = read("x.bin", &[0, 159, 146, 150, 255, 255]);
        assert_eq!(parts[0].title, "文件");
        assert!(parts.last().unwrap().lines[0].value.starts_with("6 "));
    }
}
