//! Lives of certificates, told as stories and played by the command line: each act hits only what it names, asked of
//! the register and of the list for the CA.

use counterfoil_tests::counterctl;
use counterfoil_tests::engine::ticket;
use serde_json::{Value, json};

/// Plays a story; gives the exit code and what stands at the end.
pub fn played(story: &Value) -> (i32, Value) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("story.json");
    std::fs::write(&file, story.to_string()).unwrap();
    let ticket = ticket();
    let to_hall = ticket
        .iter()
        .flat_map(|ticket| ["--ticket".as_ref(), ticket.path().as_os_str()]);
    let asked = ["play".as_ref(), file.as_os_str(), "--json".as_ref()];
    let said = counterctl(asked.into_iter().chain(to_hall));
    (said.code, said.json())
}

/// `id state` of every certificate.
pub fn certificates(end: &Value) -> Vec<String> {
    let lines = end["certificates"].as_array().unwrap().iter();
    lines
        .map(|c| format!("{} {}", c["id"].as_str().unwrap(), c["state"].as_str().unwrap()))
        .collect()
}

/// `certificate action state` of everything that the CA was asked for.
pub fn asked(end: &Value) -> Vec<String> {
    let lines = end["revocations"].as_array().unwrap().iter();
    let line = |r: &Value| {
        let certificate = r["certificate"].as_str().unwrap_or("-");
        format!(
            "{certificate} {} {}",
            r["action"].as_str().unwrap(),
            r["state"].as_str().unwrap()
        )
    };
    lines.map(line).collect()
}

pub fn refused(end: &Value) -> Vec<(&str, &str)> {
    let lines = end["refused"].as_array().unwrap().iter();
    lines
        .map(|r| (r["act"].as_str().unwrap(), r["code"].as_str().unwrap()))
        .collect()
}

/// People of the unit, `p1` first.
fn of_one_unit(count: usize) -> Vec<Value> {
    let person = |at: usize| json!({ "id": format!("p{at}"), "unit": "u1" });
    (1..=count).map(person).collect()
}

#[test]
fn of_two_employees_each_act_hits_its_own() {
    let story = json!({
        "units": [{ "id": "u1", "name": "木棉湾小学", "uscc": "124401054550257066" }],
        "people": [
            { "id": "p1", "unit": "u1", "name": "黎小满", "id_no": "441900199212280474" },
            { "id": "p2", "unit": "u1", "name": "柯望舒" }
        ],
        "acts": [
            { "id": "a1", "do": "new", "project": "netca-gd-ylbx", "kind": "org_employee", "channel": "counter",
              "unit": "u1", "people": ["p1", "p2"], "years": 1, "until": "closed" },
            { "id": "a2", "do": "revoke", "on": ["a1/p1"], "until": "closed" },
            { "id": "a4", "do": "renew", "on": ["a1/p1"] },
            { "id": "a5", "do": "renew", "on": ["a1/p2"], "years": 1, "until": "ready" },
            { "id": "a6", "do": "revoke", "on": ["a5/p2"], "people": ["p1"] },
            { "id": "a7", "do": "revoke", "on": ["a1"] }
        ]
    });
    let (code, end) = played(&story);
    assert_eq!(
        certificates(&end),
        ["a1/p1 revoked_pending", "a1/p2 superseded", "a5/p2 current"],
        "{end:#}"
    );
    assert_eq!(asked(&end), ["a1/p1 revoke queued"]);
    assert_eq!(
        refused(&end),
        [
            ("a4", "certificate-unfit"),
            ("a6", "certificate-of-another"),
            ("a7", "story-certificate-unknown")
        ],
        "an act alone names its certificate only where there is one: {end:#}"
    );
    assert_eq!(code, 1);
    let [first, second, third] = [0, 1, 2].map(|at| end["certificates"][at]["key"].as_str().unwrap());
    assert_ne!(first, second);
    assert_eq!(second, third, "renewed on the own key");
    let states: Vec<_> = end["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["closed", "closed", "draft", "ready", "draft"]);
    for one in end["refused"].as_array().unwrap() {
        assert!(!one["message"].as_str().unwrap().is_empty() && !one["remedy"].as_str().unwrap().is_empty());
    }
}

#[test]
fn a_units_certificates_of_two_projects_have_nothing_to_do_with_each_other() {
    let story = json!({
        "units": [{ "id": "u1" }],
        "acts": [
            { "id": "a1", "do": "new", "project": "netca-gd-ylbx", "kind": "org" },
            { "id": "a2", "do": "new", "project": "netca-gd-zfcg" },
            { "id": "a3", "do": "replace", "project": "netca-gd-zfcg", "unit": "u1" },
            { "id": "a4", "do": "revoke", "project": "netca-gd-ylbx", "on": ["a2/u1"] },
            { "id": "a5", "do": "new", "project": "netca-gd-ylbx", "kind": "org", "until": "at_ca" }
        ]
    });
    let (code, end) = played(&story);
    assert_eq!(
        certificates(&end),
        [
            "a1/u1 current",
            "a2/u1 revoked_pending",
            "a3/u1 current",
            "a5/u1 requested"
        ],
        "{end:#}"
    );
    assert_eq!(asked(&end), ["a2/u1 revoke queued"]);
    assert_eq!(
        (code, refused(&end)),
        (1, vec![("a4", "certificate-of-another-project")]),
        "{end:#}"
    );
}

#[test]
fn after_giving_its_certificate_up_a_unit_may_apply_again_and_not_before() {
    let story = json!({
        "units": [{ "id": "u1" }],
        "acts": [
            { "id": "a1", "do": "new", "project": "nmgca", "kind": "org" },
            { "id": "a2", "do": "new", "project": "nmgca", "kind": "org" },
            { "id": "a3", "do": "revoke", "on": ["a1"] },
            { "id": "a4", "do": "new", "project": "nmgca", "kind": "org", "until": "ready" }
        ]
    });
    let (_, end) = played(&story);
    let refusals = refused(&end);
    assert_eq!(refusals.len(), 1, "{end:#}");
    assert_eq!(refusals[0].0, "a2", "while the first one counts: {end:#}");
    assert_eq!(certificates(&end), ["a1/u1 revoked_pending", "a4/u1 current"]);
}

#[test]
fn a_certificate_is_put_on_hold_and_what_makes_no_sense_is_refused_and_ends_only_itself() {
    let story = json!({
        "units": [{ "id": "u1" }, { "id": "u2" }],
        "people": [{ "id": "p1", "unit": "u1" }],
        "acts": [
            { "id": "a1", "do": "new", "project": "snca-yztca", "unit": "u1" },
            { "id": "a2", "do": "suspend", "on": ["a1/u1"], "until": "ready" },
            { "id": "b1", "do": "dance", "project": "snca-yztca", "unit": "u1" },
            { "id": "b2", "do": "revoke", "on": ["a9/u1"] },
            { "id": "b3", "do": "new", "project": "nowhere", "unit": "u1" },
            { "id": "b4", "do": "new", "project": "snca-yztca" },
            { "id": "b5", "do": "new", "project": "snca-yztca", "unit": "u3" },
            { "id": "b6", "do": "new", "project": "snca-yztca", "unit": "u1", "until": "someday" },
            { "id": "b7", "do": "suspend", "on": ["a1/u1"], "until": "at_ca" },
            { "id": "b8", "do": "new", "project": "netca-gd-ylbx", "kind": "org_employee", "unit": "u2", "people": ["p1"] },
            { "id": "b9", "do": "new", "project": "snca-yztca", "unit": "u1", "channel": "mail" },
            { "id": "c1", "do": "new", "project": "snca-yztca", "unit": "u2", "as": { "reviewer": "linxy" } },
            { "id": "c2", "do": "new", "project": "snca-yztca", "unit": "u2", "as": { "clerk": "nobody" } },
            { "id": "c3", "do": "new", "project": "snca-yztca", "unit": "u2", "until": "printed" }
        ]
    });
    let (code, end) = played(&story);
    assert_eq!(code, 1);
    let codes = refused(&end);
    let of = |act: &str| {
        codes
            .iter()
            .find(|(id, _)| *id == act)
            .map_or("", |(_, code)| code)
    };
    for (act, code) in [
        ("b1", "unknown-word"),
        ("b2", "story-certificate-unknown"),
        ("b3", "project-unknown"),
        ("b4", "story-unit-missing"),
        ("b5", "story-unit-unknown"),
        ("b6", "unknown-word"),
        ("b7", "certificate-unfit"),
        ("b8", "story-person-elsewhere"),
        ("b9", "channel-not-offered"),
        ("c1", "role-missing"),
    ] {
        assert_eq!(of(act), code, "{act}: {end:#}");
    }
    assert!(of("c2").starts_with("store-"), "{end:#}");
    assert_eq!((of("a1"), of("a2"), of("c3")), ("", "", ""), "{end:#}");
    assert_eq!(certificates(&end), ["a1/u1 suspended"]);
    assert_eq!(asked(&end), ["a1/u1 suspend queued"]);
}

/// What the counter's guide allows by mail is only the renewal of what has expired, whatever is ticked.
#[test]
fn what_was_there_before_is_renewed_as_its_last_day_asks() {
    let story = json!({
        "units": [{ "id": "u1" }, { "id": "u2" }],
        "people": [{ "id": "p1", "unit": "u1" }, { "id": "p2", "unit": "u1" }],
        "before": [
            { "id": "b1", "project": "netca-gd-ylbx", "person": "p1", "not_after": "2024-01-31" },
            { "id": "b2", "project": "netca-gd-ylbx", "person": "p2", "not_after": "2038-01-31" },
            { "id": "b3", "project": "bjca", "unit": "u2", "not_after": "2024-01-31" },
            { "id": "b0", "project": "netca-gd-ylbx", "unit": "u2", "not_after": "2024-01-31" },
            { "id": "b4", "project": "netca-gd-ylbx", "person": "p9", "not_after": "2024-01-31" },
            { "id": "b5", "project": "netca-gd-ylbx", "unit": "u2", "not_after": "soon" }
        ],
        "acts": [
            { "id": "a1", "do": "renew", "on": ["b1/p1"], "channel": "mail", "until": "in_review" },
            { "id": "a2", "do": "renew", "on": ["b2/p2"], "channel": "mail" },
            { "id": "a3", "do": "renew", "on": ["b1/p1", "b2/p2"], "channel": "mail" },
            { "id": "a4", "do": "renew", "on": ["b1/p1"], "channel": "self" },
            { "id": "a5", "do": "replace", "on": ["b3/u2"] },
            { "id": "a6", "do": "revoke", "on": ["b1/p1"] },
            { "id": "a7", "do": "replace", "on": ["b0/u2"] },
            { "id": "a8", "do": "change", "on": ["b0/u2"], "until": "in_review" }
        ]
    });
    let (_, end) = played(&story);
    let expected = [
        ("b4", "story-holder-unknown"),
        ("b5", "story-date"),
        ("a2", "r-y2-mail"),
        ("a3", "r-y2-mail"),
        ("a4", "r-y2-self"),
        ("a5", "r-j2"),
        ("a6", "certificate-unfit"),
        // It would end with the old one, years ago (001:157).
        ("a7", "certificate-unfit"),
    ];
    assert_eq!(refused(&end), expected, "{end:#}");
    assert_eq!(
        certificates(&end),
        ["b1/p1 expired", "b2/p2 current", "b3/u2 expired", "b0/u2 expired"]
    );
}

/// One case of new, renewing, changing and replacing employees (001:364-446): each acts on the own certificate, for the
/// own years, and the colleague who does not come keeps what there is.
#[test]
fn in_one_annex_each_employee_asks_for_something_else() {
    let story = json!({
        "units": [{ "id": "u1" }],
        "people": of_one_unit(6),
        "acts": [
            { "id": "a1", "do": "new", "project": "netca-gd-ylbx", "kind": "org_employee", "unit": "u1",
              "people": ["p1", "p2", "p3", "p4"], "years": 1 },
            { "id": "a2", "do": "new", "project": "netca-gd-ylbx", "kind": "org_employee", "unit": "u1", "years": 1,
              "people": [
                "p5",
                { "id": "p1", "do": "renew", "on": "a1/p1", "years": 2 },
                { "id": "p2", "do": "change", "on": "a1/p2" },
                { "id": "p3", "do": "replace", "on": "a1/p3" },
                { "id": "p6", "do": "new", "years": 5 }
              ] },
            { "id": "b1", "do": "new", "project": "netca-gd-ylbx", "kind": "org_employee", "unit": "u1", "years": 1,
              "people": [{ "id": "p4", "do": "suspend", "on": "a1/p4" }] },
            { "id": "b2", "do": "unlock", "people": [{ "id": "p4", "do": "key_recovery", "on": "a1/p4" }] },
            { "id": "b3", "do": "new", "project": "netca-gd-ylbx", "kind": "org_employee", "unit": "u1",
              "people": [{ "id": "p4", "do": "renew", "on": "a1/p4", "years": 6 }] },
            { "id": "b4", "do": "new", "project": "netca-gd-ylbx", "kind": "org_employee", "unit": "u1",
              "people": ["p4", { "id": "p4", "do": "renew", "on": "a1/p4" }] },
            { "id": "b5", "do": "new", "project": "netca-gd-ylbx", "kind": "org_employee", "unit": "u1", "channel": "mail",
              "people": ["p5", { "id": "p4", "do": "renew", "on": "a1/p4" }] },
            { "id": "b6", "do": "new", "project": "netca-gd-ylbx", "kind": "org_employee", "unit": "u1", "years": 1,
              "people": [{ "id": "p4", "do": "renew", "on": "a1/p3" }] },
            { "id": "c1", "do": "renew", "years": 1,
              "people": [{ "id": "p5", "on": "a2/p5" }, { "id": "p6", "on": "a2/p6", "years": 3 }], "until": "ready" }
        ]
    });
    let (_, end) = played(&story);
    let expected = [
        ("b1", "story-own-not-asked"),
        ("b2", "story-own-not-asked"),
        ("b3", "years-not-offered"),
        ("b4", "employee-doubled"),
        ("b5", "r-y2-mail"),
        ("b6", "certificate-of-another"),
    ];
    assert_eq!(refused(&end), expected, "{end:#}");
    assert_eq!(
        certificates(&end),
        [
            "a1/p1 superseded",
            "a1/p2 superseded",
            "a1/p3 revoked_pending",
            "a1/p4 current",
            "a2/p5 superseded",
            "a2/p1 current",
            "a2/p2 current",
            "a2/p3 current",
            "a2/p6 superseded",
            "c1/p5 current",
            "c1/p6 current"
        ],
        "{end:#}"
    );
    assert_eq!(asked(&end), ["a1/p3 revoke queued"]);
    let of = |id: &str, what: &str| {
        let all = end["certificates"].as_array().unwrap();
        let one = all.iter().find(|c| c["id"] == id).unwrap();
        one[what].as_str().unwrap().to_owned()
    };
    // The keys of those who renew and change stay, the others get new ones; the terms are each one's own.
    for (old, new, same) in [
        ("a1/p1", "a2/p1", true),
        ("a1/p2", "a2/p2", true),
        ("a1/p3", "a2/p3", false),
    ] {
        assert_eq!(of(old, "key") == of(new, "key"), same, "{old}");
    }
    let year = |id: &str| of(id, "not_after")[..4].parse::<i32>().unwrap();
    let first = year("a1/p1");
    assert_eq!(of("a2/p3", "not_after"), of("a1/p3", "not_after"), "001:157");
    // What is renewed goes on from the end of the old one.
    let years = ["a2/p5", "a2/p1", "a2/p2", "a2/p6", "c1/p5", "c1/p6"].map(|id| year(id) - first);
    assert_eq!(years, [0, 2, 0, 4, 1, 7], "{end:#}");
}

/// An annex has boxes for giving up and unlocking too (001:364-446): beside a new colleague one gives the certificate
/// up and one has the key unlocked, and an application to give up may have a row that renews.
#[test]
fn in_one_annex_one_gives_up_one_unlocks_and_one_is_new() {
    let story = json!({
        "units": [{ "id": "u1" }],
        "people": of_one_unit(4),
        "acts": [
            { "id": "a1", "do": "new", "project": "netca-gd-ylbx", "kind": "org_employee", "unit": "u1",
              "people": ["p1", "p2", "p3"], "years": 1 },
            { "id": "a2", "do": "new", "project": "netca-gd-ylbx", "kind": "org_employee", "unit": "u1", "years": 1,
              "people": [
                "p4",
                { "id": "p1", "do": "revoke", "on": "a1/p1" },
                { "id": "p2", "do": "unlock", "on": "a1/p2" }
              ] },
            { "id": "a3", "do": "revoke",
              "people": [
                { "id": "p3", "on": "a1/p3" },
                { "id": "p2", "do": "renew", "on": "a1/p2", "years": 1 }
              ], "until": "ready" }
        ]
    });
    let (code, end) = played(&story);
    assert_eq!((code, refused(&end)), (0, Vec::new()), "{end:#}");
    assert_eq!(
        certificates(&end),
        [
            "a1/p1 revoked_pending",
            "a1/p2 superseded",
            "a1/p3 revoked_pending",
            "a2/p4 current",
            "a3/p2 current"
        ]
    );
    assert_eq!(asked(&end), ["a1/p1 revoke queued", "a1/p3 revoke queued"]);
}

#[test]
fn a_story_that_cannot_be_read_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("story.json");
    std::fs::write(&file, "{\"acts\": [").unwrap();
    let said = counterctl(["play".as_ref(), file.as_os_str(), "--json".as_ref()]);
    assert_eq!(said.code, 2, "{said:?}");
    assert_eq!(said.json()["error"]["code"], "story-malformed");
}
