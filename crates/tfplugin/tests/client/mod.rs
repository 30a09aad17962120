//! A client that starts a provider and talks to it as go-plugin does.

#![expect(dead_code, reason = "no test file uses all of it")]

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::Arc;

use base64::Engine as _;
use driftlock_testbed::{Client, Install, Terraform, Workspace};
use driftlock_tfplugin::{Type, Value};
use hyper_util::rt::TokioIo;
use rcgen::{CertificateParams, IsCa, KeyPair, PKCS_ECDSA_P521_SHA512};
use rustls::client::ResolvesClientCert;
use rustls::crypto::aws_lc_rs::{default_provider, sign::any_supported_type};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, SignatureScheme};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::TlsConnector;
use tonic::transport::{Channel, Endpoint, Error};

#[expect(
    unreachable_pub,
    clippy::allow_attributes_without_reason,
    reason = "generated"
)]
pub(crate) mod tfplugin6 {
    include!(concat!(env!("OUT_DIR"), "/client/tfplugin6.rs"));
}

#[expect(
    unreachable_pub,
    clippy::allow_attributes_without_reason,
    reason = "generated"
)]
pub(crate) mod plugin {
    include!(concat!(env!("OUT_DIR"), "/client/plugin.rs"));
}

pub(crate) type Provider = tfplugin6::provider_client::ProviderClient<Channel>;
pub(crate) type Controller = plugin::grpc_controller_client::GrpcControllerClient<Channel>;
pub(crate) type Mirror = plugin::grpc_stdio_client::GrpcStdioClient<Channel>;

pub(crate) const COOKIE: (&str, &str) = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
);

/// A certificate as go-plugin makes it: P-521, self-signed, flagged as an authority.
pub(crate) struct Identity {
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) pem: String,
    key: KeyPair,
}

impl Identity {
    pub(crate) fn new() -> Identity {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512).unwrap();
        let mut parameters = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        parameters.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let certificate = parameters.self_signed(&key).unwrap();
        Identity {
            pem: certificate.pem(),
            certificate: certificate.der().clone(),
            key,
        }
    }

    /// The same certificate shown by somebody who has another key.
    pub(crate) fn stolen(&self) -> Identity {
        Identity {
            certificate: self.certificate.clone(),
            pem: self.pem.clone(),
            ..Identity::new()
        }
    }
}

pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// A provider process.
pub(crate) struct Plugin {
    child: Child,
    pub(crate) identity: Identity,
    /// The parts of the handshake line.
    pub(crate) line: Vec<String>,
}

impl Plugin {
    pub(crate) fn start() -> Plugin {
        Plugin::start_with(&HashMap::new())
    }

    pub(crate) fn start_with(vars: &HashMap<&str, &str>) -> Plugin {
        let identity = Identity::new();
        let mut command = command();
        command.env("PLUGIN_CLIENT_CERT", &identity.pem).envs(vars);
        Plugin::announced(command.spawn().unwrap(), identity)
    }

    /// A provider whose parent is not this process but a shell, and the shell is what is killed.
    pub(crate) fn start_by_another(vars: &HashMap<&str, &str>, log: Stdio) -> Plugin {
        let identity = Identity::new();
        let provider = command();
        let mut shell = Command::new("sh");
        shell
            .args(["-c", "\"$0\" & wait"])
            .arg(provider.get_program());
        for (name, value) in provider.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        shell
            .env("PLUGIN_CLIENT_CERT", &identity.pem)
            .envs(vars)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log);
        Plugin::announced(shell.spawn().unwrap(), identity)
    }

    /// Takes over a process that announces a provider on its stdout.
    pub(crate) fn announced(mut child: Child, identity: Identity) -> Plugin {
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let line = line
            .trim_end_matches('\n')
            .split('|')
            .map(str::to_owned)
            .collect();
        Plugin {
            child,
            identity,
            line,
        }
    }

    pub(crate) fn socket(&self) -> &Path {
        Path::new(self.address())
    }

    pub(crate) fn address(&self) -> &str {
        self.line.get(3).unwrap()
    }

    async fn dial(tcp: bool, address: &str) -> std::io::Result<Box<dyn Wire>> {
        Ok(if tcp {
            Box::new(TcpStream::connect(address).await?)
        } else {
            Box::new(UnixStream::connect(address).await?)
        })
    }

    pub(crate) async fn provider(&self) -> Provider {
        const LIMIT: usize = 256 << 20;
        let channel = self.connect(Some(&self.identity)).await.unwrap();
        Provider::new(channel)
            .max_decoding_message_size(LIMIT)
            .max_encoding_message_size(LIMIT)
    }

    pub(crate) async fn controller(&self) -> Controller {
        Controller::new(self.connect(Some(&self.identity)).await.unwrap())
    }

    pub(crate) async fn stdio(&self) -> Mirror {
        Mirror::new(self.connect(Some(&self.identity)).await.unwrap())
    }

    /// Connects as `identity`, or as nobody.
    pub(crate) async fn connect(&self, identity: Option<&Identity>) -> Result<Channel, Error> {
        let connector = TlsConnector::from(Arc::new(self.tls(identity)));
        let tcp = self.line.get(2).unwrap() == "tcp";
        let address = self.address().to_owned();
        Endpoint::from_static("http://plugin")
            .connect_with_connector(tower::service_fn(move |_| {
                let (connector, address) = (connector.clone(), address.clone());
                async move {
                    let stream = Plugin::dial(tcp, &address).await?;
                    let name = "localhost".try_into().unwrap();
                    connector.connect(name, stream).await.map(TokioIo::new)
                }
            }))
            .await
    }

    fn tls(&self, identity: Option<&Identity>) -> ClientConfig {
        let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
        let mut roots = RootCertStore::empty();
        roots
            .add(engine.decode(self.line.get(5).unwrap()).unwrap().into())
            .unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let mut config = match identity {
            Some(identity) => {
                builder.with_client_cert_resolver(Arc::new(Shown(certified(identity))))
            }
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        config
    }

    /// Waits for the process to end by itself.
    pub(crate) fn wait(&mut self) -> std::process::ExitStatus {
        self.child.wait().unwrap()
    }

    /// Ends the process and returns what it logged.
    pub(crate) fn kill_and_read_log(&mut self) -> String {
        let mut stderr: ChildStderr = self.child.stderr.take().unwrap();
        let _ = self.child.kill();
        let mut log = String::new();
        stderr.read_to_string(&mut log).unwrap();
        log
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The test provider, with nothing of Terraform's environment but the cookie.
pub(crate) fn command() -> Command {
    let mut command = by_hand("test-provider");
    command.env(COOKIE.0, COOKIE.1);
    command
}

/// An example as a person starts it.
pub(crate) fn by_hand(name: &str) -> Command {
    let mut command = Command::new(example(name));
    for name in [
        "TF_LOG",
        "TF_LOG_PROVIDER",
        "PLUGIN_CLIENT_CERT",
        "PLUGIN_PROTOCOL_VERSIONS",
        COOKIE.0,
    ] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A working directory with one of the example providers as `driftlock/<name>`.
pub(crate) fn workspace(name: &str, program: &str) -> (Workspace, TempDir) {
    workspace_of(Client::find().unwrap(), name, program)
}

/// The same, under this client.
pub(crate) fn workspace_of(client: Client, name: &str, program: &str) -> (Workspace, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let binary = dir.path().join(format!("terraform-provider-{name}"));
    std::fs::copy(example(program), &binary).unwrap();
    let terraform = Terraform::without_aws(client)
        .with_provider(&format!("driftlock/{name}"), &binary, Install::DevOverride)
        .unwrap();
    (terraform.workspace("http://127.0.0.1:1").unwrap(), dir)
}

/// A value as a client sends it.
pub(crate) fn sent(value: &Value, ty: &Type) -> Option<tfplugin6::DynamicValue> {
    Some(tfplugin6::DynamicValue {
        msgpack: value.to_msgpack(ty).unwrap(),
        json: Vec::new(),
    })
}

/// A value as a client reads it; null when there is none.
pub(crate) fn received(value: Option<tfplugin6::DynamicValue>, ty: &Type) -> Value {
    value.map_or(Value::Null, |value| {
        Value::from_msgpack(&value.msgpack, ty).unwrap()
    })
}

/// The summary of the only diagnostic.
#[track_caller]
pub(crate) fn only(diagnostics: &[tfplugin6::Diagnostic]) -> &str {
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    &diagnostics.first().unwrap().summary
}

/// A program that cargo built from `examples`, beside the tests.
pub(crate) fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let path = test
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("examples")
        .join(name);
    assert!(
        path.is_file(),
        "run `cargo build --examples`: `{}` is missing",
        path.display()
    );
    path
}

/// The process that listens on a socket.
pub(crate) async fn listening(socket: &Path) -> u32 {
    let stream = UnixStream::connect(socket).await.unwrap();
    let pid = stream.peer_cred().unwrap().pid().unwrap();
    u32::try_from(pid).unwrap()
}

/// Whether a process runs. One that ended and that nobody asked about does not.
pub(crate) fn is_alive(pid: u32) -> bool {
    let mut ps = Command::new("ps");
    let state = ps.args(["-o", "stat=", "-p", &pid.to_string()]).output();
    let state = String::from_utf8(state.unwrap().stdout).unwrap();
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

/// The most memory that a process has ever held, in kilobytes, where the system tells.
pub(crate) fn peak_memory(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    peak.trim().strip_suffix(" kB")?.parse().ok()
}

pub(crate) fn certified(identity: &Identity) -> CertifiedKey {
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(identity.key.serialize_der()));
    CertifiedKey::new(
        vec![identity.certificate.clone()],
        any_supported_type(&key).unwrap(),
    )
}

/// Shows a certificate without asking whether the key belongs to it.
#[derive(Debug)]
pub(crate) struct Shown(pub(crate) CertifiedKey);

impl ResolvesClientCert for Shown {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::new(self.0.clone()))
    }

    fn has_certs(&self) -> bool {
        true
    }
}
