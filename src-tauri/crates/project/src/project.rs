//! A loaded project and what it answers. Every answer comes from the project's file; nothing here knows a project.

use std::collections::BTreeMap;

use case::{Algorithm, BusinessType, CaseContent, CertKind, Channel, FieldMap};

use crate::data::acts_on::ActsOn;
use crate::data::file::{
    AcceptancePoint, Account, BusinessData, CaInfo, ConditionSpec, Contact, FeeRow, FormRef, KindSpec,
    Mailing, MaterialData, PaymentRule, PinPolicy, ProjectFile, UploadRules, YearsRule,
};
use crate::data::posting::PostingRule;
use crate::data::source::Source;
use crate::facts::{CaseAsked, Facts};
use crate::field::{FieldGroup, FieldSpec};
use crate::problem::Problem;
use crate::query::Query;

/// A CA project.
#[derive(Debug, Clone)]
pub struct Project {
    pub(crate) file: ProjectFile,
    /// The text of `project.toml` itself.
    pub(crate) source: String,
    /// Texts of form descriptions and clauses by the name they are asked for.
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) warnings: Vec<Problem>,
}

/// A business type in the project's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessWord {
    /// Canonical.
    pub business: BusinessType,
    /// The guide's word.
    pub word: String,
}

/// A channel in the project's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelWord {
    /// Canonical.
    pub channel: Channel,
    /// The guide's word.
    pub word: String,
}

impl YearsRule {
    /// Where the options stand in the guide, or that the counter set them.
    pub(crate) fn place(&self) -> Source {
        Source::at(&self.seed, &self.lines)
    }

    /// Whether this number of years may be chosen; where the guide states none, 1 to 30 may.
    pub fn allows(&self, years: u32) -> bool {
        if self.options.is_empty() {
            (1..=30).contains(&years)
        } else {
            self.options.contains(&years)
        }
    }
}

impl Project {
    /// Project id, for instance `netca-gd-ylbx`.
    pub fn id(&self) -> &str {
        self.file.id.get_ref()
    }

    /// Version of the project's data; a case keeps the one it was opened with.
    pub fn version(&self) -> &str {
        self.file.version.get_ref()
    }

    /// What is missing without keeping the project from being used (a form's description …).
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// Full name of the platform.
    pub fn name(&self) -> &str {
        &self.file.name
    }

    /// Short name for lists.
    pub fn short_name(&self) -> &str {
        &self.file.short_name
    }

    /// The certificate authority.
    pub fn ca(&self) -> &CaInfo {
        &self.file.ca
    }

    /// Letters before the counter's own case numbers.
    pub fn case_prefix(&self) -> &str {
        self.file.case_prefix.get_ref()
    }

    /// The key pair made on the token.
    pub fn algorithm(&self) -> Algorithm {
        self.file.algorithm
    }

    /// The guide's word for the token.
    pub fn medium(&self) -> &str {
        &self.file.medium
    }

    /// Certificate kinds.
    pub fn kinds(&self) -> &[KindSpec] {
        &self.file.kinds
    }

    /// One certificate kind.
    pub fn kind(&self, kind: CertKind) -> Option<&KindSpec> {
        self.file.kinds.iter().find(|k| k.kind == kind)
    }

    /// The certificate's full name, or the neutral one where the project has no such kind.
    pub fn kind_title(&self, kind: CertKind) -> &str {
        self.kind(kind).map_or(kind.chinese(), |k| &k.title)
    }

    /// Business types offered for a kind.
    pub fn businesses(&self, kind: CertKind) -> Vec<BusinessWord> {
        self.file
            .businesses
            .iter()
            .filter(|b| b.kind.contains(&kind))
            .map(|b| BusinessWord {
                business: b.business,
                word: b.word.clone(),
            })
            .collect()
    }

    pub(crate) fn business(&self, kind: CertKind, business: BusinessType) -> Option<&BusinessData> {
        self.file
            .businesses
            .iter()
            .find(|b| b.business == business && b.kind.contains(&kind))
    }

    /// Whether a business type is offered for a kind.
    pub fn offers(&self, business: BusinessType, kind: CertKind) -> bool {
        self.business(kind, business).is_some()
    }

    /// Why a business type cannot be had for a kind, in words.
    pub fn not_offered(&self, business: BusinessType, kind: CertKind) -> String {
        format!(
            "{}没有“{}”业务（{}）",
            self.short_name(),
            business.chinese(),
            self.kind_title(kind)
        )
    }

    /// The project's word for a business type.
    pub fn business_word(&self, business: BusinessType) -> &str {
        self.file
            .businesses
            .iter()
            .find(|b| b.business == business)
            .map_or(business.chinese(), |b| &b.word)
    }

    /// What the guide leaves open about a business type (its channels not stated …).
    pub fn business_note(&self, business: BusinessType, kind: CertKind) -> Option<&str> {
        self.business(kind, business)?.note.as_deref()
    }

    /// What a business type acts on.
    pub fn acts_on(&self, business: BusinessType, kind: CertKind) -> ActsOn {
        let said = self.business(kind, business).and_then(|data| data.acts_on);
        said.unwrap_or_else(|| ActsOn::usual(business))
    }

    /// Channels of a business type.
    pub fn channels(&self, business: BusinessType, kind: CertKind) -> Vec<ChannelWord> {
        self.business(kind, business)
            .map(|b| b.channel.as_slice())
            .unwrap_or_default()
            .iter()
            .map(|channel| ChannelWord {
                channel: *channel,
                word: self.channel_word(*channel).to_owned(),
            })
            .collect()
    }

    /// The project's word for a channel.
    pub fn channel_word(&self, channel: Channel) -> &str {
        self.file
            .channels
            .iter()
            .find(|c| c.channel == channel)
            .map_or(channel.chinese(), |c| &c.word)
    }

    /// Groups of fields of a case of this business, kind and channel, in the form's order.
    pub fn groups(&self, business: BusinessType, kind: CertKind, channel: Channel) -> Vec<FieldGroup> {
        let query = Query::plain(business, channel, kind);
        self.file
            .groups
            .iter()
            .filter(|g| !g.repeated && (g.kind.is_empty() || g.kind.contains(&kind)))
            .map(|g| FieldGroup {
                fields: g
                    .fields
                    .iter()
                    .filter(|f| f.when.holds(&query))
                    .map(|f| FieldSpec {
                        group: g.id.clone(),
                        group_title: g.title.clone(),
                        ..f.clone()
                    })
                    .collect(),
                ..g.clone()
            })
            .filter(|g| !g.fields.is_empty())
            .collect()
    }

    /// The fields of all groups, in the form's order.
    pub fn fields(&self, business: BusinessType, kind: CertKind, channel: Channel) -> Vec<FieldSpec> {
        self.groups(business, kind, channel)
            .into_iter()
            .flat_map(|g| g.fields)
            .collect()
    }

    /// Values that follow from other fields, for fields in which nothing was typed. A unified code gives its
    /// organisation code (GB 32100-2015, positions 9–17) only when the code itself can be right.
    pub fn derived(&self, content: &CaseContent) -> FieldMap {
        let fields = self.fields(content.business, content.kind, content.channel);
        let empty = fields.iter().filter(|f| content.field(&f.id).is_none());
        empty
            .filter_map(|field| {
                let source = content.field(field.derive.as_deref()?)?;
                let value = match field.check {
                    Some(identifiers::Kind::OrgCode) => org_code_in(source)?,
                    _ => source.to_owned(),
                };
                Some((field.id.clone(), value))
            })
            .collect()
    }

    /// The field of the authority's own number of a case, when its project has such numbers.
    pub fn case_number_field(&self, content: &CaseContent) -> Option<FieldSpec> {
        let fields = self.fields(content.business, content.kind, content.channel);
        fields.into_iter().find(|f| f.case_number.is_some())
    }

    /// The authority's own number of a case, when its project has such numbers and this one is of the right shape.
    pub fn case_number(&self, content: &CaseContent) -> Option<String> {
        let field = self.case_number_field(content)?;
        content
            .field(&field.id)
            .filter(|value| field.is_case_number(value))
            .map(str::to_owned)
    }

    /// Columns of the employee annex; empty when no kind of the project has one.
    pub fn employee_columns(&self) -> Vec<FieldSpec> {
        self.file
            .groups
            .iter()
            .filter(|g| g.repeated)
            .flat_map(|g| {
                g.fields.iter().map(|f| FieldSpec {
                    group: g.id.clone(),
                    group_title: g.title.clone(),
                    ..f.clone()
                })
            })
            .collect()
    }

    /// The columns of the annex that such a case asks for; where rows cannot differ, none for what is a row's own.
    pub fn annex_columns(&self, business: BusinessType, kind: CertKind, channel: Channel) -> Vec<FieldSpec> {
        let query = Query::plain(business, channel, kind);
        let mut columns = self.employee_columns();
        columns.retain(|column| column.when.holds(&query));
        columns
    }

    /// Whether cases of this kind have an employee annex.
    pub fn has_employees(&self, kind: CertKind) -> bool {
        self.file
            .groups
            .iter()
            .any(|g| g.repeated && (g.kind.is_empty() || g.kind.contains(&kind)))
    }

    /// Forms that such a case prints, in order.
    pub fn forms(&self, business: BusinessType, kind: CertKind) -> Vec<&FormRef> {
        self.file
            .forms
            .iter()
            .filter(|f| f.kind.is_empty() || f.kind.contains(&kind))
            .filter(|f| f.business.is_empty() || f.business.contains(&business))
            .collect()
    }

    /// All forms of the project.
    pub fn all_forms(&self) -> &[FormRef] {
        &self.file.forms
    }

    /// One form by its id.
    pub fn form(&self, id: &str) -> Option<&FormRef> {
        self.file.forms.iter().find(|f| f.id == id)
    }

    /// The same project with its forms as they are on a day. A case keeps what it was opened with: its snapshot holds
    /// the descriptions of that day and knows no later ones.
    #[must_use]
    pub fn on(mut self, day: chrono::NaiveDate) -> Self {
        self.turn_to(day);
        self
    }

    pub(crate) fn turn_to(&mut self, day: chrono::NaiveDate) {
        for form in &self.file.forms {
            let holds = form.later.iter().filter(|later| later.from <= day);
            let text = holds
                .max_by_key(|later| later.from)
                .and_then(|later| self.texts.get(&later.file));
            if let Some(text) = text.cloned() {
                self.texts.insert(form.file.clone(), text);
            }
        }
    }

    /// The days on which a form of the project changes, in order.
    pub fn days_of_change(&self) -> std::collections::BTreeSet<chrono::NaiveDate> {
        self.file
            .forms
            .iter()
            .flat_map(|form| &form.later)
            .map(|later| later.from)
            .collect()
    }

    /// The KDL description of a form; none when the form is unknown or its file is missing.
    pub fn form_text(&self, id: &str) -> Option<&str> {
        let form = self.form(id)?;
        self.texts.get(&form.file).map(String::as_str)
    }

    /// A shared clause by the name an `include` gives, for instance `clauses/netca-declaration`: the project's own,
    /// else the one common to all projects.
    pub fn include(&self, name: &str) -> Option<&str> {
        [
            name.to_owned(),
            format!("{name}.kdl"),
            format!("forms/{name}.kdl"),
        ]
        .iter()
        .find_map(|key| self.texts.get(key))
        .map(String::as_str)
    }

    /// Validity; none when the business has none.
    pub fn years(&self, business: BusinessType, kind: CertKind) -> Option<&YearsRule> {
        self.file
            .years
            .iter()
            .find(|y| y.business.contains(&business) && (y.kind.is_empty() || y.kind.contains(&kind)))
    }

    /// The validity preset by the guide, where it has one.
    pub fn default_years(&self, business: BusinessType, kind: CertKind) -> Option<u32> {
        self.years(business, kind)?.default
    }

    /// Conditions the clerk is asked about for such a case.
    pub fn conditions(
        &self,
        business: BusinessType,
        kind: CertKind,
        channel: Channel,
    ) -> Vec<&ConditionSpec> {
        let query = Query::plain(business, channel, kind);
        self.file
            .conditions
            .iter()
            .filter(|c| c.ask && c.when.holds(&query))
            .collect()
    }

    /// Every condition of the project, asked about or not.
    pub fn all_conditions(&self) -> &[ConditionSpec] {
        &self.file.conditions
    }

    /// The conditions that apply to a case: those ticked, as far as they can apply, and those it implies. What is
    /// ticked about a certificate that the register knows is left aside.
    pub fn conditions_of(&self, content: &CaseContent, facts: &Facts) -> Vec<String> {
        let parts = content.parts();
        let applies = |c: &&ConditionSpec| {
            parts.iter().any(|part| {
                let asked = CaseAsked {
                    content: part,
                    conditions: &[],
                    facts,
                };
                let is_aside = c.claims.is_some() && facts.register_decides;
                let is_ticked = content.conditions.contains(&c.id) && !is_aside;
                c.when.holds(&asked) && (is_ticked || c.is_implied(&asked))
            })
        };
        let applying = self.file.conditions.iter().filter(applies);
        applying.map(|c| c.id.clone()).collect()
    }

    /// Conditions that claim something about the certificate acted on and can apply to the case, each with whether
    /// these facts bear it out.
    pub fn claims(&self, content: &CaseContent, facts: &Facts) -> Vec<(&ConditionSpec, bool)> {
        let parts = content.parts();
        let asked: Vec<CaseAsked<'_>> = parts
            .iter()
            .map(|content| CaseAsked {
                content,
                conditions: &[],
                facts,
            })
            .collect();
        let claims = self.file.conditions.iter().filter(|c| c.claims.is_some());
        claims
            .filter(|c| asked.iter().any(|part| c.when.holds(part)))
            .map(|c| (c, asked.iter().any(|part| c.is_implied(part))))
            .collect()
    }

    /// What the guide says about PINs.
    pub fn pin_policy(&self) -> &PinPolicy {
        &self.file.pin
    }

    /// Rules for uploaded scans.
    pub fn upload(&self) -> &UploadRules {
        &self.file.upload
    }

    /// Bank accounts.
    pub fn accounts(&self) -> &[Account] {
        &self.file.accounts
    }

    /// The authority's counters.
    pub fn addresses(&self) -> &[AcceptancePoint] {
        &self.file.points
    }

    /// Where papers are posted to.
    pub fn mailing(&self) -> Option<&Mailing> {
        self.file.mailing.as_ref()
    }

    /// What the guide says about posting finished keys.
    pub fn posting(&self) -> &PostingRule {
        &self.file.posting
    }

    /// Office hours, in the guide's words.
    pub fn hours(&self) -> &[String] {
        &self.file.contact.hours
    }

    /// How the authority is reached.
    pub fn contact(&self) -> &Contact {
        &self.file.contact
    }

    /// Payment rules that apply to such a case.
    pub fn payment_rules(
        &self,
        business: BusinessType,
        kind: CertKind,
        channel: Channel,
    ) -> Vec<&PaymentRule> {
        let query = Query::plain(business, channel, kind);
        self.file
            .payment_rules
            .iter()
            .filter(|r| r.when.holds(&query))
            .collect()
    }

    /// Every row of the materials table.
    pub fn rows(&self) -> &[MaterialData] {
        &self.file.materials
    }

    /// Every row of the fee table.
    pub fn fee_rows(&self) -> &[FeeRow] {
        &self.file.fees
    }

    /// The certificate's subject for a case, as attribute and value in order; for an employee certificate with the
    /// annex's row. Parts without a value are left out.
    pub fn subject(&self, content: &CaseContent, employee: Option<usize>) -> Vec<(String, String)> {
        let row = employee.and_then(|at| content.employees.get(at));
        let value = |field: &str| {
            let own = row
                .and_then(|r| r.get(field))
                .map(|v| v.trim())
                .filter(|v| !v.is_empty());
            own.or_else(|| content.field(field)).map(str::to_owned)
        };
        let Some(kind) = self.kind(content.kind) else {
            return Vec::new();
        };
        kind.subject
            .iter()
            .filter_map(|part| {
                let text = part
                    .value
                    .clone()
                    .or_else(|| part.fields.iter().find_map(|f| value(f)))?;
                Some((part.attribute.clone(), text))
            })
            .collect()
    }
}

/// `19220382-1` from a unified social credit code; none from one that cannot be right.
fn org_code_in(code: &str) -> Option<String> {
    // No date stands in a unified code, so any day will do.
    let checked = identifiers::check(identifiers::Kind::Uscc, code, chrono::NaiveDate::MIN);
    let inner = checked
        .facts
        .org_code
        .filter(|_| checked.verdict != identifiers::Verdict::Refuse)?;
    Some(format!("{}-{}", inner.get(..8)?, inner.get(8..)?))
}
