//! Automatic numbers: `一、`, `1.`, `（2）`, `①` as the words they are on paper.

use std::collections::BTreeMap;

use crate::symbols;
use crate::tree::Node;

/// No list goes deeper.
const LEVELS: usize = 9;

#[derive(Debug, Default, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    font: String,
}

/// The lists of a file and how far each has counted.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    kinds: BTreeMap<String, Vec<Level>>,
    /// Lists by their number: the kind, and levels that begin elsewhere.
    lists: BTreeMap<String, (String, BTreeMap<usize, u32>)>,
    counted: BTreeMap<String, [Option<u32>; LEVELS]>,
}

impl Numbering {
    pub fn read(part: Option<Node>) -> Self {
        let mut all = Self::default();
        let Some(part) = part else { return all };
        for node in &part.children {
            match node.name.as_str() {
                "abstractNum" => {
                    let Some(id) = node.attr("abstractNumId") else {
                        continue;
                    };
                    let mut levels = vec![Level::default(); LEVELS];
                    for level in node.children.iter().filter(|n| n.name == "lvl") {
                        let at = level.attr("ilvl").and_then(|at| at.parse::<usize>().ok());
                        if let Some(slot) = at.and_then(|at| levels.get_mut(at)) {
                            *slot = level_of(level);
                        }
                    }
                    all.kinds.insert(id.to_owned(), levels);
                }
                "num" => {
                    let (Some(id), Some(kind)) = (node.attr("numId"), node.val("abstractNumId")) else {
                        continue;
                    };
                    let overrides = node.children.iter().filter(|n| n.name == "lvlOverride");
                    let starts = overrides.filter_map(|n| {
                        Some((
                            n.attr("ilvl")?.parse().ok()?,
                            n.val("startOverride")?.parse().ok()?,
                        ))
                    });
                    all.lists
                        .insert(id.to_owned(), (kind.to_owned(), starts.collect()));
                }
                _ => {}
            }
        }
        all
    }

    /// The next number of a list at a level, as words; nothing for a list that is not known.
    pub fn next(&mut self, list: &str, level: usize) -> Option<String> {
        let (kind, starts) = self.lists.get(list)?;
        let levels = self.kinds.get(kind)?;
        let own = levels.get(level)?;
        // Lists of one kind count on together unless they begin anew by themselves.
        let key = if starts.is_empty() {
            kind.clone()
        } else {
            format!("{kind}/{list}")
        };
        let counted = self.counted.entry(key).or_default();
        let start = |at: usize| starts.get(&at).copied().unwrap_or_else(|| levels[at].start);
        let now = counted[level].map_or_else(|| start(level), |last| last.saturating_add(1));
        counted[level] = Some(now);
        counted[level + 1..].fill(None);
        let mut text = String::new();
        let mut letters = own.text.chars().peekable();
        while let Some(letter) = letters.next() {
            let digit = letters
                .peek()
                .and_then(|c| c.to_digit(10))
                .filter(|_| letter == '%');
            match digit {
                Some(shown @ 1..) if (shown as usize) <= LEVELS => {
                    letters.next();
                    let at = shown as usize - 1;
                    let count = counted[at].unwrap_or_else(|| start(at));
                    text.push_str(&number(count, &levels[at].format));
                }
                _ => text.push(letter),
            }
        }
        if own.format == "bullet" {
            text = bullet(&text, &own.font);
        }
        Some(text).filter(|text| !text.trim().is_empty())
    }
}

fn level_of(node: &Node) -> Level {
    let fonts = node.at(&["rPr", "rFonts"]);
    Level {
        start: node.val("start").and_then(|n| n.parse().ok()).unwrap_or(1),
        format: node.val("numFmt").unwrap_or("decimal").to_owned(),
        text: node.val("lvlText").unwrap_or_default().to_owned(),
        font: fonts.and_then(|f| f.attr("ascii")).unwrap_or_default().to_owned(),
    }
}

/// A list's point: what symbol fonts show, or a plain one.
fn bullet(text: &str, font: &str) -> String {
    let shown = text.chars().map(|c| symbols::meaning(font, c));
    shown
        .map(|meaning| match meaning {
            symbols::Meaning::Letter(c) => c,
            symbols::Meaning::Tick(false) => '□',
            symbols::Meaning::Tick(true) => '☑',
            symbols::Meaning::Unknown => '•',
        })
        .collect()
}

/// A number in one of Word's formats (ECMA-376 part 1, 17.18.59); unknown ones in digits.
fn number(n: u32, format: &str) -> String {
    let letter = |first: char| {
        let at = n.saturating_sub(1) % 26;
        let letter = char::from_u32(first as u32 + at).unwrap_or(first);
        letter
            .to_string()
            .repeat((n.saturating_sub(1) / 26 + 1).min(8) as usize)
    };
    let of = |signs: &str| signs.chars().nth(n.saturating_sub(1) as usize).map(String::from);
    match format {
        "none" => String::new(),
        "decimalZero" => format!("{n:02}"),
        "upperLetter" => letter('A'),
        "lowerLetter" => letter('a'),
        "upperRoman" => roman(n),
        "lowerRoman" => roman(n).to_lowercase(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "chineseLegalSimplified" => chinese(n, format),
        "ideographTraditional" => of("甲乙丙丁戊己庚辛壬癸").unwrap_or_else(|| n.to_string()),
        "ideographZodiac" => of("子丑寅卯辰巳午未申酉戌亥").unwrap_or_else(|| n.to_string()),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳").unwrap_or_else(|| n.to_string())
        }
        "decimalEnclosedParen" => format!("（{n}）"),
        "decimalEnclosedFullstop" => format!("{n}."),
        "decimalFullWidth" | "decimalFullWidth2" => {
            let wide = |c: char| char::from_u32(c as u32 - '0' as u32 + '０' as u32).unwrap_or(c);
            n.to_string().chars().map(wide).collect()
        }
        _ => n.to_string(),
    }
}

fn chinese(n: u32, format: &str) -> String {
    let digits: Vec<char> = match format {
        "chineseLegalSimplified" => "零壹贰叁肆伍陆柒捌玖拾".chars().collect(),
        _ => "〇一二三四五六七八九十".chars().collect(),
    };
    let (ten, one) = ((n / 10) as usize, (n % 10) as usize);
    match n {
        0..=10 => digits[n as usize].to_string(),
        11..=99 => {
            let tens = if ten == 1 {
                String::new()
            } else {
                digits[ten].to_string()
            };
            let ones = if one == 0 {
                String::new()
            } else {
                digits[one].to_string()
            };
            format!("{tens}{}{ones}", digits[10])
        }
        _ => n.to_string(),
    }
}

fn roman(n: u32) -> String {
    let signs = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = n.min(3999);
    let mut text = String::new();
    for (value, sign) in signs {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_chinese_forms_write_them() {
        let shown = [
            (3, "chineseCounting"),
            (10, "chineseCounting"),
            (11, "japaneseCounting"),
            (20, "chineseCountingThousand"),
            (35, "chineseCountingThousand"),
            (2, "ideographTraditional"),
            (4, "decimalEnclosedCircle"),
            (28, "lowerLetter"),
            (14, "upperRoman"),
            (7, "decimalZero"),
            (12, "decimalFullWidth"),
        ]
        .map(|(n, format)| number(n, format));
        assert_eq!(
            shown,
            [
                "三",
                "十",
                "十一",
                "二十",
                "三十五",
                "乙",
                "④",
                "bb",
                "XIV",
                "07",
                "１２"
            ]
        );
    }
}
