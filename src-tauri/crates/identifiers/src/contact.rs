//! Ways to reach somebody: mobile, land line, postcode, e-mail; and the bare division code.

use email_address::{EmailAddress, Options};

use crate::division::{division_name, province_name};
use crate::finding::Report;
use crate::text::is_digits;

pub(crate) fn mobile(number: &str, report: &mut Report) {
    let fits = |n: &str| {
        n.len() == 11
            && is_digits(n)
            && n.starts_with('1')
            && n.as_bytes().get(1).is_some_and(|b| (b'3'..=b'9').contains(b))
    };
    if fits(number) {
        return;
    }
    let count = number.chars().count();
    let message = if !is_digits(number) {
        "手机号码只能是11位数字".to_owned()
    } else if count != 11 {
        format!("手机号码应为11位，现为{count}位")
    } else {
        format!("手机号码应以13至19开头，现为{}", &number[..2])
    };
    let bare = number
        .trim_start_matches('+')
        .strip_prefix("86")
        .map(str::to_owned)
        .filter(|n| fits(n));
    report
        .refuse("mobile-form", message, "请重新核对手机号码")
        .suggestion = bare;
}

/// A land line is written in too many ways to refuse one: seven digits at least, signs that telephone numbers use.
pub(crate) fn phone(number: &str, report: &mut Report) {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let signs = number
        .chars()
        .all(|c| c.is_ascii_digit() || "+-()/,;*#转、；，".contains(c));
    if !signs || !(7..=40).contains(&digits) {
        report.warn(
            "phone-form",
            "电话号码应为区号加7至8位数字，分机写在“-”或“转”之后",
            "请核对电话号码；确实如此的可以保留",
        );
    }
}

pub(crate) fn postcode(number: &str, report: &mut Report) {
    if number.len() != 6 || !is_digits(number) {
        let count = number.chars().count();
        report.refuse(
            "postcode-form",
            if count == 6 {
                "邮政编码只能是6位数字".to_owned()
            } else {
                format!("邮政编码应为6位数字，现为{count}位")
            },
            "请重新核对邮政编码",
        );
    }
}

pub(crate) fn email(address: &str, report: &mut Report) {
    let options = Options::default()
        .with_required_tld()
        .without_display_text()
        .without_domain_literal();
    if EmailAddress::parse_with_options(address, options).is_err() {
        let message = if !address.contains('@') {
            "电子邮箱缺少@"
        } else if address.chars().any(char::is_whitespace) {
            "电子邮箱中间不能有空格"
        } else {
            "电子邮箱不是有效的地址"
        };
        report.refuse(
            "email-form",
            message,
            "请按“名称@域名”重新填写，例如 office@example.cn",
        );
    }
}

pub(crate) fn division(code: &str, report: &mut Report) {
    match division_name(code) {
        Some(name) => report.facts.area = Some(name),
        None => {
            report.facts.area = code.get(..2).and_then(province_name).map(str::to_owned);
            report.warn(
                "division-unknown",
                if code.len() == 6 && is_digits(code) {
                    format!("{code}不在行政区划代码表中")
                } else {
                    "行政区划代码应为6位数字".to_owned()
                },
                "请核对代码；新设或撤销的区划可以保留",
            );
        }
    }
}
