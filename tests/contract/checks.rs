//! `counterctl check KIND VALUE --json`.

use counterfoil_tests::counterctl;

/// Kind, value, verdict, and a piece of the first finding's message (empty: no finding is asked for).
const TABLE: &[(&str, &str, &str, &str)] = &[
    ("uscc", "914403001922038216", "ok", ""),
    ("uscc", "914403001922038217", "refuse", "第18位应为6"),
    ("uscc", "91330100799655058B", "ok", ""),
    ("uscc", "91110108551385082Q", "ok", ""),
    // The remainder is 0: libraries in use elsewhere refuse this valid code.
    ("uscc", "911522010783762860", "ok", ""),
    // Full-width and lower-case input is the same number.
    ("uscc", "９１３３０１００799655058b", "ok", ""),
    ("org-code", "19220382-1", "ok", ""),
    ("org-code", "MA000000-7", "ok", ""),
    ("org-code", "19220382-2", "refuse", ""),
    ("licence-no", "110108000000016", "ok", ""),
    ("licence-no", "110108000000017", "warn", ""),
    ("resident-id", "11010519491231002X", "ok", ""),
    ("resident-id", "440524188001010014", "ok", ""),
    ("resident-id", "110105194912310021", "refuse", ""),
    ("resident-id", "99999919900101018X", "warn", ""),
    ("residence-permit", "810000199408230021", "ok", ""),
    ("residence-permit", "830000199201300022", "ok", ""),
    ("permanent-residence", "911124198108030024", "ok", ""),
    ("permanent-residence", "932682198501010017", "ok", ""),
    ("mobile", "13800138000", "ok", ""),
    ("mobile", "12800138000", "refuse", ""),
    ("postcode", "510000", "ok", ""),
    ("postcode", "51000", "refuse", ""),
    ("email", "li@example.cn", "ok", ""),
    ("email", "li.example.cn", "refuse", ""),
];

#[test]
fn every_number_gets_its_verdict_and_its_words() {
    for (kind, value, verdict, words) in TABLE {
        let said = counterctl(["check", kind, value, "--json"]);
        let answer = said.json();
        assert_eq!(answer["verdict"], *verdict, "{kind} {value}: {said:?}");
        assert_eq!(
            said.code,
            i32::from(*verdict == "refuse"),
            "{kind} {value}: the exit code"
        );
        let findings = answer["findings"].as_array().expect("findings");
        assert_eq!(
            findings.is_empty(),
            *verdict == "ok",
            "{kind} {value}: {findings:?}"
        );
        for finding in findings {
            for part in ["code", "message", "remedy"] {
                assert!(
                    finding[part].as_str().is_some_and(|text| !text.is_empty()),
                    "{kind} {value}: no {part}"
                );
            }
        }
        assert!(
            answer["findings"].to_string().contains(words),
            "{kind} {value} does not say {words}: {findings:?}"
        );
    }
}

#[test]
fn an_unknown_kind_is_wrong_usage() {
    let said = counterctl(["check", "shoe-size", "42", "--json"]);
    assert_eq!(said.code, 2, "{said:?}");
}
