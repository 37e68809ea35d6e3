//! Who signs a paper, and in what capacity: programmes, reports and what is made of them are all signed alike.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::kernel::text_enum::text_enum;

text_enum! {
    /// In what capacity somebody signs (Decree 30/2020/NĐ-CP, appendix I).
    pub enum SigningCapacity {
        /// TM., on behalf of a collective.
        OnBehalfOf => "on_behalf_of",
        /// KT., for the head.
        ForTheHead => "for_the_head",
        /// TL., by order.
        ByOrder => "by_order",
        /// TUQ., by authorisation.
        ByAuthorisation => "by_authorisation",
        /// Q., acting.
        Acting => "acting",
    }
}

/// Who signs, as far as it is to be said: what is left out is that of the account that signs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedAs {
    /// The name, of the account that signs or of somebody who lent it this step today; the account's own when absent.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Nguyễn Thị Lan")]
    pub name: Option<String>,
    /// The position; that on record of whose name it is when absent.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Giám đốc Sở")]
    pub position: Option<String>,
    /// The capacity; none where the head signs himself.
    pub capacity: Option<SigningCapacity>,
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Signatory {
    /// The name.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Lê Khắc Nam")]
    pub name: String,
    /// The position.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Phó Chủ tịch UBND thành phố, Trưởng ban")]
    pub position: String,
    /// The capacity; none where the head signs himself.
    pub capacity: Option<SigningCapacity>,
}
