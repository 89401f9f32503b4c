//! The fee formulas of project files: `200*years+100`, `{1:250, 2:450}` by years, `300*(count+sub_count)`.
//!
//! Amounts are 元 with at most two decimals; all reckoning is in 分, exact and checked for overflow.

use serde::Deserialize;
use serde::de::{self, Deserializer};

/// A formula, ready to be reckoned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula(Node);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    /// A number, in hundredths.
    Number(i64),
    Years,
    Count,
    SubCount,
    /// Amount by years, in hundredths.
    Table(Vec<(u32, i64)>),
    Add(Box<Node>, Box<Node>),
    Subtract(Box<Node>, Box<Node>),
    Multiply(Box<Node>, Box<Node>),
}

/// What a formula is reckoned with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantities {
    /// Validity in years, where one is asked.
    pub years: Option<u32>,
    /// Number of certificates.
    pub count: u32,
    /// Number of further ones that belong to them (副证, 副锁).
    pub sub_count: u32,
}

impl Quantities {
    /// One certificate for so many years.
    pub fn one(years: u32) -> Self {
        Self {
            years: Some(years),
            count: 1,
            sub_count: 0,
        }
    }
}

/// Why a formula has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormulaError {
    /// It needs a number of years and none was given.
    #[error("未填年限")]
    YearsMissing,
    /// The price table has no such number of years.
    #[error("没有{0}年的价格")]
    NoPrice(u32),
    /// Out of every range.
    #[error("数额过大")]
    TooLarge,
}

impl FormulaError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::YearsMissing => "fee-years-missing",
            Self::NoPrice(_) => "fee-years",
            Self::TooLarge => "fee-too-large",
        }
    }

    /// What to do next.
    pub fn remedy(&self) -> String {
        match self {
            Self::YearsMissing => "请先填写证书年限",
            Self::NoPrice(_) => "请改选有价格的年限",
            Self::TooLarge => "请核对证书数量",
        }
        .to_owned()
    }
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// A sentence in Chinese that says what was not understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader {
            text,
            chars: text.char_indices().peekable(),
            depth: 0,
        };
        if text.len() > 400 {
            return Err("公式过长".to_owned());
        }
        let node = reader.sum()?;
        reader.space();
        match reader.chars.next() {
            None => Ok(Self(node)),
            Some((_, c)) => Err(format!("公式“{text}”里读不懂“{c}”")),
        }
    }

    /// The amount in 分 for one certificate (for all of them when the formula itself names a count).
    ///
    /// # Errors
    /// [`FormulaError`] when the years are missing or have no price, or the amount is out of range.
    pub fn cents(&self, of: &Quantities) -> Result<u64, FormulaError> {
        u64::try_from(self.0.value(of)?).map_err(|_| FormulaError::TooLarge)
    }

    /// Whether the amount depends on the years.
    pub fn uses_years(&self) -> bool {
        self.0.any(&|n| matches!(n, Node::Years | Node::Table(_)))
    }

    /// Whether the formula multiplies by a count itself.
    pub fn uses_count(&self) -> bool {
        self.0.any(&|n| matches!(n, Node::Count | Node::SubCount))
    }

    /// Whether the formula names the further certificates.
    pub fn uses_sub_count(&self) -> bool {
        self.0.any(&|n| matches!(n, Node::SubCount))
    }

    /// The formula with its numbers put in: `200×3＋100`.
    pub fn shown(&self, of: &Quantities) -> String {
        self.0.shown(of)
    }

    /// Whether brackets are needed before another factor.
    pub(crate) fn is_sum(&self) -> bool {
        matches!(self.0, Node::Add(..) | Node::Subtract(..))
    }

    /// Whether it is one number, so that showing a sum adds nothing.
    pub(crate) fn is_single(&self) -> bool {
        matches!(self.0, Node::Number(_) | Node::Table(_))
    }
}

impl<'de> Deserialize<'de> for Formula {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

impl Node {
    fn value(&self, of: &Quantities) -> Result<i64, FormulaError> {
        let two = |a: &Self, b: &Self| Ok((a.value(of)?, b.value(of)?));
        let answer = match self {
            Self::Number(n) => Some(*n),
            Self::Years => i64::from(of.years.ok_or(FormulaError::YearsMissing)?).checked_mul(100),
            Self::Count => i64::from(of.count).checked_mul(100),
            Self::SubCount => i64::from(of.sub_count).checked_mul(100),
            Self::Table(rows) => {
                let wanted = of.years.ok_or(FormulaError::YearsMissing)?;
                let row = rows.iter().find(|(y, _)| *y == wanted);
                Some(row.ok_or(FormulaError::NoPrice(wanted))?.1)
            }
            Self::Add(a, b) => two(a, b).map(|(a, b)| a.checked_add(b))?,
            Self::Subtract(a, b) => two(a, b).map(|(a, b)| a.checked_sub(b))?,
            Self::Multiply(a, b) => two(a, b).map(|(a, b)| a.checked_mul(b).map(|p| p / 100))?,
        };
        answer.ok_or(FormulaError::TooLarge)
    }

    fn any(&self, is: &impl Fn(&Self) -> bool) -> bool {
        is(self)
            || match self {
                Self::Add(a, b) | Self::Subtract(a, b) | Self::Multiply(a, b) => a.any(is) || b.any(is),
                _ => false,
            }
    }

    fn shown(&self, of: &Quantities) -> String {
        match self {
            Self::Number(n) => plain(*n),
            Self::Years => of.years.map_or("年限".to_owned(), |y| y.to_string()),
            Self::Count => of.count.to_string(),
            Self::SubCount => of.sub_count.to_string(),
            Self::Table(rows) => rows
                .iter()
                .find(|(y, _)| Some(*y) == of.years)
                .map_or("年限价".to_owned(), |(_, n)| plain(*n)),
            Self::Add(a, b) => format!("{}＋{}", a.shown(of), b.shown(of)),
            Self::Subtract(a, b) => format!("{}－{}", a.shown(of), b.shown(of)),
            Self::Multiply(a, b) => {
                let factor = |n: &Self| match n {
                    Self::Add(..) | Self::Subtract(..) => format!("({})", n.shown(of)),
                    n => n.shown(of),
                };
                format!("{}×{}", factor(a), factor(b))
            }
        }
    }
}

/// 20000 → `200`, 1250 → `12.50`.
fn plain(hundredths: i64) -> String {
    if hundredths % 100 == 0 {
        (hundredths / 100).to_string()
    } else {
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

struct Reader<'a> {
    text: &'a str,
    chars: std::iter::Peekable<std::str::CharIndices<'a>>,
    depth: u8,
}

impl Reader<'_> {
    fn space(&mut self) {
        while self.chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
    }

    fn take(&mut self, wanted: &[char]) -> Option<char> {
        self.space();
        self.chars.next_if(|(_, c)| wanted.contains(c)).map(|(_, c)| c)
    }

    fn sum(&mut self) -> Result<Node, String> {
        let mut node = self.product()?;
        while let Some(sign) = self.take(&['+', '-']) {
            let right = Box::new(self.product()?);
            node = if sign == '+' {
                Node::Add(Box::new(node), right)
            } else {
                Node::Subtract(Box::new(node), right)
            };
        }
        Ok(node)
    }

    fn product(&mut self) -> Result<Node, String> {
        let mut node = self.factor()?;
        while self.take(&['*']).is_some() {
            node = Node::Multiply(Box::new(node), Box::new(self.factor()?));
        }
        Ok(node)
    }

    fn factor(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > 40 {
            return Err("公式嵌套过深".to_owned());
        }
        let node = if self.take(&['(']).is_some() {
            let node = self.sum()?;
            if self.take(&[')']).is_none() {
                return Err(format!("公式“{}”缺少右括号", self.text));
            }
            node
        } else if self.take(&['{']).is_some() {
            self.table()?
        } else {
            let word = self.word();
            match word.as_str() {
                "years" => Node::Years,
                "count" => Node::Count,
                "sub_count" => Node::SubCount,
                "" => return Err(format!("公式“{}”没有写完", self.text)),
                word => Node::Number(amount(word)?),
            }
        };
        self.depth -= 1;
        Ok(node)
    }

    fn word(&mut self) -> String {
        self.space();
        let mut word = String::new();
        while let Some((_, c)) = self
            .chars
            .next_if(|(_, c)| c.is_alphanumeric() || *c == '.' || *c == '_')
        {
            word.push(c);
        }
        word
    }

    fn table(&mut self) -> Result<Node, String> {
        let mut rows = Vec::new();
        loop {
            let years = self.word();
            let years: u32 = years.parse().map_err(|_| format!("价格表里“{years}”不是年数"))?;
            if self.take(&[':', '=']).is_none() {
                return Err(format!("价格表{years}年后应为冒号和金额"));
            }
            let price = self.word();
            rows.push((years, amount(&price)?));
            if self.take(&[',']).is_some() {
                continue;
            }
            return match self.take(&['}']) {
                Some(_) => Ok(Node::Table(rows)),
                None => Err("价格表缺少右花括号".to_owned()),
            };
        }
    }
}

/// `200`, `200.5`, `200.00` to hundredths.
fn amount(text: &str) -> Result<i64, String> {
    let wrong = || format!("“{text}”不是数额（元，最多两位小数），也不是 years、count 或 sub_count");
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 2 || whole.len() > 9 || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    let whole: i64 = whole.parse().map_err(|_| wrong())?;
    let part: i64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
    Ok(whole * 100 + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_reckoned_and_shown() {
        let table = [
            ("200*years+100", Some(3), 1, 70_000, "200×3＋100"),
            ("100", None, 1, 10_000, "100"),
            ("300*count", None, 4, 120_000, "300×4"),
            ("{1:250, 2=450,4:850}", Some(4), 1, 85_000, "850"),
            ("(200+40.50)*years", Some(2), 1, 48_100, "(200＋40.50)×2"),
            ("200.00 * years - 10", Some(1), 1, 19_000, "200×1－10"),
            ("300*(count+sub_count)", None, 1, 90_000, "300×(1＋2)"),
        ];
        for (text, years, count, cents, shown) in table {
            let formula = Formula::parse(text).unwrap();
            let of = Quantities {
                years,
                count,
                sub_count: 2,
            };
            assert_eq!(formula.cents(&of), Ok(cents), "{text}");
            assert_eq!(formula.shown(&of), shown, "{text}");
        }
    }

    #[test]
    fn no_price_and_no_years_are_told_apart() {
        let prices = Formula::parse("{1:250,2:450,4:850}").unwrap();
        let without = Quantities {
            years: None,
            ..Quantities::one(1)
        };
        assert_eq!(prices.cents(&Quantities::one(3)), Err(FormulaError::NoPrice(3)));
        assert_eq!(prices.cents(&without), Err(FormulaError::YearsMissing));
        let big = Formula::parse("999999999*years").unwrap();
        assert_eq!(big.cents(&Quantities::one(u32::MAX)), Err(FormulaError::TooLarge));
        let less = Formula::parse("1-2").unwrap();
        assert_eq!(less.cents(&without), Err(FormulaError::TooLarge));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (text, words) in [
            ("200*year", "year"),
            ("200*", "没有写完"),
            ("(200", "右括号"),
            ("{1:}", "“”不是数额"),
            ("{x:1}", "不是年数"),
            ("1.234", "1.234"),
            ("200 % 3", "%"),
            (".", "“.”"),
        ] {
            assert!(Formula::parse(text).unwrap_err().contains(words), "{text}");
        }
        assert!(Formula::parse(&"(".repeat(90)).is_err());
    }
}
