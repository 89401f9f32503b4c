//! The long straight lines of a page, put together from the pieces that tables draw them in.
//!
//! A scanner finds a page by them when its marks are gone. A table draws each cell's edge by itself; on paper they
//! are one line, and as one line they are seen. What is short (blanks to write on, tick boxes) says little and is
//! left out.

use pagemark::LineMm;

use crate::drawing::Draw;

/// Shortest line that is kept, in millimetres.
const SHORTEST: f64 = 12.0;
/// How far apart two pieces of one line may lie, in millimetres; less than the thinnest line is wide.
const SAME: f64 = 0.15;

/// A piece of a level line (or of an upright one with the axes exchanged): where it stands, from, to.
type Stretch = (f64, f64, f64);

/// The long level lines from top to bottom, then the long upright ones from left to right.
pub(crate) fn long_lines(draws: &[Draw]) -> Vec<LineMm> {
    let (mut level, mut upright): (Vec<Stretch>, Vec<Stretch>) = (Vec::new(), Vec::new());
    for draw in draws {
        let Draw::Line { points, .. } = draw else { continue };
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            if (y0 - y1).abs() < SAME {
                level.push((y0, x0.min(x1), x0.max(x1)));
            } else if (x0 - x1).abs() < SAME {
                upright.push((x0, y0.min(y1), y0.max(y1)));
            }
        }
    }
    let level = joined(level).into_iter().map(|(y, from, to)| LineMm {
        from: (from, y),
        to: (to, y),
    });
    let upright = joined(upright).into_iter().map(|(x, from, to)| LineMm {
        from: (x, from),
        to: (x, to),
    });
    level.chain(upright).collect()
}

/// Puts stretches that touch into one and keeps the long ones.
fn joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut lines: Vec<Stretch> = Vec::new();
    for (at, from, to) in stretches {
        // Pieces of one line may be a hair apart across it, so the last few lines are looked at, not the last alone.
        let touching = lines
            .iter_mut()
            .rev()
            .take_while(|line| at - line.0 <= SAME)
            .find(|line| from <= line.2 + SAME && to >= line.1 - SAME);
        match touching {
            Some(line) => (line.1, line.2) = (line.1.min(from), line.2.max(to)),
            None => lines.push((at, from, to)),
        }
    }
    lines.retain(|(_, from, to)| to - from >= SHORTEST);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::HAIRLINE;
    use pagemark::RectMm;

    #[test]
    fn pieces_become_one_line_and_short_ones_go() {
        let draws = [
            Draw::line((20.0, 50.0), (60.0, 50.0), HAIRLINE),
            Draw::line((100.0, 50.0), (60.0, 50.0), HAIRLINE),
            Draw::line((20.0, 70.0), (28.0, 70.0), HAIRLINE),
            Draw::line((30.0, 30.0), (50.0, 60.0), HAIRLINE),
            Draw::outline(
                RectMm {
                    x: 20.0,
                    y: 100.0,
                    w: 40.0,
                    h: 30.0,
                },
                HAIRLINE,
            ),
        ];
        let lines = long_lines(&draws);
        let line = |from, to| LineMm { from, to };
        assert_eq!(
            lines,
            [
                line((20.0, 50.0), (100.0, 50.0)),
                line((20.0, 100.0), (60.0, 100.0)),
                line((20.0, 130.0), (60.0, 130.0)),
                line((20.0, 100.0), (20.0, 130.0)),
                line((60.0, 100.0), (60.0, 130.0)),
            ]
        );
    }
}
