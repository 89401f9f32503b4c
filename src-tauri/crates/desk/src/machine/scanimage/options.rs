//! What a scanner offers, read from `scanimage -A`: its sources, colours, resolutions and the size of its bed.
//!
//! Every driver names its sources as it likes; what counts is whether paper is fed and whether both sides are taken.

use crate::machine::api::{ScanSource, ScannerOptions};

/// Resolutions offered where a scanner takes any, in dots per inch: what the guides' frames need and what they do not.
const USUAL_DPI: [u32; 5] = [150, 200, 300, 400, 600];
/// A4, in millimetres.
const SHEET_MM: (f64, f64) = (210.0, 297.0);

/// Reads the options of a device.
pub fn parse(text: &str) -> ScannerOptions {
    let names = words_of(text, "--source");
    // Drivers with one feeder source tell both sides by an option of their own (epson2, epsonds, kodakaio).
    let both_sides = words_of(text, "--adf-mode")
        .into_iter()
        .find(|mode| takes_both_sides(mode));
    let mut sources: Vec<ScanSource> = names.iter().map(|name| source(name, None)).collect();
    for name in names.iter().filter(|name| feeds(name) && !takes_both_sides(name)) {
        if let Some(mode) = &both_sides {
            sources.push(source(name, Some(mode)));
        }
    }
    let modes = words_of(text, "--mode");
    ScannerOptions {
        sources,
        modes: modes.into_iter().filter(|mode| !mode.is_empty()).collect(),
        resolutions: resolutions(text),
        width_mm: reach(text, "-x", SHEET_MM.0),
        height_mm: reach(text, "-y", SHEET_MM.1),
    }
}

fn source(name: &str, adf_mode: Option<&String>) -> ScanSource {
    let duplex = adf_mode.is_some() || takes_both_sides(name);
    let words = match (feeds(name), duplex) {
        (true, true) => "进纸器（双面）".to_owned(),
        (true, false) if name.to_lowercase().contains("back") => "进纸器（背面）".to_owned(),
        (true, false) => "进纸器（单面）".to_owned(),
        _ if name.to_lowercase().contains("flatbed") => "平板".to_owned(),
        _ => name.to_owned(),
    };
    ScanSource {
        name: name.to_owned(),
        adf_mode: adf_mode.cloned(),
        words,
        feeder: feeds(name),
    }
}

fn feeds(name: &str) -> bool {
    let name = name.to_lowercase();
    ["adf", "feeder", "duplex"].iter().any(|word| name.contains(word))
}

fn takes_both_sides(name: &str) -> bool {
    let name = name.to_lowercase();
    ["duplex", "both"].iter().any(|word| name.contains(word))
}

/// What stands behind an option's name and before its present value: `Flatbed|ADF` of `--source Flatbed|ADF [Flatbed]`.
fn range_of<'a>(text: &'a str, option: &str) -> Option<&'a str> {
    let lines = text.lines().map(str::trim_start);
    let mut of_option = lines.filter_map(|line| line.strip_prefix(option)?.strip_prefix(' '));
    let line = of_option.next()?;
    // An option that cannot be set now says so in place of its value.
    (!line.ends_with("[inactive]")).then(|| line.rsplit_once(" [").map_or(line, |(range, _)| range))
}

fn words_of(text: &str, option: &str) -> Vec<String> {
    let range = range_of(text, option).unwrap_or_default();
    let words = range.split('|').map(str::trim).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Resolutions from a list (`75|150|300dpi`) or a range (`50..1200dpi (in steps of 1)`).
fn resolutions(text: &str) -> Vec<u32> {
    let Some(range) = range_of(text, "--resolution") else {
        return Vec::new();
    };
    let number = |word: &str| {
        let digits = word.trim().trim_end_matches(|c: char| !c.is_ascii_digit());
        digits.parse::<f64>().ok().map(|n| n as u32)
    };
    match range.split_once("..") {
        Some((from, rest)) => {
            let to = rest.split("dpi").next().and_then(number).unwrap_or(u32::MAX);
            let from = number(from).unwrap_or(0);
            USUAL_DPI
                .into_iter()
                .filter(|dpi| (from..=to).contains(dpi))
                .collect()
        }
        None => range
            .split('|')
            .filter_map(number)
            .filter(|dpi| *dpi >= 100)
            .collect(),
    }
}

/// How far the scan area goes, at most `wanted` millimetres; none for a scanner that takes no such option.
fn reach(text: &str, option: &str, wanted: f64) -> Option<f64> {
    let (_, to) = range_of(text, option)?.split_once("..")?;
    let digits: String = to
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    Some(digits.parse::<f64>().ok()?.min(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as SANE's drivers write them: the test device's own, and the manuals of epsonds, escl and fujitsu.
    #[test]
    fn sources_are_told_in_words_whatever_a_driver_calls_them() {
        type Case<'a> = (&'a str, &'a [(&'a str, bool)], &'a [u32]);
        let cases: [Case<'_>; 4] = [
            (
                "    --mode Gray|Color [Gray]\n    --resolution 1..1200dpi (in steps of 1) [50]\n    --source Flatbed|Automatic Document Feeder [Flatbed]\n        If Automatic…",
                &[("平板", false), ("进纸器（单面）", true)],
                &[150, 200, 300, 400, 600],
            ),
            (
                "    --source Flatbed|ADF|ADF Duplex [ADF]\n    --resolution 75|100|300|600dpi [75]\n",
                &[
                    ("平板", false),
                    ("进纸器（单面）", true),
                    ("进纸器（双面）", true),
                ],
                &[100, 300, 600],
            ),
            (
                "    --source Flatbed|Automatic Document Feeder [Flatbed]\n    --adf-mode Simplex|Duplex [Simplex]\n    --resolution 50..300dpi [300]\n",
                &[
                    ("平板", false),
                    ("进纸器（单面）", true),
                    ("进纸器（双面）", true),
                ],
                &[150, 200, 300],
            ),
            (
                "    --source ADF Front|ADF Back|ADF Duplex [inactive]\n",
                &[],
                &[],
            ),
        ];
        for (text, sources, resolutions) in cases {
            let read = parse(text);
            let told: Vec<(&str, bool)> = read
                .sources
                .iter()
                .map(|s| (s.words.as_str(), s.feeder))
                .collect();
            assert_eq!(told, sources, "{text}");
            assert_eq!(read.resolutions, resolutions, "{text}");
        }
    }

    #[test]
    fn the_bed_is_never_asked_for_more_than_a_sheet_or_than_it_has() {
        let read = parse("    -x 0..215.9mm [215.9]\n    -y 0..200mm (in steps of 1) [100]\n");
        assert_eq!((read.width_mm, read.height_mm), (Some(210.0), Some(200.0)));
        assert_eq!(parse("").width_mm, None);
    }
}
