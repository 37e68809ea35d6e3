//! What a file must be, and in which state it takes what.

use super::model::{AttachmentState, MediaType, Sensitivity};
use super::store::{Row, Whole};
use crate::kernel::problem::{Code, Problem};

/// Nobody keeps more files that are attached to nothing, and no more evidence of one inspection.
const MOST_WAITING: i64 = 20;

/// A file that is attached to nothing expires so many seconds after it was declared, whole or not: seven days.
pub const EXPIRES_AFTER: i64 = 7 * 24 * 3_600;

/// Somebody may declare one more. `waiting` of his files are attached to nothing; until the commit he declares no other.
pub fn room_for_one(waiting: i64) -> Result<(), Problem> {
    if waiting < MOST_WAITING { Ok(()) } else { Err(Problem::of(Code::TooManyAttachments)) }
}

/// A file is called as its kind is: what is saved under a name is opened by it.
pub fn called_as_its_kind(media_type: MediaType, file_name: &str) -> Result<(), Problem> {
    if media_type.names(file_name) { Ok(()) } else { Err(Problem::of_place("/file_name", Code::MediaTypeDiffers)) }
}

/// Evidence of an inspection alone is restricted: any other file is read by whoever reads what it belongs to.
pub fn is_restricted_as_evidence(sensitivity: Option<Sensitivity>, is_evidence: bool) -> Result<(), Problem> {
    let is_wrong = sensitivity == Some(Sensitivity::Restricted) && !is_evidence;
    if is_wrong { Err(Problem::of_place("/sensitivity", Code::InspectionNeeded)) } else { Ok(()) }
}

/// The inspection of which something is evidence is known to the caller.
pub fn is_known_inspection(is_known: bool) -> Result<(), Problem> {
    if is_known { Ok(()) } else { Err(Problem::unknown("/inspection_id")) }
}

/// What is restricted is read under a disclosure.
pub fn is_disclosed(sensitivity: Sensitivity, is_disclosed: bool) -> Result<(), Problem> {
    if sensitivity == Sensitivity::Normal || is_disclosed { Ok(()) } else { Err(Problem::of(Code::DisclosureRequired)) }
}

/// Parts are sent until the file is whole.
pub fn takes_parts(state: AttachmentState) -> Result<(), Problem> {
    if state == AttachmentState::Uploading { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// Bytes are shown once all of them are there, and while they are.
pub fn is_whole(state: AttachmentState) -> Result<(), Problem> {
    match state {
        AttachmentState::Uploading => Err(Problem::of(Code::StateForbids)),
        AttachmentState::Stored | AttachmentState::Attached => Ok(()),
        AttachmentState::Erased => Err(Problem::of(Code::AttachmentErased)),
    }
}

/// What belongs to something is not removed, with its bytes or without.
pub fn belongs_to_nothing(state: AttachmentState) -> Result<(), Problem> {
    match state {
        AttachmentState::Uploading | AttachmentState::Stored => Ok(()),
        AttachmentState::Attached | AttachmentState::Erased => Err(Problem::of(Code::Referenced)),
    }
}

/// A part has the length that follows from the size of the file, and the first one begins as its kind does.
pub fn part_fits(row: &Row, number: i32, bytes: &[u8]) -> Result<(), Problem> {
    if bytes.is_empty() || bytes.len() != row.length_of(number) as usize {
        return Err(Problem::of(Code::PartSize));
    }
    let begins_right = number != 1 || row.media_type.fits(bytes);
    if begins_right { Ok(()) } else { Err(Problem::of(Code::MediaTypeDiffers)) }
}

/// What arrived is what was declared.
pub fn is_what_was_declared(row: &Row, sha256: &str) -> Result<(), Problem> {
    if sha256 == row.sha256 { Ok(()) } else { Err(Problem::of(Code::DigestDiffers)) }
}

/// What was read before the write is what is there, or it has to be read again.
pub fn is_as_read(whole: Option<&Whole>, others: &[(i32, String)]) -> Result<String, Problem> {
    let whole = whole.filter(|whole| whole.others == others);
    whole.map(|whole| whole.sha256.clone()).ok_or_else(|| Problem::of(Code::Overloaded).retry_after(1))
}

/// A whole file is attached, and once: one that was erased belongs to what it was attached to. `pointer` is where it is named.
pub fn can_be_attached(state: AttachmentState, pointer: String) -> Result<(), Problem> {
    match state {
        AttachmentState::Uploading => Err(Problem::of_place(pointer, Code::AttachmentIncomplete)),
        AttachmentState::Attached | AttachmentState::Erased => Err(Problem::of_place(pointer, Code::AttachmentTaken)),
        AttachmentState::Stored => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attachments::model::{FEWEST_PART_BYTES, LARGEST_FILE, NewAttachment, PART_BYTES};
    use crate::kernel::id::Id;
    use crate::kernel::instant::Instant;

    fn code(judged: Result<(), Problem>) -> Option<Code> {
        judged.err().map(|problem| problem.code())
    }

    #[test]
    fn the_twenty_first_file_that_belongs_to_nothing_is_refused() {
        assert_eq!(code(room_for_one(19)), None);
        assert_eq!(code(room_for_one(20)), Some(Code::TooManyAttachments));
    }

    #[test]
    fn evidence_alone_is_restricted_and_read_under_a_disclosure() {
        let (normal, restricted) = (Sensitivity::Normal, Sensitivity::Restricted);
        for (asked, is_evidence, wrong) in [
            (None, false, false),
            (Some(normal), false, false),
            (Some(restricted), true, false),
            (Some(restricted), false, true),
        ] {
            let found = code(is_restricted_as_evidence(asked, is_evidence));
            assert_eq!(found, wrong.then_some(Code::InspectionNeeded), "{asked:?} {is_evidence}");
        }
        assert!(is_disclosed(normal, false).is_ok() && is_disclosed(restricted, true).is_ok());
        assert_eq!(code(is_disclosed(restricted, false)), Some(Code::DisclosureRequired));
        assert_eq!(code(is_known_inspection(false)), Some(Code::UnknownReference));
        assert!(is_known_inspection(true).is_ok());
    }

    #[test]
    fn each_state_takes_its_own() {
        let all =
            [AttachmentState::Uploading, AttachmentState::Stored, AttachmentState::Attached, AttachmentState::Erased];
        assert_eq!(all, AttachmentState::ALL);
        let (forbidden, taken) = (Some(Code::StateForbids), Some(Code::AttachmentTaken));
        assert_eq!(all.map(|it| takes_parts(it).is_ok()), [true, false, false, false]);
        assert_eq!(all.map(|it| code(is_whole(it))), [forbidden, None, None, Some(Code::AttachmentErased)]);
        assert_eq!(all.map(|it| belongs_to_nothing(it).is_ok()), [true, true, false, false]);
        assert_eq!(
            all.map(|it| code(can_be_attached(it, "/0".to_owned()))),
            [Some(Code::AttachmentIncomplete), None, taken, taken]
        );
    }

    #[test]
    fn a_file_of_the_shortest_parts_has_them_all_told_apart() {
        let new = NewAttachment {
            id: None,
            agency_id: Id::fresh(),
            file_name: "a.pdf".to_owned(),
            media_type: MediaType::Pdf,
            size_bytes: LARGEST_FILE,
            part_bytes: Some(FEWEST_PART_BYTES),
            sha256: "0".repeat(64),
            inspection_id: None,
            sensitivity: None,
        };
        let mut row = Row::new(&new, Id::fresh(), Instant(0));
        assert_eq!((row.parts(), row.missing_parts().len()), (160, 160));
        for part in (1..=160).rev() {
            assert_eq!(row.length_of(part), FEWEST_PART_BYTES);
            row = row.with_part(part).with_part(part);
            assert_eq!(row.missing_parts().len(), part as usize - 1);
        }
        assert_eq!(row.length_of(161), 0);
    }

    #[test]
    fn what_was_read_before_the_write_counts_while_no_part_changed() {
        let others = vec![(1, "a".to_owned()), (3, "c".to_owned())];
        let whole = Whole { sha256: "w".to_owned(), others: others.clone() };
        assert_eq!(is_as_read(Some(&whole), &others).expect("the same"), "w");
        assert_eq!(is_as_read(None, &others).expect_err("nothing read").code(), Code::Overloaded);
        assert!(is_as_read(Some(&whole), &[(1, "a".to_owned()), (3, "d".to_owned())]).is_err());
        assert!(is_as_read(Some(&whole), &others[..1]).is_err());
    }

    #[test]
    fn a_part_is_as_long_as_the_file_says_and_the_first_begins_as_its_kind_does() {
        let new = NewAttachment {
            id: None,
            agency_id: Id::fresh(),
            file_name: "a.pdf".to_owned(),
            media_type: MediaType::Pdf,
            size_bytes: PART_BYTES + 3,
            part_bytes: None,
            sha256: "0".repeat(64),
            inspection_id: None,
            sensitivity: None,
        };
        let row = Row::new(&new, Id::fresh(), Instant(0));
        let mut first = vec![b' '; PART_BYTES as usize];
        assert_eq!(code(part_fits(&row, 1, &first)), Some(Code::MediaTypeDiffers));
        first[..5].copy_from_slice(b"%PDF-");
        assert_eq!(code(part_fits(&row, 1, &first)), None);
        assert_eq!(code(part_fits(&row, 1, &first[1..])), Some(Code::PartSize));
        assert_eq!(code(part_fits(&row, 2, b"abc")), None);
        assert_eq!(code(part_fits(&row, 2, b"ab")), Some(Code::PartSize));
        assert_eq!(code(part_fits(&row, 3, b"")), Some(Code::PartSize));
        assert_eq!(code(is_what_was_declared(&row, &"0".repeat(64))), None);
        assert_eq!(code(is_what_was_declared(&row, &"1".repeat(64))), Some(Code::DigestDiffers));
    }
}
