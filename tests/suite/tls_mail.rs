//! Mail over TLS, through a real server whose certificate an authority of its own vouches for.

use std::path::Path;
use std::time::{Duration, Instant as Moment};

use tienbo::reminders::{Deliverer, Mailing, Trust};

use crate::harness::{Authority, City, Engine, Identity, PostOffice, Program, Security, folder};
use crate::reminders_mail::{FROM, deliver, hurry, letters, remind_by_mail};

/// Whether of the letters one waits for a server that proves who it is. The others are not even tried then.
#[track_caller]
fn is_waiting(city: &City, attempts: u32) {
    let with = |error: &str| letters(city, &format!("attempts = {attempts} AND last_error = '{error}'"));
    let found = (
        with("no secure connection to the server"),
        with("the server was not reached"),
        with("the server took too long"),
    );
    assert_eq!(found, (1, 1, 0));
    assert_eq!(letters(city, "sent_at IS NULL AND given_up_at IS NULL"), 2);
}

fn city_with_two_letters() -> City {
    let city = City::on(Engine::Sqlite);
    remind_by_mail(&city);
    city
}

fn deliverer(city: &City, url: &str, authorities: Option<&Path>) -> Deliverer {
    let trust = authorities.map_or_else(|| Ok(Trust::default()), Trust::in_file).expect("authorities");
    let url = url.replace("://", "://nhac:geheim@");
    let mailing = Mailing::new(&url, None, FROM, &trust).expect("a mail server");
    Deliverer::new(city.service().db.clone(), mailing, tienbo::chapters::papers(), None)
}

/// An open server and the ways to reach it securely.
fn open(identity: &Identity, from_the_start: bool) -> (PostOffice, Vec<String>) {
    let config = identity.server();
    let security = if from_the_start { Security::FromTheStart(config) } else { Security::Offered(config) };
    let office = PostOffice::with("127.0.0.1:0", security);
    let urls = match from_the_start {
        true => vec![format!("smtps://{}", office.address)],
        false => ["required", "opportunistic"].map(|how| format!("smtp://{}?tls={how}", office.address)).to_vec(),
    };
    (office, urls)
}

#[test]
fn a_server_is_trusted_when_an_authority_of_the_file_vouches_for_it() {
    let (ours, other) = (Authority::new(), Authority::of_kind("rsa:2048"));
    // Several authorities in one file, as a system keeps them.
    let file = folder().join("authorities.pem");
    let both = [&other, &ours].map(|it| std::fs::read_to_string(it.certificate()).unwrap());
    std::fs::write(&file, both.concat()).unwrap();
    for (from_the_start, kind) in [(true, "rsa:2048"), (true, "ec"), (false, "ed25519")] {
        let (office, urls) = open(&ours.vouch(kind, "IP:127.0.0.1"), from_the_start);
        for url in urls {
            let before = office.mail().len();
            let city = city_with_two_letters();
            assert_eq!(deliver(&deliverer(&city, &url, Some(&file))), 2, "{kind} {url}");
            assert_eq!(
                letters(&city, "sent_at IS NOT NULL AND last_error IS NULL AND attempts = 1"),
                2,
                "{kind} {url}"
            );
            let mail = &office.mail()[before..];
            assert_eq!(mail.len(), 2);
            assert!(mail.iter().all(|it| it.is_secure && it.credentials.as_deref() == Some("\0nhac\0geheim")), "{url}");
        }
    }
}

#[test]
fn a_server_that_nobody_vouches_for_gets_nothing_and_the_letters_wait() {
    let (ours, stranger) = (Authority::new(), Authority::new());
    for from_the_start in [true, false] {
        let (office, urls) = open(&ours.vouch("ec", "IP:127.0.0.1"), from_the_start);
        let city = city_with_two_letters();
        // Mozilla's authorities alone, then those of a file.
        for (attempt, authorities) in [(1, None), (2, Some(stranger.certificate()))] {
            assert_eq!(deliver(&deliverer(&city, &urls[0], authorities)), 2);
            is_waiting(&city, attempt);
            hurry(&city);
        }
        assert_eq!(office.mail().len(), 0, "{}", urls[0]);
        assert_eq!(deliver(&deliverer(&city, &urls[0], Some(ours.certificate()))), 2);
        assert_eq!(letters(&city, "sent_at IS NOT NULL AND attempts = 3"), 2);
        assert_eq!(office.mail().len(), 2);
    }
}

#[test]
fn a_certificate_for_another_server_is_none() {
    let authority = Authority::new();
    let city = city_with_two_letters();
    let mut attempt = 0;
    for from_the_start in [true, false] {
        let (office, urls) = open(&authority.vouch("ec", "DNS:post.example, IP:127.0.0.2"), from_the_start);
        for url in urls {
            assert_eq!(deliver(&deliverer(&city, &url, Some(authority.certificate()))), 2);
            attempt += 1;
            is_waiting(&city, attempt);
            hurry(&city);
        }
        assert_eq!(office.mail().len(), 0);
    }
}

#[test]
fn no_word_is_said_in_the_clear_to_a_server_without_tls() {
    let office = PostOffice::open("127.0.0.1:0");
    let city = city_with_two_letters();
    for url in [format!("smtp://{}?tls=required", office.address), format!("smtps://{}", office.address)] {
        assert_eq!(deliver(&deliverer(&city, &url, None)), 2);
        assert_eq!(letters(&city, "sent_at IS NULL AND given_up_at IS NULL"), 2);
        hurry(&city);
    }
    assert_eq!(office.mail().len(), 0);
}

#[test]
fn the_service_takes_the_authorities_from_its_setting() {
    let authority = Authority::new();
    let (office, urls) = open(&authority.vouch("ec", "IP:127.0.0.1"), true);
    let city = city_with_two_letters();
    let program = Program::in_an_empty_folder()
        .on(&city.database.target)
        .with("TIENBO_KEY_ENCRYPTION_KEY_FILE", &folder().join("key-encryption.key").display().to_string())
        .with("TIENBO_SMTP_URL", &urls[0])
        .with("TIENBO_SMTP_CA_FILE", &authority.certificate().display().to_string())
        .with("TIENBO_MAIL_FROM", FROM);
    let mut running = program.start(&["serve"]);
    running.ready(Duration::from_secs(30));
    let began = Moment::now();
    while office.mail().len() < 2 {
        assert!(began.elapsed() < Duration::from_secs(20), "no letter came\n{}", running.err());
        std::thread::sleep(Duration::from_millis(50));
    }
    running.stop();
}
