//! The fuzz targets over their seeds and over what fuzzing once found: a short look at every decoder path.

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;

use scan::synth::Seeded;

/// Rounds of damage for each seed.
const ROUNDS: u64 = 12;

#[test]
fn seeds_and_earlier_findings_pass_whole_and_damaged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (name, target) in targets::TARGETS {
        let mut seeds: Vec<_> = std::fs::read_dir(folder.join(name))
            .unwrap_or_else(|e| panic!("{name} has no seeds: {e}"))
            .map(|entry| entry.unwrap().path())
            .collect();
        seeds.sort();
        assert!(!seeds.is_empty(), "{name} has no seeds");
        for path in seeds {
            let bytes = std::fs::read(&path).unwrap();
            target(&bytes);
            let mut random = Seeded::new(bytes.len() as u64);
            for _ in 0..ROUNDS {
                let mut damaged = bytes.clone();
                for _ in 0..1 + random.bits() % 4 {
                    let at = random.bits() as usize % damaged.len().max(1);
                    if let Some(byte) = damaged.get_mut(at) {
                        *byte = random.bits() as u8;
                    }
                }
                target(&damaged);
            }
        }
    }
}
