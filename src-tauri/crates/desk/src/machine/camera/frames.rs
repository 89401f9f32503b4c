//! JPEG frames out of a stream of bytes (ITU-T T.81 annex B: markers, segments with their length, entropy-coded data).

/// Most bytes of one frame; a stream that shows no end by then is no stream of frames.
const LONGEST: usize = 32 << 20;

/// Bytes of which no whole frame has been made yet.
#[derive(Default)]
pub struct Frames {
    bytes: Vec<u8>,
}

impl Frames {
    /// Takes bytes in and gives the frames that are whole now. What stands between two frames is left out.
    pub fn push(&mut self, more: &[u8]) -> Vec<Vec<u8>> {
        self.bytes.extend_from_slice(more);
        let mut whole = Vec::new();
        loop {
            let start = self.bytes.windows(3).position(|w| w == [0xff, 0xd8, 0xff]);
            // The last two bytes may be the beginning of one.
            let skip = start.unwrap_or(self.bytes.len().saturating_sub(2));
            self.bytes.drain(..skip);
            if start.is_none() {
                return whole;
            }
            match end_of(&self.bytes) {
                Some(end) => whole.push(self.bytes.drain(..end).collect()),
                None if self.bytes.len() > LONGEST => {
                    self.bytes.drain(..2);
                }
                None => return whole,
            }
        }
    }
}

/// Where the frame at the beginning ends. Two bytes of a segment may look like the end, so segments are stepped over.
fn end_of(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        match (*bytes.get(at)?, *bytes.get(at + 1)?) {
            (0xff, 0xd9) => return Some(at + 2),
            // Fill bytes, and markers that stand alone.
            (0xff, 0xff) => at += 1,
            (0xff, 0x00 | 0x01 | 0xd0..=0xd8) => at += 2,
            (0xff, _) => {
                let length = u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]);
                at += 2 + usize::from(length.max(2));
            }
            // Entropy-coded data, in which 0xff is always followed by 0x00 or a restart marker.
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame whose comment holds what looks like an end.
    fn frame(tag: u8) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xfe, 0x00, 0x06, 0xff, 0xd9, tag, tag];
        bytes.extend([
            0xff, 0xda, 0x00, 0x03, 0x01, 0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9,
        ]);
        bytes
    }

    #[test]
    fn frames_come_out_whole_however_the_bytes_are_cut() {
        let mut stream = b"noise\xff".to_vec();
        for tag in 1..=3 {
            stream.extend(frame(tag));
            stream.extend([0, 0]);
        }
        for cut in 1..stream.len() {
            let mut frames = Frames::default();
            let out: Vec<_> = stream.chunks(cut).flat_map(|chunk| frames.push(chunk)).collect();
            assert_eq!(out, [frame(1), frame(2), frame(3)], "cut every {cut}");
        }
    }

    #[test]
    fn what_is_no_stream_of_frames_gives_none_and_is_not_kept() {
        let mut frames = Frames::default();
        assert!(frames.push(&vec![7; 1 << 20]).is_empty());
        assert!(frames.bytes.len() <= 2);
        assert!(frames.push(&[0xff, 0xd8, 0xff]).is_empty());
    }
}
