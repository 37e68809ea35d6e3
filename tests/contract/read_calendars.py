"""Reads both calendars with Python's icalendar and compares them field by field with what the API says. Usage: read_calendars.py FOLDER"""

import json
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from icalendar import Calendar

FOLDER = Path(sys.argv[1])
VIETNAM = timezone(timedelta(hours=7))
OFF = {"cancelled": "ĐÃ HUỶ: ", "postponed": "HOÃN: "}


def read(name):
    raw = (FOLDER / f"{name}.ics").read_bytes()
    assert raw.endswith(b"END:VCALENDAR\r\n"), "it ends as it should"
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75 and b"\n" not in line and b"\r" not in line, line
    calendar = Calendar.from_ical(raw)
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"], "the frame"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1), calendar["REFRESH-INTERVAL"]
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert str(calendar["NAME"]) == str(calendar["X-WR-CALNAME"]) != ""
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"
    (standard,) = zone.walk("STANDARD")
    assert standard["TZOFFSETFROM"].td == standard["TZOFFSETTO"].td == timedelta(hours=7)
    events = calendar.walk("VEVENT")
    found = {str(event["UID"]): event for event in events}
    assert len(found) == len(events), "each once"
    assert not any(event.errors for event in events), [event.errors for event in events]
    return found


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def whole(at):
    return at if at.microsecond == 0 else at.replace(microsecond=0) + timedelta(seconds=1)


def place(venue):
    return venue and ", ".join(part for part in (venue["name"], venue["address"]) if part)


def text(event, name):
    return str(event[name]) if name in event else None


def same(what, one, other):
    assert one == other, f"{what}: {one!r} is not {other!r}"


def compare(event, told, status, summary):
    same("SUMMARY", text(event, "SUMMARY"), OFF.get(status, "") + told["title"])
    same("DESCRIPTION", text(event, "DESCRIPTION"), summary)
    same("LOCATION", text(event, "LOCATION"), place(told["venue"]))
    same("URL", text(event, "URL"), told["online_url"])
    same("CATEGORIES", [str(it) for it in event["CATEGORIES"].cats], [told["form"]])
    for name, at in (("DTSTART", instant(told["starts_at"]).replace(microsecond=0)), ("DTEND", whole(instant(told["ends_at"])))):
        assert event[name].params["TZID"] == "Asia/Ho_Chi_Minh", event[name].params
        same(name, event[name].dt.replace(tzinfo=VIETNAM), at)
    wanted = {"planned": "TENTATIVE", "cancelled": "CANCELLED", "postponed": "CANCELLED"}.get(status, "CONFIRMED")
    same("STATUS", text(event, "STATUS"), wanted)
    same("LAST-MODIFIED", event["LAST-MODIFIED"].dt, event["DTSTAMP"].dt)


def public():
    events, told = read("public"), json.loads((FOLDER / "public.json").read_text())
    same("the events", sorted(events), sorted(it["id"] for it in told))
    for it in told:
        compare(events[it["id"]], it, it["status"], it["summary"])
        assert events[it["id"]]["SEQUENCE"] >= 1
    return len(told)


def agency():
    events, told = read("agency"), json.loads((FOLDER / "agency.json").read_text())
    # Beside its own it has what others organise with it, which the API lists under them.
    same("the events that are missing", sorted({f"agency-{it['id']}" for it in told} - set(events)), [])
    for it in told:
        event = events[f"agency-{it['id']}"]
        compare(event, it, it["state"], it["public_summary"])
        same("SEQUENCE", event["SEQUENCE"], it["version"])
        same("DTSTAMP", event["DTSTAMP"].dt, instant(it["updated_at"]).replace(microsecond=0))
    owed = {f"due-{it['resource']}-{it['id']}": it for it in json.loads((FOLDER / "owed.json").read_text())}
    dues = {uid: event for uid, event in events.items() if uid.startswith("due-")}
    for uid, event in dues.items():
        assert type(event["DTSTART"].dt) is date and event["DTSTART"].params["VALUE"] == "DATE", uid
        assert "DTEND" not in event and text(event, "TRANSP") == "TRANSPARENT", uid
        if not uid.startswith("due-events-"):
            it = owed[uid]
            last = (instant(it["effective_due_at"]) - timedelta(microseconds=1)).astimezone(VIETNAM).date()
            same(uid, event["DTSTART"].dt, last)
            same("SEQUENCE", event["SEQUENCE"], it["version"])
    return len(told), len(dues)


shown = public()
own, dues = agency()
assert shown >= 4 and own >= 5 and dues >= 1, (shown, own, dues)
print(f"{shown} public events, {own} of the agency, {dues} due dates")
