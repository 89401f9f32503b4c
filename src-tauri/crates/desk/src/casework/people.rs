//! Made-up units and persons for practice, examples and stories. All check digits are right; nobody exists.

use std::collections::{BTreeMap, VecDeque};

use case::FieldMap;
use chrono::NaiveDate;

/// A made-up unit.
#[derive(Debug, Clone, Copy)]
pub struct Unit {
    /// Name.
    pub name: &'static str,
    /// Unified social credit code.
    pub uscc: &'static str,
    /// Address.
    pub address: &'static str,
    /// Postcode.
    pub postcode: &'static str,
    /// Telephone.
    pub phone: &'static str,
    /// Mail.
    pub email: &'static str,
}

/// A made-up person.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// Name.
    pub name: &'static str,
    /// Resident identity number.
    pub id_no: &'static str,
    /// Mobile.
    pub phone: &'static str,
    /// Mail.
    pub email: &'static str,
}

/// A made-up number of an authority's own, of the shape that its field states; the day is the day it was given.
pub fn case_number(shape: &str, day: NaiveDate, nth: u32) -> String {
    let year = day.format("%Y").to_string();
    let [month, date] = ["%m", "%d"].map(|part| day.format(part).to_string());
    let places = shape.matches('#').count();
    let running = format!("{nth:0places$}");
    let from = |digits: &str| digits.chars().collect::<VecDeque<_>>();
    let mut digits = [
        ('Y', from(&year)),
        ('M', from(&month)),
        ('D', from(&date)),
        ('#', from(&running)),
    ];
    let mut next = |letter: char| {
        let own = digits.iter_mut().find(|(of, _)| *of == letter);
        own.map_or(Some(letter), |(_, left)| left.pop_front())
    };
    shape.chars().filter_map(&mut next).collect()
}

/// Units, in the order in which they come to the practice counter.
pub const UNITS: [Unit; 5] = [
    Unit {
        name: "广州市海珠区木棉湾小学",
        uscc: "124401054550257066",
        address: "广州市海珠区木棉湾路18号",
        postcode: "510220",
        phone: "020-89000126",
        email: "office@mumianwan.example",
    },
    Unit {
        name: "东澳招标代理有限公司",
        uscc: "91440101MA5CK21P2Q",
        address: "广州市海珠区珠岸路21号603室",
        postcode: "510623",
        phone: "020-83316642",
        email: "ca@dongao-bid.example",
    },
    Unit {
        name: "深圳市龙岗区榕荫幼儿园",
        uscc: "12440307K3170265XE",
        address: "深圳市龙岗区榕荫街7号",
        postcode: "518172",
        phone: "0755-28800316",
        email: "yuanban@rongyin.example",
    },
    Unit {
        name: "广州市越秀区砚池中学",
        uscc: "12440103MB2C0417XQ",
        address: "广州市越秀区砚池横街3号",
        postcode: "510030",
        phone: "020-83000417",
        email: "xb@yanchi.example",
    },
    Unit {
        name: "珠海市香洲区海桐社区服务中心",
        uscc: "1144040000690318XM",
        address: "珠海市香洲区海桐路66号",
        postcode: "519000",
        phone: "0756-2600318",
        email: "fuwu@haitong.example",
    },
];
/// Persons: the first ones apply, the others are employees.
pub const PERSONS: [Person; 8] = [
    Person {
        name: "沈若川",
        id_no: "440105199003072510",
        phone: "13800000162",
        email: "shenrc@mumianwan.example",
    },
    Person {
        name: "方知夏",
        id_no: "440106199203150524",
        phone: "13660284517",
        email: "fangzx@dongao-bid.example",
    },
    Person {
        name: "欧阳澄",
        id_no: "44030719850912003X",
        phone: "13500000318",
        email: "ouyangc@rongyin.example",
    },
    Person {
        name: "陆采薇",
        id_no: "440103198802160042",
        phone: "13900000417",
        email: "lucw@yanchi.example",
    },
    Person {
        name: "程以南",
        id_no: "440402199511031296",
        phone: "13700000690",
        email: "chengyn@haitong.example",
    },
    Person {
        name: "黎小满",
        id_no: "441900199212280474",
        phone: "13600000228",
        email: "lixm@rongyin.example",
    },
    Person {
        name: "柯望舒",
        id_no: "440305198706211181",
        phone: "13800000611",
        email: "kews@rongyin.example",
    },
    Person {
        name: "叶秋白",
        id_no: "440104199304052365",
        phone: "13900000236",
        email: "yeqb@mumianwan.example",
    },
];
/// The legal representative of every made-up unit.
const LEGAL_REP: &Person = &PERSONS[7];

/// Dictionary fields for a made-up unit and the person who applies for it.
pub fn fields(unit: &Unit, operator: &Person) -> FieldMap {
    let org_code: String = unit
        .uscc
        .get(8..17)
        .map(|o| format!("{}-{}", &o[..8], &o[8..]))
        .unwrap_or_default();
    [
        ("unit_name", unit.name),
        ("uscc", unit.uscc),
        ("org_code", &org_code),
        ("unit_phone", unit.phone),
        ("unit_email", unit.email),
        ("unit_postcode", unit.postcode),
        ("unit_legal_address", unit.address),
        ("unit_mail_address", unit.address),
        ("operator_name", operator.name),
        ("operator_id_no", operator.id_no),
        ("operator_phone", operator.phone),
        ("operator_email", operator.email),
        ("operator_address", unit.address),
        ("contact_name", operator.name),
        ("contact_way", operator.phone),
        ("contact_email", operator.email),
        ("legal_rep_name", LEGAL_REP.name),
        ("legal_rep_id_no", LEGAL_REP.id_no),
        ("legal_rep_phone", LEGAL_REP.phone),
        ("applicant_name", operator.name),
        ("applicant_id_no", operator.id_no),
        ("applicant_phone", operator.phone),
        ("applicant_email", operator.email),
        ("applicant_address", unit.address),
        ("applicant_postcode", unit.postcode),
    ]
    .into_iter()
    .map(|(k, v)| (k.to_owned(), v.to_owned()))
    .collect()
}

/// A row of the employee annex.
pub fn employee(person: &Person) -> FieldMap {
    BTreeMap::from([
        ("user_name".to_owned(), person.name.to_owned()),
        ("user_id_no".to_owned(), person.id_no.to_owned()),
        ("user_email".to_owned(), person.email.to_owned()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_made_up_number_passes_its_check() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let ok = |kind, value: &str| {
            let checked = identifiers::check(kind, value, today);
            assert_ne!(
                checked.verdict,
                identifiers::Verdict::Refuse,
                "{value}: {:?}",
                checked.findings
            );
        };
        for unit in UNITS {
            ok(identifiers::Kind::Uscc, unit.uscc);
            ok(identifiers::Kind::Postcode, unit.postcode);
            ok(identifiers::Kind::Email, unit.email);
        }
        for person in PERSONS {
            ok(identifiers::Kind::ResidentId, person.id_no);
            ok(identifiers::Kind::Mobile, person.phone);
        }
    }
}
