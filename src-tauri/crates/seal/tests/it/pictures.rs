//! The picture for seal-making, and the choice among samples.

use image::{GenericImageView, RgbImage};
use seal::synth::{SealDesign, stamp};
use seal::{Cutout, Format, Reading, SampleKind, Style, Verdict, suggest};

use crate::support::{PX_PER_MM, expect, frame, middle, read, scanned};

/// The PNG of a sample's ink; empty where there is none.
fn picture(frame: &RgbImage, px_per_mm: f64, reading: &Reading, style: Style) -> Vec<u8> {
    Cutout::of(frame, px_per_mm, reading)
        .map(|cutout| cutout.file(style, Format::Png, None).unwrap())
        .unwrap_or_default()
}

#[test]
fn the_picture_has_true_size_and_paints_only_ink() {
    let mut img = frame();
    let centre = middle(&img);
    stamp(&mut img, centre, PX_PER_MM, &SealDesign::round(40.0), 3);
    let scan = scanned(&img, 3, 85);
    let (reading, _) = seal::read(&scan, PX_PER_MM, &expect(SampleKind::OrgSeal));
    for style in [Style::AsScanned, Style::SealRed] {
        let png = picture(&scan, PX_PER_MM, &reading, style);
        let at = png.windows(4).position(|w| w == b"pHYs").unwrap();
        assert_eq!(u32::from_be_bytes(png[at + 4..at + 8].try_into().unwrap()), 11811);
        let rgba = image::load_from_memory(&png).unwrap();
        let width_mm = f64::from(rgba.width()) / PX_PER_MM;
        assert!((width_mm - 41.0).abs() < 0.5, "{width_mm}");
        let (mut over, mut union) = (0, 0);
        let (left, top) = (reading.ink.unwrap().x - 0.5, reading.ink.unwrap().y - 0.5);
        let offset = |mm: f64| (mm * PX_PER_MM).round() as u32;
        for (x, y, p) in rgba.pixels() {
            let truth = img.get_pixel(offset(left) + x, offset(top) + y).0;
            let inked = truth[0] > 120 && truth[1] < 150;
            let painted = p.0[3] > 127;
            over += u32::from(inked && painted);
            union += u32::from(inked || painted);
            assert!(p.0[3] == 0 || style == Style::AsScanned || p.0[..3] == [214, 20, 28]);
        }
        let overlap = f64::from(over) / f64::from(union);
        assert!(overlap > 0.95, "{overlap}");
    }
    let (blank, _) = seal::read(&scanned(&frame(), 1, 80), PX_PER_MM, &expect(SampleKind::OrgSeal));
    assert!(picture(&frame(), PX_PER_MM, &blank, Style::SealRed).is_empty());
}

#[test]
fn the_best_sample_is_suggested() {
    let good = SealDesign::round(40.0);
    let designs = [
        SealDesign {
            density: 0.42,
            ..good.clone()
        },
        SealDesign {
            missing: Some((0.0, 60.0)),
            ..good.clone()
        },
        good.clone(),
        SealDesign {
            rotation_deg: 6.0,
            blur_mm: 0.12,
            ..good
        },
    ];
    let readings: Vec<_> = designs
        .iter()
        .zip(80..)
        .map(|(d, s)| read(d, SampleKind::OrgSeal, s).0)
        .collect();
    assert_eq!(suggest(&readings), Some(2), "{readings:#?}");
    assert!(readings[1].verdict == Verdict::Reject);
    assert_eq!(suggest(&readings[1..2]), None);
    assert_eq!(suggest(&[]), None);
    let json = serde_json::to_value(&readings[2]).unwrap();
    assert_eq!(json["verdict"], "accept");
    assert_eq!(
        serde_json::from_value::<Reading>(json).unwrap().verdict,
        Verdict::Accept
    );
}
