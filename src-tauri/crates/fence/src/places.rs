//! Which files may be reached: landlock, as much of it as the kernel has.

use std::path::PathBuf;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, LandlockStatus, RestrictionStatus, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

/// The newest interface that the rules are written for; an older kernel takes what it knows of them.
const NEWEST: ABI = ABI::V10;

/// What may be done in a place and below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read what lies there.
    Read,
    /// Read it, and start its programs.
    Run,
    /// Everything: make, write, delete, talk to devices and to sockets.
    Use,
}

impl Access {
    fn rights(self) -> BitFlags<AccessFs> {
        match self {
            Self::Read => AccessFs::ReadFile | AccessFs::ReadDir,
            Self::Run => AccessFs::from_read(NEWEST),
            Self::Use => AccessFs::from_all(NEWEST) & !AccessFs::Execute,
        }
    }
}

/// Shuts everything but these places, and with `alone` the network and other processes too. The version of landlock
/// that holds now; 0 for none.
pub(crate) fn shut(places: &[(PathBuf, Access)], alone: bool) -> u8 {
    match restrict(places, alone) {
        Ok(RestrictionStatus {
            ruleset: RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced,
            landlock: LandlockStatus::Available { effective_abi, .. },
            ..
        }) => effective_abi as u8,
        _ => 0,
    }
}

fn restrict(places: &[(PathBuf, Access)], alone: bool) -> Result<RestrictionStatus, RulesetError> {
    let mut rules = Ruleset::default().handle_access(AccessFs::from_all(NEWEST))?;
    // A module's daemon may listen on a port of this machine; what reads files has nobody to talk to.
    rules = match alone {
        true => rules
            .handle_access(AccessNet::from_all(NEWEST))?
            .scope(Scope::from_all(NEWEST))?,
        false => rules.scope(Scope::Signal)?,
    };
    let mut made = rules.create()?;
    for (place, access) in places {
        made = made.add_rules(path_beneath_rules([place], access.rights()))?;
    }
    made.restrict_self()
}
