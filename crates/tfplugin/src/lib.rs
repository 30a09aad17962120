//! Terraform plugin protocol 6: handshake, pinned mutual TLS, schema, values, dispatch.
