//! What happens to sheets on the way: coffee on a mark, a photograph among them.

use ::practice::customer;
use image::RgbImage;
use pagemark::{Corner, RectMm, code_rect, corner_rect};

const PX_PER_MM: f64 = customer::DPI as f64 / 25.4;

/// Paints coffee over places of a scan, and a little around them.
pub fn cover(scan: &[u8], places: &[RectMm]) -> Vec<u8> {
    let mut picture = image::load_from_memory(scan).unwrap().to_rgb8();
    for place in places {
        let px = |mm: f64| (mm.max(0.0) * PX_PER_MM) as u32;
        for y in px(place.y - 3.0)..px(place.y + place.h + 3.0).min(picture.height()) {
            for x in px(place.x - 3.0)..px(place.x + place.w + 3.0).min(picture.width()) {
                picture.put_pixel(x, y, image::Rgb([196, 168, 130]));
            }
        }
    }
    scan::encode_png(&picture)
}

/// The code and every registration square.
pub fn all_marks() -> Vec<RectMm> {
    let squares = Corner::ALL.into_iter().map(corner_rect);
    squares.chain([code_rect()]).collect()
}

/// A photograph without any mark, each with another tint.
pub fn photograph(tint: u8) -> Vec<u8> {
    let picture = RgbImage::from_fn(600, 800, |x, y| image::Rgb([(x / 3) as u8, (y / 4) as u8, tint]));
    let mut jpeg = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 85);
    picture.write_with_encoder(encoder).unwrap();
    jpeg
}
