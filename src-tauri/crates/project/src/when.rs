//! The condition language of project files: `business=renew and not expired`.
//!
//! `or`, `and`, `not`, brackets; an atom is a condition of the project (`expired`) or `key=word|word` with one of the
//! keys of [`KEYS`], or `never`. Nothing else: a project file can ask, it cannot compute.

use serde::Deserialize;
use serde::de::{self, Deserializer};

use case::{BusinessType, CertKind, Channel};

/// What an expression is asked against.
pub(crate) trait Asked {
    /// Whether a condition of the project applies.
    fn holds(&self, condition: &str) -> bool;
    /// The word that stands for a key.
    fn word(&self, key: &str) -> &str;
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
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
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
            Self::Not(node) => !node.holds(asked),
            Self::And(a, b) => a.holds(asked) && b.holds(asked),
            Self::Or(a, b) => a.holds(asked) || b.holds(asked),
        }
    }

    fn names<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Condition(name) => names.push(name),
            Self::Never | Self::Equals(..) => {}
            Self::Not(node) => node.names(names),
            Self::And(a, b) | Self::Or(a, b) => {
                a.names(names);
                b.names(names);
            }
        }
    }
}

fn tokens(text: &str) -> Result<Vec<String>, String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut joined = false;
    for c in text.chars() {
        match c {
            '(' | ')' | '=' | '|' => {
                tokens.push(c.to_string());
                joined = false;
            }
            c if c.is_whitespace() => joined = false,
            c if c.is_ascii_alphanumeric() || c == '_' => match tokens.last_mut() {
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
            Some(t) if !["(", ")", "=", "|", "and", "or", "not"].contains(&t.as_str()) => {
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
        if !self.take("=") {
            return Ok(Node::Condition(name));
        }
        let mut words = vec![self.word()?];
        while self.take("|") {
            words.push(self.word()?);
        }
        for word in &words {
            known(&name, word)?;
        }
        Ok(Node::Equals(name, words))
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
        ] {
            assert!(When::parse(text).unwrap_err().contains(words), "{text}");
        }
        let deep = "(".repeat(100);
        assert!(When::parse(&deep).is_err());
    }
}
