//! Writes made-up signatures.

use image::RgbImage;

use super::Seeded;

/// Writes a made-up signature of random strokes into a box of `size_mm` around `centre_px`.
pub fn sign(img: &mut RgbImage, centre_px: (f64, f64), px_per_mm: f64, size_mm: (f64, f64), seed: u64) {
    let mut random = Seeded::new(seed);
    let radius = 0.28 * px_per_mm;
    let mut put = |x: f64, y: f64| {
        let (x0, y0) = (
            (x - radius - 1.0).max(0.0) as u32,
            (y - radius - 1.0).max(0.0) as u32,
        );
        for py in y0..((y + radius + 2.0).max(0.0) as u32).min(img.height()) {
            for px in x0..((x + radius + 2.0).max(0.0) as u32).min(img.width()) {
                let distance = (f64::from(px) + 0.5 - x).hypot(f64::from(py) + 0.5 - y);
                let cover = (radius + 0.5 - distance).clamp(0.0, 1.0);
                let pixel = img.get_pixel_mut(px, py);
                for (c, ink) in [38.0, 36.0, 44.0].into_iter().enumerate() {
                    // Strokes cross without getting darker than the pen.
                    pixel.0[c] = f64::from(pixel.0[c]).min(255.0 + cover * (ink - 255.0)) as u8;
                }
            }
        }
    };
    let (w, h) = (size_mm.0 * px_per_mm, size_mm.1 * px_per_mm);
    for stroke in 0..7 {
        let column = (f64::from(stroke) + 0.5) / 7.0 - 0.5;
        let points: [(f64, f64); 4] = std::array::from_fn(|_| {
            (
                centre_px.0 + (column + random.between(-0.12, 0.12)) * w * 0.85,
                centre_px.1 + random.between(-0.5, 0.5) * h,
            )
        });
        let steps = (w.max(h) * 2.0) as u32;
        for i in 0..=steps {
            let t = f64::from(i) / f64::from(steps.max(1));
            let u = 1.0 - t;
            let share = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
            let (x, y) = share
                .iter()
                .zip(points)
                .fold((0.0, 0.0), |s, (k, p)| (s.0 + k * p.0, s.1 + k * p.1));
            put(x, y);
        }
    }
}
