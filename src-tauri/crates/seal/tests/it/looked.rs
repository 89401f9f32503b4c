//! Good samples that a person was asked to look at for the judge's own weakness, on the second generator: one test for
//! each cause, each of which fails without the rule that closed it.

use seal::{Finding, Reading, SampleKind, Verdict};

use crate::families::{Fault, Layout, sample};
use crate::support::codes;

fn read(seed: u64, fault: Option<Fault>, layout: Option<Layout>) -> (Reading, Vec<Finding>, f64) {
    let s = sample(seed, fault, |f| layout.is_none_or(|l| f.layout == Some(l)));
    let (reading, findings) = seal::read(&s.frame, s.px_per_mm, &s.expect);
    (reading, findings, s.px_per_mm)
}

/// Where a picture ends at the frame's line, the device was taken for as sharp as a pixel is wide.
#[test]
fn half_a_line_at_the_pictures_edge_tells_how_sharp_the_device_is() {
    for seed in [
        57_855_484_784_859_026,
        71_950_246_414_105_047,
        62_684_560_798_605_637,
    ] {
        let (reading, findings, px_per_mm) = read(seed, None, None);
        let device = reading.measures.device_edge_mm.unwrap_or(0.0);
        assert!(device > 1.5 / px_per_mm, "{:?}", reading.measures);
        assert!(findings.is_empty(), "{findings:?} {:?}", reading.measures);
    }
}

/// A thin line is pale on a coarse device and was taken for none: then the device was as sharp as a pixel, too.
#[test]
fn a_thin_pale_line_tells_how_sharp_the_device_is() {
    let (reading, findings, px_per_mm) = read(35_555_365_036_242_646, None, None);
    let device = reading.measures.device_edge_mm.unwrap_or(0.0);
    assert!(device > 1.5 / px_per_mm, "{:?}", reading.measures);
    assert!(findings.is_empty(), "{findings:?} {:?}", reading.measures);
}

/// The figures of a receipt's number are so small that a coarse device closes the gaps in them.
#[test]
fn a_coarse_device_closes_gaps_in_small_text_and_too_much_ink_closes_more() {
    let receipt = Some(Layout::Receipt);
    for seed in [33_253_651_682_787_637, 55_016_917_631_262_892] {
        let (reading, findings, _) = read(seed, None, receipt);
        assert!(
            reading.measures.flooded_percent > Some(14.0),
            "{:?}",
            reading.measures
        );
        assert_eq!(reading.verdict, Verdict::Accept, "{findings:?}");
    }
    for seed in 4300..4304 {
        let (reading, findings, _) = read(seed, Some(Fault::Flooded), receipt);
        assert!(
            codes(&findings).contains(&"seal-flooded"),
            "{findings:?} {:?}",
            reading.measures
        );
    }
}

/// Where level strokes rise, most edges of a gourd's two characters tell another turn than its axis does; where those
/// are few, they tell it to no better than four degrees.
#[test]
fn upright_strokes_of_a_gourd_tell_its_turn_where_level_ones_rise() {
    for seed in [
        18_761_099_830_351_260,
        8_237_790_464_250_789,
        3_281_986_394_779_242,
        35_430_841_405_792_967,
        52_085_111_156_967_702,
    ] {
        let (reading, findings, _) = read(seed, None, Some(Layout::Gourd));
        assert_eq!(reading.kind, SampleKind::LegalRepSeal);
        assert!(reading.measures.text_agrees, "{:?}", reading.measures);
        assert!(!codes(&findings).contains(&"seal-shape"), "{findings:?}");
    }
}
