//! What a project answers for whole cases: fees with their formula, rules, fields, forms, subjects.

use std::collections::BTreeMap;

use case::{BusinessType, CaseContent, CertKind, Channel, Finding, PaymentMethod, Severity};
use chrono::NaiveDate;
use project::{Ask, Facts, Query};

use crate::{content, on, project, quote};

const YLBX: &str = "netca-gd-ylbx";
const ZFCG: &str = "netca-gd-zfcg";

#[test]
fn a_fee_shows_its_formula() {
    let project = project(YLBX);
    let table = [
        (BusinessType::New, CertKind::Org, Some(3), 1, "200×3＋100＝700元"),
        (
            BusinessType::New,
            CertKind::Org,
            Some(3),
            2,
            "(200×3＋100)×2＝1400元",
        ),
        (
            BusinessType::Renew,
            CertKind::OrgEmployee,
            Some(2),
            3,
            "100×2×3＝600元",
        ),
        (BusinessType::Unlock, CertKind::Org, None, 1, "20元"),
        (
            BusinessType::Replace,
            CertKind::OrgEmployee,
            None,
            2,
            "100×2＝200元",
        ),
    ];
    for (business, kind, years, count, formula) in table {
        assert_eq!(
            quote(&project, business, kind, years, count).unwrap().formula,
            formula
        );
    }
    let json = quote(&project, BusinessType::New, CertKind::Org, Some(3), 1)
        .unwrap()
        .json();
    assert_eq!(json["total"], "700.00");
    assert_eq!(json["lines"][0]["item"], "证书年服务费");
    assert_eq!(json["lines"][0]["amount"], "600.00");
    assert_eq!(json["lines"][0]["quantity"], "3年×1张");
    assert_eq!(json["rule"], "新申请证书费用：证书年服务费*年限+证书介质费");
    assert_eq!(json["source"], "FEES FY-3, seed 001:177");
}

#[test]
fn where_the_guide_states_nothing_the_clerk_types_the_amount() {
    let zfcg = project(ZFCG);
    for business in zfcg.businesses(CertKind::Org) {
        let quoted = quote(&zfcg, business.business, CertKind::Org, Some(2), 1).unwrap();
        assert!(
            !quoted.stated && quoted.total_cents.is_none() && quoted.source.contains("FZ-1"),
            "{quoted:?}"
        );
        assert!(quoted.json()["total"].is_null());
    }
    let revoke = quote(&project(YLBX), BusinessType::Revoke, CertKind::Org, None, 1).unwrap();
    assert!(!revoke.stated && revoke.source.contains("FY-15"));
}

#[test]
fn what_cannot_be_reckoned_is_refused_with_its_rule() {
    let project = project(YLBX);
    let table = [
        (BusinessType::New, CertKind::Org, Some(6), 1, "years-not-offered"),
        (BusinessType::New, CertKind::Org, Some(0), 1, "years-not-offered"),
        (BusinessType::New, CertKind::Org, None, 1, "fee-years-missing"),
        (
            BusinessType::Suspend,
            CertKind::Org,
            None,
            1,
            "business-not-offered",
        ),
        (
            BusinessType::KeyRecovery,
            CertKind::OrgEmployee,
            None,
            1,
            "business-not-offered",
        ),
        (
            BusinessType::New,
            CertKind::Person,
            Some(1),
            1,
            "business-not-offered",
        ),
        (BusinessType::Unlock, CertKind::Org, None, 0, "fee-count"),
        (BusinessType::Unlock, CertKind::Org, None, u32::MAX, "fee-count"),
    ];
    for (business, kind, years, count, code) in table {
        let refused = quote(&project, business, kind, years, count).unwrap_err();
        assert_eq!(refused.code, code);
        assert!(!refused.message.is_empty() && !refused.remedy.is_empty());
    }
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|f| f.code.as_str()).collect()
}

#[test]
fn an_employee_certificate_needs_the_unit_certificate_first() {
    let project = project(YLBX);
    let mut case = content(YLBX, BusinessType::New, Channel::Counter, CertKind::OrgEmployee);
    let known = |known| Facts {
        unit_has_certificate: known,
        ..Facts::default()
    };
    let refused = project.rules(&case, &known(Some(false)));
    assert_eq!(
        (refused[0].code.as_str(), refused[0].severity),
        ("r-y1", Severity::Refuse)
    );
    assert!(refused[0].remedy.contains("指南001第8行"), "{refused:?}");
    assert_eq!(
        codes(&project.rules(&case, &known(Some(true)))),
        Vec::<&str>::new()
    );
    assert_eq!(codes(&project.rules(&case, &known(None))), ["r-y1-ask"]);
    case.conditions = vec!["unit_cert_shown".to_owned()];
    assert!(project.rules(&case, &known(None)).is_empty());
}

#[test]
fn the_rules_of_the_guides_speak() {
    // project, business, channel, conditions, the first finding's code and whether it refuses
    let table = [
        (YLBX, "renew", "mail", "", "r-y2-mail", true),
        (YLBX, "renew", "self", "expired", "r-y2-self", true),
        (YLBX, "renew", "counter", "expired", "r-y3", false),
        (YLBX, "replace", "counter", "", "r-y4", false),
        (YLBX, "unlock", "counter", "", "r-y6", false),
        (YLBX, "change", "online", "", "channel-not-offered", true),
        (YLBX, "add", "counter", "", "business-not-offered", true),
        (ZFCG, "new", "mail", "cannot_remit", "r-z2", true),
        (ZFCG, "renew", "self", "expired", "r-z4-self", true),
        (ZFCG, "renew", "counter", "", "r-z4", false),
        (ZFCG, "unlock", "self", "operator_changed", "r-z7-self", true),
        (ZFCG, "unlock", "counter", "", "r-z7", false),
        (ZFCG, "add", "online", "", "r-z3-ask", false),
        (ZFCG, "key_recovery", "counter", "", "business-not-offered", true),
    ];
    for (id, business, channel, condition, code, refuses) in table {
        let mut case = content(
            id,
            business.parse().unwrap(),
            channel.parse().unwrap(),
            CertKind::Org,
        );
        case.conditions = vec![condition.to_owned()];
        let findings = project(id).rules(&case, &Facts::default());
        let first = &findings[0];
        assert_eq!(
            (first.code.as_str(), first.severity == Severity::Refuse),
            (code, refuses),
            "{id} {business} {channel}: {findings:?}"
        );
        assert!(
            findings
                .iter()
                .all(|f| !f.message.is_empty() && !f.remedy.is_empty())
        );
    }
}

#[test]
fn payer_and_years_are_ruled_too() {
    let ylbx = project(YLBX);
    let mut case = content(YLBX, BusinessType::New, Channel::Counter, CertKind::Org);
    case.years = Some(6);
    case.fields
        .insert("unit_name".into(), "鹏城(示例)服务中心".into());
    case.fields
        .insert("pay_account_name".into(), "鹏城（示例）服务中心".into());
    assert_eq!(
        codes(&ylbx.rules(&case, &Facts::default())),
        ["years-not-offered"]
    );
    case.years = Some(5);
    case.fields.insert("pay_account_name".into(), "张三".into());
    assert_eq!(codes(&ylbx.rules(&case, &Facts::default())), ["y-pay"]);
    // The guide of the other project names no years, so any sensible number may be typed.
    let mut other = content(ZFCG, BusinessType::New, Channel::Counter, CertKind::Org);
    other.years = Some(7);
    assert!(project(ZFCG).rules(&other, &Facts::default()).is_empty());
    other.years = Some(99);
    assert_eq!(
        codes(&project(ZFCG).rules(&other, &Facts::default())),
        ["years-not-offered"]
    );
}

#[test]
fn contradictions_are_resolved_as_the_domain_says() {
    let project = project(YLBX);
    let list = |business, kind, conditions: &[&str]| {
        let conditions: Vec<String> = conditions.iter().map(|c| (*c).to_owned()).collect();
        let rows = project.materials(&Query {
            business,
            channel: Channel::Counter,
            kind,
            conditions: &conditions,
        });
        rows.into_iter()
            .map(|r| (r.row.clone(), r))
            .collect::<BTreeMap<_, _>>()
    };
    // X07: originals are asked for, and waived when the unit certificate is shown.
    let asked = list(BusinessType::New, CertKind::OrgEmployee, &[]);
    assert_eq!(
        (&asked["Y-E-C2"].original, &asked["Y-E-C3"].original),
        (&Ask::Yes, &Ask::Yes)
    );
    let waived = list(BusinessType::New, CertKind::OrgEmployee, &["unit_cert_shown"]);
    assert_eq!(
        (&waived["Y-E-C2"].original, &waived["Y-E-C3"].original),
        (&Ask::No, &Ask::Yes)
    );
    assert!(asked["Y-E-C2"].note.contains("X07"));
    // X08: unlocking has its own list; the original is not insisted on, the copy is.
    let unlock = list(BusinessType::Unlock, CertKind::Org, &[]);
    assert_eq!(unlock["Y-U-3"].original, Ask::No);
    assert!(unlock["Y-U-3"].note.contains("X08") && unlock["Y-U-3"].copies == "复印件1份");
    assert!(!unlock.contains_key("Y-O-C2") && unlock["Y-U-3"].also.contains(&"Y-O-C2".to_owned()));
    // R-Y6: the key is handed in for unlock, change and renewal after expiry, not for new and replace.
    for (business, conditions, row) in [
        (BusinessType::Unlock, &[][..], Some("Y-U-6")),
        (BusinessType::Change, &[], Some("Y-O-C4")),
        (BusinessType::Renew, &["expired"], Some("Y-O-C4")),
        (BusinessType::New, &[], None),
        (BusinessType::Replace, &[], None),
    ] {
        let rows = list(business, CertKind::Org, conditions);
        let key: Vec<_> = rows
            .values()
            .filter(|r| r.material == "电子密匙")
            .map(|r| r.row.as_str())
            .collect();
        assert_eq!(key, Vec::from_iter(row), "{business}");
    }
}

#[test]
fn paying_by_card_at_the_counter_needs_no_remittance_slip() {
    let project = project(YLBX);
    let mut case = content(YLBX, BusinessType::New, Channel::Counter, CertKind::Org);
    let slip = |case: &CaseContent| {
        project
            .materials_of(case, &Facts::default())
            .iter()
            .any(|r| r.row == "Y-PAY-C")
    };
    assert!(slip(&case));
    case.payment = Some(PaymentMethod::Card);
    assert!(!slip(&case));
    case.payment = Some(PaymentMethod::Remittance);
    assert!(slip(&case));
    // A tick that cannot apply here is passed over: by mail nobody pays by card.
    case.channel = Channel::Mail;
    case.conditions = vec!["paid_by_card".to_owned()];
    assert!(
        project
            .materials_of(&case, &Facts::default())
            .iter()
            .any(|r| r.row == "Y-O-M4")
    );
    assert!(project.conditions_of(&case, &Facts::default()).is_empty());
}

/// Rows of one annex that ask for different things: the fee is the sum, papers are asked for once, rules are asked of
/// each (001:364-446).
#[test]
fn each_row_of_an_annex_is_charged_and_judged_by_what_it_asks_for() {
    let project = project(YLBX);
    let mut case = content(YLBX, BusinessType::New, Channel::Counter, CertKind::OrgEmployee);
    case.years = Some(1);
    let row = |name: &str, business: &str, years: &str| {
        let values = [("user_name", name), ("business", business), ("years", years)];
        values
            .map(|(field, value)| (field.to_owned(), value.to_owned()))
            .into()
    };
    let total = |case: &CaseContent| project.quote_of(case, &Facts::default()).unwrap().total_cents;
    case.employees = vec![
        row("甲", "", ""),
        row("乙", "renew", "2"),
        row("丙", "change", ""),
        row("丁", "new", "3"),
    ];
    // 100×1＋100, 100×2, 20, 100×3＋100.
    assert_eq!(total(&case), Some(82_000));
    let quote = project.quote_of(&case, &Facts::default()).unwrap();
    assert_eq!(quote.formula, "100×1＋100＋100×2＋20＋100×3＋100＝820元");
    let mixed = project.materials_of(&case, &Facts::default());
    let ids: Vec<_> = mixed.iter().map(|row| row.id.as_str()).collect();
    let once: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(once.len(), ids.len(), "{ids:?}");
    assert!(ids.contains(&"Y-E-C5"), "the key of who changes: {ids:?}");
    let codes = |case: &CaseContent| -> Vec<String> {
        let rules = project.rules(case, &Facts::default());
        rules.into_iter().map(|f| f.code).collect()
    };
    for code in ["r-y1-ask", "r-y3", "r-y6"] {
        assert!(
            codes(&case).contains(&code.to_owned()),
            "{code}: {:?}",
            codes(&case)
        );
    }
    case.employees = vec![row("乙", "renew", "6")];
    assert!(codes(&case).contains(&"years-not-offered".to_owned()));
    assert!(
        !codes(&case).contains(&"r-y1-ask".to_owned()),
        "nobody asks for a new one"
    );
    case.channel = Channel::Online;
    assert!(codes(&case).contains(&"channel-not-offered".to_owned()));
}

#[test]
fn what_the_register_knows_goes_before_a_tick() {
    let project = project(YLBX);
    let mut case = content(YLBX, BusinessType::Renew, Channel::Mail, CertKind::Org);
    case.conditions = vec!["expired".to_owned()];
    let until = |day| Facts {
        certificate_until: Some(day),
        register_decides: true,
        ..on(2026, 11, 21)
    };
    let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
    assert_eq!(project.conditions_of(&case, &on(2026, 11, 21)), ["expired"]);
    for (last, holds) in [(20, true), (21, false), (22, false)] {
        let facts = until(day(last));
        assert_eq!(
            project.conditions_of(&case, &facts).len(),
            usize::from(holds),
            "{last}"
        );
        let claims = project.claims(&case, &facts);
        assert_eq!((claims.len(), claims[0].1), (1, holds), "{last}");
        let rules = project.rules(&case, &facts);
        assert_eq!(
            rules.iter().any(|f| f.code == "r-y2-mail"),
            !holds,
            "{last}: {rules:?}"
        );
    }
}

#[test]
fn the_fields_are_those_of_the_form() {
    let ylbx = project(YLBX);
    let labels = |kind| -> BTreeMap<String, String> {
        let fields = ylbx.fields(BusinessType::New, kind, Channel::Counter);
        fields.into_iter().map(|f| (f.id, f.label)).collect()
    };
    assert_eq!(labels(CertKind::Org)["uscc"], "营业执照号/统一社会信用代码：");
    assert_eq!(labels(CertKind::OrgEmployee)["uscc"], "统一社会信用代码：");
    assert!(!labels(CertKind::OrgEmployee).contains_key("unit_mail_address"));
    let columns: Vec<_> = ylbx.employee_columns().into_iter().map(|f| f.id).collect();
    assert_eq!(
        columns,
        ["user_name", "user_id_no", "user_email", "business", "years"]
    );
    let asked = |business| {
        ylbx.annex_columns(business, CertKind::OrgEmployee, Channel::Counter)
            .len()
    };
    use BusinessType as B;
    assert_eq!(
        [B::Renew, B::Unlock, B::Revoke, B::KeyRecovery].map(asked),
        [5, 5, 5, 3]
    );
    assert!(ylbx.has_employees(CertKind::OrgEmployee) && !ylbx.has_employees(CertKind::Org));
    let groups: Vec<_> = project(ZFCG)
        .groups(BusinessType::New, CertKind::Org, Channel::Counter)
        .into_iter()
        .map(|g| g.title)
        .collect();
    assert_eq!(groups, ["申请单位基本资料", "经办人资料", "缴费"]);
}

/// The organisation code stands inside the unified code; what was typed, and what cannot be read off, stays.
#[test]
fn the_organisation_code_follows_from_the_unified_code() {
    let ylbx = project(YLBX);
    let mut case = content(YLBX, BusinessType::New, Channel::Counter, CertKind::Org);
    for (uscc, expected) in [
        ("914403001922038216", Some("19220382-1")),
        ("９１３３０１００799655058b", Some("79965505-8")),
        ("914403001922038217", None),
        ("110108000000016", None),
        ("统一社会信用代码写成了这样一串汉字呀", None),
        ("", None),
    ] {
        case.fields.insert("uscc".into(), uscc.into());
        let derived = ylbx.derived(&case);
        assert_eq!(derived.get("org_code").map(String::as_str), expected, "{uscc}");
    }
    case.fields.insert("uscc".into(), "914403001922038216".into());
    case.fields.insert("org_code".into(), "MA000000-7".into());
    assert!(ylbx.derived(&case).is_empty(), "what was typed stays");
}

#[test]
fn forms_subjects_and_samples_are_data() {
    let (ylbx, zfcg) = (project(YLBX), project(ZFCG));
    let forms = |kind| -> Vec<(String, u16)> {
        let list = ylbx.forms(BusinessType::New, kind);
        list.into_iter().map(|f| (f.id.clone(), f.copies)).collect()
    };
    assert_eq!(forms(CertKind::Org), [("f-ylbx-1".to_owned(), 2)]);
    assert_eq!(
        forms(CertKind::OrgEmployee),
        [("f-ylbx-2".to_owned(), 2), ("f-ylbx-2a".to_owned(), 2)]
    );
    assert!(
        ylbx.form_text("f-ylbx-1")
            .unwrap()
            .contains("单位法人数字证书申请表")
    );
    assert!(ylbx.include("clauses/netca-declaration").is_some() && ylbx.include("clauses/none").is_none());
    assert_eq!(zfcg.seals()[0].samples(), 3);
    assert!(ylbx.seals().is_empty() && ylbx.pin_policy().max_tries == Some(10));
    assert_eq!((ylbx.case_prefix(), zfcg.case_prefix()), ("YL", "ZF"));

    let mut case = content(YLBX, BusinessType::New, Channel::Counter, CertKind::OrgEmployee);
    case.fields
        .insert("unit_name".into(), "鹏城（示例）服务中心".into());
    case.employees = vec![BTreeMap::from([("user_name".to_owned(), "示例员工".to_owned())])];
    let subject = ylbx.subject(&case, Some(0));
    let pairs: Vec<_> = subject.iter().map(|(a, v)| format!("{a}={v}")).collect();
    assert_eq!(pairs, ["C=CN", "O=鹏城（示例）服务中心", "CN=示例员工"]);
}

/// FS-1 counts 主证 and 副证 alike; FS-3 is free online, and for the counter the guide states nothing.
#[test]
fn a_fee_follows_the_channel_and_the_second_count() {
    let snca = project("snca-yztca");
    let mut case = content("snca-yztca", BusinessType::New, Channel::Counter, CertKind::Org);
    case.years = Some(1);
    case.fields.insert("sub_count".into(), "2".into());
    let quoted = snca.quote_of(&case, &Facts::default()).unwrap();
    assert_eq!(quoted.formula, "300×(1＋2)＝900元");
    assert_eq!(
        (quoted.total_cents, quoted.lines[0].quantity_text.as_str()),
        (Some(90_000), "3个")
    );
    case.fields.insert("sub_count".into(), "两个".into());
    let refused = snca.quote_of(&case, &Facts::default()).unwrap_err();
    assert_eq!(refused.code(), "fee-sub-count");
    // What a form does not ask for does not count, though it may still stand in the draft.
    let mut other = content("nmgca", BusinessType::New, Channel::Counter, CertKind::Org);
    other.fields.insert("sub_count".into(), "2".into());
    assert_eq!(project("nmgca").sub_count(&other), Ok(0));
    for (channel, total) in [(Channel::Online, Some(0)), (Channel::Counter, None)] {
        let case = content("snca-yztca", BusinessType::Unlock, channel, CertKind::Org);
        let quoted = snca.quote_of(&case, &Facts::default()).unwrap();
        assert_eq!(
            (quoted.total_cents, quoted.stated),
            (total, total.is_some()),
            "{channel}"
        );
        assert!(quoted.source.contains("FS-3"), "{channel}: {}", quoted.source);
    }
}

/// FX-9: the sub-lock has no price of its own, so the whole is left to the clerk; the main lock's price stays told.
#[test]
fn what_is_paid_on_top_and_not_stated_leaves_the_total_open() {
    let cfca = project("cfca-xs");
    let mut case = content("cfca-xs", BusinessType::New, Channel::Counter, CertKind::Org);
    case.years = Some(4);
    assert_eq!(
        cfca.quote_of(&case, &Facts::default()).unwrap().total_cents,
        Some(85_000)
    );
    for (field, value, open) in [
        ("sub_count", "1", true),
        ("sub_count", "0", false),
        ("sub_lock", "new", true),
    ] {
        case.fields = BTreeMap::from([(field.to_owned(), value.to_owned())]);
        let quoted = cfca.quote_of(&case, &Facts::default()).unwrap();
        assert_eq!(quoted.total_cents.is_none(), open, "{field}={value}");
        assert_eq!(quoted.source.contains("FX-9"), open, "{field}={value}");
        assert_eq!(quoted.lines[0].amount_cents, 85_000);
    }
    // A renewal asks for no sub-lock.
    case.business = BusinessType::Renew;
    assert_eq!(
        cfca.quote_of(&case, &Facts::default()).unwrap().total_cents,
        Some(80_000)
    );
}

/// What only one channel asks for is asked for there: the platform's invoice of 内蒙CA.
#[test]
fn the_fields_follow_the_channel() {
    let nmgca = project("nmgca");
    let has = |channel| {
        let fields = nmgca.fields(BusinessType::New, CertKind::Org, channel);
        fields.iter().any(|f| f.id == "invoice_type")
    };
    assert!(has(Channel::Online) && !has(Channel::Counter));
}
