//! A case in which everything that a store keeps of a case tells of one person, and that person's marks.

use case::{CaseContent, CaseState, CertKind, Finding, Severity};
use serde_json::json;
use store::{
    AccountId, AuditAction, AuditEntry, CaseId, Circle, Direction, GivenUp, HandOver, HandOverLine,
    ItemVerdict, NewCertificate, NewExchange, NewKeyDecision, NewKeyJob, NewMove, NewOutsideFile, NewPage,
    NewParcel, NewPrint, NewRevocation, NewSample, OutsideKind, PageState, ParcelKind, PrintOutcome,
    RecoveredKey, Result, ReturnReason, ReviewOutcome, RevocationAction, StepPhase, StockState, Tx,
};

use crate::house::{House, at, content, new_case, secret};

/// Whatever tells who it was. Each stands in several tables.
pub const MARKS: [&str; 7] = [
    "惠州市博罗县罗浮记号研究所",
    "124413225829991234",
    "欧阳记号",
    "441322197703119876",
    "13622227777",
    "ouyang@jihao.example",
    "博罗县罗浮山路七十七号",
];
/// Characters beside each other that no other text of the test has: the index of the search keeps two at a time. Of the
/// phone eight digits, and of the address letters that no hexadecimal hash has: four digits stand in one by chance.
pub const PIECES: [&str; 4] = ["罗浮", "记号", "36222277", "jihao"];

const UNIT: &str = MARKS[0];
const USCC: &str = MARKS[1];
const NAME: &str = MARKS[2];
const ID_NO: &str = MARKS[3];
const PHONE: &str = MARKS[4];
const EMAIL: &str = MARKS[5];
const ADDRESS: &str = MARKS[6];

pub fn their_content() -> CaseContent {
    let fields = [
        ("unit_name", UNIT),
        ("uscc", USCC),
        ("operator_name", NAME),
        ("operator_id_no", ID_NO),
        ("operator_phone", PHONE),
        ("unit_email", EMAIL),
        ("unit_address", ADDRESS),
        ("apply_date", "2026-11-21"),
    ];
    CaseContent {
        fields: fields.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        ..content()
    }
}

/// All the marks in one text.
fn all() -> String {
    MARKS.join(" ")
}

/// Fills a case, and everything beside it, and closes it.
pub fn whole_case(house: &mut House, beside: AccountId) -> CaseId {
    let admin = house.admin();
    let by = admin.id;
    house.write(|tx| {
        let case = tx.add_case(&new_case(their_content(), by), at(1))?.id;
        let entry = |action, words: String| AuditEntry::new(at(1), &admin, action, words);
        tx.audit(&entry(AuditAction::CaseOpened, format!("受理 {}", all())).case(case))?;
        // What is about the case without naming it.
        tx.audit(&entry(AuditAction::PageArrived, format!("收到 {NAME}.jpg")))?;
        papers(tx, case, by)?;
        checks(tx, case, by)?;
        keys(tx, case, by, beside)?;
        tx.remember_customer(case, at(6))?;
        tx.keep_hand_over(
            case,
            &HandOver {
                title: all(),
                lines: vec![HandOverLine {
                    what: "领取人".into(),
                    words: all(),
                }],
                day: "2026年11月21日".into(),
                at: all(),
            },
        )?;
        tx.keep_given_up(
            case,
            &GivenUp {
                reason: all(),
                refund_cents: None,
            },
        )?;
        tx.close_case(case, CaseState::Closed, store::retention_end(at(100), 5), at(9))?;
        Ok(case)
    })
}

fn papers(tx: &mut Tx<'_>, case: CaseId, by: AccountId) -> Result<()> {
    let file = tx.add_attachment("application/pdf", &format!("{NAME}.pdf"), all().as_bytes(), at(2))?;
    let picture = tx.add_attachment("image/png", &format!("{NAME}.png"), UNIT.as_bytes(), at(2))?;
    let page = |case_id, state| NewPage {
        case_id,
        attachment: picture,
        file: Some(file),
        origin: format!("{NAME}.pdf"),
        form: Some("f-ylbx-1".into()),
        form_version: None,
        page: 1,
        pages: 1,
        copy: 1,
        registration: None,
        findings: vec![Finding {
            code: "page-reading".into(),
            severity: Severity::Warn,
            field: None,
            message: all(),
            remedy: all(),
            suggestion: Some(PHONE.into()),
        }],
        filed_by: Some(by),
        read_at: None,
        state,
    };
    let filed = tx.add_page(&page(Some(case), PageState::Filed), at(2))?;
    // The same scan once more, that nobody filed.
    tx.add_page(&page(None, PageState::Tray), at(2))?;
    tx.put_thumb(filed, all().as_bytes())?;
    tx.add_print(
        &NewPrint {
            case_id: case,
            form: "f-ylbx-1".into(),
            version: "1".into(),
            copies: 1,
            content_hash: "x".into(),
            paper_hash: None,
            page_maps: json!({"words": all()}),
            attachment: file,
            by,
            outcome: PrintOutcome::Printed,
        },
        at(2),
    )?;
    let written = NewOutsideFile {
        kind: OutsideKind::Paper,
        case_id: Some(case),
        exchange: None,
        path: format!("/prints/{NAME}.pdf"),
        sha256: "ab".into(),
        by,
    };
    tx.add_outside_file(&written, at(2))?;
    tx.add_sample(
        &NewSample {
            case_id: case,
            page_id: filed,
            frame: "seal.org.1".into(),
            picture,
            raw: Some(file),
            reading: json!({"text": UNIT}),
            findings: Vec::new(),
            verdict: "look".into(),
            fused_of: Vec::new(),
        },
        at(3),
    )?;
    Ok(())
}

fn checks(tx: &mut Tx<'_>, case: CaseId, by: AccountId) -> Result<()> {
    tx.keep_return(
        case,
        &[ReturnReason {
            label: "经办人".into(),
            field: None,
            reason: all(),
        }],
    )?;
    tx.keep_approved_content(case, &their_content())?;
    let hash = tx.case(case)?.content_hash;
    let review = tx.start_review(case, by, &hash, at(4))?.id;
    tx.set_verdict(review, "operator", Some((ItemVerdict::Wrong, "x")), &all(), at(4))?;
    tx.finish_review(review, ReviewOutcome::Approved, &all(), at(4))?;
    tx.add_parcel(
        &NewParcel {
            case_id: case,
            kind: ParcelKind::Keys,
            holds: &all(),
            courier: "顺丰",
            tracking: "SF1",
            address: ADDRESS,
            by,
            beside: None,
        },
        at(5),
    )
}

fn keys(tx: &mut Tx<'_>, case: CaseId, by: AccountId, beside: AccountId) -> Result<()> {
    let mut job = tx.add_key_job(
        &NewKeyJob {
            case_id: case,
            subject_index: None,
            kind: "issue".into(),
            state: "write".into(),
        },
        at(5),
    )?;
    let file = tx.add_attachment("application/zip", &format!("{NAME}.zip"), all().as_bytes(), at(5))?;
    let der = tx.add_attachment(
        "application/pkix-cert",
        &format!("{NAME}.cer"),
        all().as_bytes(),
        at(5),
    )?;
    job.token_serial = Some("KEY-1".into());
    job.csr = Some(file);
    job.cert = Some(der);
    tx.save_key_job(&job, at(5))?;
    tx.add_key_step(job.id, "write", StepPhase::Done, Some("KEY-1"), &all(), at(5))?;
    tx.add_recovered_key(&RecoveredKey {
        job_id: job.id,
        certificate: der,
        envelope: file,
    })?;
    tx.put_secret(Circle::Keys, "so-pin:token:KEY-1", &secret("10203040"), at(5))?;
    let holder = their_content().holder(None).map(|holder| tx.keep_holder(&holder));
    let certificate = tx.add_certificate(&NewCertificate {
        holder: holder.transpose()?.flatten(),
        project: "netca-gd-ylbx".into(),
        kind: CertKind::Org,
        case_id: Some(case),
        job_id: Some(job.id),
        serial: "5f00".into(),
        subject: format!("CN={UNIT},OU={NAME},E={EMAIL}"),
        issuer: "CN=训练CA".into(),
        not_before: at(1),
        not_after: at(100),
        spki_sha256: Some("ab12".into()),
        attachment: Some(der),
        token_serial: Some("KEY-1".into()),
    })?;
    tx.note_certificate(certificate, by, &all(), at(5))?;
    tx.queue_revocation(
        &NewRevocation {
            action: RevocationAction::Revoke,
            case_id: case,
            certificate_id: Some(certificate),
            reason: all(),
        },
        at(5),
    )?;
    tx.add_key_decision(
        &NewKeyDecision {
            token_serial: "KEY-1".into(),
            contents_sha256: "x".into(),
            case_id: case,
            reason: all(),
            by,
            beside,
        },
        at(5),
    )?;
    tx.add_stock_key("KEY-1", "1", "token", by, at(5))?;
    let moved = NewMove {
        state: StockState::Issued,
        reason: &all(),
        case_id: Some(case),
        by,
    };
    tx.move_stock_key("KEY-1", &moved, at(5))?;
    for (direction, of) in [(Direction::In, Some(case)), (Direction::Out, None)] {
        tx.add_exchange(
            &NewExchange {
                direction,
                case_id: of,
                attachment: file,
                by,
                manifest: json!({"cases": [case.0]}),
            },
            at(6),
        )?;
    }
    Ok(())
}
