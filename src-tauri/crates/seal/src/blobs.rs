//! Connected parts of a mask.

/// One connected part (eight neighbours).
#[derive(Debug, Clone)]
pub(crate) struct Blob {
    /// Indices of its pixels.
    pub pixels: Vec<usize>,
}

/// All connected parts of a mask.
pub(crate) fn blobs(mask: &[bool], width: usize) -> Vec<Blob> {
    let height = mask.len() / width.max(1);
    let mut left = mask.to_vec();
    let mut out = Vec::new();
    for start in 0..left.len() {
        if !left[start] {
            continue;
        }
        left[start] = false;
        let mut pixels = vec![start];
        let mut next = 0;
        while let Some(&at) = pixels.get(next) {
            next += 1;
            let (x, y) = (at % width, at / width);
            for ny in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for nx in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let near = ny * width + nx;
                    if left[near] {
                        left[near] = false;
                        pixels.push(near);
                    }
                }
            }
        }
        out.push(Blob { pixels });
    }
    out
}
