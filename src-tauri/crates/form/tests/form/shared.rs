//! What every test here needs: the forms of the repository, made-up values, and the tools that read PDFs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use form::{CaNumber, Filling, Fonts, FormDescription, Marks, Rendered, render};

/// Form id and the file it lies in.
pub const FORMS: [(&str, &str, &str); 6] = [
    ("f-zfcg-1", "netca-gd-zfcg", "netca-gd-zfcg/forms/f-zfcg-1.kdl"),
    ("f-ylbx-1", "netca-gd-ylbx", "netca-gd-ylbx/forms/f-ylbx-1.kdl"),
    ("f-ylbx-2", "netca-gd-ylbx", "netca-gd-ylbx/forms/f-ylbx-2.kdl"),
    ("f-ylbx-2a", "netca-gd-ylbx", "netca-gd-ylbx/forms/f-ylbx-2a.kdl"),
    ("handover", "netca-gd-ylbx", "common/handover.kdl"),
    ("materials-slip", "netca-gd-ylbx", "common/materials-slip.kdl"),
];

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../..")
        .canonicalize()
        .unwrap()
}

pub fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| Fonts::load(&repository().join("assets/fonts/print")).unwrap())
}

pub fn clause(name: &str) -> Option<String> {
    std::fs::read_to_string(repository().join("forms/common").join(format!("{name}.kdl"))).ok()
}

pub fn description(id: &str) -> FormDescription {
    let (_, _, path) = FORMS.iter().find(|f| f.0 == id).unwrap();
    let text = std::fs::read_to_string(repository().join("forms").join(path)).unwrap();
    FormDescription::parse(path, &text, &clause).unwrap_or_else(|e| panic!("{e} — {}", e.remedy()))
}

pub fn parse(kdl: &str) -> FormDescription {
    FormDescription::parse("test.kdl", kdl, &clause).unwrap_or_else(|e| panic!("{e} — {}", e.remedy()))
}

pub fn marks(id: &str) -> Marks {
    let (_, project, _) = FORMS.iter().find(|f| f.0 == id).unwrap();
    Marks {
        project: (*project).into(),
        case: "YL-20261121-0001".into(),
        ca_number: CaNumber::Unused,
        print: 0,
    }
}

/// A made-up unit and its operator; the numbers pass their check digits.
pub fn filling() -> Filling {
    let values = [
        ("business", "new"),
        ("years", "3"),
        ("years_capital", "叁"),
        ("cert_count", "1"),
        ("cross_border", "no"),
        ("unit_name", "粤东某某社会保险服务中心"),
        ("unit_department", "综合业务科"),
        ("org_code", "190302203"),
        ("uscc", "914403001922038216"),
        ("institution_cert_no", "144000000001"),
        ("unit_other_id", ""),
        ("unit_phone", "020-00000001"),
        ("unit_email", "office@example.org"),
        ("unit_postcode", "510000"),
        ("unit_legal_address", "广东省广州市越秀区某某路100号某某大厦8楼"),
        ("unit_mail_address", "广东省广州市越秀区某某路100号某某大厦8楼"),
        ("operator_name", "张试用"),
        ("operator_id_no", "11010519491231002X"),
        ("operator_phone", "13800000000"),
        ("operator_email", "zhang.shiyong@example.org"),
        ("apply_date", "2026-11-21"),
        ("handover_date", "2026-11-25"),
        ("store_head", "1284-7QK3M0ZXNA"),
        ("case_no", "YL-20261121-0001"),
        ("project_name", "广东省机关事业单位养老保险网上服务系统"),
        ("title", "粤东某某社会保险服务中心"),
        ("what", "新申请（单位法人证书）"),
    ];
    let values = values
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    Filling {
        values,
        rows: BTreeMap::from([
            ("employees".to_owned(), employees(9)),
            ("materials".to_owned(), materials()),
            ("paying".to_owned(), told(&PAYING)),
            ("going".to_owned(), told(&GOING)),
            ("goods".to_owned(), told(&[("介质、数量", "USBKey，1 把")])),
            ("keys".to_owned(), vec![key()]),
            ("taking".to_owned(), told(&TAKING)),
        ]),
        ..Filling::default()
    }
}

/// How a key left.
const TAKING: [(&str, &str); 3] = [
    ("领取方式", "他人代领，代经办人 张试用"),
    ("代领人", "李代领"),
    ("授权期限", "2026年11月1日 至 2026年12月31日，授权书原件已收"),
];

/// A key that is handed over.
fn key() -> BTreeMap<String, String> {
    let certificate = "证书 5F2A9C0000000000001D7E43，CN=粤东某某社会保险服务中心, L=广州市, ST=广东省, C=CN；\
                       签发机构 CN=NETCA 训练 CA, C=CN；有效期 2026年11月25日 至 2029年11月25日";
    let cells = [
        ("holder", "粤东某某社会保险服务中心"),
        ("serial", "CF00012345"),
        ("certificate", certificate),
    ];
    cells.map(|(k, v)| (k.to_owned(), v.to_owned())).into()
}

pub fn employees(count: usize) -> Vec<BTreeMap<String, String>> {
    let row = |n: usize| {
        let text = |k: &str, v: String| (k.to_owned(), v);
        BTreeMap::from([
            text(
                "user_name",
                format!("试用{}", ["甲", "乙", "丙", "丁", "戊"][n % 5]),
            ),
            text("user_id_no", "11010519491231002X".into()),
            text("user_email", format!("user{:02}@example.org", n + 1)),
            text(
                "business",
                if n.is_multiple_of(3) {
                    "renew".into()
                } else {
                    "new".into()
                },
            ),
            text("years_capital", "叁".into()),
        ])
    };
    (0..count).map(row).collect()
}

pub fn print(id: &str, filling: &Filling) -> Rendered {
    render(&description(id), filling, Some(&marks(id)), 1..=1, fonts())
        .unwrap_or_else(|e| panic!("{id}: {e}"))
}

/// Where a test may leave its papers, for people to look at.
pub fn paper(name: &str, pdf: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, pdf).unwrap();
    path
}

/// Runs a tool of the set-up; a missing one fails the test in plain words.
pub fn tool(name: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(name).args(arguments).output().unwrap_or_else(|e| {
        panic!("{name} is missing ({e}): run `cargo xtask test`, which installs poppler-utils, qpdf and zbar-tools")
    });
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} {arguments:?}: {error}");
    output.stdout
}

/// The text of a PDF as pdftotext reads it, NFKC and without any white.
pub fn text_of(path: &Path) -> String {
    bare(&String::from_utf8(tool("pdftotext", &["-layout", path.to_str().unwrap(), "-"])).unwrap())
}

pub fn bare(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

const PAYING: [(&str, &str); 4] = [
    ("费用", "200×3＋100＝700元（柒佰元整）"),
    ("缴费方式", "对公转账"),
    (
        "收款账户",
        "户名：某某电子商务认证有限公司　开户行：某某支行　账号：0000 0000 0000",
    ),
    ("汇款备注", "“办理某某CA”"),
];
const GOING: [(&str, &str); 3] = [
    ("受理点", "广州市越秀区某某路某某受理点"),
    (
        "办公时间",
        "星期一至星期五（节假日除外），上午9:00－12:00，下午14:00－17:00",
    ),
    ("咨询电话", "020-00000000"),
];

fn told(lines: &[(&str, &str)]) -> Vec<BTreeMap<String, String>> {
    let row = |(what, words): &(&str, &str)| {
        BTreeMap::from([
            ("what".to_owned(), (*what).to_owned()),
            ("words".to_owned(), (*words).to_owned()),
        ])
    };
    lines.iter().map(row).collect()
}

fn materials() -> Vec<BTreeMap<String, String>> {
    let row = |material: &str, copies: &str, asks: &str| {
        let text = |k: &str, v: &str| (k.to_owned(), v.to_owned());
        BTreeMap::from([
            text("material", material),
            text("copies", copies),
            text("asks", asks),
        ])
    };
    vec![
        row("单位法人数字证书申请表", "原件2份", "加盖单位公章"),
        row(
            "营业执照或事业单位法人证书",
            "复印件1份",
            "加盖单位公章，交验原件",
        ),
        row("经办人身份证", "复印件1份", "正反面，加盖单位公章，交验原件"),
    ]
}
