//! Every field of every form filled, by families of people: names of 内蒙古 and 新疆, names in Latin letters, long
//! addresses of mail, phones with extensions, remarks. Nothing is set smaller than is pleasant to read, and no page
//! more is needed. With `COUNTERFOIL_PAPERS=FOLDER` every page is left there to be looked at.

use desk::casework::case_file::CaseFile;
use desk::prints::papers;
use identifiers::Kind;
use project::{FieldSpec, FormRef, Project};

use super::{desk, example, forms};

/// Smallest size of a value, in points.
const LEGIBLE: f64 = 7.5;

/// What one kind of people types.
struct Family {
    name: &'static str,
    unit: &'static str,
    person: &'static str,
    address: &'static str,
    email: &'static str,
    phone: &'static str,
    /// Anything else.
    words: &'static str,
}

const FAMILIES: [Family; 4] = [
    Family {
        name: "nmg",
        unit: "呼伦贝尔市鄂温克族自治旗伊敏河镇人民政府党群服务中心（退役军人服务站）",
        person: "阿拉腾乌拉巴图孟和",
        address: "内蒙古自治区呼伦贝尔市鄂温克族自治旗伊敏河镇红花尔基林业局家属区五号楼二单元四层西户",
        email: "dangqun.tuiyi-2026@evenki.example",
        phone: "0470-8812345-8006、13804700001",
        words: "旗政务服务局电子招投标与政府采购监督管理股",
    },
    Family {
        name: "xj",
        unit: "新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿克陶县布伦口乡卫生院",
        person: "穆罕默德艾力·吐尔逊尼亚孜·阿吉",
        address: "新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿克陶县布伦口乡苏巴什村慕士塔格路1号院内二层",
        email: "muhammad_tursun@bulunkou-hospital.example",
        phone: "+86 908 5721234 转 8012",
        words: "自治州公共资源交易中心信息科",
    },
    Family {
        name: "latin",
        unit: "Schönberg-Großhändler International Trading (Inner Mongolia) Company Limited",
        person: "Wolfeschlegelsteinhausenbergerdorff José",
        address: "Room 1203-1205, Block B, International Trade Centre, 88 Xilin South Road, Hohhot 010010",
        email: "wolfeschlegelsteinhausen@international-trading.example",
        phone: "+86-471-6901234 ext. 80125",
        words: "Department of Public Procurement",
    },
    Family {
        name: "gd",
        unit: "连南瑶族自治县寨岗镇石径村股份经济合作联合社农业综合服务有限责任公司",
        person: "欧阳上官慧敏",
        address: "广东省清远市连南瑶族自治县寨岗镇石径村委会大楼（县道X392线旁，原石径小学教学楼）三楼东侧",
        email: "shijing.cun.nongye.zonghe.fuwu.youxian.gongsi@liannan.example.cn",
        phone: "0763-8661234、0763-8665678",
        words: "农业农村综合服务部（含乡村振兴联络站）",
    },
];

fn value_of<'a>(family: &'a Family, spec: &FieldSpec) -> Option<&'a str> {
    let id = spec.id.as_str();
    if spec.options.is_some() || spec.case_number.is_some() {
        return None;
    }
    Some(match spec.check {
        Some(Kind::Uscc | Kind::UnitId) => "124401054550257066",
        Some(Kind::ResidentId) => "440105199003072510",
        Some(Kind::Mobile) => "13804700001",
        Some(Kind::Postcode) => "010010",
        _ if id.ends_with("_email") || id == "email" => family.email,
        _ if id.ends_with("address") => family.address,
        _ if id == "unit_name" || id == "invoice_title" => family.unit,
        _ if id.ends_with("_name") && id != "project_name" => family.person,
        _ if id.ends_with("phone") || id.ends_with("fax") || id == "contact_way" => family.phone,
        Some(_) => return None,
        None => family.words,
    })
}

/// The example with every field filled.
fn full(project: &Project, form: &FormRef, family: &Family) -> CaseFile {
    let mut file = example(project, form);
    let content = &file.content;
    let fields = project.fields(content.business, content.kind, content.channel);
    for spec in &fields {
        if let Some(value) = value_of(family, spec) {
            let most = spec.max_len as usize;
            let value = value.chars().take(most).collect();
            file.content.fields.insert(spec.id.clone(), value);
        }
    }
    for row in &mut file.content.employees {
        for spec in project.employee_columns() {
            if let Some(value) = value_of(family, &spec) {
                row.insert(spec.id.clone(), value.to_owned());
            }
        }
    }
    file
}

#[test]
fn every_field_filled_stays_legible_and_needs_no_page_more() {
    let look = std::env::var_os("COUNTERFOIL_PAPERS").map(std::path::PathBuf::from);
    let fonts = desk().fonts().unwrap();
    let (mut small, mut values) = (Vec::new(), 0);
    for (project, form) in forms() {
        let usual = papers::render(project, form, &example(project, form), fonts, 1).unwrap();
        for family in &FAMILIES {
            let name = format!("{}-{}-{}", project.id(), form.id, family.name);
            let file = full(project, form, family);
            values += file.content.fields.len();
            let printed =
                papers::render(project, form, &file, fonts, 1).unwrap_or_else(|e| panic!("{name}: {e}"));
            if let Some(folder) = &look {
                std::fs::write(folder.join(format!("{name}.pdf")), &printed.pdf).unwrap();
            }
            if printed.smallest.is_some_and(|size| size < LEGIBLE) {
                small.push(format!("{name}: {:?} {:?}", printed.smallest, printed.remarks()));
            }
            if printed.pages.len() > usual.pages.len() {
                let (now, then) = (printed.pages.len(), usual.pages.len());
                small.push(format!("{name}: {now} pages instead of {then}"));
            }
        }
    }
    assert!(values > 1000, "{values} values");
    assert!(small.is_empty(), "{small:#?}");
}
