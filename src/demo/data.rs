//! The demo's data, compiled into the binary; `demo/README.md` says what it is and where it comes from.

use serde::Deserialize;
use serde_json::Value;

use crate::kernel::instant::Instant;

const AGENCIES: &str = include_str!("../../demo/agencies.json");
const PEOPLE: &str = include_str!("../../demo/people.json");

/// Set-up and programmes are counted together.
pub const COMMON: &str = "demo";
/// Reports are counted by themselves: what is added to them moves no id of anything else.
const REPORTS: &str = "demo-reports";
/// Attachments too.
const ATTACHMENTS: &str = "demo-attachments";
/// And consolidations.
const CONSOLIDATIONS: &str = "demo-consolidations";
/// And the Action Month with everything that is held.
const EVENTS: &str = "demo-events";
/// And inspections.
const INSPECTIONS: &str = "demo-inspections";
/// And those of the year before, which stand first and move no id of the others.
const EARLIER_INSPECTIONS: &str = "demo-inspections-2016";
/// And those whose names stand on papers of the documents.
pub const SIGNATORIES: &str = "demo-signatories";

/// And who sits on the committee.
const DECISIONS: &str = "demo-decisions";

/// And what hinders the agencies.
const DIFFICULTIES: &str = "demo-difficulties";

/// And what becomes of the agencies.
const AGENCY_CHANGES: &str = "demo-agency-changes";

/// The dated files, in the order in which simultaneous actions are taken, each with the series that it is counted in.
const DATED: [(&str, &str, &str); 13] = [
    ("legal-documents.json", COMMON, include_str!("../../demo/legal-documents.json")),
    ("programmes.json", COMMON, include_str!("../../demo/programmes.json")),
    ("attachments-2017.json", ATTACHMENTS, include_str!("../../demo/attachments-2017.json")),
    ("signatories-2017.json", SIGNATORIES, include_str!("../../demo/signatories-2017.json")),
    ("year-2017.json", COMMON, include_str!("../../demo/year-2017.json")),
    ("reports-2017.json", REPORTS, include_str!("../../demo/reports-2017.json")),
    ("consolidations-2017.json", CONSOLIDATIONS, include_str!("../../demo/consolidations-2017.json")),
    ("events-2017.json", EVENTS, include_str!("../../demo/events-2017.json")),
    ("inspections-2016.json", EARLIER_INSPECTIONS, include_str!("../../demo/inspections-2016.json")),
    ("inspections-2017.json", INSPECTIONS, include_str!("../../demo/inspections-2017.json")),
    ("decisions-2017.json", DECISIONS, include_str!("../../demo/decisions-2017.json")),
    ("difficulties-2017.json", DIFFICULTIES, include_str!("../../demo/difficulties-2017.json")),
    ("agency-changes-2017.json", AGENCY_CHANGES, include_str!("../../demo/agency-changes-2017.json")),
];

/// The agencies; parents come before their children, the committee first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agencies {
    /// Bodies of `POST /agencies`, each with the name it is saved under.
    pub agencies: Vec<Saved>,
    /// Bodies of `POST /agencies/{committee_id}/designations`, each with its committee.
    pub designations: Vec<Designation>,
}

/// The body of a request, and the name that its answer's id is saved under.
#[derive(Debug, Deserialize)]
pub struct Saved {
    /// The name.
    pub save: String,
    /// The body.
    #[serde(flatten)]
    pub body: serde_json::Map<String, Value>,
}

/// A designation of the standing agency.
#[derive(Debug, Deserialize)]
pub struct Designation {
    /// The committee, as a reference.
    pub committee_id: String,
    /// The rest of the body.
    #[serde(flatten)]
    pub body: serde_json::Map<String, Value>,
}

/// Who there is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// People.
    pub people: Vec<Person>,
    /// People of the documents, whose names stand on papers: they sign in nowhere.
    pub signatories: Vec<Signatory>,
    /// Accounts of other systems.
    pub service_accounts: Vec<ServiceAccount>,
}

/// A person. Agencies stand by their saved names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The login.
    pub login: String,
    /// The name on the record.
    pub full_name: String,
    /// The position, as it stands below a signature.
    pub position: Option<String>,
    /// The home agency.
    pub agency: String,
    /// The roles.
    pub grants: Vec<Grant>,
}

/// Somebody whose name stands on a paper. The agency stands by its saved name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signatory {
    /// The login.
    pub login: String,
    /// The name on the record.
    pub full_name: String,
    /// The position, as it stands below a signature.
    pub position: String,
    /// The home agency.
    pub agency: String,
}

/// A role at an agency.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The role.
    pub role: String,
    /// Where.
    pub agency: String,
    /// How far it reaches.
    pub scope: String,
    /// From when.
    pub valid_from: String,
}

/// A service account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceAccount {
    /// The name it is saved under.
    pub save: String,
    /// Its name on the record.
    pub name: String,
    /// The agency.
    pub agency: String,
    /// The role.
    pub role: String,
    /// How far it reaches.
    pub scope: String,
}

/// A dated action: who does what, when.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The civil time.
    pub at: Instant,
    /// The login.
    #[serde(rename = "as")]
    pub who: String,
    /// The path of a POST …
    pub post: Option<String>,
    /// … or that of a PATCH …
    pub patch: Option<String>,
    /// … or that of a PUT of a part of a file.
    pub put: Option<String>,
    /// The body; a text is sent as it is.
    pub body: Value,
    /// The name that the answer's id is saved under.
    pub save: Option<String>,
    /// Where it stands in the data, for messages.
    #[serde(skip)]
    pub place: String,
    /// The series that it is counted in, which its id follows from.
    #[serde(skip)]
    pub series: &'static str,
}

impl Action {
    /// The method and the path.
    pub fn request(&self) -> Option<(&'static str, &str)> {
        match (&self.post, &self.patch, &self.put) {
            (Some(path), None, None) => Some(("POST", path)),
            (None, Some(path), None) => Some(("PATCH", path)),
            (None, None, Some(path)) => Some(("PUT", path)),
            _ => None,
        }
    }
}

/// The agencies.
pub fn agencies() -> Result<Agencies, String> {
    serde_json::from_str(AGENCIES).map_err(|error| format!("demo/agencies.json: {error}"))
}

/// The people.
pub fn people() -> Result<People, String> {
    serde_json::from_str(PEOPLE).map_err(|error| format!("demo/people.json: {error}"))
}

/// What is done up to an instant, in order.
pub fn actions_until(end: Instant) -> Result<Vec<Action>, String> {
    let mut all = Vec::new();
    for (file, series, text) in DATED {
        let actions: Vec<Action> = serde_json::from_str(text).map_err(|error| format!("demo/{file}: {error}"))?;
        for (number, action) in (1..).zip(actions) {
            all.push(Action { place: format!("demo/{file}, action {number}"), series, ..action });
        }
    }
    // Stable: at one instant the order of the files stays.
    all.sort_by_key(|action| action.at);
    all.retain(|action| action.at <= end);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_reads_and_every_action_is_one_request_in_the_order_of_time() {
        assert!(agencies().unwrap().agencies.len() > 20);
        assert!(people().unwrap().people.len() > 20);
        let all = actions_until(Instant(i64::MAX)).unwrap();
        assert!(all.iter().all(|action| action.request().is_some()));
        assert!(all.is_sorted_by_key(|action| action.at));
        assert!(actions_until(all[9].at).unwrap().len() < all.len());
    }
}
