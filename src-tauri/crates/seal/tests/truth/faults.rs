//! What goes wrong with a sample, beyond doubt: each fault as strong as the guides' pictures of it, never in the grey.

use seal::synth::{Form, Ghost, Seeded};

use super::{Scene, Subject};

/// The reasons for which a sample goes back, in the guides' words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Colour,
    Pale,
    Blurred,
    Double,
    Broken,
    Tilted,
    Misshapen,
    OnLine,
    PrintBeneath,
    PaperTinted,
    PaperDirty,
    Blank,
    SignOnLine,
    SignPale,
    SignBroken,
    SignBlank,
}

impl Fault {
    pub const ALL: [Self; 16] = [
        Self::Colour,
        Self::Pale,
        Self::Blurred,
        Self::Double,
        Self::Broken,
        Self::Tilted,
        Self::Misshapen,
        Self::OnLine,
        Self::PrintBeneath,
        Self::PaperTinted,
        Self::PaperDirty,
        Self::Blank,
        Self::SignOnLine,
        Self::SignPale,
        Self::SignBroken,
        Self::SignBlank,
    ];

    /// The finding it must get, and the guides' word.
    pub fn code(self) -> (&'static str, &'static str) {
        match self {
            Self::Colour => ("seal-colour", "颜色不正"),
            Self::Pale => ("seal-pale", "偏淡"),
            Self::Blurred => ("seal-blurred", "模糊"),
            Self::Double => ("seal-double", "重影"),
            Self::Broken => ("seal-broken", "缺损"),
            Self::Tilted => ("seal-tilted", "歪斜"),
            Self::Misshapen => ("seal-misshapen", "变形"),
            Self::OnLine => ("seal-on-line", "压线"),
            Self::PrintBeneath => ("seal-print-beneath", "印下有字或边框"),
            Self::PaperTinted => ("seal-paper-tinted", "底色不白"),
            Self::PaperDirty => ("seal-paper-dirty", "有杂质"),
            Self::Blank => ("seal-blank", "空白"),
            Self::SignOnLine => ("seal-on-line", "签名压线"),
            Self::SignPale => ("seal-pale", "签名太淡"),
            Self::SignBroken => ("seal-broken-stroke", "签名断笔"),
            Self::SignBlank => ("seal-blank", "签名空白"),
        }
    }

    pub fn is_of_signature(self) -> bool {
        matches!(
            self,
            Self::SignOnLine | Self::SignPale | Self::SignBroken | Self::SignBlank
        )
    }

    /// Spoils a good scene.
    pub fn spoil(self, scene: &mut Scene, random: &mut Seeded) {
        let mut r = |low: f64, high: f64| random.between(low, high);
        match self {
            Self::Colour => {
                scene.design.ink = random.pick(&[
                    [150, 40, 140],
                    [40, 60, 170],
                    [50, 50, 52],
                    [228, 128, 44],
                    [110, 44, 40],
                    [230, 70, 150],
                ]);
            }
            Self::Pale => scene.design.density = r(0.08, 0.22),
            Self::Blurred => scene.design.blur_mm = r(0.24, 0.45),
            Self::Double => {
                let (angle, length) = (r(0.0, std::f64::consts::TAU), r(0.8, 3.2));
                scene.design.ghost = Some(Ghost {
                    shift_mm: (angle.cos() * length, angle.sin() * length),
                    strength: r(0.65, 1.0),
                });
            }
            Self::Broken => {
                if random.bits().is_multiple_of(2) {
                    scene.design.missing = Some((random.between(0.0, 360.0), random.between(14.0, 120.0)));
                } else {
                    let (angle, reach) = (
                        random.between(0.0, std::f64::consts::TAU),
                        scene.design.reach_mm(),
                    );
                    let radius = random.between(0.3, 0.6) * reach;
                    let out = reach * border_share(&scene.design.form, angle);
                    scene
                        .press
                        .patches
                        .push(((angle.cos() * out, angle.sin() * out), radius));
                }
            }
            Self::Tilted => {
                scene.design.rotation_deg = random.pick(&[-1.0, 1.0]) * random.between(10.5, 32.0)
            }
            Self::Misshapen => scene.design.stretch = r(1.05, 1.13),
            Self::OnLine => {
                let deep = r(0.25, 6.0);
                scene.beyond_mm = Some((random.bits() % 4, deep));
            }
            Self::PrintBeneath => scene.text_beneath = true,
            Self::PaperTinted => {
                scene.paper = random.pick(&[
                    [250, 240, 186],
                    [214, 234, 250],
                    [252, 214, 224],
                    [214, 240, 214],
                    [198, 198, 196],
                    [236, 222, 190],
                ]);
            }
            Self::PaperDirty => scene.spots = 3 + (random.bits() % 6) as usize,
            Self::Blank | Self::SignBlank => scene.subject = Subject::Nothing,
            Self::SignOnLine => {
                let deep = r(1.0, 5.0);
                scene.beyond_mm = Some((random.bits() % 4, deep));
            }
            Self::SignPale => scene.hand_density = r(0.08, 0.2),
            Self::SignBroken => scene.hand_gaps = 5 + (random.bits() % 4) as usize,
        }
    }
}

/// How far the border lies in a direction, as a share of the farthest.
fn border_share(form: &Form, angle: f64) -> f64 {
    match form {
        Form::Round { .. } => 1.0,
        Form::Oval { width_mm, height_mm } => {
            let (a, b) = (width_mm / 2.0, height_mm / 2.0);
            (a * b / (b * angle.cos()).hypot(a * angle.sin())) / a
        }
        Form::Square { .. } => std::f64::consts::FRAC_1_SQRT_2 / angle.cos().abs().max(angle.sin().abs()),
    }
}
