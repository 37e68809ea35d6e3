//! What a request asks for beside its address: conditions, ranges and preferences, read as their RFCs read them.

use crate::harness::{Answer, City, PART, Person, both_databases, json, pdf};

both_databases![
    a_change_is_meant_for_any_version_that_was_read,
    a_tag_names_its_version_whatever_a_proxy_made_of_it,
    a_read_may_be_of_what_is_known_alone,
    what_cannot_be_read_is_not_asked_for,
    a_download_goes_on_from_where_it_stood,
    a_range_of_a_file_that_nobody_may_read_tells_nothing
];

/// Two lines of one name.
fn with_both(who: &Person, name: &str, one: &str, two: &str) -> Person {
    who.with(name, one).with(&name.to_uppercase(), two)
}

fn a_change_is_meant_for_any_version_that_was_read(city: City) {
    let officer = city.standing_officer();
    let programme = city.papers().bare_draft("committee");
    let etag = || officer.get(&programme).etag().expect("an ETag");
    let mut title = 0;
    let mut changed = |who: Person| {
        title += 1;
        who.send("PATCH", &programme, Some(json!({"title": format!("Lần {title}")}).to_string().into_bytes()))
    };
    let old = etag();
    changed(officer.with("if-match", &old)).is(200);
    changed(officer.with("if-match", &old)).is_problem(412, "stale_version");
    changed(officer.with("if-match", format!("\"x\" , {old},{}", etag()))).is(200);
    changed(with_both(&officer, "if-match", &old, &etag())).is(200);
    changed(officer.with("if-match", "*")).is(200);
    for (meant, not_meant) in [(etag(), etag()), (etag(), "*".to_owned()), ("*".to_owned(), etag())] {
        let both = officer.with("if-match", meant).with("if-none-match", not_meant);
        changed(both).is_problem(412, "stale_version");
    }
    changed(officer.with("if-match", "*").with("if-none-match", &old)).is(200);
    for nothing in ["\"9-abc\"", "7", "\"7\"", "*, *", "x", "\"\u{e9}\""] {
        changed(officer.with("if-match", nothing)).is_problem(412, "stale_version");
    }
    changed(officer.clone()).is_problem(428, "precondition_required");
    // What changes nothing is answered with the tag that was read, as it was written here.
    let same = |tag: String| {
        let body = json!({"title": officer.get(&programme).body["title"]}).to_string().into_bytes();
        officer.with("if-match", tag).send("PATCH", &programme, Some(body))
    };
    assert_eq!(same(format!("\"1-x\", W/{}", etag())).etag(), Some(etag()));
    assert!(same("*".to_owned()).etag().is_some_and(|tag| tag.starts_with("\"5-")), "of the version that is there");
    // Of fifty who mean whatever is there, all are done, one after the other.
    let before = officer.get(&programme).body["version"].as_i64().expect("a version");
    let each: Vec<Answer> = std::thread::scope(|scope| {
        let one = |number: usize| {
            let body = json!({"title": format!("Cùng lúc {number}")}).to_string().into_bytes();
            officer.with("if-match", "*").send("PATCH", &programme, Some(body))
        };
        let all: Vec<_> = (0..8).map(|number| scope.spawn(move || one(number))).collect();
        all.into_iter().map(|it| it.join().expect("an answer")).collect()
    });
    assert!(each.iter().all(|it| it.status == 200), "{each:?}");
    assert_eq!(officer.get(&programme).body["version"], before + 8);
}

fn a_tag_names_its_version_whatever_a_proxy_made_of_it(city: City) {
    let officer = city.standing_officer();
    let programme = city.papers().bare_draft("committee");
    let made = ["W/\"@\"", "\"@-gzip\"", "\"@;gzip\"", "W/\"@--br\""];
    for (number, made) in made.into_iter().enumerate() {
        let etag = officer.get(&programme).etag().expect("an ETag");
        let made = made.replace('@', etag.trim_matches('"'));
        let again = officer.with("if-none-match", &made).get(&programme);
        assert_eq!((again.status, again.etag()), (304, Some(etag)), "{made}");
        let body = json!({"title": format!("Lần {number}")}).to_string().into_bytes();
        let behind = officer.with("if-match", &made);
        behind.send("PATCH", &programme, Some(body.clone())).is(200);
        behind.send("PATCH", &programme, Some(body)).is_problem(412, "stale_version");
        assert_eq!(officer.with("if-none-match", &made).get(&programme).status, 200, "{made}");
    }
    let bytes = pdf(40);
    let content = format!("{}/content", city.papers().stored("justice", &bytes));
    let etag = city.officer().get(&content).etag().expect("an ETag");
    let coded = format!("W/\"{}-gzip\"", etag.trim_matches('"'));
    assert_eq!(city.officer().with("if-none-match", coded).get(&content).status, 304);
}

fn a_read_may_be_of_what_is_known_alone(city: City) {
    let officer = city.standing_officer();
    let programme = city.papers().bare_draft("committee");
    let etag = officer.get(&programme).etag().expect("an ETag");
    for known in [etag.clone(), "*".to_owned(), format!("\"x\", {etag}")] {
        officer.with("if-match", known).get(&programme).is(200);
    }
    officer.with("if-match", "\"9-abc\"").get(&programme).is_problem(412, "stale_version");
    let neither = officer.with("if-match", "\"9-abc\"").with("if-none-match", &etag);
    neither.get(&programme).is_problem(412, "stale_version");
    assert_eq!(officer.with("if-match", &etag).with("if-none-match", &etag).get(&programme).status, 304);
    assert_eq!(officer.with("if-match", "\"9-abc\"").send("HEAD", &programme, None).status, 412);
    // What is not there is that, whatever else is asked for.
    let unknown = "/programmes/01890a5d-ac96-774b-bcce-b302099a8057";
    officer.with("if-match", "\"9-abc\"").get(unknown).is_problem(404, "not_found");
    officer.with("if-match", "*").get(unknown).is_problem(404, "not_found");
    officer.with("if-match", "*").get("/programmes").is(200);
}

fn what_cannot_be_read_is_not_asked_for(city: City) {
    let officer = city.standing_officer();
    let programme = city.papers().bare_draft("committee");
    let long = format!("{}\"x\"", "\"0123456789\",".repeat(400));
    for (name, value) in [
        ("if-none-match", "x"),
        ("if-none-match", "\u{e9}"),
        ("if-none-match", "\"a\nb\""),
        ("if-none-match", &long),
        ("if-modified-since", "Fri, 31 Dec 2100 23:59:59 GMT"),
        ("if-modified-since", "yesterday"),
        ("if-unmodified-since", "Sat, 01 Jan 2000 00:00:00 GMT"),
        ("range", "bytes=0-9"),
        ("range", "lines=1-2"),
        ("if-range", "\"x\""),
        ("accept-language", "vi_VN"),
        ("accept-language", &long),
        ("accept-encoding", "br;q=2, \u{e9}"),
        ("accept-charset", "iso-8859-1"),
        ("prefer", "return=minimal"),
        ("te", "trailers"),
        ("traceparent", "00-x"),
        ("forwarded", "for=\"[x\";;="),
        ("x-forwarded-for", ",,x"),
        ("x-forwarded-prefix", "//elsewhere.example"),
        ("cookie", "a=b"),
    ] {
        if !value.contains('\n') {
            officer.with(name, value).get(&programme).is(200);
        }
    }
    for (lines, spoken) in [(("en;q=0.1", "vi;q=0.9"), "vi"), (("fr", "en;q=0.5"), "en"), (("vi;q=0", "*"), "en")] {
        let answer = with_both(&officer, "accept-language", lines.0, lines.1).get("/nowhere");
        assert_eq!(answer.header("content-language"), Some(spoken), "{lines:?}");
    }
}

fn a_download_goes_on_from_where_it_stood(city: City) {
    let bytes = pdf(2 * PART + 100);
    let size = bytes.len();
    let officer = city.officer();
    let content = format!("{}/content", city.papers().stored("justice", &bytes));
    let whole = officer.get(&content);
    let etag = whole.etag().expect("an ETag");
    assert_eq!((whole.status, whole.header("accept-ranges"), whole.bytes == bytes), (200, Some("bytes"), true));
    let asked = |range: &str| officer.with("range", range).with("accept-encoding", "gzip").get(&content);
    // Within a part, over the border of two, over all three, the first and the last byte.
    for (range, from, to) in [
        ("bytes=0-0".to_owned(), 0, 1),
        ("bytes=100-199".to_owned(), 100, 200),
        (format!("bytes={}-{}", PART - 1, PART), PART - 1, PART + 1),
        (format!("bytes={}-{}", PART, 2 * PART - 1), PART, 2 * PART),
        (format!("bytes=5-{}", size * 2), 5, size),
        (format!("bytes={}-", 2 * PART + 99), 2 * PART + 99, size),
        ("bytes=-7".to_owned(), size - 7, size),
        ("BYTES=9-, 9999999999-".to_owned(), 9, size),
    ] {
        let part = asked(&range);
        assert_eq!((part.status, part.etag()), (206, Some(etag.clone())), "{range}: {part}");
        assert_eq!(part.header("content-range"), Some(format!("bytes {from}-{}/{size}", to - 1).as_str()), "{range}");
        assert_eq!(part.header("content-length"), Some((to - from).to_string().as_str()), "{range}");
        assert_eq!(
            (part.header("content-encoding"), part.header("content-type")),
            (None, Some("application/octet-stream"))
        );
        assert!(part.bytes == bytes[from..to], "{range}");
    }
    // Broken off and gone on with, the two are the whole.
    let rest = officer.with("range", format!("bytes={}-", PART + 3)).with("if-range", &etag).get(&content);
    assert!(rest.status == 206 && [&bytes[..PART + 3], &rest.bytes].concat() == bytes);
    for (range, if_range) in [
        ("bytes=0-9, 20-29", ""),
        ("bytes=9-0", ""),
        ("bytes=x", ""),
        ("lines=0-9", ""),
        ("bytes=5-", "\"1-another\""),
        ("bytes=5-", "Wed, 21 Oct 2015 07:28:00 GMT"),
        ("bytes=5-", &format!("W/{etag}")),
    ] {
        let all = officer.with("range", range).with("if-range", if_range).get(&content);
        assert!(all.status == 200 && all.bytes == bytes, "{range} {if_range}");
    }
    for range in [format!("bytes={size}-"), "bytes=-0".to_owned(), "bytes=99999999999999999999-".to_owned()] {
        let none = asked(&range);
        none.is_problem(416, "range_not_satisfiable");
        assert_eq!(none.header("content-range"), Some(format!("bytes */{size}").as_str()), "{range}");
    }
    // Conditions come before ranges, and HEAD knows none.
    assert_eq!(officer.with("range", "bytes=0-9").with("if-none-match", &etag).get(&content).status, 304);
    officer.with("range", "bytes=0-9").with("if-match", "\"1-another\"").get(&content).is_problem(412, "stale_version");
    officer
        .with("range", format!("bytes={size}-"))
        .with("if-match", "\"x\"")
        .get(&content)
        .is_problem(412, "stale_version");
    assert_eq!(officer.with("range", "bytes=0-9").with("if-match", &etag).get(&content).status, 206);
    let head = officer.with("range", "bytes=0-9").send("HEAD", &content, None);
    assert_eq!((head.status, head.header("content-length")), (200, Some(size.to_string().as_str())));
}

fn a_range_of_a_file_that_nobody_may_read_tells_nothing(city: City) {
    let content = format!("{}/content", city.papers().stored("justice", &pdf(40)));
    for range in ["bytes=0-9", "bytes=40-", "bytes=-0"] {
        city.by("culture_officer").with("range", range).get(&content).is_problem(404, "not_found");
    }
    let waiting = city.papers().declared(&city.officer(), "justice", &pdf(50));
    city.officer().with("range", "bytes=0-9").get(&format!("{waiting}/content")).is_problem(409, "state_forbids");
}
