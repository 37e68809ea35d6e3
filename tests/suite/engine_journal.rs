//! The record shows tampering, and no entry is ever left out of the sealed order.

use std::time::Duration;

use diesel::prelude::*;
use tienbo::kernel::id::Id;
use tienbo::kernel::journal::{self, Acts, Change, Entry};
use tienbo::kernel::seal::{self, Head, Verdict};
use tienbo::kernel::sql::AnyConnection;
use tienbo::kernel::sql::schema::journal_entries;

use crate::engine_kit::*;
use crate::harness::sha256;

fn write_notes(house: &House, texts: impl Iterator<Item = String>) {
    let db = house.open();
    for text in texts {
        write(&db, move |tx| note(tx, &text)).unwrap();
    }
}

/// The sequences in the sealed order.
fn sealed_order(house: &House) -> Vec<i64> {
    let lists: Vec<Word> = diesel::sql_query("SELECT sequences AS word FROM journal_seals ORDER BY number")
        .load(&mut house.connect())
        .unwrap();
    lists.iter().flat_map(|list| list.word.split(' ')).map(|it| it.parse().unwrap()).collect()
}

/// The reasons of the entries in the sealed order.
fn sealed_reasons(house: &House) -> Vec<String> {
    let mut connection = house.connect();
    sealed_order(house).into_iter().map(|sequence| reason_of(&mut connection, sequence)).collect()
}

fn reason_of(connection: &mut AnyConnection, sequence: i64) -> String {
    let query = format!("SELECT coalesce(reason, '') AS word FROM journal_entries WHERE sequence = {sequence}");
    diesel::sql_query(query).get_result::<Word>(connection).unwrap().word
}

/// Five entries, sealed in two batches at least, three and two; their sequences and the head an auditor took home.
fn five(house: &House) -> (Vec<i64>, Head) {
    write_notes(house, (1..=3).map(|number| format!("note {number}")));
    house.assert_whole();
    write_notes(house, (4..=5).map(|number| format!("note {number}")));
    let head = house.assert_whole();
    assert_eq!(head.position, 5);
    (sealed_order(house), head)
}

fn verdict(house: &House, head: &Head) -> Verdict {
    seal::verify(&mut house.connect(), Some(head), |_| ()).unwrap()
}

fn assert_broken_at(house: &House, head: &Head, position: i64, sequence: i64) {
    match verdict(house, head) {
        Verdict::Broken { position: found, sequence: row, .. } => assert_eq!((found, row), (position, sequence)),
        other => panic!("expected position {position}, sequence {sequence}: {other:?}"),
    }
}

on_both![
    an_untouched_record_is_whole,
    two_resources_that_share_an_id_are_told_apart,
    every_column_of_an_entry_is_covered,
    every_column_of_a_seal_is_covered,
    a_deleted_entry_is_found,
    swapped_entries_are_found,
    an_inserted_entry_is_found,
    a_cut_off_tail_is_found,
    a_missing_a_shortened_and_a_repeated_seal_are_found,
    one_transaction_with_very_many_entries_is_sealed_whole,
    what_is_not_sealed_yet_is_counted,
    two_processes_keep_one_chain
];

fn two_resources_that_share_an_id_are_told_apart(house: House) {
    let db = house.open();
    let (client, id) = (Client::of(&db), Id::fresh());
    // Long enough for `before` to be left out where the entry before told it.
    let text = "dài ".repeat(300);
    let said = text.clone();
    let answer = client.write(move |tx| twins(tx, id, &said)).unwrap();
    assert_eq!((answer.resource.as_str(), answer.id), ("notes", Some(id)));
    let twin = |version| Twin { id, text: format!("twin {text}"), version };
    let (first, second) = (twin(1), twin(2));
    let told = serde_json::to_string(&first).unwrap();
    write(&db, move |tx| tx.record(Change::changed("follow", &first, &second)?)).unwrap();
    let mut connection = house.connect();
    let entries = |connection: &mut AnyConnection, resource: &str| -> Vec<Entry> {
        let of_it = journal_entries::table.filter(journal_entries::resource.eq(resource.to_owned()));
        of_it.filter(journal_entries::resource_id.eq(id)).order(journal_entries::sequence).load(connection).unwrap()
    };
    let (notes, twins) = (entries(&mut connection, "notes"), entries(&mut connection, "twins"));
    assert_eq!((notes.len(), twins.len()), (1, 2));
    assert_eq!(twins[1].before, None, "the entry before told it, of the same resource");
    assert_eq!(journal::before_of(&mut connection, &twins[1]).unwrap(), Some(told));
    let people = [client.user(), Id::fresh()];
    let mut actors = |resource: &'static str, action: &'static str| {
        let acts = Acts { resources: &[resource], objects: &[id], actions: &[action] };
        journal::authors_among(&mut connection, &people, acts).unwrap()
    };
    assert_eq!(actors("twins", "create"), [client.user()]);
    assert_eq!((actors("twins", "follow"), actors("notes", "follow")), (vec![], vec![]));
    assert_eq!(actors("people", "create"), []);
    house.assert_whole();
}

fn an_untouched_record_is_whole(house: House) {
    let (_, head) = five(&house);
    assert_eq!(verdict(&house, &head), Verdict::Whole { head: head.clone(), unsealed: 0 });
    // The head of yesterday is still in the chain tomorrow.
    write_notes(&house, (6..=9).map(|number| format!("note {number}")));
    house.assert_whole();
    assert!(matches!(verdict(&house, &head), Verdict::Whole { .. }));
}

fn every_column_of_a_seal_is_covered(house: House) {
    let (_, head) = five(&house);
    let columns = [
        "era = era + 1",
        "horizon = horizon + 1",
        "first_position = first_position + 1",
        "sequences = sequences || ' 9'",
        // Another first digit, whichever it is: a hash need not have one that is looked for.
        "hashes = CASE substr(hashes, 1, 1) WHEN '0' THEN '1' ELSE '0' END || substr(hashes, 2)",
        "head = CASE substr(head, 1, 1) WHEN '0' THEN '1' ELSE '0' END || substr(head, 2)",
        "sealed_at = (SELECT max(recorded_at) FROM journal_entries)",
        "form = 1",
        "form = 3",
    ];
    for column in columns {
        house.execute("CREATE TABLE kept AS SELECT * FROM journal_seals");
        house.execute(&format!("UPDATE journal_seals SET {column} WHERE number = 1"));
        assert!(matches!(verdict(&house, &head), Verdict::Broken { .. }), "{column}");
        let name = column.split(' ').next().unwrap();
        house.execute(&format!(
            "UPDATE journal_seals SET {name} = (SELECT {name} FROM kept WHERE kept.number = journal_seals.number); DROP TABLE kept"
        ));
        assert!(matches!(verdict(&house, &head), Verdict::Whole { .. }), "{column} is taken back");
    }
}

fn every_column_of_an_entry_is_covered(house: House) {
    let (sequences, head) = five(&house);
    let third = sequences[2];
    let columns = [
        "reason = 'forged'",
        "action = 'forged'",
        "resource = 'forged'",
        "after = '{}'",
        "before = '{}'",
        "era = 7",
        "resource_version = 9",
        "actor_role = 'chair'",
        "from_state = 'x'",
        "to_state = 'x'",
        "request_id = 'x'",
        "occurred_at = (SELECT max(sealed_at) FROM journal_seals)",
        "recorded_at = (SELECT max(sealed_at) FROM journal_seals)",
        "id = resource_id",
        "resource_id = id",
        "actor_id = id",
        "on_behalf_of_id = id",
        "actor_agency_id = id",
        "owner_agency_id = id",
        "transaction_id = transaction_id + 1",
        "after_sha256 = NULL, after = '{}'",
        "before_sha256 = after_sha256",
        "after_sha256 = NULL, after = NULL",
    ];
    for column in columns {
        house.execute("CREATE TABLE kept AS SELECT * FROM journal_entries");
        house.execute(&format!("UPDATE journal_entries SET {column} WHERE sequence = {third}"));
        assert_broken_at(&house, &head, 3, third);
        let name = column.split(' ').next().unwrap();
        house.execute(&format!(
            "UPDATE journal_entries SET {name} = (SELECT {name} FROM kept WHERE kept.sequence = journal_entries.sequence); \
             UPDATE journal_entries SET after = (SELECT after FROM kept WHERE kept.sequence = journal_entries.sequence); \
             DROP TABLE kept"
        ));
        assert!(matches!(verdict(&house, &head), Verdict::Whole { .. }), "{column}");
    }
}

fn a_deleted_entry_is_found(house: House) {
    let (sequences, head) = five(&house);
    house.execute(&format!("DELETE FROM journal_entries WHERE sequence = {}", sequences[3]));
    assert_broken_at(&house, &head, 4, sequences[3]);
}

fn swapped_entries_are_found(house: House) {
    let (sequences, head) = five(&house);
    let (second, fourth) = (sequences[1], sequences[3]);
    house.execute(&format!(
        "CREATE TABLE kept AS SELECT * FROM journal_entries; \
         UPDATE journal_entries SET reason = (SELECT reason FROM kept WHERE sequence = {second} + {fourth} - journal_entries.sequence) \
         WHERE sequence IN ({second}, {fourth})"
    ));
    assert_broken_at(&house, &head, 2, second);
}

fn an_inserted_entry_is_found(house: House) {
    let (sequences, head) = five(&house);
    let third = sequences[2];
    // A gap to slip into: sequences below the first, of the third entry's transaction.
    let overriding = if house.kind == Engine::Postgres { "OVERRIDING SYSTEM VALUE" } else { "" };
    let uuid = if house.kind == Engine::Postgres { "gen_random_uuid()" } else { "randomblob(16)" };
    house.execute(&format!(
        "INSERT INTO journal_entries (sequence, id, era, transaction_id, occurred_at, recorded_at, resource, resource_id, \
         resource_version, action) {overriding} SELECT -1, {uuid}, era, transaction_id, occurred_at, recorded_at, resource, \
         resource_id, resource_version, action FROM journal_entries WHERE sequence = {third}"
    ));
    let position = if house.kind == Engine::Postgres { 3 } else { 1 };
    assert_broken_at(&house, &head, position, -1);
}

fn a_cut_off_tail_is_found(house: House) {
    let (sequences, head) = five(&house);
    // Whole batches and their entries: the rest of the chain is sound in itself.
    house.execute(&format!(
        "DELETE FROM journal_seals WHERE first_position > 3; DELETE FROM journal_entries WHERE sequence > {}",
        sequences[2]
    ));
    match verdict(&house, &head) {
        Verdict::HeadMissing { position: 5, ends_at: 3 } => {}
        other => panic!("{other:?}"),
    }
    assert!(
        matches!(seal::verify(&mut house.connect(), None, |_| ()).unwrap(), Verdict::Whole { .. }),
        "only the head tells"
    );
    // What is written afterwards does not hide it.
    write_notes(&house, (6..=9).map(|number| format!("note {number}")));
    house.assert_whole();
    assert!(matches!(verdict(&house, &head), Verdict::HeadMissing { position: 5, .. }));
}

fn a_missing_a_shortened_and_a_repeated_seal_are_found(house: House) {
    let (_, head) = five(&house);
    house.execute("CREATE TABLE kept AS SELECT * FROM journal_seals");
    let restore = "DELETE FROM journal_seals; INSERT INTO journal_seals SELECT * FROM kept";
    let batches = house.count("SELECT count(*) AS number FROM journal_seals");
    if batches > 1 {
        house.execute("DELETE FROM journal_seals WHERE number = 1");
        assert!(matches!(verdict(&house, &head), Verdict::Broken { position: 1, .. }));
        house.execute(restore);
    }
    house.execute("UPDATE journal_seals SET head = 'forged' WHERE number = 1");
    assert!(matches!(verdict(&house, &head), Verdict::Broken { .. }));
    house.execute(restore);
    house.execute("UPDATE journal_seals SET horizon = 0 WHERE number = (SELECT max(number) FROM journal_seals)");
    assert!(matches!(verdict(&house, &head), Verdict::Broken { .. }), "the sealer would seal the same entries again");
}

fn one_transaction_with_very_many_entries_is_sealed_whole(house: House) {
    let db = house.open();
    write(&db, |tx| note(tx, "before")).unwrap();
    write(&db, |tx| {
        for number in 0..4_000 {
            tx.note(change(&format!("one of many {number}"))?);
        }
        note(tx, "many")
    })
    .unwrap();
    write(&db, |tx| note(tx, "after")).unwrap();
    let head = house.assert_whole();
    assert_eq!(head.position, 4_003);
    let mut order = sealed_order(&house);
    assert_eq!(order.len(), 4_003);
    order.sort_unstable();
    order.dedup();
    assert_eq!(order.len(), 4_003, "each once");
}

fn what_is_not_sealed_yet_is_counted(house: House) {
    let (_, head) = five(&house);
    let uuid = if house.kind == Engine::Postgres { "gen_random_uuid()" } else { "randomblob(16)" };
    house.execute(&format!(
        "INSERT INTO journal_entries (id, era, occurred_at, recorded_at, resource, resource_id, resource_version, action) \
         SELECT {uuid}, era, occurred_at, recorded_at, resource, resource_id, resource_version, action \
         FROM journal_entries ORDER BY sequence LIMIT 2"
    ));
    // On SQLite every commit seals what it wrote: whatever is not sealed was written beside the service.
    match house.kind {
        Engine::Postgres => assert_eq!(verdict(&house, &head), Verdict::Whole { head: head.clone(), unsealed: 2 }),
        Engine::Sqlite => assert_broken_at(&house, &head, 6, 6),
    }
}

fn two_processes_keep_one_chain(house: House) {
    let (here, there) = (house.open(), house.open());
    std::thread::scope(|scope| {
        for (name, db) in [("here", &here), ("there", &there)] {
            scope.spawn(move || {
                for number in 0..40 {
                    write(db, move |tx| note(tx, &format!("{name} {number}"))).unwrap();
                }
            });
        }
    });
    assert_eq!(house.assert_whole().position, 80);
}

#[test]
fn on_sqlite_an_entry_is_sealed_inside_its_commit() {
    let house = House::sqlite();
    let db = house.open();
    for number in 1..=5 {
        write(&db, move |tx| note(tx, &format!("note {number}"))).unwrap();
        let verdict = seal::verify(&mut house.connect(), None, |_| ()).unwrap();
        assert!(matches!(verdict, Verdict::Whole { head: Head { position, .. }, unsealed: 0 } if position == number));
    }
}

#[test]
fn transactions_that_overlap_and_commit_out_of_order_leave_no_entry_out() {
    let Some(house) = House::postgres() else { return };
    let db = house.open_with(6, 64);
    wait(async {
        // Six transactions, each open over the next ones, that commit in another order than they began.
        let gates: Vec<Gate> = (0..6).map(|_| Gate::default()).collect();
        let mut handles = Vec::new();
        for (number, gate) in gates.iter().enumerate() {
            let held = gate.clone();
            handles.push(hand_in(&db, move |tx| {
                // The transaction has its number from here on, and its entry comes at the end.
                insert(tx, &format!("overlaps {number}"))?;
                held.pass();
                tx.record(change(&format!("overlaps {number}"))?)
            }));
            tokio::task::yield_now().await;
            gate.wait_until_reached();
        }
        let mut handles: Vec<Option<_>> = handles.into_iter().map(Some).collect();
        for number in [3, 5, 1, 4, 2] {
            gates[number].open();
            handles[number].take().unwrap().await.unwrap().unwrap();
            // The sealer runs meanwhile. Nothing may be sealed past the transaction that is still open.
            tokio::time::sleep(Duration::from_millis(40)).await;
            assert!(sealed_order(&house).is_empty(), "sealed past an open transaction");
        }
        gates[0].open();
        handles[0].take().unwrap().await.unwrap().unwrap();
    });
    assert_eq!(house.assert_whole().position, 6);
    let expected: Vec<String> = (0..6).map(|number| format!("overlaps {number}")).collect();
    assert_eq!(sealed_reasons(&house), expected, "in the order of the transactions");
}

#[test]
fn many_overlapping_writers_leave_no_entry_out() {
    let Some(house) = House::postgres() else { return };
    let db = house.open_with(6, 64);
    std::thread::scope(|scope| {
        for writer in 0..6_u64 {
            let db = &db;
            scope.spawn(move || {
                for number in 0..30_u64 {
                    let answer = write(db, move |tx| {
                        insert(tx, &format!("writer {writer} note {number}"))?;
                        std::thread::sleep(Duration::from_millis((writer * 7 + number * 3) % 11));
                        tx.record(change(&format!("writer {writer} note {number}"))?)
                    });
                    answer.unwrap();
                }
            });
        }
    });
    assert_eq!(house.assert_whole().position, 180);
}

/// Ends the session that holds the election.
const END_THE_SEALER: &str = "SELECT count(pg_terminate_backend(pid)) AS number FROM pg_locks \
     WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

#[test]
fn a_sealer_that_is_killed_does_not_fork_the_chain() {
    let Some(house) = House::postgres() else { return };
    let (here, there) = (house.open(), house.open());
    let stop = std::sync::atomic::AtomicBool::new(false);
    let killed = std::thread::scope(|scope| {
        let killer = scope.spawn(|| {
            let (mut connection, mut killed) = (house.connect(), 0);
            while !stop.load(std::sync::atomic::Ordering::SeqCst) {
                killed += count(&mut connection, END_THE_SEALER);
                std::thread::sleep(Duration::from_millis(30));
            }
            killed
        });
        for number in 0..150 {
            let db = if number % 2 == 0 { &here } else { &there };
            write(db, move |tx| note(tx, &format!("note {number}"))).unwrap();
            std::thread::sleep(Duration::from_millis(15));
        }
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        killer.join().unwrap()
    });
    assert!(killed >= 2, "only {killed} sealers were killed");
    assert_eq!(house.assert_whole().position, 150);
}

#[test]
fn another_cluster_opens_an_era_after_what_the_old_one_left_is_sealed() {
    let Some(house) = House::postgres() else { return };
    five(&house);
    // What a restored copy looks like: the era was opened in another cluster, and two entries were not sealed there.
    house.execute("UPDATE journal_eras SET system_identifier = 'another cluster'");
    house.execute(
        "INSERT INTO journal_entries (id, era, transaction_id, occurred_at, recorded_at, resource, resource_id, \
         resource_version, action) SELECT gen_random_uuid(), era, transaction_id + 1000000, occurred_at, recorded_at, resource, \
         resource_id, resource_version, action FROM journal_entries ORDER BY sequence LIMIT 2",
    );
    write_notes(&house, (6..=8).map(|number| format!("note {number}")));
    let head = house.assert_whole();
    assert_eq!(head.position, 10);
    assert_eq!(house.count("SELECT count(*) AS number FROM journal_eras"), 2);
    assert_eq!(house.count("SELECT count(*) AS number FROM journal_entries WHERE era = 2"), 3);
    assert_eq!(sealed_reasons(&house)[7..], ["note 6", "note 7", "note 8"], "the new era comes last");
    // The next start finds its own cluster.
    write_notes(&house, ["note 9".to_owned()].into_iter());
    assert_eq!(house.count("SELECT count(*) AS number FROM journal_eras"), 2);
    house.assert_whole();
}

#[test]
fn a_horizon_ahead_of_the_cluster_opens_an_era() {
    let Some(house) = House::postgres() else { return };
    five(&house);
    // As a cluster that counted further had sealed it: the head of the batch covers its horizon.
    let last = "WHERE number = (SELECT max(number) FROM journal_seals)";
    house.execute(&format!("UPDATE journal_seals SET horizon = horizon + 1000000000 {last}"));
    let header = "SELECT json_build_object('form', form, 'number', number, 'era', era, 'horizon', horizon, 'first_position', \
        first_position, 'sealed_at', to_char(sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), \
        'last', (string_to_array(hashes, ' '))[array_length(string_to_array(hashes, ' '), 1)])::text AS word FROM journal_seals";
    let header: Word = diesel::sql_query(format!("{header} {last}")).get_result(&mut house.connect()).unwrap();
    let header: serde_json::Value = serde_json::from_str(&header.word).unwrap();
    let head = sha256(header.to_string().as_bytes());
    house.execute(&format!("UPDATE journal_seals SET head = '{head}' {last}"));
    write_notes(&house, (6..=8).map(|number| format!("note {number}")));
    assert_eq!(house.assert_whole().position, 8);
    assert_eq!(house.count("SELECT count(*) AS number FROM journal_entries WHERE era = 2"), 3);
}
