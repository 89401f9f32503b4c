//! The five contract forms of the shipped projects, with made-up articles as long as the CAs' own.

/// A contract form, and what is known of the text on it.
pub struct Contract {
    /// Project id.
    pub project: &'static str,
    /// Kind of certificate.
    pub kind: &'static str,
    /// Form id.
    pub form: &'static str,
    /// Id of the agreement.
    pub agreement: &'static str,
    /// What the CA's text begins with, as far as the form may say it too.
    pub opening: &'static str,
    /// How the CA numbers its articles.
    pub numbered: fn(usize) -> String,
    /// How many articles there are.
    pub articles: usize,
    /// What the printed form says exactly once a copy, though the CA's text begins with it.
    pub once: &'static [&'static str],
    /// The last words of the form, which have some of the articles above them on their page.
    pub last: &'static str,
    /// Copies in one print.
    pub copies: usize,
}

/// All of them; the two of nmgca share one text.
pub const CONTRACTS: [Contract; 5] = [
    Contract {
        project: "nmgca",
        kind: "org",
        form: "f-nmg-u1",
        agreement: "service",
        opening: "甲方：　　　　　　　　乙方：内蒙古数字证书认证有限公司\n双方在平等自愿的基础上订立如下约定：",
        numbered: |n| format!("第{n}条　"),
        articles: 21,
        once: &["甲方：", "乙方：内蒙古数字证书认证有限公司"],
        last: "申请单位（盖章）",
        copies: 2,
    },
    Contract {
        project: "nmgca",
        kind: "person",
        form: "f-nmg-p1",
        agreement: "service",
        opening: "",
        numbered: |n| format!("第{n}条　"),
        articles: 21,
        once: &["甲方：", "乙方：内蒙古数字证书认证有限公司"],
        last: "申请人（签名）",
        copies: 2,
    },
    Contract {
        project: "snca-yztca",
        kind: "org",
        form: "f-snca-2",
        agreement: "duty",
        opening: "数字证书用户责任书\n尊敬的用户：\n本责任书就相关事项作出示范约定。",
        numbered: |n| {
            format!(
                "{}、",
                ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"][n - 1]
            )
        },
        articles: 10,
        once: &["尊敬的用户：", "数字证书用户责任书"],
        last: "授权人或被授权人签名：",
        copies: 1,
    },
    Contract {
        project: "cfca-xs",
        kind: "org",
        form: "f-cfca-3",
        agreement: "service",
        opening: "服 务 协 议\n尊敬的用户：\n为明确双方的权利和义务，特制定本示范协议。",
        numbered: |n| format!("（{n}）"),
        articles: 24,
        once: &["尊敬的用户：", "服务协议尊敬的用户：为明确"],
        last: "申请机构（盖章）",
        copies: 1,
    },
    Contract {
        project: "bjca",
        kind: "org",
        form: "f-bjca-2",
        agreement: "service",
        opening: "北京数字认证股份有限公司电子认证服务协议\n本协议为示范约定。",
        numbered: |n| format!("第{n}条 "),
        articles: 8,
        once: &["北京数字认证股份有限公司电子认证服务协议"],
        last: "示范约定第8条",
        copies: 2,
    },
];

/// Characters of an article, from a short one to a long one.
const LENGTHS: [usize; 4] = [38, 96, 210, 64];

/// A made-up text; `more` sentences at its end move what is signed below it down the page.
pub fn text(contract: &Contract, more: usize) -> String {
    let article = |n: usize| {
        let words = "用户应当妥善保管介质和口令，不得转借他人，发现遗失的应当及时告知受理机构，".chars();
        let words: String = words.cycle().take(LENGTHS[n % LENGTHS.len()]).collect();
        format!("{}示范约定第{n}条，{words}照此办理。", (contract.numbered)(n))
    };
    let articles = (1..=contract.articles).map(article).collect::<Vec<_>>();
    let tail = "双方另有约定的从其约定。".repeat(more);
    format!("{}\n\n{}{tail}\n", contract.opening, articles.join("\n\n"))
}
