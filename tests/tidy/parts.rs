//! What the house is built of, as its two lock files say it: the screens' licences, and parts before their release.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use counterfoil_tests::root;
use serde_json::Value;

/// The licences of what the screens ship; `.cargo/deny.toml` holds those of the programs.
const ALLOWED: [&str; 7] = [
    "Apache-2.0",
    "Apache-2.0 OR MIT",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MIT",
    "OFL-1.1",
];

/// The packages that the screens ship, by their place in the lock file.
fn shipped() -> BTreeMap<String, Value> {
    let text = fs::read_to_string(root().join("ui/package-lock.json")).unwrap();
    let lock: Value = serde_json::from_str(&text).unwrap();
    let all = lock["packages"].as_object().unwrap().clone();
    let shipped = all
        .into_iter()
        .filter(|(place, one)| !place.is_empty() && one["dev"] != true);
    shipped.collect()
}

#[test]
fn the_screens_ship_under_known_licences_each_part_once_and_by_its_hash() {
    let shipped = shipped();
    assert!(shipped.len() > 20, "the lock file was not understood");
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (place, one) in &shipped {
        let name = place.rsplit("node_modules/").next().unwrap();
        let version = one["version"].as_str().unwrap_or_default();
        versions.entry(name).or_default().insert(version);
        let licence = one["license"].as_str().unwrap_or("none");
        if !ALLOWED.contains(&licence) {
            wrong.push(format!("{name}: {licence}"));
        }
        if !one["integrity"].is_string() {
            wrong.push(format!("{name}: no hash"));
        }
        if version.contains('-') {
            wrong.push(format!("{name} {version}: before its release"));
        }
    }
    let twice = versions.iter().filter(|(_, found)| found.len() > 1);
    wrong.extend(twice.map(|(name, found)| format!("{name}: {found:?}")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_part_before_its_release_is_named_with_its_reason() {
    let lock: toml::Table = fs::read_to_string(root().join("Cargo.lock"))
        .unwrap()
        .parse()
        .unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let packages = lock["package"].as_array().unwrap();
    let early = packages.iter().filter_map(|one| {
        let version = one["version"].as_str()?;
        let release = version.split('+').next()?;
        release
            .contains('-')
            .then(|| format!("`{} {version}`", one["name"].as_str().unwrap_or_default()))
    });
    let early: Vec<_> = early.collect();
    assert!(!early.is_empty(), "none left: the README's paragraph can go");
    let silent: Vec<_> = early
        .into_iter()
        .filter(|named| !readme.contains(named.as_str()))
        .collect();
    assert!(silent.is_empty(), "the README does not say why: {silent:?}");
}
