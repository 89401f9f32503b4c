//! Characters as outlines, from the fonts the forms are printed with.

use std::sync::LazyLock;

use seal::synth::Seeded;
use ttf_parser::{Face, OutlineBuilder};

use super::canvas::Pt;

/// Characters of made-up names: common ones, few and many strokes mixed.
const COMMON: &str = "中国人民市县区省东南西北海江河山林华泰安康宁和平明光大成新兴永发顺利达源信诚德仁义文教育科技\
    实业集团有限责任公司医院学校中心服务商贸建筑工程电子机械农资药房研究院管理局委员会张王李赵陈杨黄周吴徐孙马朱胡郭何高罗郑梁";

static FONTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    ["NotoSansSC-Bold.ttf.zst", "NotoSerifSC-Regular.ttf.zst"]
        .iter()
        .map(|name| {
            let file = format!(
                "{}/../../../assets/fonts/print/{name}",
                env!("CARGO_MANIFEST_DIR")
            );
            let packed = std::fs::read(file).expect("a font of the forms");
            zstd::decode_all(packed.as_slice()).expect("a font that was packed whole")
        })
        .collect()
});
static FACES: LazyLock<Vec<Face<'static>>> = LazyLock::new(|| {
    FONTS
        .iter()
        .map(|bytes| Face::parse(bytes, 0).expect("a font that can be parsed"))
        .collect()
});

/// A character's outlines, fitted into the unit square about the origin, y downwards.
pub struct Glyph(pub Vec<Vec<Pt>>);

/// Number of the fonts there are.
pub const FONT_COUNT: u64 = 2;

impl Glyph {
    /// A character of a font; stretched to fill its cell, as engravers do, or as the font has it.
    pub fn of(character: char, font: usize, fills: bool) -> Self {
        let face = &FACES[font];
        let mut flat = Flat::default();
        if let Some(id) = face.glyph_index(character) {
            face.outline_glyph(id, &mut flat);
        }
        let em = f64::from(face.units_per_em());
        let points = || flat.done.iter().flatten();
        let (mut x0, mut y0, mut x1, mut y1) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        for (x, y) in points() {
            (x0, y0, x1, y1) = (x0.min(*x), y0.min(*y), x1.max(*x), y1.max(*y));
        }
        let (cx, cy) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        // A character like 一 is not blown up into a block.
        let (sx, sy) = if fills {
            ((x1 - x0).max(0.55 * em), (y1 - y0).max(0.55 * em))
        } else {
            (em, em)
        };
        let own = |p: &Pt| ((p.0 - cx) / sx, -(p.1 - cy) / sy);
        Self(flat.done.iter().map(|c| c.iter().map(own).collect()).collect())
    }

    /// A character for a name.
    pub fn any(random: &mut Seeded, font: usize, fills: bool) -> Self {
        let characters: Vec<char> = COMMON.chars().filter(|c| !c.is_whitespace()).collect();
        Self::of(random.pick(&characters), font, fills)
    }

    /// A figure.
    pub fn figure(random: &mut Seeded, font: usize) -> Self {
        Self::of(
            random.pick(&['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']),
            font,
            true,
        )
    }
}

#[derive(Default)]
struct Flat {
    done: Vec<Vec<Pt>>,
    now: Vec<Pt>,
}

impl Flat {
    fn last(&self) -> Pt {
        self.now.last().copied().unwrap_or_default()
    }
}

impl OutlineBuilder for Flat {
    fn move_to(&mut self, x: f32, y: f32) {
        self.now = vec![(x.into(), y.into())];
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.now.push((x.into(), y.into()));
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (a, b, c): (Pt, Pt, Pt) = (self.last(), (x1.into(), y1.into()), (x.into(), y.into()));
        for i in 1..=5 {
            let t = f64::from(i) / 5.0;
            let of = |a: f64, b: f64, c: f64| (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * b + t * t * c;
            self.now.push((of(a.0, b.0, c.0), of(a.1, b.1, c.1)));
        }
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (a, b): (Pt, Pt) = (self.last(), (x1.into(), y1.into()));
        let (c, d): (Pt, Pt) = ((x2.into(), y2.into()), (x.into(), y.into()));
        for i in 1..=6 {
            let t = f64::from(i) / 6.0;
            let u = 1.0 - t;
            let of = |a: f64, b: f64, c: f64, d: f64| {
                u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
            };
            self.now.push((of(a.0, b.0, c.0, d.0), of(a.1, b.1, c.1, d.1)));
        }
    }
    fn close(&mut self) {
        self.done.push(std::mem::take(&mut self.now));
    }
}
