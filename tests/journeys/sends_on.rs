//! A network that goes on after its caller stopped waiting.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use payments_kit::http::{
    HttpRequest, HttpResponse, HttpTransport, ReqwestTransport, TransportError,
};
use tokio::sync::RwLock;

/// Brings every request to its end, also when the call that sent it was dropped.
#[derive(Clone)]
pub(crate) struct SendsOn {
    inner: Arc<ReqwestTransport>,
    /// Read by every request under way.
    under_way: Arc<RwLock<()>>,
}

impl SendsOn {
    pub(crate) fn new() -> Self {
        let inner = ReqwestTransport::for_loopback(Default::default()).unwrap();
        Self {
            inner: Arc::new(inner),
            under_way: Arc::default(),
        }
    }

    /// Returns when nothing is under way.
    pub(crate) async fn finished(&self) {
        drop(self.under_way.write().await);
    }
}

#[async_trait]
impl HttpTransport for SendsOn {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let under_way = Arc::clone(&self.under_way).read_owned().await;
        let inner = Arc::clone(&self.inner);
        let sending = tokio::spawn(async move {
            let response = inner.send(request).await;
            drop(under_way);
            response
        });
        sending.await.unwrap()
    }
}

impl fmt::Debug for SendsOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SendsOn")
    }
}
