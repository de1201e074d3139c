//! A request as PHP presents it to a program: the query, the form variables and the raw body.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use url::form_urlencoded;

/// What PHP reads of a request. The texts are still encoded: [`parse_str`](super::form::parse_str)
/// reads them.
pub(crate) struct PhpRequest {
    pub(crate) query: String,
    /// The form variables, wherever PHP fills them from: a form body or the fields of a multipart
    /// body. Empty for a body of any other type.
    pub(crate) form: String,
    /// The media type of the body, in lower case and without parameters.
    pub(crate) media_type: String,
    pub(crate) body: Bytes,
}

impl PhpRequest {
    pub(crate) async fn read(parts: &Parts, body: Bytes) -> Self {
        let media_type = media_type(parts);
        let form = match media_type.as_str() {
            "application/x-www-form-urlencoded" => String::from_utf8_lossy(&body).into_owned(),
            "multipart/form-data" => multipart(parts, body.clone()).await,
            _ => String::new(),
        };
        Self {
            query: parts.uri.query().unwrap_or_default().to_owned(),
            form,
            media_type,
            body,
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for PhpRequest {
    type Rejection = Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Infallible> {
        let (parts, body) = request.into_parts();
        let whole = Request::from_parts(parts.clone(), body);
        let body = Bytes::from_request(whole, state).await.unwrap_or_default();
        Ok(Self::read(&parts, body).await)
    }
}

fn media_type(parts: &Parts) -> String {
    let header = parts.headers.get(CONTENT_TYPE);
    let text = header.and_then(|value| value.to_str().ok());
    let media_type = text.and_then(|text| text.split(';').next());
    media_type.unwrap_or_default().trim().to_ascii_lowercase()
}

/// The fields of a multipart body as a form body would hold them. Files are left out, and so is
/// what follows a part that cannot be read.
async fn multipart(parts: &Parts, body: Bytes) -> String {
    let request = Request::from_parts(parts.clone(), Body::from(body));
    let mut fields = Vec::new();
    if let Ok(mut multipart) = Multipart::from_request(request, &()).await {
        while let Ok(Some(field)) = multipart.next_field().await {
            let name = field.name().map(str::to_owned);
            if let (Some(name), None) = (name, field.file_name())
                && let Ok(value) = field.text().await
            {
                fields.push((name, value));
            }
        }
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=\"--curl-1\"";

    fn part(headers: &str, value: &str) -> String {
        format!("----curl-1\r\n{headers}\r\n\r\n{value}\r\n")
    }

    async fn form(content_type: &str, body: &str) -> String {
        let request = http::Request::post("/").header(CONTENT_TYPE, content_type);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let body = Bytes::copy_from_slice(body.as_bytes());
        PhpRequest::read(&parts, body).await.form
    }

    #[tokio::test]
    async fn multipart_fields_keep_their_order_line_breaks_and_reserved_characters() {
        let first = part(
            "content-disposition: form-data; name=\"a[0][b]\"",
            "x&y=ñ\r\n--",
        );
        let second = part(
            "Content-Type: text/plain\r\nContent-Disposition: form-data; name=plain",
            "",
        );
        let body = format!("ignored\r\n{first}{second}----curl-1--\r\n");
        let read = form(TYPE, &body).await;
        assert_eq!(read, "a%5B0%5D%5Bb%5D=x%26y%3D%C3%B1%0D%0A--&plain=");
    }

    #[tokio::test]
    async fn files_and_parts_without_a_name_are_left_out() {
        let file = part(
            "Content-Disposition: form-data; name=\"f\"; filename=\"f.txt\"",
            "text",
        );
        let nameless = part("Content-Disposition: form-data", "text");
        let body = format!("{file}{nameless}----curl-1--");
        assert_eq!(form(TYPE, &body).await, "");
    }

    #[tokio::test]
    async fn a_type_without_a_boundary_holds_no_form() {
        assert_eq!(form("multipart/form-data", "--x--").await, "");
        assert_eq!(form("multipart/form-data; boundary=", "----").await, "");
        assert_eq!(form(TYPE, "no boundary here").await, "");
    }

    #[tokio::test]
    async fn other_bodies_hold_no_form() {
        assert_eq!(form("text/plain", "a=1").await, "");
        let urlencoded = "Application/X-WWW-Form-Urlencoded; charset=utf-8";
        assert_eq!(form(urlencoded, "a=1").await, "a=1");
    }
}
