//! What a person is told who serves by hand, for Terraform to attach to.
//!
//! Source: terraform-plugin-go's `tf6server` (`WithManagedDebug`) and Terraform's reading of
//! `TF_REATTACH_PROVIDERS` (`main.go`, `parseReattachProviders`).

use serde_json::json;

use crate::handshake::PROVIDER_PROTOCOL;
use crate::launch::Launch;
use crate::listener::Socket;

/// The variable that makes Terraform use this process, as a line for a shell.
fn variable(launch: &Launch, socket: &Socket, pid: u32) -> String {
    let attach = json!({
        "Protocol": "grpc",
        "ProtocolVersion": PROVIDER_PROTOCOL,
        "Pid": pid,
        // Terraform ends a process when it is done with it, but for one under test.
        "Test": true,
        "Addr": { "Network": socket.network(), "String": socket.address() },
    });
    let by_address: serde_json::Map<_, _> = addresses(launch.address)
        .map(|address| (address, attach.clone()))
        .collect();
    let json = serde_json::Value::Object(by_address).to_string();
    format!("TF_REATTACH_PROVIDERS='{}'", json.replace('\'', r"'\''"))
}

/// What a source without a host means to Terraform, and to OpenTofu.
fn addresses(address: &str) -> impl Iterator<Item = String> {
    let source = address.strip_prefix("registry.terraform.io/");
    let opentofu = source.map(|source| format!("registry.opentofu.org/{source}"));
    std::iter::once(address.to_owned()).chain(opentofu)
}

/// Everything there is to say once the process can be attached to.
pub(crate) fn instructions(launch: &Launch, socket: &Socket, pid: u32) -> String {
    format!(
        "Serving `{}` until Ctrl-C.\n\
         Set this in the environment of Terraform or OpenTofu, and they use this process in place of\n\
         starting one. Relative paths in a configuration begin where this process was started.\n\
         \n\
         {}\n\
         \n\
         Attached clients use no TLS. What keeps others out is that the socket's directory is closed to\n\
         every user but you: whatever runs as you can use the provider's credentials while this runs.\n",
        launch.address,
        variable(launch, socket, pid)
    )
}
