//! Events added up: against what everybody can add up by hand from the events that he may read.

use std::collections::BTreeMap;

use crate::harness::{Answer, City, Person, Value, both_databases, count, event_step, json, results};

both_databases![
    sums_are_those_of_the_events_within_reach,
    attendances_shares_and_money_are_of_what_is_reported,
    a_duplicate_counts_nowhere,
    figures_stand_once_all_is_told_and_the_month_is_over,
    a_heat_map_is_json_or_a_picture,
];

const AGENCIES: [&str; 4] = ["justice", "culture", "district", "commune"];
const FORMS: [&str; 5] = ["seminar", "contest", "rally", "talk", "sports"];
const THEMES: [&str; 4] = ["gender_equality", "law", "child_abuse", "trafficking"];
fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.header(name).unwrap_or_default()
}

fn varies_by(answer: &Answer, name: &str) -> bool {
    header(answer, "vary").split(", ").any(|it| it == name)
}

const STATES: [&str; 6] = ["planned", "confirmed", "held", "reported", "postponed", "cancelled"];

fn statistics(person: &Person, query: &str) -> Value {
    person.get(&format!("/statistics/events?year=2017{query}")).is(200)
}

/// Numbers that are the same in every run, and look like no others.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// Events of every agency in every state, some of them held with others, some uncounted, one a duplicate.
fn many_events(city: &City) {
    let mut dice = Dice(2017);
    let papers = city.papers();
    for number in 0..26 {
        let agency = AGENCIES[dice.roll(AGENCIES.len())];
        let day = 15 + dice.roll(15);
        let occasion = if number % 6 == 5 { "other" } else { "action_month" };
        let first = dice.roll(THEMES.len());
        let mut themes = vec![THEMES[first]];
        if dice.roll(2) == 0 {
            themes.push(THEMES[(first + 1) % THEMES.len()]);
        }
        let other = AGENCIES[dice.roll(AGENCIES.len())];
        let partners = match other == agency {
            true => json!([]),
            false => json!([{"kind": "agency", "agency_id": city.agency(other), "role": "co_organiser"}]),
        };
        let fields = json!({
            "occasion": occasion, "form": FORMS[dice.roll(FORMS.len())], "themes": themes, "partners": partners,
            "starts_at": format!("2017-11-{day}T01:00:00Z"), "ends_at": format!("2017-11-{day}T04:00:00Z"),
            "planned": {"state": dice.roll(9) * 1_000_000, "mobilised_cash": dice.roll(9) * 500_000},
        });
        let event = papers.event(agency, fields);
        let state = STATES[if number < 6 { number } else { dice.roll(STATES.len()) }];
        papers.bring_event(agency, &event, state);
        let lead = city.by(&format!("{agency}_lead"));
        if state == "reported" {
            let mut told = results();
            told["materials"]["leaflet"] = json!(dice.roll(900));
            told["online_views"] = json!(dice.roll(900));
            told["participants"]["under_16"]["male"] = json!(dice.roll(50));
            if dice.roll(3) == 0 {
                told["participants"] = json!(null);
                told["certificates"] = json!(null);
            }
            lead.transition(&event, json!({"action": "correct", "results": told, "reason": "Số liệu"})).is(200);
        }
        if number == 20 {
            let original = lead.get("/events?state=planned&state=reported&state=confirmed&state=held").items();
            let original = original.iter().find(|it| event != format!("/events/{}", it["id"].as_str().unwrap()));
            if let (Some(original), false) = (original, state == "cancelled") {
                let duplicate =
                    json!({"action": "declare_duplicate", "of_id": original["id"], "reason": "Nhập hai lần"});
                lead.transition(&event, duplicate).is(200);
            }
        }
    }
}

/// Everything that lists tell a person of, page by page, with what came of it.
fn events_read_by(person: &Person) -> Vec<Value> {
    let mut events = Vec::new();
    let mut page = person.get("/events?year=2017&limit=7").is(200);
    loop {
        for event in page["items"].as_array().unwrap() {
            events.push(person.get(&format!("/events/{}", event["id"].as_str().unwrap())).is(200));
        }
        let Some(next) = page["next"].as_str().map(str::to_owned) else { return events };
        page = person.get(&format!("/events?year=2017&limit=7&cursor={next}")).is(200);
    }
}

/// The same figures as statistics tell, added up one by one.
#[derive(Debug, Default, PartialEq)]
struct ByHand {
    states: BTreeMap<String, i64>,
    came: [i64; 3],
    certificates: i64,
    counted: i64,
    leaflets_and_all: i64,
    views: i64,
    planned: [i64; 2],
    spent: [i64; 3],
}

impl ByHand {
    fn add(&mut self, event: &Value) {
        let state = event["state"].as_str().unwrap();
        *self.states.entry(state.to_owned()).or_default() += 1;
        if state != "cancelled" {
            self.planned[0] += count(&event["planned"]["state"]);
            self.planned[1] += count(&event["planned"]["mobilised_cash"]);
        }
        if state != "reported" {
            return;
        }
        let told = &event["results"];
        if let Some(bands) = told["participants"].as_object() {
            self.counted += 1;
            for band in bands.values() {
                for (place, sex) in ["female", "male", "unknown"].iter().enumerate() {
                    self.came[place] += count(&band[*sex]);
                }
            }
            let certificates = told["certificates"].as_object().unwrap().values().map(count);
            self.certificates += certificates.sum::<i64>();
        }
        self.leaflets_and_all += told["materials"].as_object().unwrap().values().map(count).sum::<i64>();
        self.views += count(&told["online_views"]);
        for (place, source) in ["state", "mobilised_cash", "mobilised_in_kind"].iter().enumerate() {
            self.spent[place] += count(&told["spent"][*source]);
        }
    }

    /// What an answer tells of all of them.
    fn told(figures: &Value) -> Self {
        let states = figures["by_state"].as_object().unwrap().iter().map(|(state, all)| (state.clone(), count(all)));
        let of = |value: &Value, names: &[&str]| names.iter().map(|name| count(&value[*name])).collect::<Vec<_>>();
        Self {
            states: states.filter(|(_, all)| *all > 0).collect(),
            came: of(&figures["participants"], &["female", "male", "unknown"]).try_into().unwrap(),
            certificates: count(&figures["certificates"]["total"]),
            counted: count(&figures["participants"]["counted_events"]),
            leaflets_and_all: count(&figures["materials"]),
            views: count(&figures["online_views"]),
            planned: of(&figures["planned"], &["state", "mobilised_cash"]).try_into().unwrap(),
            spent: of(&figures["spent"], &["state", "mobilised_cash", "mobilised_in_kind"]).try_into().unwrap(),
        }
    }
}

/// The counts of a part, or of all.
fn tally(figures: &Value) -> Vec<i64> {
    let states = figures["by_state"].as_object().unwrap().values();
    let came = ["female", "male", "unknown", "total", "counted_events", "uncounted_events"];
    let came = came.iter().map(|name| &figures["participants"][*name]);
    [&figures["events"], &figures["took_place"]].into_iter().chain(states).chain(came).map(count).collect()
}

fn sum_of(parts: &Value) -> Vec<i64> {
    let parts = parts.as_array().unwrap().iter().map(|part| tally(&part["figures"]));
    parts.reduce(|sum, part| sum.iter().zip(part).map(|(one, other)| one + other).collect()).unwrap_or_default()
}

fn sums_are_those_of_the_events_within_reach(city: City) {
    many_events(&city);
    let readers: [(&str, &[&str]); 8] = [
        ("auditor", &AGENCIES),
        ("chair", &AGENCIES),
        ("standing_officer", &AGENCIES),
        ("justice_officer", &["justice"]),
        ("justice_auditor", &["justice"]),
        ("district_officer", &["district"]),
        ("district_lead", &["district", "commune"]),
        ("commune_lead", &["commune"]),
    ];
    for (login, within) in readers {
        let person = city.by(login);
        let told = statistics(&person, "");
        let within: Vec<Value> = within.iter().map(|agency| json!(city.agency(agency))).collect();
        let mut events = events_read_by(&person);
        events.retain(|event| within.contains(&event["agency_id"]) && event["duplicate_of_id"].is_null());
        let mut expected = ByHand::default();
        events.iter().for_each(|event| expected.add(event));
        assert!(!events.is_empty(), "{login}");
        assert_eq!(ByHand::told(&told["totals"]), expected, "{login}");
        assert_eq!(count(&told["totals"]["events"]), events.len() as i64, "{login}");
        for part in ["by_agency", "by_level", "by_form", "by_first_day"] {
            assert_eq!(sum_of(&told[part]), tally(&told["totals"]), "{login}: {part}");
        }
        for theme in told["by_theme"].as_array().unwrap() {
            let with_it = events.iter().filter(|it| it["themes"].as_array().unwrap().contains(&theme["theme"]));
            assert_eq!(count(&theme["figures"]["events"]), with_it.count() as i64, "{login}: {theme}");
        }
        for agency in told["by_agency"].as_array().unwrap() {
            let id = agency["agency_id"].as_str().unwrap();
            let own = events.iter().filter(|it| it["agency_id"] == id).count();
            assert_eq!(count(&agency["figures"]["events"]), own as i64, "{login}: {agency}");
        }
        let of_month = statistics(&person, "&occasion=action_month&occasion=launch");
        let expected = events.iter().filter(|it| it["occasion"] == "action_month").count();
        assert_eq!(count(&of_month["totals"]["events"]), expected as i64, "{login}");
        let map = person.get("/statistics/events/heat-map?year=2017").is(200);
        let states = &told["totals"]["by_state"];
        let taking_place = ["planned", "confirmed", "held", "reported"].map(|state| count(&states[state]));
        assert_eq!(count(&map["total"]), taking_place.iter().sum::<i64>(), "{login}");
    }
    // Below an agency: its own and those of the communes.
    let district = city.agency("district");
    let narrowed = statistics(&city.auditor(), &format!("&agency_id={district}"));
    assert_eq!(narrowed["totals"], statistics(&city.by("district_lead"), "")["totals"]);
    let other = statistics(&city.lead(), &format!("&agency_id={district}"));
    assert_eq!(count(&other["totals"]["events"]), 0);
    let root = city.agency("committee");
    let all = statistics(&city.auditor(), "");
    assert_eq!(statistics(&city.auditor(), &format!("&agency_id={root}")), all);
    assert_eq!(count(&city.auditor().get("/statistics/events?year=2016").is(200)["totals"]["events"]), 0);
    assert_eq!(city.auditor().get("/statistics/events").is(200), all, "the year that runs");
}

fn attendances_shares_and_money_are_of_what_is_reported(city: City) {
    let papers = city.papers();
    papers.event_in("justice", "reported");
    let totals = &statistics(&city.lead(), "")["totals"];
    let expected = json!({"female": 30, "male": 10, "unknown": 2, "total": 42, "counted_events": 1, "uncounted_events": 0,
        "share_female": 0.75});
    assert_eq!(totals["participants"], expected);
    let event = papers.event_in("justice", "held");
    let watched = json!({"participants": null, "online_views": 5000, "narrative": "Phát trực tiếp trên mạng"});
    city.at("2017-11-20T12:00:00+07:00");
    city.lead().transition(&event, json!({"action": "report", "results": watched})).is(200);
    let totals = &statistics(&city.lead(), "")["totals"];
    assert_eq!(totals["participants"]["total"], 42);
    assert_eq!((&totals["participants"]["uncounted_events"], &totals["online_views"]), (&json!(1), &json!(5120)));
    assert_eq!(
        (&totals["took_place"], &totals["materials"], &totals["media_items"]),
        (&json!(2), &json!(503), &json!(7))
    );
    assert_eq!(totals["spent"]["state"], 12_000_000);
    assert_eq!(totals["certificates"], json!({"female": 20, "male": 5, "unknown": 0, "total": 25}));
    let none = &statistics(&city.by("culture_lead"), "")["totals"]["participants"];
    assert_eq!((&none["total"], &none["share_female"]), (&json!(0), &json!(null)));
    city.auditor().get("/statistics/events?year=1989").is_problem(400, "bad_parameter");
    city.auditor().get("/statistics/events?occasion=birthday").is_problem(400, "bad_parameter");
}

fn a_duplicate_counts_nowhere(city: City) {
    let papers = city.papers();
    let first = papers.event_in("justice", "reported");
    let second = papers.event_in("justice", "reported");
    papers.event_in("justice", "cancelled");
    let figures = || statistics(&city.auditor(), "")["totals"].clone();
    let both = figures();
    assert_eq!((&both["events"], &both["participants"]["total"]), (&json!(3), &json!(84)));
    let of = city.lead().get(&first).is(200)["id"].clone();
    let duplicate = json!({"action": "declare_duplicate", "of_id": of, "reason": "Nhập hai lần"});
    city.lead().transition(&second, duplicate).is(200);
    let once = figures();
    assert_eq!((&once["events"], &once["participants"]["total"]), (&json!(2), &json!(42)));
    assert_eq!((&once["by_state"]["cancelled"], &once["by_state"]["reported"]), (&json!(1), &json!(1)));
}

fn figures_stand_once_all_is_told_and_the_month_is_over(city: City) {
    let event = city.papers().event_in("justice", "held");
    let provisional = |query: &str| statistics(&city.auditor(), query)["provisional"].clone();
    let month = "&occasion=action_month&occasion=launch";
    city.at("2017-12-16T00:00:00+07:00");
    assert_eq!(provisional(month), true, "one is held and not reported");
    city.lead().transition(&event, event_step("report")).is(200);
    assert_eq!(provisional(month), false);
    assert_eq!(provisional(""), true, "the year is not over");
    city.at("2017-12-15T23:59:59.999999+07:00");
    assert_eq!(provisional(month), true);
    city.at("2018-01-01T00:00:00+07:00");
    assert_eq!(provisional(""), false);
}

fn a_heat_map_is_json_or_a_picture(city: City) {
    let papers = city.papers();
    papers.event("justice", json!({"title": "<script>alert(1)</script>"}));
    papers.event_in("justice", "cancelled");
    papers.event_in("justice", "postponed");
    papers.event(
        "culture",
        json!({"form": "rally", "occasion": "launch", "starts_at": "2017-11-05T01:00:00Z",
        "ends_at": "2017-11-05T03:00:00Z"}),
    );
    let path = "/statistics/events/heat-map?year=2017&occasion=action_month&occasion=launch";
    let answer = city.auditor().get(path);
    assert_eq!(header(&answer, "content-type"), "application/json");
    assert!(varies_by(&answer, "Accept"));
    let map = answer.is(200);
    let columns = map["columns"].as_array().unwrap();
    assert_eq!(
        (columns.len(), &columns[0]["first_on"], &columns[40]["last_on"]),
        (41, &json!("2017-11-05"), &json!("2017-12-15"))
    );
    assert_eq!((&map["total"], &map["by_week"], &map["provisional"]), (&json!(2), &json!(false), &json!(true)));
    let forms: Vec<&Value> = map["rows"].as_array().unwrap().iter().map(|row| &row["form"]).collect();
    assert_eq!(forms, [&json!("seminar"), &json!("rally")]);
    assert_eq!(map["rows"][0]["cells"][15], 1);

    let looking = city.auditor().with("accept", "text/html, image/svg+xml;q=0.9, application/json;q=0.8");
    let picture = looking.get(path);
    assert_eq!((picture.status, header(&picture, "content-type")), (200, "image/svg+xml"));
    assert_eq!(header(&picture, "content-language"), "vi");
    for name in ["Accept", "Accept-Language", "Authorization"] {
        assert!(varies_by(&picture, name), "{name}");
    }
    let text = String::from_utf8(picture.bytes.clone()).unwrap();
    assert!(text.starts_with("<svg ") && text.contains("Hội thảo") && !text.contains("script"), "{text}");
    let english = looking.with("accept-language", "en").get(path);
    assert!(String::from_utf8(english.bytes.clone()).unwrap().contains("Seminar"));
    let known = looking.with("if-none-match", header(&picture, "etag")).get(path);
    assert_eq!((known.status, known.bytes.len()), (304, 0));
    city.auditor().with("accept", "image/png").get(path).is_problem(406, "not_acceptable");
    // In the whole year between the first and the last, by weeks where they are far apart.
    papers.event(
        "justice",
        json!({"occasion": "day_8_3", "starts_at": "2017-03-08T01:00:00Z",
        "ends_at": "2017-03-08T03:00:00Z"}),
    );
    let map = city.auditor().get("/statistics/events/heat-map?year=2017").is(200);
    assert_eq!((&map["by_week"], &map["total"]), (&json!(true), &json!(3)));
    assert_eq!(map["columns"][0], json!({"first_on": "2017-03-06", "last_on": "2017-03-12"}));
    let nothing = city.auditor().get("/statistics/events/heat-map?year=2016").is(200);
    assert_eq!(nothing["columns"], json!([]));
}
