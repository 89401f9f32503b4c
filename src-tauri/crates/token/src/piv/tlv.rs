//! BER-TLV as cards write it: tags of one to three bytes, definite lengths.
//!
//! Never here: the meaning of a tag. Facts: ISO 7816-4 §5.2.2 (BER-TLV data objects).

/// A tag as one number, its bytes in their order: 0x53, 0x7F49, 0x5FC102.
pub(super) type Tag = u32;

/// One data object around `content`.
pub(super) fn wrap(tag: Tag, content: &[u8]) -> Vec<u8> {
    let mut object = without_leading_zeros(tag.to_be_bytes().as_slice()).to_vec();
    let length = content.len().to_be_bytes();
    let length = without_leading_zeros(&length);
    match length {
        [] => object.push(0),
        [short] if *short < 0x80 => object.push(*short),
        // At most eight bytes of length, so that the count fits.
        long => {
            object.push(0x80 | long.len().to_be_bytes()[size_of::<usize>() - 1]);
            object.extend_from_slice(long);
        }
    }
    object.extend_from_slice(content);
    object
}

fn without_leading_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    &bytes[zeros..]
}

/// The objects that stand one after the other in `data`; ends at the first that cannot be read.
pub(super) fn objects(data: &[u8]) -> impl Iterator<Item = (Tag, &[u8])> {
    let mut rest = data;
    std::iter::from_fn(move || {
        let (tag, content, after) = first(rest)?;
        rest = after;
        Some((tag, content))
    })
}

/// The content of the first object with this tag.
pub(super) fn find(data: &[u8], tag: Tag) -> Option<&[u8]> {
    objects(data)
        .find(|(found, _)| *found == tag)
        .map(|(_, content)| content)
}

/// The first object and what stands after it.
fn first(data: &[u8]) -> Option<(Tag, &[u8], &[u8])> {
    let (&lead, mut rest) = data.split_first()?;
    let mut tag = Tag::from(lead);
    if lead & 0x1F == 0x1F {
        for _ in 0..3 {
            let (&next, after) = rest.split_first()?;
            rest = after;
            tag = tag << 8 | Tag::from(next);
            if next & 0x80 == 0 {
                break;
            }
        }
    }
    let (&lead, rest) = rest.split_first()?;
    let (length, rest) = match lead {
        0..=0x7F => (usize::from(lead), rest),
        0x81..=0x83 => {
            let (bytes, after) = rest.split_at_checked(usize::from(lead & 0x7F))?;
            let length = bytes
                .iter()
                .fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
            (length, after)
        }
        // An indefinite length, or one that no card's answer has.
        0x80 | 0x84..=0xFF => return None,
    };
    let (content, after) = rest.split_at_checked(length)?;
    Some((tag, content, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_is_found_again_at_every_length() {
        for length in [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x1234] {
            let content = vec![0xA5; length];
            for tag in [0x53, 0x7F49, 0x5F_C1_02] {
                let both = [wrap(tag, &content), wrap(0x71, &[0])].concat();
                assert_eq!(find(&both, tag), Some(content.as_slice()), "{length} in {tag:x}");
                assert_eq!(find(&both, 0x71), Some(&[0][..]), "{length} in {tag:x}");
            }
        }
    }

    #[test]
    fn what_is_cut_short_is_not_read() {
        let whole = wrap(0x53, &[7; 300]);
        for cut in 0..whole.len() {
            assert_eq!(find(&whole[..cut], 0x53), None, "cut at {cut}");
        }
        for bad in [&[0x53, 0x80][..], &[0x53, 0x84, 0, 0, 0, 0], &[0x5F], &[]] {
            assert_eq!(objects(bad).count(), 0, "{bad:x?}");
        }
    }
}
