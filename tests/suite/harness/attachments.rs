//! Files as tests send them.

use serde_json::json;
use tienbo::kernel::crypto;

use super::client::Person;
use super::papers::Papers;

/// The length of every part but the last.
pub const PART: usize = 256 * 1024;

/// What begins like a PDF and has a size; no two parts of it are alike.
pub fn pdf(size: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0_u32..).flat_map(|number| number.to_be_bytes()).take(size.saturating_sub(bytes.len())));
    bytes.truncate(size);
    bytes
}

/// As it is declared.
pub fn sha256(bytes: &[u8]) -> String {
    crypto::hex(&crypto::sha256(bytes))
}

impl Papers<'_> {
    /// A file that an agency declares, none of it sent: its path.
    pub fn declared(&self, who: &Person, agency: &str, bytes: &[u8]) -> String {
        let body = json!({"agency_id": self.city.agency(agency), "file_name": "Báo cáo tập huấn.pdf",
            "media_type": "application/pdf", "size_bytes": bytes.len(), "sha256": sha256(bytes)});
        format!("/attachments/{}", who.post("/attachments", body).is(201)["id"].as_str().expect("an id"))
    }

    /// A file that an agency's officer sent as a whole: its path.
    pub fn stored(&self, agency: &str, bytes: &[u8]) -> String {
        let officer = self.city.by(&format!("{agency}_officer"));
        let attachment = self.declared(&officer, agency, bytes);
        for (number, part) in (1..).zip(bytes.chunks(PART)) {
            officer.put_part(&attachment, number, part).is(200);
        }
        attachment
    }

    /// A file that belongs to an update of progress: its path, and that of the assignment.
    pub fn attached(&self, agency: &str, bytes: &[u8]) -> (String, String) {
        let (attachment, assignment) = (self.stored(agency, bytes), self.assignment(agency, "accepted"));
        let step = json!({"action": "record_progress", "percent": 40, "narrative": "Có tệp kèm theo",
            "attachment_ids": [super::papers::id_in(&attachment)]});
        self.city.by(&format!("{agency}_officer")).transition(&assignment, step).is(200);
        (attachment, assignment)
    }
}
