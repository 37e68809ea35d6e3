//! What a consolidation says in full: one canonical text, whose hash stands beside it.

use crate::kernel::canonical;
use crate::kernel::directory::Directory;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::reports::consolidations::model::document::{
    ConsolidationDocument, IncludedVersion, IndicatorSum, LeftOutReport, MissingReport,
};
use crate::reports::consolidations::model::item::ItemPart;
use crate::reports::consolidations::rules::compilation::Item;
use crate::reports::consolidations::store::Row;

/// The document of a compilation. Agencies keep in it the names that they have now.
pub fn compiled(
    row: &Row,
    items: &[Item],
    sums: Vec<IndicatorSum>,
    compiled_at: Instant,
    directory: &Directory,
) -> ConsolidationDocument {
    let mut document = ConsolidationDocument {
        id: row.id,
        period_id: row.period_id,
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
        left_out: Vec::new(),
        missing: Vec::new(),
    };
    for item in items {
        let (agency_id, agency_name) = (item.agency, directory.agency_name(item.agency));
        match (&item.version, item.part) {
            (Some(version), _) => document.included.push(IncludedVersion {
                agency_id,
                agency_name,
                submission_id: version.submission,
                submission_number: version.number,
                sha256: version.sha256.clone(),
            }),
            (None, ItemPart::LeftOut) => {
                let reason = item.reason.clone().unwrap_or_default();
                document.left_out.push(LeftOutReport { agency_id, agency_name, reason });
            }
            (None, _) => document.missing.push(MissingReport { agency_id, agency_name }),
        }
    }
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
