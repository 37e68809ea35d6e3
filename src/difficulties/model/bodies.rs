//! What callers send of difficulties.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::actions;
use crate::attachments::Sensitivity;
use crate::difficulties::model::{Mention, Severity};
use crate::kernel::id::Id;

/// A difficulty to draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDifficulty {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The agency that raises it.
    pub agency_id: Id,
    /// What it is called. A title is never restricted.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Thiếu kinh phí duy trì nhà tạm lánh")]
    pub title: String,
    /// What it is.
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000, example = "Kinh phí được giao chỉ đủ cho sáu tháng")]
    pub text: String,
    /// Whether everybody reads the text who reads the difficulty: `normal` where nothing is said, and for good.
    pub sensitivity: Option<Sensitivity>,
    /// How much it presses: `normal` where nothing is said.
    pub severity: Option<Severity>,
    /// Papers that it mentions, of those that the caller may read.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub mentions: Vec<Mention>,
}

/// What to edit while it is a draft; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DifficultyPatch {
    /// What it is called.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub title: Option<String>,
    /// What it is. A restricted text is replaced by its author, and by whoever leads the agency.
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000, nullable = false)]
    pub text: Option<String>,
    /// How much it presses.
    #[schema(nullable = false)]
    pub severity: Option<Severity>,
    /// Whether everybody reads the text: as it was chosen when it was first written.
    #[schema(nullable = false)]
    pub sensitivity: Option<Sensitivity>,
    /// The papers that it mentions, in place of all that it mentioned.
    #[validate(length(max = 50))]
    #[schema(max_items = 50, nullable = false)]
    pub mentions: Option<Vec<Mention>>,
}

actions! {
    /// A step of a difficulty.
    pub enum DifficultyAction {
        /// Raises it, with whoever receives the agency's reports.
        Raise => "raise" {
            /// Files of the agency that show it, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Gives the draft up.
        Discard => "discard" {},
        /// Takes it on.
        Acknowledge => "acknowledge" {},
        /// Hands it on to whoever receives the holder's own reports.
        PassUp => "pass_up" because reason {
            /// Why.
            #[schema(nullable = false, example = "Vượt thẩm quyền của quận")]
            reason: Option<String> => text(1, 2_000),
        },
        /// Asks whoever raised it for more.
        Ask => "ask" because question {
            /// What is to be known.
            #[schema(example = "Đề nghị nêu rõ số kinh phí còn thiếu")]
            question: String => text(1, 5_000),
        },
        /// Says what was asked for.
        Inform => "inform" because information {
            /// What is known.
            #[schema(example = "Còn thiếu 120 triệu đồng cho sáu tháng cuối năm")]
            information: String => text(1, 5_000),
            /// Files of the agency that show it, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Puts it before the chair.
        Escalate => "escalate" because reason {
            /// Why.
            #[schema(example = "Cần ý kiến chỉ đạo của Trưởng ban")]
            reason: String => text(1, 5_000),
        },
        /// Decides what is to be done, and gives it back to whoever dealt with it.
        Decide => "decide" because decision {
            /// What is to be done.
            #[schema(example = "Giao Sở Tài chính cân đối từ nguồn dự phòng")]
            decision: String => text(1, 5_000),
        },
        /// Sends a letter about it out of the house.
        Forward => "forward" because reason {
            /// The number of the letter.
            #[schema(example = "215/SLĐTBXH-BĐG")]
            letter_number: String => text(1, 100),
            /// To whom it went.
            #[schema(example = "Bộ Lao động - Thương binh và Xã hội")]
            forwarded_to: String => text(1, 300),
            /// Why.
            #[schema(nullable = false)]
            reason: Option<String> => text(1, 2_000),
        },
        /// Records what came back, and gives it back to whoever dealt with it.
        RecordReply => "record_reply" because reply {
            /// What came back.
            #[schema(nullable = false, example = "Bộ hướng dẫn áp dụng Thông tư 191/2009/TTLT-BTC-BLĐTBXH")]
            reply: Option<String> => text(1, 5_000),
        },
        /// Answers it.
        Resolve => "resolve" {
            /// The answer.
            #[schema(example = "Thành phố bổ sung kinh phí trong dự toán năm 2018")]
            answer: String => text(1, 10_000),
            /// Files of whoever answers that belong to it, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Says that this is an answer.
        Confirm => "confirm" because note {
            /// A remark.
            #[schema(nullable = false)]
            note: Option<String> => text(1, 2_000),
        },
        /// Says that this is none.
        Reopen => "reopen" because reason {
            /// Why.
            #[schema(example = "Kinh phí bổ sung chưa được cấp")]
            reason: String => text(1, 5_000),
        },
        /// Closes it when nobody has said anything for 30 days.
        CloseUnconfirmed => "close_unconfirmed" {},
        /// Takes it back.
        Withdraw => "withdraw" because reason {
            /// Why.
            #[schema(example = "Đơn vị đã tự khắc phục")]
            reason: String => text(1, 2_000),
        },
        /// Deals with it together with another.
        Join => "join" because reason {
            /// The other one, which goes on.
            survivor_id: Id,
            /// Why.
            #[schema(nullable = false, example = "Cùng nội dung")]
            reason: Option<String> => text(1, 2_000),
        },
        /// Deals with it by itself again.
        Separate => "separate" because reason {
            /// Why.
            #[schema(nullable = false)]
            reason: Option<String> => text(1, 2_000),
        },
    }
}
