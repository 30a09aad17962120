//! Mutual TLS with exactly one client: the one whose certificate came in the environment.
//!
//! go-plugin makes a certificate for each run and passes it to the plugin. It is self-signed,
//! on P-521 and flagged as an authority, so that ordinary chain building refuses it as a
//! client; and a chain would be the wrong question. What counts is that the peer presents this
//! certificate and holds its key.

use std::sync::Arc;

use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName as Subject, Error, ServerConfig,
    SignatureScheme,
};

/// Making the server's side of TLS failed.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// No certificate could be made.
    #[error("making a certificate")]
    Certificate(#[from] rcgen::Error),
    /// No configuration could be made.
    #[error("setting up TLS")]
    Config(#[from] Error),
}

/// The server's side: its configuration, and the certificate that the client will expect.
pub(crate) struct Identity {
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) certificate: CertificateDer<'static>,
}

/// A fresh identity that lets in the holder of `client`'s key and nobody else.
pub(crate) fn identity(client: CertificateDer<'static>) -> Result<Identity, TlsError> {
    let key = KeyPair::generate()?;
    let certificate = parameters()?.self_signed(&key)?.der().clone();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let pin = Arc::new(Pin {
        client,
        provider: Arc::clone(&provider),
    });
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(pin)
        .with_single_cert(vec![certificate.clone()], key.into())?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    // A resumed session would skip the look at the certificate.
    config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(Identity {
        config: Arc::new(config),
        certificate,
    })
}

/// go-plugin verifies the server against this certificate as a root, under the name `localhost`.
fn parameters() -> Result<CertificateParams, TlsError> {
    let mut parameters = CertificateParams::new(vec!["localhost".to_owned()])?;
    parameters.distinguished_name = DistinguishedName::new();
    parameters
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(parameters)
}

/// Accepts one certificate, byte for byte.
#[derive(Debug)]
struct Pin {
    client: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ClientCertVerifier for Pin {
    fn root_hint_subjects(&self) -> &[Subject] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if end_entity.as_ref() == self.client.as_ref() {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    // INVARIANT: the certificate is no secret (it stands in the environment), so the signature
    // made with its key is what proves who is there. Both methods must verify it.
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
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
