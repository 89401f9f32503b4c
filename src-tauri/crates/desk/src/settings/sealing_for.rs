//! Installing the certificate of a CA that packages are encrypted for. Where one is installed for a project nothing
//! leaves in the clear any more; where its time is over nothing leaves at all, until somebody installs the next or
//! takes it away.

use case::Role as Right;
use store::AuditAction;

use crate::counter::cas::{encryption, put_encryption};
use crate::counter::desk::Desk;
use crate::counter::who::require;
use crate::rim::api::Refusal;
use crate::settings::api::{OfProject, Settings};
use crate::settings::counter::change;
use crate::settings::sealing::{day, out_of_time};

/// Installs the certificate that packages of the project named `project` are encrypted for; the one before goes.
///
/// # Errors
/// `ca-encryption-unfit` where no certificate of the file can be encrypted for; `ca-encryption-several` where more than
/// one can; `ca-encryption-expired`; those of the file.
pub fn install(desk: &Desk, project: &str, _: u32, bytes: Vec<u8>) -> Result<Settings, Refusal> {
    desk.read(|open| require(open, Right::Admin))?;
    let project = desk.project(project)?.id().to_owned();
    let file = pki::exchange::Incoming {
        name: "CA".to_owned(),
        bytes,
    };
    let found = desk.readers().certificates(&[file])?.certificates;
    let certificate = the_fit_one(found.iter().map(|one| &one.certificate))?;
    if let Some(why) = out_of_time(desk, certificate) {
        return Err(Refusal::new(
            "ca-encryption-expired",
            format!("这张加密证书现在不能用：{why}"),
            "请向 CA 索取现在有效的加密证书",
        ));
    }
    let words = format!(
        "为 {project} 装入 CA 加密证书：{}，{} 到期，以后的交换包都加密给它",
        certificate.subject().common_name,
        day(desk, certificate.not_after())
    );
    change(desk, AuditAction::CaInstalled, words, |tx| {
        put_encryption(tx, &project, Some(certificate.der()))
    })
}

/// The one certificate of a file that can be encrypted for. One that signs others is taken only where nothing else is
/// there: a chain comes with its roots.
fn the_fit_one<'c>(
    found: impl Iterator<Item = &'c pki::Certificate>,
) -> Result<&'c pki::Certificate, Refusal> {
    let mut unfit = None;
    let mut fit: Vec<&pki::Certificate> = Vec::new();
    for certificate in found {
        match pki::transport_for(certificate) {
            Ok(_) => fit.push(certificate),
            Err(error) => unfit = Some(error),
        }
    }
    if fit.iter().any(|one| !one.is_ca()) {
        fit.retain(|one| !one.is_ca());
    }
    match fit.as_slice() {
        [one] => Ok(one),
        [] => Err(Refusal::new(
            "ca-encryption-unfit",
            match unfit {
                Some(error) => format!("文件里的证书不能用来加密：{error}"),
                None => "文件里没有证书".to_owned(),
            },
            "请选 CA 给受理点加密用的证书文件（RSA，密钥用途含密钥加密）；SM2 证书本程序还不能用来加密",
        )),
        several => Err(Refusal::new(
            "ca-encryption-several",
            format!("文件里有 {} 张能加密的证书，不知道用哪一张", several.len()),
            "请只选 CA 加密用的那一张",
        )),
    }
}

/// Packages of a project leave as they are again.
///
/// # Errors
/// `ca-encryption-none`.
pub fn drop(desk: &Desk, args: OfProject) -> Result<Settings, Refusal> {
    let project = args.project;
    let there = desk.read(|open| open.store.read(encryption))?;
    if there.iter().all(|(of, _)| *of != project) {
        return Err(Refusal::new(
            "ca-encryption-none",
            "这个项目没有装加密证书",
            "请刷新后看现在的设置",
        ));
    }
    let words = format!("取下 {project} 的 CA 加密证书，以后的交换包不加密");
    change(desk, AuditAction::CaInstalled, words, |tx| {
        put_encryption(tx, &project, None)
    })
}
