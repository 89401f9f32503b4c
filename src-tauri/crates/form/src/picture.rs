//! Drawn sample pictures on instruction sheets: what a good seal looks like, and what a bad one.
//!
//! A picture is strokes around an origin, all of them filled shapes in a shade of grey or red; its words are
//! outlines, not text, because a sample says nothing that should be found or read aloud. It never touches a value and
//! is drawn the same every time. The way it is written stands in `reading::picture`.

use crate::description::{Group, Picture, Stroke};
use crate::drawing::{Draw, MM_PER_PT};
use crate::error::FormError;
use crate::fonts::{Face, Fonts};

/// Points on a whole circle.
const ROUND: usize = 72;
/// How far the straight pieces of a glyph's curve may stray from it, in mm: a third of a dot of a 600-dpi printer.
const STRAY_MM: f64 = 0.015;
/// Middle of the em box above the baseline, in ems, for Chinese faces.
const MIDDLE: f64 = 0.38;

type Point = (f64, f64);
type Ring = Vec<Point>;

/// The picture's drawings, its origin at (0, 0).
///
/// # Errors
/// [`FormError::NoGlyph`] or [`FormError::Font`] for its words.
pub(crate) fn draw(picture: &Picture, fonts: &Fonts) -> Result<Vec<Draw>, FormError> {
    let mut draws = Vec::new();
    let page = Frame {
        origin: (0.0, 0.0),
        turn: 0.0,
        scale: 1.0,
        grey: 0.0,
        red: false,
    };
    for group in &picture.groups {
        page.group(group, fonts, &mut draws)?;
    }
    Ok(draws)
}

/// Where a group stands on the page, how far it is turned (radians, clockwise), how large and how light it is.
#[derive(Clone, Copy)]
struct Frame {
    origin: Point,
    turn: f64,
    scale: f64,
    grey: f64,
    red: bool,
}

impl Frame {
    fn place(&self, (x, y): Point) -> Point {
        let (sin, cos) = self.turn.sin_cos();
        let (x, y) = (x * self.scale, y * self.scale);
        (
            self.origin.0 + x * cos - y * sin,
            self.origin.1 + x * sin + y * cos,
        )
    }

    fn group(&self, group: &Group, fonts: &Fonts, draws: &mut Vec<Draw>) -> Result<(), FormError> {
        let inner = Self {
            origin: self.place((group.x, group.y)),
            turn: self.turn + group.turn.to_radians(),
            scale: self.scale * group.scale,
            grey: group.grey.unwrap_or(self.grey),
            red: self.red || group.red,
        };
        for stroke in &group.strokes {
            if let Stroke::Group(deeper) = stroke {
                inner.group(deeper, fonts, draws)?;
                continue;
            }
            let rings = rings(stroke, fonts)?;
            let rings = rings
                .into_iter()
                .map(|ring| ring.into_iter().map(|p| inner.place(p)).collect());
            draws.push(Draw::Shade {
                rings: rings.collect(),
                grey: inner.grey,
                red: inner.red,
            });
        }
        Ok(())
    }
}

/// A stroke as filled rings around its own origin; holes run the other way round.
fn rings(stroke: &Stroke, fonts: &Fonts) -> Result<Vec<Ring>, FormError> {
    Ok(match stroke {
        Stroke::Circle { r, width } => hollow(circle(r + width / 2.0), circle(r - width / 2.0)),
        Stroke::Frame { w, h, width } => {
            hollow(rectangle(w + width, h + width), rectangle(w - width, h - width))
        }
        Stroke::Patch { w, h } => vec![rectangle(*w, *h)],
        Stroke::Star { r } => vec![star(*r)],
        Stroke::Specks { w, h, count } => specks(*w, *h, *count),
        Stroke::Words { text, size } => {
            let glyphs: Vec<(f64, Vec<Ring>)> = text
                .chars()
                .map(|ch| glyph(ch, *size, fonts))
                .collect::<Result<_, _>>()?;
            let mut x = -glyphs.iter().map(|(advance, _)| advance).sum::<f64>() / 2.0;
            let mut all = Vec::new();
            for (advance, outline) in glyphs {
                let middle = x + advance / 2.0;
                all.extend(outline.into_iter().map(|ring| moved(ring, middle, 0.0)));
                x += advance;
            }
            all
        }
        Stroke::Arc { text, size, r, sweep } => {
            let count = text.chars().count();
            let step = sweep.to_radians() / (count.max(2) - 1) as f64;
            let mut all = Vec::new();
            for (at, ch) in text.chars().enumerate() {
                let turn = step * (at as f64 - (count as f64 - 1.0) / 2.0);
                let (sin, cos) = turn.sin_cos();
                let round = |(x, y): Point| {
                    let y = y - r;
                    (x * cos - y * sin, x * sin + y * cos)
                };
                let outline = glyph(ch, *size, fonts)?.1.into_iter();
                all.extend(outline.map(|ring| ring.into_iter().map(round).collect::<Ring>()));
            }
            all
        }
        Stroke::Group(_) => Vec::new(),
    })
}

fn hollow(outer: Ring, mut inner: Ring) -> Vec<Ring> {
    inner.reverse();
    vec![outer, inner]
}

fn circle(r: f64) -> Ring {
    let at = |i: usize| std::f64::consts::TAU * i as f64 / ROUND as f64;
    (0..ROUND).map(|i| (r * at(i).cos(), r * at(i).sin())).collect()
}

fn rectangle(w: f64, h: f64) -> Ring {
    let (x, y) = (w / 2.0, h / 2.0);
    vec![(-x, -y), (x, -y), (x, y), (-x, y)]
}

/// The five-pointed star of a unit's seal, one point up.
fn star(r: f64) -> Ring {
    // The inner corners of a regular pentagram lie at this share of its radius.
    const INNER: f64 = 0.381_966;
    let corner = |i: usize| {
        let r = if i.is_multiple_of(2) { r } else { r * INNER };
        let turn = std::f64::consts::PI * (i as f64 / 5.0);
        (r * turn.sin(), -r * turn.cos())
    };
    (0..10).map(corner).collect()
}

/// Specks strewn over a rectangle, always the same (a linear congruential sequence, Numerical Recipes §7.1).
fn specks(w: f64, h: f64, count: usize) -> Vec<Ring> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1_u32 << 24)
    };
    let speck = |_| {
        let (x, y, size) = ((next() - 0.5) * w, (next() - 0.5) * h, 0.15 + 0.45 * next());
        moved(rectangle(size, size * (0.5 + next())), x, y)
    };
    (0..count).map(speck).collect()
}

fn moved(ring: Ring, dx: f64, dy: f64) -> Ring {
    ring.into_iter().map(|(x, y)| (x + dx, y + dy)).collect()
}

/// How far a character advances in millimetres, and its outline with the middle of its em box at the origin.
fn glyph(ch: char, size_pt: f64, fonts: &Fonts) -> Result<(f64, Vec<Ring>), FormError> {
    let glyph = fonts.glyph(Face::Song, ch)?;
    let broken = |reason: String| FormError::Pdf { reason };
    let face = ttf_parser::Face::parse(fonts.bytes(glyph.slot)?, 0).map_err(|e| broken(e.to_string()))?;
    let em = size_pt * MM_PER_PT;
    let advance = em * f64::from(glyph.advance) / 1000.0;
    let mut outline = Outline {
        scale: em / f64::from(face.units_per_em()),
        left: advance / 2.0,
        down: em * MIDDLE,
        at: (0.0, 0.0),
        rings: Vec::new(),
    };
    face.outline_glyph(ttf_parser::GlyphId(glyph.gid), &mut outline);
    Ok((advance, outline.rings))
}

/// Collects a glyph's contours in millimetres.
struct Outline {
    scale: f64,
    left: f64,
    down: f64,
    at: Point,
    rings: Vec<Ring>,
}

impl Outline {
    fn mm(&self, x: f32, y: f32) -> Point {
        (
            f64::from(x) * self.scale - self.left,
            self.down - f64::from(y) * self.scale,
        )
    }

    fn to(&mut self, p: Point) {
        self.at = p;
        if let Some(ring) = self.rings.last_mut() {
            ring.push(p);
        }
    }

    /// A cubic Bézier curve in as few straight pieces as keep within [`STRAY_MM`] of it. A curve strays from a chord
    /// by at most an eighth of its second derivative times the square of the step.
    fn curve(&mut self, [b, c, end]: [Point; 3]) {
        let a = self.at;
        let bend = |p: Point, q: Point, r: Point| (p.0 - 2.0 * q.0 + r.0).hypot(p.1 - 2.0 * q.1 + r.1);
        let second = 6.0 * bend(a, b, c).max(bend(b, c, end));
        let pieces = (second / (8.0 * STRAY_MM)).sqrt().ceil().max(1.0) as usize;
        for piece in 1..pieces {
            let t = piece as f64 / pieces as f64;
            let u = 1.0 - t;
            let weigh = |a: f64, b: f64, c: f64, d: f64| {
                u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
            };
            self.to((weigh(a.0, b.0, c.0, end.0), weigh(a.1, b.1, c.1, end.1)));
        }
        self.to(end);
    }
}

impl ttf_parser::OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let start = self.mm(x, y);
        self.rings.push(Vec::new());
        self.to(start);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.to(self.mm(x, y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (a, control, end) = (self.at, self.mm(x1, y1), self.mm(x, y));
        let towards = |p: Point| {
            (
                p.0 + (control.0 - p.0) * 2.0 / 3.0,
                p.1 + (control.1 - p.1) * 2.0 / 3.0,
            )
        };
        self.curve([towards(a), towards(end), end]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.curve([self.mm(x1, y1), self.mm(x2, y2), self.mm(x, y)]);
    }

    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(strokes: &str) -> Result<Picture, FormError> {
        let kdl = format!("form \"f\" version=\"1\" {{ picture h=40 {{ {strokes} }} }}");
        let form = crate::FormDescription::parse("f", &kdl, &|_| None)?;
        match form.blocks.first() {
            Some(crate::description::Block::Picture(picture)) => Ok(picture.clone()),
            other => panic!("{other:?}"),
        }
    }

    /// The fonts of the source tree.
    fn fonts() -> Fonts {
        Fonts::load(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/fonts/print"))
            .unwrap()
    }

    /// How far the drawing's points lie from (30, 20), nearest and farthest.
    fn reach(draw: &Draw) -> (f64, f64) {
        let Draw::Shade { rings, .. } = draw else {
            panic!("{draw:?}")
        };
        let far = |p: &Point| (p.0 - 30.0).hypot(p.1 - 20.0);
        let all = rings.iter().flatten().map(far);
        all.fold((f64::MAX, 0.0), |(near, wide), d| (near.min(d), wide.max(d)))
    }

    #[test]
    fn strokes_stand_around_their_origin() {
        let table = [
            ("circle r=20 width=1", (19.5, 20.5)),
            ("star r=6", (6.0 * 0.381_966, 6.0)),
            ("patch w=6 h=8", (5.0, 5.0)),
            ("at scale=0.5 turn=30 { patch w=6 h=8 }", (2.5, 2.5)),
        ];
        for (stroke, (near, far)) in table {
            let drawn = draw(
                &picture(&format!("at x=30 y=20 {{ {stroke} }}")).unwrap(),
                &fonts(),
            )
            .unwrap();
            let (a, b) = reach(&drawn[0]);
            assert!(
                (a - near).abs() < 0.01 && (b - far).abs() < 0.01,
                "{stroke}: {a} to {b}"
            );
        }
        let words =
            r#"at x=30 y=20 { arc "某某单位" r=15 size=12; words "示例" size=12; specks w=10 h=10 n=9 }"#;
        let drawn = draw(&picture(words).unwrap(), &fonts()).unwrap();
        let (near, far) = reach(&drawn[0]);
        assert!(near > 12.0 && far < 18.0, "along the circle: {near} to {far}");
        assert!(reach(&drawn[1]).1 < 5.0, "in the middle");
        assert!(matches!(&drawn[2], Draw::Shade { rings, .. } if rings.len() == 9));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for strokes in [
            "circle r=20",
            "at { blob r=3 }",
            "at { circle radius=3 }",
            "at { circle r=0 }",
            "at { words size=9 }",
            "at { include \"clauses/none\" }",
        ] {
            let refused = picture(strokes).expect_err(strokes);
            assert_eq!(refused.code(), "form-description", "{strokes}");
        }
    }
}
