//! Draws from the operating system's randomness, evenly; nothing drawn is kept here.

use crate::rim::api::Refusal;
use crate::rim::secret::SecretText;

/// Fills with the operating system's randomness.
pub fn random(bytes: &mut [u8]) -> Result<(), Refusal> {
    use rand::TryRng as _;
    rand::rngs::SysRng
        .try_fill_bytes(bytes)
        .map_err(|_| Refusal::new("no-randomness", "系统随机数不可用", "请重启计算机后再试"))
}

/// A random number of decimal digits, evenly drawn.
pub fn digits(count: usize) -> Result<SecretText, Refusal> {
    let mut text = String::with_capacity(count);
    while text.len() < count {
        let mut byte = [0_u8; 1];
        random(&mut byte)?;
        // 250 is the largest multiple of ten: what lies above would favour small digits.
        if byte[0] < 250 {
            text.push(char::from(b'0' + byte[0] % 10));
        }
    }
    let drawn = SecretText::from(text.as_str());
    zeroize::Zeroize::zeroize(&mut text);
    Ok(drawn)
}
