//! Safe retries: one key, one effect, one answer.

use diesel::connection::SimpleConnection;
use tienbo::kernel::db::forget_old_keys;
use tienbo::kernel::instant::Instant;
use tienbo::kernel::problem::{Code, Problem};
use tienbo::kernel::table::SETTINGS;

use crate::engine_kit::*;

on_both![
    twins_have_one_effect_and_one_answer,
    a_repeated_key_replays_the_first_answer_also_in_another_process,
    another_body_under_the_key_is_422,
    what_is_refused_leaves_the_key_free,
    a_key_is_kept_for_a_day_at_least_and_not_for_ever,
    who_may_no_longer_read_the_object_gets_no_replay
];

fn twins_have_one_effect_and_one_answer(house: House) {
    let db = house.open_with(4, 64);
    let client = Client::of(&db);
    for round in 0..5 {
        let text = format!("note {round}");
        let calls: Vec<_> = (0..6).map(|_| client.call(Some(&format!("key-{round}")), "body")).collect();
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let handles: Vec<_> = calls
                .iter()
                .map(|call| {
                    let (db, text) = (&db, text.clone());
                    scope.spawn(move || {
                        wait(db.write(call, move |tx| {
                            insert(tx, &text)?;
                            std::thread::sleep(std::time::Duration::from_millis(5));
                            tx.record(change(&text)?)
                        }))
                    })
                })
                .collect();
            handles.into_iter().map(|handle| handle.join().unwrap()).collect()
        });
        let first = answers[0].as_ref().unwrap();
        assert_eq!(first.status, 201);
        for answer in &answers {
            let answer = answer.as_ref().unwrap();
            assert_eq!((answer.status, &answer.body, answer.id), (first.status, &first.body, first.id));
        }
        assert!(house.holds(&text));
    }
    assert_eq!(house.notes().len(), 5);
}

fn a_repeated_key_replays_the_first_answer_also_in_another_process(house: House) {
    let (here, there) = (house.open(), house.open());
    let first = wait(here.write(&Client::of(&here).call(Some("key"), "body"), |tx| note(tx, "one"))).unwrap();
    let again = wait(there.write(&Client::of(&there).call(Some("key"), "body"), |tx| note(tx, "two"))).unwrap();
    assert_eq!((first.status, first.body, first.version), (again.status, again.body, again.version));
    assert_eq!(house.notes(), ["one"]);
}

fn another_body_under_the_key_is_422(house: House) {
    let db = house.open();
    let client = Client::of(&db);
    wait(db.write(&client.call(Some("key"), "body"), |tx| note(tx, "one"))).unwrap();
    let other = wait(db.write(&client.call(Some("key"), "another"), |tx| note(tx, "two")));
    assert_eq!(code(&other), "idempotency_key_reused");
    assert_eq!(other.unwrap_err().code().status().as_u16(), 422);
    assert_eq!(house.notes(), ["one"]);
}

fn what_is_refused_leaves_the_key_free(house: House) {
    let db = house.open();
    let client = Client::of(&db);
    let call = client.call(Some("key"), "body");
    let refused = wait(db.write(&call, |tx| {
        insert(tx, "refused")?;
        Err(Problem::of(Code::Blocked))
    }));
    assert_eq!((code(&refused), house.keys()), ("blocked", 0));
    // A refusal that is committed, and what is outside the journal, have no entry to replay.
    for _ in 0..2 {
        let refused =
            wait(db.write(&call, |tx| tx.refuse(Problem::of(Code::InvalidCredentials), Some(change("tried")?))));
        assert_eq!((code(&refused), house.keys()), ("invalid_credentials", 0));
        let technical = wait(db.write(&call, |tx| tx.technical(&SETTINGS, &"mine"))).unwrap();
        assert_eq!((technical.body.as_str(), house.keys()), ("\"mine\"", 0));
    }
    wait(db.write(&call, |tx| note(tx, "in the end"))).unwrap();
    assert_eq!((house.notes(), house.keys()), (vec!["in the end".to_owned()], 1));
}

fn a_key_is_kept_for_a_day_at_least_and_not_for_ever(house: House) {
    let db = house.open();
    let client = Client::of(&db);
    for key in ["young", "old", "oldest"] {
        wait(db.write(&client.call(Some(key), "body"), move |tx| note(tx, key))).unwrap();
    }
    let forget_in = |hours: i64| {
        write(&db, move |tx| {
            let then = Instant::of_machine().plus_seconds(hours * 3600);
            let forgotten = forget_old_keys(tx.connection, then)?;
            tx.technical(&SETTINGS, &forgotten)
        })
        .unwrap()
        .body
    };
    assert_eq!(forget_in(24), "0");
    assert_eq!(wait(db.write(&client.call(Some("old"), "body"), |tx| note(tx, "again"))).unwrap().status, 201);
    assert_eq!(house.notes(), ["old", "oldest", "young"], "a day later the key still replays");
    assert_eq!(forget_in(72), "3");
    assert_eq!(house.keys(), 0);
}

fn who_may_no_longer_read_the_object_gets_no_replay(house: House) {
    let db = house.open();
    let client = Client::of(&db);
    let call = client.call(Some("key"), "body");
    wait(db.write(&call, |tx| note(tx, "one"))).unwrap();
    house.connect().batch_execute("INSERT INTO notes (text) VALUES ('hidden')").unwrap();
    assert_eq!(code(&wait(db.write(&call, |tx| note(tx, "two")))), "not_found");
    house.connect().batch_execute("DELETE FROM notes WHERE text = 'hidden'").unwrap();
    assert_eq!(wait(db.write(&call, |tx| note(tx, "two"))).unwrap().status, 201);
    write(&db, |tx| set_disabled(tx, true)).unwrap();
    assert_eq!(code(&wait(db.write(&call, |tx| note(tx, "two")))), "invalid_token");
    assert_eq!(house.notes(), ["one"]);
}
