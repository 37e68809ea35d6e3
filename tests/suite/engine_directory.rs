//! Who is who: a change takes effect with the next request of every process, and what was never committed is never believed.

use tienbo::kernel::problem::{Code, Problem};
use tienbo::kernel::table::SETTINGS;

use crate::engine_kit::*;

on_both![
    a_change_is_seen_with_the_next_request_of_every_process,
    what_is_never_committed_is_never_believed,
    a_counter_raised_by_a_neighbour_does_not_make_a_job_remember_its_own_change,
    a_token_of_an_older_generation_is_void_at_once
];

fn a_change_is_seen_with_the_next_request_of_every_process(house: House) {
    let (here, there) = (house.open(), house.open());
    let (client_here, client_there) = (Client::of(&here), Client::of(&there));
    for disabled in [true, false, true, false] {
        write(&here, move |tx| set_disabled(tx, disabled)).unwrap();
        assert_eq!(client_here.is_let_in(), !disabled);
        assert_eq!(client_there.is_let_in(), !disabled, "the other process");
        let written = wait(there.write(&client_there.call(None, ""), |tx| tx.technical(&SETTINGS, &())));
        assert_eq!(written.is_ok(), !disabled, "writing in the other process");
    }
}

fn what_is_never_committed_is_never_believed(house: House) {
    let db = house.open();
    let client = Client::of(&db);
    for how in 0..3 {
        let answer = write(&db, move |tx| {
            sql(tx, "UPDATE people SET disabled = 1")?;
            // A job that looks sees its own change …
            tx.directory()?;
            let done = set_disabled(tx, true)?;
            match how {
                0 => Err(Problem::of(Code::Blocked)),
                1 => panic!("on purpose"),
                _ => {
                    sql(tx, "INSERT INTO notes (text) VALUES ('twice')")?;
                    sql(tx, "INSERT INTO notes (text) VALUES ('twice')")?;
                    Ok(done)
                }
            }
        });
        assert!(answer.is_err());
        // … and nobody else ever does.
        assert!(client.is_let_in(), "after way {how}");
        write(&db, |tx| tx.technical(&SETTINGS, &())).unwrap();
        assert!(client.is_let_in());
    }
}

fn a_counter_raised_by_a_neighbour_does_not_make_a_job_remember_its_own_change(house: House) {
    let db = house.open();
    let client = Client::of(&db);
    let raise = "UPDATE directory_version SET version = version + 1";
    // Another process changes something, and before anybody looks, a job here changes who is who, looks, and fails.
    house.execute(raise);
    let answer = write(&db, |tx| {
        sql(tx, "UPDATE people SET disabled = 1")?;
        tx.directory()?;
        Err(Problem::of(Code::Blocked))
    });
    assert!(answer.is_err());
    assert!(client.is_let_in(), "the job's own change was remembered");
}

fn a_token_of_an_older_generation_is_void_at_once(house: House) {
    let db = house.open();
    let client = Client::of(&db);
    assert!(client.is_let_in());
    write(&db, |tx| {
        sql(tx, "UPDATE people SET generation = 2")?;
        set_disabled(tx, false)
    })
    .unwrap();
    assert!(!client.is_let_in());
    assert!(Client::of(&db).is_let_in(), "a new token is good");
}
