//! The benchmark's marks on a handful of tuning samples, so that a change which misses them is noticed before it is
//! measured.

use seal::{Cutout, SampleKind, Verdict};

use crate::truth::score::fit;
use crate::truth::{Device, FRAME_PX_PER_MM, Fault, TUNING, of, sample};

#[test]
fn masks_fit_the_truth() {
    let rows = [
        (SampleKind::OrgSeal, Device::Flatbed, None, 0.94),
        (SampleKind::OrgSeal, Device::Camera, None, 0.89),
        (SampleKind::Signature, Device::Flatbed, None, 0.90),
        (
            SampleKind::OrgSeal,
            Device::Flatbed,
            Some(Fault::PrintBeneath),
            0.88,
        ),
    ];
    for (kind, device, fault, least) in rows {
        for seed in TUNING..TUNING + 3 {
            let sample = of(kind, device, fault, seed);
            let (reading, _) = seal::read(&sample.frame, FRAME_PX_PER_MM, &sample.expect);
            let cutout = Cutout::of(&sample.frame, FRAME_PX_PER_MM, &reading).expect("a sample");
            let (width, height) = (sample.frame.width() as usize, sample.frame.height() as usize);
            let mask: Vec<bool> = (0..width * height)
                .map(|at| cutout.covers(at % width, at / width))
                .collect();
            let fit = fit(&mask, &sample.truth, width);
            assert!(
                fit.iou >= least,
                "{kind:?} {device:?} {fault:?} seed {seed}: {fit:?}"
            );
        }
    }
}

#[test]
fn every_reason_to_reject_is_named_and_none_is_accepted() {
    for fault in Fault::ALL {
        let (code, word) = fault.code();
        for seed in TUNING + 500..TUNING + 502 {
            let sample = sample(seed, Some(fault));
            let (reading, findings) = seal::read(&sample.frame, FRAME_PX_PER_MM, &sample.expect);
            assert_ne!(
                reading.verdict,
                Verdict::Accept,
                "{word}, seed {seed}: {:?}",
                reading.measures
            );
            assert!(
                findings.iter().any(|f| f.code == code),
                "{word}, seed {seed}: {findings:#?} {:?}",
                reading.measures
            );
        }
    }
}
