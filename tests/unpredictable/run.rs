//! Running seeds: a seed gives a list of acts; the acts are done at a fresh counter; a list that breaks something is
//! made as short as it can be.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use proptest_state_machine::{ReferenceStateMachine as _, StateMachineTest};

use super::acts::Act;
use super::counter::Counter;
use super::plan::{Machine, Plan};
use super::{diligent, doing, oracle, tally};

/// Acts of a seed at most.
pub const STEPS: usize = 24;
/// How long a list that breaks something is tried shorter, in milliseconds.
const SHRINK_MS: u32 = 20_000;
/// Every so many seeds keys are made too.
const KEYS_EVERY: u64 = 25;
/// Every so many seeds a case is brought through at the end.
const THROUGH_EVERY: u64 = 5;

/// How a seed is run.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Keys are made too.
    pub keys: bool,
    /// At the end the first open case is brought through.
    pub through: bool,
}

impl Manner {
    fn of(seed: u64) -> Self {
        Self {
            keys: seed.is_multiple_of(KEYS_EVERY),
            through: seed.is_multiple_of(THROUGH_EVERY),
        }
    }
}

thread_local! {
    /// How the seed that runs is run.
    static MANNER: Cell<Manner> = const { Cell::new(Manner { keys: false, through: true }) };
}

/// The real counter under the machine.
struct Real;

impl StateMachineTest for Real {
    type SystemUnderTest = Counter;
    type Reference = Machine;

    fn init_test(_: &(Plan, u32)) -> Counter {
        Counter::new(MANNER.get().keys)
    }

    fn apply(mut counter: Counter, _: &(Plan, u32), act: Act) -> Counter {
        one(&mut counter, &act);
        counter
    }

    fn teardown(counter: Counter, _: (Plan, u32)) {
        end(counter, MANNER.get().through);
    }
}

/// Does one act and holds everything that must be true after it.
pub fn one(counter: &mut Counter, act: &Act) {
    tally::did(act.kind());
    doing::act(counter, act);
    oracle::hold(counter);
}

/// Brings the first case that is still open through where that is asked for, and proves the store.
fn end(mut counter: Counter, through: bool) {
    for row in counter.cases() {
        tally::ended(row.state.chinese());
    }
    let open = counter
        .cases()
        .into_iter()
        .find(|row| row.state.next_step() != "已办结" && row.closed_at.is_none());
    if let Some(row) = open.filter(|_| through) {
        diligent::to_the_end(&mut counter, row.id.0);
        oracle::hold(&mut counter);
    }
    oracle::at_the_end(&mut counter);
}

/// What a seed broke, and the shortest list of acts that still breaks something.
pub struct Broken {
    pub seed: u64,
    pub what: String,
    pub acts: Vec<Act>,
}

/// Everything by chance comes of the seed.
fn chance(seed: u64) -> TestRng {
    let mut bytes = [0_u8; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

fn config(shrinks: u32) -> Config {
    Config {
        cases: 1,
        max_shrink_iters: shrinks,
        max_shrink_time: SHRINK_MS,
        failure_persistence: None,
        ..Config::default()
    }
}

/// A seed's list of acts.
pub fn acts_of(seed: u64) -> Vec<Act> {
    let mut runner = TestRunner::new_with_rng(config(0), chance(seed));
    let drawn = Machine::sequential_strategy(STEPS / 2..=STEPS).new_tree(&mut runner);
    drawn.expect("a list of acts").current().1
}

/// Runs one seed; `shrinks` bounds how often a list that breaks something is tried shorter.
pub fn seed(seed: u64, shrinks: u32) -> Result<(), Broken> {
    let config = config(shrinks);
    let acts = Machine::sequential_strategy(STEPS / 2..=STEPS);
    let done =
        TestRunner::new_with_rng(config.clone(), chance(seed)).run(&acts, |(plan, acts, seen): Drawn| {
            MANNER.set(Manner::of(seed));
            Real::test_sequential(config.clone(), plan, acts, seen);
            Ok(())
        });
    match done {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, (_, acts, _))) => Err(Broken {
            seed,
            what: reason.message().to_owned(),
            acts,
        }),
        Err(TestError::Abort(reason)) => panic!("seed {seed} could not be drawn: {reason}"),
    }
}

type Drawn = ((Plan, u32), Vec<Act>, Option<Arc<AtomicUsize>>);

/// Does a list of acts at a fresh counter.
pub fn the_acts(keys: bool, acts: &[Act]) {
    let mut counter = Counter::new(keys);
    acts.iter().for_each(|act| one(&mut counter, act));
    end(counter, true);
}

/// As [`seed`], with the panic's own words kept quiet while the list is made shorter.
pub fn quietly(number: u64, shrinks: u32) -> Result<(), Broken> {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = catch_unwind(AssertUnwindSafe(|| seed(number, shrinks)));
    std::panic::set_hook(told);
    done.unwrap_or_else(|_| panic!("seed {number} could not be drawn"))
}
