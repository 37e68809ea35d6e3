//! Which headers an operation reads, told by the types of its handler's arguments: the document says it, so it is true.

use actix_web::HttpRequest;
use actix_web::web::Data;

use super::call::{Call, Visit};
use super::etag::IfNoneMatch;
use super::form::Form;
use super::json::Json;
use super::page::Listing;
use super::query::{PathId, Query};
use super::reads::{Browsing, Showing};
use super::requests::{Changing, Creating, Removing};
use super::stepping::Stepping;

/// The arguments of a handler, or one of them.
pub trait Takes {
    /// The headers that it reads, in lower case, beside those that every operation reads.
    fn headers() -> Vec<&'static str>;

    /// Whether it reads the query string.
    fn reads_query() -> bool {
        false
    }
}

macro_rules! takes {
    ($headers:expr => $([$($generic:ident)?] $extractor:ty),+ $(,)?) => {
        $(impl $(<$generic>)? Takes for $extractor {
            fn headers() -> Vec<&'static str> {
                $headers
            }
        })+
    };
}

takes!(vec![] => [T] Data<T>, [] HttpRequest, [] Call, [] Visit, [T] PathId<T>);
takes!(vec![] => [T] Json<T>, [T] Form<T>, [T] Creating<T>);
takes!(vec!["if-match"] => [T] Changing<T>, [T] Stepping<T>, [] Removing);
takes!(vec!["if-none-match"] => [] IfNoneMatch, [] Showing);

macro_rules! takes_query {
    ($($extractor:ident),+) => {
        $(impl<T> Takes for $extractor<T> {
            fn headers() -> Vec<&'static str> {
                Vec::new()
            }

            fn reads_query() -> bool {
                true
            }
        })+
    };
}

takes_query!(Query, Listing, Browsing);

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
