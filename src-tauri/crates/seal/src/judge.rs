//! Measures to findings, in the guides' own words.
//!
//! Acceptance 正红、不歪、不变型、不压线、字迹清晰无缺损; rejection 印章模糊，字迹重叠 · 部分文字缺损，颜色偏淡 · 印章下有其他字样、边框等 ·
//! 盖章处纸张背景色不为纯白色、有杂质 (采集表 of the NETCA guides).

use crate::thresholds::Band;
use crate::{Finding, Measures, SampleKind, Shape, Thresholds, Verdict, tint};

/// Longer by shorter side from which a seal with corners is oblong by design.
pub(crate) const OBLONG: f64 = 1.3;
/// Depth of ink behind the edge from which it is the ground of white characters beyond doubt, in mm.
const SOLID_GROUND_MM: f64 = 2.0;
/// So many specks far from all strokes of a signature are dirt and no dots of it.
const SPECKS: u32 = 6;
/// Share of solid ground that is white, in per cent, below which its characters may have closed up: the thinnest hands
/// of print leave 10.
const WHITE_PERCENT: f64 = 9.5;
/// How crowded a square name's strokes are from which they may have run together: sound ones of thick strokes, which
/// leave broad paper between them, are up to 11.1.
const CROWDED_PERMILLE: f64 = 11.3;
/// How far the strokes of a name in a shape of its own have closed up from which they may have run together: of sound
/// ones two in a hundred have. Square names are cut as bold as that.
const CLOSED_MM: f64 = 0.76;
/// Share of the width at which an edge is soft by itself from which it is that with other signs of it: with strokes
/// that ran together in pale ink, with pale ink, with strokes that ran together.
const SMEARED: [f64; 3] = [0.5, 0.8, 0.9];
/// Edge of a device, in mm, beyond which it fills gaps between small characters by itself, and how many more per cent
/// of their ink lie deep for each mm of it.
const FILLS_FROM_MM: f64 = 0.2;
const FILLED_PERCENT: f64 = 40.0;
const AGAIN: &str = "请在另一方框内重新盖章。";
const FRESH: &str = "请换一张重新打印的采集表盖章。";
const IN_RED: &str = "请用红色印泥重新盖章；不要用复印件。";
const IN_TRUE_RED: &str = "请用正红印泥重新盖章。";

/// Beyond the band, the larger the worse.
fn above(value: f64, band: Band) -> Option<Verdict> {
    if value >= band.reject {
        Some(Verdict::Reject)
    } else if value >= band.look {
        Some(Verdict::Look)
    } else {
        None
    }
}

/// Below the band, the smaller the worse.
fn below(value: f64, band: Band) -> Option<Verdict> {
    above(
        -value,
        Band {
            look: -band.look,
            reject: -band.reject,
        },
    )
}

/// A picture that cannot be measured at all.
pub(crate) fn unusable() -> Finding {
    Finding::new(
        "seal-unmeasurable",
        Verdict::Reject,
        "方框图像无法测量",
        "请重新扫描这一页。",
    )
}

/// Everything to be said about a sample, gravest first.
pub(crate) fn findings(m: &Measures, kind: SampleKind, t: &Thresholds) -> Vec<Finding> {
    let mut out = Vec::new();
    if m.ink_mm2 < t.blank_mm2 {
        if kind != SampleKind::Signature && m.other_ink_mm2 >= 4.0 * t.blank_mm2 {
            let message = "颜色不正：方框内有墨迹，但不是红色";
            out.push(Finding::new("seal-colour", Verdict::Look, message, IN_RED));
        } else if m.faint_mm2 >= t.faint_mm2 {
            let (message, remedy) = if kind == SampleKind::Signature {
                ("偏淡：几乎看不出笔迹", "请用黑色签字笔重新签名。")
            } else {
                ("偏淡：几乎看不出印迹", "请蘸足印泥后重新盖章。")
            };
            out.push(Finding::new("seal-pale", Verdict::Reject, message, remedy));
        } else {
            let remedy = if kind == SampleKind::Signature {
                "请在方框内签名。"
            } else {
                "请在方框内盖章。"
            };
            out.push(Finding::new("seal-blank", Verdict::Reject, "空白", remedy));
        }
    } else {
        if kind == SampleKind::Signature {
            of_signature(m, t, &mut out);
        } else {
            of_seal(m, kind, t, &mut out);
        }
    }
    of_paper(m, t, &mut out);
    out.sort_by_key(|f| std::cmp::Reverse(f.verdict));
    // One word a fault: what the border says of it weighs more than what the text says.
    let mut said = Vec::new();
    out.retain(|f| {
        let fresh = !said.contains(&f.code);
        said.push(f.code);
        fresh
    });
    out
}

fn of_seal(m: &Measures, kind: SampleKind, t: &Thresholds, out: &mut Vec<Finding>) {
    if let Some((tone, remedy)) = off_red(m, t) {
        let message = format!("颜色不正：{tone}");
        out.push(Finding::new("seal-colour", Verdict::Look, message, remedy));
    }
    let mut push = |code, verdict: Option<Verdict>, message: String, remedy: &str| {
        if let Some(verdict) = verdict {
            out.push(Finding::new(code, verdict, message, remedy));
        }
    };
    if let Some(density) = m.density {
        push(
            "seal-pale",
            below(density, t.density),
            format!("偏淡：墨色浓度 {density:.2}"),
            "请蘸足印泥后重新盖章。",
        );
    }
    push(
        "seal-pale",
        above(m.pale_percent, t.pale_percent),
        format!("偏淡：约 {:.0}% 的外框比其余部分淡得多", m.pale_percent),
        "请垫平、蘸匀印泥后重新盖章。",
    );
    let beyond = |edge: Option<f64>, band| above(beyond_device(edge?, m, t), band);
    // What is blurred all over runs together as well: one word for one fault.
    let is_closed = m.closed_mm.is_some_and(|mm| mm >= CLOSED_MM);
    let is_crowded = (is_closed || m.crowded_permille.is_some_and(|c| c >= CROWDED_PERMILLE)) && !m.solid;
    let ran_together = run_together(m, t);
    let is_flooded = is_crowded || m.flooded_percent.is_some_and(|f| f >= ran_together.look);
    let even = beyond(m.edge_mm, t.edge_mm).or_else(|| smeared(m, is_flooded, t));
    let drag = beyond(m.dragged_mm, t.dragged_mm);
    let (blurred, dragged) = (even.max(drag), drag > even);
    if let Some(edge) = m.dragged_mm.filter(|_| dragged).or(m.edge_mm) {
        push(
            "seal-blurred",
            blurred,
            format!("模糊：边缘宽 {edge:.2} 毫米"),
            AGAIN,
        );
    }
    let is_blurred = blurred.is_some();
    if let Some(flooded) = m.flooded_percent.filter(|_| !is_blurred) {
        push(
            "seal-flooded",
            // The characters of a shape of its own are as bold as they like: the machine does not reject them for that.
            above(flooded, ran_together).map(|verdict| match m.shape {
                Some(Shape::Free) => Verdict::Look,
                _ => verdict,
            }),
            format!("模糊：字迹糊在一起，约 {flooded:.0}% 的字迹过粗"),
            "请擦净印面、少蘸印泥后重新盖章。",
        );
    }
    if is_crowded && !is_blurred {
        push(
            "seal-flooded",
            Some(Verdict::Look),
            "模糊：字迹粗而空白少，可能糊在一起".to_owned(),
            "请核对印文；糊在一起的请擦净印面、少蘸印泥后重新盖章。",
        );
    }
    // What is nearly an ellipse may be a leaf, and a person's seal may have any shape: nobody knows what its border
    // should be, or what runs within it.
    let leaf_like = kind == SampleKind::LegalRepSeal && m.shape == Some(Shape::Oval);
    let of_its_own = leaf_like || m.odd_shape || m.shape == Some(Shape::Free);
    // Red characters that ran together with their border are solid ground as well, though not as deep.
    if m.solid && m.border_mm.is_some_and(|deep| deep < SOLID_GROUND_MM) {
        push(
            "seal-flooded",
            Some(Verdict::Look),
            "模糊：分不清是白文，还是字迹与边框糊在一起".to_owned(),
            "请核对印文；糊在一起的请擦净印面、少蘸印泥后重新盖章。",
        );
    }
    if let Some(white) = m.white_percent.filter(|white| *white < WHITE_PERCENT) {
        push(
            "seal-flooded",
            Some(Verdict::Look),
            format!("模糊：白文笔画只占 {white:.0}%，可能糊死"),
            "请核对印文；糊死的请擦净印面、少蘸印泥后重新盖章。",
        );
    }
    if let Some(double) = m.double {
        let verdict = above(double, t.double);
        push(
            "seal-double",
            if of_its_own {
                verdict.map(|_| Verdict::Look)
            } else {
                verdict
            },
            format!("重影：重叠程度 {:.0}%", double * 100.0),
            AGAIN,
        );
    }
    if let (Some(coverage), Some(gap)) = (m.coverage_percent, m.gap_deg) {
        let verdict = below(coverage, t.coverage_percent).max(above(gap, t.gap_deg));
        // A square name seal may be cut without a border all round: a person looks, the machine does not reject.
        let verdict = if of_its_own || m.shape == Some(Shape::Square) {
            verdict.map(|_| Verdict::Look)
        } else {
            verdict
        };
        let message = format!("缺损：外框完整 {coverage:.0}%，最大缺口 {gap:.0}°");
        push("seal-broken", verdict, message, "请垫平、均匀用力重新盖章。");
    } else {
        push(
            "seal-broken",
            Some(Verdict::Reject),
            "缺损：找不到完整的外框".to_owned(),
            "请垫平、均匀用力重新盖章。",
        );
    }
    of_text(m, kind, t, &mut push);
    if let Some(rotation) = m.rotation_deg {
        push(
            "seal-tilted",
            above(rotation.abs(), t.rotation_deg),
            format!("歪斜：{rotation:.0}°"),
            "请摆正印章重新盖章。",
        );
    }
    let verdict = misshapen(m, kind, t);
    push(
        "seal-misshapen",
        verdict,
        format!("变形：长短比 {:.2}", m.aspect_ratio.unwrap_or(1.0)),
        AGAIN,
    );
    push(
        "seal-on-line",
        above(m.on_line_mm2, t.on_line_mm2),
        "压线：印迹碰到或越过方框".to_owned(),
        "请在方框正中重新盖章。",
    );
    let message = format!("印下有字或边框：约 {:.1} 平方毫米", m.beneath_mm2);
    push(
        "seal-print-beneath",
        above(m.beneath_mm2, t.beneath_mm2),
        message,
        FRESH,
    );
    if let Some(size) = unusual_size(m, kind, t) {
        out.push(Finding::new(
            "seal-size",
            Verdict::Look,
            size,
            "请核对印章种类与扫描比例。",
        ));
    }
}

/// How wide an edge is beside what the device makes of a sharp one. Two widths add up by their squares; a device that
/// is blurred itself excuses no more than a coarse scan would.
fn beyond_device(edge_mm: f64, m: &Measures, t: &Thresholds) -> f64 {
    let device = m.device_edge_mm.unwrap_or(0.0).min(t.device_edge_mm);
    (edge_mm.powi(2) - device.powi(2)).max(0.0).sqrt()
}

/// Share of the text's ink that is too deep, on this device: what an organisation has along its border or in a line is
/// so small that a coarse one closes the gaps in it. No device excuses more than a coarse scan would.
fn run_together(m: &Measures, t: &Thresholds) -> Band {
    let small = matches!(m.shape, Some(Shape::Round | Shape::Oval));
    let device = m
        .device_edge_mm
        .filter(|_| small)
        .unwrap_or(0.0)
        .min(t.device_edge_mm);
    let filled = FILLED_PERCENT * (device - FILLS_FROM_MM).max(0.0);
    Band {
        look: (t.flooded_percent.look + filled).min(t.flooded_percent.reject),
        ..t.flooded_percent
    }
}

/// Whether an edge that alone would pass is soft because the impression was smeared: that spreads the ink, which makes
/// it paler and has strokes run together. Too much ink is never pale, and too little runs nowhere; what is very pale
/// has soft edges for that alone.
fn smeared(m: &Measures, is_flooded: bool, t: &Thresholds) -> Option<Verdict> {
    let is_pale = |limit: f64| m.density.is_some_and(|density| density <= limit);
    let least = match (is_flooded, is_pale(t.density.look)) {
        (true, true) => SMEARED[0],
        (false, true) if !is_pale(t.density.reject) => SMEARED[1],
        (true, false) => SMEARED[2],
        _ => return None,
    };
    (beyond_device(m.edge_mm?, m, t) >= least * t.edge_mm.look).then_some(Verdict::Look)
}

/// What red is called when it is none, and the remedy: by its hue, which pale and full ink share, and by how much light
/// it takes from red beside what it takes from green, which tells brown and black. A camera shifts both a little, and
/// what a CA takes for red is not written anywhere, so a person looks, whatever the colour.
fn off_red(m: &Measures, t: &Thresholds) -> Option<(&'static str, &'static str)> {
    let dark = above(m.red_per_green?, t.red_per_green);
    let beyond = |[from, to]: [f64; 2]| {
        // An ink without any hue is as far from red as can be.
        let hue = m.ink_hue_deg?;
        (!(from..=to).contains(&hue)).then_some(hue)
    };
    if dark == Some(Verdict::Reject) || m.ink_hue_deg.is_none() || beyond(t.reddish_hue_deg).is_some() {
        return Some(("不是红色", IN_RED));
    }
    match beyond(t.red_hue_deg) {
        Some(hue) if hue < t.red_hue_deg[0] => Some(("偏紫", IN_TRUE_RED)),
        Some(_) => Some(("偏橙", IN_TRUE_RED)),
        None => dark.map(|_| ("偏暗", IN_TRUE_RED)),
    }
}

/// What the text says of itself: characters that are missing, and whether it says which way is up at all.
fn of_text(
    m: &Measures,
    kind: SampleKind,
    t: &Thresholds,
    push: &mut impl FnMut(&'static str, Option<Verdict>, String, &str),
) {
    if let Some(hole) = m.name_hole_deg {
        let message = format!("缺损：外圈文字中有 {hole:.0}° 的空缺，可能缺字");
        push(
            "seal-broken",
            Some(Verdict::Look),
            message,
            "请核对印文；缺字的请垫平、均匀用力重新盖章。",
        );
    } else if m.lopsided_deg.is_some_and(|off| off > t.lopsided_deg) {
        let message = "缺损：外圈文字两端不对称，可能缺字".to_owned();
        push(
            "seal-broken",
            Some(Verdict::Look),
            message,
            "请核对印文；缺字的请垫平、均匀用力重新盖章。",
        );
    }
    of_holes(m, push);
    let whole = m.turn_period_deg == Some(360.0) || m.shape == Some(Shape::Square);
    let has_outline = m.coverage_percent.is_some() && !m.odd_shape;
    // A person's name says its turn as squares do, up to a quarter, and a shape of its own up to a half.
    let named = kind == SampleKind::LegalRepSeal && m.turn_period_deg.is_some();
    let whole = whole || named || (m.shape == Some(Shape::Free) && m.turn_period_deg.is_some());
    if has_outline && !whole {
        push(
            "seal-turn-unknown",
            Some(Verdict::Look),
            "看不出印章的方向，无法判断是否歪斜".to_owned(),
            "请核对印文是否端正。",
        );
    }
    // A shape of its own is known to be whole when it is its own mirror image, says which end is up, and has characters
    // that stand as it does.
    let is_told = m.turn_period_deg == Some(360.0) && m.text_agrees && m.flooded_percent.is_some();
    if m.odd_shape || (m.shape == Some(Shape::Free) && !is_told) {
        push(
            "seal-shape",
            Some(Verdict::Look),
            "印章外形少见，无法自动判断是否完整".to_owned(),
            "请核对外框与印文是否完整。",
        );
    }
}

/// Characters that are missing where others stand. A design may leave such room: a person looks.
fn of_holes(m: &Measures, push: &mut impl FnMut(&'static str, Option<Verdict>, String, &str)) {
    let message = match (m.line_hole_mm, m.empty_corner) {
        (Some(mm), _) => format!("缺损：一行文字中有 {mm:.1} 毫米的空缺，可能缺字"),
        (None, true) => "缺损：印文有一角空白，可能缺字".to_owned(),
        (None, false) => return,
    };
    let remedy = "请核对印文；缺字的请垫平、均匀用力重新盖章。";
    push("seal-broken", Some(Verdict::Look), message, remedy);
}

fn misshapen(m: &Measures, kind: SampleKind, t: &Thresholds) -> Option<Verdict> {
    let ratio = m.aspect_ratio?;
    match m.shape? {
        Shape::Free => None,
        Shape::Round => above(ratio, t.aspect_ratio),
        // A person's seal may be as long as it likes.
        Shape::Oval if kind == SampleKind::LegalRepSeal => None,
        Shape::Oval => {
            let [long, short] = m.sides_mm?;
            // Beside the nearest of the known sizes: the worse of both sides.
            let off = |side: f64, known: f64| (side / known).max(known / side);
            let beside = |[a, b]: &[f64; 2]| off(long, a.max(*b)).max(off(short, a.min(*b)));
            // An even ellipse of another size may be one by design: a person looks.
            above(
                t.oval_mm.iter().map(beside).fold(f64::MAX, f64::min),
                t.aspect_ratio,
            )
            .map(|_| Verdict::Look)
        }
        // Two impressions of solid ground beside each other are one longer piece of ground.
        Shape::Square if m.solid && (t.aspect_ratio.reject..OBLONG).contains(&ratio) => Some(Verdict::Look),
        // Name seals are cut by hand and often a little oblong.
        // Beyond that they are oblong by design.
        Shape::Square => (ratio >= t.aspect_ratio.reject + 0.06 && ratio < OBLONG).then_some(Verdict::Look),
    }
}

fn unusual_size(m: &Measures, kind: SampleKind, t: &Thresholds) -> Option<String> {
    let range = if kind == SampleKind::LegalRepSeal {
        t.personal_mm
    } else {
        t.round_mm
    };
    let unusual = |mm: f64| mm < range[0] || mm > range[1];
    match (m.shape?, kind) {
        (Shape::Round, _) => {
            let mm = m.diameter_mm.filter(|mm| unusual(*mm))?;
            Some(format!("尺寸少见：直径 {mm:.1} 毫米"))
        }
        (Shape::Square, SampleKind::LegalRepSeal) => {
            let [a, b] = m.sides_mm.filter(|s| s.iter().any(|mm| unusual(*mm)))?;
            Some(format!("尺寸少见：{a:.1}×{b:.1} 毫米"))
        }
        _ => None,
    }
}

fn of_signature(m: &Measures, t: &Thresholds, out: &mut Vec<Finding>) {
    if let Some((density, verdict)) = m.density.and_then(|d| Some((d, below(d, t.density)?))) {
        // A thin pen is pale at the scanner's resolution: a person looks before anything is refused.
        let verdict = if density < t.density.reject / 2.0 {
            verdict
        } else {
            Verdict::Look
        };
        let message = format!("偏淡：墨色浓度 {density:.2}");
        out.push(Finding::new(
            "seal-pale",
            verdict,
            message,
            "请用黑色签字笔重新签名。",
        ));
    }
    if let Some((breaks, verdict)) = m.breaks.and_then(|b| Some((b, above(f64::from(b), t.breaks)?))) {
        let message = format!("断笔：笔画中断 {breaks} 处");
        let remedy = "请换一支出墨顺畅的黑色签字笔重新签名。";
        out.push(Finding::new("seal-broken-stroke", verdict, message, remedy));
    }
    let astray = (m.astray_mm2 >= t.sign_astray_mm2).then_some(Verdict::Look);
    if let Some(verdict) = above(m.on_line_mm2, t.sign_on_line_mm2).max(astray) {
        out.push(Finding::new(
            "seal-on-line",
            verdict,
            "压线：签名碰到或越过方框",
            "请在方框内重新签名。",
        ));
    }
}

fn of_paper(m: &Measures, t: &Thresholds, out: &mut Vec<Finding>) {
    let tint =
        above(m.paper_chroma, tint::allowed(m, t)).max(below(m.paper_lightness, tint::lightness(m, t)));
    if let Some(verdict) = tint {
        let message = format!(
            "底色不白：明度 {:.0}，彩度 {:.0}",
            m.paper_lightness, m.paper_chroma
        );
        out.push(Finding::new(
            "seal-paper-tinted",
            verdict,
            message,
            "请用白纸重新打印采集表，并检查扫描仪的白平衡。",
        ));
    }
    if m.specks >= SPECKS {
        let message = format!("底色有杂质：{} 处离开笔画的小点", m.specks);
        out.push(Finding::new("seal-paper-dirty", Verdict::Look, message, FRESH));
    }
    // A shape of its own is small: next to its strokes little of a stain is seen.
    let small = m.shape == Some(Shape::Free);
    let stain_mm2 = if small { t.stain_mm2 / 2.5 } else { t.stain_mm2 };
    let stained = (m.stain_mm2 >= stain_mm2).then_some(Verdict::Look);
    if let Some(verdict) = above(m.dirt_mm2, t.dirt_mm2).max(stained) {
        let message = format!("底色有杂质：约 {:.1} 平方毫米", m.dirt_mm2.max(m.stain_mm2));
        out.push(Finding::new("seal-paper-dirty", verdict, message, FRESH));
    }
}
