//! What inspections find, as tests need it: inspections in progress, answers, and evidence.

use serde_json::{Value, json};

use super::attachments::{PART, pdf, sha256};
use super::client::{Answer, Person};
use super::inspections::planned_visit;
use super::papers::{Papers, id_in};

/// An answer that says that all is well.
pub fn met() -> Value {
    json!({"rating": "met"})
}

impl Papers<'_> {
    /// A visit of Justice by a team of the district's officer, who leads, an officer of Culture and one of the standing agency; it has
    /// begun, on 5 June: its path.
    pub fn visit_in_progress(&self) -> String {
        self.visit_asking(&self.checklist("committee", "published"))
    }

    /// The same, with a checklist.
    pub fn visit_asking(&self, checklist: &str) -> String {
        let city = self.city;
        let visit = planned_visit(city, "justice", "district_officer", &["culture_officer", "standing_officer_2"]);
        let fields = json!({"checklist_id": id_in(checklist), "visits": [visit], "self_inspections": null});
        let plan = self.inspection_plan_draft("committee", fields);
        self.bring_inspection_plan("committee", &plan, "approved");
        let visit = self.inspection_of(&plan, "visit");
        let leader = || city.by("district_officer");
        leader().transition(&visit, json!({"action": "notify", "starts_on": "2017-06-05"})).is(200);
        city.at("2017-06-05T09:00:00+07:00");
        leader().transition(&visit, json!({"action": "start", "nobody_related": true})).is(200);
        visit
    }

    /// A self-inspection of the district, which is in progress from the beginning: its path.
    pub fn self_inspection(&self) -> String {
        let checklist = self.checklist("committee", "published");
        let fields = json!({"checklist_id": id_in(&checklist)});
        let plan = self.inspection_plan_draft("committee", fields);
        self.bring_inspection_plan("committee", &plan, "approved");
        self.inspection_of(&plan, "self")
    }

    /// A self-inspection of the district that was signed, with a restricted finding and a restricted file at its first item: its path,
    /// and that of the file.
    pub fn handed_in(&self) -> (String, String) {
        let own = self.self_inspection();
        let (officer, lead) = (self.city.by("district_officer"), self.city.by("district_lead"));
        let file = self.evidence(&officer, "district", &own, json!({"sensitivity": "restricted"}), &pdf(90));
        let secret = json!({"rating": "not_met", "finding": "Lời kể của một nhân chứng", "sensitivity": "restricted",
            "attachment_ids": [id_in(&file)]});
        officer.put(&format!("{own}/answers/1.1"), secret).is(200);
        for code in ["1.2", "2.1", "2.2"] {
            officer.put(&format!("{own}/answers/{code}"), met()).is(200);
        }
        lead.transition(&own, json!({"action": "sign"})).is(200);
        (own, file)
    }

    /// The first inspection of a plan of some kind: its path.
    pub fn inspection_of(&self, plan: &str, kind: &str) -> String {
        let found = self.city.standing_officer().get(&format!("/inspections?plan_id={}&kind={kind}", id_in(plan)));
        let found = match kind {
            // What an agency finds of itself is its own until it is handed in.
            "self" => self.city.by("district_officer").get(&format!("/inspections?plan_id={}&kind=self", id_in(plan))),
            _ => found,
        };
        format!("/inspections/{}", found.ids().first().unwrap_or_else(|| panic!("no {kind} in {plan}: {found}")))
    }

    /// A file that somebody declares as evidence of an inspection, with more fields: its path.
    pub fn declared_evidence(
        &self,
        who: &Person,
        agency: &str,
        inspection: &str,
        fields: Value,
        bytes: &[u8],
    ) -> Answer {
        let mut body = json!({"agency_id": self.city.agency(agency), "file_name": "anh.pdf",
            "media_type": "application/pdf", "size_bytes": bytes.len(), "sha256": sha256(bytes),
            "inspection_id": id_in(inspection)});
        for (name, value) in fields.as_object().expect("fields") {
            body[name] = value.clone();
        }
        who.post("/attachments", body)
    }

    /// The same, sent as a whole: its path.
    pub fn evidence(&self, who: &Person, agency: &str, inspection: &str, fields: Value, bytes: &[u8]) -> String {
        let made = self.declared_evidence(who, agency, inspection, fields, bytes).is(201);
        let path = format!("/attachments/{}", made["id"].as_str().expect("an id"));
        for (number, part) in (1..).zip(bytes.chunks(PART)) {
            who.put_part(&path, number, part).is(200);
        }
        path
    }
}
