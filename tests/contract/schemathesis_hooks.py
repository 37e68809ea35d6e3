"""What the fuzzer must know about the service to get past its outer gates.

A generated If-Match is almost never the current ETag, so nearly every change would end at 412 and nothing behind it
would be tried. Three requests out of four therefore read the resource first and send its ETag, as a client does. In the
same way three creates out of four leave the choice of the id to the service, since the ids that the fuzzer has are taken.
"""

import itertools
import os
import re

import requests
import schemathesis
from schemathesis.engine import observations

# A step on these resources has a path of its own below the resource that carries the ETag.
STEP = re.compile(r"/(transitions|password|secret|parts/[^/]*)$")
# Accounts that the run itself signs in with: disabled or given another password, they would end it quietly.
KEPT = frozenset(filter(None, os.environ.get("TIENBO_CONTRACT_KEPT", "").split(",")))
# A step of many at once: an address, but of no object with the id "transitions".
STEP_OF_MANY = re.compile(r"/api/v1/[^/]+/transitions")
ABSENT = "01890000-0000-7000-8000-000000000000"
COMMITTEE = "H24.BVSTBPN"

# As the document has it.
LONGEST_HEAD = 262_144

path_of = observations._same_origin_path


def path_if_any(value, origin):
    """The fuzzer takes addresses in answers for those of objects, and would end where text looks like one and is none (`https://[`)."""
    try:
        path = path_of(value, origin)
    except ValueError:
        return None
    return None if path and STEP_OF_MANY.fullmatch(path) else path


observations._same_origin_path = path_if_any

counter = itertools.count()
session = requests.Session()


@schemathesis.hook
def filter_case(context, case):
    """What no HTTP server takes as a head is 431 before any operation of the service sees it, and is in nobody's document."""
    return all(len(str(value)) <= LONGEST_HEAD for value in (case.headers or {}).values())


@schemathesis.hook
def before_call(context, case, kwargs):
    """Spares the run's own accounts, and gives a valid request what it needs to be carried out."""
    if case.method.upper() == "GET":
        name_the_committee(case)
        return
    for name, value in (case.path_parameters or {}).items():
        if value in KEPT:
            case.path_parameters[name] = ABSENT
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if next(counter) % 4 == 0:
        return
    if case.method.upper() == "POST" and isinstance(case.body, dict) and not case.path_parameters:
        case.body.pop("id", None)
    if case.headers is None or "If-Match" not in case.headers:
        return
    etag = current_etag(case, kwargs)
    if etag is not None:
        case.headers["If-Match"] = etag


def name_the_committee(case):
    """The public names a committee where there are several, and a run may have founded another one by then."""
    positive = case.meta is not None and case.meta.generation.mode.is_positive
    if positive and case.path.startswith("/public/v1/") and "{id}" not in case.path:
        case.query = {"committee": COMMITTEE, **(case.query or {})}


def current_etag(case, kwargs):
    """The ETag of the resource that the request changes, or None where it cannot be read."""
    path = STEP.sub("", case.formatted_path)
    headers = {**(kwargs.get("headers") or {}), **(case.headers or {})}
    authorization = next((value for name, value in headers.items() if name.lower() == "authorization"), None)
    if authorization is None:
        return None
    answer = session.get(
        os.environ["TIENBO_CONTRACT_URL"] + path, headers={"Authorization": authorization}, timeout=20
    )
    return answer.headers.get("ETag") if answer.status_code == 200 else None
