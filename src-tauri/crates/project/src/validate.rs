//! What must hold between the parts of a project file: names that exist, ids used once, sums that agree.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use case::{BusinessType, CertKind, ROW_BUSINESS, ROW_YEARS};

use crate::agreement;
use crate::course;
use crate::data::file::{BusinessData, ConditionSpec, FeeRow, ProjectFile, YearsRule};
use crate::field::FieldSpec;
use crate::formula::Quantities;
use crate::judging;
use crate::problem::Problems;
use crate::scope::BusinessScope;
use crate::when::When;

/// The file format this program reads.
const FORMAT: u32 = 1;
const ATTRIBUTES: [&str; 8] = ["C", "ST", "L", "O", "OU", "CN", "serialNumber", "E"];

pub(crate) fn project(
    file: &ProjectFile,
    folder: &str,
    texts: &BTreeMap<String, String>,
    problems: &mut Problems<'_>,
) {
    head(file, folder, problems);
    offers(file, problems);
    conditions(file, problems);
    fields(file, problems);
    annex(file, problems);
    forms(file, texts, problems);
    unique(
        problems,
        "agreements",
        file.agreements.iter().map(|a| a.id.as_str()),
    );
    agreement::validate(file, problems);
    judging::validate(file, problems);
    unique(
        problems,
        "materials",
        file.materials.iter().map(|m| m.id.as_str()),
    );
    unique(problems, "fees", file.fees.iter().map(|f| f.id.as_str()));
    unique(problems, "rules", file.rules.iter().map(|r| r.id.as_str()));
    fees(file, problems);
    one_price(file, problems);
    course::validate(file, problems);
    upload_slots(file, problems);
}

/// What a row of an annex may ask for of its own: a business that stands beside the others in one case and is offered
/// for the kind of the annex, and a number of years that may be chosen.
fn annex(file: &ProjectFile, problems: &mut Problems<'_>) {
    let own = |kinds: &[CertKind], name: &str, word: &str| match name {
        ROW_BUSINESS => word.parse::<BusinessType>().is_ok_and(|business| {
            let offered =
                |b: &&BusinessData| b.business == business && kinds.iter().all(|k| b.kind.contains(k));
            business.mixes() && file.businesses.iter().any(|b| offered(&b))
        }),
        _ => word.parse::<u32>().is_ok_and(|years| {
            let of_kind = |y: &&YearsRule| y.kind.is_empty() || kinds.iter().any(|k| y.kind.contains(k));
            file.years.iter().filter(of_kind).any(|rule| rule.allows(years))
        }),
    };
    for group in file.groups.iter().filter(|g| g.repeated) {
        let columns = group
            .fields
            .iter()
            .filter(|f| [ROW_BUSINESS, ROW_YEARS].contains(&f.id.as_str()));
        for column in columns {
            let options = column.options.iter().flatten();
            let wrong = options
                .map(|o| o.value.as_str())
                .find(|word| !own(&group.kind, &column.id, word));
            if column.options.is_none() || wrong.is_some() {
                problems.refuse(
                    "annex-own",
                    problems.at(&group.id, wrong.unwrap_or(&column.id)),
                    format!("附页“{}”的选项“{}”不能逐行选", column.label, wrong.unwrap_or_default()),
                    "business 可用：new、renew、change、replace、unlock、revoke 中这种证书有的；years 可用 [[years]] 里的年数",
                );
            }
        }
    }
}

fn head(file: &ProjectFile, folder: &str, problems: &mut Problems<'_>) {
    if *file.format.get_ref() != FORMAT {
        problems.refuse(
            "project-format-version",
            Some(file.format.span()),
            format!("文件格式版本{}，本程序只认{FORMAT}", file.format.get_ref()),
            "请升级程序，或取用与程序相配的项目文件夹",
        );
    }
    let id = file.id.get_ref();
    let kebab = !id.is_empty()
        && id.len() <= 40
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !kebab || id != folder {
        problems.refuse(
            "project-id",
            Some(file.id.span()),
            format!("项目编号“{id}”应由小写字母、数字和-组成，并与文件夹名“{folder}”相同"),
            "请改项目编号或文件夹名",
        );
    }
    let version = file.version.get_ref();
    if version.is_empty() || version.len() > 20 || !version.is_ascii() {
        problems.refuse(
            "project-version",
            Some(file.version.span()),
            "版本号应为1至20个字母、数字或符号".to_owned(),
            "请写成如 2026.11 的版本号",
        );
    }
    let prefix = file.case_prefix.get_ref();
    if !(1..=6).contains(&prefix.len()) || !prefix.bytes().all(|b| b.is_ascii_uppercase()) {
        problems.refuse(
            "project-case-prefix",
            Some(file.case_prefix.span()),
            format!("受理号字头“{prefix}”应为1至6个大写字母"),
            "请改用大写字母",
        );
    }
}

fn offers(file: &ProjectFile, problems: &mut Problems<'_>) {
    let kinds: Vec<_> = file.kinds.iter().map(|k| k.kind).collect();
    if kinds.is_empty() || file.businesses.is_empty() {
        problems.refuse(
            "project-empty",
            None,
            "没有证书种类或业务类型",
            "请在 kinds 和 businesses 中各写至少一项",
        );
    }
    unique(problems, "kinds", kinds.iter().map(|k| k.word()));
    for business in &file.businesses {
        let word = business.business.word();
        if business.channel.is_empty() || business.kind.is_empty() {
            problems.refuse(
                "business-empty",
                problems.at("[[businesses]]", word),
                format!("业务“{word}”没有渠道或证书种类"),
                "请写明 channel 和 kind",
            );
        }
        if let Some(kind) = business.kind.iter().find(|k| !kinds.contains(k)) {
            problems.refuse(
                "kind-unknown",
                problems.at(word, kind.word()),
                format!("业务“{word}”用到的证书种类“{}”不在 kinds 中", kind.word()),
                "请先在 kinds 中写明这种证书",
            );
        }
    }
    for kind in &file.kinds {
        for part in &kind.subject {
            if !ATTRIBUTES.contains(&part.attribute.as_str()) {
                problems.refuse(
                    "subject-attribute",
                    problems.at(kind.kind.word(), &part.attribute),
                    format!("证书主题不用“{}”", part.attribute),
                    format!("可用：{}", ATTRIBUTES.join("、")),
                );
            }
        }
    }
    for years in &file.years {
        let default = years
            .default
            .filter(|d| !years.options.is_empty() && !years.options.contains(d));
        if years.options.iter().any(|y| !(1..=30).contains(y)) || default.is_some() {
            problems.refuse(
                "years-options",
                problems.at("[[years]]", "options"),
                "年限应在1至30之间，预设的年限应是其中之一",
                "请改正 options 或 default",
            );
        }
    }
}

fn conditions(file: &ProjectFile, problems: &mut Problems<'_>) {
    let known: BTreeSet<&str> = file.conditions.iter().map(|c| c.id.as_str()).collect();
    unique(
        problems,
        "conditions",
        file.conditions.iter().map(|c| c.id.as_str()),
    );
    for (owner, condition) in named(file).chain(asked(file).flat_map(|(o, w, _)| each(o, w.conditions()))) {
        if !known.contains(condition) {
            problems.refuse(
                "condition-unknown",
                problems.at(owner, condition),
                format!("“{owner}”用到的情形“{condition}”不在 conditions 中"),
                "请先在 conditions 中写明这种情形，或改正名称",
            );
        }
    }
    let bare = |c: &&ConditionSpec| c.implied_by.is_none() || c.seed.is_empty() || c.lines.is_empty();
    for condition in file.conditions.iter().filter(|c| c.claims.is_some()).filter(bare) {
        problems.refuse(
            "condition-claims",
            problems.at(&condition.id, "claims"),
            format!("“{}”说的是原证书，却没有写明从何判断，或没有出处", condition.id),
            "请写 implied_by（如 since.old_cert_until>0d），以及 seed 和 lines",
        );
    }
    let entered: BTreeSet<&str> = all_fields(file).map(|f| f.id.as_str()).collect();
    for (owner, when, knows) in asked(file) {
        for field in when.fields() {
            if !entered.contains(field) {
                problems.refuse(
                    "condition-field",
                    problems.at(owner, field),
                    format!("“{owner}”问到的字段“{field}”不在 groups 中"),
                    "请在 groups 中加入这个字段，或改正名称",
                );
            } else if knows == Knows::NoEntries {
                problems.refuse(
                    "condition-field-here",
                    problems.at(owner, field),
                    format!("“{owner}”处还不知道录入的内容，不能问字段“{field}”"),
                    "请另立一种情形（conditions），在它的 implied_by 里问字段，这里写情形的名称",
                );
            }
        }
    }
}

/// Whether an expression is asked with the entered content at hand, or of a combination alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Knows {
    Entries,
    NoEntries,
}

/// The conditions that the column `business` of the materials names.
fn named(file: &ProjectFile) -> impl Iterator<Item = (&str, &str)> {
    file.materials.iter().flat_map(|m| {
        m.business.iter().filter_map(|scope| match scope {
            BusinessScope::If(_, condition) => Some((m.id.as_str(), condition.as_str())),
            _ => None,
        })
    })
}

fn each<'a>(owner: &'a str, names: Vec<&'a str>) -> impl Iterator<Item = (&'a str, &'a str)> {
    names.into_iter().map(move |name| (owner, name))
}

/// Every expression of the file with its owner.
fn asked(file: &ProjectFile) -> impl Iterator<Item = (&str, &When, Knows)> {
    use Knows::{Entries, NoEntries};
    let conditions = file.conditions.iter().flat_map(|c| {
        let implied = c.implied_by.iter().map(|w| (c.id.as_str(), w, Entries));
        std::iter::once((c.id.as_str(), &c.when, NoEntries)).chain(implied)
    });
    let materials = file.materials.iter().flat_map(|m| {
        let own = [&m.original_when, &m.seal_when, &m.signature_when];
        let parts = m.parts.iter().map(|p| &p.original_when);
        let resolved = own.into_iter().chain(parts).flatten();
        std::iter::once(&m.when)
            .chain(resolved)
            .map(|w| (m.id.as_str(), w, NoEntries))
    });
    let rules = file.rules.iter().map(|r| (r.id.as_str(), &r.when, Entries));
    let payment = file.payment_rules.iter();
    let payment = payment.map(|r| (r.id.as_str(), &r.when, NoEntries));
    let fees = file.fees.iter().map(|f| (f.id.as_str(), &f.when, NoEntries));
    let seals = file.seals.iter().map(|s| (s.id.as_str(), &s.when, Entries));
    let signatures = file.signatures.iter();
    let signatures = signatures.map(|s| (s.place.as_str(), &s.when, Entries));
    let fields = all_fields(file).map(|f| (f.id.as_str(), &f.when, NoEntries));
    let making = file.making.iter().map(|rule| ("making", &rule.when, Entries));
    conditions
        .chain(making)
        .chain(materials)
        .chain(rules)
        .chain(payment)
        .chain(fees)
        .chain(seals)
        .chain(signatures)
        .chain(fields)
}

fn all_fields(file: &ProjectFile) -> impl Iterator<Item = &FieldSpec> {
    file.groups.iter().flat_map(|g| &g.fields)
}

fn fields(file: &ProjectFile, problems: &mut Problems<'_>) {
    for kind in &file.kinds {
        let mut seen = BTreeSet::new();
        let groups = file
            .groups
            .iter()
            .filter(|g| g.kind.is_empty() || g.kind.contains(&kind.kind));
        for (group, field) in groups.flat_map(|g| g.fields.iter().map(move |f| (g, f))) {
            if !seen.insert((group.repeated, field.id.as_str())) {
                problems.refuse(
                    "field-twice",
                    problems.at(&group.id, &field.id),
                    format!("字段“{}”在{}中出现两次", field.id, kind.title),
                    "请删去其中一个",
                );
            }
        }
        for part in &kind.subject {
            for field in part.fields.iter().filter(|f| !seen.iter().any(|(_, id)| id == f)) {
                problems.refuse(
                    "subject-field",
                    problems.at(kind.kind.word(), field),
                    format!("证书主题用到的字段“{field}”不在{}的表单中", kind.title),
                    "请改正字段名，或在 groups 中加入这个字段",
                );
            }
        }
    }
    let known: BTreeSet<&str> = file
        .groups
        .iter()
        .flat_map(|g| &g.fields)
        .map(|f| f.id.as_str())
        .collect();
    for field in file
        .posting
        .address
        .iter()
        .filter(|f| !known.contains(f.as_str()))
    {
        problems.refuse(
            "posting-address",
            problems.at("posting", field),
            format!("邮寄地址用到的字段“{field}”不存在"),
            "请改正 posting 的 address，或在 groups 中加入这个字段",
        );
    }
    for field in file.groups.iter().flat_map(|g| &g.fields) {
        if let Some(begins) = field.begins.as_deref().filter(|d| !known.contains(d)) {
            problems.refuse(
                "field-begins",
                problems.at(&field.id, "begins"),
                format!("字段“{}”的起始日字段“{begins}”不存在", field.id),
                "请改正 begins",
            );
        }
        let is_day = field.check == Some(identifiers::Kind::Date);
        if (field.begins.is_some() || field.lapses || field.endless) && !is_day {
            problems.refuse(
                "field-no-date",
                problems.at(&field.id, "lapses"),
                format!("字段“{}”写了期限，却不是日期", field.id),
                "请写上 check = \"date\"，或去掉 begins、lapses、endless",
            );
        }
        if let Some(source) = field.derive.as_deref().filter(|d| !known.contains(d)) {
            problems.refuse(
                "field-derive",
                problems.at(&field.id, "derive"),
                format!("字段“{}”取自的字段“{source}”不存在", field.id),
                "请改正 derive",
            );
        }
        let wrong = |v: &String| {
            field
                .options
                .as_ref()
                .is_some_and(|o| o.iter().all(|o| o.value != *v))
        };
        if field.default.as_ref().is_some_and(wrong) {
            problems.refuse(
                "field-default",
                problems.at(&field.id, "default"),
                format!("字段“{}”的预设值不在选项中", field.id),
                "请改正 default 或 options",
            );
        }
    }
}

fn forms(file: &ProjectFile, texts: &BTreeMap<String, String>, problems: &mut Problems<'_>) {
    unique(problems, "forms", file.forms.iter().map(|f| f.id.as_str()));
    for form in &file.forms {
        if form.copies == 0 || form.copies > 20 {
            problems.refuse(
                "form-copies",
                problems.at(&form.id, "copies"),
                format!("表“{}”的份数应在1至20之间", form.id),
                "请改正 copies",
            );
        }
        if !texts.contains_key(&form.file) {
            problems.warn(
                "form-file-missing",
                format!("表“{}”的描述文件 {} 不存在", form.id, form.file),
                "请放入该文件；在此之前这张表不能打印",
            );
        }
        for later in form.later.iter().filter(|later| !texts.contains_key(&later.file)) {
            problems.refuse(
                "form-later-missing",
                problems.at(&form.id, "later"),
                format!(
                    "表“{}”自 {} 起的描述文件 {} 不存在",
                    form.id, later.from, later.file
                ),
                "请放入该文件，或改正 later 里的 file",
            );
        }
        if !form.later.is_sorted_by(|a, b| a.from < b.from) {
            problems.refuse(
                "form-later-order",
                problems.at(&form.id, "later"),
                format!("表“{}”的各新版没有按启用日期先后排列，或日期相同", form.id),
                "请把 later 按 from 从早到晚排列，每个日期一版",
            );
        }
    }
    for seal in &file.seals {
        if file.forms.iter().all(|f| f.id != seal.form) || seal.frames.is_empty() {
            problems.refuse(
                "seal-form",
                problems.at("[[seals]]", &seal.form),
                format!("印章采集“{}”要指明表和采集框", seal.id),
                "请写明 form（forms 中的一张表）和 frames",
            );
        }
    }
}

/// Parts exist, and a total is the sum of its parts for every number of years that may be chosen.
/// Every paper of an upload place is a form or a material of the project.
fn upload_slots(file: &ProjectFile, problems: &mut Problems<'_>) {
    let is_known = |paper: &str| {
        file.forms.iter().any(|form| form.id == paper) || file.materials.iter().any(|row| row.id == paper)
    };
    for slot in &file.upload.slots {
        for paper in slot.papers.iter().filter(|paper| !is_known(paper)) {
            problems.refuse(
                "upload-slot",
                problems.at(&slot.name, paper),
                format!("上传项“{}”用到的“{paper}”不是本项目的表或材料", slot.name),
                "请改正 upload.slots 的 papers，写 forms 或 materials 里有的 id",
            );
        }
    }
}

fn fees(file: &ProjectFile, problems: &mut Problems<'_>) {
    for total in file.fees.iter().filter(|f| !f.parts.is_empty()) {
        let parts: Vec<&FeeRow> = total
            .parts
            .iter()
            .filter_map(|id| file.fees.iter().find(|f| f.id == *id))
            .collect();
        if parts.len() != total.parts.len() {
            problems.refuse(
                "fee-part-unknown",
                problems.at(&total.id, "parts"),
                format!("合计“{}”的分项不全在 fees 中", total.id),
                "请改正 parts",
            );
            continue;
        }
        let Some(formula) = &total.formula else { continue };
        let years = file
            .years
            .iter()
            .flat_map(|y| y.options.iter().copied())
            .chain([1]);
        let wrong = years.into_iter().find(|y| {
            let sum: Option<u64> = parts
                .iter()
                .map(|p| {
                    p.formula
                        .as_ref()
                        .and_then(|f| f.cents(&Quantities::one(*y)).ok())
                })
                .sum();
            sum != formula.cents(&Quantities::one(*y)).ok()
        });
        if let Some(years) = wrong {
            problems.refuse(
                "fee-sum",
                problems.at(&total.id, "formula"),
                format!("合计“{}”与分项之和不等（{years}年时）", total.id),
                "请核对合计与分项的公式",
            );
        }
    }
}

/// For each kind, business and number of years at most one row gives the price, so that the order of rows never
/// decides.
fn one_price(file: &ProjectFile, problems: &mut Problems<'_>) {
    let offered = file.years.iter().flat_map(|y| y.options.iter().copied());
    let years: BTreeSet<u32> = offered.chain(1..=5).collect();
    let mut told = BTreeSet::new();
    for business in &file.businesses {
        for kind in &business.kind {
            let here = |row: &&FeeRow| {
                !row.extra
                    && row.kind.contains(kind)
                    && (row.business.is_empty() || row.business.contains(&business.business))
            };
            let rows: Vec<&FeeRow> = file.fees.iter().filter(here).collect();
            let whole = rows
                .iter()
                .filter(|r| !rows.iter().any(|t| t.parts.contains(&r.id)));
            for year in &years {
                let priced = |r: &&&FeeRow| {
                    r.formula
                        .as_ref()
                        .is_some_and(|f| f.cents(&Quantities::one(*year)).is_ok())
                };
                let two: Vec<_> = whole.clone().filter(priced).map(|r| r.id.as_str()).collect();
                if two.len() > 1 && told.insert(two[1]) {
                    problems.refuse(
                        "fee-ambiguous",
                        problems.at(two[1], "formula"),
                        format!("“{}”与“{}”都给出同一项业务的价格", two[0], two[1]),
                        "请让其中一行成为另一行的分项（parts），或分开业务、证书种类、年限",
                    );
                }
            }
        }
    }
}

fn unique<'a>(problems: &mut Problems<'_>, what: &str, ids: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            problems.refuse(
                "id-twice",
                problems.last(id),
                format!("{what} 中“{id}”出现两次"),
                "请改用不同的编号",
            );
        }
    }
}

impl Problems<'_> {
    /// Where `needle` stands after the first `"owner"` (or bare `owner`): the place a reader looks for first.
    pub(crate) fn at(&self, owner: &str, needle: &str) -> Option<Range<usize>> {
        let text = self.text();
        let from = text.find(&format!("\"{owner}\"")).or_else(|| text.find(owner))?;
        let at = text.get(from..)?.find(needle).map_or(from, |n| from + n);
        Some(at..at + needle.len())
    }

    /// Where `"id"` stands last.
    fn last(&self, id: &str) -> Option<Range<usize>> {
        self.text()
            .rfind(&format!("\"{id}\""))
            .map(|at| at..at + id.len())
    }
}
