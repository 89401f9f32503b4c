//! Strokes peeled to lines of one pixel (Zhang and Suen, CACM 27(3), 1984), and the points where such lines end or
//! meet.

/// The eight neighbours clockwise from above; `None` at the rim.
pub(crate) fn ring(at: usize, width: usize, len: usize) -> Option<[usize; 8]> {
    let (x, y) = (at % width, at / width);
    if x == 0 || y == 0 || x + 1 >= width || at + width + 1 >= len {
        return None;
    }
    let (up, down) = (at - width, at + width);
    Some([up, up + 1, at + 1, down + 1, down, down - 1, at - 1, up - 1])
}

/// The neighbours as bits in the order of [`ring`].
fn bits(mask: &[bool], ring: &[usize; 8]) -> u8 {
    (0..8).fold(0, |bits, i| bits | u8::from(mask[ring[i]]) << i)
}

/// How often the neighbours change from paper to ink, once around.
fn turns(bits: u8) -> u32 {
    (!bits & bits.rotate_right(1)).count_ones()
}

/// Whether a line ends at a pixel: one neighbour, or two that touch each other.
pub(crate) fn is_end(line: &[bool], at: usize, width: usize) -> bool {
    line[at]
        && ring(at, width, line.len()).is_some_and(|ring| {
            let bits = bits(line, &ring);
            turns(bits) <= 1 && bits.count_ones() <= 2
        })
}

/// Whether lines meet at a pixel.
pub(crate) fn is_junction(line: &[bool], at: usize, width: usize) -> bool {
    line[at] && ring(at, width, line.len()).is_some_and(|ring| turns(bits(line, &ring)) >= 3)
}

/// Peels the strokes from both sides until lines of one pixel are left.
pub(crate) fn thinned(mask: &[bool], width: usize) -> Vec<bool> {
    // Neighbours of which one must be paper, all of a triple at a time: above, right, below, left are bits 0, 2, 4, 6.
    const SIDES: [[u8; 2]; 2] = [[0b0001_0101, 0b0101_0100], [0b0100_0101, 0b0101_0001]];
    let mut line = mask.to_vec();
    let mut inked: Vec<usize> = (0..line.len()).filter(|at| line[*at]).collect();
    loop {
        let before = inked.len();
        for [first, second] in SIDES {
            let goes = |at: &usize| {
                let Some(ring) = ring(*at, width, line.len()) else {
                    return true;
                };
                let bits = bits(&line, &ring);
                (2..=6).contains(&bits.count_ones())
                    && turns(bits) == 1
                    && bits & first != first
                    && bits & second != second
            };
            let gone: Vec<usize> = inked.iter().copied().filter(goes).collect();
            for at in gone {
                line[at] = false;
            }
            inked.retain(|at| line[*at]);
        }
        if inked.len() == before {
            return line;
        }
    }
}
