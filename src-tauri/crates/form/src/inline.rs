//! The small grammar inside a form's wording.
//!
//! | written | is |
//! |---|---|
//! | `{field}` | the value |
//! | `{_field:30}` | an underlined blank of at least 30 mm with the value on it; `{_:30}` a bare one |
//! | `{_field:*}` | the same, filling the rest of the line |
//! | `{_field?business=new:14}` | the value only when the condition holds |
//! | `{[x]}` | a tick box that is always ticked |
//! | `{[]business=new}` | a tick box, ticked when the field holds the value; `new,add` for either; `{[]}` a bare one |
//! | `{.column}`, `{_.column:20}`, `{[].column=v}` | the same, of the row of a repeated table |
//! | `{#rows}`, `{#row}` | how many rows this sheet shows, number of this row |
//! | `{#copy}`, `{#copies}`, `{#caption}` | number of this copy, how many there are, its caption |
//! | `{#page}`, `{#pages}` | only in footers |
//! | `{hei\|words}`, `{song\|words}`, `{small\|words}` | words in another face or size |
//! | `{br}` | a line break |
//! | `{{` | a brace |

use crate::fonts::Face;

/// One thing in a line of wording.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    Words {
        text: String,
        face: Option<Face>,
        small: bool,
    },
    Value {
        field: String,
        when: Option<Condition>,
    },
    Blank {
        field: Option<String>,
        width: BlankWidth,
        when: Option<Condition>,
    },
    Tick {
        when: Option<Condition>,
        always: bool,
    },
    Break,
}

/// How wide an underlined blank is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum BlankWidth {
    Mm(f64),
    Rest,
}

/// `field=value,value`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub field: String,
    pub values: Vec<String>,
}

/// Reads a wording; the error says what is wrong and how to write it.
pub(crate) fn parse(text: &str) -> Result<Vec<Item>, (String, String)> {
    let mut items = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        words.push_str(&rest[..at]);
        let tail = &rest[at..];
        if let Some(after) = tail.strip_prefix("{{").or_else(|| tail.strip_prefix("}}")) {
            words.push_str(&tail[..1]);
            rest = after;
            continue;
        }
        let Some(body) = tail.strip_prefix('{') else {
            return Err(("多余的“}”".into(), "要印出花括号请写“}}”。".into()));
        };
        let Some(end) = body.find('}') else {
            return Err((
                "“{”没有配对的“}”".into(),
                "补上“}”；要印出花括号请写“{{”。".into(),
            ));
        };
        if !words.is_empty() {
            items.push(Item::Words {
                text: std::mem::take(&mut words),
                face: None,
                small: false,
            });
        }
        items.push(item(&body[..end])?);
        rest = &body[end + 1..];
    }
    words.push_str(rest);
    if !words.is_empty() {
        items.push(Item::Words {
            text: words,
            face: None,
            small: false,
        });
    }
    Ok(items)
}

fn item(body: &str) -> Result<Item, (String, String)> {
    if body == "br" {
        return Ok(Item::Break);
    }
    if let Some((style, words)) = body.split_once('|') {
        let (face, small) = match style {
            "hei" => (Some(Face::Hei), false),
            "song" => (Some(Face::Song), false),
            "small" => (None, true),
            _ => return Err((format!("不认识的字体“{style}”"), "可用 hei、song、small。".into())),
        };
        return Ok(Item::Words {
            text: words.to_owned(),
            face,
            small,
        });
    }
    if body == "[x]" {
        return Ok(Item::Tick {
            when: None,
            always: true,
        });
    }
    if let Some(tick) = body.strip_prefix("[]") {
        let when = if tick.is_empty() {
            None
        } else {
            Some(condition(tick)?)
        };
        return Ok(Item::Tick { when, always: false });
    }
    if let Some(blank) = body.strip_prefix('_') {
        let Some((name, width)) = blank.rsplit_once(':') else {
            return Err((
                format!("空白“{{{body}}}”没有宽度"),
                "写成“{_栏名:毫米}”或“{_栏名:*}”。".into(),
            ));
        };
        let width = match width {
            "*" => BlankWidth::Rest,
            mm => match mm.parse::<f64>() {
                Ok(mm) if (1.0..=180.0).contains(&mm) => BlankWidth::Mm(mm),
                _ => {
                    return Err((
                        format!("空白宽度“{width}”不对"),
                        "宽度为1到180毫米，或“*”。".into(),
                    ));
                }
            },
        };
        let (name, when) = split_condition(name)?;
        let field = if name.is_empty() {
            None
        } else {
            Some(field_name(name)?)
        };
        return Ok(Item::Blank { field, width, when });
    }
    let (name, when) = split_condition(body)?;
    Ok(Item::Value {
        field: field_name(name)?,
        when,
    })
}

fn split_condition(text: &str) -> Result<(&str, Option<Condition>), (String, String)> {
    match text.split_once('?') {
        Some((name, when)) => Ok((name, Some(condition(when)?))),
        None => Ok((text, None)),
    }
}

fn condition(text: &str) -> Result<Condition, (String, String)> {
    let Some((field, values)) = text.split_once('=') else {
        return Err((
            format!("“{text}”不是“栏名=值”"),
            "例如 business=new，或 business=new,add。".into(),
        ));
    };
    Ok(Condition {
        field: field_name(field)?,
        values: values.split(',').map(str::to_owned).collect(),
    })
}

/// Field names are lower-case words joined by `_` and `.`; `#` marks the engine's own.
pub(crate) fn field_name(name: &str) -> Result<String, (String, String)> {
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.' | b'-');
    let bare = name.strip_prefix('#').unwrap_or(name);
    if bare.is_empty() || !bare.bytes().all(good) {
        return Err((
            format!("栏名“{name}”不对"),
            "栏名只用小写字母、数字、“_”“.”“-”。".into(),
        ));
    }
    if name.starts_with('#')
        && !["#rows", "#row", "#page", "#pages", "#copy", "#copies", "#caption"].contains(&name)
    {
        return Err((
            format!("不认识“{name}”"),
            "可用 #rows、#row、#page、#pages、#copy、#copies、#caption。".into(),
        ));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Item {
        Item::Words {
            text: text.into(),
            face: None,
            small: false,
        }
    }

    #[test]
    fn wordings_are_read() {
        let new = Condition {
            field: "business".into(),
            values: vec!["new".into()],
        };
        assert_eq!(
            parse("{[]business=new}新申请{_years?business=new:14}年 {{x}}"),
            Ok(vec![
                Item::Tick {
                    when: Some(new.clone()),
                    always: false
                },
                words("新申请"),
                Item::Blank {
                    field: Some("years".into()),
                    width: BlankWidth::Mm(14.0),
                    when: Some(new)
                },
                words("年 {x}"),
            ])
        );
        assert_eq!(
            parse("{_:*}"),
            Ok(vec![Item::Blank {
                field: None,
                width: BlankWidth::Rest,
                when: None
            }])
        );
        assert_eq!(
            parse("{hei|注：}"),
            Ok(vec![Item::Words {
                text: "注：".into(),
                face: Some(Face::Hei),
                small: false
            }])
        );
    }

    #[test]
    fn wrong_wordings_are_refused() {
        for text in [
            "{", "}", "{A}", "{_x}", "{_x:0}", "{_x:999}", "{[]x}", "{foo|x}", "{#x}", "{}", "{_x?y:3}",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
