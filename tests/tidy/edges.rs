//! The edges between the crates, exactly as the architecture draws them, and no network client in what is shipped.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, PackageId};
use counterfoil_tests::root;

/// Who may lean on whom. `identifiers ← project`, `case ← project, store`; `pagemark ← form, scan`;
/// `numerics ← scan, seal`; `pki`, `docx`, `fence` stand apart; `fence ← token`; `scan, seal ← judging`; these ← `reader` ←
/// `counterfoil-reader`, which is a process of its own; all but that one ← `desk` ← the window, and ← `practice` ← the
/// command line. `store ← hall`, the way to another machine, which the two programs have only by their feature `hall`.
const EDGES: &[(&str, &[&str])] = &[
    ("identifiers", &[]),
    ("case", &["identifiers"]),
    ("fence", &[]),
    ("project", &["identifiers", "case", "fence"]),
    ("store", &["case"]),
    // The one crate that can open a connection to another machine.
    ("hall", &["store"]),
    ("pagemark", &[]),
    ("form", &["pagemark"]),
    ("numerics", &[]),
    ("scan", &["pagemark", "numerics"]),
    ("seal", &["numerics"]),
    ("token", &["fence"]),
    ("pki", &[]),
    ("docx", &[]),
    ("judging", &["case", "pagemark", "project", "scan", "seal"]),
    (
        "reader",
        &[
            "case",
            "fence",
            "identifiers",
            "judging",
            "pagemark",
            "pki",
            "project",
            "scan",
            "seal",
        ],
    ),
    // What reads files from outside: the parsers, and nobody else leans on it.
    (
        "counterfoil-reader",
        &[
            "case", "docx", "fence", "form", "judging", "pagemark", "pki", "project", "reader", "scan",
            "seal",
        ],
    ),
    (
        "desk",
        &[
            "identifiers",
            "case",
            "project",
            "store",
            "pagemark",
            "form",
            "scan",
            "seal",
            "judging",
            "fence",
            "reader",
            "token",
            "pki",
        ],
    ),
    (
        "practice",
        &[
            "identifiers",
            "case",
            "project",
            "store",
            "pagemark",
            "form",
            "scan",
            "seal",
            "token",
            "pki",
            "desk",
        ],
    ),
    (
        "counterctl",
        &[
            "identifiers",
            "case",
            "project",
            "store",
            "pagemark",
            "form",
            "scan",
            "seal",
            "token",
            "judging",
            "reader",
            "pki",
            "desk",
            "practice",
            "hall",
        ],
    ),
    // The window: the desk, and the one call that makes it its own key worker.
    ("counterfoil", &["desk", "token", "hall"]),
];

/// What a counter's program must not carry: anything that opens a connection to another machine.
const NETWORK: &[&str] = &[
    "attohttpc",
    "curl",
    "curl-sys",
    "h2",
    "h3",
    "hickory-resolver",
    "hyper",
    "hyper-util",
    "isahc",
    "lettre",
    "minreq",
    "native-tls",
    "openssl-probe",
    "quinn",
    "reqwest",
    "rustls",
    "ssh2",
    "surf",
    "tokio-rustls",
    "tonic",
    "tungstenite",
    "ureq",
    "websocket",
];

/// The workspace, resolved with these features beside the default ones.
fn metadata(features: &[String]) -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .features(CargoOpt::SomeFeatures(features.to_vec()))
        .other_options([
            "--offline".to_owned(),
            "--filter-platform=x86_64-unknown-linux-gnu".to_owned(),
        ])
        .exec()
        .expect("cargo metadata")
}

#[test]
fn the_crates_lean_on_each_other_as_drawn() {
    let metadata = metadata(&[]);
    let allowed: BTreeMap<_, _> = EDGES.iter().copied().collect();
    let mut seen = BTreeSet::new();
    for package in metadata.workspace_packages() {
        let name = package.name.as_str();
        let Some(edges) = allowed.get(name) else {
            assert!(
                ["counterfoil-tests", "timed-module", "virtual-card", "xtask"].contains(&name),
                "`{name}` is not in the architecture"
            );
            continue;
        };
        seen.insert(name);
        let leans: BTreeSet<&str> = package
            .dependencies
            .iter()
            .filter(|one| one.path.is_some() && one.kind != DependencyKind::Development)
            .map(|one| one.name.as_str())
            .collect();
        let drawn: BTreeSet<&str> = edges.iter().copied().collect();
        assert_eq!(leans, drawn, "what `{name}` leans on, and what is drawn");
    }
    assert_eq!(
        seen.len(),
        EDGES.len(),
        "a crate of the architecture is missing: only {seen:?}"
    );
}

/// What draws made-up stamps and scans, by the crate that has it.
const GENERATORS: &str = "synth";

#[test]
fn nothing_that_the_window_leans_on_asks_for_generators() {
    let metadata = metadata(&[]);
    let packages: BTreeMap<&str, _> = metadata
        .workspace_packages()
        .into_iter()
        .map(|package| (package.name.as_str(), package))
        .collect();
    let asks = |from: &'static str| -> BTreeSet<(String, String)> {
        let mut seen = BTreeSet::new();
        let mut asking = BTreeSet::new();
        let mut open = vec![from];
        while let Some(name) = open.pop() {
            let Some(package) = packages.get(name).filter(|_| seen.insert(name)) else {
                continue;
            };
            for one in &package.dependencies {
                if one.path.is_none() || one.kind == DependencyKind::Development {
                    continue;
                }
                if one.features.iter().any(|feature| feature == GENERATORS) {
                    asking.insert((name.to_owned(), one.name.clone()));
                }
                open.push(one.name.as_str());
            }
        }
        asking
    };
    assert_eq!(asks("counterfoil"), BTreeSet::new());
    // The walkthrough does: the question finds them where they are.
    let walkthrough = ["scan", "seal"].map(|asked| ("practice".to_owned(), asked.to_owned()));
    assert_eq!(asks("counterctl"), BTreeSet::from(walkthrough));
}

/// What opens connections to a hall's server, and may be built in by the feature [`HALL`] alone.
const HALLS_OWN: &[&str] = &["postgres-protocol", "rustls", "tokio-postgres", "tokio-rustls"];

/// The feature of the programs, and the crate that it adds.
const HALL: &str = "hall";

/// The programs that a counter gets, and those of them that a hall may get with its feature.
const SHIPPED: &[&str] = &["counterfoil", "counterctl", "counterfoil-reader"];
const OF_A_HALL: &[&str] = &["counterfoil", "counterctl"];

/// What is built into a program, each crate with one way to it that does not lead through `around`.
fn built_into<'m>(metadata: &'m Metadata, program: &str, around: Option<&str>) -> BTreeMap<&'m str, String> {
    let resolve = metadata.resolve.as_ref().expect("a resolved tree");
    let nodes: BTreeMap<&PackageId, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let start = metadata
        .packages
        .iter()
        .find(|p| p.name == program)
        .expect("a shipped program");
    let mut seen = BTreeSet::new();
    let mut ways = BTreeMap::new();
    let mut open = vec![(&start.id, program.to_owned())];
    while let Some((id, way)) = open.pop() {
        let name = metadata[id].name.as_str();
        if around == Some(name) || !seen.insert(id) {
            continue;
        }
        let built_in =
            |kinds: &[cargo_metadata::DepKindInfo]| kinds.iter().any(|k| k.kind == DependencyKind::Normal);
        let next = nodes
            .get(id)
            .into_iter()
            .flat_map(|node| &node.deps)
            .filter(|dep| built_in(&dep.dep_kinds));
        open.extend(next.map(|dep| (&dep.pkg, format!("{way} → {}", metadata[&dep.pkg].name))));
        ways.insert(name, way);
    }
    assert!(ways.len() > 20, "the tree of `{program}` was not walked");
    ways
}

/// What among these can reach another machine.
fn reaching_out<'m>(ways: &BTreeMap<&'m str, String>) -> BTreeMap<&'m str, String> {
    let reaches = |name: &str| name == HALL || NETWORK.contains(&name) || HALLS_OWN.contains(&name);
    let reaching = ways.iter().filter(|(name, _)| reaches(name));
    reaching.map(|(name, way)| (*name, way.clone())).collect()
}

#[test]
fn nothing_that_is_shipped_can_reach_another_machine() {
    let metadata = metadata(&[]);
    for program in SHIPPED {
        let reaching = reaching_out(&built_into(&metadata, program, None));
        assert!(
            reaching.is_empty(),
            "a network client in `{program}`: {reaching:#?}"
        );
    }
}

#[test]
fn with_its_feature_a_program_reaches_the_halls_server_through_one_crate() {
    let metadata = metadata(
        &OF_A_HALL
            .iter()
            .map(|program| format!("{program}/{HALL}"))
            .collect::<Vec<_>>(),
    );
    for program in OF_A_HALL {
        let all = reaching_out(&built_into(&metadata, program, None));
        let known = |name: &str| name == HALL || HALLS_OWN.contains(&name);
        let unknown: Vec<_> = all.iter().filter(|(name, _)| !known(name)).collect();
        assert!(
            unknown.is_empty(),
            "a network client in `{program}` that no hall needs: {unknown:#?}"
        );
        // The question finds them where they are.
        for name in HALLS_OWN.iter().chain([&HALL]) {
            assert!(
                all.contains_key(name),
                "`{name}` is not in `{program}` with its feature"
            );
        }
        let around = reaching_out(&built_into(&metadata, program, Some(HALL)));
        assert!(around.is_empty(), "another way than `{HALL}`: {around:#?}");
    }
    // What reads files from outside has nothing of it, whichever features its neighbours have.
    let reader = reaching_out(&built_into(&metadata, "counterfoil-reader", None));
    assert!(reader.is_empty(), "a network client in the reader: {reader:#?}");
}
