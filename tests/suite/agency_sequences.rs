//! Whatever changes agencies go through, and whichever of these are taken back: no report that is owed, no assignment and no grant is lost or
//! there twice, each day has one route at most, somebody living holds what was whoever's, and what was refused has changed nothing.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::prop;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use tienbo::chapters;
use tienbo::kernel::held;

use crate::harness::{Answer, City, Value, both_databases, change_step, id_in, json};

both_databases![nothing_is_lost_or_doubled_whatever_changes_and_is_taken_back];

const SEQUENCES: usize = 4;
const STEPS: usize = 10;

/// Some fields of each of the things that a list has, by their ids.
type Things = BTreeMap<String, Vec<Value>>;

/// What must not be lost, as it is read.
#[derive(Clone, Debug, PartialEq)]
struct Record {
    agencies: Things,
    obligations: Things,
    assignments: Things,
    grants: Things,
    routes: Things,
}

fn things(items: &[Value], fields: &[&str]) -> Things {
    let of = |it: &Value| (text(&it["id"]), fields.iter().map(|field| it[*field].clone()).collect());
    items.iter().map(of).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

impl Record {
    fn of(city: &City) -> Self {
        let (auditor, admin) = (city.auditor(), city.admin());
        let listed = |path: &str, fields: &[&str]| {
            let page = auditor.get(&format!("{path}?limit=200")).is(200);
            assert_eq!(page["next"], Value::Null, "{path} is one page");
            things(page["items"].as_array().unwrap(), fields)
        };
        let agencies = listed("/agencies", &["name", "code", "valid_to"]);
        let routes = agencies.keys().flat_map(|it| auditor.get(&format!("/agencies/{it}/reporting-routes")).items());
        Self {
            obligations: listed("/obligations", &["agency_id", "period_id", "state", "received_at"]),
            assignments: listed("/assignments", &["agency_id", "task_id"]),
            grants: things(
                &admin.get("/grants?limit=200").items(),
                &["user_id", "agency_id", "role", "scope", "valid_from", "valid_to", "state"],
            ),
            routes: things(&routes.collect::<Vec<_>>(), &["agency_id", "recipient_id", "valid_from", "valid_to"]),
            agencies,
        }
    }

    /// What holds whatever has happened since.
    fn goes_on_from(&self, before: &Self) {
        assert_eq!(self.grants, before.grants);
        assert_eq!(self.assignments, before.assignments);
        for (id, owed) in &before.obligations {
            let now = self.obligations.get(id).unwrap_or_else(|| panic!("{id} is owed no more"));
            assert_eq!(now[..2], owed[..2], "nothing moves");
            if !owed[3].is_null() {
                assert_eq!(now, owed, "what was received stays");
            }
        }
        let owed: BTreeSet<String> = self.obligations.values().map(|it| format!("{} {}", it[0], it[1])).collect();
        assert_eq!(owed.len(), self.obligations.len(), "nobody owes a report twice");
        for (id, route) in &self.routes {
            for (other, beside) in self.routes.iter().filter(|(other, it)| *other != id && it[0] == route[0]) {
                let (begins, ends) = (text(&route[2]), beside[3].as_str().map(str::to_owned));
                let overlap = text(&beside[2]) <= begins && ends.is_none_or(|last| last >= begins);
                assert!(!overlap, "{id} begins within {other}: {:?}", self.routes);
            }
        }
    }

    /// What taking a change back leaves, where nothing has happened since it was carried out.
    fn is_as(&self, before: &Self) {
        assert_eq!((&self.agencies, &self.routes), (&before.agencies, &before.routes));
        for (id, owed) in &self.obligations {
            match before.obligations.get(id) {
                Some(was) => assert_eq!(owed, was),
                None => assert_eq!(owed[2], "cancelled", "what a change had somebody owe"),
            }
        }
    }
}

/// Whoever ended leads over heirs to one that is there, and nobody else has an heir.
fn somebody_holds_everything(city: &City, record: &Record) {
    let auditor = city.auditor();
    let is_there = |agency: &str| record.agencies[agency][2].is_null();
    for agency in record.agencies.keys() {
        let (mut at, mut seen) = (agency.clone(), BTreeSet::new());
        loop {
            assert!(seen.insert(at.clone()), "{agency} leads in a circle");
            let took_over = auditor.get(&format!("/agencies/{at}/succession")).items();
            let heir = took_over.iter().find(|it| it["agency"]["id"] == at.as_str()).map(|it| text(&it["heir"]["id"]));
            assert_eq!(heir.is_none(), is_there(&at), "{at}");
            let Some(heir) = heir else { break };
            at = heir;
        }
    }
}

/// The agencies that change, and what was done to them.
struct Story<'a> {
    city: &'a City,
    agencies: Vec<String>,
    executed: Vec<String>,
    carried_out: usize,
    day: usize,
    told: Vec<String>,
}

impl Story<'_> {
    /// Carries a change out as far as it is let.
    fn change(&mut self, fields: Value) -> Option<String> {
        let today = format!("2017-02-{:02}", self.day);
        let mut body = json!({"committee_id": self.city.agency("committee"), "effective_on": today});
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let made = self.city.standing_officer().post("/agency-changes", body);
        if made.status != 201 {
            return None;
        }
        let change = format!("/agency-changes/{}", text(&made.body["id"]));
        let approved = self.city.chair().transition(&change, change_step("approve"));
        let done = approved.status == 200
            && self.city.standing_lead().transition(&change, change_step("execute")).status == 200;
        if !done {
            return None;
        }
        self.executed.push(change.clone());
        self.carried_out += 1;
        Some(change)
    }

    fn revert(&mut self, place: usize) -> Option<Answer> {
        let change = self.executed.get(place)?.clone();
        let answer = self.city.chair().transition(&change, change_step("revert"));
        if answer.status == 200 {
            self.executed.remove(place);
        }
        Some(answer)
    }

    /// One step. Whether anything may have changed.
    fn step(&mut self, (what, one, other, decided): (usize, usize, usize, bool)) -> bool {
        let count = self.agencies.len();
        let at = |further: usize| self.agencies[(one + further) % count].clone();
        let (agency, heir, third) = (at(0), at(1 + other % (count - 2)), at(2 + other % (count - 2)));
        let open = if decided { "heir_files" } else { "exempt" };
        self.told.push(format!("{} {what}: {agency} {heir} {open}", self.day));
        let before = Record::of(self.city);
        let end = |heir: Value, successors: Value| json!({"ends": [{"agency_id": agency, "heir_id": heir, "successor_ids": successors, "open_obligations": open}]});
        let done = match what {
            0 => {
                let code = format!("H24.D{}", self.told.len());
                self.change(json!({"renames": [{"agency_id": agency, "name": format!("Tên {code}"), "code": code}]}))
            }
            1 | 2 => self.change(end(json!(heir), json!([]))),
            3 => self.change(end(json!(heir), json!([third]))),
            4 => self.change(end(Value::Null, json!([]))),
            5 => {
                let place = one % self.executed.len().max(1);
                return self.revert(place).is_some_and(|it| it.status == 200);
            }
            6 => {
                let periods = self.city.standing_lead().get("/report-periods?state=open").ids();
                for period in periods {
                    self.city.papers().open(&format!("/report-periods/{period}"));
                }
                return true;
            }
            _ => {
                let route = json!({"recipient_id": heir, "valid_from": format!("2017-02-{:02}", self.day)});
                let path = format!("/agencies/{agency}/reporting-routes");
                return self.city.standing_lead().post(&path, route).status == 201;
            }
        };
        if done.is_some() && one % 3 == 0 {
            let newest = self.executed.len() - 1;
            self.revert(newest).unwrap().is(200);
            Record::of(self.city).is_as(&before);
        }
        done.is_some()
    }
}

fn nothing_is_lost_or_doubled_whatever_changes_and_is_taken_back(city: City) {
    let papers = city.papers();
    let mut agencies: Vec<String> =
        ["culture", "justice", "district", "commune"].iter().map(|it| city.agency(it).to_string()).collect();
    for number in 1..=6 {
        let new = json!({"code": format!("H24.C{number}"), "name": format!("Sở {number}"), "kind": "department",
            "parent_id": city.agency("committee"), "valid_from": "2016-01-01"});
        agencies.push(text(&city.admin().post("/agencies", new).is(201)["id"]));
    }
    let period = papers.open_period();
    papers.submission_in(&period, "culture", "accepted");
    papers.submission_in(&period, "commune", "submitted");
    papers.report_draft(&period, "justice");
    papers.extension("culture", "asked");
    papers.assignment("justice", "accepted");
    let first = id_in(&papers.open_period()).to_owned();
    let mut story = Story { city: &city, agencies, executed: Vec::new(), carried_out: 0, day: 1, told: vec![first] };
    let mut runner = TestRunner::deterministic();
    let steps = prop::collection::vec((0..8_usize, 0..64_usize, 0..64_usize, prop::bool::ANY), STEPS);
    for _ in 0..SEQUENCES {
        for step in steps.new_tree(&mut runner).unwrap().current() {
            let before = Record::of(&city);
            let has_changed = story.step(step);
            let after = Record::of(&city);
            let told = &story.told;
            let seen = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                after.goes_on_from(&before);
                if !has_changed {
                    assert_eq!(after, before, "what is refused changes nothing");
                }
                somebody_holds_everything(&city, &after);
            }));
            assert!(seen.is_ok(), "after {told:#?}");
        }
        story.day += 1;
        city.at(&format!("2017-02-{:02}T09:00:00+07:00", story.day));
    }
    assert!(story.carried_out > 9, "{} were carried out: {:#?}", story.carried_out, story.told);
    assert!(story.carried_out > story.executed.len() + 3, "some were taken back: {:#?}", story.told);
    let whole = held::verify(&mut city.connect(), &chapters::held(), |_| ()).unwrap();
    assert!(whole.faults.is_empty(), "{:?}", whole.faults.iter().map(ToString::to_string).collect::<Vec<_>>());
}
