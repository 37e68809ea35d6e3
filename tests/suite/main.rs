//! The one integration test binary: the service seen from outside, on both databases.
