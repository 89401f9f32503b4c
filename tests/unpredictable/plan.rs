//! The reference of the state machine: what anybody may know beforehand of who sits where and how often a password
//! was wrong. The real counter is held against it after every act.

use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

use super::acts::{self, Act, Who};

/// Wrong passwords in a row after which an account waits.
const TRIES: u8 = 5;

/// One of the two windows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Who is signed in.
    pub who: Option<Who>,
    /// Wrong passwords in a row, by person.
    pub wrong: [u8; 3],
}

impl Place {
    /// Whether this person's sign-in is paused here.
    pub fn paused(&self, who: Who) -> bool {
        self.wrong[who as usize] >= TRIES
    }

    /// Whether this person's sign-in with this password must be taken.
    pub fn lets_in(&self, who: Who, right: bool) -> bool {
        right && !self.paused(who)
    }

    fn sign_in(&mut self, who: Who, right: bool) {
        if self.paused(who) {
            return;
        }
        if right {
            self.wrong[who as usize] = 0;
            self.who = Some(who);
        } else {
            self.wrong[who as usize] += 1;
        }
    }
}

/// Both windows as they should be.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub places: [Place; 2],
}

impl Plan {
    /// How the windows are after an act. Whom a diligent next step ([`Act::On`]) signs in depends on the case, and is
    /// said by the counter itself.
    pub fn after(&mut self, act: &Act) {
        match *act {
            Act::SignIn { window, who, right } => self.places[usize::from(window)].sign_in(who, right),
            Act::Lock { window } => self.places[usize::from(window)].who = None,
            // The program starts anew: nobody is signed in and no wrong password is remembered.
            Act::Kill { window } => self.places[usize::from(window)] = Place::default(),
            _ => {}
        }
    }
}

/// The machine that makes lists of acts.
pub struct Machine;

/// How often the diligent next step stands among the acts: sometimes everything goes its way, sometimes hardly
/// anything does.
const DILIGENCE: [u32; 3] = [4, 10, 22];

impl ReferenceStateMachine for Machine {
    type State = (Plan, u32);
    type Transition = Act;

    fn init_state() -> BoxedStrategy<Self::State> {
        prop::sample::select(&DILIGENCE[..])
            .prop_map(|weight| (Plan::default(), weight))
            .boxed()
    }

    fn transitions(state: &Self::State) -> BoxedStrategy<Act> {
        acts::next(state.1)
    }

    fn apply(mut state: Self::State, act: &Act) -> Self::State {
        state.0.after(act);
        state
    }
}
