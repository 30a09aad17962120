//! The first exchange with Terraform: environment variables in, one line on stdout.
//!
//! Source: go-plugin's documentation of its handshake (`docs/internals.md`,
//! `docs/guide-plugin-write-non-go.md`) and Terraform's `internal/plugin/serve.go`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// Set by every client of Terraform providers; says that a client started the process, no more.
const COOKIE: (&str, &str) = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
);
const CORE_PROTOCOL: u32 = 1;
const PROVIDER_PROTOCOL: &str = "6";

/// Why the process cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum HandshakeError {
    /// A person ran the program.
    #[error("this program is a Terraform provider, and does nothing when run by hand")]
    RunByHand,
    /// The client speaks other protocols only.
    #[error("the client speaks plugin protocol {offered}, this provider {PROVIDER_PROTOCOL}")]
    Protocol {
        /// The versions it listed.
        offered: String,
    },
    /// The client wants no mutual TLS.
    #[error("the client passed no certificate in `PLUGIN_CLIENT_CERT`")]
    NoCertificate,
    /// The client's certificate cannot be read.
    #[error("reading the certificate in `PLUGIN_CLIENT_CERT`: {problem}")]
    Certificate {
        /// What is wrong with it.
        problem: String,
    },
}

impl HandshakeError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            HandshakeError::RunByHand => {
                "name it in the `required_providers` block of a configuration, and run `terraform init`"
            }
            HandshakeError::Protocol { .. } => "use Terraform 1.0 or OpenTofu 1.6, or a later one",
            HandshakeError::NoCertificate | HandshakeError::Certificate { .. } => {
                "start the provider from Terraform or OpenTofu; without a certificate any local process could use its credentials"
            }
        }
    }
}

/// What the client asked for.
#[derive(Debug)]
pub(crate) struct Offer {
    /// The only certificate that may connect.
    pub(crate) client: CertificateDer<'static>,
    /// Where the client wants sockets, if it cares.
    pub(crate) socket_dir: Option<PathBuf>,
}

impl Offer {
    pub(crate) fn read(vars: &HashMap<String, String>) -> Result<Offer, HandshakeError> {
        if vars.get(COOKIE.0).map(String::as_str) != Some(COOKIE.1) {
            return Err(HandshakeError::RunByHand);
        }
        if let Some(offered) = vars.get("PLUGIN_PROTOCOL_VERSIONS")
            && !offered
                .split(',')
                .any(|version| version.trim() == PROVIDER_PROTOCOL)
        {
            return Err(HandshakeError::Protocol {
                offered: offered.clone(),
            });
        }
        let socket_dir = vars
            .get("PLUGIN_UNIX_SOCKET_DIR")
            .filter(|dir| !dir.is_empty());
        Ok(Offer {
            client: client_certificate(vars)?,
            socket_dir: socket_dir.map(PathBuf::from),
        })
    }
}

fn client_certificate(
    vars: &HashMap<String, String>,
) -> Result<CertificateDer<'static>, HandshakeError> {
    let pem = vars
        .get("PLUGIN_CLIENT_CERT")
        .filter(|pem| !pem.trim().is_empty());
    let pem = pem.ok_or(HandshakeError::NoCertificate)?;
    let mut found = CertificateDer::pem_slice_iter(pem.as_bytes());
    match (found.next(), found.next()) {
        (Some(Ok(certificate)), None) => Ok(certificate),
        (Some(Err(error)), _) => Err(HandshakeError::Certificate {
            problem: error.to_string(),
        }),
        (None, _) => Err(HandshakeError::Certificate {
            problem: "it holds none".to_owned(),
        }),
        (_, Some(_)) => Err(HandshakeError::Certificate {
            problem: "it holds several".to_owned(),
        }),
    }
}

/// The line that tells the client where and how to connect.
pub(crate) fn line(socket: &Path, server: &CertificateDer<'_>) -> String {
    let certificate = STANDARD_NO_PAD.encode(server);
    let socket = socket.display();
    format!("{CORE_PROTOCOL}|{PROVIDER_PROTOCOL}|unix|{socket}|grpc|{certificate}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vars(extra: &[(&str, &str)]) -> HashMap<String, String> {
        let cookie = std::iter::once(&COOKIE);
        cookie
            .chain(extra)
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[track_caller]
    fn refused(vars: &HashMap<String, String>, expected: &str) {
        assert_eq!(Offer::read(vars).unwrap_err().to_string(), expected);
    }

    #[test]
    fn refusals_say_why() {
        refused(
            &HashMap::new(),
            "this program is a Terraform provider, and does nothing when run by hand",
        );
        refused(
            &vars(&[("PLUGIN_PROTOCOL_VERSIONS", "4,5")]),
            "the client speaks plugin protocol 4,5, this provider 6",
        );
        refused(
            &vars(&[]),
            "the client passed no certificate in `PLUGIN_CLIENT_CERT`",
        );
        refused(
            &vars(&[("PLUGIN_CLIENT_CERT", "nonsense")]),
            "reading the certificate in `PLUGIN_CLIENT_CERT`: it holds none",
        );
    }

    #[test]
    fn the_certificate_travels_without_padding() {
        let line = line(Path::new("/tmp/p"), &CertificateDer::from(vec![1, 2, 3, 4]));
        assert_eq!(line, "1|6|unix|/tmp/p|grpc|AQIDBA\n");
    }
}
