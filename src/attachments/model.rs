//! What an attachment is.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use validator::{Validate, ValidationError};

use crate::kernel::crypto;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::{actions, sort_columns};

/// Every part but the last has so many bytes, where the declaration names no other number.
pub const PART_BYTES: i32 = 256 * 1024;
/// A declaration may name as few: what a poor line carries before it breaks off.
pub const FEWEST_PART_BYTES: i32 = 64 * 1024;
/// No file is larger, in bytes.
pub const LARGEST_FILE: i32 = 10 * 1024 * 1024;
/// No file has more parts.
pub const MOST_PARTS: i32 = LARGEST_FILE / FEWEST_PART_BYTES;

text_enum! {
    /// What kind of file it is: what offices send, and nothing that a browser would run.
    pub enum MediaType {
        /// A PDF.
        Pdf => "application/pdf",
        /// A photograph.
        Jpeg => "image/jpeg",
        /// A picture of a screen or a drawing.
        Png => "image/png",
        /// A photograph as phones of Apple take it.
        Heic => "image/heic",
        /// The same, as phones of others call it.
        Heif => "image/heif",
        /// A text in Office Open XML.
        Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        /// A spreadsheet in Office Open XML.
        Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

impl MediaType {
    /// Whether a file that begins so can be of this kind. Office Open XML is a ZIP archive; which one, its first bytes do not
    /// say for certain.
    pub fn fits(self, head: &[u8]) -> bool {
        match self {
            Self::Pdf => head.starts_with(b"%PDF-"),
            Self::Jpeg => head.starts_with(b"\xff\xd8\xff"),
            Self::Png => head.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Heic | Self::Heif => is_heif(head),
            Self::Docx | Self::Xlsx => head.starts_with(b"PK\x03\x04"),
        }
    }

    /// Whether a file of this kind is called so: what is saved under a name is opened by it.
    pub fn names(self, file_name: &str) -> bool {
        let endings: &[&str] = match self {
            Self::Pdf => &[".pdf"],
            Self::Jpeg => &[".jpg", ".jpeg"],
            Self::Png => &[".png"],
            Self::Heic | Self::Heif => &[".heic", ".heif", ".hif"],
            Self::Docx => &[".docx"],
            Self::Xlsx => &[".xlsx"],
        };
        let name = file_name.to_lowercase();
        endings.iter().any(|ending| name.strip_suffix(ending).is_some_and(|stem| !stem.is_empty()))
    }
}

/// Brands of still pictures and bursts whose coding is HEVC (ISO/IEC 23008-12, annex B) …
const HEVC_BRANDS: [&[u8]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"];
/// … of whatever coding …
const PICTURE_BRANDS: [&[u8]; 2] = [b"mif1", b"msf1"];
/// … and of AV1, which is another media type.
const AV1_BRANDS: [&[u8]; 2] = [b"avif", b"avis"];

/// Whether a file begins with a box `ftyp` whose brands are those of a HEIF picture: its own brand first, and behind the version
/// those that it can be read as.
fn is_heif(head: &[u8]) -> bool {
    let Some((&[size @ .., b'f', b't', b'y', b'p'], _)) = head.split_first_chunk::<8>() else { return false };
    let size = usize::try_from(u32::from_be_bytes(size)).unwrap_or(usize::MAX).min(head.len());
    let brands: Vec<&[u8]> = head.get(8..size).unwrap_or_default().chunks_exact(4).collect();
    let Some(own) = brands.first() else { return false };
    let names = |known: &[&[u8]]| brands.iter().enumerate().any(|(at, brand)| at != 1 && known.contains(brand));
    names(&HEVC_BRANDS) && !AV1_BRANDS.contains(own) || PICTURE_BRANDS.contains(own) && !names(&AV1_BRANDS)
}

text_enum! {
    /// Where an attachment stands.
    pub enum AttachmentState {
        /// Declared; parts are missing.
        Uploading => "uploading",
        /// All there, with the SHA-256 that was declared.
        Stored => "stored",
        /// Belongs to something, for good.
        Attached => "attached",
        /// Belongs to it still; the bytes are gone, for good.
        Erased => "erased",
    }
}

text_enum! {
    /// Whether everybody reads something who reads what it belongs to.
    pub enum Sensitivity {
        /// Everybody.
        Normal => "normal",
        /// Those alone to whom it is disclosed, each time with what for.
        Restricted => "restricted",
    }
}

/// A file that belongs to a paper, or is about to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Attachment {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change; parts that arrive are none.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was declared.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The agency that sent it.
    pub agency_id: Id,
    /// Who declared it.
    pub uploaded_by: Id,
    /// The name of the file.
    #[schema(max_length = 200, example = "bao-cao-tap-huan.pdf")]
    pub file_name: String,
    /// What kind of file it is.
    pub media_type: MediaType,
    /// Its size in bytes.
    #[schema(minimum = 1, maximum = 10_485_760)]
    pub size_bytes: i32,
    /// The SHA-256 of its bytes, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// Every part but the last has so many bytes.
    #[schema(minimum = 65_536, maximum = 262_144)]
    pub part_bytes: i32,
    /// Where it stands.
    pub state: AttachmentState,
    /// The parts that have not arrived yet.
    #[schema(max_items = 160)]
    pub missing_parts: Vec<PartNumber>,
    /// What kind of thing it belongs to, as in paths.
    #[schema(max_length = 40, example = "progress-updates")]
    pub resource: Option<String>,
    /// What it belongs to.
    pub subject_id: Option<Id>,
    /// When its bytes were erased; null while they are there.
    pub erased_at: Option<Instant>,
    /// The inspection of which it is evidence; null of any other file.
    pub inspection_id: Option<Id>,
    /// Whether everybody reads its bytes who reads what it belongs to; chosen when it was declared.
    pub sensitivity: Sensitivity,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Attachment {
    const RESOURCE: &'static str = "attachments";

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.agency_id)
    }
}

actions! {
    /// A step of a file.
    pub enum AttachmentAction {
        /// Erases its bytes, for good. Its name, size and SHA-256 stay, and what it belongs to.
        Erase => "erase" because reason {
            /// Why. It stays on record, and names nobody.
            #[schema(example = "Ảnh chụp trẻ em khi chưa có sự đồng ý của gia đình")]
            reason: String => text(1, 2_000),
        },
    }
}

/// What a file belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The resource, as in paths.
    pub resource: &'static str,
    /// The object.
    pub id: Id,
}

/// A file to be sent.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAttachment {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The agency that sends it.
    pub agency_id: Id,
    /// The name of the file, without folders, ending as its kind does.
    #[validate(length(min = 1, max = 200), custom(function = plain_name))]
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = r"^[^/\\\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]*[^/\\\s\u0000-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFF8\uFFFE\uFFFF][^/\\\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]*$",
        example = "bao-cao-tap-huan.pdf"
    )]
    pub file_name: String,
    /// What kind of file it is.
    pub media_type: MediaType,
    /// Its size in bytes.
    #[validate(range(min = 1, max = 10_485_760))]
    #[schema(minimum = 1, maximum = 10_485_760, example = 1_258_291)]
    pub size_bytes: i32,
    /// How many bytes every part but the last will have: 262,144 where it is absent, and fewer over a line that breaks off.
    #[validate(range(min = 65_536, max = 262_144))]
    #[schema(minimum = 65_536, maximum = 262_144, example = 262_144)]
    pub part_bytes: Option<i32>,
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    #[validate(custom(function = digest))]
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// The inspection of which it is evidence. It is its sender's alone then until it is attached there.
    pub inspection_id: Option<Id>,
    /// Evidence alone can be restricted; `normal` where nothing is said, and for good.
    #[serde(default)]
    #[schema(nullable = false)]
    pub sensitivity: Option<Sensitivity>,
}

fn plain_name(name: &str) -> Result<(), ValidationError> {
    let fits = !name.contains(['/', '\\', '\t', '\n']);
    if fits { Ok(()) } else { Err(ValidationError::new("pattern")) }
}

fn digest(text: &str) -> Result<(), ValidationError> {
    if crypto::is_sha256(text) { Ok(()) } else { Err(ValidationError::new("pattern")) }
}

/// The number of a part, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PartNumber(pub i32);

impl<'de> Deserialize<'de> for PartNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i32::deserialize(deserializer)?;
        if (1..=MOST_PARTS).contains(&number) {
            Ok(Self(number))
        } else {
            Err(D::Error::custom("there is no such part"))
        }
    }
}

impl PartialSchema for PartNumber {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
            .description(Some("The number of a part, from 1 on"))
            .minimum(Some(1))
            .maximum(Some(MOST_PARTS))
            .into()
    }
}

impl ToSchema for PartNumber {
    fn name() -> std::borrow::Cow<'static, str> {
        "PartNumber".into()
    }
}

/// The bytes of a part, as they are.
#[derive(Clone, Copy, Debug)]
pub struct PartBytes;

/// The bytes of a whole file, as they are.
#[derive(Clone, Copy, Debug)]
pub struct FileBytes;

macro_rules! binary {
    ($name:ident, $most:expr) => {
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
                    .max_length(Some($most as usize))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    };
}
binary!(PartBytes, PART_BYTES);
binary!(FileBytes, LARGEST_FILE);

/// What opens a restricted file.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContentQuery {
    /// The disclosure that opens a restricted file to the caller, made ten minutes ago at most.
    pub disclosure: Option<Id>,
}

sort_columns! {
    /// The orders of a list of attachments.
    pub enum AttachmentColumn { CreatedAt = "created_at" }
}

/// Which attachments to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AttachmentFilter {
    /// Sent by any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<AttachmentState>,
    /// Belonging to any of these things.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub subject_id: Vec<Id>,
    /// Evidence of any of these inspections.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub inspection_id: Vec<Id>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<AttachmentColumn>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_how_it_begins() {
        for (media_type, head) in [
            (MediaType::Pdf, &b"%PDF-1.7\n"[..]),
            (MediaType::Jpeg, b"\xff\xd8\xff\xe0rest"),
            (MediaType::Png, b"\x89PNG\r\n\x1a\nrest"),
            (MediaType::Heic, b"\0\0\0\x18ftypheic\0\0\0\0mif1heicrest"),
            (MediaType::Heif, b"\0\0\0\x14ftypmif1\0\0\0\0heicrest"),
            (MediaType::Docx, b"PK\x03\x04rest"),
            (MediaType::Xlsx, b"PK\x03\x04rest"),
        ] {
            for asked in MediaType::ALL {
                let alike = |family: &str| media_type.as_str().contains(family) && asked.as_str().contains(family);
                let fits = *asked == media_type || alike("openxml") || alike("image/hei");
                assert_eq!(asked.fits(head), fits, "{media_type} as {asked}");
                assert!(!asked.fits(b"<html><!-- %PDF-1.7 -->") && !asked.fits(b""), "{asked}");
            }
        }
    }

    #[test]
    fn a_picture_of_hevc_is_known_by_its_brands() {
        for head in [
            &b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..],
            b"\0\0\0\x10ftypheix\0\0\0\0",
            b"\0\0\0\x1cftypmsf1\0\0\0\0msf1hevcmif1",
            b"\0\0\0\x10ftypmif1\0\0\0\0",
            // Cut short, it says what it says.
            b"\0\0\0\xffftypheic",
        ] {
            assert!(MediaType::Heic.fits(head) && MediaType::Heif.fits(head), "{}", head.escape_ascii());
        }
        for head in [
            &b"\0\0\0\x18ftypavif\0\0\0\0mif1heic"[..],
            b"\0\0\0\x18ftypmif1\0\0\0\0avifmiaf",
            b"\0\0\0\x14ftypisom\0\0\0\0mp42",
            b"\0\0\0\x14ftypqt  heicmoov",
            b"\0\0\0\x08ftypheic",
            b"\0\0\0\x18moovheic\0\0\0\0mif1heic",
            b"ftypheic",
            b"\0\0\0\x18ftyp",
        ] {
            assert!(!MediaType::Heic.fits(head) && !MediaType::Heif.fits(head), "{}", head.escape_ascii());
        }
    }

    #[test]
    fn a_file_is_called_as_its_kind_is() {
        for (media_type, right) in [
            (MediaType::Pdf, "Báo cáo.pdf"),
            (MediaType::Pdf, "BÁO CÁO.PDF"),
            (MediaType::Jpeg, "ảnh.jpeg"),
            (MediaType::Jpeg, "IMG_0001.JPG"),
            (MediaType::Png, "sơ đồ.png"),
            (MediaType::Heic, "IMG_0001.HEIC"),
            (MediaType::Heif, "20170601.heic"),
            (MediaType::Heif, "ảnh.hif"),
            (MediaType::Docx, "a.docx"),
            (MediaType::Xlsx, "a.xlsx"),
        ] {
            assert!(media_type.names(right), "{right}");
        }
        for wrong in ["a.exe", "a.pdf.exe", "pdf", ".pdf", "a.docm", "..", "a"] {
            assert!(MediaType::ALL.iter().all(|it| !it.names(wrong)), "{wrong}");
        }
    }

    #[test]
    fn a_part_has_a_number_that_some_file_has() {
        let read = |text: &str| serde_json::from_str::<PartNumber>(text).ok();
        assert_eq!(read("1"), Some(PartNumber(1)));
        assert_eq!(read("160"), Some(PartNumber(160)));
        assert!(read("0").is_none() && read("161").is_none() && read("-1").is_none());
    }
}
