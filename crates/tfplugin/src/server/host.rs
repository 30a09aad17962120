//! What go-plugin asks of any plugin: to end, and to mirror its output.

use futures::stream::{Empty, empty};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, async_trait};

use crate::proto::plugin as wire;
use wire::grpc_controller_server::GrpcController;
use wire::grpc_stdio_server::GrpcStdio;

/// The plugin as its host sees it.
#[derive(Clone)]
pub(crate) struct Host {
    /// Cancelled when the host asks the plugin to end.
    pub(crate) shutdown: CancellationToken,
}

#[async_trait]
impl GrpcController for Host {
    async fn shutdown(&self, _: Request<wire::Empty>) -> Result<Response<wire::Empty>, Status> {
        self.shutdown.cancel();
        Ok(Response::new(wire::Empty {}))
    }
}

#[async_trait]
impl GrpcStdio for Host {
    type StreamStdioStream = Empty<Result<wire::StdioData, Status>>;

    /// Nothing is printed after the handshake: logs go to stderr, which the host reads itself.
    async fn stream_stdio(
        &self,
        _: Request<()>,
    ) -> Result<Response<Self::StreamStdioStream>, Status> {
        Ok(Response::new(empty()))
    }
}
