//! `counterctl register` and what closes a request to the CA: a certificate from elsewhere is entered, found and told,
//! and a case begun from it.

use ::practice::training;
use counterfoil_tests::Said;
use desk::counter::practice;
use tempfile::TempDir;

use super::stock::{ask_as, refused};

#[test]
fn a_certificate_from_elsewhere_is_entered_found_and_begun_from() {
    let home = TempDir::new().unwrap();
    let store = home.path().join("store");
    training::make(&store, None, &["netca-gd-ylbx"], store::KdfCost::QUICK_FOR_TESTS).unwrap();
    let ask = |login: &str, words: &str| -> Said {
        ask_as(login, home.path(), &words.split(' ').collect::<Vec<_>>())
    };
    let enter = "register enter --project netca-gd-ylbx --kind org --unit 砚池中学 --uscc 12440103MB2C0417XQ \
                 --serial 00A1B2C3 --issuer NETCA --from 2025-01-01 --until 2035-01-01 --key 3F77 --origin 打印件";
    let entered = ask("linxy", enter).json();
    assert_eq!(entered["line"]["serial"], "a1b2c3", "{entered:#}");
    refused(&ask("linxy", enter), "certificate-known");
    refused(&ask("hemin", enter), "role-missing");

    for text in ["yczx", "MB2C0417X", "a1b2c3", "3F77"] {
        let found = ask("hemin", &format!("register list {text}")).json();
        assert_eq!(found["found"], 1, "{text}: {found:#}");
    }
    assert_eq!(ask("hemin", "register list nobody").json()["found"], 0);
    let id = entered["line"]["id"].as_u64().unwrap();
    let shown = ask("hemin", &format!("register show {id}"));
    assert!(shown.code == 0 && shown.all().contains("别处签发"), "{shown:?}");
    refused(&ask("hemin", "register show 99"), "store-not-found");
    let case = ask("linxy", &format!("register begin {id} renew")).json();
    assert_eq!(case["content"]["fields"]["uscc"], "12440103MB2C0417XQ");
    let kept = ask("linxy", "register key 3F77 returned --reason 换新").json();
    assert!(kept["message"].as_str().unwrap().contains("3F77"), "{kept:#}");
    refused(
        &ask("luoyi", "register key 3F77 destroyed --reason 剪断"),
        "beside-missing",
    );

    let list = home.path().join("list.crl");
    let ca = practice::ca(&store).unwrap();
    std::fs::write(
        &list,
        ca.revoked(&[("a1b2c3", false)], chrono::Utc::now()).unwrap(),
    )
    .unwrap();
    let taken = ask("luoyi", &format!("exchange revoked {}", list.display())).json();
    assert_eq!(
        taken["taken"],
        serde_json::json!([]),
        "another CA's certificate: {taken:#}"
    );
    ask("luoyi", &format!("register revoked {id} --reason 电话"));
    let over = ask("hemin", &format!("register show {id}")).json();
    assert_eq!(over["line"]["state"], "revoked", "{over:#}");
}
