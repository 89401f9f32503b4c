//! Everything a fresh clone needs before it can be built. Idempotent, and silent when nothing is missing.

use crate::shell::Stop;
use crate::{debian, node, ui};

/// System packages, Node.js, the screens' packages, the screens themselves (the window's build embeds them).
pub fn set_up() -> Result<(), Stop> {
    debian::install_missing(node::debian_packages())?;
    node::ensure()?;
    ui::packages()?;
    ui::build()
}
