//! Regimes, periods and obligations as tests need them, made over HTTP by those whose business it is.

use serde_json::{Value, json};
use tienbo::kernel::id::Id;

use super::papers::{Papers, id_in};

impl Papers<'_> {
    /// A regime with a code of its own, with more fields or others: its id. Mid-year, before 15 June, owed by everybody.
    pub fn regime(&self, fields: Value) -> String {
        let code = format!("R{}", Id::fresh().0.simple());
        let body = json!({
            "committee_id": self.city.agency("committee"), "code": code, "regime": "mid_year",
            "title": "Báo cáo sơ kết 6 tháng đầu năm", "owed_by": ["department", "mass_organisation", "district", "commune"],
            "due_rule": "before", "due_month": 6, "due_day": 15, "window_from": "12-15", "window_to": "06-14",
            "sections": [
                {"code": "I", "title": "Kết quả thực hiện", "required": true},
                {"code": "II", "title": "Khó khăn, vướng mắc", "required": false},
            ],
        });
        let regime = self.city.standing_lead().post("/report-regimes", with(body, fields)).is(201);
        regime["id"].as_str().expect("an id").to_owned()
    }

    /// A planned period of 2017, open from 15 January on, of a regime of its own: its path.
    pub fn planned_period(&self, regime: Value, fields: Value) -> String {
        let body = json!({"regime_id": self.regime(regime), "year": 2017, "opens_on": "2017-01-15"});
        let period = self.city.standing_lead().post("/report-periods", with(body, fields)).is(201);
        format!("/report-periods/{}", period["id"].as_str().expect("an id"))
    }

    /// The same, opened.
    pub fn open_period(&self) -> String {
        let period = self.planned_period(json!({}), json!({}));
        self.open(&period);
        period
    }

    /// Opens a period.
    pub fn open(&self, period: &str) -> Value {
        self.city.standing_lead().transition(period, json!({"action": "open"})).is(200)
    }

    /// A period in a state: its path.
    pub fn period(&self, state: &str) -> String {
        let period = self.planned_period(json!({}), json!({}));
        match state {
            "open" => drop(self.open(&period)),
            "cancelled" => drop(
                self.city.standing_lead().transition(&period, json!({"action": "cancel", "reason": "Gộp kỳ"})).is(200),
            ),
            _ => {}
        }
        period
    }

    /// What an agency owes in a fresh period, in a state that people decide on: its path.
    pub fn obligation(&self, agency: &str, state: &str) -> String {
        let opens_on = if state == "upcoming" { "2017-05-15" } else { "2017-01-15" };
        let period = self.planned_period(json!({}), json!({"opens_on": opens_on}));
        self.open(&period);
        let obligation = self.owed(&period, agency);
        let decider = match agency {
            "labour" => self.city.chair(),
            "commune" => self.city.by("district_lead"),
            _ => self.city.standing_lead(),
        };
        match state {
            "exempt" => drop(
                decider.transition(&obligation, json!({"action": "exempt", "reason": "Đơn vị mới thành lập"})).is(200),
            ),
            "cancelled" => drop(
                self.city.standing_lead().transition(&period, json!({"action": "cancel", "reason": "Gộp kỳ"})).is(200),
            ),
            _ => {}
        }
        obligation
    }

    /// More time asked for one report of an agency, to 31 December 2017: its path.
    pub fn report_extension(&self, asker: &str, agency: &str) -> String {
        let obligation = self.obligation(agency, "open");
        let body = json!({"obligation_ids": [id_in(&obligation)], "until": "2017-12-31", "reason": "Chờ số liệu"});
        let extension = self.city.by(asker).post("/extensions", body).is(201);
        format!("/extensions/{}", extension["id"].as_str().expect("an id"))
    }

    /// What an agency owes in a period, as the committee's auditor sees it: its path.
    pub fn owed(&self, period: &str, agency: &str) -> String {
        let query = format!("/obligations?period_id={}&agency_id={}", id_in(period), self.city.agency(agency));
        let found = self.city.auditor().get(&query).ids();
        assert_eq!(found.len(), 1, "{agency} owes once");
        format!("/obligations/{}", found[0])
    }
}

fn with(mut body: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().expect("fields") {
        body[name] = value.clone();
        if value.is_null() {
            body.as_object_mut().expect("a body").remove(name);
        }
    }
    body
}
