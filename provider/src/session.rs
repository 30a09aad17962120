//! One configured provider: its store, and AWS once it is needed.

use driftlock_core::{BaselineName, Drift};
use driftlock_engine::{Engine, EngineError, Fault, Grantee, Ledger, Options, Step, Webhooks};
use driftlock_tfplugin::{Context, Diagnostic, Value};
use jiff::SignedDuration;
use tokio::sync::OnceCell;

use crate::deployments::Deployments;
use crate::handover::Handover;
use crate::notify::tell;
use crate::provider::Shared;

/// How long an apply waits for an agent, or whoever else works on the same baseline.
pub(crate) const WAIT: SignedDuration = SignedDuration::from_mins(5);

/// What a configured provider works with.
pub(crate) struct Session {
    ledger: Ledger,
    options: Options,
    default_region: Option<String>,
    store: Option<String>,
    webhooks: Webhooks,
    engine: OnceCell<Engine>,
    deployments: Deployments,
    handover: Handover,
}

impl Session {
    /// `store` is the store's address, where the configuration names it.
    pub(crate) fn new(
        ledger: Ledger,
        options: Options,
        default_region: Option<String>,
        store: Option<String>,
        webhooks: Webhooks,
    ) -> Session {
        Session {
            ledger,
            options,
            default_region,
            store,
            webhooks,
            engine: OnceCell::new(),
            deployments: Deployments::default(),
            handover: Handover::default(),
        }
    }

    /// The session, once Terraform has configured the provider.
    pub(crate) fn of(shared: &Shared) -> Result<&Session, Diagnostic> {
        shared.get().ok_or_else(|| {
            Diagnostic::error("the provider is not configured").detail(
                "Terraform configures it before any other call; this is a defect of the client.",
            )
        })
    }

    /// What the store alone can answer.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The deployments that run through this process.
    pub(crate) fn deployments(&self) -> &Deployments {
        &self.deployments
    }

    /// What this process did so far, as far as a replacement needs to know.
    pub(crate) fn handover(&self) -> &Handover {
        &self.handover
    }

    /// How people are told what happened.
    pub(crate) fn webhooks(&self) -> &Webhooks {
        &self.webhooks
    }

    /// For whom rights are granted: the roles in use.
    pub(crate) fn grantee(&self) -> Grantee<'_> {
        Grantee {
            account_role: self.options.account_role.as_ref(),
            restore_role: self.options.restore_role.as_ref(),
            ..Grantee::default()
        }
    }

    /// A line for a shell that runs `driftlock` on this store. Where the environment names the
    /// store, or nobody does, the command line finds it by itself.
    pub(crate) fn command(&self, arguments: &str) -> String {
        match &self.store {
            Some(store) => format!("driftlock {arguments} --store '{store}'"),
            None => format!("driftlock {arguments}"),
        }
    }

    /// The region that a scope without one means, as far as is known without asking AWS.
    pub(crate) fn default_region(&self) -> Option<&str> {
        self.default_region.as_deref()
    }

    /// The engine. Connects at the first use, so that what needs the store alone needs no
    /// credentials; a connection that failed is tried again.
    pub(crate) async fn engine(&self) -> Result<&Engine, Diagnostic> {
        let connect = || Engine::connect(self.ledger.clone(), self.options.clone());
        self.engine
            .get_or_try_init(connect)
            .await
            .map_err(|error| failed(&error))
    }
}

/// The baseline that attribute `attribute` names.
pub(crate) fn baseline_name(value: &Value, attribute: &str) -> Result<BaselineName, Diagnostic> {
    let text = value.string(attribute).unwrap_or_default();
    text.parse()
        .map_err(|error| failed(&EngineError::from(error)).at(attribute))
}

/// Rule for an attribute that names a baseline.
pub(crate) fn check_name(value: &Value) -> Result<(), Diagnostic> {
    let name = value.as_str().unwrap_or_default().parse::<BaselineName>();
    name.map(drop)
        .map_err(|error| failed(&EngineError::from(error)))
}

/// An error of the engine as Terraform shows it.
pub(crate) fn failed(error: &EngineError) -> Diagnostic {
    let help = match error {
        EngineError::NoBaseline { .. } => {
            "create it with a `driftlock_baseline` resource, and refer to that one's `name`; \
             or set `store` of the provider to the store that holds it"
                .to_owned()
        }
        other => other.help(),
    };
    Diagnostic::error(error.to_string()).detail(help)
}

/// A fault of what is to be judged by, as Terraform shows it.
pub(crate) fn fault(fault: &Fault) -> Diagnostic {
    let diagnostic = Diagnostic::error(fault.message.clone());
    let more = fault.excerpt.iter().chain(&fault.help);
    more.fold(diagnostic, Diagnostic::detail)
}

/// Looks at what is live. Stops at once when the user asks to.
pub(crate) async fn detect(
    session: &Session,
    name: &BaselineName,
    cx: &Context,
) -> Result<Drift, Diagnostic> {
    let engine = session.engine().await?;
    let found = tokio::select! {
        found = engine.detect(name, &log) => found,
        () = cx.stop().cancelled() => return Err(Diagnostic::error(format!("detecting drift of baseline `{name}`: stopped as asked"))),
    };
    tell(cx, session, name).await;
    let found = found.map_err(|error| failed(&error))?;
    Ok(found.drift)
}

/// Tells the log how far the engine has come.
pub(crate) fn log(step: Step) {
    match step {
        Step::Waiting(by) => tracing::info!(%by, "another run has to end first"),
        step => tracing::debug!(?step, "engine"),
    }
}
