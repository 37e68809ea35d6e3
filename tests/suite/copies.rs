//! Lists as those read them who keep copies of them: what changed since an instant, each once and in an order that holds while others
//! write; and a page that is known is not sent again.
//!
//! The lists come from the document that the service shows of itself. One without a row here fails.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use tienbo::kernel::clock::CivilClock;
use tienbo::kernel::instant::Instant;

use crate::harness::{
    Answer, City, Person, Value, both_databases, consolidation_step, days_pass, event_step, id_in, json, met, pdf,
};

/// Lists whose items have no time of their own, each with the reason: they are read anew, and have an ETag like all others.
const TIMELESS: &[(&str, &str)] = &[
    ("GET /inspectors", "they are made of who is who, which keeps no times; the lists of users and grants have them"),
    (
        "GET /agencies/{id}/contacts",
        "they are made of who is who, which keeps no times; the lists of users and grants have them",
    ),
    ("GET /agencies/{id}/names", "they are made of who is who, which keeps no times; the list of agencies has them"),
    (
        "GET /agency-changes/{id}/preview/{kind}",
        "it follows from the agencies and from the papers as they are; the lists of papers have their times",
    ),
    ("GET /agencies/{id}/succession", "it is made of who is who, which keeps no times; the list of agencies has them"),
    (
        "GET /me/work",
        "what waits for somebody changes with the day and with his rights, too; the papers' own lists have times",
    ),
];

/// Lists whose items have a place that they keep in every order: it is not when they changed.
const PLACED: &[&str] = &[
    "GET /inspections/{id}/answers",
    "GET /consolidations/{id}/items",
    "GET /consolidations/{id}/sources",
    "GET /consolidations/{id}/texts",
];

/// Lists of what is new to its readers at another time than it changed, or whose time is not shown.
const DATED_OTHERWISE: &[&str] = &["GET /tasks", "GET /public/v1/events"];

const EVER: &str = "2000-01-01T00:00:00Z";
const NEVER: &str = "9999-12-31T23:59:59.999999Z";

/// A list that somebody reads.
struct List {
    operation: &'static str,
    path: String,
    by: Person,
}

/// What an item is known by.
fn name(item: &Value) -> String {
    let known = ["id", "obligation_id", "agency_id"].iter().find_map(|field| item[field].as_str());
    known.unwrap_or_else(|| panic!("{item} has no name")).to_owned()
}

/// When an item changed.
fn time(item: &Value) -> Instant {
    let fields = ["updated_at", "occurred_at", "recorded_at", "made_at", "at", "created_at"];
    let time = fields.iter().find_map(|field| item[field].as_str());
    Instant::parse(time.unwrap_or_else(|| panic!("{item} has no time"))).expect("an instant")
}

impl List {
    fn asked(&self, query: &str) -> String {
        let separator = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{separator}{query}", self.path)
    }

    /// All items of what a query asks for, page by page.
    fn walk(&self, query: &str, limit: usize) -> Vec<Value> {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.by.get(&self.asked(&format!("{query}&limit={limit}{cursor}")));
            seen.extend(page.items());
            match page.body["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return seen,
            }
            assert!(seen.len() < 1_000, "{}: the walk ends", self.operation);
        }
    }

    fn names(&self, query: &str, limit: usize) -> Vec<String> {
        self.walk(query, limit).iter().map(name).collect()
    }

    /// All of it, once nothing on it waits to be sealed: an entry says so, and says otherwise a moment later.
    fn settled(&self) -> Answer {
        for _ in 0..100 {
            let whole = self.by.get(&self.asked("limit=200"));
            if whole.items().iter().all(|it| it["sealed"] != false) {
                return whole;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{}: something is not sealed", self.operation);
    }

    /// What holds of it while nobody writes.
    fn holds_at_rest(&self) {
        let what = self.operation;
        let whole = self.settled();
        let etag = whole.etag().unwrap_or_else(|| panic!("{what} has no ETag"));
        assert!(etag.starts_with('"'), "{what}: {etag} is strong");
        let again = self.by.with("if-none-match", &etag).get(&self.asked("limit=200"));
        assert_eq!((again.status, again.etag(), again.bytes.len()), (304, Some(etag), 0), "{what}");
        let all: BTreeSet<String> = self.names("count=false", 200).into_iter().collect();
        let since_ever = self.walk(&format!("updated_since={EVER}"), 200);
        assert_eq!(since_ever.iter().map(name).collect::<BTreeSet<_>>(), all, "{what}: all of it changed at some time");
        let in_order: Vec<String> = since_ever.iter().map(name).collect();
        assert_eq!(self.names(&format!("updated_since={EVER}"), 2), in_order, "{what}: pages are the list");
        if ![PLACED, DATED_OTHERWISE].concat().contains(&what) {
            assert!(since_ever.is_sorted_by_key(time), "{what}: the earliest change first");
        }
        let counted = self.by.get(&self.asked(&format!("limit=1&count=true&updated_since={EVER}"))).is(200);
        assert_eq!(counted["total"], all.len(), "{what}");
        assert!(self.walk(&format!("updated_since={NEVER}"), 50).is_empty(), "{what}");
        self.by.get(&self.asked("updated_since=yesterday")).is_problem(400, "bad_parameter");
    }

    /// It shows what changed at an instant or later, and nothing else.
    fn shows_what_changed(&self, since: Instant, etag: Option<String>) {
        let what = self.operation;
        let changed = self.walk(&format!("updated_since={since}"), 50);
        assert!(!changed.is_empty(), "{what} shows no change since {since}");
        if ![PLACED, DATED_OTHERWISE].concat().contains(&what) {
            assert!(changed.iter().all(|item| time(item) >= since), "{what}: {changed:?}");
        }
        let known = self.by.with("if-none-match", etag.unwrap_or_default()).get(&self.asked("limit=200"));
        assert_eq!(known.status, 200, "{what}: a changed page has another ETag");
        // A microsecond later nothing has changed since: the instant itself is asked for.
        let later = Instant(since.0 + 1);
        assert!(self.walk(&format!("updated_since={later}"), 50).is_empty(), "{what}");
    }
}

/// Lists, and whether they take `updated_since`, as the document says.
fn documented(city: &City) -> BTreeMap<String, bool> {
    let document = city.nobody().get("/openapi.json").is(200);
    let names = |operation: &Value| -> BTreeSet<String> {
        let parameters = operation["parameters"].as_array().expect("parameters").iter();
        parameters.filter_map(|it| it["$ref"].as_str()?.rsplit('/').next().map(str::to_owned)).collect()
    };
    let mut all = BTreeMap::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let operation = &item["get"];
        if operation.is_object() && names(operation).contains("cursor") {
            let name = format!("GET {}", path.trim_start_matches("/api/v1"));
            all.insert(name, names(operation).contains("updated_since"));
        }
    }
    all
}

/// What somebody does, and the lists that show it.
struct Change<'a> {
    lists: Vec<List>,
    act: Box<dyn Fn() + 'a>,
}

fn changes(city: &City) -> Vec<Change<'_>> {
    let papers = city.papers();
    let by = |login: &str| city.by(login);
    let list = |operation: &'static str, login: &str| {
        let path = operation.trim_start_matches("GET ").to_owned();
        List { operation, path, by: by(login) }
    };
    let below = |operation: &'static str, object: &str, login: &str| {
        let part = operation.rsplit_once("{id}").map_or("", |(_, part)| part);
        List { operation, path: format!("{object}{part}"), by: by(login) }
    };
    let reason = |action: &str| json!({"action": action, "reason": "Theo ý kiến của lãnh đạo"});
    let created = |who: &str, path: &str, body: Value| {
        format!("{path}/{}", by(who).post(path, body).is(201)["id"].as_str().expect("an id"))
    };
    let mut all: Vec<Change<'_>> = Vec::new();
    macro_rules! change {
        ([$($list:expr),+ $(,)?], $act:expr) => {
            all.push(Change { lists: vec![$($list),+], act: Box::new($act) })
        };
    }
    let (agency, committee) =
        (format!("/agencies/{}", city.agency("culture")), format!("/agencies/{}", city.agency("committee")));
    let commune = format!("/agencies/{}", city.agency("commune"));

    // Who is who, and what all share.
    change!([list("GET /agencies", "justice_officer")], {
        let (admin, agency) = (city.admin(), agency.clone());
        move || drop(admin.patch(&agency, json!({"short_name": "VHTT"})).is(200))
    });
    change!([below("GET /agencies/{id}/designations", &committee, "justice_officer")], {
        let body = json!({"agency_id": city.agency("justice"), "valid_from": "2019-01-01"});
        let path = format!("{committee}/designations");
        move || drop(by("admin").post(&path, body.clone()).is(201))
    });
    change!([below("GET /agencies/{id}/reporting-routes", &commune, "justice_officer")], {
        let body = json!({"recipient_id": city.agency("culture"), "valid_from": "2018-06-01"});
        let path = format!("{commune}/reporting-routes");
        move || drop(by("standing_lead").post(&path, body.clone()).is(201))
    });
    change!([list("GET /legal-documents", "justice_officer")], {
        let body = json!({"number": "73/2006/QH11", "kind": "law", "issuer": "Quốc hội", "issued_on": "2006-11-29",
            "title": "Luật Bình đẳng giới"});
        move || drop(by("admin").post("/legal-documents", body.clone()).is(201))
    });
    let user = format!("/users/{}", city.user("culture_officer"));
    change!([list("GET /users", "admin"), below("GET /users/{id}/transitions", &user, "admin")], {
        move || drop(by("admin").patch(&user, json!({"full_name": "Nguyễn Thị Khác"})).is(200))
    });
    let grant = json!({"user_id": city.user("labour_officer"), "agency_id": city.agency("justice"),
        "role": "agency_officer", "scope": "self", "valid_from": "2017-01-01"});
    let grant = created("admin", "/grants", grant);
    change!([list("GET /grants", "admin"), below("GET /grants/{id}/transitions", &grant, "admin")], {
        move || drop(by("admin").transition(&grant, reason("revoke")).is(200))
    });
    let delegation = json!({"delegate_id": city.user("culture_officer"), "agency_id": city.agency("culture"),
        "actions": ["assignments.report_done"], "valid_from": "2018-03-01", "valid_to": "2018-03-10"});
    let delegation = created("culture_lead", "/delegations", delegation);
    change!(
        [
            list("GET /delegations", "culture_lead"),
            below("GET /delegations/{id}/transitions", &delegation, "culture_lead")
        ],
        move || drop(by("culture_lead").transition(&delegation, reason("revoke")).is(200))
    );
    let machine = json!({"name": "Cổng của Sở", "agency_id": city.agency("culture"), "role": "portal"});
    let machine = created("admin", "/service-accounts", machine);
    change!(
        [list("GET /service-accounts", "admin"), below("GET /service-accounts/{id}/transitions", &machine, "admin")],
        move || drop(by("admin").transition(&machine, reason("disable")).is(200))
    );

    // Programmes and what is carried out.
    let draft = papers.draft("culture", "culture");
    let task = by("culture_officer").get(&format!("/tasks?programme_id={}", id_in(&draft))).ids()[0].clone();
    let task = format!("/tasks/{task}");
    change!(
        [list("GET /programmes", "culture_lead"), below("GET /programmes/{id}/transitions", &draft, "culture_lead")],
        move || drop(by("culture_officer").patch(&draft, json!({"title": "Chương trình khác"})).is(200))
    );
    change!([list("GET /tasks", "culture_lead")], {
        move || drop(by("culture_officer").patch(&task, json!({"title": "Nhiệm vụ khác"})).is(200))
    });
    let assignment = papers.assignment("culture", "accepted");
    change!(
        [
            list("GET /assignments", "culture_officer"),
            below("GET /assignments/{id}/transitions", &assignment, "culture_officer"),
            below("GET /assignments/{id}/progress-updates", &assignment, "culture_officer"),
        ],
        {
            let assignment = assignment.clone();
            let step = json!({"action": "record_progress", "percent": 40, "narrative": "Đã làm một phần"});
            move || drop(by("culture_officer").transition(&assignment, step.clone()).is(200))
        }
    );
    let extension = papers.extension("culture", "asked");
    change!(
        [
            list("GET /extensions", "culture_lead"),
            below("GET /extensions/{id}/transitions", &extension, "culture_lead")
        ],
        move || drop(by("standing_lead").transition(&extension, json!({"action": "grant"})).is(200))
    );
    let (file, _) = papers.attached("culture", &pdf(100));
    change!(
        [
            list("GET /attachments", "culture_officer"),
            below("GET /attachments/{id}/transitions", &file, "culture_lead")
        ],
        move || drop(by("culture_lead").transition(&file, reason("erase")).is(200))
    );

    // What is owed, and what is made of it.
    papers.indicators();
    let indicator = by("admin").get("/indicators?q=XX.99").ids()[0].clone();
    change!([list("GET /indicators", "justice_officer")], {
        move || drop(by("admin").patch(&format!("/indicators/{indicator}"), json!({"unit": "người"})).is(200))
    });
    let planned = papers.planned_period(json!({}), json!({}));
    let regime = by("auditor").get(&planned).is(200)["regime_id"].as_str().expect("a regime").to_owned();
    change!([list("GET /report-regimes", "justice_officer")], {
        let path = format!("/report-regimes/{regime}");
        move || drop(by("standing_lead").patch(&path, json!({"title": "Báo cáo sơ kết"})).is(200))
    });
    change!(
        [
            list("GET /report-periods", "justice_officer"),
            below("GET /report-periods/{id}/transitions", &planned, "justice_officer"),
        ],
        move || drop(by("standing_lead").patch(&planned, json!({"title": "Kỳ báo cáo khác"})).is(200))
    );
    let open = papers.open_period();
    let owed = papers.owed(&open, "justice");
    change!(
        [list("GET /obligations", "justice_lead"), below("GET /obligations/{id}/transitions", &owed, "justice_lead")],
        move || drop(by("standing_lead").transition(&owed, reason("exempt")).is(200))
    );
    let report = papers.submission_in(&open, "culture", "draft");
    change!(
        [list("GET /submissions", "culture_lead"), below("GET /submissions/{id}/transitions", &report, "culture_lead")],
        {
            let said = json!({"content": {"sections": [{"code": "I", "text": "Đã làm"}]}});
            move || drop(by("culture_officer").patch(&report, said.clone()).is(200))
        }
    );
    let counting = papers.counting_period();
    let counted = papers.report_draft(&counting, "culture");
    let values = json!({"content": {"sections": [{"code": "I", "text": "Đã làm"}, {"code": "III.2", "text": "Sẽ làm"}],
        "values": [{"indicator": "DN.01", "total": 3}]}});
    by("culture_officer").patch(&counted, values).is(200);
    papers.bring_report(&counted, "culture", "accepted");
    let made = papers.consolidation_of(&counting);
    papers.consolidate(&made, consolidation_step("compile"));
    let sources = List {
        operation: "GET /consolidations/{id}/sources",
        path: format!("{made}/sources?indicator=DN.01"),
        by: by("standing_officer"),
    };
    let texts = List {
        operation: "GET /consolidations/{id}/texts",
        path: format!("{made}/texts?section=I"),
        by: by("standing_officer"),
    };
    change!(
        [
            list("GET /consolidations", "standing_officer"),
            below("GET /consolidations/{id}/transitions", &made, "standing_officer"),
            below("GET /consolidations/{id}/items", &made, "standing_officer"),
            sources,
            texts,
        ],
        {
            let late = papers.report_draft(&counting, "justice");
            move || {
                city.papers().bring_report(&late, "justice", "accepted");
                city.papers().consolidate(&made, consolidation_step("compile"));
            }
        }
    );

    let agencies = city.drafted_change("2017-12-31", json!([crate::harness::ends(city.agency("culture"), None)]));
    change!(
        [
            list("GET /agency-changes", "standing_officer"),
            below("GET /agency-changes/{id}/transitions", &agencies, "auditor"),
        ],
        move || drop(by("standing_lead").patch(&agencies, json!({"effective_on": "2018-02-01"})).is(200))
    );

    // The Month, its plans and events, and what the public sees.
    let month = papers.month("planned");
    change!(
        [
            list("GET /action-months", "justice_officer"),
            below("GET /action-months/{id}/transitions", &month, "justice_officer")
        ],
        move || drop(by("standing_officer").patch(&month, json!({"name": "Tháng hành động khác"})).is(200))
    );
    let plan = papers.plan("culture", "draft");
    change!(
        [list("GET /event-plans", "culture_lead"), below("GET /event-plans/{id}/transitions", &plan, "culture_lead")],
        move || drop(by("culture_officer").patch(&plan, json!({"note": "Ghi chú"})).is(200))
    );
    let event = papers.event("culture", json!({}));
    change!(
        [list("GET /events", "culture_lead"), below("GET /events/{id}/transitions", &event, "culture_lead")],
        move || drop(by("culture_officer").patch(&event, json!({"capacity": 70})).is(200))
    );
    let reported = papers.event_in("culture", "reported");
    change!([below("GET /events/{id}/results", &reported, "culture_lead")], {
        move || drop(by("culture_lead").transition(&reported, event_step("correct")).is(200))
    });
    let shown = papers.event_in("culture", "confirmed");
    papers.bring_publication("culture", &shown, "requested");
    let publication = format!("{shown}/publication");
    change!(
        [
            below("GET /events/{id}/publication/transitions", &shown, "culture_lead"),
            List { operation: "GET /public/v1/events", path: "//public/v1/events".to_owned(), by: city.nobody() },
        ],
        move || drop(by("standing_officer").transition(&publication, json!({"action": "approve"})).is(200))
    );
    let address = json!({"agency_id": city.agency("culture"), "label": "Điện thoại"});
    let address = created("culture_officer", "/calendar-addresses", address);
    change!(
        [
            list("GET /calendar-addresses", "culture_lead"),
            below("GET /calendar-addresses/{id}/transitions", &address, "culture_lead"),
        ],
        move || drop(by("culture_lead").transition(&address, reason("revoke")).is(200))
    );

    // Inspections, and what they find.
    let checklist = papers.checklist("culture", "draft");
    change!(
        [
            list("GET /checklists", "culture_lead"),
            below("GET /checklists/{id}/transitions", &checklist, "culture_lead")
        ],
        move || drop(by("culture_officer").patch(&checklist, json!({"title": "Danh mục khác"})).is(200))
    );
    let decision = papers.decision("culture", "draft");
    change!(
        [
            list("GET /committee-decisions", "culture_lead"),
            below("GET /committee-decisions/{id}/transitions", &decision, "culture_lead"),
        ],
        move || drop(by("standing_officer").patch(&decision, json!({"number": "DEMO-9/QĐ"})).is(200))
    );
    let plan = papers.inspection_plan("district", "draft");
    change!(
        [
            list("GET /inspection-plans", "district_lead"),
            below("GET /inspection-plans/{id}/transitions", &plan, "district_lead"),
        ],
        move || drop(by("district_officer").patch(&plan, json!({"title": "Kế hoạch khác"})).is(200))
    );
    let open = papers.recommendation("open");
    let visit = papers.visit_of("committee", "justice", &["district_lead", "district_officer"], "in_progress");
    change!([below("GET /inspections/{id}/carried", &visit, "district_lead")], {
        let path = format!("{visit}/carried/{}", id_in(&open));
        move || drop(by("district_officer").put(&path, json!({"found": "partly"})).is(200))
    });
    let own = papers.self_inspection();
    change!([below("GET /inspections/{id}/answers", &own, "district_lead")], {
        let path = format!("{own}/answers/1.1");
        move || drop(by("district_officer").put(&path, met()).is(200))
    });
    let (handed_in, _) = papers.handed_in();
    change!([below("GET /inspections/{id}/disclosures", &handed_in, "standing_lead")], {
        let path = format!("{handed_in}/answers/1.1/disclosures");
        move || drop(by("standing_lead").post(&path, json!({"purpose": "Chuẩn bị kết luận"})).is(200))
    });
    let scheduled = papers.visit("scheduled");
    change!(
        [
            list("GET /inspections", "standing_lead"),
            below("GET /inspections/{id}/transitions", &scheduled, "standing_lead"),
        ],
        move || drop(by("standing_lead").transition(&scheduled, reason("postpone")).is(200))
    );
    let report = papers.inspection_report("draft");
    change!(
        [
            list("GET /inspection-reports", "standing_officer"),
            below("GET /inspection-reports/{id}/transitions", &report, "standing_officer"),
        ],
        move || drop(by("standing_officer").patch(&report, json!({"summary": "Tóm tắt khác"})).is(200))
    );

    // Difficulties, from hand to hand.
    let raised = papers.difficulty_draft("culture", json!({"sensitivity": "restricted"}));
    papers.bring_difficulty("culture", &raised, "raised");
    change!([below("GET /difficulties/{id}/disclosures", &raised, "culture_lead")], {
        let path = format!("{raised}/disclosures");
        move || drop(by("culture_lead").post(&path, json!({"purpose": "Xem lại trước khi họp"})).is(200))
    });
    let taken_on = papers.difficulty("culture", "raised");
    change!(
        [
            list("GET /difficulties", "culture_lead"),
            below("GET /difficulties/{id}/transitions", &taken_on, "culture_lead"),
        ],
        move || drop(by("standing_officer").transition(&taken_on, json!({"action": "acknowledge"})).is(200))
    );

    // Reminders, and where they arrive.
    let own = papers.self_inspection_of("committee", "justice", "in_progress");
    let with_agency = papers.inspection_report("with_agency");
    let event = papers.event("commune", json!({}));
    let period = papers.open_period();
    let owed = papers.owed(&period, "culture");
    for (operation, field, object, reader) in [
        ("GET /obligations/{id}/reminders", "obligation_ids", &owed, "culture_lead"),
        ("GET /events/{id}/reminders", "event_ids", &event, "commune_lead"),
        ("GET /inspections/{id}/reminders", "inspection_ids", &own, "justice_lead"),
        ("GET /inspection-reports/{id}/reminders", "inspection_report_ids", &with_agency, "justice_lead"),
        ("GET /recommendations/{id}/reminders", "recommendation_ids", &open, "justice_lead"),
        ("GET /difficulties/{id}/reminders", "difficulty_ids", &raised, "culture_lead"),
    ] {
        let body = json!({field: [id_in(object)]});
        change!([below(operation, object, reader)], move || {
            let told = by("standing_officer").post("/reminders", body.clone()).is(200);
            assert_eq!(told["made"].as_array().map(Vec::len), Some(1), "{told}");
        });
    }
    change!(
        [
            list("GET /reminders", "culture_lead"),
            below("GET /assignments/{id}/reminders", &assignment, "culture_lead"),
            list("GET /me/notifications", "culture_lead"),
        ],
        {
            let body = json!({"assignment_ids": [id_in(&assignment)]});
            move || drop(by("standing_officer").post("/reminders", body.clone()).is(200))
        }
    );
    change!(
        [
            list("GET /recommendations", "justice_lead"),
            below("GET /recommendations/{id}/transitions", &open, "justice_lead"),
            list("GET /audit-entries", "auditor"),
        ],
        move || drop(by("justice_lead").transition(&open, json!({"action": "accept"})).is(200))
    );
    change!([list("GET /me/notifications", "culture_lead")], {
        move || {
            let unread = by("culture_lead").get("/me/notifications?unread=true").ids();
            by("culture_lead").post(&format!("/me/notifications/{}/read", unread[0]), json!({})).is(200);
        }
    });
    all
}

both_databases![
    every_list_is_followed,
    a_task_is_new_when_its_programme_is_issued,
    an_order_that_is_named_is_kept,
    whoever_polls_ends_with_what_there_is
];

fn every_list_is_followed(city: City) {
    let changes = changes(&city);
    let followed: BTreeSet<String> =
        changes.iter().flat_map(|it| &it.lists).map(|it| it.operation.to_owned()).collect();
    let timeless: BTreeSet<String> = TIMELESS.iter().map(|(operation, _)| (*operation).to_owned()).collect();
    for (operation, takes_since) in documented(&city) {
        assert_eq!(takes_since, !timeless.contains(&operation), "{operation}");
        assert!(followed.contains(&operation) || timeless.contains(&operation), "{operation} has no row here");
    }
    // After everything, and each at a minute of its own.
    city.at("2017-12-20T09:00:00+07:00");
    for change in &changes {
        let now = city.clock.now().plus_seconds(60);
        assert!(city.clock.set(now));
        let before: Vec<Option<String>> = change
            .lists
            .iter()
            .map(|list| {
                assert!(list.walk(&format!("updated_since={now}"), 50).is_empty(), "{}: not yet", list.operation);
                list.by.get(&list.asked("limit=200")).etag()
            })
            .collect();
        (change.act)();
        for (list, etag) in change.lists.iter().zip(before) {
            list.shows_what_changed(now, etag);
            list.holds_at_rest();
        }
    }
    for (operation, _) in TIMELESS {
        let path = operation.trim_start_matches("GET ").replace("{id}", &city.agency("culture").to_string());
        let path = match path.strip_prefix("/agency-changes/") {
            Some(_) => format!("{}/preview/grants", city.change_of_a_unit("H24.02.75", "draft")),
            None => path,
        };
        let whole = city.standing_lead().get(&path);
        let etag = whole.etag().expect("an ETag");
        assert_eq!(city.standing_lead().with("if-none-match", etag).get(&path).status, 304);
        let refused = city.standing_lead().get(&format!("{path}?updated_since={EVER}"));
        refused.is_problem(400, "bad_parameter").points_at("updated_since", "field_unknown");
    }
}

/// Nothing of it changes with the issue, and yet it is there for whoever could not read it before.
fn a_task_is_new_when_its_programme_is_issued(city: City) {
    let papers = city.papers();
    let programme = papers.draft("committee", "justice");
    papers.submit("committee", &programme);
    let (reader, drafter) = (city.by("culture_officer"), city.standing_officer());
    let path = |since: Instant| format!("/tasks?updated_since={since}&programme_id={}", id_in(&programme));
    let now = city.clock.now().plus_seconds(3_600);
    assert!(city.clock.set(now));
    assert!(drafter.get(&path(now)).items().is_empty() && reader.get(&path(now)).items().is_empty());
    papers.issue("committee", &programme);
    let shown = reader.get(&path(now)).items();
    assert_eq!(shown.len(), 1);
    assert!(time(&shown[0]) < now && shown[0]["version"] == 1, "the task is as it was: {shown:?}");
    // The next revision begins with copies, and is issued with them.
    let next = city.chair().transition(&programme, json!({"action": "amend", "reason": "Bổ sung"})).is(200);
    let next = format!("/programmes/{}", next["id"].as_str().expect("an id"));
    let later = now.plus_seconds(3_600);
    assert!(city.clock.set(later));
    papers.submit("committee", &next);
    papers.issue("committee", &next);
    let of_next = reader.get(&format!("/tasks?updated_since={later}")).items();
    assert_eq!(of_next.iter().map(|it| it["programme_id"].clone()).collect::<Vec<_>>(), [id_in(&next)]);
}

fn an_order_that_is_named_is_kept(city: City) {
    let since = city.clock.now().plus_seconds(60);
    assert!(city.clock.set(since));
    for name in ["culture", "justice", "labour"] {
        let moment = city.clock.now().plus_seconds(1);
        assert!(city.clock.set(moment));
        city.admin().patch(&format!("/agencies/{}", city.agency(name)), json!({"short_name": "Sở"})).is(200);
    }
    let codes = |query: &str| -> Vec<Value> {
        let found = city.officer().get(&format!("/agencies?updated_since={since}{query}")).items();
        found.iter().map(|it| it["code"].clone()).collect()
    };
    assert_eq!(codes(""), ["H24.03", "H24.02", "H24.01"], "as they changed");
    assert_eq!(codes("&sort=code"), ["H24.01", "H24.02", "H24.03"]);
    assert_eq!(codes("&sort=-code&limit=2"), ["H24.03", "H24.02"]);
    // The place in one order is none in the other.
    let next = city.officer().get(&format!("/agencies?updated_since={since}&limit=1")).is(200)["next"].clone();
    let next = next.as_str().expect("a cursor");
    city.officer().get(&format!("/agencies?limit=1&cursor={next}")).is_problem(422, "cursor_invalid");
    city.officer()
        .get(&format!("/agencies?updated_since={since}&sort=code&cursor={next}"))
        .is_problem(422, "cursor_invalid");
    // What changes while somebody reads comes again at the end, and nothing is passed over.
    let page = |cursor: &str| city.officer().get(&format!("/agencies?updated_since={since}&limit=1{cursor}")).is(200);
    let first = page("");
    let moment = city.clock.now().plus_seconds(1);
    assert!(city.clock.set(moment));
    city.admin().patch(&format!("/agencies/{}", city.agency("culture")), json!({"short_name": "VHTT"})).is(200);
    let mut seen = vec![first["items"][0]["code"].clone()];
    let mut next = first["next"].clone();
    while let Some(cursor) = next.as_str() {
        let page = page(&format!("&cursor={cursor}"));
        seen.push(page["items"][0]["code"].clone());
        next = page["next"].clone();
    }
    assert_eq!(seen, ["H24.03", "H24.02", "H24.01", "H24.03"]);
}

/// A copy of all that somebody reads, kept by polling.
struct Copy<'a> {
    by: &'a Person,
    lists: Vec<String>,
    known: BTreeMap<String, BTreeMap<String, Value>>,
    since: Instant,
    polled: usize,
}

impl Copy<'_> {
    /// One round, as the document describes it.
    fn poll(&mut self) {
        let now = self.by.get("/time").is(200)["now"].as_str().map(str::to_owned).expect("the civil time");
        let now = Instant::parse(&now).expect("an instant");
        let since = self.since.plus_seconds(-120);
        for path in &self.lists {
            let mut cursor = String::new();
            loop {
                let page = self.by.get(&format!("{path}?updated_since={since}&limit=3{cursor}"));
                for item in page.items() {
                    self.known.entry(path.clone()).or_default().insert(name(&item), item);
                    self.polled += 1;
                }
                match page.body["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
        }
        self.since = now;
    }

    /// The same, read as a whole.
    fn whole(&self) -> BTreeMap<String, BTreeMap<String, Value>> {
        let mut all = BTreeMap::new();
        for path in &self.lists {
            let list = List { operation: "a copy", path: path.clone(), by: self.by.clone() };
            let items: BTreeMap<String, Value> =
                list.walk("count=false", 200).into_iter().map(|it| (name(&it), it)).collect();
            if !items.is_empty() {
                all.insert(path.clone(), items);
            }
        }
        all
    }
}

/// The clock goes on by half a minute whenever somebody writes.
fn tick(clock: &CivilClock, time: &AtomicI64) {
    let now = Instant(time.fetch_add(30_000_000, Ordering::SeqCst) + 30_000_000);
    clock.set(now);
}

/// The portal keeps a copy of the city while its people work, and has it all in the end.
fn whoever_polls_ends_with_what_there_is(city: City) {
    let machine = json!({"name": "Cổng thông tin điện tử", "agency_id": city.agency("committee"), "role": "portal",
        "scope": "subtree"});
    let machine = city.admin().post("/service-accounts", machine).is(201)["id"].as_str().expect("an id").to_owned();
    let portal = city.acting("portal", machine.parse().expect("an id"), city.agency("committee"));
    let lists = [
        "/agencies",
        "/legal-documents",
        "/indicators",
        "/programmes",
        "/tasks",
        "/assignments",
        "/report-regimes",
        "/report-periods",
        "/obligations",
        "/consolidations",
        "/action-months",
        "//public/v1/events",
    ];
    let mut copy = Copy {
        by: &portal,
        lists: lists.map(str::to_owned).to_vec(),
        known: BTreeMap::new(),
        since: Instant::parse(EVER).expect("an instant"),
        polled: 0,
    };
    let papers = city.papers();
    let (time, busy) = (AtomicI64::new(city.clock.now().0), AtomicBool::new(true));
    std::thread::scope(|scope| {
        let step = || tick(&city.clock, &time);
        let programmes = scope.spawn(move || {
            for _ in 0..3 {
                let programme = papers.draft("committee", "justice");
                step();
                papers.submit("committee", &programme);
                step();
                papers.issue("committee", &programme);
                for (assignment, state) in papers.assignments(&programme).iter().zip(["verified"]) {
                    step();
                    papers.bring("committee", "justice", assignment, state);
                }
            }
        });
        let papers = city.papers();
        let reports = scope.spawn(move || {
            for _ in 0..3 {
                let period = papers.counting_period();
                for agency in ["culture", "justice"] {
                    step();
                    papers.submission_in(&period, agency, "accepted");
                }
                step();
                let made = papers.consolidation_of(&period);
                papers.bring_consolidation(&made, "issued");
            }
        });
        let papers = city.papers();
        let events = scope.spawn(move || {
            papers.month("announced");
            let paper = json!({"number": "12/QĐ-UBND", "kind": "decision", "issuer": "Uỷ ban nhân dân thành phố",
                "issued_on": "2017-01-10", "title": "Quyết định về sự tiến bộ của phụ nữ"});
            papers.city.admin().post("/legal-documents", paper).is(201);
            for state in ["published", "change_requested", "published"] {
                let event = papers.event("culture", json!({}));
                papers.city.by("culture_lead").transition(&event, event_step("confirm")).is(200);
                papers.bring_publication("culture", &event, state);
                step();
            }
        });
        let (copy, busy) = (&mut copy, &busy);
        let keeper = scope.spawn(move || {
            while busy.load(Ordering::SeqCst) {
                copy.poll();
            }
            // What was written last is read by the next round.
            copy.poll();
        });
        for writer in [programmes, reports, events] {
            writer.join().expect("nothing went wrong");
        }
        busy.store(false, Ordering::SeqCst);
        keeper.join().expect("nothing went wrong");
    });
    let whole = copy.whole();
    assert_eq!(whole.len(), lists.len(), "{:?}", whole.keys());
    for (path, items) in &whole {
        assert_eq!(copy.known.get(path), Some(items), "{path}");
    }
    // Two days on nothing has changed, and nothing is sent again.
    days_pass(&city, 2);
    copy.poll();
    let before = copy.polled;
    copy.poll();
    assert_eq!(copy.polled, before);
}
