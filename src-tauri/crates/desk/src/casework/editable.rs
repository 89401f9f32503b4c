//! Whether a case may still be changed, and whether it is still under way.

use case::{CaseState as State, Role};

use crate::casework::seen::Seen;
use crate::rim::api::Gate;

/// Whether this account may change the content.
pub fn editable(seen: &Seen<'_>) -> Gate {
    let state = seen.row.state;
    if !state.is_editable() {
        return Gate::closed(format!(
            "受理件现为“{}”，内容已锁定；要改须由复核员退回",
            state.chinese()
        ));
    }
    if !seen.account.roles.has(Role::Clerk) {
        return Gate::closed("只有受理员可以修改；请由受理员办理");
    }
    Gate::open()
}

/// Whether a state counts as open on the board.
pub fn is_open(state: State) -> bool {
    !matches!(state, State::Closed | State::Void)
}
