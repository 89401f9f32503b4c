//! The tracked files: which there may be on top, and what must not stand in them.

use std::path::{Path, PathBuf};
use std::process::Command;

use counterfoil_tests::{root, run};

/// The files of the tree that git knows or would know, relative to the top, with those that still exist.
pub fn files() -> Vec<PathBuf> {
    let said = run(Command::new("git").current_dir(root()).args([
        "-c",
        "core.quotePath=false",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]));
    assert_eq!(said.code, 0, "git does not list the tree: {said:?}");
    said.out
        .lines()
        .map(PathBuf::from)
        .filter(|file| root().join(file).is_file())
        .collect()
}

/// The text of a file, or nothing for pictures and fonts.
pub fn text(file: &Path) -> Option<String> {
    std::fs::read(root().join(file))
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
}

#[test]
fn the_top_level_holds_only_what_the_architecture_names() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        "CHANGELOG.md",
        "README.md",
        "README.zh-CN.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "src-tauri",
        "ui",
        "assets",
        "forms",
        "tests",
        "xtask",
    ];
    for file in files() {
        let top = file
            .iter()
            .next()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        assert!(
            top.starts_with('.') || allowed.contains(&top.as_str()),
            "`{top}` does not belong on the top level"
        );
    }
}

#[test]
fn no_file_names_a_registry_host_or_a_place_on_one_machine() {
    let banned = [
        concat!("registry.", "npmjs"),
        concat!("npmmirror", ".com"),
        concat!("static.", "crates.io"),
        concat!("index.", "crates.io"),
        concat!("/root", "/"),
        concat!("\"/work", "/"),
        concat!(" /work", "/"),
        concat!("=/work", "/"),
    ];
    for file in files() {
        let Some(text) = text(&file) else { continue };
        for (at, line) in text.lines().enumerate() {
            for word in banned {
                assert!(
                    !line.contains(word),
                    "{}:{}: `{word}` works on one machine only",
                    file.display(),
                    at + 1
                );
            }
        }
    }
}
#[test]
fn the_bindings_are_what_the_desk_writes() {
    let written = text(Path::new("ui/src/bindings.ts")).expect("ui/src/bindings.ts is missing");
    assert!(
        written == desk::doors::bindings::typescript(),
        "ui/src/bindings.ts is stale: `cargo xtask bindings`"
    );
}
