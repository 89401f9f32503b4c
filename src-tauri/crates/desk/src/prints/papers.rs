//! From a case to its printed forms: the values a form is filled with, and the form laid out.
//!
//! The names of values are those of the project files. Which fields stand on a form is the form's own affair; this
//! module hands over everything the case knows, under its dictionary name.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use case::CaseContent;
use form::{CaNumber, Filling, Fonts, FormDescription, Marks, Rendered};
use project::{FormRef, Project};

use crate::casework::case_file::CaseFile;
use crate::rim::api::Refusal;
use crate::rim::writing::{Long, not_inside};

/// What every page of a form says whose numbers are covered.
const MASKED: &str = "脱敏打印：号码、电话、邮箱只显示首尾；本页不作申请、签字和存档之用";

/// The values of a case under their dictionary names. Years are added in capital numerals, as the forms of
/// NETCA ask (`填大写数字`, guide 001); the annex's rows carry their own business type and years, else the case's.
pub fn filling(file: &CaseFile) -> Filling {
    let content = &file.content;
    let mut values: BTreeMap<String, String> = content.fields.clone();
    let mut set = |name: &str, value: String| {
        if !value.is_empty() {
            values.insert(name.to_owned(), value);
        }
    };
    let years = content.years.map(u64::from);
    set("business", content.business.word().to_owned());
    set("kind", content.kind.word().to_owned());
    set("years", years.map(|y| y.to_string()).unwrap_or_default());
    set(
        "years_capital",
        years.map(identifiers::capital_number).unwrap_or_default(),
    );
    set("cert_count", content.certificates().to_string());
    set("case_no", file.number.clone());
    set(
        "apply_date",
        file.apply_date.map(|d| d.to_string()).unwrap_or_default(),
    );
    set("acceptor", file.acceptor.clone());
    set(
        "acceptance_time",
        file.accepted_at
            .map(|t| t.format("%Y-%m-%dT%H:%M").to_string())
            .unwrap_or_default(),
    );
    let employees = content.employees.iter().enumerate().map(|(at, row)| {
        let mut row = row.clone();
        let years = content.years_of(Some(at)).map(u64::from);
        let own = [
            (
                case::ROW_BUSINESS,
                content.business_of(Some(at)).word().to_owned(),
            ),
            (case::ROW_YEARS, years.map(|y| y.to_string()).unwrap_or_default()),
            (
                "years_capital",
                years.map(identifiers::capital_number).unwrap_or_default(),
            ),
        ];
        row.extend(own.map(|(name, value)| (name.to_owned(), value)));
        row
    });
    let rows = BTreeMap::from([("employees".to_owned(), employees.collect())]);
    Filling {
        values,
        rows,
        ..Filling::default()
    }
}

/// What the forms of a case call its fields, for what is said about a value that stands beside no label.
fn labels(project: &Project, file: &CaseFile) -> BTreeMap<String, String> {
    let content = &file.content;
    let fields = project.fields(content.business, content.kind, content.channel);
    let columns = project.employee_columns();
    let bare = |label: &str| label.trim_matches(['*', '：', ':', ' ', '\u{3000}']).to_owned();
    fields
        .into_iter()
        .chain(columns)
        .map(|field| (field.id, bare(&field.label)))
        .collect()
}

/// Reads a form's description out of its project, with the texts of the agreements that stand on it where they are
/// installed.
pub fn description(
    project: &Project,
    form: &str,
    agreements: &BTreeMap<String, String>,
) -> Result<FormDescription, Refusal> {
    let text = project
        .form_text(form)
        .ok_or_else(|| crate::casework::case_file::unknown_form(project, form))?;
    Ok(FormDescription::parse(
        form,
        text,
        &|name| match name.strip_prefix(form::AGREEMENTS) {
            // A text of blanks is none: no contract is printed as if its articles were there.
            Some(agreement) => agreements
                .get(agreement)
                .filter(|text| form::agreement_has_words(text))
                .cloned(),
            None => project.include(name).map(str::to_owned),
        },
    )?)
}

/// Titles of the agreements whose text a form lacks. What is printed without them is no contract to sign.
pub fn missing_articles(project: &Project, description: &FormDescription) -> Vec<String> {
    let bare = description.agreements().iter().filter(|(_, set)| !**set);
    let title = |id: &String| {
        project
            .agreement(id)
            .map_or(id.clone(), |spec| spec.title.clone())
    };
    bare.map(|(id, _)| format!("《{}》", title(id))).collect()
}

/// The case without fields that its present business and kind do not ask for: a number of 副锁 typed for a new case
/// stays in the draft when the business changes, but does not print.
fn asked_for(project: &Project, file: &CaseFile) -> CaseFile {
    let content = &file.content;
    let channel = content.channel;
    let ids = |business, kind| project.fields(business, kind, channel).into_iter().map(|f| f.id);
    let asked: BTreeSet<String> = ids(content.business, content.kind).collect();
    let kinds = project.kinds().iter().map(|k| k.kind);
    let known: BTreeSet<String> = kinds
        .flat_map(|kind| {
            project
                .businesses(kind)
                .into_iter()
                .flat_map(move |b| ids(b.business, kind))
        })
        .collect();
    let mut file = file.clone();
    file.content
        .fields
        .retain(|name, _| asked.contains(name) || !known.contains(name));
    file
}

/// The authority's number of a case, as its marks say it.
fn ca_number(project: &Project, file: &CaseFile) -> CaNumber {
    match project.case_number(&file.content) {
        Some(number) => CaNumber::Known(number),
        None if project.case_number_field(&file.content).is_some() => CaNumber::Awaited,
        None => CaNumber::Unused,
    }
}

/// What is said while the authority's number of a case is awaited: squares, code and bars wait for it.
pub fn awaited(project: &Project, content: &CaseContent) -> Option<String> {
    let field = project.case_number_field(content)?;
    let awaited = project.case_number(content).is_none();
    awaited.then(|| {
        let label = field.label.trim_matches(['：', ':', ' ']);
        format!("{label}还没有录入：条码、二维码和角标等录入后才印，这样印出的页扫描后要手工归档")
    })
}

/// Lays a form of the case out. A case without number prints no marks.
pub fn render(
    project: &Project,
    form: &FormRef,
    file: &CaseFile,
    fonts: &Fonts,
    copies: u16,
) -> Result<Rendered, Refusal> {
    render_print(project, form, file, fonts, 1..=copies, 0)
}

/// The same, of some of the copies, as the print with this number of the form for its case, which the page marks say; 0
/// where nobody counts.
pub fn render_print(
    project: &Project,
    form: &FormRef,
    file: &CaseFile,
    fonts: &Fonts,
    copies: RangeInclusive<u16>,
    print: u16,
) -> Result<Rendered, Refusal> {
    not_inside(Long::Layout);
    let marks = (!file.number.is_empty()).then(|| Marks {
        project: project.id().to_owned(),
        case: file.number.clone(),
        ca_number: ca_number(project, file),
        print,
    });
    let description = description(project, &form.id, &file.agreements)?;
    let filling = Filling {
        labels: labels(project, file),
        notice: if file.masked {
            MASKED.to_owned()
        } else {
            String::new()
        },
        ..filling_of(project, &description, file)
    };
    Ok(form::render(
        &description,
        &filling,
        marks.as_ref(),
        copies,
        fonts,
    )?)
}

/// The values of a form alone, for paper on which the authority has printed the form (套打): one copy, whose other parts
/// lie below it, and no marks. The authority's articles are on the paper as well.
///
/// # Errors
/// `form-no-room` for what does not fit its place.
pub fn overprint(
    project: &Project,
    form: &FormRef,
    file: &CaseFile,
    fonts: &Fonts,
) -> Result<Rendered, Refusal> {
    not_inside(Long::Layout);
    let description = description(project, &form.id, &BTreeMap::new())?;
    let filling = Filling {
        labels: labels(project, file),
        ..filling_of(project, &description, file)
    };
    Ok(form::overprint(&description, &filling, fonts)?)
}

/// What a form of the case is filled with: what the case asks for, as far as it may stand on paper.
pub(crate) fn filling_of(project: &Project, description: &FormDescription, file: &CaseFile) -> Filling {
    let mut filling = filling(&asked_for(project, file));
    // A number of the authority that is not of its shape is a slip of typing, not a number to print as bars.
    if project.case_number(&file.content).is_none()
        && let Some(field) = description.bar_field()
    {
        filling.values.remove(field);
    }
    filling
}

/// Lays a form out without any value, as a customer takes it home.
pub fn render_blank(project: &Project, form: &FormRef, fonts: &Fonts) -> Result<Rendered, Refusal> {
    let description = description(project, &form.id, &BTreeMap::new())?;
    let missing = missing_articles(project, &description);
    let filling = Filling {
        notice: match missing.is_empty() {
            true => String::new(),
            false => format!("{}正文未装入；本页不作签字之用", missing.join("、")),
        },
        ..Filling::default()
    };
    Ok(form::render(&description, &filling, None, 1..=1, fonts)?)
}
