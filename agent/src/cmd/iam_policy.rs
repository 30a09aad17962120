//! `driftlock iam-policy`: the IAM policies that a baseline needs, and no more.

use clap::ValueEnum;
use driftlock_core::{BaselineName, Mode};
use driftlock_engine::{Grantee, Rights};
use serde_json::{Value, json};

use crate::args::Format;
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is printed covers what the approved revision holds; print it again after a new \
                  revision. A document that would be longer than a managed policy may be is split.\n\n\
                  Example:\n  driftlock iam-policy web --only restore > restore.json\n  \
                  aws iam create-policy --policy-name driftlock-restore --policy-document file://restore.json"
)]
pub(crate) struct Args {
    /// Name of the baseline
    name: BaselineName,
    /// Take this mode for everything [default: the settings' mode and rules]
    #[arg(long, value_name = "MODE")]
    mode: Option<Mode>,
    /// Print what the role in another account of the baseline needs
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    /// Print the documents of this kind alone
    #[arg(long, value_enum, value_name = "KIND")]
    only: Option<Kind>,
}

/// Whose policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Of the credentials that capture and detect
    Read,
    /// Of the role that restores
    Restore,
    /// Of the credentials that keep the store, where that is a bucket
    Store,
}

impl Kind {
    fn of(self, rights: &Rights) -> Vec<Value> {
        match self {
            Self::Read => rights.read.clone(),
            Self::Restore => rights.restore.clone(),
            Self::Store => rights.store.iter().cloned().collect(),
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Read => "to capture and detect",
            Self::Restore => "to restore, besides",
            Self::Store => "to keep the store",
        }
    }

    fn nothing(self) -> &'static str {
        match self {
            Self::Read => "there is nothing to read",
            Self::Restore => "nothing is restored in mode `observe`",
            Self::Store => "the store is no bucket, and needs no rights in AWS",
        }
    }
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    let rights = context
        .ledger
        .rights(
            &args.name,
            Grantee {
                mode: args.mode,
                account: args.account.as_deref(),
                ..context.grantee()
            },
        )
        .await?;
    if let Some(kind) = args.only {
        return only(kind, &rights);
    }
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&json!({
            "version": 1, "baseline": args.name, "read": rights.read,
            "restore": rights.restore, "store": rights.store, "accounts": rights.accounts,
        }))?,
        Format::Text => {
            let mut text = String::new();
            for kind in [Kind::Read, Kind::Restore, Kind::Store] {
                let documents = kind.of(&rights);
                if documents.is_empty() {
                    text.push_str(&format!("# {}: {}\n", kind.title(), kind.nothing()));
                }
                for document in documents {
                    text.push_str(&format!("# {}\n{}", kind.title(), render::json(&document)?));
                }
            }
            if args.account.is_none() {
                for account in &rights.accounts {
                    let command = format!("driftlock iam-policy {} --account {account}", args.name);
                    text.push_str(&format!("# in account {account}: {command}\n"));
                }
            }
            text
        }
    }))
}

/// One document for a file, or a list where one is not enough.
fn only(kind: Kind, rights: &Rights) -> Result<Output, Failure> {
    let documents = kind.of(rights);
    Ok(Output::ok(match documents.as_slice() {
        [] => {
            return Err(Failure::new(
                format!("there is no such policy: {}", kind.nothing()),
                "leave out `--only`, or name another `--mode`",
            ));
        }
        [one] => render::json(one)?,
        many => render::json(&many)?,
    }))
}
