//! The provider's schema, as Terraform tells it.

use std::path::Path;

use anyhow::{Context as _, Result};
use driftlock_testbed::{Client, Install, Terraform};
use serde_json::Value;

const SOURCE: &str = "driftlock/driftlock";

/// The oldest Terraform that tells of functions, ephemeral resources and write-only attributes.
const OLDEST: (u32, u32) = (1, 11);

/// What `terraform providers schema -json` says of the provider at `binary`.
pub(super) fn read(binary: &Path) -> Result<Value> {
    let terraform =
        Terraform::without_aws(client()?).with_provider(SOURCE, binary, Install::DevOverride)?;
    // A schema is asked of the provider alone.
    let workspace = terraform.workspace("http://127.0.0.1:1")?;
    workspace.init()?;
    let run = workspace.run(&["providers", "schema", "-json"])?;
    let command = "terraform providers schema";
    let all = run.expect_code(command, 0)?.json(command)?;
    let address = format!("registry.terraform.io/{SOURCE}");
    let schema = all
        .get("provider_schemas")
        .and_then(|providers| providers.get(address));
    schema
        .cloned()
        .context("Terraform tells no schema of this provider")
}

/// The usual client where it is new enough, so that the pages do not depend on who writes them.
fn client() -> Result<Client> {
    let usual = Client::find()?;
    if release(usual.version()) >= Some(OLDEST) {
        return Ok(usual);
    }
    Client::library().with_context(|| {
        format!(
            "{} is too old to tell the whole schema, which takes 1.11",
            usual.version()
        )
    })
}

/// Major and minor of a version such as `Terraform v1.11.4`.
fn release(version: &str) -> Option<(u32, u32)> {
    let (_, numbers) = version.rsplit_once(" v")?;
    let mut numbers = numbers.split('.').map_while(|number| number.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_clients_are_told_from_new_ones() {
        assert_eq!(release("Terraform v1.11.4"), Some((1, 11)));
        assert!(release("Terraform v1.6.6") < Some(OLDEST));
        assert_eq!(release("Terraform"), None);
    }
}
