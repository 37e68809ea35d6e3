//! What anybody may read without a token, and what nobody may without one.

use std::collections::BTreeMap;

use crate::harness::{Answer, City, Engine, Value, both_databases, event_step, id_in, json, results};

both_databases![
    each_pair_of_states_is_public_or_is_not,
    a_text_is_public_once_it_was_approved_and_until_another_was,
    nothing_but_what_was_approved_is_told,
    a_list_is_narrowed_and_read_in_pages,
    every_web_page_reads_it_and_caches_keep_it,
    of_several_committees_one_is_named,
    an_announced_month_is_public,
    a_calendar_counts_what_the_public_saw_change,
    an_unchanged_calendar_is_the_same_bytes_on_every_instance,
    what_people_write_comes_back_as_it_went_in,
    a_calendar_covers_five_hundred_days,
];

/// The properties of one VEVENT, by name, without their parameters.
pub type Entry = BTreeMap<String, String>;

/// The VEVENTs of a calendar by UID: what this reads is held against a parser of another ecosystem in the contract's checks.
#[track_caller]
pub fn entries(answer: &Answer) -> BTreeMap<String, Entry> {
    assert_eq!(answer.status, 200, "{answer}");
    assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"), "{answer}");
    let text = String::from_utf8(answer.bytes.clone()).expect("UTF-8");
    let (mut found, mut current) = (BTreeMap::new(), None::<Entry>);
    for line in text.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{line}");
    }
    for line in text.replace("\r\n ", "").split("\r\n") {
        match (line, &mut current) {
            ("BEGIN:VEVENT", _) => current = Some(Entry::new()),
            ("END:VEVENT", Some(entry)) => {
                let uid = entry["UID"].clone();
                assert!(found.insert(uid.clone(), std::mem::take(entry)).is_none(), "{uid} twice");
                current = None;
            }
            (line, Some(entry)) => {
                let (name, value) = line.split_once(':').expect("a property");
                let value = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
                entry.insert(name.split(';').next().unwrap_or_default().to_owned(), value);
            }
            _ => {}
        }
    }
    found
}

/// The identifier in a path.
pub fn id_of(path: &str) -> String {
    id_in(path).to_owned()
}

fn of<'a>(entries: &'a BTreeMap<String, Entry>, event: &str, name: &str) -> &'a str {
    entries.get(&id_of(event)).and_then(|it| it.get(name)).map_or("", String::as_str)
}

/// An event of the Department of Justice whose publication is in a state, before the event itself moves on.
fn published(city: &City, fields: Value, state: &str) -> String {
    let papers = city.papers();
    let event = papers.event("justice", fields);
    papers.bring_event("justice", &event, "confirmed");
    papers.bring_publication("justice", &event, state);
    event
}

fn each_pair_of_states_is_public_or_is_not(city: City) {
    city.at("2017-11-20T12:00:00+07:00");
    let (papers, lead, nobody) = (city.papers(), city.lead(), city.nobody());
    let all = ["none", "requested", "published", "change_requested", "refused", "withdrawn"];
    let settled = ["none", "published", "refused", "withdrawn"];
    let reached: [(&str, &[&str], &[&str], &str); 6] = [
        ("planned", &[], &["none"], ""),
        ("confirmed", &[], &all, "scheduled"),
        ("held", &["hold"], &all, "held"),
        ("reported", &["hold", "report"], &all, "held"),
        ("postponed", &["postpone"], &settled, "postponed"),
        ("cancelled", &["cancel"], &settled, "cancelled"),
    ];
    let (mut pairs, mut shown) = (0, Vec::new());
    for (state, steps, publications, status) in reached {
        for publication in publications {
            let event = match state {
                "planned" => papers.event("justice", json!({})),
                _ => published(&city, json!({}), publication),
            };
            steps.iter().for_each(|step| drop(lead.transition(&event, event_step(step)).is(200)));
            assert_eq!(lead.get(&event).is(200)["state"], state);
            assert_eq!(lead.get(&format!("{event}/publication")).is(200)["state"], **publication);
            let read = nobody.get(&format!("//public/v1{event}"));
            if ["published", "change_requested"].contains(publication) {
                assert_eq!(read.is(200)["status"], status, "{state} {publication}");
                shown.push(id_of(&event));
            } else {
                read.is_problem(404, "not_found");
            }
            pairs += 1;
        }
    }
    assert_eq!(pairs, 27);
    let mut listed = nobody.get("//public/v1/events").ids();
    let mut told: Vec<String> = entries(&nobody.get("//public/v1/events.ics")).into_keys().collect();
    listed.sort();
    told.sort();
    shown.sort();
    assert_eq!((&listed, &told), (&shown, &shown));

    // What is only asked for is recalled by what happens to the event, and the public never knew.
    for (from, to, is_public) in [("requested", "none", false), ("change_requested", "published", true)] {
        for step in ["postpone", "cancel"] {
            let event = published(&city, json!({}), from);
            lead.transition(&event, event_step(step)).is(200);
            assert_eq!(lead.get(&format!("{event}/publication")).is(200)["state"], to, "{from} {step}");
            assert_eq!(nobody.get(&format!("//public/v1{event}")).status == 200, is_public);
        }
    }
    let moved = published(&city, json!({}), "published");
    lead.transition(&moved, event_step("reschedule")).is(200);
    let read = nobody.get(&format!("//public/v1{moved}")).is(200);
    assert_eq!((&read["status"], &read["starts_at"]), (&json!("rescheduled"), &json!("2017-11-22T01:00:00.000000Z")));
}

fn a_text_is_public_once_it_was_approved_and_until_another_was(city: City) {
    let (papers, lead, standing, nobody) = (city.papers(), city.lead(), city.standing_lead(), city.nobody());
    let event = published(&city, json!({"title": "Tên được duyệt"}), "published");
    let (path, publication) = (format!("//public/v1{event}"), format!("{event}/publication"));
    let title = || nobody.get(&path).is(200)["title"].clone();
    assert_eq!(title(), "Tên được duyệt");
    lead.patch(&event, json!({"title": "Tên chưa duyệt"})).is(200);
    assert_eq!(title(), "Tên được duyệt");
    papers.request(&lead, &event).is(200);
    lead.patch(&event, json!({"title": "Tên sau khi gửi"})).is(200);
    assert_eq!(title(), "Tên được duyệt");
    standing.transition(&publication, json!({"action": "refuse", "reason": "Chưa rõ"})).is(200);
    assert_eq!(title(), "Tên được duyệt");
    papers.request(&lead, &event).is(200);
    lead.patch(&event, json!({"title": "Tên không ai duyệt"})).is(200);
    let listed = nobody.get("//public/v1/events").items();
    assert_eq!(listed[0]["title"], "Tên được duyệt");
    standing.transition(&publication, json!({"action": "approve"})).is(200);
    assert_eq!(title(), "Tên sau khi gửi");
    assert_eq!(of(&entries(&nobody.get("//public/v1/events.ics")), &event, "SUMMARY"), "Tên sau khi gửi");
    lead.transition(&publication, json!({"action": "withdraw", "reason": "Nhầm"})).is(200);
    nobody.get(&path).is_problem(404, "not_found");
    assert!(entries(&nobody.get("//public/v1/events.ics")).is_empty());
}

fn nothing_but_what_was_approved_is_told(city: City) {
    city.at("2017-11-20T12:00:00+07:00");
    let (lead, standing, nobody) = (city.lead(), city.standing_lead(), city.nobody());
    let partners = json!([
        {"kind": "agency", "agency_id": city.agency("culture"), "role": "co_organiser"},
        {"kind": "enterprise", "name": "Công ty Sao Biển", "role": "co_organiser"},
        {"kind": "enterprise", "name": "Nhà tài trợ kín", "role": "supporter"},
    ]);
    let planned = json!({"state": 98_765_431, "mobilised_cash": 98_765_432});
    let fields = json!({"partners": partners, "planned": planned, "capacity": 54_321});
    let event = published(&city, fields, "published");
    let mut came = results();
    came["narrative"] = json!("Chuyện bên trong");
    came["spent"] = json!({"state": 98_765_433});
    lead.transition(&event, event_step("hold")).is(200);
    lead.transition(&event, json!({"action": "not_held", "reason": "Lý do bên trong"})).is(200);
    lead.transition(&event, event_step("hold")).is(200);
    lead.transition(&event, json!({"action": "report", "results": came})).is(200);
    lead.patch(&event, json!({"title": "Tên chưa duyệt"})).is(200);
    city.papers().request(&lead, &event).is(200);
    let refusal = json!({"action": "refuse", "reason": "Lý do từ chối"});
    standing.transition(&format!("{event}/publication"), refusal).is(200);

    let read = nobody.get(&format!("//public/v1{event}"));
    let body = read.is(200);
    let fields: Vec<&str> = body.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut expected = vec![
        "id",
        "title",
        "summary",
        "form",
        "form_note",
        "mode",
        "themes",
        "audiences",
        "organiser",
        "co_organisers",
        "venue",
        "online_url",
        "occasion",
        "status",
        "starts_at",
        "ends_at",
    ];
    expected.sort_unstable();
    assert_eq!(fields, expected);
    assert_eq!(body["organiser"], "Sở Tư pháp");
    assert_eq!(body["co_organisers"], json!(["Sở Văn hoá và Thể thao", "Công ty Sao Biển"]));
    let inside = [
        "9876543",
        "54321",
        "Chuyện bên trong",
        "Lý do",
        "Tên chưa duyệt",
        "Nhà tài trợ kín",
        "justice_lead",
        "participants",
        "version",
    ];
    let ids = ["justice", "culture", "committee"].map(|agency| city.agency(agency).to_string());
    let people = ["justice_lead", "standing_lead"].map(|login| city.user(login).to_string());
    for path in [format!("//public/v1{event}"), "//public/v1/events".into(), "//public/v1/events.ics".into()] {
        let bytes = nobody.get(&path).bytes;
        let text = String::from_utf8(bytes).expect("UTF-8").replace("\r\n ", "");
        for secret in inside.iter().map(|it| (*it).to_owned()).chain(ids.clone()).chain(people.clone()) {
            // A calendar says which version of the standard it is written in.
            assert!(
                !text.contains(&secret) || secret == "version" && path.ends_with(".ics"),
                "{secret} in {path}: {text}"
            );
        }
    }
}

fn a_list_is_narrowed_and_read_in_pages(city: City) {
    let day = |day: u32, fields: Value| {
        let mut all = json!({"starts_at": format!("2017-11-{day}T08:00:00+07:00"), "ends_at": format!("2017-11-{day}T11:00:00+07:00")});
        fields.as_object().expect("fields").iter().for_each(|(name, value)| all[name] = value.clone());
        published(&city, all, "published")
    };
    let first = day(16, json!({"title": "Mít tinh", "form": "rally"}));
    let second = day(17, json!({"title": "Toạ đàm gia đình", "form": "round_table", "occasion": "other"}));
    let long = published(
        &city,
        json!({"title": "Triển lãm", "form": "exhibition", "starts_at": "2017-11-15T00:00:00+07:00", "ends_at": "2017-12-16T00:00:00+07:00"}),
        "published",
    );
    let third = day(18, json!({"title": "Hội thảo", "venue": {"name": "Cung Văn hoá"}}));
    let ids = |events: &[&String]| events.iter().map(|it| id_of(it)).collect::<Vec<String>>();
    let nobody = city.nobody();
    let listed = |query: &str| nobody.get(&format!("//public/v1/events{query}")).ids();
    assert_eq!(listed(""), ids(&[&long, &first, &second, &third]));
    let of_day = "?from=2017-11-17T00:00:00%2B07:00&before=2017-11-18T00:00:00%2B07:00";
    assert_eq!(listed(of_day), ids(&[&long, &second]));
    // What ends as a day begins is not of it, and what begins as it ends is of the next.
    assert_eq!(listed("?from=2017-11-16T11:00:00%2B07:00&before=2017-11-17T08:00:00%2B07:00"), ids(&[&long]));
    assert_eq!(listed("?form=rally&form=round_table"), ids(&[&first, &second]));
    assert_eq!(listed("?occasion=other"), ids(&[&second]));
    assert_eq!(listed("?q=cung%20van%20hoa"), ids(&[&third]));
    assert_eq!(listed("?q=so%20tu%20phap").len(), 4);
    assert_eq!(listed("?q=khong%20co"), Vec::<String>::new());

    let page = nobody.get("//public/v1/events?limit=3&count=true");
    assert_eq!((page.ids(), &page.body["total"]), (ids(&[&long, &first, &second]), &json!(4)));
    let link = page.header("link").expect("a link").to_owned();
    let next = link.trim_start_matches('<').split('>').next().expect("an address");
    assert!(next.starts_with("/public/v1/events?"), "{link}");
    let last = nobody.get(&format!("/{next}"));
    assert_eq!((last.ids(), last.header("link")), (ids(&[&third]), None));

    for (query, code) in [
        ("?form=nothing", "bad_parameter"),
        ("?agency_id=1", "bad_parameter"),
        ("?limit=0", "bad_parameter"),
        ("?sort=title", "bad_parameter"),
    ] {
        nobody.get(&format!("//public/v1/events{query}")).is_problem(400, code);
    }
    let nothing = "//public/v1/events?from=2017-11-18T00:00:00Z&before=2017-11-18T00:00:00Z";
    nobody.get(nothing).is_problem(422, "times_reversed");
    nobody.get("//public/v1/events/1").is_problem(400, "bad_parameter");
}

fn every_web_page_reads_it_and_caches_keep_it(city: City) {
    city.month_of(2017);
    let event = published(&city, json!({}), "published");
    let page = city.nobody().with("origin", "https://bao.example.vn");
    let paths = ["//public/v1/events".to_owned(), format!("//public/v1{event}"), "//public/v1/events.ics".into()];
    let is_open = |answer: &Answer| {
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"), "{answer}");
        let vary: Vec<&str> = answer.headers.get_all("vary").iter().filter_map(|it| it.to_str().ok()).collect();
        assert!(!vary.join(",").to_lowercase().contains("authorization"), "{vary:?}");
    };
    for path in &paths {
        let answer = page.get(path);
        answer.is(200);
        is_open(&answer);
        assert_eq!(answer.header("cache-control"), Some("public, max-age=60"), "{answer}");
        let etag = answer.etag().expect("an ETag");
        assert!(etag.starts_with('"'), "strong: {etag}");
        let again = page.with("if-none-match", &etag).get(path);
        assert_eq!((again.status, again.bytes.len(), again.etag()), (304, 0, Some(etag)));
        is_open(&again);
        assert_eq!(again.header("cache-control"), Some("public, max-age=60"));
        // Whoever asks is not asked who he is.
        for person in [city.lead(), city.by("disabled"), city.stranger_with("made-up")] {
            assert_eq!(person.get(path).bytes, answer.bytes);
        }
        let asked = page.with("access-control-request-method", "GET").send("OPTIONS", path, None);
        assert_eq!(asked.status, 204, "{asked}");
        is_open(&asked);
        let head = page.send("HEAD", path, None);
        assert_eq!((head.status, head.bytes.len(), head.etag()), (200, 0, answer.etag()));
        let sent = page.send("POST", path, Some(b"{}".to_vec()));
        sent.is_problem(405, "method_not_allowed");
        is_open(&sent);
    }
    let unknown = page.get("//public/v1/events/01890a5d-ac96-774b-bcce-b302099a8057");
    unknown.is_problem(404, "not_found");
    is_open(&unknown);
    assert_eq!(unknown.header("cache-control"), Some("public, max-age=60"));
    let wrong = page.get("//public/v1/events?form=x");
    wrong.is_problem(400, "bad_parameter");
    is_open(&wrong);
    assert_eq!(wrong.header("cache-control"), Some("no-store"));
}

fn of_several_committees_one_is_named(city: City) {
    let event = published(&city, json!({}), "published");
    let nobody = city.nobody();
    let code = city.admin().get(&format!("/agencies/{}", city.agency("committee"))).is(200)["code"].clone();
    let code = code.as_str().expect("a code");
    assert_eq!(nobody.get(&format!("//public/v1/events?committee={code}")).ids(), [id_of(&event)]);
    city.found_another();
    for path in ["//public/v1/events", "//public/v1/events.ics", "//public/v1/action-months/2017"] {
        let answer = nobody.get(path);
        answer.is_problem(400, "bad_parameter");
        assert_eq!(answer.body["errors"][0]["code"], "field_missing", "{answer}");
    }
    assert_eq!(nobody.get(&format!("//public/v1/events?committee={code}")).ids(), [id_of(&event)]);
    let calendar = nobody.get(&format!("//public/v1/events.ics?committee={code}"));
    assert_eq!(entries(&calendar).into_keys().collect::<Vec<_>>(), [id_of(&event)]);
    // A department has a code too, and is no committee.
    for unknown in ["H99", "H24.02"] {
        assert!(nobody.get(&format!("//public/v1/events?committee={unknown}")).ids().is_empty());
        assert!(entries(&nobody.get(&format!("//public/v1/events.ics?committee={unknown}"))).is_empty());
        nobody.get(&format!("//public/v1/action-months/2017?committee={unknown}")).is_problem(404, "not_found");
    }
    assert_eq!(nobody.get(&format!("//public/v1{event}")).is(200)["id"], id_of(&event));
}

fn an_announced_month_is_public(city: City) {
    let (month, nobody, path) = (city.month_of(2017), city.nobody(), "//public/v1/action-months/2017");
    nobody.get(path).is_problem(404, "not_found");
    nobody.get("//public/v1/action-months/9").is_problem(404, "not_found");
    nobody.get("//public/v1/action-months/x").is_problem(400, "bad_parameter");
    city.standing_lead().transition(&month, json!({"action": "announce"})).is(200);
    let read = nobody.get(path);
    let told = json!({
        "year": 2017, "name": "Tháng hành động năm 2017", "theme": "Chung tay xoá bỏ bạo lực", "slogans": [],
        "opens_at": "2017-11-14T17:00:00.000000Z", "closes_at": "2017-12-15T17:00:00.000000Z",
    });
    assert_eq!(read.is(200), told);
    let known = nobody.with("if-none-match", read.etag().expect("an ETag"));
    assert_eq!(known.get(path).status, 304);
    city.standing_lead().transition(&month, json!({"action": "retract", "reason": "Đổi chủ đề"})).is(200);
    known.get(path).is_problem(404, "not_found");
}

fn a_calendar_counts_what_the_public_saw_change(city: City) {
    let (papers, lead, nobody) = (city.papers(), city.lead(), city.nobody());
    let event = published(&city, json!({"title": "Hội thảo"}), "published");
    let feed = || entries(&nobody.get("//public/v1/events.ics"));
    let sequence = || of(&feed(), &event, "SEQUENCE").parse::<u32>().expect("a number");
    let first = feed();
    for (name, value) in [
        ("SUMMARY", "Hội thảo"),
        ("STATUS", "CONFIRMED"),
        ("DTSTART", "20171120T080000"),
        ("DTEND", "20171120T110000"),
        ("LOCATION", "Hội trường thành phố, Số 5 Đinh Tiên Hoàng"),
        ("CATEGORIES", "seminar"),
    ] {
        assert_eq!(of(&first, &event, name), value);
    }
    let before = sequence();
    // What the public does not see is not counted.
    lead.patch(&event, json!({"title": "Chưa duyệt"})).is(200);
    papers.request(&lead, &event).is(200);
    assert_eq!(feed(), first);
    city.at("2017-02-02T09:00:00+07:00");
    lead.transition(&event, event_step("cancel")).is(200);
    let cancelled = feed();
    assert_eq!(sequence(), before + 1);
    assert_eq!(of(&cancelled, &event, "STATUS"), "CANCELLED");
    assert_eq!(of(&cancelled, &event, "SUMMARY"), "ĐÃ HUỶ: Hội thảo");
    assert_eq!(of(&cancelled, &event, "DTSTAMP"), "20170202T020000Z");
    assert_eq!(of(&cancelled, &event, "LAST-MODIFIED"), "20170202T020000Z");
    // Told for thirty days past its end, then no more.
    city.at("2017-12-20T23:59:59+07:00");
    assert_eq!(feed(), cancelled);
    city.at("2017-12-21T00:00:00+07:00");
    assert!(feed().is_empty());
    let history = lead.get(&format!("{event}/publication/transitions")).items();
    assert!(history.iter().any(|it| it["action"] == "follow"), "{history:?}");

    let moved = published(
        &city,
        json!({"starts_at": "2017-12-10T08:00:00+07:00", "ends_at": "2017-12-10T23:00:00+07:00"}),
        "published",
    );
    lead.transition(&moved, event_step("postpone")).is(200);
    assert_eq!(of(&feed(), &moved, "SUMMARY").split(':').next(), Some("HOÃN"));
    lead.transition(&format!("{moved}/publication"), json!({"action": "withdraw", "reason": "Thôi"})).is(200);
    assert!(!feed().contains_key(&id_of(&moved)));
}

fn an_unchanged_calendar_is_the_same_bytes_on_every_instance(mut city: City) {
    let event = published(&city, json!({}), "published");
    published(&city, json!({"form": "rally", "title": "Mít tinh"}), "published");
    let nobody = city.nobody();
    let path = "//public/v1/events.ics";
    let first = nobody.get(path);
    assert_eq!(entries(&first).len(), 2);
    city.at("2017-02-01T23:59:59+07:00");
    assert_eq!(nobody.get(path).bytes, first.bytes);
    // A day later it is made anew, and says the same: nothing in it is of now.
    city.at("2017-02-02T00:00:00+07:00");
    assert_eq!(nobody.get(path).bytes, first.bytes);
    let known = nobody.with("if-none-match", first.etag().expect("an ETag"));
    assert_eq!(known.get(path).status, 304);
    assert_eq!(entries(&nobody.get(&format!("{path}?form=rally"))).len(), 1);
    assert_eq!(nobody.get(path).bytes, first.bytes);
    if city.engine == Engine::Postgres {
        let another = city.another_instance();
        assert_eq!(nobody.on(&another).get(path).bytes, first.bytes);
        city.lead().on(&another).transition(&event, event_step("cancel")).is(200);
        let changed = known.get(path);
        assert_eq!(of(&entries(&changed), &event, "STATUS"), "CANCELLED");
        assert_eq!(nobody.on(&another).get(path).bytes, changed.bytes);
    } else {
        city.lead().transition(&event, event_step("cancel")).is(200);
        assert_eq!(of(&entries(&known.get(path)), &event, "STATUS"), "CANCELLED");
    }
    let changed = nobody.get(path).bytes;
    city.restart();
    assert_eq!(city.nobody().get(path).bytes, changed);
}

fn what_people_write_comes_back_as_it_went_in(city: City) {
    let title = "=HYPERLINK(\"https://x.example\";\"<script>alert(1)</script>\"), a\\nb; c\\, \\\\ 女性 🎉";
    let summary = "Dòng một\r\nDòng hai\rDòng ba\n\\n; , <b>";
    let name = "=1+1; \\, <i>".to_owned() + &"đ".repeat(150);
    let address = "https://hop.example.vn/a?b=1;2,3&c=%3Cscript%3E#d\\n";
    let fields = json!({"title": title, "public_summary": summary, "venue": {"name": name}, "mode": "hybrid", "online_url": address});
    let event = published(&city, fields, "published");
    let nobody = city.nobody();
    let read = nobody.get(&format!("//public/v1{event}")).is(200);
    let lines = "Dòng một\nDòng hai\nDòng ba\n\\n; , <b>";
    assert_eq!((&read["title"], &read["summary"]), (&json!(title), &json!(lines)));
    assert_eq!((&read["venue"]["name"], &read["online_url"]), (&json!(name), &json!(address)));
    let answer = nobody.get("//public/v1/events.ics");
    entries(&answer);
    let text = String::from_utf8(answer.bytes.clone()).expect("UTF-8").replace("\r\n ", "");
    let escaped = |text: &str| text.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;").replace('\n', "\\n");
    for line in [
        format!("SUMMARY:{}", escaped(title)),
        format!("DESCRIPTION:{}", escaped(lines)),
        format!("LOCATION:{}", escaped(&name)),
        format!("URL:{address}"),
    ] {
        assert!(text.split("\r\n").any(|it| it == line), "{line} in {text}");
    }
}

fn a_calendar_covers_five_hundred_days(city: City) {
    let fields = |from: &str, to: &str| json!({"occasion": "other", "starts_at": from, "ends_at": to});
    let near = published(&city, fields("2017-06-01T08:00:00+07:00", "2017-06-01T09:00:00+07:00"), "published");
    let far = published(&city, fields("2018-06-01T08:00:00+07:00", "2018-06-01T09:00:00+07:00"), "published");
    let nobody = city.nobody();
    let told =
        |query: &str| entries(&nobody.get(&format!("//public/v1/events.ics{query}"))).into_keys().collect::<Vec<_>>();
    assert_eq!(told(""), [id_of(&near)]);
    assert_eq!(told("?from=2018-01-01T00:00:00Z"), [id_of(&far)]);
    assert_eq!(told("?before=2018-01-01T00:00:00Z"), [id_of(&near)]);
    assert_eq!(told("?from=2017-06-01T00:00:00Z&before=2018-10-14T00:00:00Z").len(), 2);
    nobody
        .get("//public/v1/events.ics?from=2017-06-01T00:00:00Z&before=2018-10-14T00:00:00.000001Z")
        .is_problem(422, "outside_window");
    nobody.get("//public/v1/events.ics?limit=1").is_problem(400, "bad_parameter");
}
