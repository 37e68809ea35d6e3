//! Which headers an operation reads, told by the types of its handler's arguments: the document says it, so it is true.

use actix_web::HttpRequest;
use actix_web::web::Data;

use super::etag::IfNoneMatch;
use super::form::Form;
use super::json::Json;
use super::query::{PathId, Query};
use super::reads::{Browsing, Showing};
use super::requests::{Changing, Creating, Removing, Sending};
use super::stepping::Stepping;
use crate::kernel::call::Call;
use crate::kernel::http::call::Visit;
use crate::kernel::http::listing::Listing;

/// The arguments of a handler, or one of them.
pub trait Takes {
    /// The headers that it reads, in lower case, beside those that every operation reads.
    fn headers() -> Vec<&'static str>;

    /// Whether it reads the query string.
    fn reads_query() -> bool {
        false
    }

    /// Whether it asks who calls.
    fn asks_who() -> bool {
        false
    }
}

macro_rules! takes {
    ($headers:expr, $asks_who:literal => $([$($generic:ident)?] $extractor:ty),+ $(,)?) => {
        $(impl $(<$generic>)? Takes for $extractor {
            fn headers() -> Vec<&'static str> {
                $headers
            }

            fn asks_who() -> bool {
                $asks_who
            }
        })+
    };
}

takes!(vec![], false => [T] Data<T>, [] HttpRequest, [] Visit, [T] PathId<T>, [T] Json<T>, [T] Form<T>);
takes!(vec!["if-none-match"], false => [] IfNoneMatch);
takes!(vec!["if-none-match"], true => [] Showing);
takes!(vec![], true => [] Call, [T] Creating<T>);
takes!(vec!["if-match"], true => [T] Changing<T>, [T] Stepping<T>, [T] Sending<T>, [] Removing);

macro_rules! takes_query {
    ($asks_who:literal => $($extractor:ident),+) => {
        $(impl<T> Takes for $extractor<T> {
            fn headers() -> Vec<&'static str> {
                Vec::new()
            }

            fn reads_query() -> bool {
                true
            }

            fn asks_who() -> bool {
                $asks_who
            }
        })+
    };
}

takes_query!(false => Query, Listing);
takes_query!(true => Browsing);

macro_rules! arguments {
    ($($argument:ident)*) => {
        impl<$($argument: Takes),*> Takes for ($($argument,)*) {
            fn headers() -> Vec<&'static str> {
                let headers: Vec<Vec<&'static str>> = vec![$($argument::headers()),*];
                headers.concat()
            }

            fn reads_query() -> bool {
                false $(|| $argument::reads_query())*
            }

            fn asks_who() -> bool {
                false $(|| $argument::asks_who())*
            }
        }
    };
}

arguments!();
arguments!(A);
arguments!(A B);
arguments!(A B C);
arguments!(A B C D);
arguments!(A B C D E);
arguments!(A B C D E F);
