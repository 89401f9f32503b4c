//! How long the PIN of a PIV card may be.

/// Shortest PIN that SP 800-73-4 part 1 §2.4.3 lets a card take, in digits.
pub(super) const PIN_MIN: usize = 6;
/// Length of a PIN or PUK on the wire; shorter ones are filled up with 0xFF.
pub(super) const PIN_BYTES: usize = 8;
