//! Rule by rule: a case that the rule speaks to, what it answers, and where in the guide it stands.

use std::collections::BTreeMap;

use case::{CaseContent, CertKind, Finding, PaymentMethod, Severity};
use project::Facts;

use crate::{content, on, project};

/// What a rule is tried on.
struct Case {
    project: &'static str,
    kind: CertKind,
    /// `business channel`.
    way: &'static str,
    /// Conditions, separated by spaces.
    ticked: &'static str,
    /// Fields, `name=value` separated by spaces.
    fields: &'static str,
    years: Option<u32>,
    payment: Option<PaymentMethod>,
    /// Whether the unit holds a valid certificate of the project.
    held: Option<bool>,
}

const CASE: Case = Case {
    project: "",
    kind: CertKind::Org,
    way: "",
    ticked: "",
    fields: "",
    years: None,
    payment: None,
    held: None,
};

impl Case {
    fn entered(&self) -> (CaseContent, Facts) {
        let (business, channel) = self.way.split_once(' ').unwrap();
        let mut case = content(
            self.project,
            business.parse().unwrap(),
            channel.parse().unwrap(),
            self.kind,
        );
        case.conditions = self.ticked.split_whitespace().map(str::to_owned).collect();
        let fields = self.fields.split_whitespace().map(|f| f.split_once('=').unwrap());
        case.fields = fields.map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
        case.years = self.years;
        case.payment = self.payment;
        let facts = Facts {
            unit_has_certificate: self.held,
            ..on(2026, 11, 21)
        };
        (case, facts)
    }

    fn findings(&self) -> Vec<Finding> {
        let (case, facts) = self.entered();
        project(self.project).rules(&case, &facts)
    }
}

use Severity::{Note, Refuse, Warn};

const ZFCG: &str = "netca-gd-zfcg";
const YLBX: &str = "netca-gd-ylbx";
const UKEY: &str = "netca-ln-ukey";
const MKEY: &str = "netca-ln-mkey";
const EMPLOYEE: CertKind = CertKind::OrgEmployee;

/// Case, code of the finding, its weight, its place in the guides. The case is the one that §4 describes.
#[rustfmt::skip]
fn table() -> Vec<(Case, &'static str, Severity, &'static str)> {
    vec![
        // R-Z2: who cannot pay 公对公 comes to the counter.
        (Case { project: ZFCG, way: "new mail", ticked: "cannot_remit", ..CASE }, "r-z2", Refuse, "000:23"),
        (Case { project: ZFCG, way: "new online", ticked: "cannot_remit", ..CASE }, "r-z2", Refuse, "000:23"),
        // R-Z3: add without a valid same-name certificate is a new application.
        (Case { project: ZFCG, way: "add online", held: Some(false), ..CASE }, "r-z3", Refuse, "000:39"),
        (Case { project: ZFCG, way: "add online", ticked: "no_valid_cert", ..CASE }, "r-z3", Refuse, "000:39"),
        (Case { project: ZFCG, way: "add online", ..CASE }, "r-z3-ask", Warn, "000:39"),
        // R-Z4: renewed by oneself while valid, at the counter or by mail afterwards.
        (Case { project: ZFCG, way: "renew self", ticked: "expired", ..CASE }, "r-z4-self", Refuse, "000:51"),
        (Case { project: ZFCG, way: "renew self", fields: "old_cert_until=2026-11-20", ..CASE }, "r-z4-self", Refuse, "000:51"),
        (Case { project: ZFCG, way: "renew counter", ..CASE }, "r-z4", Warn, "000:49"),
        // R-Z7: no self-service once the 经办人 has changed.
        (Case { project: ZFCG, way: "unlock self", ticked: "operator_changed", ..CASE }, "r-z7-self", Refuse, "000:89"),
        // The payer is the applying unit.
        (Case { project: ZFCG, way: "new counter", fields: "unit_name=甲局 pay_account_name=乙公司", ..CASE }, "z-pay", Refuse, "000:111"),
        (Case { project: YLBX, way: "new counter", fields: "unit_name=甲局 pay_account_name=乙公司", ..CASE }, "y-pay", Refuse, "001:31"),
        (Case { project: UKEY, kind: EMPLOYEE, way: "new counter", fields: "unit_name=甲局 pay_account_name=乙公司", ..CASE }, "u-pay", Refuse, "004:497-499"),
        (Case { project: "szca", way: "new online", fields: "unit_name=甲局 pay_account_name=乙公司", ..CASE }, "c-pay", Refuse, "003:1153"),
        // R-Y1: the unit certificate first.
        (Case { project: YLBX, kind: EMPLOYEE, way: "new counter", held: Some(false), ..CASE }, "r-y1", Refuse, "001:8"),
        (Case { project: YLBX, kind: EMPLOYEE, way: "new mail", ticked: "no_unit_cert", ..CASE }, "r-y1", Refuse, "001:8"),
        (Case { project: YLBX, kind: EMPLOYEE, way: "new counter", ..CASE }, "r-y1-ask", Warn, "001:8"),
        // R-Y2: by post only after expiry, by oneself only before.
        (Case { project: YLBX, way: "renew mail", ..CASE }, "r-y2-mail", Refuse, "001:106-107"),
        (Case { project: YLBX, way: "renew self", fields: "old_cert_until=2026-11-20", ..CASE }, "r-y2-self", Refuse, "001:109-111"),
        // R-Y4, R-Y6.
        (Case { project: YLBX, way: "replace counter", ..CASE }, "r-y4", Note, "001:157"),
        (Case { project: YLBX, way: "unlock counter", ..CASE }, "r-y6", Note, "001:93"),
        // Y-years, X-years.
        (Case { project: YLBX, way: "new counter", years: Some(6), ..CASE }, "years-not-offered", Refuse, "001:176"),
        (Case { project: "cfca-xs", way: "new counter", years: Some(3), ..CASE }, "years-not-offered", Refuse, "003:1271-1279"),
        // R-X3: papers hold, and their last day was read.
        (Case { project: "cfca-xs", way: "new counter", fields: "unit_paper_until=2027-01-01", ..CASE }, "r-x3-org", Warn, "003:1341"),
        (Case { project: "cfca-xs", kind: CertKind::Person, way: "new counter", ..CASE }, "r-x3-person", Warn, "003:1341"),
        // R-U2, R-U3, R-K2, R-U-sign: reminders; the papers and samples follow the same conditions.
        (Case { project: UKEY, kind: EMPLOYEE, way: "new mail", ..CASE }, "r-u2", Note, "004:397-399"),
        (Case { project: UKEY, kind: EMPLOYEE, way: "new mail", ..CASE }, "r-u3", Note, "004:401"),
        (Case { project: MKEY, kind: EMPLOYEE, way: "new mail", ..CASE }, "r-k2", Note, "002:882"),
        (Case { project: MKEY, kind: EMPLOYEE, way: "new counter", ticked: "user_is_legal_rep", ..CASE }, "r-u-sign", Note, "002:557"),
        // N-one: one unit certificate.
        (Case { project: "nmgca", way: "new counter", held: Some(true), ..CASE }, "n-one", Refuse, "003:3176"),
        (Case { project: "nmgca", way: "new counter", ticked: "has_unit_cert", ..CASE }, "n-one", Refuse, "003:3176"),
        // N-pay: not before 资料审核通过.
        (Case { project: "nmgca", way: "new online", payment: Some(PaymentMethod::Remittance), ..CASE }, "n-pay", Refuse, "003:3180, 3184"),
        // R-S2 and the agreement of 北京CA: inside the thirty days before expiry.
        (Case { project: "snca-yztca", way: "renew counter", fields: "old_cert_until=2026-12-22", ..CASE }, "r-s2-early", Warn, "003:825"),
        (Case { project: "snca-yztca", way: "renew counter", fields: "old_cert_until=2026-11-20", ..CASE }, "r-s2-expired", Warn, "003:825"),
        (Case { project: "bjca", way: "renew online", fields: "old_cert_until=2026-12-22", ..CASE }, "r-j1-early", Warn, "003:2524"),
        // R-S5.
        (Case { project: "snca-yztca", way: "new counter", ticked: "legal_rep_present", ..CASE }, "r-s5", Note, "003:357"),
        // R-J1: the strong check after more than a year.
        (Case { project: "bjca", way: "renew online", fields: "old_cert_until=2025-11-20", ..CASE }, "r-j1", Warn, "003:2210-2212"),
        // R-J2: replaced only while valid.
        (Case { project: "bjca", way: "replace online", ticked: "expired", ..CASE }, "r-j2", Refuse, "003:2264"),
        (Case { project: "bjca", way: "replace counter", fields: "old_cert_until=2026-11-20", ..CASE }, "r-j2", Refuse, "003:2264"),
    ]
}

#[test]
fn every_rule_of_the_domain_answers_with_its_place_in_the_guide() {
    for (case, code, severity, place) in table() {
        let findings = case.findings();
        let found = findings.iter().find(|f| f.code == code);
        let found = found.unwrap_or_else(|| panic!("{} {} {code}: {findings:#?}", case.project, case.way));
        assert_eq!(found.severity, severity, "{code}");
        assert!(!found.message.is_empty() && !found.remedy.is_empty(), "{code}");
        let (entered, _) = case.entered();
        let (rule, source) = project(case.project).rule_of(&entered, found).unwrap();
        assert_eq!(source.place(), format!("seed {place}"), "{code}");
        assert!(!rule.is_empty(), "{code} names its rule");
        // The clerk reads the place beside the remedy.
        let (seed, lines) = place.split_once(':').unwrap();
        assert!(
            found.remedy.contains(&format!("指南{seed}第{lines}行")),
            "{code}: {}",
            found.remedy
        );
    }
}

/// U-size, N-size, C-size: what the authorities' sites take.
#[test]
fn uploads_are_held_against_the_guide() {
    // project, file, bytes, codes, place
    #[rustfmt::skip]
    let table: [(&str, &str, u64, &[&str], &str); 9] = [
        (UKEY, "form.jpg", 5 * 1024 * 1024, &["upload-size"], "004:383"),
        (UKEY, "form.jpg", 5 * 1024 * 1024 - 1, &[], ""),
        (UKEY, "form.doc", 1000, &["upload-format"], "004:383"),
        (UKEY, "form.pdf", 0, &["upload-empty"], "004:383"),
        ("nmgca", "LICENCE.JPG", 1024 * 1024, &[], ""),
        ("nmgca", "licence.pdf", 1024 * 1024 + 1, &["upload-size", "upload-format"], "003:3110, 3152, 3160"),
        ("szca", "seal.png", 2 * 1024 * 1024 + 1, &["upload-size", "upload-format"], "003:1082"),
        ("szca", "seal.PDF", 2 * 1024 * 1024, &[], ""),
        ("cfca-xs", "any.xyz", 50_000_000, &[], ""),
    ];
    for (id, name, bytes, codes, place) in table {
        let project = project(id);
        let findings = project.upload_findings(name, bytes);
        let found: Vec<_> = findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(found, codes, "{id} {name} {bytes}");
        let (entered, _) = Case {
            project: id,
            way: "new online",
            ..CASE
        }
        .entered();
        for finding in &findings {
            assert_eq!(finding.severity, Refuse, "{id} {name}");
            let (_, source) = project.rule_of(&entered, finding).unwrap();
            assert_eq!(source.place(), format!("seed {place}"), "{id} {name}");
        }
    }
}

/// The same cases a day or a tick further are none of the rule's business.
#[test]
fn a_rule_speaks_only_where_it_applies() {
    #[rustfmt::skip]
    let silent = [
        (Case { project: ZFCG, way: "new counter", ticked: "cannot_remit", ..CASE }, "r-z2"),
        (Case { project: ZFCG, way: "add online", held: Some(true), ..CASE }, "r-z3-ask"),
        (Case { project: ZFCG, way: "renew self", fields: "old_cert_until=2026-11-21", ..CASE }, "r-z4-self"),
        (Case { project: YLBX, kind: EMPLOYEE, way: "new counter", held: Some(true), ..CASE }, "r-y1-ask"),
        (Case { project: YLBX, way: "renew mail", fields: "old_cert_until=2026-11-20", ..CASE }, "r-y2-mail"),
        (Case { project: YLBX, way: "new counter", years: Some(5), ..CASE }, "years-not-offered"),
        (Case { project: "cfca-xs", way: "new counter", years: Some(4), ..CASE }, "years-not-offered"),
        (Case { project: "nmgca", kind: CertKind::Person, way: "new counter", held: Some(true), ..CASE }, "n-one"),
        (Case { project: "nmgca", way: "new online", ticked: "platform_approved", payment: Some(PaymentMethod::Remittance), ..CASE }, "n-pay"),
        (Case { project: "snca-yztca", way: "renew counter", fields: "old_cert_until=2026-12-21", ..CASE }, "r-s2-early"),
        (Case { project: "bjca", way: "renew online", fields: "old_cert_until=2025-11-21", ..CASE }, "r-j1"),
        (Case { project: "bjca", way: "replace online", fields: "old_cert_until=2026-11-21", ..CASE }, "r-j2"),
    ];
    for (case, code) in silent {
        let findings = case.findings();
        assert!(
            findings.iter().all(|f| f.code != code),
            "{} {} {code}: {findings:#?}",
            case.project,
            case.way
        );
    }
}

/// 使用人签字 is sampled unless the user is the legal representative (002:557, 004:315); at CFCA the legal
/// representative's sample is asked for only where it goes into the unit's lock; a person has no unit seal.
#[test]
fn samples_are_asked_for_when_and_only_when_the_case_has_them() {
    let frames = |case: &Case| -> Vec<String> {
        let (entered, facts) = case.entered();
        let project = project(case.project);
        let groups = project.seals_for(&entered, &facts);
        groups.iter().flat_map(|g| g.frames.clone()).collect()
    };
    let user = ["sign.user.1", "sign.user.2", "sign.user.3"];
    for ln in [UKEY, MKEY] {
        let case = Case {
            project: ln,
            kind: EMPLOYEE,
            way: "new counter",
            ..CASE
        };
        assert_eq!(frames(&case)[9..], user, "{ln}");
        let himself = Case {
            ticked: "user_is_legal_rep",
            ..case
        };
        assert_eq!(frames(&himself).len(), 9, "{ln}");
        assert!(
            frames(&himself).iter().all(|f| !f.starts_with("sign.user")),
            "{ln}"
        );
    }
    let table: [(Case, &[&str]); 5] = [
        (
            Case {
                project: "cfca-xs",
                way: "new counter",
                ..CASE
            },
            &["seal.org.1"],
        ),
        (
            Case {
                project: "cfca-xs",
                way: "new counter",
                ticked: "legal_in_unit_lock",
                ..CASE
            },
            &["seal.org.1", "seal.legal.1", "sign.legal.1"],
        ),
        (
            Case {
                project: "cfca-xs",
                kind: CertKind::Person,
                way: "new counter",
                ..CASE
            },
            &["sign.legal.1", "seal.legal.1"],
        ),
        (
            Case {
                project: "szca",
                way: "new online",
                ..CASE
            },
            &["seal.org.1"],
        ),
        (
            Case {
                project: "szca",
                kind: EMPLOYEE,
                way: "new online",
                ..CASE
            },
            &["seal.legal.1", "sign.applicant.1"],
        ),
    ];
    for (case, wanted) in table {
        assert_eq!(frames(&case), wanted, "{} {}", case.project, case.ticked);
    }
}

/// A natural person stamps no unit seal and has no representative to sign.
#[test]
fn signatures_and_papers_follow_the_kind() {
    let cfca = project("cfca-xs");
    let (unit, facts) = Case {
        project: "cfca-xs",
        way: "new counter",
        ..CASE
    }
    .entered();
    let (person, _) = Case {
        project: "cfca-xs",
        kind: CertKind::Person,
        way: "new counter",
        ..CASE
    }
    .entered();
    let asked = |place, case| cfca.signature_at(place, case, &facts).map(|s| s.label.as_str());
    assert_eq!(asked("sign.seal", &unit), Some("单位盖章"));
    assert_eq!(asked("sign.seal", &person), None);
    assert_eq!(asked("sign.applicant", &person), Some("申请人签字"));
    // What the counter fills in afterwards is nothing to look at in the second check.
    let (bj, _) = Case {
        project: "bjca",
        way: "new counter",
        ..CASE
    }
    .entered();
    assert!(
        project("bjca")
            .signature_at("sign.acceptor", &bj, &facts)
            .is_none()
    );
    let seals = |case| -> BTreeMap<String, project::Ask> {
        let rows = cfca.materials_of(case, &facts);
        rows.into_iter().map(|r| (r.row, r.seal)).collect()
    };
    for row in ["X-1", "X-5"] {
        assert_eq!(seals(&unit)[row], project::Ask::Yes, "{row}");
        assert_eq!(seals(&person)[row], project::Ask::No, "{row}");
    }
}
