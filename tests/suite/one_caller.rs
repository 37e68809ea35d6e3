//! One caller does not starve the rest: half-sent bodies, bodies that are dear to read, downloads that nobody reads, slow parts.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant as Moment};

use crate::harness::{Answer, City, PART, PASSWORD, Person, at_once, both_databases, json, pdf};

both_databases![
    half_sent_bodies_are_refused_beyond_a_share_and_hold_nobody_else_up,
    the_share_of_an_account_is_its_own,
    a_list_that_is_too_long_is_named_once_and_its_items_are_not_judged,
    downloads_that_nobody_reads_block_their_reader_alone,
    a_part_is_slow_by_its_rate,
    the_last_part_is_compared_with_what_was_read_before_it,
    nobody_delegates_without_end,
];

/// A connection on which a request is written by hand.
struct Wire(TcpStream);

impl Wire {
    fn to(city: &City, head: &str) -> Self {
        let mut stream = TcpStream::connect(city.address()).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time");
        stream.write_all(format!("{head}\r\nhost: localhost\r\n\r\n").as_bytes()).expect("a head");
        Self(stream)
    }

    /// Sends as much as the service takes.
    fn send(&mut self, bytes: &[u8]) {
        let _ = self.0.write_all(bytes);
    }

    /// The head of the answer.
    fn answer(&mut self) -> String {
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") && self.0.read(&mut byte).is_ok_and(|read| read == 1) {
            head.push(byte[0]);
        }
        String::from_utf8_lossy(&head).into_owned()
    }

    /// Whether an answer has come.
    fn is_answered(&self) -> bool {
        self.0.set_nonblocking(true).expect("a mode");
        let came = self.0.peek(&mut [0]).is_ok_and(|read| read > 0);
        self.0.set_nonblocking(false).expect("a mode");
        came
    }
}

fn half_sent(city: &City, count: usize, head: &str) -> Vec<Wire> {
    let head = format!("{head}\r\ncontent-type: application/json\r\ncontent-length: 1000000");
    let body = vec![b' '; 990_000];
    let mut sent = Vec::new();
    for _ in 0..count {
        let mut wire = Wire::to(city, &head);
        wire.send(&body);
        sent.push(wire);
    }
    std::thread::sleep(Duration::from_millis(500));
    sent
}

fn half_sent_bodies_are_refused_beyond_a_share_and_hold_nobody_else_up(city: City) {
    // Signed in before: a token is no body.
    let officer = city.officer();
    let mut sent = half_sent(&city, 40, "POST /api/v1/auth/login HTTP/1.1");
    let refused: Vec<&mut Wire> = sent.iter_mut().filter(|it| it.is_answered()).collect();
    assert!((30..=34).contains(&refused.len()), "eight megabytes are a share: {} of 40 are refused", refused.len());
    for wire in refused {
        let answer = wire.answer();
        assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after: "), "{answer}");
    }
    // Others write and read, large bodies too; and whoever signs in from the same network does.
    let body =
        json!({"agency_id": city.agency("justice"), "year": 2017, "title": "Kế hoạch", "purpose": "x".repeat(9_000)});
    officer.post("/programmes", body).is(201);
    let login = json!({"login": "justice_lead", "password": PASSWORD});
    city.nobody().post("/auth/login", login).is(200);
    // What was held is given back.
    drop(sent);
    std::thread::sleep(Duration::from_millis(500));
    let again = half_sent(&city, 6, "POST /api/v1/auth/login HTTP/1.1");
    assert!(again.iter().all(|it| !it.is_answered()), "there is room again");
}

fn the_share_of_an_account_is_its_own(city: City) {
    let head = |who: &Person| format!("POST /api/v1/programmes HTTP/1.1\r\nauthorization: Bearer {}", who.token());
    let of_one = half_sent(&city, 12, &head(&city.officer()));
    assert!(of_one.iter().filter(|it| it.is_answered()).count() >= 4);
    let of_another = half_sent(&city, 4, &head(&city.lead()));
    assert_eq!(of_another.iter().filter(|it| it.is_answered()).count(), 0);
}

/// Fifty thousand items, each of the right shape and beyond a limit, in a body of a megabyte.
fn a_list_that_is_too_long_is_named_once_and_its_items_are_not_judged(city: City) {
    let papers = city.papers();
    let draft = papers.report_draft(&papers.counting_period(), "justice");
    let sections = vec![json!({"code": "", "text": ""}); 40_000];
    let began = Moment::now();
    let answer = city.officer().patch(&draft, json!({"content": {"sections": sections}}));
    answer.is_problem(400, "schema").points_at("/content/sections", "length_out_of_range");
    assert_eq!(answer.body["errors"].as_array().unwrap().len(), 1, "{answer}");
    assert!(began.elapsed() < Duration::from_secs(10));
    // What is no JSON costs those no time who are served by the same worker, and is told as ever.
    let broken = format!("{{\"content\": [{}", "[],".repeat(300_000));
    let officer = city.officer().with_etag_of(&draft);
    officer.send("PATCH", &draft, Some(broken.into_bytes())).is_problem(400, "malformed_json");
}

fn downloads_that_nobody_reads_block_their_reader_alone(city: City) {
    // More than what lies between two programs on one machine takes in without being read.
    let bytes = pdf(36 * PART);
    let attachment = city.papers().stored("justice", &bytes);
    let content = format!("{attachment}/content");
    let head = format!("GET /api/v1{content} HTTP/1.1\r\nauthorization: Bearer {}", city.officer().token());
    let mut unread: Vec<Wire> = (0..64).map(|_| Wire::to(&city, &head)).collect();
    let answers: Vec<String> = unread.iter_mut().map(Wire::answer).collect();
    let served = answers.iter().filter(|it| it.starts_with("HTTP/1.1 200")).count();
    assert!((1..=8).contains(&served), "{served} of 64 are served");
    assert!(answers.iter().filter(|it| it.starts_with("HTTP/1.1 503")).all(|it| it.contains("retry-after: ")));
    assert_eq!(served + answers.iter().filter(|it| it.starts_with("HTTP/1.1 503")).count(), 64);
    // Others of his agency get theirs, whole.
    let file = city.lead().get(&content);
    assert!(file.status == 200 && file.bytes == bytes);
}

fn a_part_is_slow_by_its_rate(city: City) {
    let bytes = pdf(64 * 1024);
    let attachment = city.papers().declared(&city.officer(), "justice", &bytes);
    let etag = city.officer().get(&attachment).etag().unwrap();
    let head = format!(
        "PUT /api/v1{attachment}/parts/1 HTTP/1.1\r\nauthorization: Bearer {}\r\nif-match: {etag}\r\n\
         content-type: application/octet-stream\r\ncontent-length: {}",
        city.officer().token(),
        bytes.len()
    );
    // At six kilobytes a second it takes eleven seconds, and is taken in.
    let mut steady = Wire::to(&city, &head);
    let mut trickling = Wire::to(&city, &head);
    let began = Moment::now();
    for (second, piece) in bytes.chunks(6 * 1024).enumerate() {
        steady.send(piece);
        if second < 6 {
            trickling.send(&bytes[second * 1_024..(second + 1) * 1_024]);
        }
        std::thread::sleep(Duration::from_millis(1_000));
    }
    assert!(began.elapsed() > Duration::from_secs(10));
    assert!(steady.answer().starts_with("HTTP/1.1 200"));
    assert!(trickling.answer().starts_with("HTTP/1.1 408"), "a kilobyte a second is too slow");
    assert_eq!(city.officer().get(&attachment).is(200)["state"], "stored");
}

/// The whole is read through before the write; what changes between the two is found by the digests of the parts.
fn the_last_part_is_compared_with_what_was_read_before_it(city: City) {
    let bytes = pdf(2 * PART + 1);
    let officer = city.officer();
    let attachment = city.papers().declared(&officer, "justice", &bytes);
    let mut wrong = bytes[..PART].to_vec();
    wrong[PART - 1] ^= 1;
    officer.put_part(&attachment, 1, &wrong).is(200);
    officer.put_part(&attachment, 2, &bytes[PART..2 * PART]).is(200);
    for _ in 0..3 {
        officer.put_part(&attachment, 3, &bytes[2 * PART..]).is_problem(422, "digest_differs");
        assert_eq!(officer.get(&attachment).is(200)["missing_parts"], json!([3]));
    }
    // Parts that came with an earlier version have no digest beside them.
    city.database.execute("UPDATE attachment_parts SET sha256 = NULL");
    officer.put_part(&attachment, 1, &bytes[..PART]).is(200);
    assert_eq!(officer.put_part(&attachment, 3, &bytes[2 * PART..]).is(200)["state"], "stored");
}

/// Every delegation is read with who is who, by everybody.
fn nobody_delegates_without_end(city: City) {
    let lend = |who: Person, agency: &str, actions: &str| {
        who.post(
            "/delegations",
            json!({"delegate_id": city.user("culture_officer"), "agency_id": city.agency(agency),
                "actions": [actions], "valid_from": "2017-03-01", "valid_to": "2017-03-10"}),
        )
    };
    let one = || lend(city.chair(), "committee", "programmes.issue");
    for _ in 0..48 {
        one().is(201);
    }
    let at_the_same_time: &(dyn Fn() -> Answer + Sync) = &one;
    let mut statuses: Vec<u16> = at_once(&[at_the_same_time; 5]).iter().map(|it| it.status).collect();
    statuses.sort();
    assert_eq!(statuses, [201, 201, 409, 409, 409]);
    let refused = lend(city.chair().with("accept-language", "en"), "committee", "programmes.issue");
    refused.is_problem(409, "quota_reached");
    assert_eq!(refused.body["detail"], "At most 50 delegations of one person that are not over");
    // Somebody else makes his own; and what is over, or was taken back, makes room.
    let delegate = city.by("culture_lead");
    delegate
        .post(
            "/delegations",
            json!({"delegate_id": city.user("culture_officer"), "agency_id": city.agency("culture"),
        "actions": ["assignments.report_done"], "valid_from": "2017-03-01", "valid_to": "2017-03-10"}),
        )
        .is(201);
    let last = city.chair().get("/delegations?limit=1").ids().remove(0);
    city.chair().transition(&format!("/delegations/{last}"), json!({"action": "revoke", "reason": "Đã về"})).is(200);
    one().is(201);
    city.at("2017-03-11T08:00:00+07:00");
    let later = city.chair().post(
        "/delegations",
        json!({"delegate_id": city.user("culture_officer"),
        "agency_id": city.agency("committee"), "actions": ["programmes.issue"], "valid_from": "2017-04-01",
        "valid_to": "2017-04-10"}),
    );
    later.is(201);
}
