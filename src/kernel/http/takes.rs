//! Which headers an operation reads, told by the types of its handler's arguments: the document says it, so it is true.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Data;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;
use validator::Validate;

use super::accept::Accept;
use super::basic::Basic;
use super::batching::Batching;
use super::body::PART_TIME;
use super::etag::IfNoneMatch;
use super::file::Download;
use super::form::Form;
use super::items::Item;
#[cfg(test)]
use super::items::Items;
use super::json::Json;
use super::public_reads::{PublicBrowsing, PublicReading, PublicShowing};
use super::query::{PathId, Query};
use super::reads::{Browsing, Showing};
use super::requests::{Changing, Creating, Removing, Sending};
use super::shape::Body;
use super::stepping::Stepping;
#[cfg(test)]
use super::stepping_many::StepOf;
use super::stepping_many::SteppingMany;
#[cfg(test)]
use super::{form, query::read_told, shape};
use crate::kernel::call::Call;
use crate::kernel::http::call::Visit;
use crate::kernel::http::listing::{Listing, PAGE_PARAMETERS, TIMELESS_PARAMETERS};
#[cfg(test)]
use crate::kernel::problem::Problem;

/// The arguments of a handler, or one of them.
pub trait Takes {
    /// The headers that it reads, in lower case, beside those that every operation reads.
    fn headers() -> Vec<&'static str>;

    /// The parameters about the pages of a list that it reads.
    fn about_pages() -> &'static [&'static str] {
        &[]
    }

    /// Whether it reads the query string.
    fn reads_query() -> bool {
        false
    }

    /// Whether it asks who calls.
    fn asks_who() -> bool {
        false
    }

    /// How long its body may take beyond the time of every handler.
    fn body_time() -> Duration {
        Duration::ZERO
    }

    /// How it reads what callers write, for the test that holds the document against the readers.
    #[cfg(test)]
    fn readers() -> Vec<Reader> {
        Vec::new()
    }
}

/// Reads a body or a query string, and forgets what it says.
#[cfg(test)]
#[derive(Clone, Copy)]
pub enum Reader {
    /// A JSON body.
    Json(fn(&str) -> Result<(), Problem>),
    /// A form.
    Form(fn(&str) -> Result<(), Problem>),
    /// A query string.
    Query(fn(&str) -> Result<(), Problem>),
}

#[cfg(test)]
impl Reader {
    fn json<T: Body>() -> Reader {
        Reader::Json(|text| shape::read_json::<T>(text.as_bytes()).map(drop))
    }

    fn steps<T: Body>() -> Reader {
        Self::json::<Items<StepOf<T>>>()
    }

    fn items<T: Item>() -> Reader {
        Self::json::<Items<T>>()
    }

    fn form<T: Body>() -> Reader {
        Reader::Form(|text| form::read::<T>(text.as_bytes()).map(drop))
    }
}

macro_rules! takes {
    ($headers:expr, $asks_who:literal => $([$($generic:ident $(: $bound:ident by $reader:ident)?)?] $extractor:ty),+) => {
        $(impl $(<$generic $(: $bound)?>)? Takes for $extractor {
            fn headers() -> Vec<&'static str> {
                $headers
            }

            fn asks_who() -> bool {
                $asks_who
            }

            $($(#[cfg(test)]
            fn readers() -> Vec<Reader> {
                vec![Reader::$reader::<$generic>()]
            })?)?
        })+
    };
}

takes!(vec![], false => [T] Data<T>, [] HttpRequest, [] Visit, [] Basic, [T] PathId<T>);
takes!(vec![], false => [T: Body by json] Json<T>, [T: Body by form] Form<T>);
takes!(vec!["if-none-match"], false => [] IfNoneMatch, [P] PublicShowing<P>);
takes!(vec!["if-none-match", "range", "if-range"], false => [] Download);
takes!(vec!["accept"], false => [] Accept);
takes!(vec!["if-none-match"], true => [P] Showing<P>);
takes!(vec![], true => [] Call, [T: Body by json] Creating<T>, [T: Item by items] Batching<T>,
    [T: Body by steps] SteppingMany<T>);
takes!(vec!["if-match"], true => [T: Body by json] Stepping<T>, [] Removing);

impl<T: Body, P> Takes for Changing<T, P> {
    fn headers() -> Vec<&'static str> {
        vec!["if-match"]
    }

    fn asks_who() -> bool {
        true
    }

    #[cfg(test)]
    fn readers() -> Vec<Reader> {
        vec![Reader::json::<T>()]
    }
}

impl<P> Takes for Sending<P> {
    fn headers() -> Vec<&'static str> {
        vec!["if-match"]
    }

    fn asks_who() -> bool {
        true
    }

    fn body_time() -> Duration {
        PART_TIME
    }
}

impl<T: DeserializeOwned + Validate + IntoParams> Takes for Query<T> {
    fn headers() -> Vec<&'static str> {
        Vec::new()
    }

    fn reads_query() -> bool {
        true
    }

    #[cfg(test)]
    fn readers() -> Vec<Reader> {
        vec![Reader::Query(|text| read_told::<T>(text).map(drop))]
    }
}

impl<T: DeserializeOwned + Validate + IntoParams> Takes for Listing<T> {
    fn headers() -> Vec<&'static str> {
        vec!["if-none-match"]
    }

    fn about_pages() -> &'static [&'static str] {
        PAGE_PARAMETERS
    }

    fn reads_query() -> bool {
        true
    }

    #[cfg(test)]
    fn readers() -> Vec<Reader> {
        vec![Reader::Query(|text| Listing::<T>::read_told(text, PAGE_PARAMETERS).map(drop))]
    }
}

impl<T: DeserializeOwned + Validate + IntoParams, const TIMED: bool> Takes for Browsing<T, TIMED> {
    fn headers() -> Vec<&'static str> {
        vec!["if-none-match"]
    }

    fn about_pages() -> &'static [&'static str] {
        if TIMED { PAGE_PARAMETERS } else { TIMELESS_PARAMETERS }
    }

    fn reads_query() -> bool {
        true
    }

    fn asks_who() -> bool {
        true
    }

    #[cfg(test)]
    fn readers() -> Vec<Reader> {
        vec![Reader::Query(|text| Listing::<T>::read_told(text, Self::about_pages()).map(drop))]
    }
}

impl<T: DeserializeOwned + Validate + IntoParams> Takes for PublicBrowsing<T> {
    fn headers() -> Vec<&'static str> {
        vec!["if-none-match"]
    }

    fn about_pages() -> &'static [&'static str] {
        PAGE_PARAMETERS
    }

    fn reads_query() -> bool {
        true
    }

    #[cfg(test)]
    fn readers() -> Vec<Reader> {
        Listing::<T>::readers()
    }
}

impl<P, T: DeserializeOwned + Validate + IntoParams> Takes for PublicReading<P, T> {
    fn headers() -> Vec<&'static str> {
        vec!["if-none-match"]
    }

    fn reads_query() -> bool {
        true
    }

    #[cfg(test)]
    fn readers() -> Vec<Reader> {
        Query::<T>::readers()
    }
}

macro_rules! arguments {
    ($($argument:ident)*) => {
        impl<$($argument: Takes),*> Takes for ($($argument,)*) {
            fn headers() -> Vec<&'static str> {
                let headers: Vec<Vec<&'static str>> = vec![$($argument::headers()),*];
                headers.concat()
            }

            fn about_pages() -> &'static [&'static str] {
                let each: Vec<&'static [&'static str]> = vec![$($argument::about_pages()),*];
                each.into_iter().find(|some| !some.is_empty()).unwrap_or_default()
            }

            fn reads_query() -> bool {
                false $(|| $argument::reads_query())*
            }

            fn asks_who() -> bool {
                false $(|| $argument::asks_who())*
            }

            fn body_time() -> Duration {
                Duration::ZERO $(.max($argument::body_time()))*
            }

            #[cfg(test)]
            fn readers() -> Vec<Reader> {
                let readers: Vec<Vec<Reader>> = vec![$($argument::readers()),*];
                readers.concat()
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
