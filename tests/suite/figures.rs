//! The four cells, asked for narrowly: the same figures as the whole tells, and nothing beside them.

use crate::harness::{City, Value, both_databases, id_in, json};

fn figures(answer: &Value, list: &str, key: &str) -> Vec<(String, Value)> {
    let rows = answer[list].as_array().expect("a list");
    rows.iter().map(|row| (row[key].as_str().expect("an id").to_owned(), row["cells"].clone())).collect()
}

both_databases![a_part_of_the_figures_is_what_the_whole_tells_of_it];

fn a_part_of_the_figures_is_what_the_whole_tells_of_it(city: City) {
    let papers = city.papers();
    let (lead, standing) = (city.by("culture_lead"), city.standing_lead());
    let mut programmes = Vec::new();
    for (agency, state) in [
        ("justice", "verified"),
        ("justice", "in_progress"),
        ("culture", "reported_done"),
        ("culture", "pending"),
        ("culture", "returned"),
        ("justice", "returned"),
    ] {
        let assignment = papers.assignment(agency, state);
        programmes.push(city.auditor().get(&assignment).is(200)["series_id"].as_str().unwrap().to_owned());
    }
    // An extension that was granted before the assignment was handed over holds for its successor.
    let granted = papers.extension("culture", "granted");
    let extended = lead.get(&granted).is(200)["assignment_ids"][0].as_str().unwrap().to_owned();
    let extended = format!("/assignments/{extended}");
    lead.transition(&extended, json!({"action": "return", "reason": "Không thuộc chức năng"})).is(200);
    let labour = city.agency("labour");
    standing
        .transition(&extended, json!({"action": "reassign", "agency_id": labour, "reason": "Đúng chức năng"}))
        .is(200);
    // Another, granted to one that lies returned.
    let asked = papers.extension("culture", "granted");
    let lying = lead.get(&asked).is(200)["assignment_ids"][0].as_str().unwrap().to_owned();
    lead.transition(&format!("/assignments/{lying}"), json!({"action": "return", "reason": "Không thuộc chức năng"}))
        .is(200);
    // Behind every due date of the papers but the extended one.
    city.at("2017-11-01T08:00:00+07:00");

    let whole = city.auditor().get("/statistics/tasks").is(200);
    let by_agency = figures(&whole, "by_agency", "agency_id");
    assert_eq!(whole["totals"]["total"], 8, "{whole}");
    assert_eq!(by_agency.len(), 3, "{whole}");
    for (agency, cells) in by_agency {
        let part = city.auditor().get(&format!("/statistics/tasks?agency_id={agency}")).is(200);
        assert_eq!(part["totals"], cells, "{part}");
        assert_eq!(figures(&part, "by_agency", "agency_id"), [(agency, cells)], "{part}");
    }
    // The standing agency: two returned and overdue, one returned with more time, and one that it was handed with more time.
    let standing = city.auditor().get(&format!("/statistics/tasks?agency_id={labour}")).is(200);
    assert_eq!(
        (&standing["totals"]["open_overdue"], &standing["totals"]["open_in_time"]),
        (&json!(2), &json!(2)),
        "{standing}"
    );
    let of_all = city.auditor().get(&format!("/statistics/tasks?agency_id={}", city.agency("committee"))).is(200);
    assert_eq!(of_all, whole);

    for (programme, cells) in figures(&whole, "by_programme", "programme_id") {
        let part = city.auditor().get(&format!("/statistics/tasks?programme_id={programme}")).is(200);
        assert_eq!(figures(&part, "by_programme", "programme_id"), [(programme, cells)], "{part}");
    }
    let none = city.auditor().get("/statistics/tasks?year=2016").is(200);
    assert_eq!((&none["totals"]["total"], &none["by_agency"]), (&json!(0), &json!([])));
    assert_eq!(city.auditor().get("/statistics/tasks?year=2017").is(200), whole);
    // Whoever reads a part has the figures of that part, extensions and all.
    let own = city.by("justice_lead").get("/statistics/tasks").is(200);
    assert_eq!(own["totals"]["total"], 3, "{own}");
    let other = city.by("justice_lead").get(&format!("/statistics/tasks?programme_id={}", programmes[3])).is(200);
    assert_eq!(other["totals"]["total"], 0, "{other} {}", id_in(&programmes[3]));
}
