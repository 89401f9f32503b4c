//! `counterctl materials|fee|forms|form render` for all nine projects, and what the guides refuse: which rule, and
//! where it stands.

use counterfoil_tests::{Said, counterctl, tool};
use serde_json::Value;
use tempfile::TempDir;

/// Arguments, the rule or its words, its place.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "fee --project cfca-xs --business new --kind org --years 3",
        "产品/服务1年2年4年补办",
        "seed 003:1271-1279",
    ),
    (
        "fee --project netca-gd-ylbx --business new --kind org --years 6",
        "1年~5年",
        "seed 001:176",
    ),
    (
        "materials --project netca-gd-ylbx --business new --kind org_employee --unit-certificate no",
        "R-Y1",
        "seed 001:8",
    ),
    (
        "fee --project netca-gd-ylbx --business new --kind org_employee --years 1 --condition no_unit_cert",
        "R-Y1",
        "seed 001:8",
    ),
    (
        "materials --project bjca --business replace --kind org --condition expired",
        "R-J2",
        "seed 003:2264",
    ),
    (
        "fee --project bjca --business replace --kind person --field old_cert_until=2020-01-31",
        "R-J2",
        "seed 003:2264",
    ),
    (
        "materials --project netca-gd-ylbx --business renew --kind org --channel mail",
        "R-Y2-mail",
        "seed 001:106-107",
    ),
    (
        "materials --project netca-gd-zfcg --business new --kind org --channel mail --condition cannot_remit",
        "R-Z2",
        "seed 000:23",
    ),
    (
        "materials --project netca-gd-zfcg --business add --kind org --unit-certificate no",
        "R-Z3",
        "seed 000:39",
    ),
    (
        "materials --project nmgca --business new --kind org --unit-certificate yes",
        "N-one",
        "seed 003:3176",
    ),
    (
        "fee --project nmgca --business new --kind org --channel online --years 1 --payment remittance",
        "N-pay",
        "seed 003:3180, 3184",
    ),
];

fn ask(words: &str) -> Said {
    counterctl(words.split_whitespace().chain(["--json"]))
}

#[test]
fn a_refusal_names_its_rule_and_where_it_stands() {
    for (words, rule, place) in REFUSED {
        let said = ask(words);
        assert_eq!(said.code, 1, "{words}: {said:?}");
        let answer = said.json();
        let mut told: Vec<&Value> = answer["findings"].as_array().into_iter().flatten().collect();
        told.push(&answer);
        let named = |told: &&Value| {
            let text = |key: &str| told[key].as_str().unwrap_or_default();
            text("rule").contains(rule) && text("source") == *place
        };
        assert!(told.iter().any(named), "{words}: {answer:#}");
        // In words too, for who asks without --json.
        let plain = counterctl(words.split_whitespace());
        let lines = place.split(':').next_back().unwrap();
        assert!(
            plain.code == 1 && plain.all().contains(lines),
            "{words}: {plain:?}"
        );
    }
}

/// Every project, kind and business, as `projects` lists them.
fn offers() -> Vec<[String; 3]> {
    let said = counterctl(["projects", "--json"]).json();
    let text = |v: &Value| v.as_str().expect("a word").to_owned();
    let list = |v: &Value| v.as_array().expect("a list").clone();
    let mut offers = Vec::new();
    for project in list(&said["projects"]) {
        for kind in list(&project["kinds"]) {
            for business in list(&kind["businesses"]) {
                assert!(!list(&business["channels"]).is_empty(), "{business}");
                offers.push([
                    text(&project["id"]),
                    text(&kind["kind"]),
                    text(&business["business"]),
                ]);
            }
        }
    }
    offers
}

#[test]
fn every_project_answers_for_its_papers_fees_and_forms() {
    let offers = offers();
    assert!(offers.len() > 60, "{}", offers.len());
    for [project, kind, business] in &offers {
        let of = format!("--project {project} --kind {kind} --business {business}");
        let materials = ask(&format!("materials {of}"));
        assert_eq!(materials.code, 0, "{of}: {materials:?}");
        assert!(materials.json()["materials"].is_array(), "{of}");
        let years = match business.as_str() {
            "new" | "add" | "renew" => "--years 1",
            _ => "",
        };
        let fee = ask(&format!("fee {of} {years}"));
        assert_eq!(fee.code, 0, "{of}: {fee:?}");
        let fee = fee.json();
        assert!(
            fee["source"].as_str().is_some_and(|s| s.starts_with("FEES F")),
            "{of}: {fee}"
        );
        assert_eq!(fee["total"].is_null(), fee["stated"] == false, "{of}: {fee}");
        let forms = ask(&format!("forms {of}"));
        assert!(
            forms.code == 0 && forms.json()["forms"].is_array(),
            "{of}: {forms:?}"
        );
    }
    let none = ask("forms --project szca --business renew --kind org");
    assert!(
        none.code == 1 && none.all().contains("business-not-offered"),
        "{none:?}"
    );
}

/// The price that the guide states for one channel only is found without naming the channel, and not given to another.
#[test]
fn a_price_stated_for_one_channel_is_that_channels() {
    let unlock = "fee --project snca-yztca --business unlock --kind org";
    let stated = ask(unlock).json();
    assert_eq!(
        (&stated["total"], &stated["channel"]),
        (&"0.00".into(), &"online".into())
    );
    let counter = ask(&format!("{unlock} --channel counter")).json();
    assert!(
        counter["total"].is_null() && counter["stated"] == false,
        "{counter}"
    );
    let copies = ask("fee --project snca-yztca --business new --kind org --years 1 --sub-count 2").json();
    assert_eq!(copies["total"], "900.00");
}

/// C-size: 深圳CA takes JPG and PDF up to 2M.
#[test]
fn a_file_that_the_authority_would_not_take_is_refused_beforehand() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("seal.png");
    std::fs::write(&file, vec![0; 2_097_153]).unwrap();
    let args = [
        "materials",
        "--project",
        "szca",
        "--business",
        "new",
        "--kind",
        "org",
        "--json",
        "--upload",
    ];
    let said = counterctl([&args[..], &[file.to_str().unwrap()]].concat());
    let told = said.json()["findings"].to_string();
    assert_eq!(said.code, 1, "{said:?}");
    for words in ["upload-size", "upload-format", "seed 003:1082"] {
        assert!(told.contains(words), "no {words} in {told}");
    }
}

#[test]
fn every_form_of_every_project_renders_its_example() {
    let mut contracts = Vec::new();
    let folder = TempDir::new().unwrap();
    let forms = counterctl(["forms", "--json"]).json();
    let forms = forms["forms"].as_array().expect("forms").clone();
    assert!(forms.len() >= 31, "{}", forms.len());
    for form in forms {
        let (project, id) = (form["project"].as_str().unwrap(), form["id"].as_str().unwrap());
        let example = counterctl(["form", "example", "--project", project, "--form", id]);
        assert_eq!(example.code, 0, "{project} {id}: {example:?}");
        let case = folder.path().join("case.json");
        std::fs::write(&case, example.out).unwrap();
        let pdf = folder.path().join(format!("{project}-{id}.pdf"));
        let paths = [case.to_str().unwrap(), pdf.to_str().unwrap()];
        let render = [
            "form",
            "render",
            "--json",
            "--project",
            project,
            "--form",
            id,
            "--case",
            paths[0],
            "--out",
            paths[1],
        ];
        let mut rendered = counterctl(render);
        // A contract does not print without its articles; with the text in the case it does.
        if rendered.json()["error"]["code"] == "articles-missing" {
            assert!(!pdf.exists(), "{project} {id} was refused and is there");
            contracts.push(id.to_owned());
            let mut with = serde_json::from_slice::<Value>(&std::fs::read(&case).unwrap()).unwrap();
            let texts = ["service", "duty"].map(|name| (name, "第一条　双方应当如实填写本协议。"));
            with["agreements"] = serde_json::json!(std::collections::BTreeMap::from(texts));
            std::fs::write(&case, with.to_string()).unwrap();
            rendered = counterctl(render);
        }
        assert_eq!(rendered.code, 0, "{project} {id}: {rendered:?}");
        let pages = rendered.json()["pages"].as_array().map_or(0, Vec::len);
        assert!(pages >= 1, "{project} {id}");
        assert!(
            std::fs::read(&pdf).unwrap().starts_with(b"%PDF-1.7"),
            "{project} {id}"
        );
    }
    contracts.sort();
    assert_eq!(
        contracts,
        ["f-bjca-2", "f-cfca-3", "f-nmg-p1", "f-nmg-u1", "f-snca-2"]
    );
}

#[test]
fn a_blank_contract_without_its_articles_says_that_it_is_not_for_signing() {
    let folder = TempDir::new().unwrap();
    let pdf = folder.path().join("blank.pdf");
    let path = pdf.to_str().unwrap();
    let said = counterctl([
        "form", "render", "--form", "f-cfca-3", "--blank", "--json", "--out", path,
    ]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(
        said.json()["notes"].to_string().contains("不作签字之用"),
        "{said:?}"
    );
    let words = tool("pdftotext", [path, "-"]).out;
    assert!(words.contains("不作签字之用"), "{words}");
}
