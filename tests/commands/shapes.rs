//! The arguments of every command, as `ui/src/bindings.ts` says them, and values made up after them.
//!
//! The bindings are written from the commands themselves, so a command that is added tomorrow is asked too.

use std::collections::BTreeMap;

use counterfoil_tests::root;
use rand::RngExt as _;
use rand::rngs::SmallRng;
use serde_json::{Map, Value, json};

/// What a value may be.
#[derive(Debug, Clone)]
enum Shape {
    Number,
    Text,
    Truth,
    Nothing,
    Word(String),
    List(Box<Shape>),
    /// Members with whether they must be there.
    Object(Vec<(String, bool, Shape)>),
    /// Any keys.
    Table(Box<Shape>),
    OneOf(Vec<Shape>),
    Named(String),
}

/// All commands and types.
pub struct Shapes {
    types: BTreeMap<String, Shape>,
    commands: BTreeMap<String, Shape>,
}

/// How deep a made-up value goes before it ends.
const DEEPEST: usize = 12;
/// Texts that have broken programs before.
const TEXTS: &[&str] = &[
    "",
    " ",
    "A-1",
    "netca-gd-ylbx",
    "linxy",
    "org.name",
    "91440101MA5CXXXX0X",
    "440106199001011234",
    "2026-02-30",
    "2027-11-22",
    "-1",
    "1e999",
    "\0",
    "a\0b",
    "\u{202e}gnp.exe",
    "\u{feff}\u{200b}",
    "𠮷\u{10ffff}",
    "%n%s{}{0}",
    "' OR 1=1; --",
    "<script>",
    "a\nb\r\nc",
];
const NUMBERS: &[f64] = &[
    0.0,
    1.0,
    2.0,
    3.0,
    -1.0,
    0.5,
    255.0,
    65536.0,
    4_294_967_295.0,
    4_294_967_296.0,
    1e15,
    1e300,
    -1e300,
];

impl Shapes {
    /// Reads the bindings.
    pub fn read() -> Self {
        let text = std::fs::read_to_string(root().join("ui/src/bindings.ts")).expect("the bindings");
        let text = without_comments(&text);
        let mut types = BTreeMap::new();
        for declared in text.split("export type ").skip(1) {
            let Some((name, rest)) = declared.split_once(" = ") else {
                continue;
            };
            if let Some(shape) = (Reader { rest }).shape() {
                types.insert(name.trim().to_owned(), shape);
            }
        }
        let mut commands = BTreeMap::new();
        for line in text.lines() {
            let Some((name, rest)) = argument_of(line.trim()) else {
                continue;
            };
            let shape = (Reader { rest }).shape();
            commands.insert(name.to_owned(), shape.unwrap_or_else(|| panic!("{line}")));
        }
        Self { types, commands }
    }

    /// The commands that answer in JSON or in bytes.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.commands.keys().map(String::as_str)
    }

    /// Arguments for a command: mostly of its shape, now and then of another.
    pub fn arguments(&self, command: &str, chance: &mut SmallRng) -> Value {
        match self.commands.get(command) {
            Some(shape) => self.value(shape, chance, 0),
            None => self.anything(chance, 0),
        }
    }

    fn value(&self, shape: &Shape, chance: &mut SmallRng, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::Null;
        }
        if chance.random_range(0..60) == 0 {
            return self.anything(chance, depth);
        }
        match shape {
            Shape::Number => number(chance),
            Shape::Text => text(chance),
            Shape::Truth => json!(chance.random::<bool>()),
            Shape::Nothing => Value::Null,
            Shape::Word(word) => json!(word),
            Shape::List(of) => {
                let count = chance.random_range(0..4);
                (0..count).map(|_| self.value(of, chance, depth + 1)).collect()
            }
            Shape::Object(members) => {
                let mut object = Map::new();
                for (name, must, of) in members {
                    if *must || chance.random_range(0..3) == 0 {
                        object.insert(name.clone(), self.value(of, chance, depth + 1));
                    }
                }
                Value::Object(object)
            }
            Shape::Table(of) => {
                let count = chance.random_range(0..4);
                let mut object = Map::new();
                for _ in 0..count {
                    let key = TEXTS[chance.random_range(0..TEXTS.len())].to_owned();
                    object.insert(key, self.value(of, chance, depth + 1));
                }
                Value::Object(object)
            }
            Shape::OneOf(choices) => {
                self.value(&choices[chance.random_range(0..choices.len())], chance, depth)
            }
            Shape::Named(name) => match self.types.get(name) {
                Some(shape) => self.value(shape, chance, depth + 1),
                None => self.anything(chance, depth),
            },
        }
    }

    /// A value of no shape.
    fn anything(&self, chance: &mut SmallRng, depth: usize) -> Value {
        match chance.random_range(0..7) {
            0 => Value::Null,
            1 => number(chance),
            2 => text(chance),
            3 => json!([]),
            4 => json!({}),
            5 => (0..200).fold(Value::Null, |inner, _| json!([inner])),
            _ => {
                let names: Vec<&String> = self.types.keys().collect();
                let name = names[chance.random_range(0..names.len())];
                self.value(&self.types[name], chance, depth + 1)
            }
        }
    }
}

/// A command's name and where its arguments' type begins: a line of the table of JSON commands, or of the client's own
/// functions for those that answer in bytes.
fn argument_of(line: &str) -> Option<(&str, &str)> {
    if let Some(found) = line.split_once(": { args: ") {
        return Some(found);
    }
    let (_, called) = line.split_once("host.bytes('")?;
    let (name, _) = called.split_once('\'')?;
    let args = line.split_once("(args: ").map(|(_, rest)| rest);
    Some((name, args.unwrap_or("Record<string, never>")))
}

fn number(chance: &mut SmallRng) -> Value {
    let number = match chance.random_range(0..3) {
        0 => f64::from(chance.random_range(0..12)),
        _ => NUMBERS[chance.random_range(0..NUMBERS.len())],
    };
    // Whole ones as JSON writes them for an integer.
    match number.fract() == 0.0 && number.abs() < 9e15 {
        true => json!(number as i64),
        false => json!(number),
    }
}

fn text(chance: &mut SmallRng) -> Value {
    match chance.random_range(0..40) {
        0 => json!("长".repeat(chance.random_range(1..60_000))),
        1 => json!(
            (0..chance.random_range(1..40))
                .map(|_| chance.random::<char>())
                .collect::<String>()
        ),
        _ => json!(TEXTS[chance.random_range(0..TEXTS.len())]),
    }
}

fn without_comments(text: &str) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/**") {
        said.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    said + rest
}

/// Reads the types that the bindings are written in.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn eat(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start();
        let eaten = rest.strip_prefix(word);
        self.rest = eaten.unwrap_or(rest);
        eaten.is_some()
    }

    fn shape(&mut self) -> Option<Shape> {
        self.eat("|");
        let mut choices = vec![self.joined()?];
        while self.eat("|") {
            choices.push(self.joined()?);
        }
        match choices.len() {
            1 => choices.pop(),
            _ => Some(Shape::OneOf(choices)),
        }
    }

    /// `A & B`: the members of both.
    fn joined(&mut self) -> Option<Shape> {
        let mut shape = self.single()?;
        while self.eat("&") {
            let other = self.single()?;
            shape = match (shape, other) {
                (Shape::Object(mut one), Shape::Object(other)) => {
                    one.extend(other);
                    Shape::Object(one)
                }
                (one, _) => one,
            };
        }
        Some(shape)
    }

    fn single(&mut self) -> Option<Shape> {
        if self.eat("Array<") {
            let of = self.shape()?;
            return self.eat(">").then(|| Shape::List(Box::new(of)));
        }
        if self.eat("Record<string, never>") {
            return Some(Shape::Object(Vec::new()));
        }
        if self.eat("\"") {
            let (word, rest) = self.rest.split_once('"')?;
            self.rest = rest;
            return Some(Shape::Word(word.to_owned()));
        }
        if self.eat("(") {
            let of = self.shape()?;
            return self.eat(")").then_some(of);
        }
        if self.eat("[key in string]: ") {
            return None;
        }
        if self.eat("{") {
            return self.object();
        }
        if self.eat("[") {
            let of = self.shape()?;
            while self.eat(",") {
                self.shape();
            }
            return self.eat("]").then(|| Shape::List(Box::new(of)));
        }
        let name = self.name()?;
        Some(match name.as_str() {
            "number" | "bigint" => Shape::Number,
            "string" => Shape::Text,
            "boolean" => Shape::Truth,
            "null" | "undefined" => Shape::Nothing,
            _ => Shape::Named(name),
        })
    }

    fn object(&mut self) -> Option<Shape> {
        if self.eat("[key in") {
            let (_, rest) = self.rest.split_once(':')?;
            self.rest = rest;
            let of = self.shape()?;
            return self.eat("}").then(|| Shape::Table(Box::new(of)));
        }
        let mut members = Vec::new();
        while !self.eat("}") {
            let quoted = self.eat("\"");
            let name = self.name()?;
            if quoted {
                self.eat("\"");
            }
            let may_lack = self.eat("?");
            if !self.eat(":") {
                return None;
            }
            let shape = self.shape()?;
            members.push((name, !may_lack, shape));
            let _ = self.eat(",") || self.eat(";");
        }
        Some(Shape::Object(members))
    }

    fn name(&mut self) -> Option<String> {
        let rest = self.rest.trim_start();
        let end = rest
            .find(|one: char| !one.is_alphanumeric() && !"_$-.".contains(one))
            .unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        self.rest = rest;
        (!name.is_empty()).then(|| name.to_owned())
    }
}
