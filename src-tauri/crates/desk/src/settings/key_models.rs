//! The key models as the settings screen shows them: what is known of each, whether its driver is installed, and
//! which files about models are damaged.

use token::profile::{Characters, PinRule, Profile, ProfileProblem};

use crate::counter::desk::Desk;
use crate::rim::api::{Finding, Severity};
use crate::rim::refusal;
use crate::settings::api::KeyModel;

/// All models in the order of their files, and the damaged files.
pub fn all(desk: &Desk) -> (Vec<KeyModel>, Vec<Finding>) {
    let (known, damaged) = desk.key_models();
    (
        known.iter().map(line).collect(),
        damaged.iter().map(problem).collect(),
    )
}

fn line(model: &Profile) -> KeyModel {
    KeyModel {
        name: model.name.clone(),
        maker: model.maker.clone(),
        module: model.module().map(|spec| spec.path.display().to_string()),
        pin: words(&model.pin),
    }
}

fn words(rule: &PinRule) -> String {
    let made_of = match rule.characters {
        Characters::Digits => "数字",
        Characters::Ascii => "数字或字母",
        Characters::Any => "字符",
    };
    let tries = match rule.tries {
        Some(n) => format!("，输错 {n} 次锁死"),
        None => String::new(),
    };
    format!("{} 到 {} 位{made_of}{tries}", rule.min, rule.max)
}

fn problem(found: &ProfileProblem) -> Finding {
    refusal::finding(found.code(), Severity::Warn, found.to_string(), found.remedy())
}
