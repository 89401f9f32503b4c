//! The PINs of a step: sealed ones of a fresh key, typed ones of the customer's own key, drawn ones. How long they
//! may be and what they may be made of is the key model's and the key's own word, never this file's.

use secrecy::{ExposeSecret as _, SecretString};
use store::{Circle, KeyJob as Job, Tx};
use token::profile::{Characters, PinRule, Profile};
use token::{KeyStep, TokenInfo, Wipe};

use crate::counter::desk::Desk;
use crate::keys::api::{KeyGo, NewPin};
use crate::keys::plan::{Mode, sealed};
use crate::keys::presence::is_final;
use crate::rim::api::{Gate, Refusal};
use crate::rim::random;
use crate::rim::secret::SecretText;

/// Digits of a drawn PIN and of a drawn SO PIN, unless the key takes fewer or wants more.
const PIN_DIGITS: usize = 8;
const SO_PIN_DIGITS: usize = 16;
/// What new PINs may be where neither the model nor the key says anything.
const USUAL: PinRule = PinRule {
    min: 6,
    max: 16,
    characters: Characters::Ascii,
    tries: None,
};

/// The secrets that a step works with.
pub struct Secrets {
    /// User PIN.
    pub pin: Option<SecretString>,
    /// SO PIN.
    pub so_pin: Option<SecretString>,
    /// A PIN that was drawn now and is to be told once.
    pub drawn: Option<SecretText>,
}

/// A step that is due, as far as its secrets go.
pub struct Due<'a> {
    pub desk: &'a Desk,
    pub args: &'a KeyGo,
    pub job: &'a Job,
    pub step: KeyStep,
    pub mode: Mode,
    pub token: &'a TokenInfo,
    /// The key's model, where a profile knows it.
    pub profile: Option<&'a Profile>,
    /// The PIN that the project's guide names for a new key.
    pub initial: Option<&'a str>,
    /// Whether a recorded decision lets this key be wiped.
    pub wipe: Wipe,
}

impl Due<'_> {
    /// Reads, takes over or draws the secrets of the step.
    ///
    /// # Errors
    /// `last-try` while a last try is not confirmed; `so-pin-needed`; `new-pin-length` and `new-pin-weak` for a typed
    /// one.
    pub fn secrets(&self, tx: &mut Tx<'_>) -> Result<Secrets, Refusal> {
        self.check_last_try()?;
        match self.mode {
            Mode::Fresh => self.of_fresh_key(tx),
            Mode::SameKey => {
                if let Some(pin) = typed(&self.args.pin) {
                    self.desk.pins.keep(self.job.id.0, pin);
                }
                Ok(Secrets {
                    pin: self.desk.pins.get(self.job.id.0),
                    so_pin: None,
                    drawn: None,
                })
            }
            Mode::Unlock => self.to_unlock(tx),
        }
    }

    fn serial(&self) -> &str {
        self.job.token_serial.as_deref().unwrap_or_default()
    }

    fn of_fresh_key(&self, tx: &mut Tx<'_>) -> Result<Secrets, Refusal> {
        let (now, id) = (self.desk.utc(), self.job.id);
        let so_pin = match tx.secret(Circle::Keys, &sealed::so_pin_of_job(id))? {
            Some(pin) => pin,
            None => {
                let pin = self.so_pin_to_initialise_with(tx)?;
                tx.put_secret(Circle::Keys, &sealed::so_pin_of_job(id), &pin, now)?;
                pin
            }
        };
        let pin = match tx.secret(Circle::Window, &sealed::pin(id))? {
            Some(pin) => pin,
            None => {
                let pin = match self.initial {
                    Some(named) => SecretString::from(named),
                    None => self.drawn_pin()?.secret(),
                };
                tx.put_secret(Circle::Window, &sealed::pin(id), &pin, now)?;
                pin
            }
        };
        Ok(Secrets {
            pin: Some(pin),
            so_pin: Some(so_pin),
            drawn: None,
        })
    }

    /// A blank key gets an SO PIN of its own; one that is wiped by decision is asked for its present one.
    fn so_pin_to_initialise_with(&self, tx: &Tx<'_>) -> Result<SecretString, Refusal> {
        if self.wipe == Wipe::Refuse {
            let (rule, token) = (self.profile.map(|known| known.officer), self.token);
            let limits = limits(rule, token.officer_min, token.officer_max);
            return Ok(random::digits(fitting(SO_PIN_DIGITS, &limits))?.secret());
        }
        let known = match typed(&self.args.so_pin) {
            Some(pin) => Some(pin),
            None => tx.secret_of_two(&sealed::so_pin(self.serial()), None)?,
        };
        known.ok_or_else(|| {
            Refusal::new(
                "so-pin-needed",
                "清空这把 UKey 要用它现在的管理员口令，本受理点没有",
                "请输入原发证机构给的管理员口令；没有口令的不能清空，请换一把空白 UKey",
            )
        })
    }

    fn to_unlock(&self, tx: &Tx<'_>) -> Result<Secrets, Refusal> {
        let so_pin = match typed(&self.args.so_pin) {
            Some(pin) => Some(pin),
            None => tx.secret_of_two(&sealed::so_pin(self.serial()), None)?,
        };
        let job = self.job.id.0;
        let mut drawn = None;
        if self.step == KeyStep::SetUserPin || self.desk.pins.get(job).is_none() {
            let pin = match typed(&self.args.new_pin) {
                Some(pin) => {
                    check_new_pin(self.desk, pin.expose_secret(), &self.pin_rule())?;
                    pin
                }
                None => {
                    let pin = self.drawn_pin()?;
                    drawn = Some(pin.clone());
                    pin.secret()
                }
            };
            self.desk.pins.keep(job, pin);
        }
        Ok(Secrets {
            pin: self.desk.pins.get(job),
            so_pin,
            drawn,
        })
    }

    fn pin_rule(&self) -> PinRule {
        let rule = self.profile.map(|known| known.pin);
        limits(rule, self.token.pin_min, self.token.pin_max)
    }

    fn drawn_pin(&self) -> Result<SecretText, Refusal> {
        random::digits(fitting(PIN_DIGITS, &self.pin_rule()))
    }

    /// A try that may lock the key for good is taken only once somebody has said so a second time.
    fn check_last_try(&self) -> Result<(), Refusal> {
        let token = self.token;
        let (at_stake, remedy) = match self.mode {
            Mode::SameKey if is_final(token.user_pin, token.tries_left) => (
                "PIN 只剩最后一次机会，再输错就锁死",
                "请先与客户核实 PIN；确定无误再勾选“我已核实”继续，不确定时改走解锁业务",
            ),
            Mode::Unlock if is_final(token.officer_pin, token.officer_tries_left) => (
                "管理员口令（PUK）只剩最后一次机会，再错这把 UKey 就永远不能解锁",
                "请先向 CA 核实口令；确定无误再勾选“我已核实”继续，不确定时改办补办",
            ),
            _ => return Ok(()),
        };
        if self.args.confirm_last_try {
            return Ok(());
        }
        Err(Refusal::new("last-try", at_stake, remedy))
    }
}

fn typed(text: &SecretText) -> Option<SecretString> {
    (!text.expose().is_empty()).then(|| text.secret())
}

/// What a new PIN may be: the model's rule within what the key itself tells, and never shorter than usual where both
/// leave room. Some keys tell no limits: zero.
fn limits(rule: Option<PinRule>, min: usize, max: usize) -> PinRule {
    let rule = rule.unwrap_or(USUAL);
    let max = match max {
        0 => rule.max,
        told => rule.max.min(told),
    };
    PinRule {
        min: rule.min.max(min).max(USUAL.min).min(max),
        max,
        ..rule
    }
}

/// The usual length as far as the rule takes it.
fn fitting(usual: usize, rule: &PinRule) -> usize {
    usual.max(rule.min).min(rule.max)
}

/// Refuses a PIN that this key does not take, one that a guide names, and one that everybody tries first.
///
/// # Errors
/// `new-pin-length`, `new-pin-weak`.
pub fn check_new_pin(desk: &Desk, pin: &str, rule: &PinRule) -> Result<(), Refusal> {
    const TRIED_FIRST: [&str; 5] = ["123456", "654321", "000000", "88888888", "87654321"];
    if !rule.allows(pin) {
        let made_of = match rule.characters {
            Characters::Digits => "数字",
            Characters::Ascii | Characters::Any => "数字或字母",
        };
        return Err(Refusal::new(
            "new-pin-length",
            format!("新 PIN 应为 {} 到 {} 位{made_of}", rule.min, rule.max),
            "请客户另设一个",
        ));
    }
    let named = desk.projects().iter().any(|project| is_named(project, pin));
    let is_one_character = pin.chars().collect::<std::collections::BTreeSet<_>>().len() == 1;
    if named || is_one_character || TRIED_FIRST.contains(&pin) {
        return Err(Refusal::new(
            "new-pin-weak",
            "新 PIN 太容易猜到",
            "请客户另设一个，不要用默认 PIN 或同一个数字",
        ));
    }
    Ok(())
}

/// Whether a guide names this PIN as the one of every new key.
pub fn is_named(project: &project::Project, pin: &str) -> bool {
    project.pin_policy().initial.as_deref() == Some(pin)
}

/// As [`check_new_pin`], where the key is not at hand: by what keys usually take.
///
/// # Errors
/// As [`check_new_pin`].
pub fn check_usual_pin(desk: &Desk, pin: &str) -> Result<(), Refusal> {
    check_new_pin(desk, pin, &USUAL)
}

/// Whether a PIN that is being typed can be set, by what keys usually take; the key's own limits are held when it is
/// set.
///
/// # Errors
/// None; a PIN that cannot be set is a closed gate with the reason.
pub fn look_at_pin(desk: &Desk, args: NewPin) -> Result<Gate, Refusal> {
    Ok(match check_usual_pin(desk, args.new_pin.expose()) {
        Ok(()) => Gate::open(),
        Err(refusal) => Gate::closed(format!("{}，{}", refusal.message, refusal.remedy)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_keeps_to_the_model_and_to_the_key() {
        let digits = PinRule {
            min: 4,
            max: 255,
            characters: Characters::Digits,
            tries: Some(10),
        };
        for (rule, min, max, expected) in [
            (None, 0, 0, (6, 16)),
            (None, 4, 8, (6, 8)),
            (Some(digits), 6, 8, (6, 8)),
            (Some(digits), 0, 0, (6, 255)),
            // A key that takes four digits at most cannot be given six.
            (Some(digits), 4, 4, (4, 4)),
        ] {
            let found = limits(rule, min, max);
            assert_eq!((found.min, found.max), expected, "{rule:?} {min} {max}");
        }
        assert_eq!(fitting(PIN_DIGITS, &limits(None, 4, 4)), 4);
        assert!(!limits(Some(digits), 6, 8).allows("12a456"));
    }
}
