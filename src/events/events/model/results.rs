//! What came of an event. Figures and a narrative, and never a person's name: the journal keeps it for ever.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::attachments::Attachment;
use crate::events::kinds::{BySex, LARGEST_COUNT, Money};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;

/// Who came, by age and sex.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Participants {
    /// Under 16 years.
    #[serde(default)]
    pub under_16: BySex,
    /// From 16 to 30.
    #[serde(default, rename = "16_30")]
    pub from_16: BySex,
    /// From 31 to 59.
    #[serde(default, rename = "31_59")]
    pub from_31: BySex,
    /// 60 years and more.
    #[serde(default, rename = "60_up")]
    pub from_60: BySex,
    /// Those whose age nobody noted.
    #[serde(default)]
    pub unknown: BySex,
}

impl Participants {
    /// All ages together.
    pub fn by_sex(self) -> BySex {
        let Self { under_16, from_16, from_31, from_60, unknown } = self;
        under_16.plus(from_16).plus(from_31).plus(from_60).plus(unknown)
    }
}

/// By hand: a fault is told by the name that a band has in bodies, and no name in the language begins with a digit.
impl Validate for Participants {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut faults = ValidationErrors::new();
        let Self { under_16, from_16, from_31, from_60, unknown } = self;
        let bands =
            [("under_16", under_16), ("16_30", from_16), ("31_59", from_31), ("60_up", from_60), ("unknown", unknown)];
        for (name, band) in bands {
            faults.merge_self(name, band.validate());
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// What was handed out or put up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Materials {
    /// Banners and panels.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub banner: i32,
    /// Posters.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub poster: i32,
    /// Leaflets.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000, example = 500)]
    pub leaflet: i32,
    /// Films.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub video: i32,
    /// Gifts.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub gift: i32,
    /// Anything else.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub other: i32,
}

impl Materials {
    /// All kinds together.
    pub fn total(self) -> i32 {
        let Self { banner, poster, leaflet, video, gift, other } = self;
        banner + poster + leaflet + video + gift + other
    }
}

/// What was said of it in the media, in items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaItems {
    /// On television.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub television: i32,
    /// On the radio.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub radio: i32,
    /// In print.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000, example = 2)]
    pub press: i32,
    /// Online.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub online: i32,
    /// Over the commune's loudspeakers.
    #[serde(default)]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub loudspeaker: i32,
}

impl MediaItems {
    /// All kinds together.
    pub fn total(self) -> i32 {
        let Self { television, radio, press, online, loudspeaker } = self;
        television + radio + press + online + loudspeaker
    }
}

/// More people than this watched nothing.
const MOST_VIEWS: i32 = 1_000_000_000;

/// What came of an event. Numbers of participants are attendances (lượt người), not persons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventResults {
    /// Who came; null where nobody counted.
    #[validate(nested)]
    pub participants: Option<Participants>,
    /// How often it was watched online: views, and never participants.
    #[serde(default)]
    #[validate(range(min = 0, max = MOST_VIEWS))]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub online_views: i32,
    /// Certificates that were given out; null where nobody counted who came.
    #[serde(default)]
    #[validate(nested)]
    pub certificates: Option<BySex>,
    /// What was handed out or put up.
    #[serde(default)]
    #[validate(nested)]
    pub materials: Materials,
    /// What was said of it in the media.
    #[serde(default)]
    #[validate(nested)]
    pub media_items: MediaItems,
    /// The money that was spent; null where nobody has said.
    #[serde(default)]
    #[validate(nested)]
    pub spent: Option<Money>,
    /// How it went, without names of persons.
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000, example = "Hội thảo đúng kế hoạch, đại biểu trao đổi sôi nổi")]
    pub narrative: String,
}

/// What was told of an event at one time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventResultsVersion {
    /// Its identifier.
    pub id: Id,
    /// The event.
    pub event_id: Id,
    /// Which version it is, from 1.
    #[schema(minimum = 1)]
    pub number: i32,
    /// The version that the event had with it.
    #[schema(minimum = 1)]
    pub event_version: i32,
    /// Who told it.
    pub author_id: Id,
    /// When.
    pub recorded_at: Instant,
    /// What came of the event.
    pub results: EventResults,
    /// The files that came with this version.
    #[schema(max_items = 10)]
    pub attachments: Vec<Attachment>,
}
