//! What a submission is.

use crate::kernel::db::types::text_enum;

text_enum! {
    /// Where a version of a report stands.
    pub enum SubmissionState {
        /// Being written.
        Draft => "draft",
        /// Handed over to the lead for signature.
        PendingSignature => "pending_signature",
        /// Signed and received.
        Submitted => "submitted",
        /// Being looked at by the recipient.
        UnderReview => "under_review",
        /// The official version.
        Accepted => "accepted",
        /// Sent back with a reason; the next version follows.
        Returned => "returned",
        /// Taken back before anybody looked at it.
        Withdrawn => "withdrawn",
        /// Was official until a later version was accepted.
        Superseded => "superseded",
    }
}

impl SubmissionState {
    /// Whether it has not left its agency yet: nobody else may know of it.
    pub fn is_draft(self) -> bool {
        matches!(self, Self::Draft | Self::PendingSignature)
    }
}
