//! GB/T 2260 division codes: province codes are certain; below them a table that keeps codes no longer in use,
//! because a resident number keeps the code of the day it was given.

use std::sync::LazyLock;

/// Province-level codes (GB/T 2260, first two digits).
const PROVINCES: &[(&str, &str)] = &[
    ("11", "北京市"),
    ("12", "天津市"),
    ("13", "河北省"),
    ("14", "山西省"),
    ("15", "内蒙古自治区"),
    ("21", "辽宁省"),
    ("22", "吉林省"),
    ("23", "黑龙江省"),
    ("31", "上海市"),
    ("32", "江苏省"),
    ("33", "浙江省"),
    ("34", "安徽省"),
    ("35", "福建省"),
    ("36", "江西省"),
    ("37", "山东省"),
    ("41", "河南省"),
    ("42", "湖北省"),
    ("43", "湖南省"),
    ("44", "广东省"),
    ("45", "广西壮族自治区"),
    ("46", "海南省"),
    ("50", "重庆市"),
    ("51", "四川省"),
    ("52", "贵州省"),
    ("53", "云南省"),
    ("54", "西藏自治区"),
    ("61", "陕西省"),
    ("62", "甘肃省"),
    ("63", "青海省"),
    ("64", "宁夏回族自治区"),
    ("65", "新疆维吾尔自治区"),
    ("71", "台湾省"),
    ("81", "香港特别行政区"),
    ("82", "澳门特别行政区"),
];

/// The province of a two-digit code.
pub(crate) fn province_name(two: &str) -> Option<&'static str> {
    PROVINCES
        .iter()
        .find(|(code, _)| *code == two)
        .map(|(_, name)| *name)
}

/// Codes below the provinces with their last name, one per line, sorted: the union of the yearly lists of the Ministry
/// of Civil Affairs 1980–2019 and of the Bureau of Statistics 2002–2018 (GB/T 2260), as collected in the public
/// repository cn/GB2260. Newer divisions are missing, which is why an unknown code only warns.
const TABLE: &str = include_str!("../data/divisions.tsv");

fn table() -> &'static [(&'static str, &'static str)] {
    static ROWS: LazyLock<Vec<(&str, &str)>> =
        LazyLock::new(|| TABLE.lines().filter_map(|line| line.split_once('\t')).collect());
    &ROWS
}

fn row(code: &str) -> Option<&'static str> {
    let rows = table();
    let at = rows.binary_search_by_key(&code, |(c, _)| c).ok()?;
    rows.get(at).map(|(_, name)| *name)
}

/// The full name of a six-digit division code, past or present (广东省汕头市潮阳县); none when it is unknown.
pub fn division_name(code: &str) -> Option<String> {
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let province = province_name(&code[..2])?;
    if &code[2..] == "0000" {
        return Some(province.to_owned());
    }
    let own = row(code)?;
    let prefecture = if &code[4..] == "00" {
        None
    } else {
        row(&format!("{}00", &code[..4]))
    };
    let mut name = province.to_owned();
    // 市辖区, 县 and the like are rows of the table that are no part of an address.
    if let Some(city) = prefecture.filter(|p| !p.contains("直辖") && !matches!(*p, "市辖区" | "县" | "市"))
    {
        name.push_str(city);
    }
    if !matches!(own, "市辖区" | "县" | "市") {
        name.push_str(own);
    }
    Some(name)
}
