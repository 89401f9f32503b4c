//! `counterctl fee … --json`: the worked examples and price tables of the guides.

use counterfoil_tests::{Said, counterctl};

fn fee(project: &str, business: &str, kind: &str, years: Option<u32>, count: u32) -> Said {
    let mut args: Vec<String> = [
        "fee",
        "--project",
        project,
        "--business",
        business,
        "--kind",
        kind,
        "--json",
        "--count",
    ]
    .map(String::from)
    .to_vec();
    args.push(count.to_string());
    if let Some(years) = years {
        args.extend(["--years".to_owned(), years.to_string()]);
    }
    counterctl(args)
}

/// Business, kind, years, certificates, total. Guide of netca-gd-ylbx, lines 154–180.
const YLBX: &[(&str, &str, Option<u32>, u32, &str)] = &[
    ("new", "org", Some(3), 1, "700.00"),
    ("new", "org_employee", Some(3), 1, "400.00"),
    ("new", "org", Some(1), 2, "600.00"),
    ("renew", "org", Some(5), 1, "1000.00"),
    ("renew", "org_employee", Some(2), 1, "200.00"),
    ("replace", "org", None, 1, "100.00"),
    ("replace", "org_employee", None, 2, "200.00"),
    ("change", "org", None, 1, "20.00"),
    ("unlock", "org", None, 1, "20.00"),
];

#[test]
fn stated_fees_come_out_with_their_formula_and_source() {
    for (business, kind, years, count, total) in YLBX {
        let said = fee("netca-gd-ylbx", business, kind, *years, *count);
        assert_eq!(said.code, 0, "{business} {kind}: {said:?}");
        let answer = said.json();
        assert_eq!(answer["total"], *total, "{business} {kind} {years:?}×{count}");
        assert!(
            answer["lines"].as_array().is_some_and(|lines| !lines.is_empty()),
            "{business} {kind}: no lines"
        );
        for part in ["rule", "source"] {
            assert!(
                answer[part].as_str().is_some_and(|text| !text.is_empty()),
                "{business} {kind}: no {part}"
            );
        }
    }
}

#[test]
fn one_certificate_is_meant_when_no_count_is_given() {
    let said = counterctl([
        "fee",
        "--project",
        "netca-gd-ylbx",
        "--business",
        "new",
        "--kind",
        "org",
        "--years",
        "3",
        "--json",
    ]);
    assert_eq!(said.json()["total"], "700.00");
}

#[test]
fn years_outside_the_guide_are_refused() {
    // 001:176 证书可选择年限：1年~5年
    for years in [0, 6] {
        let said = fee("netca-gd-ylbx", "new", "org", Some(years), 1);
        assert_eq!(said.code, 1, "{years} years: {said:?}");
    }
}

#[test]
fn no_amount_is_invented_where_the_guide_states_none() {
    // The whole guide of netca-gd-zfcg names no amount.
    let said = fee("netca-gd-zfcg", "new", "org", Some(1), 1);
    assert!(
        !said.out.contains("\"total\":\"") || said.code == 1,
        "an amount out of nowhere: {said:?}"
    );
}

#[test]
fn an_unknown_project_is_refused_in_words() {
    let said = fee("no-such-ca", "new", "org", Some(1), 1);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.all().contains("no-such-ca"), "{said:?}");
}
