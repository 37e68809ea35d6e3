//! The general limit of requests, over HTTP to the real program.

use std::time::{Duration, Instant as Moment};

use crate::harness::{Answer, PASSWORD, Program, Running};

/// Serves with so many requests a minute, and an administrator.
fn service(per_minute: u32) -> (Running, Program) {
    let program = Program::in_an_empty_folder().with("TIENBO_RATE_LIMIT_PER_MINUTE", &per_minute.to_string());
    program.enter_administrator("quan.tri");
    let mut running = program.start(&["serve", "--log=error"]);
    running.ready(Duration::from_secs(30));
    (running, program)
}

fn number(answer: &Answer, header: &str) -> u64 {
    let value = answer.header(header).unwrap_or_else(|| panic!("{header}: {answer}"));
    value.parse().unwrap_or_else(|_| panic!("{header}: {value}"))
}

#[test]
fn beyond_the_limit_a_caller_is_told_when_to_come_back_and_then_served() {
    // One a second.
    let (running, _program) = service(60);
    let admin = running.person("quan.tri", PASSWORD);
    let mut left = 60;
    let refused = loop {
        let answer = admin.get("/me");
        assert_eq!(number(&answer, "ratelimit-limit"), 60);
        if answer.status == 429 {
            break answer;
        }
        answer.is(200);
        let remaining = number(&answer, "ratelimit-remaining");
        assert!(remaining < 60 && remaining <= left, "it counts down, but for what a second gives back: {remaining}");
        left = remaining + 1;
        assert!(number(&answer, "ratelimit-reset") <= 60);
    };
    refused.is_problem(429, "too_many_requests");
    assert_eq!(number(&refused, "ratelimit-remaining"), 0);
    let wait = number(&refused, "retry-after");
    assert!((1..=2).contains(&wait) && number(&refused, "ratelimit-reset") == wait, "{wait}");
    // Probes are never refused, and neither is anybody else.
    for _ in 0..100 {
        running.nobody().get("/health/ready").is(200);
    }
    assert_eq!(running.sign_in("quan.tri", PASSWORD).status, 200);
    let began = Moment::now();
    while admin.get("/me").status == 429 {
        assert!(began.elapsed() < Duration::from_secs(wait + 3), "the promise was {wait} seconds");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn zero_turns_the_general_limit_off_and_the_login_limit_stays() {
    let (running, _program) = service(0);
    let admin = running.person("quan.tri", PASSWORD);
    for _ in 0..1_000 {
        assert_eq!(admin.get("/time").status, 200);
    }
    for _ in 0..10 {
        running.sign_in("quan.tri", "sai mật khẩu rồi").is_problem(401, "invalid_credentials");
    }
    let refused = running.sign_in("quan.tri", PASSWORD);
    refused.is_problem(429, "too_many_attempts");
    assert!(number(&refused, "retry-after") > 800, "{refused}");
}

#[test]
fn behind_a_trusted_proxy_each_address_has_a_quota_of_its_own() {
    let program = Program::in_an_empty_folder().with("TIENBO_RATE_LIMIT_PER_MINUTE", "3");
    let status =
        |running: &Running, address: &str| running.nobody().with("x-forwarded-for", address).get("/time").status;
    let trusting = program.with("TIENBO_TRUSTED_PROXIES", "127.0.0.1");
    let mut running = trusting.start(&["serve", "--log=error"]);
    running.ready(Duration::from_secs(30));
    assert_eq!([(); 4].map(|()| status(&running, "203.0.113.7")), [200, 200, 200, 429]);
    assert_eq!(status(&running, "203.0.113.8"), 200, "another client of the same proxy");
    running.kill();
    // Whom nobody trusts cannot make addresses up.
    let wary = trusting.with("TIENBO_TRUSTED_PROXIES", "10.0.0.1");
    let mut running = wary.start(&["serve", "--log=error"]);
    running.ready(Duration::from_secs(30));
    let statuses = [1, 2, 3, 4].map(|last| status(&running, &format!("203.0.113.{last}")));
    assert_eq!(statuses, [200, 200, 200, 429]);
}

/// What is counted is the account, and the network for the rest: no spelling of a header is a caller of its own.
#[test]
fn a_quota_is_an_accounts_or_a_networks_and_no_spelling_of_a_header_has_one() {
    let (running, _program) = service(30);
    let tokens: Vec<String> = (0..2)
        .map(|_| running.sign_in("quan.tri", PASSWORD).is(200)["access_token"].as_str().unwrap().to_owned())
        .collect();
    let spelled = |number: usize| {
        let scheme = ["Bearer", "bearer", "BEARER", "Bearer "][number % 4];
        running.nobody().with("authorization", format!("{scheme} {}", tokens[number % 2]))
    };
    let served = (0..60).filter(|number| spelled(*number).get("/me").status == 200).count();
    assert!((30..=33).contains(&served), "an account has thirty, however it shows them: {served}");
    // Two sign-ins were the network's already; what is invented or expired is as well.
    let invented = |number: usize| running.nobody().with("authorization", format!("Bearer made-up-{number}"));
    let counted = (0..60).filter(|number| invented(*number).get("/me").status == 401).count();
    assert!((26..=31).contains(&counted), "{counted}");
    running.nobody().get("/time").is_problem(429, "too_many_requests");
}
