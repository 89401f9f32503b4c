//! Certificates that came from elsewhere, from another counter or from before: entered from their file, from a key, or
//! as typed from paper. What stands in the certificate itself goes before what somebody typed.

use case::{CertKind, Holder, Party, Role};
use chrono::{DateTime, Days, FixedOffset, NaiveDate, Utc};
use identifiers::{Kind, Severity, check, half_width, normal_code, normal_unit_name, shown_text};
use sha2::{Digest as _, Sha256};
use store::{AuditAction, AuditEntry, Certificate, KeyPlace, NewCertificate, Tx};

use crate::counter::cas;
use crate::counter::desk::Desk;
use crate::ledger::api::{CertificateRead, EnterCertificate, LedgerEntry};
use crate::ledger::certificate::whole;
use crate::ledger::listing::day;
use crate::register::acted_on::{holder_words, tail};
use crate::rim::api::Refusal;
use crate::rim::hex::{from_hex, hex};

/// Longest of what is typed.
const LONGEST: usize = 200;
/// Longest serial number, in digits: 20 bytes (RFC 5280 §4.1.2.2).
const LONGEST_SERIAL: usize = 40;

/// Reads a certificate from a file, to be entered; nothing is kept yet. Errors: those of the file; `certificate-of-ca`.
pub fn read(desk: &Desk, _name: &str, _about: u32, bytes: Vec<u8>) -> Result<CertificateRead, Refusal> {
    let certificate = desk.readers().certificate(&bytes)?;
    not_of_a_ca(&certificate)?;
    desk.read(|open| open.store.read(|tx| told(desk, tx, &certificate)))
}

fn not_of_a_ca(certificate: &pki::Certificate) -> Result<(), Refusal> {
    match certificate.is_ca() {
        true => Err(Refusal::new(
            "certificate-of-ca",
            format!(
                "这是 CA 的证书（{}），不是单位或个人的",
                certificate.subject().common_name
            ),
            "请选持有人的证书文件；CA 证书请管理员在设置里装入",
        )),
        false => Ok(()),
    }
}

/// What a certificate says, and whether the register knows it.
pub(crate) fn told(
    desk: &Desk,
    tx: &Tx<'_>,
    certificate: &pki::Certificate,
) -> Result<CertificateRead, Refusal> {
    let subject = certificate.subject();
    let issuer = certificate.issuer().common_name.clone();
    let known = same(tx, &issuer, certificate.serial_hex())?;
    Ok(CertificateRead {
        der: hex(certificate.der()),
        serial: certificate.serial_hex().to_owned(),
        subject: subject.common_name.clone(),
        unit: subject.organisation.clone(),
        number: subject.serial_number.clone(),
        issuer,
        not_before: day(desk, certificate.not_before()),
        not_after: day(desk, certificate.not_after()),
        expired: certificate.not_after() < desk.utc(),
        project: issued_for(desk, tx, certificate)?,
        known: known.map(|one| one.id.0),
    })
}

/// The one project whose installed CA issued a certificate; none where none did, or several.
fn issued_for(desk: &Desk, tx: &Tx<'_>, certificate: &pki::Certificate) -> Result<Option<String>, Refusal> {
    let mut found = Vec::new();
    for project in desk.projects().iter() {
        let cas = cas::cas_of(tx, project.id())?;
        let signed = |ca: &pki::Certificate| {
            ca.subject_der() == certificate.issuer_der()
                && certificate.verify_signed_by(ca.spki_der()).is_ok()
        };
        if cas.iter().any(signed) {
            found.push(project.id().to_owned());
        }
    }
    Ok(found.pop().filter(|_| found.is_empty()))
}

/// A serial number without what separates its pairs on paper, and without leading zeros.
fn plain(serial: &str) -> String {
    let digits: String = normal_code(serial)
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    digits.trim_start_matches('0').to_owned()
}

/// The certificate of this issuer and serial number that the register has already.
fn same(tx: &Tx<'_>, issuer: &str, serial: &str) -> Result<Option<Certificate>, Refusal> {
    let wanted = plain(serial);
    let all = tx.certificates()?.into_iter();
    Ok(all
        .filter(|one| one.issuer == issuer)
        .find(|one| plain(&one.serial) == wanted))
}

/// Puts a certificate that came from elsewhere into the register. Errors: `certificate-known` with whose it is;
/// `certificate-serial`, `certificate-dates`, `certificate-holder`, `certificate-origin`; `certificate-key-taken`.
pub fn enter(desk: &Desk, args: EnterCertificate) -> Result<LedgerEntry, Refusal> {
    let project = desk.project(&args.project)?;
    let kind_refused = |words: String| Refusal::new("kind-not-offered", words, "请改选证书种类");
    let kind = args
        .kind
        .ok_or_else(|| kind_refused("没有选证书种类".to_owned()))?;
    if project.kind(kind).is_none() {
        let words = format!("{}没有{}", project.short_name(), kind.chinese());
        return Err(kind_refused(words));
    }
    let origin = typed(&args.origin);
    if origin.is_empty() {
        return Err(Refusal::new(
            "certificate-origin",
            "没有写明这张证书从哪里来",
            "请写明，例如“越秀受理点 2024 年签发，凭证书打印件登记”",
        ));
    }
    let facts = match args.der.is_empty() {
        true => Facts::typed(&args, *desk.now().offset())?,
        false => Facts::read(desk, &args)?,
    };
    let holder = holder(&args, kind, desk.today())?;
    desk.write(Some(Role::Clerk), |tx, me| {
        let known = same(tx, &facts.issuer, &facts.serial)?;
        if let Some(known) = known {
            return Err(Refusal::new(
                "certificate-known",
                format!(
                    "台账里已有这张证书：{}，…{}",
                    holder_words(tx, &known)?,
                    tail(&known.serial)
                ),
                "请核对序列号和签发者；在台账里查找这张证书接着办",
            ));
        }
        let id = tx.keep_holder(&holder)?;
        // Drivers tell capitals apart in the serial numbers of their keys.
        let key: String = half_width(&typed(&args.key)).split_whitespace().collect();
        let attachment = match &facts.der {
            Some(der) => {
                let name = format!("{}.cer", facts.serial);
                Some(tx.add_attachment("application/pkix-cert", &name, der, desk.utc())?)
            }
            None => None,
        };
        let certificate = tx.add_certificate(&NewCertificate {
            holder: id,
            project: project.id().to_owned(),
            kind,
            case_id: None,
            job_id: None,
            serial: facts.serial.clone(),
            subject: facts.subject.clone().unwrap_or_else(|| holder.name().to_owned()),
            issuer: facts.issuer.clone(),
            not_before: facts.not_before,
            not_after: facts.not_after,
            spki_sha256: facts.spki_sha256.clone(),
            attachment,
            token_serial: Some(key.clone()).filter(|key| !key.is_empty()),
        })?;
        if !key.is_empty() {
            keep_key(desk, tx, &key, &typed(&args.key_model), id)?;
        }
        let how = match facts.der {
            Some(_) => "按证书文件登记",
            None => "按录入登记",
        };
        let words = format!("{how}：{origin}");
        tx.note_certificate(certificate, me.id, &words, desk.utc())?;
        let said = format!(
            "登记别处签发的证书 {}（{}）：{origin}",
            facts.serial,
            holder.name()
        );
        tx.audit(&AuditEntry::new(
            desk.utc(),
            me,
            AuditAction::CertificateEntered,
            said,
        ))?;
        let row = tx.certificate(certificate)?;
        whole(desk, tx, me, &row)
    })
}

/// The key of the certificate is with its holder, unless these books know where it is.
fn keep_key(
    desk: &Desk,
    tx: &mut Tx<'_>,
    serial: &str,
    model: &str,
    holder: Option<store::HolderId>,
) -> Result<(), Refusal> {
    let Some(known) = tx.held_key(serial)? else {
        return Ok(tx.keep_held_key(serial, model, holder, KeyPlace::HandedOver, desk.utc())?);
    };
    let Some(other) = known.holder_id.filter(|id| Some(*id) != holder) else {
        return Ok(());
    };
    Err(Refusal::new(
        "certificate-key-taken",
        format!("台账里这把 UKey {serial} 是{}的", tx.holder(other)?.name),
        "请核对 UKey 序列号和持有人",
    ))
}

/// What is known of a certificate.
struct Facts {
    serial: String,
    subject: Option<String>,
    issuer: String,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
    spki_sha256: Option<String>,
    der: Option<Vec<u8>>,
}

impl Facts {
    /// From the certificate itself.
    fn read(desk: &Desk, args: &EnterCertificate) -> Result<Self, Refusal> {
        let der = from_hex(&args.der).map_err(|_| {
            let remedy = "请重新选择证书文件，或插入 UKey 再读一次";
            Refusal::new("certificate-unreadable", "送来的证书读不出", remedy)
        })?;
        let certificate = desk.readers().certificate(&der)?;
        not_of_a_ca(&certificate)?;
        Ok(Self {
            serial: certificate.serial_hex().to_owned(),
            subject: Some(certificate.subject().common_name.clone()),
            issuer: certificate.issuer().common_name.clone(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            spki_sha256: Some(hex(&Sha256::digest(certificate.spki_der()))),
            der: Some(der),
        })
    }

    /// From its paper.
    fn typed(args: &EnterCertificate, zone: FixedOffset) -> Result<Self, Refusal> {
        let serial = plain(&args.serial);
        let is_digit = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '-');
        let is_number = normal_code(&args.serial).chars().all(is_digit);
        if !is_number || serial.is_empty() || serial.len() > LONGEST_SERIAL {
            return Err(Refusal::new(
                "certificate-serial",
                format!("“{}”不是证书序列号", shown_text(args.serial.trim())),
                "请照证书详情里的序列号录入：只有数字和前六个英文字母，最多 40 位",
            ));
        }
        let issuer = typed(&args.issuer);
        if issuer.is_empty() {
            return Err(Refusal::new(
                "certificate-issuer",
                "没有填签发者",
                "请照证书详情里“颁发者”的名称录入",
            ));
        }
        let dates = (
            identifiers::date_of(&args.not_before),
            identifiers::date_of(&args.not_after),
        );
        let (Some(from), Some(until)) = dates else {
            return Err(wrong_dates("有效期没有填全，或不是日期"));
        };
        if from >= until {
            return Err(wrong_dates(&format!(
                "有效期从 {from} 到 {until}，终止不在起始之后"
            )));
        }
        Ok(Self {
            serial,
            subject: None,
            issuer,
            not_before: moment(from, zone)?,
            not_after: moment(until + Days::new(1), zone)? - chrono::Duration::seconds(1),
            spki_sha256: None,
            der: None,
        })
    }
}

fn wrong_dates(message: &str) -> Refusal {
    Refusal::new(
        "certificate-dates",
        message,
        "请照证书上的有效期录入，例如 2024-03-01 至 2027-03-01",
    )
}

/// The beginning of a day at the counter.
fn moment(day: NaiveDate, zone: FixedOffset) -> Result<DateTime<Utc>, Refusal> {
    let start = day
        .and_hms_opt(0, 0, 0)
        .and_then(|at| at.and_local_timezone(zone).single());
    start
        .map(|at| at.to_utc())
        .ok_or_else(|| wrong_dates("有效期不是日期"))
}

/// What somebody typed, without what no screen shows and no longer than a line.
fn typed(text: &str) -> String {
    shown_text(text.trim()).chars().take(LONGEST).collect()
}

/// Whose certificate it is, as typed. Errors: `certificate-holder`, `certificate-holder-code`.
fn holder(args: &EnterCertificate, kind: CertKind, today: NaiveDate) -> Result<Holder, Refusal> {
    let party = |name: &str, code: &str| Party {
        name: normal_unit_name(&typed(name)),
        code: Some(normal_code(&typed(code))).filter(|code| !code.is_empty()),
    };
    let right = |kind: Kind, code: &str| match check(kind, code, today).findings.into_iter().next() {
        Some(found) if found.severity == Severity::Refuse => Err(Refusal::new(
            "certificate-holder-code",
            found.message,
            found.remedy,
        )),
        _ => Ok(()),
    };
    let missing = |what: &str| {
        Refusal::new(
            "certificate-holder",
            format!("没有填{what}"),
            "请照证书和证件填写持有人：名称和号码都要",
        )
    };
    let unit = party(&args.unit_name, &args.unit_code);
    let person = party(&args.person_name, &args.person_code);
    let has_unit = kind != CertKind::Person;
    let has_person = kind != CertKind::Org;
    if has_unit && (unit.name.is_empty() || unit.code.is_none()) {
        return Err(missing("单位的名称和统一社会信用代码"));
    }
    if has_person && (person.name.is_empty() || person.code.is_none()) {
        return Err(missing("持有人的姓名和证件号码"));
    }
    // Other numbers of a unit (事证号 …) have no check digit.
    match unit.code.as_deref().filter(|_| has_unit) {
        Some(code) if code.len() == 18 => right(Kind::Uscc, code)?,
        Some(code) if code.replace('-', "").len() == 9 => right(Kind::OrgCode, code)?,
        _ => {}
    }
    if let Some(code) = person.code.as_deref().filter(|_| has_person) {
        right(Kind::PersonId, code)?;
    }
    Ok(Holder {
        unit: has_unit.then_some(unit),
        person: has_person.then_some(person),
    })
}
