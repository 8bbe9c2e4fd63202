"""Check this evidence pack: every digest, sum and link. It needs Python 3.9 or later, and nothing else.

    python3 check.py
    python3 check.py TRAIL.json

The second form is given the council's whole audit trail too, as its system lists it in JSON, and checks that
the entries of this pack stand in it and that its chain is whole.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import runpy
import sys
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
MANIFEST, EVIDENCE, TRAIL = "manifest.sha256", "evidence.json", "trail.json"
LISTED = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")
BEFORE_THE_FIRST = "0" * 64
HASHED = ("at", "previous_hash", "council_id", "number", "actor", "action", "subject", "before", "after")


class Check:
    """What was looked at and what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.done = 0
        self.faults: list[str] = []

    def that(self, holds: object, fault: str) -> None:
        """Count one check, and keep its fault if it does not hold."""
        self.done += 1
        if not holds:
            self.faults.append(fault)

    def fails(self, fault: str) -> None:
        """Count one check that does not hold."""
        self.that(holds=False, fault=fault)

    def data(self, name: str) -> bytes:
        """The bytes of a file of the pack; none where it is not there."""
        path = self.folder / name
        return path.read_bytes() if path.is_file() else b""


def sha256(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def compact(value: object) -> str:
    """JSON as the audit trail writes it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def check_manifest(check: Check) -> None:
    """Each file is listed once with its digest, and nothing else is there."""
    text = check.data(MANIFEST).decode("utf-8", "replace")
    listed = LISTED.findall(text)
    rendered = "".join(f"{digest}  {name}\n" for digest, name in listed)
    names = [name for _, name in listed]
    check.that(text and rendered == text, f"{MANIFEST}: it has a line that is no digest and name")
    check.that(names == sorted(set(names)), f"{MANIFEST}: its names are not in order, or one stands twice")
    for digest, name in listed:
        check.that(sha256(check.data(name)) == digest, f"{name}: its digest is not that of the manifest")
    found = {
        path.relative_to(check.folder).as_posix() for path in check.folder.rglob("*") if not path.is_dir()
    }
    for name in sorted(found - {MANIFEST} - set(names)):
        check.fails(f"{name}: it is not in the manifest")


def check_files(check: Check, evidence: Facts) -> None:
    """Each file that the evidence names has the digest and size that were written down for it."""
    for file in evidence.get("files", []):
        data = check.data(file["path"])
        check.that(sha256(data) == file["sha256"], f"{file['path']}: its digest is not what was written down")
        check.that(len(data) == file["size_bytes"], f"{file['path']}: its size is not what was written down")


def check_row(check: Check, evidence: Facts) -> None:
    """The row is where it is said to be in the original file, and its fields are its bytes."""
    row = evidence.get("row")
    if not row:
        return
    original, data = check.data(row["in"]), check.data(row["path"])
    place = slice(row["offset"], row["offset"] + row["length"])
    check.that(data and original[place] == data, f"{row['path']}: it is not what stands in {row['in']}")
    cells = next(csv.reader(io.StringIO(data.decode("utf-8", "replace"))), []) if row["delimited"] else []
    for field in row["fields"]:
        text = _cell(data, cells, field, delimited=row["delimited"])
        check.that(text == field["text"], f"{row['path']}: the field {field['field']} says something else")
        if field["column"] == "amount_pence" and evidence.get("line"):
            pence = abs(evidence["line"]["amount_pence"])
            check.that(str(pence) == field["read_as"].lstrip("-"), f"{row['path']}: its amount is another")


def _cell(data: bytes, cells: list[str], field: Facts, *, delimited: bool) -> str | None:
    if delimited:
        return cells[field["first"] - 1] if field["first"] <= len(cells) else None
    return data[field["first"] - 1 : field["last"]].decode("ascii", "backslashreplace")


def check_sums(check: Check, evidence: Facts) -> None:
    """The original file is accounted for to the penny, and so is the row."""
    for total in evidence.get("totals", []):
        parts = total["by_state"]
        rows, pence = sum(part["rows"] for part in parts), sum(part["pence"] for part in parts)
        check.that(rows == total["rows"], f"{total['file']}: its rows are not all accounted for")
        check.that(pence == total["total_pence"], f"{total['file']}: its pence are not all accounted for")


def check_postings(check: Check, evidence: Facts) -> None:
    """The first posting is the row's own amount, and after the last it lies where the evidence says."""
    line, postings = evidence.get("line"), evidence.get("postings", [])
    if not postings:
        return
    held: dict[str, int] = {}
    for posting in postings:
        held[posting["debit"]] = held.get(posting["debit"], 0) - posting["amount_pence"]
        held[posting["credit"]] = held.get(posting["credit"], 0) + posting["amount_pence"]
    check.that(sum(held.values()) == 0, "the postings do not sum to zero")
    if not line:
        return
    amount = line["amount_pence"]
    first = sum(each["amount_pence"] for each in postings if each["step"] == 0)
    check.that(first == amount, "the first posting is not the row's amount")
    standing = evidence["standing"]
    if standing["state"] == "suspense":
        there = sum(pence for account, pence in held.items() if account.startswith("suspense:"))
        check.that(there == amount, "the postings do not leave the amount in suspense")
    elif standing["account_reference"]:
        account = f"customer:{standing['fund']}:{standing['account_reference']}"
        is_split = any(each["part"] > 1 for each in postings)
        there = held.get(account, 0)
        check.that(
            there == amount or (is_split and there), f"the postings do not leave the amount on {account}"
        )


def check_settlement(check: Check, evidence: Facts) -> None:
    """The due is the sum of its files, and the bank's entries settle what they are said to."""
    due = evidence.get("settlement")
    if not due:
        return
    made_of = sum(part["amount_pence"] for part in due["parts"])
    check.that(made_of == due["amount_pence"], "the due is not the sum of its files")
    left = due["amount_pence"] - due["fees_pence"] - due["settled_pence"]
    check.that(left == due["outstanding_pence"], "the due is not what is settled and what is outstanding")
    packed = {file["sha256"] for file in evidence["files"]}
    settled = 0
    for each in due["from_bank"]:
        check.that(each["sha256"] in packed, f"{each['file']}: the bank's statement is not in the pack")
        named = [m for m in each["details"]["matches"] if m["due"] == due["due"]]
        settled += sum(m["amount_pence"] for m in named if m["state"] == "confirmed" and not m["ended"])
    check.that(settled == due["settled_pence"], "the matches do not settle what the due says")


def check_outgoing(check: Check, evidence: Facts) -> None:
    """Each outgoing file has the record that is said to carry the posting."""
    for left in evidence.get("outgoing", []):
        records = check.data(left["path"]).decode("utf-8", "replace").splitlines()
        for number in left["records"]:
            there = number <= len(records) and left["says"] in records[number - 1]
            check.that(there, f"{left['path']}: record {number} does not say {left['says']}")


def hash_of(entry: Facts) -> str:
    """The hash of an entry of the trail, from its other parts."""
    said = {name: entry[name] for name in HASHED}
    said["before"], said["after"] = compact(entry["before"]), compact(entry["after"])
    return sha256(compact(said).encode())


def check_chain(check: Check, entries: list[Facts], first: str | None, where: str) -> None:
    """Each hash is that of its entry, where its text is here, and each entry follows the one before."""
    previous, number = first, 0
    for entry in entries:
        name = f"{where}: entry {entry['number']}"
        if previous is not None:
            check.that(entry["previous_hash"] == previous, f"{name} does not follow the one before")
        if number:
            check.that(entry["number"] == number + 1, f"{name}: one before it is missing")
        if "after" in entry:
            check.that(entry["hash"] == hash_of(entry), f"{name}: its hash is not that of its text")
        previous, number = entry["hash"], entry["number"]


def check_trail(check: Check, evidence: Facts) -> None:
    """The chain holds, ends in the anchor, and tells of the same files, decisions and outgoing files."""
    entries = json.loads(check.data(TRAIL))
    anchor = evidence["anchor"]
    check_chain(check, entries, None, TRAIL)
    newest = entries[-1]["hash"] if entries else BEFORE_THE_FIRST
    check.that(newest == anchor["hash"], f"{TRAIL}: it does not end in the anchor {anchor['hash']}")
    told = [entry for entry in entries if "after" in entry]
    taken = {e["after"].get("sha256") for e in told} | {
        each["sha256"] for e in told for each in e["after"].get("files", []) if isinstance(each, dict)
    }
    for file in evidence.get("files", []):
        if file["in_trail"]:
            check.that(file["sha256"] in taken, f"{TRAIL}: no entry tells of {file['path']}")
    for decision in evidence.get("decisions", []):
        number = decision["decision"]
        acts = [e for e in told if e["action"].startswith("decision.") and e["after"].get("number") == number]
        said = [(e["actor"], e["after"].get("reason", e["after"].get("note"))) for e in acts]
        for who, why in (("proposed_by", "reason"), ("decided_by", "decided_reason")):
            is_told = not decision[who] or (decision[who], decision[why]) in said
            check.that(is_told, f"{TRAIL}: it tells another story of decision {number}")
    for total in evidence.get("totals", []):
        written = [e["after"] for e in told if e["after"].get("sha256") == total["sha256"]]
        same = [(each["rows"], each["total_pence"]) for each in written if "total_pence" in each]
        check.that(
            (total["rows"], total["total_pence"]) in same, f"{TRAIL}: it has other totals of {total['file']}"
        )
    page = check.data(evidence["page"]).decode("utf-8", "replace")
    check.that(anchor["hash"] in page, f"{evidence['page']}: it does not bear the anchor")


def check_whole_trail(check: Check, path: str) -> None:
    """The council's whole trail is a whole chain, and has each entry of this pack."""
    entries = json.loads(Path(path).read_text(encoding="utf-8"))
    council = json.loads(check.data(EVIDENCE))["council"]
    whole = [entry for entry in entries if entry["council"] == council]
    check_chain(check, whole, BEFORE_THE_FIRST, path)
    hashes = {entry["number"]: entry["hash"] for entry in whole}
    for entry in json.loads(check.data(TRAIL)):
        same = hashes.get(entry["number"]) == entry["hash"]
        check.that(same, f"{path}: entry {entry['number']} is not that of this pack")


def checked(folder: Path, trail: str = "") -> Check:
    """Check a pack; return what was done and what is wrong."""
    check = Check(folder)
    check_manifest(check)
    try:
        evidence = json.loads(check.data(EVIDENCE))
        for part in (*PARTS, *more_parts()):
            part(check, evidence)
        if trail:
            check_whole_trail(check, trail)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        check.fails(f"the evidence cannot be read: {type(error).__name__} {error}")
    return check


PARTS = (check_files, check_row, check_sums, check_postings, check_settlement, check_outgoing, check_trail)


def more_parts() -> list[Any]:
    """What else there is to check in the pack of a payment, or of one that did not come."""
    beside = [Path(__file__).with_name(name) for name in ("check_payment.py", "check_absence.py")]
    return [part for path in beside if path.is_file() for part in runpy.run_path(str(path))["PARTS"]]


def main(arguments: list[str]) -> int:
    """Print what was found; the exit code is 0 where everything agrees."""
    check = checked(Path(__file__).resolve().parent, *arguments[:1])
    for fault in check.faults:
        sys.stdout.write(f"WRONG: {fault}\n")
    verdict = f"{len(check.faults)} of {check.done} checks failed." if check.faults else "Everything agrees."
    sys.stdout.write(f"{check.done} digests, sums and links were checked. {verdict}\n")
    sys.stdout.write(f"Digest of the pack (of {MANIFEST}): {sha256(check.data(MANIFEST))}\n")
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
