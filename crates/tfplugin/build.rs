//! Compiles the protocol files with `protox`, so that a build needs nothing but Rust.
//!
//! The server half goes to `$OUT_DIR/server` for the crate; the client half goes to
//! `$OUT_DIR/client`, from where the integration tests include it.

use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let descriptors = protox::compile(["tfplugin6.proto", "plugin.proto"], ["proto"])?;
    for half in [Half::Server, Half::Client] {
        generate(&out, half, descriptors.clone())?;
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq)]
enum Half {
    Server,
    Client,
}

fn generate(
    out: &Path,
    half: Half,
    descriptors: prost_types::FileDescriptorSet,
) -> Result<(), Box<dyn Error>> {
    let dir = out.join(if half == Half::Server {
        "server"
    } else {
        "client"
    });
    std::fs::create_dir_all(&dir)?;
    tonic_prost_build::configure()
        .build_server(half == Half::Server)
        .build_client(half == Half::Client)
        .build_transport(half == Half::Client)
        .out_dir(dir)
        .compile_fds(descriptors)?;
    Ok(())
}
