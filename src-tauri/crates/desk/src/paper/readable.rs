//! Requests, certificates and exchange packages as lines that a person can read: who it is for, from when to when,
//! by whom, and the text itself where it is text. It judges nothing; what a certificate must be is checked elsewhere.

use chrono::{DateTime, FixedOffset, Offset as _, Utc};
use identifiers::chinese_date;
use pki::exchange::PackageMeta;
use pki::{Certificate, Envelope, SignatureAlgorithm, Subject};
use reader::{Known, PackedRequest, ReadError, Readers};
use sha2::{Digest as _, Sha256};

use crate::paper::api::{LookLine, LookPart};
use crate::rights::sight::Sight;
use crate::rim::hex::hex;

/// The most lines of a text that are shown; what is longer is saved as a file.
const LINES_MAX: usize = 2_000;

/// What is known of the surroundings: the zone in which moments are told.
pub struct Reading {
    /// The counter's zone.
    pub zone: FixedOffset,
    /// What of personal data is told.
    pub sight: Sight,
}

impl Reading {
    /// The zone of a moment.
    pub fn at(moment: DateTime<FixedOffset>, sight: Sight) -> Self {
        Self {
            zone: moment.offset().fix(),
            sight,
        }
    }

    /// The parts of a file: what it is in words, then its text when it has one. Never empty.
    ///
    /// # Errors
    /// [`ReadError::SetAside`] for a file that takes its reader with it.
    pub fn parts(&self, readers: &Readers, name: &str, bytes: &[u8]) -> Result<Vec<LookPart>, ReadError> {
        let known = self.known(readers, name, bytes)?.into_iter();
        let mut parts: Vec<_> = known.map(|part| self.told(part)).collect();
        // The text of a certificate holds its subject in another way of writing.
        if self.sight.is_whole() || parts.is_empty() {
            let text = readers.text(bytes)?.and_then(|(text, _)| text_of(&text));
            parts.extend(text.map(|part| self.told(part)));
        }
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
        Ok(parts)
    }

    /// A part as who asks may see it.
    fn told(&self, mut part: LookPart) -> LookPart {
        for line in &mut part.lines {
            line.value = self.sight.text(&line.value);
        }
        part
    }

    fn known(&self, readers: &Readers, name: &str, bytes: &[u8]) -> Result<Vec<LookPart>, ReadError> {
        Ok(match readers.known(name, bytes)? {
            Known::Request(request) => vec![self.request(&request)],
            Known::Package(meta, items) => self.package(&meta, &items),
            Known::Certificates(found) => {
                let certificates = found
                    .certificates
                    .iter()
                    .map(|one| self.certificate(&one.certificate));
                let envelopes = found.envelopes.iter().map(|one| envelope(&one.envelope));
                certificates.chain(envelopes).collect()
            }
        })
    }

    fn package(&self, meta: &PackageMeta, items: &[PackedRequest]) -> Vec<LookPart> {
        let mut parts = vec![part(
            "发往 CA 的交换包",
            vec![
                line("受理点", &meta.counter),
                line("制作时间", self.moment(meta.created)),
                line("证书请求", format!("{} 份，签名和摘要均已核对", items.len())),
            ],
        )];
        for item in items {
            let mut one = self.request(&item.request);
            one.title = format!("受理号 {}", item.case_no);
            let pictures = item.pictures.iter().map(|file| line("印模图片", file));
            one.lines.extend(pictures);
            parts.push(one);
        }
        parts
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

/// The lines of a text; nothing where it holds what no text has.
fn text_of(text: &str) -> Option<LookPart> {
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
    use crate::rights::table::Place;

    fn read(name: &str, bytes: &[u8]) -> Vec<LookPart> {
        let zone = FixedOffset::east_opt(8 * 3600).unwrap();
        let readers = Readers::new(reader::ReaderCommand::of_this_program().unwrap());
        let sight = Sight::of(&case::Roles::new([case::Role::Clerk]), Place::Case);
        Reading { zone, sight }.parts(&readers, name, bytes).unwrap()
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
