//! Which certificates a case acts on: what it renews, replaces, unlocks, gives up. Told from the register by the
//! holders that the case names; the only one that fits is taken by itself, among several the clerk chooses.
//!
//! Never here: what becomes of the certificates; that is the key desk's and the exchange's.

use case::{BusinessType, CaseContent, CertKind, Finding, Holder, Severity};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use identifiers::chinese_date;
use project::{ActsOn, Project};
use store::{CaseId, Certificate, CertificateId, CertificateStatus, Tx};

use crate::register::encryption::is_encryption;
use crate::rim::api::Refusal;

/// What stands in a finding's field for the choice of certificates.
pub const FIELD: &str = "acts_on";

/// A holder of the case with what the register knows.
#[derive(Debug)]
pub struct Subject {
    /// The row of the annex; none for a single holder.
    pub row: Option<usize>,
    /// Whose certificate.
    pub holder: Holder,
    /// What is applied for.
    pub business: BusinessType,
    /// What that acts on.
    pub what: ActsOn,
    /// What the case may act on.
    pub fit: Vec<Certificate>,
    /// What it acts on.
    pub acted: Vec<Certificate>,
    /// Certificates of the holder that it may not act on, because they count no more or not now.
    pub idle: Vec<Certificate>,
}

/// What a case acts on.
#[derive(Debug)]
pub struct ActedOn {
    /// What its business acts on at all, or that of a row of its annex.
    pub what: ActsOn,
    /// Its holders, in the order of the annex.
    pub subjects: Vec<Subject>,
    /// What it names and may not act on, or not any more.
    pub unfit: Vec<Certificate>,
}

/// The case and the books that are asked.
pub struct Asked<'a, 't> {
    /// The books.
    pub tx: &'a Tx<'t>,
    /// The project.
    pub project: &'a Project,
    /// The case; none before it is on record.
    pub case: Option<CaseId>,
    /// What was entered.
    pub content: &'a CaseContent,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Whether a business may act on a certificate in this state, the day aside.
fn takes(business: BusinessType, status: CertificateStatus) -> bool {
    match status {
        CertificateStatus::Current => true,
        CertificateStatus::Suspended => matches!(business, BusinessType::Revoke | BusinessType::Replace),
        _ => false,
    }
}

/// Whether a business may act on a certificate whose last day is past: it is renewed or its key unlocked; giving it up
/// or putting it on hold would change nothing, and a replacement that ends with the old one (001:157) would never hold.
fn takes_expired(project: &Project, business: BusinessType) -> bool {
    match business {
        BusinessType::Revoke | BusinessType::Suspend => false,
        BusinessType::Replace => !project.term().replace_keeps,
        _ => true,
    }
}

/// Whether a business may act on a certificate as it stands today.
pub fn fits(
    project: &Project,
    business: BusinessType,
    certificate: &Certificate,
    now: DateTime<Utc>,
) -> bool {
    let lasts = takes_expired(project, business) || !certificate.is_expired(now);
    takes(business, certificate.status) && lasts
}

impl Asked<'_, '_> {
    fn what(&self, business: BusinessType) -> ActsOn {
        self.project.acts_on(business, self.content.kind)
    }

    /// What the case acts on as a whole: where rows of its annex act on something, that.
    fn what_of_case(&self) -> ActsOn {
        let rows = self.content.rows().into_iter().map(Some);
        let all = std::iter::once(None).chain(rows);
        let mut whats = all.map(|row| self.what(self.content.business_of(row)));
        whats
            .find(|what| *what != ActsOn::Nothing)
            .unwrap_or(ActsOn::Nothing)
    }

    /// Every certificate of a holder in this project and kind that other cases or counters brought.
    fn held(&self, holder: &Holder) -> Result<Vec<Certificate>, Refusal> {
        let Some(id) = self.tx.find_holder(holder)? else {
            return Ok(Vec::new());
        };
        let is_other = |c: &Certificate| c.case_id.is_none() || c.case_id != self.case;
        let mut held = self.tx.certificates_of_holder(id)?;
        held.retain(|c| c.project == self.content.project && c.kind == self.content.kind && is_other(c));
        let mut chosen = Vec::new();
        for one in held {
            if !is_encryption(self.tx, &one)? {
                chosen.push(one);
            }
        }
        Ok(chosen)
    }

    /// What a holder has of the certificates that the business acts on: those that fit, and those that do not.
    fn held_for(
        &self,
        business: BusinessType,
        holder: &Holder,
    ) -> Result<(Vec<Certificate>, Vec<Certificate>), Refusal> {
        if self.what(business) == ActsOn::Nothing {
            return Ok((Vec::new(), Vec::new()));
        }
        let held = self.held(holder)?.into_iter();
        Ok(held.partition(|c| fits(self.project, business, c, self.now)))
    }

    /// What the case acts on as it stands, with what it could act on.
    pub fn acted_on(&self) -> Result<ActedOn, Refusal> {
        let what = self.what_of_case();
        let mut unfit = self.named()?;
        let mut subjects = Vec::new();
        if what == ActsOn::Nothing {
            return Ok(ActedOn {
                what,
                subjects,
                unfit,
            });
        }
        for (row, holder) in self.content.holders() {
            let business = self.content.business_of(row);
            let (fit, idle) = self.held_for(business, &holder)?;
            let acted: Vec<_> = fit.iter().filter(|c| self.names(c.id)).cloned().collect();
            unfit.retain(|c| !acted.contains(c));
            subjects.push(Subject {
                row,
                holder,
                business,
                what: self.what(business),
                fit,
                acted,
                idle,
            });
        }
        Ok(ActedOn {
            what,
            subjects,
            unfit,
        })
    }

    fn names(&self, id: CertificateId) -> bool {
        self.content.acts_on.contains(&id.0)
    }

    /// The certificates that the case names, as the register has them now.
    pub fn named(&self) -> Result<Vec<Certificate>, Refusal> {
        let ids = self.content.acts_on.iter();
        Ok(ids
            .map(|id| self.tx.certificate(CertificateId(*id)))
            .collect::<Result<_, _>>()?)
    }

    /// The list of the case brought up to date: what belongs to another holder, project or kind by now is left out,
    /// and where a holder has but one that fits it is taken by itself.
    pub fn settled(&self) -> Result<Vec<u32>, Refusal> {
        let acted = self.acted_on()?;
        let mut ids = Vec::new();
        for subject in &acted.subjects {
            let own = subject.fit.iter().chain(&subject.idle);
            let named: Vec<u32> = own.filter(|c| self.names(c.id)).map(|c| c.id.0).collect();
            match named.is_empty() {
                false => ids.extend(named),
                true => ids.extend(subject.only(self.now).into_iter().map(|c| c.id.0)),
            }
        }
        Ok(ids)
    }

    /// Nothing but certificates of the holders of the case may be chosen. Errors: `not-found`,
    /// `certificate-of-another`.
    pub fn check_choice(&self, chosen: &[u32]) -> Result<(), Refusal> {
        let acted = self.acted_on()?;
        for id in chosen {
            let certificate = self.tx.certificate(CertificateId(*id))?;
            let own = |s: &Subject| s.fit.iter().chain(&s.idle).any(|c| c.id == certificate.id);
            if acted.subjects.iter().any(own) {
                continue;
            }
            let own = certificate.holder.map(|id| self.tx.holder(id)).transpose()?;
            let asks_for_new = |s: &Subject| {
                s.what == ActsOn::Nothing && own.as_ref().is_some_and(|h| h.name == s.holder.name())
            };
            if acted.what == ActsOn::Nothing || acted.subjects.iter().any(asks_for_new) {
                return Err(Refusal::new(
                    "certificate-not-asked",
                    "这项业务不针对已有的证书",
                    "请改选业务类型，或去掉选定的证书",
                ));
            }
            if is_encryption(self.tx, &certificate)? {
                return Err(Refusal::new(
                    "certificate-goes-along",
                    format!(
                        "…{} 是恢复密钥时得到的加密证书，不单独办理",
                        tail(&certificate.serial)
                    ),
                    "请选同一把 UKey 上的签名证书；注销、补办时加密证书随它一起报 CA",
                ));
            }
            if certificate.project != self.content.project {
                return Err(Refusal::new(
                    "certificate-of-another-project",
                    format!(
                        "选的证书 …{} 是另一个项目的，本件是{}的",
                        tail(&certificate.serial),
                        self.project.short_name()
                    ),
                    "请在那张证书的项目里开件办理",
                ));
            }
            let holders: Vec<&str> = acted.subjects.iter().map(|s| s.holder.name()).collect();
            let own = match holders.is_empty() {
                true => "本件还没有录入持有人".to_owned(),
                false => format!("本件是{}的{}", holders.join("、"), self.content.kind.chinese()),
            };
            return Err(Refusal::new(
                "certificate-of-another",
                format!(
                    "选的是{}的{}，{own}",
                    holder_words(self.tx, &certificate)?,
                    certificate.kind.chinese(),
                ),
                "请先录入持有人，再在台账里选这一位自己的证书",
            ));
        }
        Ok(())
    }
}

impl Subject {
    /// The one that is meant when nobody says which: the only one that fits, those that have expired aside where one
    /// has not. For work on a key all certificates of one key are one.
    fn only(&self, now: DateTime<Utc>) -> Vec<&Certificate> {
        let lasting: Vec<_> = self.fit.iter().filter(|c| !c.is_expired(now)).collect();
        let likely = match lasting.is_empty() {
            true => self.fit.iter().collect(),
            false => lasting,
        };
        let first_key = likely.first().and_then(|c| c.token_serial.as_ref());
        let one_key = first_key.is_some() && likely.iter().all(|c| c.token_serial.as_ref() == first_key);
        match likely.len() {
            1 => likely,
            _ if self.what == ActsOn::Key && one_key => likely,
            _ => Vec::new(),
        }
    }
}

impl ActedOn {
    /// What it acts on, of all holders.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.subjects.iter().flat_map(|s| &s.acted)
    }

    /// The first last day among what it names, fit or not, in the counter's own zone.
    pub fn until(&self, zone: FixedOffset) -> Option<NaiveDate> {
        let named = self.certificates().chain(&self.unfit);
        named.map(|c| c.last_day(zone)).min()
    }

    /// Whether the register knows what it acts on, of every holder.
    pub fn is_known(&self) -> bool {
        let mut acting = self
            .subjects
            .iter()
            .filter(|s| s.what != ActsOn::Nothing)
            .peekable();
        acting.peek().is_some() && acting.all(|s| !s.acted.is_empty())
    }

    /// What there is to say to the clerk: what is to be chosen, what does not fit, what these books do not know.
    pub fn findings(&self, content: &CaseContent, at: DateTime<FixedOffset>) -> Vec<Finding> {
        let now = at.to_utc();
        let mut found: Vec<Finding> = self
            .unfit
            .iter()
            .map(|c| unfit(c, self.business_of(c, content), now))
            .collect();
        found.extend(self.typed_otherwise(content, *at.offset()));
        found.extend(self.subjects.iter().filter_map(|s| changed_late(s, at)));
        if self.what != ActsOn::Nothing {
            found.extend(
                self.subjects
                    .iter()
                    .filter_map(|s| self.of_subject(s, content, at)),
            );
        }
        found
    }

    /// The last day that was typed is another than the register's.
    fn typed_otherwise(&self, content: &CaseContent, zone: FixedOffset) -> Option<Finding> {
        let known = self.until(zone)?;
        let typed = identifiers::date_of(content.field(project::OLD_CERT_UNTIL)?)?;
        (typed != known).then(|| Finding {
            field: Some(project::OLD_CERT_UNTIL.to_owned()),
            suggestion: Some(known.to_string()),
            ..finding(
                "old-cert-until-differs",
                Severity::Warn,
                format!(
                    "录入的原证书到期日是{}，台账里是{}",
                    chinese_date(typed),
                    chinese_date(known)
                ),
                "请核对是不是这一张证书；规则按台账的日期判断",
            )
        })
    }

    /// What is applied for about a certificate that the case names.
    pub fn business_of(&self, certificate: &Certificate, content: &CaseContent) -> BusinessType {
        let own = |s: &&Subject| s.fit.iter().chain(&s.idle).any(|c| c.id == certificate.id);
        self.subjects
            .iter()
            .find(own)
            .map_or(content.business, |s| s.business)
    }

    fn of_subject(
        &self,
        subject: &Subject,
        content: &CaseContent,
        at: DateTime<FixedOffset>,
    ) -> Option<Finding> {
        if subject.what == ActsOn::Nothing {
            return None;
        }
        let name = subject.holder.name();
        let most = match (subject.what, subject.row) {
            (ActsOn::Certificate, Some(_)) => 1,
            (ActsOn::Certificate, None) => content.count.max(1) as usize,
            _ => usize::MAX,
        };
        if subject.acted.len() > most {
            return Some(finding(
                "certificates-too-many",
                Severity::Refuse,
                format!("{name}选了 {} 张证书，本件只办 {most} 张", subject.acted.len()),
                "请在“办理对象”里只留下本件要办的",
            ));
        }
        if !subject.acted.is_empty() || self.unfit.iter().any(|c| subject.idle.contains(c)) {
            return None;
        }
        match (subject.fit.len(), subject.idle.is_empty()) {
            (0, true) => Some(finding(
                "certificate-unknown",
                Severity::Note,
                format!("台账里没有{name}的这种证书，由 CA 按代码和姓名查找"),
                "知道原证书序列号的，可先在台账里登记",
            )),
            (0, false) => Some(finding(
                "certificate-not-in-use",
                Severity::Warn,
                format!("台账里{name}的这种证书都不在用：{}", told(&subject.idle, at)),
                "请核对办的是哪一张；确有别处发的证书的，保留原样，由 CA 按代码查找",
            )),
            (n, _) => Some(finding(
                "certificate-choice",
                Severity::Refuse,
                format!(
                    "台账里{name}有 {n} 张可办的证书，本件没有写明是哪一张：{}",
                    told(&subject.fit, at)
                ),
                "请在“办理对象”里选定",
            )),
        }
    }
}

/// A change of what has expired: no guide says whether it makes the certificate count again.
fn changed_late(subject: &Subject, at: DateTime<FixedOffset>) -> Option<Finding> {
    let changes = subject.business == BusinessType::Change;
    let mut late = subject.acted.iter().filter(|c| c.is_expired(at.to_utc()));
    let certificate = late.next().filter(|_| changes)?;
    let until = chinese_date(certificate.last_day(*at.offset()));
    Some(finding(
        "change-of-expired",
        Severity::Warn,
        format!(
            "{}的证书已于{until}到期：到期后能否只办变更，指南未写明",
            subject.holder.name()
        ),
        "请先与 CA 确认；要继续使用的，改办更新或新申请",
    ))
}

fn unfit(certificate: &Certificate, business: BusinessType, now: DateTime<Utc>) -> Finding {
    let word = business.chinese();
    finding(
        "certificate-unfit",
        Severity::Refuse,
        format!(
            "选定的证书 …{} 现为“{}”，不能办{word}",
            tail(&certificate.serial),
            state_word(certificate, now)
        ),
        "请在“办理对象”里改选仍在用的证书，或改办别的业务",
    )
}

fn finding(code: &str, severity: Severity, message: String, remedy: &str) -> Finding {
    Finding {
        code: code.to_owned(),
        severity,
        field: Some(FIELD.to_owned()),
        message,
        remedy: remedy.to_owned(),
        suggestion: None,
    }
}

fn told(certificates: &[Certificate], at: DateTime<FixedOffset>) -> String {
    let lines = certificates.iter().map(|c| {
        let until = chinese_date(c.last_day(*at.offset()));
        let state = state_word(c, at.to_utc());
        format!("…{}（{state}，有效期至{until}）", tail(&c.serial))
    });
    lines.collect::<Vec<_>>().join("、")
}

/// The last six characters of a number, by which people tell certificates and keys apart.
pub fn tail(number: &str) -> &str {
    let start = number.char_indices().rev().nth(5);
    start.map_or(number, |(at, _)| &number[at..])
}

/// The state of a certificate on every screen.
pub fn state_word(certificate: &Certificate, now: DateTime<Utc>) -> &'static str {
    match certificate.status {
        CertificateStatus::Current if certificate.is_expired(now) => "已过期",
        CertificateStatus::Current => "在用",
        CertificateStatus::Suspended => "已挂起",
        CertificateStatus::Superseded => "已被新证书取代",
        CertificateStatus::RevokedPending => "已申请注销",
        CertificateStatus::Revoked => "已注销",
        CertificateStatus::Wrong => "错发作废",
    }
}

/// Whose a certificate is, in words: the person and the unit.
pub fn holder_words(tx: &Tx<'_>, certificate: &Certificate) -> Result<String, Refusal> {
    let Some(id) = certificate.holder else {
        return Ok(certificate.subject.clone());
    };
    let holder = tx.holder(id)?;
    Ok(match holder.unit_id {
        Some(unit) => format!("{}（{}）", holder.name, tx.holder(unit)?.name),
        None => holder.name,
    })
}

/// Whether the unit of a case holds a unit certificate of the project that counts today, brought by another case.
pub fn unit_holds_certificate(asked: &Asked<'_, '_>) -> Result<bool, Refusal> {
    let unit = Asked {
        content: &CaseContent {
            kind: CertKind::Org,
            ..asked.content.clone()
        },
        ..*asked
    };
    let Some(holder) = unit.content.holder(None) else {
        return Ok(false);
    };
    let counts = |c: &Certificate| c.status == CertificateStatus::Current && !c.is_expired(asked.now);
    Ok(unit.held(&holder)?.iter().any(counts))
}
