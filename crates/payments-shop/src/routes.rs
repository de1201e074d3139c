//! The routes, and the server.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::middleware;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use tokio::net::TcpListener;

use crate::{Shop, ShopError, admin, checkout, guard, pages, settling};

/// The largest body that a form of the shop can have.
const LARGEST_FORM: usize = 16 * 1024;

/// How often [`Shop::work`] runs while the shop serves.
const PERIOD: Duration = Duration::from_secs(30);

impl Shop {
    /// The shop's pages.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(checkout::home))
            .route("/orders", post(checkout::order))
            .route("/orders/{id}", get(checkout::show))
            .route("/orders/{id}/pay", post(checkout::pay))
            .route("/orders/{id}/again", post(checkout::again))
            .route("/orders/{id}/voucher", get(checkout::voucher))
            .route("/orders/{id}/check", post(settling::check))
            .route("/orders/{id}/return", get(settling::returned))
            .route("/orders/{id}/cancelled", get(settling::cancelled))
            .route("/webhooks/{provider}", post(settling::webhook))
            .route("/admin", get(admin::show))
            .route("/admin/close", post(admin::close))
            .route("/shop.css", get(style))
            .fallback(async || ShopError::NotFound)
            .layer(DefaultBodyLimit::max(LARGEST_FORM))
            .layer(middleware::from_fn_with_state(self.clone(), guard::check))
            .with_state(self.clone())
    }

    /// Serves until `stop` is done. Meanwhile it [works](Self::work) every half a minute.
    ///
    /// # Errors
    /// Those of the listener.
    pub async fn serve(
        &self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let shop = self.clone();
        let working = tokio::spawn(async move {
            loop {
                if let Err(error) = shop.work().await {
                    tracing::error!(%error, "shop: a pass failed");
                }
                tokio::time::sleep(PERIOD).await;
            }
        });
        let served = axum::serve(listener, self.router())
            .with_graceful_shutdown(stop)
            .await;
        working.abort();
        // Calls in flight go on. What is not finished then, the next process finds out.
        let journal = self.provider.journal();
        journal.shutdown(Duration::from_secs(10)).await;
        served
    }
}

async fn style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        pages::STYLE,
    )
}
