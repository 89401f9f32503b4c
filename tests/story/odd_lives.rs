//! Odd lives of certificates, played by the command line: legal and illegal orders of what a counter does, over units
//! with several employees and certificates, people in two units, other projects and expired certificates. Each tells
//! what stands at the end: the certificates, what the CA was asked for, the cases and what was refused.

use serde_json::{Value, json};

use super::lives::{asked, certificates, played, refused};

const YLBX: &str = "netca-gd-ylbx";
const ZFCG: &str = "netca-gd-zfcg";
const SNCA: &str = "snca-yztca";

/// A story of one unit, two people of it, and these acts; what stands at the end.
fn life(acts: Value) -> Value {
    let story = json!({
        "units": [{ "id": "u1" }],
        "people": [{ "id": "p1", "unit": "u1" }, { "id": "p2", "unit": "u1" }],
        "acts": acts
    });
    played(&story).1
}

/// The first act: a new unit certificate.
fn new(project: &str) -> Value {
    json!({ "id": "a1", "do": "new", "project": project, "kind": "org", "unit": "u1", "years": 1 })
}

/// `id state` of every case.
fn cases(end: &Value) -> Vec<String> {
    let lines = end["cases"].as_array().unwrap().iter();
    lines
        .map(|c| format!("{} {}", c["id"].as_str().unwrap(), c["state"].as_str().unwrap()))
        .collect()
}

/// What stands at the end, all of it.
#[track_caller]
fn stands(end: &Value, certs: &[&str], revocations: &[&str], ends: &[&str], refusals: &[(&str, &str)]) {
    assert_eq!(certificates(end), certs, "{end:#}");
    assert_eq!(asked(end), revocations, "{end:#}");
    assert_eq!(cases(end), ends, "{end:#}");
    assert_eq!(refused(end), refusals, "{end:#}");
}

/// The last day of a certificate.
fn until(end: &Value, id: &str) -> chrono::NaiveDate {
    let all = end["certificates"].as_array().unwrap();
    let one = all.iter().find(|c| c["id"] == id).unwrap();
    one["not_after"].as_str().unwrap().parse().unwrap()
}

fn key<'e>(end: &'e Value, id: &str) -> &'e str {
    let all = end["certificates"].as_array().unwrap();
    all.iter().find(|c| c["id"] == id).unwrap()["key"]
        .as_str()
        .unwrap()
}

#[test]
fn what_was_given_up_is_neither_renewed_nor_changed_nor_replaced_nor_unlocked_nor_given_up_again() {
    let end = life(json!([
        new(YLBX),
        { "id": "a2", "do": "revoke", "on": ["a1"] },
        { "id": "b1", "do": "renew", "on": ["a1/u1"] },
        { "id": "b2", "do": "change", "on": ["a1/u1"] },
        { "id": "b3", "do": "replace", "on": ["a1/u1"] },
        { "id": "b4", "do": "unlock", "on": ["a1/u1"] },
        { "id": "b5", "do": "revoke", "on": ["a1/u1"] },
        { "id": "b6", "do": "key_recovery", "on": ["a1/u1"] }
    ]));
    let unfit = ["b1", "b2", "b3", "b4", "b5", "b6"].map(|act| (act, "certificate-unfit"));
    stands(
        &end,
        &["a1/u1 revoked_pending"],
        &["a1/u1 revoke queued"],
        &[
            "a1 closed",
            "a2 closed",
            "b1 draft",
            "b2 draft",
            "b3 draft",
            "b4 draft",
            "b5 draft",
            "b6 draft",
        ],
        &unfit,
    );
}

#[test]
fn a_unit_applies_gives_up_and_applies_again_twice() {
    let end = life(json!([
        new(YLBX),
        { "id": "a2", "do": "revoke", "on": ["a1"] },
        { "id": "a3", "do": "new", "project": YLBX, "kind": "org", "unit": "u1" },
        { "id": "a4", "do": "revoke", "on": ["a3"] },
        { "id": "a5", "do": "new", "project": YLBX, "kind": "org", "unit": "u1", "until": "ready" }
    ]));
    stands(
        &end,
        &["a1/u1 revoked_pending", "a3/u1 revoked_pending", "a5/u1 current"],
        &["a1/u1 revoke queued", "a3/u1 revoke queued"],
        &["a1 closed", "a2 closed", "a3 closed", "a4 closed", "a5 ready"],
        &[],
    );
}

#[test]
fn a_replacement_is_replaced_and_the_first_one_is_never_asked_for_twice() {
    let end = life(json!([
        new(YLBX),
        { "id": "a2", "do": "replace", "on": ["a1"] },
        { "id": "a3", "do": "replace", "on": ["a2"] },
        { "id": "b1", "do": "replace", "on": ["a1/u1"] }
    ]));
    stands(
        &end,
        &["a1/u1 revoked_pending", "a2/u1 revoked_pending", "a3/u1 current"],
        &["a1/u1 revoke queued", "a2/u1 revoke queued"],
        &["a1 closed", "a2 closed", "a3 closed", "b1 draft"],
        &[("b1", "certificate-unfit")],
    );
    assert_eq!(until(&end, "a1/u1"), until(&end, "a3/u1"), "001:157");
    assert_ne!(key(&end, "a1/u1"), key(&end, "a3/u1"));
}

#[test]
fn renewed_changed_unlocked_and_renewed_it_stays_on_one_key_and_only_the_last_counts() {
    let end = life(json!([
        new(YLBX),
        { "id": "a2", "do": "renew", "on": ["a1"], "years": 2 },
        { "id": "a3", "do": "change", "on": ["a2"] },
        { "id": "a4", "do": "unlock", "on": ["a3"] },
        { "id": "a5", "do": "renew", "on": ["a3"], "years": 1 },
        { "id": "b1", "do": "unlock", "on": ["a3/u1"] }
    ]));
    stands(
        &end,
        &[
            "a1/u1 superseded",
            "a2/u1 superseded",
            "a3/u1 superseded",
            "a5/u1 current",
        ],
        &[],
        &[
            "a1 closed",
            "a2 closed",
            "a3 closed",
            "a4 closed",
            "a5 closed",
            "b1 draft",
        ],
        &[("b1", "certificate-unfit")],
    );
    assert_eq!(
        until(&end, "a2/u1"),
        until(&end, "a3/u1"),
        "a change is for no years"
    );
    assert_eq!(key(&end, "a1/u1"), key(&end, "a5/u1"));
}

#[test]
fn what_is_on_hold_is_replaced_or_given_up_and_nothing_else() {
    let end = life(json!([
        new(SNCA),
        { "id": "a2", "do": "suspend", "on": ["a1"] },
        { "id": "b1", "do": "renew", "on": ["a1/u1"] },
        { "id": "b2", "do": "change", "on": ["a1/u1"] },
        { "id": "b3", "do": "unlock", "on": ["a1/u1"] },
        { "id": "a3", "do": "replace", "on": ["a1/u1"] },
        { "id": "a4", "do": "suspend", "on": ["a3"] },
        { "id": "a5", "do": "revoke", "on": ["a3"] }
    ]));
    stands(
        &end,
        &["a1/u1 revoked_pending", "a3/u1 revoked_pending"],
        &[
            "a1/u1 suspend queued",
            "a1/u1 revoke queued",
            "a3/u1 suspend queued",
            "a3/u1 revoke queued",
        ],
        &[
            "a1 closed",
            "a2 closed",
            "b1 draft",
            "b2 draft",
            "b3 draft",
            "a3 closed",
            "a4 closed",
            "a5 closed",
        ],
        &[
            ("b1", "certificate-unfit"),
            ("b2", "certificate-unfit"),
            ("b3", "certificate-unfit"),
        ],
    );
}

#[test]
fn while_a_replacement_is_at_the_ca_the_certificate_is_given_up() {
    let end = life(json!([
        new(YLBX),
        { "id": "a2", "do": "replace", "on": ["a1"], "until": "at_ca" },
        { "id": "a3", "do": "revoke", "on": ["a1"] }
    ]));
    stands(
        &end,
        &["a1/u1 revoked_pending", "a2/u1 requested"],
        &["a1/u1 revoke queued"],
        &["a1 closed", "a2 at_ca", "a3 closed"],
        &[],
    );
}

#[test]
fn of_two_renewals_under_way_the_one_that_comes_first_counts() {
    let end = life(json!([
        new(YLBX),
        { "id": "a2", "do": "renew", "on": ["a1"], "until": "approved" },
        { "id": "a3", "do": "renew", "on": ["a1"], "years": 1 },
        { "id": "b1", "do": "renew", "on": ["a1/u1"] }
    ]));
    stands(
        &end,
        &["a1/u1 superseded", "a3/u1 current"],
        &[],
        &["a1 closed", "a2 approved", "a3 closed", "b1 draft"],
        &[("b1", "certificate-unfit")],
    );
}

#[test]
fn what_is_only_printed_or_in_review_changes_nothing() {
    let end = life(json!([
        new(YLBX),
        { "id": "a2", "do": "revoke", "on": ["a1"], "until": "printed" },
        { "id": "a3", "do": "replace", "on": ["a1"], "until": "in_review" },
        { "id": "a4", "do": "unlock", "on": ["a1"], "until": "approved" }
    ]));
    stands(
        &end,
        &["a1/u1 current"],
        &[],
        &["a1 closed", "a2 printed", "a3 in_review", "a4 approved"],
        &[],
    );
}

#[test]
fn a_certificate_that_nobody_has_fetched_is_given_up() {
    let end = life(json!([
        { "id": "a1", "do": "new", "project": YLBX, "kind": "org", "unit": "u1", "until": "ready" },
        { "id": "a2", "do": "revoke", "on": ["a1"] }
    ]));
    stands(
        &end,
        &["a1/u1 revoked_pending"],
        &["a1/u1 revoke queued"],
        &["a1 ready", "a2 closed"],
        &[],
    );
}

#[test]
fn somebody_employed_by_two_units_gives_up_one_certificate_only() {
    let story = json!({
        "units": [{ "id": "u1" }, { "id": "u2" }],
        "people": [
            { "id": "p1", "unit": "u1", "name": "黎小满", "id_no": "441900199212280474" },
            { "id": "q1", "unit": "u2", "name": "黎小满", "id_no": "441900199212280474" }
        ],
        "acts": [
            { "id": "a1", "do": "new", "project": YLBX, "people": ["p1"], "years": 1 },
            { "id": "a2", "do": "new", "project": YLBX, "people": ["q1"], "years": 1 },
            { "id": "a3", "do": "revoke", "on": ["a1/p1"] },
            { "id": "a4", "do": "renew", "on": ["a2/q1"], "years": 1 },
            { "id": "b1", "do": "revoke", "project": YLBX, "unit": "u1", "people": ["p1"], "on": ["a4/q1"] }
        ]
    });
    let end = played(&story).1;
    stands(
        &end,
        &["a1/p1 revoked_pending", "a2/q1 superseded", "a4/q1 current"],
        &["a1/p1 revoke queued"],
        &["a1 closed", "a2 closed", "a3 closed", "a4 closed", "b1 draft"],
        &[("b1", "certificate-of-another")],
    );
}

#[test]
fn two_of_three_employees_give_up_in_one_act_and_the_third_renews() {
    let end = life(json!([
        { "id": "a1", "do": "new", "project": YLBX, "people": ["p1", "p2"], "years": 1 },
        { "id": "a2", "do": "revoke", "on": ["a1/p1", "a1/p2"] },
        { "id": "a3", "do": "new", "project": YLBX, "people": ["p1"], "years": 1, "until": "ready" }
    ]));
    stands(
        &end,
        &["a1/p1 revoked_pending", "a1/p2 revoked_pending", "a3/p1 current"],
        &["a1/p1 revoke queued", "a1/p2 revoke queued"],
        &["a1 closed", "a2 closed", "a3 ready"],
        &[],
    );
}

#[test]
fn a_unit_with_two_certificates_has_to_say_which() {
    let end = life(json!([
        new(ZFCG),
        { "id": "a2", "do": "add", "project": ZFCG, "unit": "u1", "until": "ready" },
        { "id": "b1", "do": "revoke", "project": ZFCG, "unit": "u1" },
        { "id": "b2", "do": "replace", "project": ZFCG, "unit": "u1", "on": ["a1/u1", "a2/u1"] },
        { "id": "a3", "do": "revoke", "on": ["a2"] },
        { "id": "a4", "do": "replace", "project": ZFCG, "unit": "u1", "until": "ready" }
    ]));
    stands(
        &end,
        &["a1/u1 revoked_pending", "a2/u1 revoked_pending", "a4/u1 current"],
        &["a2/u1 revoke queued", "a1/u1 revoke queued"],
        &[
            "a1 closed",
            "a2 ready",
            "b1 draft",
            "b2 draft",
            "a3 closed",
            "a4 ready",
        ],
        &[("b1", "certificate-choice"), ("b2", "certificates-too-many")],
    );
}

#[test]
fn an_employees_certificate_is_none_of_the_units_and_the_other_way_round() {
    let end = life(json!([
        new(YLBX),
        { "id": "a2", "do": "new", "project": YLBX, "people": ["p1"], "years": 1 },
        { "id": "b1", "do": "revoke", "project": YLBX, "kind": "org", "unit": "u1", "on": ["a2/p1"] },
        { "id": "b2", "do": "revoke", "project": YLBX, "kind": "org_employee", "people": ["p1"], "on": ["a1/u1"] },
        { "id": "a3", "do": "revoke", "on": ["a1/u1"] }
    ]));
    stands(
        &end,
        &["a1/u1 revoked_pending", "a2/p1 current"],
        &["a1/u1 revoke queued"],
        &["a1 closed", "a2 closed", "b1 draft", "b2 draft", "a3 closed"],
        &[("b1", "certificate-of-another"), ("b2", "certificate-of-another")],
    );
}

#[test]
fn a_recovery_on_another_key_asks_for_the_old_one_and_is_renewed_itself() {
    let end = life(json!([
        new(YLBX),
        { "id": "a2", "do": "key_recovery", "on": ["a1"] },
        { "id": "a3", "do": "renew", "on": ["a2/u1"], "years": 1 },
        { "id": "b1", "do": "renew", "on": ["a2/u1#2"], "years": 1 },
        { "id": "a4", "do": "revoke", "on": ["a3"] }
    ]));
    assert_eq!(refused(&end), [("b1", "certificate-goes-along")], "{end:#}");
    assert_eq!(
        cases(&end),
        ["a1 closed", "a2 closed", "a3 closed", "b1 draft", "a4 closed"]
    );
    let own = certificates(&end);
    assert!(own.contains(&"a3/u1 revoked_pending".to_owned()), "{end:#}");
    assert!(
        !own.iter().any(|one| one.ends_with(" current")),
        "the encryption goes along: {end:#}"
    );
}

#[test]
fn a_recovery_is_recovered() {
    let end = life(json!([
        new(YLBX),
        { "id": "a2", "do": "key_recovery", "on": ["a1"] },
        { "id": "a3", "do": "key_recovery", "on": ["a2/u1"], "until": "ready" }
    ]));
    assert_eq!(refused(&end), [], "{end:#}");
    let own = certificates(&end);
    let current: Vec<_> = own.iter().filter(|one| one.ends_with(" current")).collect();
    assert_eq!(
        current,
        ["a3/u1 current", "a3/u1#2 current"],
        "signing and encryption: {end:#}"
    );
}

#[test]
fn a_recovery_never_makes_a_certificate_longer() {
    let end = life(json!([
        new(YLBX),
        { "id": "a2", "do": "key_recovery", "on": ["a1"], "until": "ready" }
    ]));
    assert_eq!(until(&end, "a1/u1"), until(&end, "a2/u1"), "{end:#}");
}

#[test]
fn in_an_annex_nobody_is_named_twice_for_two_things() {
    let end = life(json!([
        { "id": "a1", "do": "new", "project": YLBX, "people": ["p1", "p2"], "years": 1 },
        { "id": "b1", "do": "revoke", "people": [
            { "id": "p1", "on": "a1/p1" }, { "id": "p1", "do": "renew", "on": "a1/p1" }] },
        { "id": "b2", "do": "new", "project": YLBX, "people": ["p2", { "id": "p1", "do": "revoke", "on": "a1/p2" }] }
    ]));
    assert_eq!(certificates(&end), ["a1/p1 current", "a1/p2 current"], "{end:#}");
    assert_eq!(asked(&end), [] as [&str; 0]);
    let refusals = refused(&end);
    assert_eq!(refusals[0], ("b1", "employee-doubled"), "{end:#}");
    assert_eq!(refusals[1].0, "b2", "{end:#}");
}

#[test]
fn an_annex_of_nothing_but_giving_up_needs_no_key() {
    let end = life(json!([
        { "id": "a1", "do": "new", "project": YLBX, "people": ["p1", "p2"], "years": 1 },
        { "id": "a2", "do": "new", "project": YLBX, "unit": "u1", "years": 1, "people": [
            { "id": "p1", "do": "revoke", "on": "a1/p1" }, { "id": "p2", "do": "revoke", "on": "a1/p2" }] }
    ]));
    stands(
        &end,
        &["a1/p1 revoked_pending", "a1/p2 revoked_pending"],
        &["a1/p1 revoke queued", "a1/p2 revoke queued"],
        &["a1 closed", "a2 closed"],
        &[],
    );
}

#[test]
fn an_annex_that_unlocks_and_replaces_ends_with_both_done() {
    let end = life(json!([
        { "id": "a1", "do": "new", "project": YLBX, "people": ["p1", "p2"], "years": 1 },
        { "id": "a2", "do": "unlock", "people": [
            { "id": "p1", "on": "a1/p1" }, { "id": "p2", "do": "replace", "on": "a1/p2" }] },
        { "id": "a3", "do": "renew", "on": ["a1/p1"], "years": 1, "until": "ready" }
    ]));
    stands(
        &end,
        &[
            "a1/p1 superseded",
            "a1/p2 revoked_pending",
            "a2/p2 current",
            "a3/p1 current",
        ],
        &["a1/p2 revoke queued"],
        &["a1 closed", "a2 closed", "a3 ready"],
        &[],
    );
    assert_eq!(key(&end, "a1/p1"), key(&end, "a3/p1"));
}

#[test]
fn years_add_up_and_what_no_guide_offers_is_refused() {
    let end = life(json!([
        { "id": "a1", "do": "new", "project": YLBX, "people": ["p1"], "years": 5 },
        { "id": "b1", "do": "renew", "on": ["a1/p1"], "years": 0 },
        { "id": "b2", "do": "renew", "on": ["a1/p1"], "years": 99 },
        { "id": "b3", "do": "renew", "on": ["a1/p1"], "years": -1 },
        { "id": "a2", "do": "renew", "on": ["a1/p1"], "years": 3, "until": "ready" }
    ]));
    let not_offered = ["b1", "b2", "b3"].map(|act| (act, "years-not-offered"));
    assert_eq!(refused(&end), not_offered, "{end:#}");
    let [first, second] = ["a1/p1", "a2/p1"].map(|id| until(&end, id));
    let years = chrono::Datelike::year(&second) - chrono::Datelike::year(&first);
    assert_eq!(years, 3, "{end:#}");
}

/// What has expired is renewed at the counter; it is neither given up nor put on hold, which would change nothing.
#[test]
fn what_has_expired_is_renewed_and_not_given_up() {
    let story = json!({
        "units": [{ "id": "u1" }],
        "people": [{ "id": "p1", "unit": "u1" }],
        "before": [
            { "id": "b1", "project": YLBX, "person": "p1", "not_after": "2024-01-31" },
            { "id": "b2", "project": YLBX, "unit": "u1", "not_after": "2024-01-31" },
            { "id": "b3", "project": SNCA, "unit": "u1", "not_after": "2024-01-31" }
        ],
        "acts": [
            { "id": "a1", "do": "revoke", "on": ["b1/p1"] },
            { "id": "a2", "do": "suspend", "on": ["b3/u1"] },
            { "id": "a3", "do": "replace", "on": ["b2/u1"] },
            { "id": "a4", "do": "renew", "on": ["b2/u1"], "years": 1, "until": "approved" }
        ]
    });
    let end = played(&story).1;
    stands(
        &end,
        &["b1/p1 expired", "b2/u1 expired", "b3/u1 expired"],
        &[],
        &["a1 draft", "a2 draft", "a3 draft", "a4 approved"],
        &[
            ("a1", "certificate-unfit"),
            ("a2", "certificate-unfit"),
            ("a3", "certificate-unfit"),
        ],
    );
}

/// The same person of the same unit in two projects: what is done in one touches nothing in the other.
#[test]
fn an_employees_certificates_of_two_projects_live_apart() {
    let end = life(json!([
        { "id": "a1", "do": "new", "project": YLBX, "people": ["p1"], "years": 1 },
        { "id": "a2", "do": "new", "project": "netca-ln-ukey", "people": ["p1"] },
        { "id": "b1", "do": "revoke", "project": YLBX, "on": ["a2/p1"] },
        { "id": "a3", "do": "revoke", "on": ["a2/p1"] },
        { "id": "a4", "do": "renew", "on": ["a1/p1"], "years": 1, "until": "ready" }
    ]));
    stands(
        &end,
        &["a1/p1 superseded", "a2/p1 revoked_pending", "a4/p1 current"],
        &["a2/p1 revoke queued"],
        &["a1 closed", "a2 closed", "b1 draft", "a3 closed", "a4 ready"],
        &[("b1", "certificate-of-another-project")],
    );
}

#[test]
fn a_person_without_a_unit_replaces_and_gives_up_beside_the_unit() {
    let story = json!({
        "units": [{ "id": "u1" }],
        "people": [{ "id": "p1" }],
        "acts": [
            { "id": "a1", "do": "new", "project": "bjca", "kind": "person", "people": ["p1"] },
            { "id": "a2", "do": "new", "project": "bjca", "kind": "org", "unit": "u1" },
            { "id": "a3", "do": "replace", "on": ["a1/p1"] },
            { "id": "a4", "do": "revoke", "on": ["a3/p1"] },
            { "id": "b1", "do": "unlock", "on": ["a1/p1"] }
        ]
    });
    let end = played(&story).1;
    stands(
        &end,
        &["a1/p1 revoked_pending", "a2/u1 current", "a3/p1 revoked_pending"],
        &["a1/p1 revoke queued", "a3/p1 revoke queued"],
        &["a1 closed", "a2 closed", "a3 closed", "a4 closed", "b1 draft"],
        &[("b1", "certificate-unfit")],
    );
}

#[test]
fn whoever_took_a_case_in_does_not_check_it_and_the_life_goes_on() {
    let end = life(json!([
        new(YLBX),
        { "id": "b1", "do": "revoke", "on": ["a1"], "as": { "reviewer": "linxy" } },
        { "id": "a2", "do": "renew", "on": ["a1"], "years": 1 },
        { "id": "b2", "do": "revoke", "on": ["a1/u1"] }
    ]));
    stands(
        &end,
        &["a1/u1 superseded", "a2/u1 current"],
        &[],
        &["a1 closed", "b1 in_review", "a2 closed", "b2 draft"],
        &[("b1", "role-missing"), ("b2", "certificate-unfit")],
    );
}

/// After a replacement was given up by another revocation the unit has none, and may apply anew.
#[test]
fn replaced_and_given_up_a_unit_applies_anew_in_the_same_project_only() {
    let end = life(json!([
        new(SNCA),
        { "id": "a2", "do": "replace", "on": ["a1"] },
        { "id": "b1", "do": "new", "project": SNCA, "unit": "u1" },
        { "id": "a3", "do": "revoke", "on": ["a2"] },
        { "id": "a4", "do": "new", "project": SNCA, "unit": "u1", "until": "ready" }
    ]));
    assert_eq!(
        certificates(&end)[..2],
        ["a1/u1 revoked_pending", "a2/u1 revoked_pending"],
        "{end:#}"
    );
    assert_eq!(asked(&end), ["a1/u1 revoke queued", "a2/u1 revoke queued"]);
    assert!(
        certificates(&end).contains(&"a4/u1 current".to_owned()),
        "{end:#}"
    );
}
