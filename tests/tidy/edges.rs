//! The edges between the crates, exactly as the architecture draws them, and no network client in what is shipped.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};
use counterfoil_tests::root;

/// Who may lean on whom. `identifiers ← project`, `case ← project, store`; `pagemark ← form, scan`;
/// `numerics ← scan, seal`; `pki`, `docx`, `fence` stand apart; `fence ← token`; `scan, seal ← judging`; these ← `reader` ←
/// `counterfoil-reader`, which is a process of its own; all but that one ← `desk` ← the window, and ← `practice` ← the
/// command line.
const EDGES: &[(&str, &[&str])] = &[
    ("identifiers", &[]),
    ("case", &["identifiers"]),
    ("fence", &[]),
    ("project", &["identifiers", "case", "fence"]),
    ("store", &["case"]),
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
        ],
    ),
    // The window: the desk, and the one call that makes it its own key worker.
    ("counterfoil", &["desk", "token"]),
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

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options([
            "--offline".to_owned(),
            "--filter-platform=x86_64-unknown-linux-gnu".to_owned(),
        ])
        .exec()
        .expect("cargo metadata")
}

#[test]
fn the_crates_lean_on_each_other_as_drawn() {
    let metadata = metadata();
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
    let metadata = metadata();
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

#[test]
fn nothing_that_is_shipped_can_reach_another_machine() {
    let metadata = metadata();
    let resolve = metadata.resolve.as_ref().expect("a resolved tree");
    let nodes: BTreeMap<&PackageId, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    for shipped in ["counterfoil", "counterctl", "counterfoil-reader"] {
        let start = metadata
            .packages
            .iter()
            .find(|p| p.name == shipped)
            .expect("a shipped program");
        let mut seen = BTreeSet::new();
        let mut open = vec![(&start.id, shipped.to_owned())];
        while let Some((id, way)) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let name = metadata[id].name.as_str();
            assert!(!NETWORK.contains(&name), "a network client in `{shipped}`: {way}");
            let built_in = |kinds: &[cargo_metadata::DepKindInfo]| {
                kinds.iter().any(|k| k.kind == DependencyKind::Normal)
            };
            let next = nodes
                .get(id)
                .into_iter()
                .flat_map(|node| &node.deps)
                .filter(|dep| built_in(&dep.dep_kinds));
            open.extend(next.map(|dep| (&dep.pkg, format!("{way} → {}", metadata[&dep.pkg].name))));
        }
        assert!(seen.len() > 20, "the tree of `{shipped}` was not walked");
    }
}
