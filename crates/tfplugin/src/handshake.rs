//! The first exchange with Terraform: environment variables in, one line on stdout.
//!
//! Source: go-plugin's documentation of its handshake (`docs/internals.md`,
//! `docs/guide-plugin-write-non-go.md`) and Terraform's `internal/plugin/serve.go`.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::listener::{Listen, Place, Socket};

/// Set by every client of Terraform providers; says that a client started the process, no more.
const COOKIE: (&str, &str) = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
);
const CORE_PROTOCOL: u32 = 1;
pub(crate) const PROVIDER_PROTOCOL: u32 = 6;

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
    /// The client's choice of ports makes no sense.
    #[error(
        "`PLUGIN_MIN_PORT` and `PLUGIN_MAX_PORT` are `{min}` and `{max}`, which is no range of ports"
    )]
    Ports {
        /// The first port.
        min: String,
        /// The last one.
        max: String,
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
                "start the provider from Terraform or OpenTofu, without `TF_DISABLE_PLUGIN_TLS`; without a certificate any local process could use its credentials"
            }
            HandshakeError::Ports { .. } => "unset both: any free port does",
        }
    }
}

/// What the client asked for.
#[derive(Debug)]
pub(crate) struct Offer {
    /// The only certificate that may connect.
    pub(crate) client: CertificateDer<'static>,
    /// Where the client wants it to listen, as far as it cares.
    pub(crate) place: Place,
}

impl Offer {
    pub(crate) fn read(
        vars: &HashMap<String, String>,
        listen: Listen,
    ) -> Result<Offer, HandshakeError> {
        if vars.get(COOKIE.0).map(String::as_str) != Some(COOKIE.1) {
            return Err(HandshakeError::RunByHand);
        }
        if let Some(offered) = vars.get("PLUGIN_PROTOCOL_VERSIONS")
            && !offered
                .split(',')
                .any(|version| version.trim().parse() == Ok(PROVIDER_PROTOCOL))
        {
            return Err(HandshakeError::Protocol {
                offered: offered.clone(),
            });
        }
        Ok(Offer {
            client: client_certificate(vars)?,
            place: match listen {
                #[cfg(unix)]
                Listen::Unix => Place::Unix(named(vars, "PLUGIN_UNIX_SOCKET_DIR").map(Into::into)),
                Listen::Tcp => Place::Tcp(ports(vars)?),
            },
        })
    }
}

fn named<'a>(vars: &'a HashMap<String, String>, name: &str) -> Option<&'a str> {
    let value = vars.get(name).map(|value| value.trim());
    value.filter(|value| !value.is_empty())
}

/// Port 0, where the client names none, is any that is free.
fn ports(vars: &HashMap<String, String>) -> Result<RangeInclusive<u16>, HandshakeError> {
    let bound = |name| named(vars, name).unwrap_or("0");
    let (min, max) = (bound("PLUGIN_MIN_PORT"), bound("PLUGIN_MAX_PORT"));
    match (min.parse(), max.parse()) {
        (Ok(first), Ok(last)) if first <= last => Ok(first..=last),
        _ => Err(HandshakeError::Ports {
            min: min.to_owned(),
            max: max.to_owned(),
        }),
    }
}

fn client_certificate(
    vars: &HashMap<String, String>,
) -> Result<CertificateDer<'static>, HandshakeError> {
    let pem = named(vars, "PLUGIN_CLIENT_CERT").ok_or(HandshakeError::NoCertificate)?;
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
pub(crate) fn line(socket: &Socket, server: &CertificateDer<'_>) -> String {
    let (network, address) = (socket.network(), socket.address());
    let certificate = STANDARD_NO_PAD.encode(server);
    format!("{CORE_PROTOCOL}|{PROVIDER_PROTOCOL}|{network}|{address}|grpc|{certificate}\n")
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
        let refusal = Offer::read(vars, Listen::Tcp).unwrap_err();
        assert_eq!(refusal.to_string(), expected);
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

    #[track_caller]
    fn ports_of(min: &str, max: &str) -> Result<RangeInclusive<u16>, String> {
        let vars = vars(&[("PLUGIN_MIN_PORT", min), ("PLUGIN_MAX_PORT", max)]);
        ports(&vars).map_err(|error| error.to_string())
    }

    #[test]
    fn ports_are_a_range_or_any() {
        assert_eq!(ports(&HashMap::new()).unwrap(), 0..=0);
        assert_eq!(ports_of("10000", "25000"), Ok(10_000..=25_000));
        for (min, max) in [("2", "1"), ("x", "9"), ("1", "70000")] {
            let problem = format!(
                "`PLUGIN_MIN_PORT` and `PLUGIN_MAX_PORT` are `{min}` and `{max}`, which is no range of ports"
            );
            assert_eq!(ports_of(min, max), Err(problem));
        }
    }
}
