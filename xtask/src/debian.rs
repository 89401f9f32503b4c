//! The system packages, in one list, installed only when one is missing.
//!
//! Never here: a package that only makes things nicer. The reason stands beside each name.

use std::collections::BTreeSet;
use std::io::IsTerminal;

use crate::shell::{Stop, answer, command, is_there, run};

/// What a bare Debian 12 lacks. The first group is needed at a counter too, through the dependencies of the .deb.
pub const PACKAGES: &[(&str, &str)] = &[
    // The window, the store and the card readers, to build and to run.
    ("libwebkit2gtk-4.1-dev", "the window"),
    ("librsvg2-dev", "icons of the window"),
    ("libssl-dev", "SQLCipher's ciphers"),
    ("libpcsclite-dev", "card readers"),
    ("pcscd", "card readers"),
    ("softhsm2", "the training token"),
    ("cups-client", "printing: lp, lpstat"),
    ("sane-utils", "scanning: scanimage"),
    ("poppler-utils", "pictures of PDF scans: pdftoppm, pdffonts"),
    ("build-essential", "C parts: SQLCipher, zstd"),
    ("pkg-config", "finds the libraries above"),
    // What the tests hold our work against.
    ("opensc", "pkcs11-tool"),
    ("opencryptoki", "a second PKCS #11 token that nobody here wrote"),
    (
        "vsmartcard-vpcd",
        "virtual card readers for the PIV card of the tests",
    ),
    ("yubico-piv-tool", "reads the PIV card back"),
    ("libclang-dev", "C parts of the PIV card of the tests"),
    ("iproute2", "a network of its own for the virtual readers"),
    ("openssl", "checks requests and certificates"),
    ("qpdf", "checks PDF files"),
    ("cups-daemon", "a printing system for the tests to print on"),
    ("zbar-tools", "reads the barcodes back"),
    ("sqlite3", "must fail on our store"),
    (
        "postgresql",
        "a hall's server, started by the tests on a socket of their own",
    ),
    ("binutils", "strings"),
    ("webkit2gtk-driver", "drives the real window"),
    ("xvfb", "a display for the driven window"),
    ("dbus", "a session bus for the driven window"),
    ("git", "the list of tracked files"),
];

/// Installs what is missing of `PACKAGES` and of `more`. Silent when nothing is.
pub fn install_missing(more: &[&str]) -> Result<(), Stop> {
    let wanted: Vec<&str> = PACKAGES
        .iter()
        .map(|(name, _)| *name)
        .chain(more.iter().copied())
        .collect();
    if !is_there("dpkg-query") || !is_there("apt-get") {
        return on_another_system(&wanted);
    }
    let installed = installed();
    let missing: Vec<&str> = wanted
        .into_iter()
        .filter(|name| !installed.contains(*name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("These system packages are missing and will be installed:");
    for name in &missing {
        let why = PACKAGES
            .iter()
            .find(|(known, _)| known == name)
            .map_or("asked for by this errand", |(_, why)| why);
        println!("  {name:24} {why}");
    }
    apt(&["update", "-q"])?;
    let mut install = vec!["install", "-y", "-q", "--no-install-recommends"];
    install.extend(&missing);
    apt(&install)
}

/// The names of the installed packages.
fn installed() -> BTreeSet<String> {
    answer("dpkg-query", &["-W", "-f", "${db:Status-Abbrev}\t${Package}\n"])
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter(|(status, _)| status.starts_with("ii"))
        .map(|(_, name)| name.to_owned())
        .collect()
}

/// Runs `apt-get`, through `sudo` (which asks for the password itself) when not root.
fn apt(args: &[&str]) -> Result<(), Stop> {
    let root = answer("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    let line = format!("apt-get {}", args.join(" "));
    let mut command = if root {
        command("apt-get")
    } else {
        let by_hand = format!("Please let an administrator run: {line}");
        if !is_there("sudo") {
            return Err(Stop::new(
                "packages are missing, and there is neither root nor sudo here",
                by_hand,
            ));
        }
        println!("With administrator's rights, through sudo (Ctrl+C to stop here): {line}");
        let mut sudo = command("sudo");
        if !std::io::stdin().is_terminal() {
            // Nobody could type a password: fail at once instead of hanging.
            sudo.arg("--non-interactive");
        }
        sudo.args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    };
    run(command.env("DEBIAN_FRONTEND", "noninteractive").args(args))
}

/// Without apt we install nothing, and only say what the names are on Debian.
fn on_another_system(wanted: &[&str]) -> Result<(), Stop> {
    if std::env::var_os("COUNTERFOIL_PARTS_ARE_THERE").is_some() {
        return Ok(());
    }
    Err(Stop::new(
        "this is no Debian; the set-up installs packages only there",
        format!(
            "Install what corresponds to these by hand, then set COUNTERFOIL_PARTS_ARE_THERE=1:\n{}",
            wanted.join(" ")
        ),
    ))
}
