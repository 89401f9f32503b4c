//! The colour of a picture between its pixels.

use image::RgbImage;

/// Bilinear colour at a page position; what lies outside the picture is white paper.
pub(crate) fn bilinear(page: &RgbImage, x: f64, y: f64) -> [f32; 3] {
    let (w, h) = (page.width() as usize, page.height() as usize);
    if !(x >= 0.0 && y >= 0.0 && x <= w as f64 && y <= h as f64) {
        return [255.0; 3];
    }
    let (fx, fy) = (
        (x - 0.5).clamp(0.0, (w - 1) as f64),
        (y - 0.5).clamp(0.0, (h - 1) as f64),
    );
    let (x0, y0) = (fx as usize, fy as usize);
    let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
    let (ax, ay) = ((fx - x0 as f64) as f32, (fy - y0 as f64) as f32);
    let raw = page.as_raw();
    let at = |x: usize, y: usize| &raw[(y * w + x) * 3..(y * w + x) * 3 + 3];
    let (a, b, c, d) = (at(x0, y0), at(x1, y0), at(x0, y1), at(x1, y1));
    let mut out = [0.0; 3];
    for (i, value) in out.iter_mut().enumerate() {
        let top = f32::from(a[i]) * (1.0 - ax) + f32::from(b[i]) * ax;
        let bottom = f32::from(c[i]) * (1.0 - ax) + f32::from(d[i]) * ax;
        *value = top * (1.0 - ay) + bottom * ay;
    }
    out
}
