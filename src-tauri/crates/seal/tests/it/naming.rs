//! What the judge once called by another fault's name, or passed, on samples of the second generator: one test for
//! each cause, each of which fails without the rule that closed it.

use seal::{Thresholds, Verdict};

use crate::families::{Family, Fault, Layout, sample};
use crate::support::codes;

/// A square name's strokes that ran together hardly lie deeper than bold ones: how crowded they are tells, by itself.
#[test]
fn strokes_of_a_square_name_that_ran_together_are_told_by_how_crowded_they_are() {
    let mut thresholds = Thresholds::default();
    (thresholds.flooded_percent.look, thresholds.flooded_percent.reject) = (101.0, 101.0);
    let red = |f: &Family| f.layout == Some(Layout::NameRed);
    let told = |seed: u64, fault: Option<Fault>| {
        let s = sample(seed, fault, red);
        let (reading, _) = seal::read(&s.frame, s.px_per_mm, &s.expect);
        let findings = reading.findings(&thresholds);
        let is_told = codes(&findings).contains(&"seal-flooded");
        (is_told, reading.measures.crowded_permille, s.family)
    };
    for seed in [58_767_251_479_397_277, 3220, 3221, 3222] {
        let (is_told, crowded, family) = told(seed, Some(Fault::Flooded));
        assert!(is_told, "{family:?} {crowded:?}");
    }
    for seed in 3230..3233 {
        let (is_told, crowded, family) = told(seed, None);
        assert!(!is_told, "{family:?} {crowded:?}");
    }
}

/// In a gourd's two characters strokes that ran together are no deeper than bold ones of a large character: the narrow
/// paper between strokes is gone as well.
#[test]
fn strokes_of_a_gourd_that_ran_together_are_told_by_the_narrow_paper_that_is_gone() {
    let mut thresholds = Thresholds::default();
    (thresholds.flooded_percent.look, thresholds.flooded_percent.reject) = (101.0, 101.0);
    let told = |seed: u64, fault: Option<Fault>| {
        let s = sample(seed, fault, |f| f.layout == Some(Layout::Gourd));
        let (reading, _) = seal::read(&s.frame, s.px_per_mm, &s.expect);
        let findings = reading.findings(&thresholds);
        let is_told = codes(&findings).contains(&"seal-flooded");
        (is_told, reading.measures.closed_mm, s.family)
    };
    let (is_told, closed, family) = told(4_119_007_899_554_819, Some(Fault::Flooded));
    assert!(is_told, "{family:?} {closed:?}");
    for seed in 3260..3263 {
        let (is_told, closed, family) = told(seed, None);
        assert!(!is_told, "{family:?} {closed:?}");
    }
}

/// A gourd's character may be cut as bold as strokes that ran together: a person looks, the machine does not reject.
#[test]
fn a_bold_character_in_a_shape_of_its_own_is_not_rejected() {
    let s = sample(21_325_631_906_897_826, None, |f| f.layout == Some(Layout::Gourd));
    let (reading, findings) = seal::read(&s.frame, s.px_per_mm, &s.expect);
    assert!(codes(&findings).contains(&"seal-flooded"), "{findings:?}");
    assert_eq!(reading.verdict, Verdict::Look);
}

/// Ink that was smeared is pale and runs together, and was called by those names only.
#[test]
fn what_is_pale_and_soft_or_runs_together_is_blurred_and_what_is_sharp_is_not() {
    for seed in [
        65_757_905_479_321_055,
        67_508_858_788_782_153,
        7_753_984_749_888_958,
    ] {
        let s = sample(seed, Some(Fault::Blurred), |_| true);
        let (_, findings) = seal::read(&s.frame, s.px_per_mm, &s.expect);
        assert!(
            codes(&findings).contains(&"seal-blurred"),
            "{:?} {findings:?}",
            s.family
        );
    }
    for seed in 3240..3244 {
        let s = sample(seed, Some(Fault::Pale), |_| true);
        let (_, findings) = seal::read(&s.frame, s.px_per_mm, &s.expect);
        assert!(
            !codes(&findings).contains(&"seal-blurred"),
            "{:?} {findings:?}",
            s.family
        );
    }
}

/// The rims of a coarse camera's frame line are as dark as a dry pen: an empty frame was called a pale signature.
#[test]
fn the_rims_of_the_frames_line_are_no_pale_signature_and_a_dry_pens_strokes_are() {
    for seed in [63_529_625_552_933_248, 53_090_290_918_283_891] {
        let s = sample(seed, Some(Fault::SignBlank), |_| true);
        let (_, findings) = seal::read(&s.frame, s.px_per_mm, &s.expect);
        assert!(
            codes(&findings).contains(&"seal-blank"),
            "{:?} {findings:?}",
            s.family
        );
    }
    for seed in 3250..3253 {
        let s = sample(seed, Some(Fault::SignPale), |_| true);
        let (reading, findings) = seal::read(&s.frame, s.px_per_mm, &s.expect);
        assert!(
            codes(&findings).contains(&"seal-pale"),
            "{:?} {findings:?}",
            s.family
        );
        assert_ne!(reading.verdict, Verdict::Accept);
    }
}

/// Seen from a gourd's middle a gap beside its waist is narrow, however long it is: a gourd that lacked 7 % of its
/// border was accepted.
#[test]
fn a_gap_beside_a_waist_counts_by_its_length() {
    let s = sample(21_011_226_792_821_223, Some(Fault::Broken), |f| {
        f.layout == Some(Layout::Gourd)
    });
    let (reading, findings) = seal::read(&s.frame, s.px_per_mm, &s.expect);
    assert!(
        codes(&findings).contains(&"seal-broken"),
        "{findings:?} {:?}",
        reading.measures
    );
    assert!(reading.measures.gap_deg > Some(15.0), "{:?}", reading.measures);
}
