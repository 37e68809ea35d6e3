//! What a consolidation says in full: one canonical text, whose hash stands beside it.

use crate::kernel::canonical;
use crate::kernel::directory::Directory;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::reports::consolidations::model::document::{
    ConsolidationDocument, IncludedVersion, IndicatorSum, LeftOutReport, MissingReport, NotAcceptedVersion,
};
use crate::reports::consolidations::model::item::ItemPart;
use crate::reports::consolidations::rules::compilation::Item;
use crate::reports::consolidations::store::Row;
use crate::reports::periods::store as periods;

/// The document of a compilation. Agencies, indicators and the period keep in it the names that they have now.
pub fn compiled(
    row: &Row,
    period: &periods::Row,
    items: &[Item],
    sums: Vec<IndicatorSum>,
    compiled_at: Instant,
    directory: &Directory,
) -> ConsolidationDocument {
    let mut not_accepted = Vec::new();
    let mut document = ConsolidationDocument {
        id: row.id,
        period_id: row.period_id,
        period_title: Some(period.title.clone()),
        committee_name: Some(directory.agency_name(row.committee_id)),
        number: row.number,
        title: row.title.clone(),
        narrative: row.narrative.clone(),
        compiled_at,
        report_number: None,
        issued_on: None,
        place: None,
        signatory: None,
        sums,
        budget: row.budget,
        included: Vec::new(),
        not_accepted: None,
        left_out: Vec::new(),
        missing: Vec::new(),
    };
    for item in items {
        let (agency_id, agency_name) = (item.agency, directory.agency_name(item.agency));
        match (&item.version, item.standing) {
            (Some(version), None) => document.included.push(IncludedVersion {
                agency_id,
                agency_name,
                submission_id: version.submission,
                submission_number: version.number,
                sha256: version.sha256.clone(),
            }),
            (Some(version), Some((state, since))) => not_accepted.push(NotAcceptedVersion {
                agency_id,
                agency_name,
                submission_id: version.submission,
                submission_number: version.number,
                sha256: version.sha256.clone(),
                state,
                since,
            }),
            (None, _) if item.part == ItemPart::LeftOut => {
                let reason = item.reason.clone().unwrap_or_default();
                document.left_out.push(LeftOutReport { agency_id, agency_name, reason });
            }
            (None, _) => document.missing.push(MissingReport { agency_id, agency_name }),
        }
    }
    document.not_accepted = Some(not_accepted);
    document
}

/// The same document with the words and the signature that its row has now.
pub fn reworded(row: &Row, document: ConsolidationDocument) -> Result<ConsolidationDocument, Problem> {
    Ok(ConsolidationDocument {
        title: row.title.clone(),
        narrative: row.narrative.clone(),
        report_number: row.report_number.clone(),
        issued_on: row.issued_on,
        place: row.place.clone(),
        signatory: row.signatory()?,
        ..document
    })
}

/// The canonical text, and its hash.
pub fn sealed(document: &ConsolidationDocument) -> Result<(String, String), Problem> {
    let text = canonical::text(document)?;
    let sha256 = canonical::sha256(&text);
    Ok((text, sha256))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::column::from_column;

    /// As an earlier version wrote it: without names of what is counted, and with three lists.
    const EARLIER: &str = concat!(
        r#"{"budget":7,"compiled_at":"2017-06-28T07:00:00.000000Z","id":"01890a5d-ac96-774b-bcce-b302099a8057","#,
        r#""included":[{"agency_id":"01890a5d-ac96-774b-bcce-b302099a8058","agency_name":"Sở Tư pháp","#,
        r#""sha256":"00","submission_id":"01890a5d-ac96-774b-bcce-b302099a8059","submission_number":1}],"#,
        r#""issued_on":"2017-07-05","left_out":[{"agency_id":"01890a5d-ac96-774b-bcce-b302099a8060","#,
        r#""agency_name":"Sở Y tế","reason":"Đang đối chiếu"}],"#,
        r#""missing":[{"agency_id":"01890a5d-ac96-774b-bcce-b302099a8061","agency_name":"Quận Hải An"}],"#,
        r#""narrative":null,"number":1,"period_id":"01890a5d-ac96-774b-bcce-b302099a8062","place":null,"#,
        r#""report_number":"58/BC-BCĐ","signatory":null,"sums":[{"female":12,"indicator":"CB.01","male":30,"#,
        r#""reports":1}],"title":"Tổng hợp"}"#
    );

    #[test]
    fn a_document_of_an_earlier_version_keeps_its_bytes_and_its_hash() {
        let document: ConsolidationDocument = from_column(EARLIER).unwrap();
        assert_eq!(document.not_accepted, None, "they were not told apart then");
        let (text, sha256) = sealed(&document).unwrap();
        assert_eq!((text.as_str(), sha256), (EARLIER, canonical::sha256(EARLIER)));
    }
}
