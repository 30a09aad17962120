//! The programs, the emulator and a proxy between them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use driftlock_testbed::{Binary, Error, Moto, Profile, Proxy, Request, Run, Session};
use serde_json::Value;
use tempfile::TempDir;

/// Functions for whoever works behind our back; `group` and `bucket` are the names of the scene.
const TOOLS: &str = include_str!("rig.py");

/// Where baselines and history are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// In a directory.
    Directory,
    /// In a bucket, behind the same proxy as everything else.
    Bucket,
}

/// A security group and a bucket with four settings, all approved; `driftlock`, which reaches them
/// through a proxy; and somebody who reaches them directly.
#[derive(Debug)]
pub struct Rig {
    /// The emulator.
    pub moto: Moto,
    /// What `driftlock` talks to.
    pub proxy: Proxy,
    session: Mutex<Session>,
    dir: TempDir,
    store: Store,
    group: String,
}

impl Rig {
    /// The bucket that holds the store, for [`Store::Bucket`].
    pub const STORE_BUCKET: &str = "rig-store";

    /// Makes the scene; nothing is captured yet.
    ///
    /// # Errors
    /// Whatever of the equipment is not to be had.
    pub fn begin(store: Store) -> Result<Self, Error> {
        let moto = Moto::start()?;
        let proxy = Proxy::before(&moto)?;
        let mut session = moto.session()?;
        session.run(TOOLS)?;
        let group = session.run("print(make())")?.trim().to_owned();
        let dir = TempDir::with_prefix("driftlock-rig-").map_err(|source| Error::Io {
            doing: "creating",
            path: std::env::temp_dir(),
            source,
        })?;
        Ok(Self {
            moto,
            proxy,
            session: Mutex::new(session),
            dir,
            store,
            group,
        })
    }

    /// The working directory, where a store in a directory is too.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The address of the store.
    #[must_use]
    pub fn store(&self) -> String {
        match self.store {
            Store::Directory => format!("file://{}", self.dir.path().join("store").display()),
            Store::Bucket => format!("s3://{}/prod", Self::STORE_BUCKET),
        }
    }

    /// Runs Python statements past the proxy; see `rig.py` for what is there to use.
    ///
    /// # Errors
    /// [`Error::Script`] with the traceback when the statements fail.
    pub fn by_hand(&self, statements: &str) -> Result<String, Error> {
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        session.run(statements)
    }

    /// What the scene is like, as its owner sees it: the same text for the same state.
    ///
    /// # Errors
    /// [`Error::Script`].
    pub fn seen(&self) -> Result<String, Error> {
        self.by_hand("print(seen())")
    }

    /// `driftlock`, in the directory and environment of the rig.
    ///
    /// # Errors
    /// [`Error::Build`] when it cannot be built.
    pub fn command(&self, args: &[&str]) -> Result<Command, Error> {
        let mut command = Command::new(Binary::Driftlock.path(Profile::Debug)?);
        for name in ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE"] {
            command.env_remove(name);
        }
        command
            .args(args)
            .args(["--endpoint-url", &self.proxy.endpoint()])
            .envs(self.moto.env())
            .env("AWS_ENDPOINT_URL", self.proxy.endpoint())
            .env("DRIFTLOCK_STORE", self.store())
            .current_dir(self.dir.path())
            .stdin(Stdio::null());
        Ok(command)
    }

    /// Runs `driftlock` and answers whatever it did.
    ///
    /// # Errors
    /// [`Error::Build`], or [`Error::Io`] when it cannot be run at all.
    pub fn run(&self, args: &[&str]) -> Result<Run, Error> {
        let output = self.command(args)?.output();
        output.map(Run::from).map_err(|source| Error::Io {
            doing: "running",
            path: "driftlock".into(),
            source,
        })
    }

    /// Runs `driftlock` and insists on its exit code.
    ///
    /// # Errors
    /// [`Error::Command`] with all that it printed.
    pub fn driftlock(&self, args: &[&str], code: i32) -> Result<Run, Error> {
        let run = self.run(args)?;
        run.expect_code(&format!("driftlock {}", args.join(" ")), code)
    }

    /// Captures the scene as baseline `name`.
    ///
    /// # Errors
    /// [`Error::Command`] when it is refused.
    pub fn approve(&self, name: &str) -> Result<(), Error> {
        let scope = self.scope();
        let scope: Vec<&str> = scope.iter().map(String::as_str).collect();
        self.driftlock(&[&["baseline", "set", name], &scope[..]].concat(), 0)?;
        Ok(())
    }

    /// The arguments that choose the scene.
    #[must_use]
    pub fn scope(&self) -> [String; 8] {
        let types = ["--type", "aws_security_group", "--type", "aws_s3_bucket*"];
        let [a, b, c, d] = types.map(str::to_owned);
        let id = || "--id".to_owned();
        [
            a,
            b,
            c,
            d,
            id(),
            self.group.clone(),
            id(),
            "rig-data".to_owned(),
        ]
    }

    /// The events of a baseline, oldest first.
    ///
    /// # Errors
    /// [`Error::Command`] when they cannot be read.
    pub fn history(&self, name: &str) -> Result<Vec<Value>, Error> {
        let run = self.driftlock(&["history", name, "--format", "json"], 0)?;
        let events = run.json("driftlock history")?;
        Ok(events.as_array().cloned().unwrap_or_default())
    }

    /// The requests on record that may have changed what is enforced, and not the store.
    #[must_use]
    pub fn restore_calls(&self) -> Vec<Request> {
        let mut requests = self.proxy.requests();
        requests.retain(|request| {
            request.may_have_changed() && request.bucket() != Some(Self::STORE_BUCKET)
        });
        requests
    }
}
