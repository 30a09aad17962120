//! Test equipment: the AWS emulator, Terraform, and where to find them.
//!
//! ```no_run
//! use driftlock_testbed::{Moto, Terraform};
//!
//! let moto = Moto::start()?;
//! let workspace = Terraform::find()?.workspace(&moto.endpoint())?;
//! workspace.write("main.tf", r#"resource "aws_s3_bucket" "b" { bucket = "example" }"#)?;
//! workspace.init()?;
//! workspace.apply()?;
//! assert_eq!(workspace.attributes("aws_s3_bucket.b")?["bucket"], "example");
//! assert_eq!(moto.requests()?["s3:CreateBucket"], 1);
//! # Ok::<(), driftlock_testbed::Error>(())
//! ```
//!
//! Everything is found or set up on first use and then shared by all tests and processes of one
//! target directory. What is not to be had is an [`Error`] that says it by name: no test of this
//! workspace passes because its equipment was missing.

mod binaries;
mod error;
mod moto;
mod place;
mod proxy;
mod receiver;
mod run;
mod scene;
mod session;
mod terraform;
mod venv;

pub use binaries::{Binary, Profile};
pub use error::Error;
pub use moto::{Fault, Moto};
pub use place::{target_dir, workspace_root};
pub use proxy::{Hold, Moment, Over, Proxy, Request, Trouble, Weather};
pub use receiver::{Posted, Receiver};
pub use run::Run;
pub use scene::Scene;
pub use session::Session;
pub use terraform::{AwsProvider, Client, Install, Terraform, Workspace};
pub use venv::{Requirements, Venv};

/// What the test equipment answers.
pub type Result<T> = std::result::Result<T, Error>;
