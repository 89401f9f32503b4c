//! What the printing system says, in words: what is the matter, and what to do about it.

use crate::rim::api::{Finding, Refusal, Severity};
use crate::rim::refusal;

/// Code, what is the matter, what to do.
const WORDS: [(&str, &str, &str); 19] = [
    (
        "printer-none",
        "没有选打印机，电脑也没有默认打印机",
        "请管理员在设置里选打印机，或点存为文件",
    ),
    (
        "printer-unknown",
        "找不到设置里选的打印机",
        "请管理员在设置里重选打印机，或点存为文件",
    ),
    (
        "printer-not-accepting",
        "打印机现在不收新的打印任务",
        "请管理员打开这台打印机的接收，或换一台打印机",
    ),
    (
        "printer-stopped",
        "打印机已停用或暂停",
        "请到打印机前按继续，仍不行请管理员启用它",
    ),
    (
        "printer-offline",
        "打印机没有联上",
        "请检查打印机电源和连线；联上后会接着打",
    ),
    ("printer-paper-empty", "打印机缺纸", "请装 A4 纸；装好后会接着打"),
    (
        "printer-jam",
        "打印机卡纸",
        "请打开打印机取出卡住的纸；取出后会接着打",
    ),
    (
        "printer-cover-open",
        "打印机的盖子没有关上",
        "请关好盖子；关好后会接着打",
    ),
    (
        "printer-toner-empty",
        "打印机没有墨粉了",
        "请换墨粉；换好后会接着打",
    ),
    (
        "printer-denied",
        "这台电脑的用户不许用这台打印机",
        "请管理员放开打印权限，或换一台打印机",
    ),
    (
        "printer-refused",
        "打印机没有收下这份文件",
        "请看打印机是否正常，再打一次；或点存为文件",
    ),
    (
        "printing-not-running",
        "这台电脑的打印服务没有应答",
        "请稍后再打；仍不行请管理员重启打印服务",
    ),
    (
        "printing-missing",
        "这台电脑没有安装打印服务",
        "请管理员安装打印服务；现在可以存为文件",
    ),
    (
        "print-job-held",
        "打印任务被挂起",
        "请管理员放行这个打印任务，或重新打印",
    ),
    ("print-job-cancelled", "打印任务被取消了", "请重新打印"),
    (
        "print-job-aborted",
        "打印到一半出错，任务已中止",
        "请看打印机是否正常，再重新打印",
    ),
    (
        "print-job-lost",
        "打印服务没有留下这次打印的记录",
        "请到打印机看一眼：出来了点“出来了”，没有就点“没出来”再打",
    ),
    (
        "print-job-unclear",
        "打印服务没有说这次打出来没有",
        "请到打印机看一眼：出来了点“出来了”，没有就点“没出来”再打",
    ),
    (
        "print-not-out",
        "受理员说没有打出来",
        "请看打印机是否正常，再重新打印",
    ),
];

/// What a code of the printing system says to a person.
pub fn words(code: &str) -> (&'static str, &'static str) {
    let found = WORDS.iter().find(|(known, ..)| *known == code);
    found.map_or(
        ("打印没有成功", "请看打印机是否正常，再打一次；或点存为文件"),
        |(_, what, remedy)| (what, remedy),
    )
}

/// The same as a finding.
pub fn finding(code: &str) -> Finding {
    let (what, remedy) = words(code);
    refusal::finding(code, Severity::Warn, what, remedy)
}

/// The same as a refusal.
pub fn refused(code: &str) -> Refusal {
    let (what, remedy) = words(code);
    Refusal::new(code, what, remedy)
}
