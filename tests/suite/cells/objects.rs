//! How the objects of the grids are made over HTTP, and their steps asked for.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{Duration, NaiveDate};
use tienbo::kernel::id::Id;

use crate::harness::{City, Person, Value, issue, json, pdf};

pub fn programme_step(action: &str) -> Value {
    match action {
        "issue" => issue(&format!("{}/CTr", Id::fresh())),
        "submit" | "close" => json!({"action": action}),
        _ => json!({"action": action, "reason": "Theo ý kiến của Trưởng ban"}),
    }
}

pub fn assignment_step(city: &City, action: &str) -> Value {
    let mut step = json!({"action": action});
    match action {
        "record_progress" => {
            step["percent"] = json!(60);
            step["narrative"] = json!("Đã tổ chức hai lớp tập huấn");
        }
        "report_done" => step["narrative"] = json!("Đã hoàn thành"),
        "return" | "send_back" | "insist" => step["reason"] = json!("Theo chức năng"),
        "reassign" => {
            step["agency_id"] = json!(city.agency("culture"));
            step["reason"] = json!("Đúng chức năng");
        }
        _ => {}
    }
    step
}

/// In a district's programme the work is handed on within the district.
pub fn district_step(city: &City, action: &str) -> Value {
    let mut step = assignment_step(city, action);
    if action == "reassign" {
        step["agency_id"] = json!(city.agency("district"));
    }
    step
}

pub fn attachment_step(action: &str) -> Value {
    json!({"action": action, "reason": "Ảnh chụp trẻ em khi chưa có sự đồng ý"})
}

/// A file of an agency: on its way, whole, belonging to an update of progress, or without its bytes.
pub fn attachment(city: &City, agency: &str, state: &str) -> String {
    let (papers, bytes) = (city.papers(), pdf(90));
    match state {
        "uploading" => papers.declared(&city.by(&format!("{agency}_officer")), agency, &bytes),
        "stored" => papers.stored(agency, &bytes),
        _ => {
            let path = papers.attached(agency, &bytes).0;
            if state == "erased" {
                city.by(&format!("{agency}_lead")).transition(&path, attachment_step("erase")).is(200);
            }
            path
        }
    }
}

pub fn extension_step(action: &str) -> Value {
    if action == "refuse" {
        json!({"action": action, "reason": "Đủ thời gian"})
    } else {
        json!({"action": action})
    }
}

pub fn period_step(action: &str) -> Value {
    if action == "open" { json!({"action": action}) } else { json!({"action": action, "reason": "Gộp kỳ"}) }
}

pub fn obligation_step(action: &str) -> Value {
    json!({"action": action, "reason": "Theo ý kiến của Ban"})
}

pub fn account_step(action: &str) -> Value {
    if action == "enable" {
        json!({"action": action})
    } else {
        json!({"action": action, "reason": "Chuyển công tác"})
    }
}

/// Somebody, or some machine, of the district: within reach of the city's administrators and of the district's own.
pub fn account(city: &City, resource: &str, state: &str) -> String {
    let (login, agency) = (format!("moi-{}", Id::fresh()), city.agency("district"));
    let body = match resource {
        "users" => {
            json!({"login": login, "full_name": "Phạm Thị Mới", "agency_id": agency, "password": "một câu dài dễ nhớ"})
        }
        _ => json!({"name": "Cổng thông tin", "agency_id": agency, "role": "portal"}),
    };
    let path = created(&city.admin(), resource, body);
    if state == "disabled" {
        city.admin().transition(&path, account_step("disable")).is(200);
    }
    path
}

pub fn grant(city: &City, state: &str) -> String {
    // Days of their own, so that no two grants of one role overlap.
    static DAY: AtomicI64 = AtomicI64::new(0);
    let day = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + Duration::days(DAY.fetch_add(1, Ordering::SeqCst));
    let body = json!({"user_id": city.user("disabled"), "agency_id": city.agency("district"), "role": "agency_officer",
        "scope": "self", "valid_from": day, "valid_to": day});
    let path = created(&city.admin(), "grants", body);
    if state == "revoked" {
        city.admin().transition(&path, account_step("revoke")).is(200);
    }
    path
}

/// The chair's, to the lead of the standing agency.
pub fn delegation(city: &City, state: &str) -> String {
    let body = json!({"delegate_id": city.user("standing_lead"), "agency_id": city.agency("committee"),
        "actions": ["programmes.issue"], "valid_from": "2017-07-03", "valid_to": "2017-07-14"});
    let path = created(&city.chair(), "delegations", body);
    if state == "revoked" {
        city.chair().transition(&path, account_step("revoke")).is(200);
    }
    path
}

/// An agency's, good or revoked.
pub fn calendar_address(city: &City, agency: &str, state: &str) -> String {
    let body = json!({"agency_id": city.agency(agency), "label": "Điện thoại"});
    let path = created(&city.by(&format!("{agency}_officer")), "calendar-addresses", body);
    if state == "revoked" {
        city.by(&format!("{agency}_lead")).transition(&path, account_step("revoke")).is(200);
    }
    path
}

fn created(by: &Person, resource: &str, body: Value) -> String {
    let new = by.post(&format!("/{resource}"), body).is(201);
    format!("/{resource}/{}", new["id"].as_str().unwrap())
}
