//! Numbers of persons as a screen shows them (个人信息保护法: collect the least, mask on screen).

/// First four and last two characters stay: `4405************14`. Eight characters or fewer keep the ends only.
pub fn mask_id(number: &str) -> String {
    let count = number.chars().count();
    let (head, tail) = if count > 8 { (4, 2) } else { (1, 1) };
    covered(number, head, tail)
}

/// `138****5678`; shorter numbers keep their last two.
pub fn mask_phone(number: &str) -> String {
    let count = number.chars().count();
    let (head, tail) = if count >= 11 { (3, 4) } else { (0, 2) };
    covered(number, head, tail)
}

fn covered(number: &str, head: usize, tail: usize) -> String {
    let count = number.chars().count();
    number
        .chars()
        .enumerate()
        .map(|(i, c)| if i < head || i + tail >= count { c } else { '*' })
        .collect()
}
