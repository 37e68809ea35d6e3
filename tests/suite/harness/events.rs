//! Events and their publications as tests need them, made over HTTP by those whose business it is.

use serde_json::{Value, json};

use super::city::City;
use super::client::{Answer, Person};
use super::papers::{Papers, id_in};

/// What an event of the Action Month of 2017 is sent as, with more fields or others; one that is null is left out.
pub fn new_event(city: &City, agency: &str, fields: Value) -> Value {
    let mut body = json!({
        "agency_id": city.agency(agency), "occasion": "action_month", "form": "seminar", "mode": "in_person",
        "title": "Hội thảo phòng, chống bạo lực gia đình", "starts_at": "2017-11-20T01:00:00Z",
        "ends_at": "2017-11-20T04:00:00Z", "venue": {"name": "Hội trường thành phố", "address": "Số 5 Đinh Tiên Hoàng"},
        "themes": ["domestic_violence", "gender_equality"], "audiences": ["officials", "women"],
        "public_summary": "Chuyên gia trả lời câu hỏi của người dân",
    });
    for (name, value) in fields.as_object().expect("fields") {
        body[name] = value.clone();
        if value.is_null() {
            body.as_object_mut().expect("a body").remove(name);
        }
    }
    body
}

/// The same at three times in November, as one series.
pub fn new_series(city: &City, agency: &str, fields: Value) -> Value {
    let mut event = new_event(city, agency, fields);
    for name in ["agency_id", "starts_at", "ends_at"] {
        event.as_object_mut().expect("a body").remove(name);
    }
    let times = ["2017-11-21", "2017-11-23", "2017-11-28"]
        .map(|day| json!({"starts_at": format!("{day}T01:00:00Z"), "ends_at": format!("{day}T04:00:00Z")}));
    json!({"agency_id": city.agency(agency), "event": event, "times": times})
}

/// A step that calls an event a duplicate of another.
pub fn duplicate_of(original: &str) -> Value {
    json!({"action": "declare_duplicate", "of_id": id_in(original), "reason": "Đã nhập ở đơn vị chủ trì"})
}

/// What came of an event where 30 women, 10 men and 2 others were counted.
pub fn results() -> Value {
    json!({
        "participants": {"under_16": {"female": 4, "male": 1}, "31_59": {"female": 26, "male": 9, "unknown": 2}},
        "online_views": 120, "certificates": {"female": 20, "male": 5}, "materials": {"leaflet": 500, "poster": 3},
        "media_items": {"press": 2, "loudspeaker": 5},
        "spent": {"state": 12_000_000, "mobilised_cash": 3_000_000, "mobilised_in_kind": 500_000},
        "narrative": "Hội thảo đúng kế hoạch",
    })
}

/// Any step of an event in the ordinary run of things; a duplicate needs its original besides.
pub fn event_step(action: &str) -> Value {
    match action {
        "confirm" | "hold" => json!({"action": action}),
        "reschedule" => json!({"action": action, "starts_at": "2017-11-22T01:00:00Z",
            "ends_at": "2017-11-22T04:00:00Z", "reason": "Hội trường bận"}),
        "report" => json!({"action": action, "results": results()}),
        "correct" => json!({"action": action, "results": results(), "reason": "Bổ sung số liệu"}),
        _ => json!({"action": action, "reason": "Theo ý kiến của đơn vị"}),
    }
}

/// Any step of a publication; a request names the version of its event.
pub fn publication_step(action: &str) -> Value {
    match action {
        "approve" | "recall" => json!({"action": action}),
        _ => json!({"action": action, "reason": "Cần bổ sung nội dung"}),
    }
}

impl City {
    /// The Action Month of a year, made where it is not there yet: its path.
    pub fn month_of(&self, year: i32) -> String {
        let there = self.auditor().get(&format!("/action-months?year={year}")).items();
        match there.first().and_then(|it| it["id"].as_str()) {
            Some(id) => format!("/action-months/{id}"),
            None => {
                let body = json!({"committee_id": self.agency("committee"), "year": year,
                    "name": format!("Tháng hành động năm {year}"), "theme": "Chung tay xoá bỏ bạo lực"});
                let month = self.standing_officer().post("/action-months", body).is(201);
                format!("/action-months/{}", month["id"].as_str().expect("an id"))
            }
        }
    }
}

impl City {
    /// How much is on record: entries and events.
    fn on_record(&self) -> [u64; 2] {
        ["/audit-entries", "/events"].map(|list| {
            self.auditor().get(&format!("{list}?count=true&limit=1")).is(200)["total"].as_u64().expect("a total")
        })
    }

    /// Tries something that is refused with this problem: nothing of it is done.
    #[track_caller]
    pub fn refuses(&self, status: u16, code: &str, attempt: impl FnOnce() -> Answer) -> Answer {
        let before = self.on_record();
        let answer = attempt();
        answer.is_problem(status, code);
        assert_eq!(self.on_record(), before, "a refused request left a trace: {answer}");
        answer
    }
}

impl Papers<'_> {
    /// An event at times of its own: its path.
    pub fn event_at(&self, agency: &str, occasion: &str, starts: &str, ends: &str) -> String {
        self.event(agency, json!({"occasion": occasion, "starts_at": starts, "ends_at": ends}))
    }

    /// Three events that were entered together: the path of the series.
    pub fn series(&self, agency: &str) -> String {
        self.city.month_of(2017);
        let officer = self.city.by(&format!("{agency}_officer"));
        let series = officer.post("/event-series", new_series(self.city, agency, json!({}))).is(201);
        format!("/event-series/{}", series["id"].as_str().expect("an id"))
    }

    /// An event, planned, with more fields or others: its path. The Month of 2017 is made where it is missing.
    pub fn event(&self, agency: &str, fields: Value) -> String {
        self.city.month_of(2017);
        let officer = self.city.by(&format!("{agency}_officer"));
        let event = officer.post("/events", new_event(self.city, agency, fields)).is(201);
        format!("/events/{}", event["id"].as_str().expect("an id"))
    }

    /// An event in a state: its path. What is held or reported is so as of its day, whatever the clock says afterwards.
    pub fn event_in(&self, agency: &str, state: &str) -> String {
        let event = self.event(agency, json!({}));
        self.bring_event(agency, &event, state);
        event
    }

    /// Moves a planned event to a state.
    pub fn bring_event(&self, agency: &str, event: &str, state: &str) {
        let steps: &[&str] = match state {
            "planned" => &[],
            "confirmed" => &["confirm"],
            "postponed" => &["postpone"],
            "cancelled" => &["cancel"],
            "held" => &["confirm", "hold"],
            "reported" => &["confirm", "hold", "report"],
            other => panic!("no state {other}"),
        };
        let lead = self.city.by(&format!("{agency}_lead"));
        let now = self.city.clock.now();
        for action in steps {
            if *action == "hold" {
                let ends = lead.get(event).is(200)["ends_at"].as_str().expect("an instant").to_owned();
                self.city.at(&ends);
            }
            lead.transition(event, event_step(action)).is(200);
        }
        assert!(self.city.clock.set(now));
    }

    /// Asks for the publication of an event as it stands.
    pub fn request(&self, by: &Person, event: &str) -> Answer {
        let version = by.get(event).is(200)["version"].clone();
        by.transition(&format!("{event}/publication"), json!({"action": "request", "event_version": version}))
    }

    /// Moves the publication of an event that can be published to a state: the path of the publication.
    pub fn bring_publication(&self, agency: &str, event: &str, state: &str) -> String {
        let (lead, standing) = (self.city.by(&format!("{agency}_lead")), self.city.standing_officer());
        let publication = format!("{event}/publication");
        let steps: &[&str] = match state {
            "none" => &[],
            "requested" => &["request"],
            "published" => &["request", "approve"],
            "change_requested" => &["request", "approve", "edit", "request"],
            "refused" => &["request", "refuse"],
            "withdrawn" => &["request", "approve", "withdraw"],
            other => panic!("no state {other}"),
        };
        for action in steps {
            match *action {
                "request" => drop(self.request(&lead, event).is(200)),
                "edit" => drop(lead.patch(event, json!({"title": "Hội thảo xây dựng gia đình hạnh phúc"})).is(200)),
                action => drop(standing.transition(&publication, publication_step(action)).is(200)),
            }
        }
        publication
    }
}
