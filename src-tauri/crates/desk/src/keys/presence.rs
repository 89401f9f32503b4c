//! What is plugged in: each key's record as far as it shows without a PIN, whose it is by our own books, and the
//! decision that a key with something on it may be wiped for a case.
//!
//! Nothing here changes a key.

use case::{BusinessType, Role};
use sha2::{Digest as _, Sha256};
use store::{Account, AuditAction, AuditEntry, CaseId, KeyDecision, NewKeyDecision, Tx};
use token::profile::Profile;
use token::{Presence, Survey, TokenInfo, Workers};

use crate::casework::seen::Seen;
use crate::counter::beside::beside;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::keys::api::{DecideKey, KeyPresence, PinStanding, PluggedIn, TokenCertificate, TokenLine, Tokens};
use crate::keys::jobs::may_work;
use crate::keys::plan::sealed;
use crate::keys::so_pins::showing;
use crate::keys::stock::books;
use crate::keys::work::at_hand;
use crate::rights::sight::Sight;
use crate::rim::api::{ById, Gate, Refusal};
use crate::rim::hex::hex;

/// What is plugged in, told apart for the case on screen.
pub fn tokens(desk: &Desk, args: ById) -> Result<Tokens, Refusal> {
    Ok(plugged(desk, args)?.1)
}

/// What is plugged in as it was found, and as the window shows it, in the same order.
pub(crate) fn plugged(desk: &Desk, args: ById) -> Result<(Vec<TokenInfo>, Tokens), Refusal> {
    let devices = devices::current(desk)?;
    let workers = desk.workers(&devices.modules);
    let survey = survey(desk, &workers);
    let told = desk.read(|open| {
        open.store.read(|tx| {
            let lines = survey.tokens.iter().map(|token| {
                let record = Record {
                    desk,
                    tx,
                    account: &open.account,
                    case: (args.id > 0).then_some(CaseId(args.id)),
                    token,
                    profile: workers.profile_of(token),
                };
                record.line()
            });
            Ok(whole(&survey, lines.collect::<Result<_, Refusal>>()?))
        })
    })?;
    Ok((survey.tokens, told))
}

/// Asks every module what is plugged in.
///
/// A card or a vendor's module hands out whatever bytes it likes as a certificate. They are read by a process that is
/// shut in before anything here reads them; one that takes its reader with it counts as one that nobody can read.
pub(crate) fn survey(desk: &Desk, workers: &Workers) -> Survey {
    let mut survey = workers.survey();
    let certificates = survey.tokens.iter_mut().flat_map(|token| &mut token.certificates);
    for certificate in certificates {
        if !desk.readers().is_harmless_certificate(&certificate.der) {
            certificate.der.clear();
        }
    }
    survey
}

/// The state of the place where keys are plugged in, around the lines of what is there.
fn whole(survey: &Survey, tokens: Vec<TokenLine>) -> Tokens {
    let presence = Presence::judge(survey, |_| true);
    let (state, word) = match (tokens.len(), &presence) {
        (0, Presence::NoReader) => (PluggedIn::NoReader, "没有接读卡器".to_owned()),
        (0, Presence::Unknown(_)) => (PluggedIn::Unknown, "不认识的 UKey".to_owned()),
        (0, Presence::ModuleFails(_)) => (PluggedIn::ModuleFails, presence.word().to_owned()),
        (0, Presence::NoModule) => (PluggedIn::NoModule, presence.word().to_owned()),
        (0, _) => (PluggedIn::NoToken, "没有插 UKey".to_owned()),
        (1, _) => (PluggedIn::One, "已插 1 把".to_owned()),
        (n, _) => (PluggedIn::Several, format!("插了 {n} 把，请选定一把")),
    };
    let remedy = match state {
        PluggedIn::NoToken => "请插入本案的 UKey，或一把空白 UKey".to_owned(),
        PluggedIn::One => String::new(),
        _ => presence.remedy(),
    };
    Tokens {
        state,
        word,
        remedy,
        tokens,
    }
}

/// One plugged-in key, seen from a case.
struct Record<'a> {
    desk: &'a Desk,
    tx: &'a Tx<'a>,
    account: &'a Account,
    case: Option<CaseId>,
    token: &'a TokenInfo,
    profile: Option<&'a Profile>,
}

impl Record<'_> {
    fn line(&self) -> Result<TokenLine, Refusal> {
        let token = self.token;
        let owner = self.owner()?;
        let here = owner.is_some() && owner == self.case;
        let (presence, word) = match owner {
            Some(_) if here => (KeyPresence::ThisCase, "本案 UKey"),
            Some(_) if self.case.is_none() => (KeyPresence::Ours, "本受理点 UKey"),
            Some(_) => (KeyPresence::Ours, "他案 UKey"),
            None if !token.contents_known => (KeyPresence::Unreadable, "无法读取的 UKey"),
            None if token.is_blank() => (KeyPresence::Blank, "空白 UKey"),
            None => (KeyPresence::Foreign, "外来 UKey"),
        };
        let row = owner.map(|id| self.tx.case(id)).transpose()?;
        let told = format!("{} {}", token.manufacturer, token.model);
        let decision = self
            .case
            .map(|case| decided(self.tx, case, token))
            .transpose()?
            .flatten();
        Ok(TokenLine {
            serial: token.serial.clone(),
            numbered: token::is_numbered(&token.serial),
            label: token.label.clone(),
            model: self
                .profile
                .map_or_else(|| told.trim().to_owned(), |known| known.name.clone()),
            known_model: self.profile.is_some(),
            module: token.module.clone(),
            presence,
            word: word.to_owned(),
            remedy: self.remedy(presence),
            pin: standing(token.user_pin, token.tries_left),
            pin_word: tries(token.user_pin, token.tries_left),
            pin_tries: token.tries_left.map(u32::from),
            puk: standing(token.officer_pin, token.officer_tries_left),
            puk_word: tries(token.officer_pin, token.officer_tries_left),
            puk_tries: token.officer_tries_left.map(u32::from),
            is_dead: token.officer_pin == token::PinState::Locked,
            pin_final: is_final(token.user_pin, token.tries_left),
            puk_final: is_final(token.officer_pin, token.officer_tries_left),
            so_pin_kept: showing::is_kept(self.tx, &token.serial)?,
            stock: books::word_of(self.tx, &token.serial)?,
            certificates: token
                .certificates
                .iter()
                .map(|c| self.certificate(&c.der))
                .collect(),
            case_id: owner.map(|id| id.0),
            case_number: row.as_ref().map(|row| row.number.clone()),
            holder: row.map(|row| row.content.title().to_owned()),
            may_decide: self.may_decide(presence, decision.as_ref())?,
            decision: decision.map(|d| self.decision_words(&d)).transpose()?,
        })
    }

    /// The case that a key belongs to by our own books: by its serial number, or, since drivers change serial
    /// numbers, by a key pair that is on it. The case on screen goes before others, newer ones
    /// before older ones.
    fn owner(&self) -> Result<Option<CaseId>, Refusal> {
        let mut jobs = self.tx.jobs_by_token(&self.token.serial)?;
        for key in &self.token.public_keys {
            jobs.extend(self.tx.jobs_by_key(&hex(&Sha256::digest(&key.spki_der)))?);
        }
        let here = jobs
            .iter()
            .map(|job| job.case_id)
            .find(|id| Some(*id) == self.case);
        Ok(here.or_else(|| jobs.iter().map(|job| job.case_id).max()))
    }

    fn certificate(&self, der: &[u8]) -> TokenCertificate {
        let Ok(read) = pki::Certificate::from_der(der) else {
            return TokenCertificate {
                subject: "一张读不懂的证书".to_owned(),
                unit: None,
                issuer: String::new(),
                not_after: String::new(),
                expired: false,
            };
        };
        let subject = read.subject();
        TokenCertificate {
            unit: subject
                .organisation
                .clone()
                .filter(|unit| *unit != subject.common_name),
            subject: subject.common_name.clone(),
            issuer: read.issuer().common_name.clone(),
            not_after: read
                .not_after()
                .with_timezone(self.desk.now().offset())
                .date_naive()
                .to_string(),
            expired: read.not_after() < self.desk.utc(),
        }
    }

    fn remedy(&self, presence: KeyPresence) -> String {
        if self.token.officer_pin == token::PinState::Locked {
            return "解锁口令（PUK）已用尽，这把 UKey 再也不能解锁。PIN 还记得的可用到到期；忘了的请受理员作废解锁件并写明原因，另开补办件换一把新 UKey；这一把在库存里登记为损坏"
                .to_owned();
        }
        match presence {
            KeyPresence::Foreign | KeyPresence::Unreadable => Presence::of(self.token, false).remedy(),
            _ => String::new(),
        }
    }

    /// Whether it may be decided here that this key is wiped for the case on screen.
    fn may_decide(&self, presence: KeyPresence, decision: Option<&KeyDecision>) -> Result<Gate, Refusal> {
        let may_be_wiped = matches!(presence, KeyPresence::Foreign | KeyPresence::Ours);
        let Some(case) = self.case.filter(|_| may_be_wiped) else {
            return Ok(Gate::closed(""));
        };
        if decision.is_some() {
            return Ok(Gate::closed("已有决定"));
        }
        let seen = Seen::load(self.desk, self.tx, self.account, case.0)?;
        Ok(match may_work(&seen, self.tx)? {
            gate if !gate.open => gate,
            _ if seen.content().leading_business() == BusinessType::Unlock => {
                Gate::closed("解锁业务不清空 UKey")
            }
            _ => Gate::open(),
        })
    }

    fn decision_words(&self, decision: &KeyDecision) -> Result<String, Refusal> {
        let name = |id| -> Result<String, Refusal> { Ok(self.tx.account(id)?.name) };
        Ok(format!(
            "{} 与 {} 决定清空改用：{}",
            name(decision.by)?,
            name(decision.beside)?,
            Sight::in_lists().text(&decision.reason)
        ))
    }
}

/// Whether the next wrong try locks a PIN.
pub(crate) fn is_final(state: token::PinState, left: Option<u8>) -> bool {
    state == token::PinState::FinalTry || left == Some(1)
}

/// The state of a PIN in words, with the tries left where the key tells them.
/// How a PIN stands, by what the key says of it and by the tries that are left.
fn standing(state: token::PinState, left: Option<u8>) -> PinStanding {
    use token::PinState as S;
    match (state, left) {
        (S::Locked, _) | (_, Some(0)) => PinStanding::Locked,
        (S::NotSet, _) => PinStanding::NotSet,
        (S::FinalTry, _) | (_, Some(1)) => PinStanding::Last,
        (S::CountLow, _) => PinStanding::Used,
        (S::Set, _) => PinStanding::Sound,
    }
}

fn tries(state: token::PinState, left: Option<u8>) -> String {
    match left {
        Some(n) => format!("{}，余 {n} 次", state.word()),
        None => state.word().to_owned(),
    }
}

/// A hash of what lies on a key, over its public keys and certificates.
fn contents(token: &TokenInfo) -> String {
    let mut hash = Sha256::new();
    let ders = token.certificates.iter().map(|c| &c.der);
    for der in token.public_keys.iter().map(|key| &key.spki_der).chain(ders) {
        hash.update(Sha256::digest(der));
    }
    hex(&hash.finalize())
}

/// The decision that this key, with what lies on it now, may be wiped for this case.
pub(crate) fn decided(tx: &Tx<'_>, case: CaseId, token: &TokenInfo) -> Result<Option<KeyDecision>, Refusal> {
    let decision = tx.key_decision(&token.serial, case)?;
    Ok(decision.filter(|d| d.contents_sha256 == contents(token)))
}

/// Records that a key with something on it may be wiped for a case: the key clerk's reason, and a reviewer beside.
pub fn decide_key(desk: &Desk, args: DecideKey) -> Result<Tokens, Refusal> {
    let reason = args.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new(
            "reason-missing",
            "没有写明为什么可以清空",
            "请写明这把 UKey 的来历和清空的理由",
        ));
    }
    let witness = beside(desk, &args.beside, Role::Reviewer)?;
    let beside = &witness.account;
    let devices = devices::current(desk)?;
    let plugged = survey(desk, &desk.workers(&devices.modules)).tokens;
    let token = at_hand::choose(&plugged, &args.serial)?;
    let case = CaseId(args.case_id);
    desk.write(Some(Role::KeyClerk), |tx, me| {
        tx.agreed_by(&witness);
        let record = Record {
            desk,
            tx,
            account: me,
            case: Some(case),
            token: &token,
            profile: None,
        };
        let line = record.line()?;
        if !line.may_decide.open {
            let reason = match line.may_decide.reason.as_str() {
                "" => "这把 UKey 不需要决定",
                reason => reason,
            };
            return Err(Refusal::new(
                "decision-closed",
                reason,
                "请刷新（F5）后按屏幕上的状态办",
            ));
        }
        let new = NewKeyDecision {
            token_serial: token.serial.clone(),
            contents_sha256: contents(&token),
            case_id: case,
            reason: reason.clone(),
            by: me.id,
            beside: beside.id,
        };
        tx.add_key_decision(&new, desk.utc())?;
        // Whoever agrees to the wiping agrees to the SO PIN that it takes, where this store has it.
        tx.release_secret_of_two(&sealed::so_pin(&token.serial), Some(&witness))?;
        let held: Vec<String> = line.certificates.iter().map(|c| c.subject.clone()).collect();
        let words = format!(
            "决定清空{} {} 改用于本件（原有证书：{}），{} 在旁同意：{reason}",
            line.word,
            token.serial,
            if held.is_empty() {
                "无".to_owned()
            } else {
                held.join("、")
            },
            beside.name
        );
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::KeyWipeDecided, words).case(case))?;
        Ok(())
    })?;
    tokens(desk, ById { id: args.case_id })
}
