//! The AWS emulator: moto behind an exact request counter.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::venv::{Requirements, Venv};
use crate::{Error, Result, Session};

const SOURCES: [(&str, &str); 6] = [
    ("actions.py", include_str!("../python/actions.py")),
    ("emulator.py", include_str!("../python/emulator.py")),
    ("faults.py", include_str!("../python/faults.py")),
    ("iam.py", include_str!("../python/iam.py")),
    ("mends.py", include_str!("../python/mends.py")),
    ("records.py", include_str!("../python/records.py")),
];

/// How a call is made to fail, with the status and code that AWS uses in that protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The caller lacks the permission.
    Deny,
    /// Too many requests.
    Throttle,
    /// The session's credential has expired.
    Expire,
    /// The service fails with a 5xx.
    Outage,
}

impl Fault {
    fn kind(self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::Throttle => "throttle",
            Self::Expire => "expire",
            Self::Outage => "outage",
        }
    }
}

/// A running emulator on a port of its own. It ends when dropped, and with its parent process.
///
/// Actions are named `service:Operation` after the API reference, with the service's signing name:
/// `ec2:DescribeSecurityGroups`, `s3:GetBucketVersioning`, `monitoring:ListMetrics`.
#[derive(Debug)]
pub struct Moto {
    child: Child,
    port: u16,
    agent: ureq::Agent,
    sources: TempDir,
    python: PathBuf,
}

impl Moto {
    /// Starts an empty emulator, after setting up its virtual environment if need be.
    ///
    /// # Errors
    /// Those of [`Venv::ensure`], and [`Error::EmulatorStart`].
    pub fn start() -> Result<Self> {
        let venv = Venv::ensure(Requirements::Emulator)?;
        let sources = unpack()?;
        let python = venv.python();
        let log = sources.path().join("log");
        let log = File::create(&log).map_err(Error::io("creating", &log))?;
        let mut child = Command::new(&python)
            .arg(sources.path().join("emulator.py"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(Error::io("starting", &python))?;
        let Some(port) = announced_port(&mut child) else {
            end(&mut child);
            return Err(Error::EmulatorStart {
                cause: read_log(&sources),
            });
        };
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(60)))
            .proxy(None)
            .build()
            .into();
        Ok(Self {
            child,
            port,
            agent,
            sources,
            python,
        })
    }

    /// The URL to give to a client as its endpoint, without a slash at the end.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The environment of an AWS client that is to talk to this emulator and to nothing else.
    #[must_use]
    pub fn env(&self) -> [(&'static str, String); 6] {
        [
            ("AWS_ENDPOINT_URL", self.endpoint()),
            ("AWS_ACCESS_KEY_ID", "testbed".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "testbed".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_DEFAULT_REGION", "us-east-1".to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ]
    }

    /// How often each action was called since the start or the last reset. Retries count.
    ///
    /// # Errors
    /// [`Error::Emulator`] when it does not answer.
    pub fn requests(&self) -> Result<BTreeMap<String, u64>> {
        let path = "/testbed/requests";
        let counts = self.ask("GET", path, None)?;
        let counts = counts.as_object().into_iter().flatten();
        Ok(counts
            .map(|(action, n)| (action.clone(), n.as_u64().unwrap_or_default()))
            .collect())
    }

    /// Sets the counts to nothing; what exists in the emulator stays.
    ///
    /// # Errors
    /// [`Error::Emulator`] when it does not answer.
    pub fn reset_counts(&self) -> Result<()> {
        self.ask("DELETE", "/testbed/requests", None).map(drop)
    }

    /// Empties the emulator: resources, counts and faults.
    ///
    /// # Errors
    /// [`Error::Emulator`] when it does not answer.
    pub fn reset(&self) -> Result<()> {
        self.ask("POST", "/moto-api/reset", Some(json!({})))?;
        self.clear_faults()?;
        self.reset_counts()
    }

    /// Every call of `action` is refused for lack of permission. `*` and `?` match as in a shell.
    ///
    /// # Errors
    /// [`Error::Emulator`] when it does not answer.
    pub fn deny(&self, action: &str) -> Result<()> {
        self.fail(Fault::Deny, action, None, 0)
    }

    /// The next `times` calls of `action` are throttled.
    ///
    /// # Errors
    /// [`Error::Emulator`] when it does not answer.
    pub fn throttle(&self, action: &str, times: u64) -> Result<()> {
        self.fail(Fault::Throttle, action, Some(times), 0)
    }

    /// Calls of `action` fail with `fault`, `times` times (`None`: always), after `skip` calls of
    /// it that are let through.
    ///
    /// # Errors
    /// [`Error::Emulator`] when it does not answer.
    pub fn fail(&self, fault: Fault, action: &str, times: Option<u64>, skip: u64) -> Result<()> {
        let fault = json!({"kind": fault.kind(), "action": action, "times": times, "skip": skip});
        self.ask("POST", "/testbed/faults", Some(fault)).map(drop)
    }

    /// Lets every call through again.
    ///
    /// # Errors
    /// [`Error::Emulator`] when it does not answer.
    pub fn clear_faults(&self) -> Result<()> {
        self.ask("DELETE", "/testbed/faults", None).map(drop)
    }

    /// From now on, users and roles may do what their policies allow; the owner of the emulator, whose
    /// credentials are in [`env`](Self::env), still may do everything. Session policies do not count.
    ///
    /// # Errors
    /// [`Error::Emulator`] when it does not answer.
    pub fn enforce_iam(&self) -> Result<()> {
        self.ask("POST", "/testbed/iam", None).map(drop)
    }

    /// The IAM actions that each user and role has asked for since, as
    /// `{"NAME": {"allowed": [ACTION], "denied": [ACTION]}}`.
    ///
    /// # Errors
    /// [`Error::Emulator`] when it does not answer.
    pub fn iam_actions(&self) -> Result<Value> {
        self.ask("GET", "/testbed/iam", None)
    }

    /// Runs Python statements as somebody with an AWS client of their own, and answers what they
    /// print. `client("s3")` is a boto3 client of this emulator.
    ///
    /// # Errors
    /// [`Error::Script`] with the traceback when the statements fail.
    pub fn boto3(&self, statements: &str) -> Result<String> {
        let script = format!("from boto3 import client\n{statements}");
        let output = Command::new(&self.python)
            .args(["-c", &script])
            .envs(self.env())
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_SESSION_TOKEN")
            .stdin(Stdio::null())
            .output()
            .map_err(Error::io("running", &self.python))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(Error::Script {
            traceback: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Runs lines of shell as a person with the AWS command line, up to the first that fails, and
    /// answers what they print.
    ///
    /// # Errors
    /// Those of [`Venv::ensure`], and [`Error::Script`] with what was said when a line fails.
    pub fn shell(&self, lines: &str) -> Result<String> {
        let python = Venv::ensure(Requirements::CommandLine)?.python();
        let programs = python.parent().map(PathBuf::from);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path =
            std::env::join_paths(programs.into_iter().chain(std::env::split_paths(&path)))
                .map_err(|error| Error::io("searching", &python)(std::io::Error::other(error)))?;
        // SQS of an older command line has an endpoint of its own, which only the option overrides.
        let ours = r#"aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }"#;
        let lines = format!("{ours}\n{lines}");
        let output = Command::new("sh")
            .args(["-e", "-c", &lines])
            .envs(self.env())
            .env("PATH", path)
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_SESSION_TOKEN")
            .stdin(Stdio::null())
            .output()
            .map_err(Error::io("running", Path::new("sh")))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(Error::Script {
            traceback: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Somebody who keeps an AWS client open: for tests that have much to do behind our back.
    ///
    /// # Errors
    /// [`Error::Io`] when Python cannot be started.
    pub fn session(&self) -> Result<Session> {
        Session::start(&self.python, &self.env())
    }

    /// What the emulator has written to its log: the traceback of every internal error.
    #[must_use]
    pub fn log(&self) -> String {
        read_log(&self.sources)
    }

    fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Result<Value> {
        let failed = |cause: String| Error::Emulator {
            path: path.to_owned(),
            cause,
        };
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.endpoint()))
            .body(body.map(|value| value.to_string()).unwrap_or_default())
            .map_err(|error| failed(error.to_string()))?;
        let mut answer = self
            .agent
            .run(request)
            .map_err(|error| failed(error.to_string()))?;
        let text = answer
            .body_mut()
            .read_to_string()
            .map_err(|error| failed(error.to_string()))?;
        serde_json::from_str(&text).map_err(|error| failed(error.to_string()))
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

fn unpack() -> Result<TempDir> {
    let dir = TempDir::with_prefix("driftlock-emulator-")
        .map_err(Error::io("creating", &std::env::temp_dir()))?;
    for (name, source) in SOURCES {
        let path = dir.path().join(name);
        fs::write(&path, source).map_err(Error::io("writing", &path))?;
    }
    Ok(dir)
}

fn announced_port(child: &mut Child) -> Option<u16> {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut()?)
        .read_line(&mut line)
        .ok()?;
    let announced: Value = serde_json::from_str(&line).ok()?;
    u16::try_from(announced.get("port")?.as_u64()?).ok()
}

fn read_log(sources: &TempDir) -> String {
    let log = fs::read(sources.path().join("log")).unwrap_or_default();
    String::from_utf8_lossy(&log).trim().to_owned()
}

fn end(child: &mut Child) {
    // Both fail only for a process that has ended and been waited for.
    let _ = child.kill();
    let _ = child.wait();
}
