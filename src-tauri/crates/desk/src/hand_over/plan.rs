//! What is handed over and how it may be done, worked out anew from the case each time. Decides nothing about what
//! was typed.

use case::MadeBy;
use project::PostagePaid;
use store::{Certificate, KeyJob as Job, Tx};

use crate::casework::periods;
use crate::casework::seen::Seen;
use crate::hand_over::api::{
    HandOverApplicant, HandOverCertificate, HandOverKey, HandOverPlan, HandOverTick, HandOverWay, LeavingWay,
    PinState, Postage, Posting,
};
use crate::hand_over::person::Applicant;
use crate::keys::plan::{Mode, sealed};
use crate::keys::{jobs, letters};
use crate::rights::groups::FieldGroup;
use crate::rim::api::Refusal;

/// Names of the checks; those of keys carry the job's number behind them.
pub(super) mod tick {
    pub const PERSON: &str = "person";
    pub const AUTHORISATION: &str = "authorisation";
    pub const REPORTED: &str = "reported";
    pub const TOLD: &str = "told";
    pub const RENEWED: &str = "renewed";
    pub const PIN_APART: &str = "pin-apart";

    pub fn key(job: u32) -> String {
        format!("key:{job}")
    }
}

/// The plan of a case.
pub(crate) fn plan(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<HandOverPlan, Refusal> {
    let keys = keys_of(seen, tx)?;
    let applicant = Applicant::of(seen.content());
    let word = seen.project.business_word(seen.content().business);
    let nothing = keys
        .is_empty()
        .then(|| match seen.project.making(seen.content(), &seen.facts) {
            Some(rule) => format!("“{word}”没有 UKey 要交：{}", rule.words),
            None => format!("“{word}”没有 UKey 要交：材料已复核，请按 CA 的流程报送，办妥后在这里办结"),
        });
    Ok(HandOverPlan {
        ways: ways(seen, &keys, &applicant),
        nothing,
        applicant: HandOverApplicant {
            role: applicant.role.to_owned(),
            name: applicant.name.to_owned(),
            id_no: identifiers::mask_id(applicant.id_no),
            phone: seen.sight.value(FieldGroup::Phones, applicant.phone),
        },
        posting: posting(seen, &applicant),
        keys,
    })
}

/// The keys of a case in the order of their jobs.
pub(crate) fn keys_of(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<HandOverKey>, Refusal> {
    let certificates = tx.certificates_of_case(seen.row.id)?;
    let jobs = tx.jobs_of_case(seen.row.id)?;
    let line = |job: &Job| -> Result<HandOverKey, Refusal> {
        let mut own: Vec<HandOverCertificate> = Vec::new();
        // One that was wrong stays in the books and is not on the key any more.
        let recovered = tx.recovered_key(job.id)?.map(|key| key.certificate);
        let is_on_it = |c: &&Certificate| {
            c.attachment.is_some() && (c.attachment == job.cert || c.attachment == recovered)
        };
        for certificate in certificates
            .iter()
            .filter(|c| c.job_id == Some(job.id))
            .filter(is_on_it)
        {
            // The second one of a job is that of a recovered encryption key.
            let word = if own.is_empty() { "证书" } else { "加密证书" };
            own.push(certificate_line(seen, word, certificate));
        }
        let pin = pin_state(seen, tx, job)?;
        Ok(HandOverKey {
            job_id: job.id.0,
            holder: jobs::holder(seen.content(), job),
            link: jobs::link(seen, &jobs, job),
            serial: job.token_serial.clone().unwrap_or_default(),
            note: match own.is_empty() {
                true => "已解锁并验证".to_owned(),
                false => String::new(),
            },
            certificates: own,
            pin,
            pin_word: pin_word(pin).to_owned(),
        })
    };
    jobs.iter().map(line).collect()
}

fn certificate_line(seen: &Seen<'_>, word: &str, certificate: &Certificate) -> HandOverCertificate {
    let day = |at: chrono::DateTime<chrono::Utc>| {
        at.with_timezone(seen.desk.now().offset())
            .date_naive()
            .to_string()
    };
    HandOverCertificate {
        word: word.to_owned(),
        subject: certificate.subject.clone(),
        serial: certificate.serial.clone(),
        issuer: certificate.issuer.clone(),
        not_before: day(certificate.not_before),
        not_after: day(certificate.not_after),
    }
}

/// How the PIN of a key is known. A PIN that the customer set is sealed nowhere any more.
pub(super) fn pin_state(seen: &Seen<'_>, tx: &Tx<'_>, job: &Job) -> Result<PinState, Refusal> {
    Ok(match Mode::of(job) {
        Mode::SameKey => PinState::Kept,
        Mode::Unlock => PinState::SetByCustomer,
        Mode::Fresh if !tx.has_secret(&sealed::pin(job.id))? => PinState::SetByCustomer,
        Mode::Fresh if matches!(letters::times(tx, job)?, Some(1..)) => PinState::Letter,
        // A new key gets the PIN that the guide names wherever it names one.
        Mode::Fresh if seen.project.pin_policy().initial.is_some() => PinState::Named,
        Mode::Fresh => PinState::Drawn,
    })
}

fn pin_word(pin: PinState) -> &'static str {
    match pin {
        PinState::Kept => "沿用原 PIN",
        PinState::SetByCustomer => "PIN 由客户自己设",
        PinState::Letter => "初始 PIN 在密码信封里",
        PinState::Drawn => "初始 PIN 随机产生，交付后只告知一次",
        PinState::Named => "现在是指南写明的默认 PIN",
    }
}

/// The ways of a case, the usual one first.
fn ways(seen: &Seen<'_>, keys: &[HandOverKey], applicant: &Applicant<'_>) -> Vec<HandOverWay> {
    let content = seen.content();
    let open = [LeavingWay::Applicant, LeavingWay::Other, LeavingWay::Posted];
    let mut ways: Vec<LeavingWay> = match keys.is_empty() {
        true => vec![LeavingWay::Nothing, LeavingWay::Applicant],
        false => open.to_vec(),
    };
    if !keys.is_empty() && seen.project.posting().is_usual(content.channel) {
        ways.rotate_right(1);
    }
    ways.into_iter()
        .map(|way| HandOverWay {
            way,
            word: word(way, applicant),
            ticks: ticks(seen, way, keys, applicant),
            pins_of: pins_of(way, keys),
            pin_note: pin_note(way, keys).to_owned(),
        })
        .collect()
}

fn word(way: LeavingWay, applicant: &Applicant<'_>) -> String {
    match way {
        LeavingWay::Applicant => format!("{}本人来办", applicant.role),
        LeavingWay::Other => "他人代领".to_owned(),
        LeavingWay::Posted => "邮寄".to_owned(),
        LeavingWay::Nothing => "不用来人，直接办结".to_owned(),
    }
}

fn ticks(
    seen: &Seen<'_>,
    way: LeavingWay,
    keys: &[HandOverKey],
    applicant: &Applicant<'_>,
) -> Vec<HandOverTick> {
    let tick = |id: &str, words: &str| HandOverTick {
        id: id.to_owned(),
        words: words.to_owned(),
    };
    let mut ticks = match way {
        LeavingWay::Applicant => vec![tick(tick::PERSON, "看过证件原件，照片是本人")],
        LeavingWay::Other => vec![
            tick(tick::PERSON, "看过代领人证件原件，照片是本人"),
            tick(
                tick::AUTHORISATION,
                &format!(
                    "授权书原件已收：写明由此人代领，有单位公章（或{}签字）",
                    applicant.role
                ),
            ),
        ],
        LeavingWay::Posted => Vec::new(),
        LeavingWay::Nothing => vec![tick(tick::TOLD, "已告知申请人办理结果")],
    };
    if way == LeavingWay::Applicant {
        ticks.extend(lapsed(seen).map(|words| tick(tick::RENEWED, &words)));
    }
    if keys.is_empty() {
        ticks.push(match seen.course().made_by {
            // The CA has no part in what users do by themselves until they do it.
            MadeBy::Client => tick(tick::REPORTED, "已告知用户自助办理的做法"),
            MadeBy::Phone => tick(
                tick::REPORTED,
                "审核结果已按 CA 的流程报送，已告知用户在手机里安装",
            ),
            MadeBy::Ca => tick(tick::REPORTED, "已按 CA 的流程报送，由 CA 制证寄出"),
            MadeBy::Counter | MadeBy::Nobody => tick(tick::REPORTED, "已按 CA 的流程报送"),
        });
    }
    let verb = match way {
        LeavingWay::Posted => "已装入快递",
        _ => "已当面点交",
    };
    for key in keys {
        let tail = key.link.as_ref().map(|l| format!("（{l}）")).unwrap_or_default();
        let words = format!("{verb} UKey {}，{}{tail}", key.serial, key.holder);
        ticks.push(tick(&tick::key(key.job_id), &words));
    }
    let has_first_pin = keys
        .iter()
        .any(|key| matches!(key.pin, PinState::Letter | PinState::Drawn | PinState::Named));
    if way == LeavingWay::Posted && has_first_pin {
        ticks.push(tick(
            tick::PIN_APART,
            "初始 PIN（密码信封）不在这个快递里，另寄或电话告知本人",
        ));
    }
    ticks
}

/// A paper that held when the case was taken and has lapsed since does not let anybody fetch (002:570): what has taken
/// its place must be there.
fn lapsed(seen: &Seen<'_>) -> Option<String> {
    let content = seen.content();
    let fields = seen
        .project
        .fields(content.business, content.kind, content.channel);
    let papers = periods::lapsed(&fields, content, seen.desk.today());
    (!papers.is_empty()).then(|| format!("已收到重新出具的有效文件：{}", papers.join("；")))
}

/// The customer sets a PIN only in person, and only on a key that came from this counter's box.
fn pins_of(way: LeavingWay, keys: &[HandOverKey]) -> Vec<u32> {
    if way != LeavingWay::Applicant {
        return Vec::new();
    }
    let fresh = keys
        .iter()
        .filter(|key| matches!(key.pin, PinState::Letter | PinState::Drawn | PinState::Named));
    fresh.map(|key| key.job_id).collect()
}

fn pin_note(way: LeavingWay, keys: &[HandOverKey]) -> &'static str {
    let has = |state| keys.iter().any(|key| key.pin == state);
    let is_told = has(PinState::Drawn) || has(PinState::Named);
    match way {
        LeavingWay::Nothing => "",
        _ if !is_told && has(PinState::Letter) => "初始 PIN 在密码信封里，不再显示",
        _ if !is_told => "",
        LeavingWay::Applicant => "不设新 PIN 的，交付后告知初始 PIN，只显示一次",
        LeavingWay::Other => "初始 PIN 交付后只显示一次：请抄入信封封好，写明由本人拆",
        LeavingWay::Posted => "初始 PIN 交付后只显示一次：请电话告知本人，或另寄密码信封",
    }
}

/// Where a parcel goes, and what the guide says of posting.
fn posting(seen: &Seen<'_>, applicant: &Applicant<'_>) -> Posting {
    const ADDRESSES: [&str; 5] = [
        "operator_address",
        "unit_mail_address",
        "applicant_address",
        "unit_legal_address",
        "unit_address",
    ];
    let rule = seen.project.posting();
    let content = seen.content();
    let parts = content.parts();
    let is_only = parts
        .iter()
        .any(|part| rule.address_only.contains(&part.business));
    let named = rule.address.iter().map(String::as_str);
    let address = named
        .chain(ADDRESSES.into_iter().filter(|_| !is_only))
        .find_map(|field| content.field(field))
        .unwrap_or_default();
    let phone = match applicant.phone {
        "" => content.field("unit_phone").unwrap_or_default(),
        phone => phone,
    };
    Posting {
        recipient: applicant.name.to_owned(),
        phone: seen.sight.value(FieldGroup::Phones, phone),
        address_only: is_only && !address.is_empty(),
        address: seen.sight.value(FieldGroup::Addresses, address),
        couriers: rule.couriers.clone(),
        postage: rule.postage.map(|paid| match paid {
            PostagePaid::Collect => Postage::Collect,
            PostagePaid::Prepaid => Postage::Prepaid,
        }),
        note: rule.note.clone(),
        source: match rule.is_stated() {
            true => rule.source().place(),
            false => String::new(),
        },
    }
}
