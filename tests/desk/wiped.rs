//! What came in a request is nowhere in memory once it is answered: looked for in all that this process may write to,
//! under the window's own allocator.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;

use serde_json::{Value, json};

use super::counter::Counter;

/// Turns the secrets' bytes in this program's own data into others, so that only a request holds them as they are.
const MASK: u8 = 0x5a;
/// A letter that stands in every secret, and hardly anywhere else.
const RARE: u8 = b'^';
/// How much is looked through for it at once.
const BLOCK: usize = 512;
/// How much is read at once.
const CHUNK: usize = 1 << 20;

/// A secret as it is kept here: never as it is typed.
struct Masked(Vec<u8>);

impl Masked {
    /// One that no program holds by chance: its first letters, a rare mark that begins what is looked for, a number.
    fn new(first: &[u8], number: u32) -> Self {
        let first = first.iter().copied().chain([RARE]);
        let digits = (0..28).map(|at| b'0' + u8::try_from((number >> at) % 10).expect("a digit"));
        Self(first.chain(digits).map(|byte| byte ^ MASK).collect())
    }

    /// As it is typed.
    fn typed(&self) -> String {
        self.0.iter().map(|byte| char::from(byte ^ MASK)).collect()
    }

    /// How often it stands in the memory of this process, from its rare mark on: the first bytes of a freed block are
    /// the allocator's own.
    fn count(&self) -> usize {
        let from = self.0.iter().position(|byte| *byte == RARE ^ MASK);
        let end = &self.0[from.expect("the mark")..];
        let memory = File::open("/proc/self/mem").expect("the own memory");
        let mut chunk = vec![0; CHUNK + end.len()];
        let mut count = 0;
        for (from, to) in writable() {
            for at in (from..to).step_by(CHUNK) {
                let len = usize::try_from(to - at).map_or(chunk.len(), |left| left.min(chunk.len()));
                // A place that is kept for the kernel alone cannot be read.
                if memory.read_exact_at(&mut chunk[..len], at).is_ok() {
                    count += count_in(&chunk[..len], end);
                }
                chunk.fill(0);
            }
        }
        count
    }
}

/// How often the masked bytes stand in a piece of memory. Most blocks have no rare mark, and are not looked at twice.
fn count_in(piece: &[u8], masked: &[u8]) -> usize {
    let is = |here: &[u8]| here.iter().zip(masked).all(|(a, b)| *a == b ^ MASK);
    let marked = piece
        .chunks(BLOCK)
        .enumerate()
        .filter(|(_, block)| block.contains(&RARE));
    let starts = marked.flat_map(|(at, block)| (0..block.len()).map(move |inside| at * BLOCK + inside));
    let found = starts.filter(|start| piece[*start] == RARE);
    found
        .filter_map(|start| piece.get(start..start + masked.len()))
        .filter(|here| is(here))
        .count()
}

/// The addresses that this process may write to.
fn writable() -> Vec<(u64, u64)> {
    let maps = fs::read_to_string("/proc/self/maps").expect("the own map");
    let lines = maps.lines().filter(|line| line.contains(" rw"));
    let range = |line: &str| {
        let (from, to) = line.split_once(' ')?.0.split_once('-')?;
        Some((
            u64::from_str_radix(from, 16).ok()?,
            u64::from_str_radix(to, 16).ok()?,
        ))
    };
    lines.filter_map(range).collect()
}

/// A request on the window's way: a body, its values, a copy of them for the desk; and the answer, if it was one.
fn through_the_door(counter: &Counter, command: &str, args: Value) -> Option<Value> {
    let body = serde_json::to_vec(&args).expect("a body");
    drop(args);
    let read: Value = serde_json::from_slice(&body).expect("JSON");
    counter.desk.call(command, read.clone()).ok()
}

#[test]
fn no_password_that_was_typed_is_left_in_memory() {
    let counter = Counter::new();
    let (right, wrong) = (
        Masked::new(b"Zk-9 felsen ", 0x3c5f_91e7),
        Masked::new(b"Qv-4 kiesel ", 0x7a16_d24b),
    );
    counter.sign_in("admin");
    let new = json!({ "old": desk::counter::practice::PASSWORD, "new": right.typed() });
    assert!(through_the_door(&counter, "change_password", new).is_some());

    let held = wrong.typed();
    assert!(
        wrong.count() > 0,
        "what is held is found, or this test sees nothing"
    );
    drop(held);
    let sign_in = |password: String| json!({ "login": "admin", "password": password });
    assert_eq!(
        through_the_door(&counter, "sign_in", sign_in(wrong.typed())),
        None
    );
    assert!(through_the_door(&counter, "sign_in", sign_in(right.typed())).is_some());

    assert_eq!(wrong.count(), 0, "a wrong password is left in memory");
    assert_eq!(right.count(), 0, "a right password is left in memory");
}
