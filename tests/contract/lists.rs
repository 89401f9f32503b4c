//! `counterctl projects` and `materials`.

use counterfoil_tests::counterctl;

#[test]
fn both_projects_are_there_and_whole() {
    let said = counterctl(["projects", "--json"]);
    assert_eq!(said.code, 0, "{said:?}");
    for project in ["netca-gd-ylbx", "netca-gd-zfcg"] {
        assert!(
            said.json().to_string().contains(&format!("\"{project}\"")),
            "{project} is missing: {said:?}"
        );
    }
}

#[test]
fn materials_follow_the_combination() {
    // MATERIALS Z-REN: an expired certificate is renewed with two stamped forms; the old key comes along.
    let renew = counterctl([
        "materials",
        "--project",
        "netca-gd-zfcg",
        "--business",
        "renew",
        "--kind",
        "org",
        "--channel",
        "counter",
        "--json",
    ]);
    assert_eq!(renew.code, 0, "{renew:?}");
    assert!(renew.out.contains("申请表"), "{renew:?}");
    let new = counterctl([
        "materials",
        "--project",
        "netca-gd-zfcg",
        "--business",
        "new",
        "--kind",
        "org",
        "--channel",
        "counter",
        "--json",
    ]);
    assert_ne!(renew.out, new.out, "new and renew ask for the same");
}
