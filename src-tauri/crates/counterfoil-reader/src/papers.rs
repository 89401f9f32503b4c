//! What comes from a CA.

use pki::exchange::{Imported, Incoming, Limits, Package as Packed, import, open};
use pki::{PkiError, RevocationList, verify_request};
use reader::Refused;
use reader::ask::{
    Certificate, Certificates, CertificatesFound, Known, KnownAs, Package, PackageOpened, PackedItem,
    Request, Revocations,
};

use crate::session::{Answers, Session, Told};

impl Answers<Certificates> for Session<'_> {
    fn answer(&mut self, question: Certificates) -> Result<Told<CertificatesFound>, Refused> {
        let names = question.names.into_iter().chain(std::iter::repeat(String::new()));
        let files: Vec<Incoming> = names
            .zip(self.files())
            .map(|(name, bytes)| Incoming {
                name,
                bytes: bytes.to_vec(),
            })
            .collect();
        let (said, parts) = found(import(&files, &Limits::default()));
        Told::with(said, parts)
    }
}

impl Answers<Certificate> for Session<'_> {
    fn answer(&mut self, _: Certificate) -> Result<Told<()>, Refused> {
        let read = pki::Certificate::parse(self.file(0)).map_err(|e| refused(&e))?;
        Told::with((), vec![read.der().to_vec()])
    }
}

impl Answers<Request> for Session<'_> {
    fn answer(&mut self, _: Request) -> Result<Told<()>, Refused> {
        let read = verify_request(self.file(0)).map_err(|e| refused(&e))?;
        Told::with((), vec![read.der])
    }
}

impl Answers<Package> for Session<'_> {
    fn answer(&mut self, _: Package) -> Result<Told<PackageOpened>, Refused> {
        let opened = open(self.file(0), &Limits::default()).map_err(|e| refused(&e))?;
        let (said, parts) = packed(opened);
        Told::with(said, parts)
    }
}

impl Answers<Revocations> for Session<'_> {
    fn answer(&mut self, _: Revocations) -> Result<Told<RevocationList>, Refused> {
        let list = RevocationList::parse(self.file(0)).map_err(|e| refused(&e))?;
        let (said, entries, signed) = list.apart();
        let entries = serde_json::to_vec(&entries).unwrap_or_default();
        Told::with(said, vec![entries, signed])
    }
}

impl Answers<Known> for Session<'_> {
    fn answer(&mut self, question: Known) -> Result<Told<KnownAs>, Refused> {
        let bytes = self.file(0);
        if let Ok(request) = verify_request(bytes) {
            return Told::with(KnownAs::Request, vec![request.der]);
        }
        if let Ok(opened) = open(bytes, &Limits::default()) {
            let (said, parts) = packed(opened);
            return Told::with(KnownAs::Package(said), parts);
        }
        let incoming = Incoming {
            name: question.name,
            bytes: bytes.to_vec(),
        };
        let (said, parts) = found(import(&[incoming], &Limits::default()));
        Told::with(KnownAs::Certificates(said), parts)
    }
}

fn found(imported: Imported) -> (CertificatesFound, Vec<Vec<u8>>) {
    let mut parts = Vec::new();
    let (mut certificates, mut envelopes) = (Vec::new(), Vec::new());
    for one in imported.certificates {
        parts.push(one.certificate.der().to_vec());
        certificates.push(one.origin);
    }
    for one in imported.envelopes {
        parts.push(one.der);
        envelopes.push(one.origin);
    }
    let said = CertificatesFound {
        certificates,
        envelopes,
        findings: imported.findings,
    };
    (said, parts)
}

fn packed(package: Packed) -> (PackageOpened, Vec<Vec<u8>>) {
    let mut parts = Vec::new();
    let items = package.items.into_iter().map(|(item, request)| {
        parts.push(request.der);
        PackedItem {
            case_no: item.case_no,
            data: item.data,
            pictures: item.pictures.into_iter().map(|(name, _)| name).collect(),
        }
    });
    let items = items.collect();
    let said = PackageOpened {
        meta: package.meta,
        items,
    };
    (said, parts)
}

fn refused(error: &PkiError) -> Refused {
    Refused {
        code: error.code().to_owned(),
        message: error.to_string(),
        remedy: error.remedy(),
    }
}
