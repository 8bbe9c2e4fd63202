"""What check.py checks besides in the pack of a payment: its facts are those of the trail and the files."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
from typing import Any

Facts = dict[str, Any]
Check = Any  # that of check.py
TAKEN = ("file.accepted", "file.released")
MADE = ("decision.proposed", "decision.made")
LEFT_AS = {  # how a row stands after what a person did with it
    "suspense.allocated": "posted",
    "suspense.split": "posted",
    "suspense.returned": "returned",
    "suspense.written_off": "written_off",
    "suspense.taken_back": "suspense",
    "payment.moved": "posted",
    "payment.put_back": "suspense",
}
TIMES = ("paid_on", "paid_at")
READ = ("client_reference", *TIMES, "outlet", "receipt")  # a council's prefix is cut off a reference
LIES_ON = {  # where the money is then; what went back to the supplier is nowhere
    "posted": ("customer:", "returns:"),
    "suspense": ("suspense:",),
    "written_off": ("written_off:",),
    "returned": ("returns:",),
    "offset": ("suspense:",),
}


def check_source(check: Check, evidence: Facts) -> None:
    """The file is the one that the trail took, read by the layout that the trail names."""
    file, row = evidence.get("file"), evidence.get("row")
    if not file or not row or file["state"] != "accepted":
        return
    original = hashlib.sha256(check.data(row["in"])).hexdigest()
    check.that(original == file["sha256"], f"{row['in']}: it is not the file that the evidence is about")
    taken = [e for e in _told(check) if e["action"] in TAKEN and e["after"]["file_id"] == file["id"]]
    said = [(e["subject"], e["after"]["contract"], e["after"]["sha256"]) for e in taken]
    known = (file["name"], file["contract"], file["sha256"])
    check.that(known in said, f"trail.json: it took another file than {file['name']}")
    layouts = [each["after"]["layout_sha256"] for each in taken]
    check.that(row["layout_sha256"] in layouts, f"trail.json: {file['name']} was read by another layout")
    packed = [each["sha256"] for each in evidence["files"] if each["path"].startswith("layout/")]
    check.that(packed == [row["layout_sha256"]], "the layout of the pack is not that of the row")
    for each in evidence["files"]:
        is_made = each["path"].startswith(("layout/", "check_")) or each["path"] == row["path"]
        check.that(is_made or each["in_trail"], f"trail.json: nothing says that it tells of {each['path']}")


def check_whose(check: Check, evidence: Facts) -> None:
    """The trail and the decisions are the council's own, and the trail ends in the number of the anchor."""
    entries = json.loads(check.data("trail.json"))
    councils = {entry["council"] for entry in entries} | {
        each["council"] for each in evidence.get("decisions", [])
    }
    check.that(councils <= {evidence["council"]}, "trail.json: it is another council's")
    ends = [entry["number"] for entry in entries[-1:]]
    check.that(
        (ends or [0]) == [evidence["anchor"]["number"]],
        "trail.json: it does not end in the number of the anchor",
    )


def check_page(check: Check, evidence: Facts) -> None:
    """The first page tells of each thing that happened."""
    page = check.data(evidence["page"]).decode("utf-8", "replace")
    for event in evidence.get("events", []):
        check.that(
            html.escape(event["what"]) in page, f"{evidence['page']}: it does not say: {event['what']}"
        )


def check_line(check: Check, evidence: Facts) -> None:
    """What is known of the payment is what its fields were read as."""
    line, row = evidence.get("line"), evidence.get("row")
    if not line or not row:
        return
    for name in READ:
        read = [field["read_as"] for field in row["fields"] if name in field["column"].split(", ")]
        joined = "-".join(filter(None, read))
        is_instant = name in TIMES and "T" in joined  # which the clock of London shows otherwise
        is_read = joined.endswith(line[name]) and bool(joined) == bool(line[name])
        check.that(is_read or is_instant or not read, f"{name} of the payment is not what its row says")
    cards = [field["read_as"] for field in row["fields"] if "card_number" in field["column"].split(", ")]
    ending = line["card"].removeprefix("ending ") or "none"
    is_its = any(card.endswith(ending) for card in cards) if any(cards) else not line["card"]
    check.that(is_its, "the card of the payment is not that of its row")


def check_decisions(check: Check, evidence: Facts) -> None:
    """Each decision is about what the trail says, and became what the trail says, when it says so."""
    told = _told(check)
    for decision in evidence.get("decisions", []):
        acts = [e for e in told if e["action"].startswith("decision.") and _number(e) == decision["decision"]]
        name = f"decision {decision['decision']}"
        made = [e for e in acts if e["action"] in MADE]
        said = [[e["subject"], *(e["after"][key] for key in ("kind", "amount_pence", "terms"))] for e in made]
        facts = [decision[key] for key in ("subject", "kind", "amount_pence", "terms")]
        check.that(facts in said, f"trail.json: {name} is about something else")
        ends = [e["after"].get("state", "applied") for e in acts if e["action"] != "decision.proposed"]
        check.that(decision["state"] == (ends or ["proposed"])[-1], f"trail.json: {name} ended otherwise")
        for when, at in (
            ("proposed_at", made),
            ("decided_at", [e for e in acts if e["action"] != "decision.proposed"]),
        ):
            times = [dt.datetime.fromisoformat(each["at"]) for each in at]
            known = dt.datetime.fromisoformat(decision[when]) if decision[when] else None
            check.that(known in times or not (known or times), f"trail.json: {name} has another time")


def check_acts(check: Check, evidence: Facts) -> None:
    """Each posting that a person made is told, and the payment stands and lies where the last act left it."""
    postings, standing = evidence.get("postings"), evidence.get("standing")
    if not evidence.get("line") or not postings or not standing:
        return
    acts = [e for e in _told(check) if e["action"] in LEFT_AS and e["after"].get("row_no") == _row(evidence)]
    said = [(e["actor"], e["after"].get("note", ""), e["after"]["booked_on"]) for e in acts]
    given = [each for act in acts for each in (act["after"], *act["after"].get("parts", []))]
    named = {f"customer:{each.get('fund')}:{each.get('reference')}" for each in given}
    for posting in postings:
        if posting["rule"] == "manual":
            facts = (posting["by"], posting["why"], posting["booked_on"])
            is_told = facts in said and (posting["credit"] in named or not _is_customer(posting["credit"]))
            check.that(is_told, f"trail.json: nobody made the posting {posting['entry']} so")
    if postings[-1]["rule"] == "manual":
        states = [LEFT_AS[each["action"]] for each in acts[-1:]]
        check.that(standing["state"] in states, "trail.json: the last act left the payment otherwise")


def check_places(check: Check, evidence: Facts) -> None:
    """The postings leave the whole amount where such a payment lies, and nothing on the way there."""
    postings, standing = evidence.get("postings"), evidence.get("standing")
    if not evidence.get("line") or not postings or not standing:
        return
    held: dict[str, int] = {}
    for posting in postings:
        held[posting["debit"]] = held.get(posting["debit"], 0) - posting["amount_pence"]
        held[posting["credit"]] = held.get(posting["credit"], 0) + posting["amount_pence"]
    source = held.pop(postings[0]["debit"])
    lies = {account: pence for account, pence in held.items() if pence}
    places = LIES_ON[standing["state"]]
    for account, pence in lies.items():
        right = account.startswith(places) and (pence < 0) == (source > 0)
        check.that(right, f"the postings leave the payment on {account}")


def check_left(check: Check, evidence: Facts) -> None:
    """Each outgoing file is the one that the trail wrote, and its records have the amount of the posting."""
    known = [
        [entry["subject"], *(file[key] for key in ("fund", "name", "sha256", "row_count", "total_pence"))]
        for entry in _told(check)
        if entry["action"] == "outgoing.written"
        for file in entry["after"]["files"]
    ]
    amounts = {each["entry"]: abs(each["amount_pence"]) for each in evidence.get("postings", [])}
    for left in evidence.get("outgoing", []):
        name, data = left["path"], check.data(left["path"])
        check.that(hashlib.sha256(data).hexdigest() == left["sha256"], f"{name}: it is another file")
        facts = [left[key] for key in ("night", "fund", "name", "sha256", "rows", "total_pence")]
        check.that(facts in known, f"trail.json: no night wrote {name} so")
        pence = amounts.get(left["entry"], -1)
        records = data.decode("utf-8", "replace").splitlines()
        for number in left["records"]:
            there = f"{pence // 100}.{pence % 100:02}" in "".join(records[number - 1 : number])
            check.that(there, f"{name}: record {number} has another amount than {left['entry']}")
        check.that(left["records"] or not left["fund"], f"{name}: no record carries {left['entry']}")
    carried = [(left["entry"], left["name"], left["sha256"]) for left in evidence.get("outgoing", [])]
    leaving = [(p["entry"], e["name"], e["sha256"]) for p in evidence.get("postings", []) for e in p["left"]]
    check.that(carried == leaving, "the outgoing files are not those that carry the postings")


def _told(check: Check) -> list[Facts]:
    """The entries of the trail that are not sealed."""
    entries: list[Facts] = json.loads(check.data("trail.json"))
    return [entry for entry in entries if "after" in entry]


def _number(entry: Facts) -> object:
    return entry["after"].get("number")


def _is_customer(account: str) -> bool:
    return account.startswith("customer:")


def _row(evidence: Facts) -> object:
    return evidence["row"]["number"]


PARTS = (
    *(check_whose, check_page, check_source, check_line),
    check_decisions,
    check_acts,
    check_places,
    check_left,
)
