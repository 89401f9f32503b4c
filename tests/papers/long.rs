//! Ordinary long values of 内蒙古 on every form: nothing stands smaller than is pleasant to read while the row could be
//! taller, and no page more is needed. With `COUNTERFOIL_PAPERS=FOLDER` every page is left there to be looked at.

use case::FieldMap;
use desk::casework::case_file::CaseFile;
use desk::prints::papers;
use project::{FormRef, Project};

use super::{desk, example, forms, worst};

/// Smallest size of a value, in points.
const LEGIBLE: f64 = 7.5;

/// What a counter in 内蒙古 types on an ordinary day.
fn long_value(field: &str) -> Option<&'static str> {
    let of_house = field.starts_with("unit_");
    Some(match field {
        "unit_name" => "内蒙古自治区锡林郭勒盟西乌珠穆沁旗巴拉嘎尔高勒镇人民政府综合保障和技术推广中心",
        "unit_department" => "政务服务与数据管理局电子认证业务受理科",
        "unit_phone" | "contact_way" => "0479-8228888转8012、15247900001",
        "operator_name" | "applicant_name" | "user_name" => "阿卜杜热合曼·阿卜杜喀迪尔艾力",
        f if f.ends_with("address") => {
            "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗尼尔基镇纳文大街中段政务服务中心办公楼三层307室"
        }
        f if f.ends_with("email") && of_house => "zhengwufuwu.zonghe@nmg-elgn.gov.cn",
        f if f.ends_with("email") => "wulijibayaer_2026@xilinguole.cn",
        f if f.ends_with("_name") && f != "project_name" => "乌力吉巴雅尔孟和布和",
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

/// The example with long values in it.
fn long(project: &Project, form: &FormRef) -> CaseFile {
    let mut file = example(project, form);
    lengthen(&mut file.content.fields);
    file.content.employees.iter_mut().for_each(lengthen);
    file
}

#[test]
fn long_ordinary_values_stay_legible_and_need_no_page_more() {
    let look = std::env::var_os("COUNTERFOIL_PAPERS").map(std::path::PathBuf::from);
    let fonts = desk().fonts().unwrap();
    let (mut small, mut table) = (Vec::new(), String::new());
    for (project, form) in forms() {
        let name = format!("{}-{}", project.id(), form.id);
        let files = [
            ("example", example(project, form)),
            ("long", long(project, form)),
            ("worst", worst::worst(project, form)),
        ];
        table.push_str(&format!("{name:<28}"));
        let mut pages = Vec::new();
        for (what, file) in files {
            let printed =
                papers::render(project, form, &file, fonts, 1).unwrap_or_else(|e| panic!("{name}: {e}"));
            let size = printed.smallest.unwrap_or(f64::INFINITY);
            table.push_str(&format!("  {what} {} p. {size:>5.2} pt", printed.pages.len()));
            if what != "worst" && size < LEGIBLE {
                small.push(format!("{name} {what}: {size:.2} pt {:?}", printed.remarks()));
            }
            if let Some(folder) = &look {
                std::fs::write(folder.join(format!("{name}-{what}.pdf")), &printed.pdf).unwrap();
            }
            pages.push(printed.pages.len());
        }
        if let Some(folder) = &look {
            let blank = papers::render_blank(project, form, fonts).unwrap();
            std::fs::write(folder.join(format!("{name}-blank.pdf")), &blank.pdf).unwrap();
        }
        table.push('\n');
        if pages[1] > pages[0] {
            small.push(format!(
                "{name}: {} pages, {} with long values",
                pages[0], pages[1]
            ));
        }
    }
    println!("{table}");
    assert!(small.is_empty(), "{small:#?}\n{table}");
}
