//! TLS 1.3 to a server whose certificate is known beforehand: nobody else vouches for it, and no name matters.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin as Pinned;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::version::TLS13;
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use sha2::{Digest as _, Sha256};
use store::StoreError;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream as RustlsStream;
use zeroize::Zeroizing;

use crate::limit::{Framing, Limit};
use crate::way::other;

/// The SHA-256 of a server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin(pub [u8; 32]);

impl Pin {
    /// Of a certificate.
    #[must_use]
    pub fn of(certificate: &[u8]) -> Self {
        Self(Sha256::digest(certificate).into())
    }

    /// Of the first certificate of a PEM text; none where there is none.
    #[must_use]
    pub fn of_pem(text: &[u8]) -> Option<Self> {
        let certificate = CertificateDer::from_pem_slice(text).ok()?;
        Some(Self::of(&certificate))
    }

    /// Reads one: 64 hexadecimal digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let read = base16ct::mixed::decode(text, &mut bytes).ok()?;
        (read.len() == 32).then_some(Self(bytes))
    }

    /// As [`Pin::parse`] reads it.
    #[must_use]
    pub fn text(&self) -> String {
        base16ct::lower::encode_string(&self.0)
    }
}

/// A window's certificate and its key, as PEM.
pub struct Identity {
    /// The certificate.
    pub certificate: String,
    /// The key, PKCS #8.
    pub key: Zeroizing<String>,
}

/// Accepts the pinned certificates and no other.
#[derive(Debug)]
struct Known {
    pins: Vec<Pin>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Known {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.pins.contains(&Pin::of(end_entity)) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::General("对面的证书不是本大厅服务器的".to_owned()))
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.2".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// How to speak to servers that show one of the pinned certificates.
///
/// # Errors
/// `hall-other` when there are none or more than two pins, or the certificate and its key are of no use.
pub(crate) fn client(pins: &[Pin], identity: Option<&Identity>) -> Result<ClientConfig, StoreError> {
    if !(1..=2).contains(&pins.len()) {
        return Err(other("服务器证书指纹须有一个或两个".to_owned()));
    }
    let provider = Arc::new(ring::default_provider());
    let known = Arc::new(Known {
        pins: pins.to_vec(),
        provider: Arc::clone(&provider),
    });
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])
        .map_err(|_| other("本程序没有 TLS 1.3".to_owned()))?
        .dangerous()
        .with_custom_certificate_verifier(known);
    let Some(identity) = identity else {
        return Ok(builder.with_no_client_auth());
    };
    let unusable = |_| other("本窗口的证书读不出来".to_owned());
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(identity.certificate.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(unusable)?;
    let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes()).map_err(unusable)?;
    builder
        .with_client_auth_cert(certificates, key)
        .map_err(|_| other("本窗口的证书和密钥对不上".to_owned()))
}

/// Lets the protocol's crate speak TLS.
#[derive(Clone)]
pub(crate) struct Speaker(pub Arc<ClientConfig>, pub Limit);

impl<S> MakeTlsConnect<S> for Speaker
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Spoken<S>;
    type TlsConnect = Self;
    type Error = io::Error;

    fn make_tls_connect(&mut self, _: &str) -> io::Result<Self> {
        Ok(self.clone())
    }
}

impl<S> TlsConnect<S> for Speaker
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Spoken<S>;
    type Error = io::Error;
    type Future = Pinned<Box<dyn Future<Output = io::Result<Spoken<S>>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        // The pin is what counts: the same name for all, which says nothing.
        let name = ServerName::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST).into());
        let connecting = TlsConnector::from(self.0).connect(name, stream);
        let framing = Framing::under(self.1);
        Box::pin(async move { connecting.await.map(|stream| Spoken(stream, framing)) })
    }
}

/// A stream inside TLS.
pub(crate) struct Spoken<S>(RustlsStream<S>, Framing);

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Spoken<S> {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Spoken<S> {
    fn poll_read(
        mut self: Pinned<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pinned::new(&mut self.0).poll_read(cx, buf);
        match self.1.keeps(&buf.filled()[before..]) {
            true => read,
            false => Poll::Ready(Err(io::ErrorKind::InvalidData.into())),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Spoken<S> {
    fn poll_write(mut self: Pinned<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pinned::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pinned<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pinned::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pinned<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pinned::new(&mut self.0).poll_shutdown(cx)
    }
}
