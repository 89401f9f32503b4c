//! What a form is tried with: nothing, a usual case, long values as a counter in 内蒙古 types them on an ordinary day,
//! and the worst that a counter can be handed.

use case::FieldMap;
use chrono::NaiveDate;
use desk::Desk;
use desk::api::Refusal;
use desk::casework::case_file::CaseFile;
use desk::prints::papers;
use form::Rendered;
use project::{FormRef, Project};

/// With what a form is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// With nothing, as a customer takes it home.
    Blank,
    /// With a usual case.
    Example,
    /// With ordinary values that are long.
    Long,
    /// With sixty characters of name, an address of four lines, names beyond U+20000, forty employees.
    Worst,
}

impl Filled {
    /// All of them, the easiest first.
    pub const ALL: [Self; 4] = [Self::Blank, Self::Example, Self::Long, Self::Worst];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Example => "example",
            Self::Long => "long",
            Self::Worst => "worst",
        }
    }
}

/// Sixty characters, as the longest registered names have them.
const UNIT: &str = "新疆维吾尔自治区巴音郭楞蒙古自治州和静县巴音布鲁克镇人民政府社会保障服务中心（和静县农村养老保险管理局）驻乌鲁木齐联络处";
/// Four lines of a form's cell.
const ADDRESS: &str = "新疆维吾尔自治区巴音郭楞蒙古自治州和静县巴音布鲁克镇巴西里格村三组草原路一百二十八号原畜牧兽医站\
    办公大楼东侧附属用房二层二〇三至二〇九室（自和静县城沿国道二一七线向北行驶至巴音布鲁克景区游客中心后左转三百米即到）";
/// Characters of extensions B, C and E, which are in names.
const NAME: &str = "𠅤𤳵𪟝𬀩";
/// Rows of an annex at its worst.
const EMPLOYEES: usize = 40;

/// The case that a form is filled with; none for a blank one.
///
/// # Errors
/// `form-unknown` for a form that no business of the project prints.
pub fn case(
    project: &Project,
    form: &FormRef,
    filled: Filled,
    day: NaiveDate,
) -> Result<Option<CaseFile>, Refusal> {
    if filled == Filled::Blank {
        return Ok(None);
    }
    let mut file = CaseFile::example(project, &form.id, day)?;
    match filled {
        Filled::Long => {
            lengthen(&mut file.content.fields);
            file.content.employees.iter_mut().for_each(lengthen);
        }
        Filled::Worst => worsen(&mut file),
        Filled::Blank | Filled::Example => {}
    }
    Ok(Some(file))
}

/// A form so filled, its first copy.
///
/// # Errors
/// As [`case`]; whatever is wrong with the form.
pub fn print(
    desk: &Desk,
    project: &Project,
    form: &FormRef,
    filled: Filled,
    day: NaiveDate,
) -> Result<Rendered, Refusal> {
    match case(project, form, filled, day)? {
        Some(file) => papers::render(project, form, &file, desk.fonts()?, 1),
        None => papers::render_blank(project, form, desk.fonts()?),
    }
}

/// A name of nine characters, one of sixteen with its middle dot, an address of mail of 31, long addresses.
fn long_value(field: &str) -> Option<&'static str> {
    let of_house = field.starts_with("unit_");
    Some(match field {
        "unit_name" => "内蒙古自治区锡林郭勒盟西乌珠穆沁旗巴拉嘎尔高勒镇人民政府综合保障和技术推广中心",
        "unit_department" => "政务服务与数据管理局电子认证业务受理科",
        "unit_phone" | "contact_way" => "0479-8228888转8012、15247900001",
        "operator_name" | "applicant_name" | "user_name" => "阿卜杜热合曼·阿卜杜喀迪尔艾力江",
        f if f.ends_with("address") => {
            "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗尼尔基镇纳文大街中段政务服务中心办公楼三层307室"
        }
        f if f.ends_with("email") && of_house => "zhengwufuwu.zonghe@nmg-elgn.gov.cn",
        f if f.ends_with("email") => "wulijibayaer_2026@xilinguole.cn",
        f if f.ends_with("_name") && f != "project_name" => "阿拉腾乌拉巴图孟和",
        _ => return None,
    })
}

fn lengthen(values: &mut FieldMap) {
    for (field, value) in values {
        if let Some(long) = long_value(field) {
            long.clone_into(value);
        }
    }
}

fn worsen(file: &mut CaseFile) {
    let of_person = ["operator", "legal_rep", "applicant", "contact", "user", "agent"];
    for (field, value) in &mut file.content.fields {
        if field == "unit_name" {
            UNIT.clone_into(value);
        } else if field.ends_with("address") {
            ADDRESS.clone_into(value);
        } else if of_person.iter().any(|p| *field == format!("{p}_name")) {
            NAME.clone_into(value);
        }
    }
    let some = file.content.employees.clone();
    if some.is_empty() {
        return;
    }
    let row = |n: usize| {
        let mut row = some[n % some.len()].clone();
        row.insert("user_name".to_owned(), NAME.to_owned());
        row.insert(
            "user_email".to_owned(),
            format!("employee.number.{:02}@example.org", n + 1),
        );
        row
    };
    file.content.employees = (0..EMPLOYEES).map(row).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_values_are_as_long_as_they_say() {
        let long = |field: &str| long_value(field).map_or(0, |value| value.chars().count());
        assert_eq!(long("operator_name"), 16);
        assert_eq!(long("legal_rep_name"), 9);
        assert_eq!(long("operator_email"), 31);
        assert_eq!(UNIT.chars().count(), 60);
    }
}
