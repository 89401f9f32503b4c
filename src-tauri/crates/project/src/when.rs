//! The condition language of project files: `business=renew and not expired`.
//!
//! `or`, `and`, `not`, brackets; an atom is a condition of the project (`expired`) or `key=word|word` with one of the
//! keys of [`KEYS`], or `never`. Fields are asked by `filled=field|field`, `field.name=word|word`, and as dates by
//! `since.name>30d` and `until.name>30d` (days, months, years). Nothing else: a project file can ask, it cannot
//! compute.

use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;
use serde::de::{self, Deserializer};

use case::{BusinessType, CertKind, Channel};

/// What an expression is asked against.
pub(crate) trait Asked {
    /// Whether a condition of the project applies.
    fn holds(&self, condition: &str) -> bool;
    /// The word that stands for a key.
    fn word(&self, key: &str) -> &str;
    /// What was entered in a field; nothing where the asker knows no entries.
    fn entered(&self, _field: &str) -> Option<&str> {
        None
    }
    /// The day that a field says.
    fn date(&self, field: &str) -> Option<NaiveDate> {
        self.entered(field).and_then(identifiers::date_of)
    }
    /// Whether the asker knows what would stand in a field.
    fn is_filled(&self, field: &str) -> bool {
        self.entered(field).is_some()
    }
    /// The day of asking; without one no date is past or ahead.
    fn today(&self) -> Option<NaiveDate> {
        None
    }
}

/// The keys and, where they are not canonical words of the case, their words.
const KEYS: [(&str, &[&str]); 6] = [
    ("business", &[]),
    ("channel", &[]),
    ("kind", &[]),
    ("payment", &["card", "remittance", "other", "unknown"]),
    ("unit_certificate", &["yes", "no", "unknown"]),
    ("payer", &["unit", "other", "unknown"]),
];

/// A condition expression; the empty one always holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When(Option<Node>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Never,
    Condition(String),
    Equals(String, Vec<String>),
    Filled(Vec<String>),
    Entered(String, Vec<String>),
    Date(String, Side, Span),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
}

/// Which side of a date the day of asking is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// `since`: the date is past by more than the span.
    Since,
    /// `until`: the date is ahead by more than the span.
    Until,
}

/// A stretch of time as the guides state it: 三十日, 一年.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Days(u32),
    Months(u32),
}

impl Span {
    /// `30d`, `6m`, `1y`.
    fn parse(text: &str) -> Option<Self> {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let number: u32 = number.parse().ok().filter(|n| *n <= 1200)?;
        match unit {
            "d" => Some(Self::Days(number)),
            "m" => Some(Self::Months(number)),
            "y" => Some(Self::Months(number * 12)),
            _ => None,
        }
    }

    fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(n) => day.checked_add_days(Days::new(u64::from(n))),
            Self::Months(n) => day.checked_add_months(Months::new(n)),
        }
    }
}

impl When {
    /// Reads an expression.
    ///
    /// # Errors
    /// A sentence in Chinese that says what was not understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        if tokens.is_empty() {
            return Ok(Self(None));
        }
        let mut parser = Parser {
            tokens: &tokens,
            at: 0,
            depth: 0,
        };
        let node = parser.either()?;
        match parser.tokens.get(parser.at) {
            None => Ok(Self(Some(node))),
            Some(rest) => Err(format!("条件“{text}”在“{rest}”处读不下去")),
        }
    }

    pub(crate) fn holds(&self, asked: &impl Asked) -> bool {
        self.0.as_ref().is_none_or(|node| node.holds(asked))
    }

    /// The conditions of the project that it names.
    pub(crate) fn conditions(&self) -> Vec<&str> {
        let mut names = Vec::new();
        if let Some(node) = &self.0 {
            node.names(&mut names);
        }
        names
    }

    /// The fields that it asks about.
    pub(crate) fn fields(&self) -> Vec<&str> {
        let mut fields = Vec::new();
        if let Some(node) = &self.0 {
            node.fields(&mut fields);
        }
        fields
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

impl Node {
    fn holds(&self, asked: &impl Asked) -> bool {
        match self {
            Self::Never => false,
            Self::Condition(name) => asked.holds(name),
            Self::Equals(key, words) => words.iter().any(|w| w == asked.word(key)),
            Self::Filled(fields) => fields.iter().any(|f| asked.is_filled(f)),
            Self::Entered(field, words) => asked
                .entered(field)
                .is_some_and(|value| words.iter().any(|w| w == value)),
            Self::Date(field, side, span) => {
                let (Some(date), Some(today)) = (asked.date(field), asked.today()) else {
                    return false;
                };
                match side {
                    Side::Since => span.after(date).is_some_and(|end| today > end),
                    Side::Until => span.after(today).is_some_and(|end| date > end),
                }
            }
            Self::Not(node) => !node.holds(asked),
            Self::And(a, b) => a.holds(asked) && b.holds(asked),
            Self::Or(a, b) => a.holds(asked) || b.holds(asked),
        }
    }

    fn names<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Condition(name) => names.push(name),
            Self::Never | Self::Equals(..) | Self::Filled(_) | Self::Entered(..) | Self::Date(..) => {}
            Self::Not(node) => node.names(names),
            Self::And(a, b) | Self::Or(a, b) => {
                a.names(names);
                b.names(names);
            }
        }
    }

    fn fields<'a>(&'a self, fields: &mut Vec<&'a str>) {
        match self {
            Self::Filled(names) => fields.extend(names.iter().map(String::as_str)),
            Self::Entered(name, _) | Self::Date(name, ..) => fields.push(name),
            Self::Never | Self::Condition(_) | Self::Equals(..) => {}
            Self::Not(node) => node.fields(fields),
            Self::And(a, b) | Self::Or(a, b) => {
                a.fields(fields);
                b.fields(fields);
            }
        }
    }
}

fn tokens(text: &str) -> Result<Vec<String>, String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut joined = false;
    for c in text.chars() {
        match c {
            '(' | ')' | '=' | '|' | '>' => {
                tokens.push(c.to_string());
                joined = false;
            }
            c if c.is_whitespace() => joined = false,
            c if c.is_ascii_alphanumeric() || c == '_' || c == '.' => match tokens.last_mut() {
                Some(last) if joined => last.push(c),
                _ => {
                    tokens.push(c.to_string());
                    joined = true;
                }
            },
            c => return Err(format!("条件“{text}”里有不认识的符号“{c}”")),
        }
        if tokens.len() > 200 {
            return Err("条件过长".to_owned());
        }
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: &'a [String],
    at: usize,
    depth: u8,
}

impl Parser<'_> {
    fn take(&mut self, token: &str) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|t| t == token);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Result<String, String> {
        match self.tokens.get(self.at) {
            Some(t) if !["(", ")", "=", "|", ">", "and", "or", "not"].contains(&t.as_str()) => {
                self.at += 1;
                Ok(t.clone())
            }
            Some(t) => Err(format!("“{t}”处应写条件名")),
            None => Err("条件没有写完".to_owned()),
        }
    }

    fn either(&mut self) -> Result<Node, String> {
        let mut node = self.both()?;
        while self.take("or") {
            node = Node::Or(Box::new(node), Box::new(self.both()?));
        }
        Ok(node)
    }

    fn both(&mut self) -> Result<Node, String> {
        let mut node = self.one()?;
        while self.take("and") {
            node = Node::And(Box::new(node), Box::new(self.one()?));
        }
        Ok(node)
    }

    fn one(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > 40 {
            return Err("条件嵌套过深".to_owned());
        }
        let node = if self.take("not") {
            Node::Not(Box::new(self.one()?))
        } else if self.take("(") {
            let node = self.either()?;
            if !self.take(")") {
                return Err("条件缺少右括号".to_owned());
            }
            node
        } else {
            self.atom()?
        };
        self.depth -= 1;
        Ok(node)
    }

    fn atom(&mut self) -> Result<Node, String> {
        let name = self.word()?;
        if name == "never" {
            return Ok(Node::Never);
        }
        if let Some((key, field)) = name.split_once('.') {
            return self.about_field(key, field);
        }
        if !self.take("=") {
            return Ok(Node::Condition(name));
        }
        let words = self.words()?;
        if name == "filled" {
            return Ok(Node::Filled(words));
        }
        for word in &words {
            known(&name, word)?;
        }
        Ok(Node::Equals(name, words))
    }
}

impl Parser<'_> {
    /// `a|b|c`.
    fn words(&mut self) -> Result<Vec<String>, String> {
        let mut words = vec![self.word()?];
        while self.take("|") {
            words.push(self.word()?);
        }
        Ok(words)
    }

    /// What follows `field.name`, `since.name` or `until.name`.
    fn about_field(&mut self, key: &str, field: &str) -> Result<Node, String> {
        let side = match key {
            "field" if self.take("=") => return Ok(Node::Entered(field.to_owned(), self.words()?)),
            "field" => return Err(format!("“field.{field}”后应写 = 和值")),
            "since" => Side::Since,
            "until" => Side::Until,
            _ => return Err(format!("不认识的“{key}.”，可用：field、since、until")),
        };
        if !self.take(">") {
            return Err(format!("“{key}.{field}”后应写 > 和一段时间，如 >30d"));
        }
        let span = self.word()?;
        let parsed = Span::parse(&span).ok_or_else(|| format!("“{span}”不是一段时间，可用：30d、6m、1y"))?;
        Ok(Node::Date(field.to_owned(), side, parsed))
    }
}

fn known(key: &str, word: &str) -> Result<(), String> {
    match key {
        "business" => word.parse::<BusinessType>().map(drop).map_err(|e| e.to_string()),
        "channel" => word.parse::<Channel>().map(drop).map_err(|e| e.to_string()),
        "kind" => word.parse::<CertKind>().map(drop).map_err(|e| e.to_string()),
        _ => match KEYS.iter().find(|(k, _)| *k == key) {
            Some((_, words)) if words.contains(&word) => Ok(()),
            Some((_, words)) => Err(format!("“{key}”不会等于“{word}”，可用：{}", words.join("、"))),
            None => Err(format!(
                "不认识的“{key}=”，可用：{}",
                KEYS.map(|(k, _)| k).join("、")
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case(&'static [&'static str]);

    impl Asked for Case {
        fn holds(&self, condition: &str) -> bool {
            self.0.contains(&condition)
        }

        fn word(&self, key: &str) -> &str {
            match key {
                "business" => "renew",
                "channel" => "counter",
                _ => "unknown",
            }
        }

        fn entered(&self, field: &str) -> Option<&str> {
            match field {
                "sub_count" => Some("2"),
                "old_until" => Some("2026-12-21"),
                "lapsed" => Some("2025-11-21"),
                _ => None,
            }
        }

        fn today(&self) -> Option<NaiveDate> {
            NaiveDate::from_ymd_opt(2026, 11, 21)
        }
    }

    #[test]
    fn expressions_hold_as_they_read() {
        let table = [
            ("", true),
            ("expired", true),
            ("not expired", false),
            ("business=renew|change and expired", true),
            ("business=new or channel=counter", true),
            ("not (business=renew and expired) or late", false),
            ("business=new and late or expired", true),
            ("unit_certificate=unknown", true),
            ("never", false),
            ("filled=sub_count", true),
            ("filled=remark|sub_count", true),
            ("filled=remark", false),
            ("field.sub_count=1|2", true),
            ("field.sub_count=1", false),
            // Thirty days ahead to the day is inside the thirty days before the date.
            ("until.old_until>29d", true),
            ("until.old_until>30d", false),
            ("until.old_until>1m", false),
            // A year ago to the day is not more than a year.
            ("since.lapsed>0d", true),
            ("since.lapsed>364d", true),
            ("since.lapsed>1y", false),
            ("since.old_until>0d", false),
            ("since.remark>0d or until.remark>0d", false),
        ];
        for (text, expected) in table {
            let when = When::parse(text).unwrap();
            assert_eq!(when.holds(&Case(&["expired"])), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (text, words) in [
            ("business=renewal", "renewal"),
            ("colour=red", "colour"),
            ("(expired", "右括号"),
            ("expired and", "没有写完"),
            ("expired expired", "读不下去"),
            ("a & b", "&"),
            ("unit_certificate=maybe", "maybe"),
            ("since.old_until>soon", "soon"),
            ("since.old_until", "> 和一段时间"),
            ("field.sub_count", "= 和值"),
            ("before.old_until>1d", "before"),
        ] {
            assert!(When::parse(text).unwrap_err().contains(words), "{text}");
        }
        let deep = "(".repeat(100);
        assert!(When::parse(&deep).is_err());
    }
}
