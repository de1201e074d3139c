//! Answers that arrive in a state which a client has to get by with.

use http::StatusCode;

use super::channel::reply::{Charset, Reply};
use super::dispatch::Answer;
use super::zend::Value;

/// Printed by PHP in front of an answer.
const NOTICE: &str = "<br />\n<b>Notice</b>:  Undefined index: noMail in \
    <b>/var/www/ws/application/models/Transaccion.php</b> on line <b>214</b><br />\n";

const LOST_DATABASE: &str = "SQLSTATE[HY000] [2006] MySQL server has gone away";

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Service Unavailable</title></head>\
    <body><h1>Service Unavailable</h1></body></html>\n";

/// Something that befalls one answer. The service did its work before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Oddity {
    /// A PHP notice stands in front of the answer.
    Notice,
    /// A page of HTML comes in its place, as HTTP 200.
    Html,
    /// The page of HTML comes as HTTP 502, as from a proxy that lost the answer.
    BadGateway,
    /// HTTP 200 with an empty body, as when PHP fails while it writes the answer.
    Empty,
    /// The second half of the answer is missing.
    Truncated,
    /// The answer is in ISO-8859-1, and what a method returned has a member that shows it:
    /// `pf_message`, with accents.
    Latin1,
    /// The `id` of a JSON-RPC answer is not the one that was sent. Other answers stay as they are.
    WrongRpcId,
    /// The method's own `status` is null, so that Zend's REST server writes a second one. Over
    /// JSON-RPC it is `null`.
    StatusTwice,
    /// The method threw once its work was done: a fault of the method, not of the dispatcher.
    Fault,
}

impl Oddity {
    /// Changes what the method returned.
    pub(crate) fn distort(self, answer: Answer) -> Answer {
        let Answer::Returned { method, mut result } = answer else {
            return answer;
        };
        match self {
            Self::Latin1 => result.set("pf_message", "Operación atendida · año en curso"),
            Self::StatusTwice => result.set("status", Value::Null),
            Self::Fault => {
                let message = LOST_DATABASE.to_owned();
                return Answer::Raised { method, message };
            }
            _ => {}
        }
        Answer::Returned { method, result }
    }

    /// Changes what goes back.
    pub(crate) fn spoil(self, mut reply: Reply) -> Reply {
        match self {
            Self::Notice => reply.body.insert_str(0, NOTICE),
            Self::Html => return Reply::ok("text/html", PAGE.to_owned()),
            Self::BadGateway => {
                reply = Reply::ok("text/html", PAGE.to_owned());
                reply.status = StatusCode::BAD_GATEWAY;
            }
            Self::Empty => {
                reply.status = StatusCode::OK;
                reply.body.clear();
            }
            Self::Truncated => {
                let half = reply.body.chars().count() / 2;
                reply.body = reply.body.chars().take(half).collect();
            }
            Self::Latin1 => reply.charset = Charset::Latin1,
            Self::WrongRpcId | Self::StatusTwice | Self::Fault => {}
        }
        reply
    }
}

#[cfg(test)]
mod tests;
