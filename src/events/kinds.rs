//! The closed lists that events choose from, and the figures that they count in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::kernel::text_enum::text_enum;

text_enum! {
    /// What an event is held for (programme, II.2 and II.4).
    pub enum EventOccasion {
        /// The Action Month.
        ActionMonth => "action_month",
        /// The launch of the Action Month; some come before it.
        Launch => "launch",
        /// International Women's Day.
        Day8March => "day_8_3",
        /// Vietnamese Women's Day.
        Day20October => "day_20_10",
        /// A training course.
        TrainingCourse => "training_course",
        /// Anything else.
        Other => "other",
    }
}

impl EventOccasion {
    /// Those that belong to an Action Month.
    pub const OF_THE_MONTH: [Self; 2] = [Self::ActionMonth, Self::Launch];

    /// Whether it belongs to the Action Month of its year.
    pub fn is_of_the_month(self) -> bool {
        Self::OF_THE_MONTH.contains(&self)
    }
}

text_enum! {
    /// What sort of event it is (programme, II.4).
    pub enum EventForm {
        /// Hội thảo.
        Seminar => "seminar",
        /// Hội nghị.
        Conference => "conference",
        /// Tập huấn.
        Training => "training",
        /// Toạ đàm.
        RoundTable => "round_table",
        /// Đối thoại chính sách.
        PolicyDialogue => "policy_dialogue",
        /// Mạng xã hội.
        SocialMedia => "social_media",
        /// Diễu hành.
        Parade => "parade",
        /// Âm nhạc đường phố.
        StreetMusic => "street_music",
        /// Triển lãm.
        Exhibition => "exhibition",
        /// Cuộc thi.
        Contest => "contest",
        /// Giao lưu văn nghệ.
        ArtsExchange => "arts_exchange",
        /// Thể thao.
        Sports => "sports",
        /// Mít tinh.
        Rally => "rally",
        /// Nói chuyện chuyên đề.
        Talk => "talk",
        /// Another, described in `form_note`.
        Other => "other",
    }
}

text_enum! {
    /// How people take part.
    pub enum EventMode {
        /// At its venue.
        InPerson => "in_person",
        /// At a distance.
        Online => "online",
        /// Both.
        Hybrid => "hybrid",
    }
}

text_enum! {
    /// What an event is about.
    pub enum EventTheme {
        /// Bình đẳng giới.
        GenderEquality => "gender_equality",
        /// Bạo lực trên cơ sở giới.
        GenderBasedViolence => "gender_based_violence",
        /// Bạo lực gia đình.
        DomesticViolence => "domestic_violence",
        /// Xâm hại trẻ em.
        ChildAbuse => "child_abuse",
        /// Mua bán người.
        Trafficking => "trafficking",
        /// Mất cân bằng giới tính khi sinh.
        SexRatioAtBirth => "sex_ratio_at_birth",
        /// Phụ nữ tham gia lãnh đạo, quản lý.
        WomenInLeadership => "women_in_leadership",
        /// Pháp luật.
        Law => "law",
        /// Another.
        Other => "other",
    }
}

text_enum! {
    /// Whom an event is for.
    pub enum EventAudience {
        /// Cán bộ, công chức, viên chức.
        Officials => "officials",
        /// Công nhân, người lao động.
        Workers => "workers",
        /// Nông dân.
        Farmers => "farmers",
        /// Học sinh, sinh viên.
        Students => "students",
        /// Trẻ em.
        Children => "children",
        /// Phụ nữ.
        Women => "women",
        /// Nam giới.
        Men => "men",
        /// Nhân dân.
        GeneralPublic => "general_public",
        /// Others.
        Other => "other",
    }
}

/// Where an event takes place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    /// Its name.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Cung Văn hoá lao động hữu nghị Việt - Tiệp")]
    pub name: String,
    /// Its address.
    #[serde(default)]
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "53 Lạch Tray, Ngô Quyền")]
    pub address: Option<String>,
}

/// No count of people or things is larger.
pub const LARGEST_COUNT: i32 = 1_000_000;
/// No sum of money is larger, in whole VND.
pub const LARGEST_SUM: i64 = 1_000_000_000_000;

/// A count by sex.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BySex {
    /// Women and girls.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000, example = 30)]
    pub female: i32,
    /// Men and boys.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000, example = 10)]
    pub male: i32,
    /// Those whose sex nobody noted.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000, example = 2)]
    pub unknown: i32,
}

impl BySex {
    /// All together: three counts of up to 10⁶ each, and five of these, stay far below the limit of the type.
    pub fn total(self) -> i32 {
        self.female.saturating_add(self.male).saturating_add(self.unknown)
    }

    /// With others added to them.
    pub fn plus(self, other: Self) -> Self {
        Self {
            female: self.female.saturating_add(other.female),
            male: self.male.saturating_add(other.male),
            unknown: self.unknown.saturating_add(other.unknown),
        }
    }
}

/// Money by its source, in whole VND.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// From the state budget.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_SUM))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64, example = 15_000_000)]
    pub state: i64,
    /// Mobilised in cash.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_SUM))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64, example = 5_000_000)]
    pub mobilised_cash: i64,
    /// Mobilised in kind, at its worth.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_SUM))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub mobilised_in_kind: i64,
}

impl Money {
    /// With more added to it.
    pub fn plus(self, other: Self) -> Self {
        Self {
            state: self.state.saturating_add(other.state),
            mobilised_cash: self.mobilised_cash.saturating_add(other.mobilised_cash),
            mobilised_in_kind: self.mobilised_in_kind.saturating_add(other.mobilised_in_kind),
        }
    }
}
