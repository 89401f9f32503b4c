//! Node.js for the screens' build: the one that is there, or our own under `target/tools`.
//!
//! Debian 12's own Node.js is 18, and the screens' builder needs 20.19. So Debian's is used once, to install a newer
//! one from the package registry into `target/tools`; nothing outside the source tree changes.

use crate::shell::{Stop, answer, command, is_there, node_package, own_node, run_quietly, workshop};

/// The oldest that will do (Vite 8 says so).
const OLDEST: (u32, u32) = (20, 19);
/// The one we fetch when there is no newer.
const OURS: &str = "20";
/// npm for ours; Debian's npm looks for its parts where only Debian's Node.js looks.
const OUR_NPM: &str = "npm@10";

/// The Debian packages that `ensure` needs on this machine.
pub fn debian_packages() -> &'static [&'static str] {
    if own_node().is_some() || (is_there("node") && is_there("npm")) {
        &[]
    } else {
        &["nodejs", "npm"]
    }
}

/// Makes sure that `node` and `npm` of the right age answer.
pub fn ensure() -> Result<(), Stop> {
    if version().is_some_and(|found| found >= OLDEST) && answer("npm", &["--version"]).is_some() {
        return Ok(());
    }
    let package = registry_package()?;
    println!(
        "Node.js {}.{} or newer is missing: installing {package} into target/tools",
        OLDEST.0, OLDEST.1
    );
    let tools = workshop("tools");
    std::fs::create_dir_all(&tools)
        .map_err(|e| Stop::new(format!("{} could not be made: {e}", tools.display()), ""))?;
    run_quietly(
        command("npm")
            .args(["install", "--no-save", "--no-fund", "--no-audit", "--prefix"])
            .arg(&tools)
            .args([format!("{package}@{OURS}"), OUR_NPM.to_owned()]),
    )?;
    match version() {
        Some(found) if found >= OLDEST => Ok(()),
        found => Err(Stop::new(
            format!("Node.js is still too old: {found:?}"),
            format!(
                "Install Node.js {}.{} or newer by hand and put it first in PATH.",
                OLDEST.0, OLDEST.1
            ),
        )),
    }
}

/// Where the registry keeps the program itself for this machine.
fn registry_package() -> Result<&'static str, Stop> {
    node_package().ok_or_else(|| {
        Stop::new(
            format!("no Node.js package is known for {}", std::env::consts::ARCH),
            format!("Install Node.js {}.{} or newer by hand.", OLDEST.0, OLDEST.1),
        )
    })
}

/// Major and minor number of the node in the path.
fn version() -> Option<(u32, u32)> {
    let text = answer("node", &["--version"])?;
    let mut parts = text.trim().trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
