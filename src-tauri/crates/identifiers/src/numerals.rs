//! Amounts, numbers and dates as Chinese papers write them (正确填写票据和结算凭证的基本规定: capital numerals).

use chrono::{Datelike, NaiveDate};

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// A whole number in capital numerals: 3 → 叁, 10 → 壹拾, 1040 → 壹仟零肆拾.
pub fn capital_number(n: u64) -> String {
    if n == 0 {
        return DIGITS[0].to_owned();
    }
    let mut groups = Vec::new();
    let mut rest = n;
    while rest > 0 {
        groups.push((rest % 10_000) as usize);
        rest /= 10_000;
    }
    let mut text = String::new();
    let mut gap = false;
    for (at, group) in groups.iter().enumerate().rev() {
        if *group == 0 {
            gap = !text.is_empty();
            continue;
        }
        // A zero is spoken where places are skipped, inside a group or between two.
        if !text.is_empty() && (gap || *group < 1000) {
            text.push_str(DIGITS[0]);
        }
        text.push_str(&capital_group(*group));
        text.push_str(GROUPS[at]);
        gap = false;
    }
    text
}

fn capital_group(group: usize) -> String {
    let mut text = String::new();
    let mut gap = false;
    for (place, unit) in [1000, 100, 10, 1].into_iter().enumerate() {
        let digit = group / unit % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push_str(DIGITS[0]);
        }
        text.push_str(DIGITS[digit]);
        text.push_str(PLACES[3 - place]);
        gap = false;
    }
    text
}

/// An amount in 分 in capital numerals: 70000 → 柒佰元整, 104050 → 壹仟零肆拾元伍角整, 5 → 伍分.
pub fn capital_money(cents: u64) -> String {
    let (yuan, jiao, fen) = (cents / 100, (cents / 10 % 10) as usize, (cents % 10) as usize);
    let mut text = String::new();
    if yuan > 0 || cents == 0 {
        text.push_str(&capital_number(yuan));
        text.push('元');
    }
    if jiao > 0 {
        text.push_str(DIGITS[jiao]);
        text.push('角');
    } else if fen > 0 && yuan > 0 {
        text.push_str(DIGITS[0]);
    }
    if fen > 0 {
        text.push_str(DIGITS[fen]);
        text.push('分');
    } else {
        text.push('整');
    }
    text
}

/// 2026年11月21日.
pub fn chinese_date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
