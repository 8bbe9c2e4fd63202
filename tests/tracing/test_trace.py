"""A payment that somebody misses is found from what the receipt shows, and nobody else's is."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from sqlalchemy import Row, event, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import Proposal
from paycards.decisions.leaving_suspense import item_at, leave
from paycards.decisions.propose import write
from paycards.errors import Invalid, NotFound
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.import_files import import_file
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.nightly import nightly
from paycards.jobs.reconcile import reconcile
from paycards.jobs.trace_payment import trace_payment, tracing_of
from paycards.ledger import chart
from paycards.ledger.posting import Share, close_batch, open_batch, post_shares
from paycards.settings.reading import load_settings
from paycards.store.step import Step
from paycards.store.tables.lines import lines
from paycards.tracing.answer import Answer, Traced
from paycards.tracing.facts import Facts
from paycards.tracing.trace import trace
from tests.channels.supplier_files import allpay, joined, long_row, payzone, sale, short_row
from tests.conftest import TWO_COUNCILS
from tests.fresh import init_fresh
from tests.jobs.hand_in import bring_accounts, bring_cards
from tests.postgres import PostgresServer
from tests.visits import open_visit

CARDS = [f"98269999000000{n:05}" for n in range(100)]
DAY = dt.date(2026, 11, 18)  # the last one whose payments came
OUTGOING = '\n[[councils.outgoing]]\nfund = "rent"\nformat = "income_csv"\n'
NIGHTS = 6


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Iterator[Visit]:
    """Six nights of payments: placed, in suspense, reversed, placed by hand. Then a file that is refused."""
    home = tmp_path_factory.mktemp("town")
    url = (
        f"sqlite:///{home}/paycards.db"
        if request.param == "sqlite"
        else postgres_server.new_migrated_database()
    )
    text = TWO_COUNCILS.format(database=url).replace('name = "Northvale District Council"\n',
        'name = "Northvale District Council"\n' + OUTGOING, 1)  # fmt: skip
    text = text.replace('[councils.contracts.drop]\nkind = "folder"\ndirectory = "drops/allpay"\n', "")
    (home / "paycards.toml").write_text(text, encoding="utf-8")
    settings = load_settings(home / "paycards.toml")
    init_fresh(settings)
    visit = open_visit(settings, now=night(NIGHTS))
    fill(visit, home)
    yield visit
    visit.installation.engine.dispose()


def night(number: int) -> dt.datetime:
    return dt.datetime(2026, 11, 14 + number, 4, tzinfo=dt.UTC)


def fill(visit: Visit, home: Path) -> None:
    first = replace(visit, now=night(0))
    references = [f"R1000000{n:02}" for n in range(100)]
    bring_accounts(first, home, *(f"NVD,rent,{each},open" for each in references), "NVD,rent,R777777777,open")
    bring_cards(first, home, *(f"NVD,rent,R1000000{n:02},{CARDS[n]}" for n in range(90)))
    for number in range(NIGHTS):
        bring_night(replace(visit, now=night(number)), number)
    import_file(visit, "NVDC0099.PO", joined(["damaged"]))


def bring_night(visit: Visit, number: int) -> None:
    """Each night brings the day before: ten payments of 10.00 to 10.09 by card; the last one brings more."""
    day = f"{visit.today - dt.timedelta(days=1):%d/%m/%Y}"
    rows = [long_row(1000 + n, card=CARDS[n], reference="", date=day) for n in range(10)]
    pence = [1000 + n for n in range(10)]
    if number == NIGHTS - 1:
        more = [
            (5555, long_row(5555, card=CARDS[95], reference="", date=day)),  # nobody's card
            (7777, long_row(7777, card=CARDS[96], reference="", date=day)),
            (8888, long_row(8888, card=CARDS[7], reference="", date=day)),
            (8888, long_row(8888, card=CARDS[7], reference="", date=day)),
        ]
        pence += [each for each, _ in more]
        rows += [row for _, row in more]
        short = short_row(6666, card="000042", reference="R100000042", date=day)
        import_file(visit, "NVDC0007.PO", allpay([short], 6666, made=day))
        sales = [sale("A1", "20.00"), sale("A2", "21.00"), sale("A3", "21.00", "VOID", "A2")]
        data = payzone(sales, "20.00").replace(b"NVD4471", b"nvdc")
        data = data.replace(b"9826999900000000015", CARDS[1].encode())
        import_file(visit, "payzone_nvdc_001530.csv", data)
    import_file(visit, f"NVDC{number + 1:04}.PO", allpay(rows, sum(pence), made=day))
    nightly(visit)
    if number == NIGHTS - 1:
        [item] = [each for each in list_suspense(visit) if each.amount_pence == 7777]
        allocate_item(visit, item.id, fund="rent", reference="R777777777", note="the receipt was seen")


def asked(town: Visit, **facts: object) -> Answer:
    return trace_payment(town, Facts(**facts))  # type: ignore[arg-type]


def only(answer: Answer) -> object:
    [payment] = answer.payments
    return payment


def test_a_posted_payment_is_told_with_its_account_masked_and_the_file_in_which_it_left(town: Visit) -> None:
    [payment] = asked(town, paid_on=DAY - dt.timedelta(days=1), amount_pence=1003).payments
    assert (payment.stage, payment.file, payment.row) == ("posted", "NVDC0005.PO", 4)
    assert [(place.fund, place.reference) for place in payment.accounts] == [("rent", "...003")]
    assert [left.night for left in payment.left] == [night(4).date()]
    assert "the rent account that ends 003" in payment.says


def test_no_answer_holds_a_whole_card_or_reference(town: Visit) -> None:
    said = str(asdict(asked(town, paid_on=DAY - dt.timedelta(days=1), amount_pence=1003)))
    assert CARDS[3] not in said and "R100000003" not in said


def test_a_payment_in_suspense_is_told_with_why_and_with_whom(town: Visit) -> None:
    [payment] = asked(town, amount_pence=5555, card_ending=CARDS[95][-4:]).payments
    assert payment.stage == "in_suspense" and payment.suspense
    assert (payment.suspense.reason, payment.suspense.with_whom) == ("unknown_card", "")
    assert "nobody has taken it up" in payment.says


class Undone(Exception):
    """Ends a transaction that is to leave no trace."""


def after(town: Visit, pence: int, act: Callable[[Step, Row[tuple[object, ...]]], None]) -> Traced:
    """What a trace tells of the payment of this amount after an act, which is undone again."""
    facts = Facts(network="post_office", amount_pence=pence)
    found: list[Traced] = []
    with town.reading(may=Permission.SEE_MONEY) as seen:
        tracing = tracing_of(town, seen)
    council_id = town.installation.contracts["NVD-ALLPAY"].council_id
    with pytest.raises(Undone), town.step(council_id, Permission.PLACE_SUSPENSE) as step:
        line = step.connection.execute(select(lines).where(lines.c.amount_pence == pence)).one()
        act(step, line)
        found += trace(replace(tracing, connection=step.connection), facts).payments
        raise Undone
    [payment] = found
    return payment


def ledger_id(step: Step, name: str) -> int:
    kind, _, of = name.partition(":")
    if kind in ("returns", "written_off"):
        return chart.opened(step.connection, step.owner, kind, of)
    return chart.account_id(step.connection, step.owner, name)


@pytest.mark.parametrize(
    ("names", "state", "stage", "by"),
    [
        (["customer:rent:R100000011", "customer:rent:R100000012"], "split", "posted", ""),
        (["returns:NVD"], "returned", "taken_back", "return_to_payer"),
        (["clearing:NVD-ALLPAY"], "returned", "taken_back", "return_to_supplier"),
        (["written_off:NVD"], "written_off", "taken_back", "write_off"),
    ],
)
def test_what_people_decided_about_money_in_suspense_is_told(
    town: Visit, names: list[str], state: str, stage: str, by: str
) -> None:
    def act(step: Step, line: Row[tuple[object, ...]]) -> None:
        pence = [5000, 555] if len(names) > 1 else [5555]
        targets = list(zip([ledger_id(step, name) for name in names], pence, strict=True))
        leave(step, item_at(step, (line.file_id, line.row_no)), targets, state)

    payment = after(town, 5555, act)
    assert (payment.stage, payment.taken_back.by if payment.taken_back else "") == (stage, by)
    if state == "split":
        shares = [(place.reference, place.pence) for place in payment.accounts]
        assert shares == [("...011", 5000), ("...012", 555)]


@pytest.mark.parametrize(
    ("back", "by", "words"),
    [
        ("returns:NVD", "return_to_payer", "is to be paid back to the payer"),
        ("clearing:NVD-ALLPAY", "return_to_supplier", "was returned to the supplier"),
    ],
)
def test_a_payment_of_which_a_part_went_back_says_how_much_and_where_the_rest_is(
    town: Visit, back: str, by: str, words: str
) -> None:
    def act(step: Step, line: Row[tuple[object, ...]]) -> None:
        targets = [(ledger_id(step, "customer:rent:R100000011"), 5000), (ledger_id(step, back), 555)]
        leave(step, item_at(step, (line.file_id, line.row_no)), targets, "split")

    payment = after(town, 5555, act)
    assert (payment.stage, payment.taken_back and payment.taken_back.by) == ("taken_back", by)
    assert f", 5.55 pounds {words}, on 20" in payment.says
    assert ", and 50.00 pounds is on the rent account that ends 011." in payment.says


def test_a_moved_payment_says_from_where_and_where_it_is_now(town: Visit) -> None:
    def act(step: Step, line: Row[tuple[object, ...]]) -> None:
        batch_id = open_batch(step, "decision")
        wrong, right = (ledger_id(step, f"customer:rent:R1000000{n}") for n in (42, 43))
        post_shares(step, batch_id, (line.file_id, line.row_no), [Share(wrong, right, 6666)], "manual")
        close_batch(step, batch_id, 1, 6666)

    payment = after(town, 6666, act)
    assert payment.taken_back and payment.taken_back.by == "move"
    assert [place.reference for place in payment.taken_back.moved_from] == ["...042"]
    assert [place.reference for place in payment.accounts] == ["...043"]
    assert "was moved to another account" in payment.says


def test_a_decision_that_waits_for_a_second_person_is_told(town: Visit) -> None:
    def act(step: Step, line: Row[tuple[object, ...]]) -> None:
        subject = f"item:{line.file_id}:{line.row_no}"
        proposal = Proposal("write_off", "NVDC0006.PO:11", 5555, {subject: 5555}, {}, "too old")
        write(step, proposal, needs_two=True)

    payment = after(town, 5555, act)
    assert payment.stage == "in_suspense" and payment.suspense
    assert payment.suspense.decision == 2
    assert "decision 2 of tester waits for a second person" in payment.says


def test_what_a_person_placed_is_posted_where_they_placed_it_and_leaves_with_the_next_night(
    town: Visit,
) -> None:
    [payment] = asked(town, amount_pence=7777, network="post_office").payments
    assert (payment.stage, payment.accounts[0].reference, payment.left) == ("posted", "...777", ())
    assert "has not left in an outgoing file yet" in payment.says


def test_a_reversed_payment_says_by_which_row_it_was_taken_back(town: Visit) -> None:
    [payment] = asked(town, receipt="a2", amount_pence=2100).payments
    assert payment.stage == "taken_back" and payment.taken_back
    assert (payment.taken_back.by, payment.taken_back.where) == ("reversal", "payzone_nvdc_001530.csv:4")
    assert payment.accounts == ()


def test_a_payment_by_reference_is_found_by_the_card_that_its_account_has(town: Visit) -> None:
    [payment] = asked(town, amount_pence=6666, card_ending=CARDS[42][-5:]).payments
    assert payment.accounts[0].reference == "...042"


def test_two_payments_of_one_customer_are_told_together(town: Visit) -> None:
    answer = asked(town, paid_on=DAY, amount_pence=8888)
    assert [payment.row for payment in answer.payments] == [13, 14]


def test_the_answer_is_the_same_byte_for_byte_for_none_for_many_and_for_too_little(town: Visit) -> None:
    day = {"paid_on": DAY, "network": "post_office"}
    none = asked(town, **day, amount_pence=123_456)
    answers = [
        asked(town, **day),  # fifteen, and no fact of the payer's
        asked(town, **day, card_ending="9999999999"),
        asked(town, **day, outlet="0124508"),
        asked(town, **day, amount_pence=1, receipt="X"),
    ]
    assert not none.found
    assert {json.dumps(asdict(each), default=str) for each in [none, *answers]} == {
        json.dumps(asdict(none), default=str)
    }
    many = asked(town, network="post_office", amount_pence=1003)  # one each night, of one customer each: six
    assert many == asked(town, network="post_office", amount_pence=123_456)


def test_one_fact_alone_never_finds_anybody(town: Visit) -> None:
    for facts in ({"amount_pence": 5555}, {"card_ending": CARDS[95][-4:]}, {"receipt": "A1"}):
        assert asked(town, **facts) == asked(town, amount_pence=1)


def test_another_council_s_payments_are_not_seen(town: Visit) -> None:
    seen = trace_payment(town, Facts(paid_on=DAY, amount_pence=5555), council="HMB")
    assert not seen.found and [each.council for each in seen.expected] == ["HMB"]


def test_nothing_found_says_when_to_expect_it_by_the_contract_s_own_history(town: Visit) -> None:
    answer = asked(town, paid_on=DAY, amount_pence=1, network="post_office")
    [allpay_, post, other] = answer.expected
    assert (allpay_.basis, allpay_.within_working_days) == ("history", 1)
    assert allpay_.by == dt.date(2026, 11, 19) and allpay_.overdue
    assert "19 of 20 payments were here within one working day, measured on 55 payments" in allpay_.says
    assert (post.basis, post.by, other.basis) == ("nothing", None, "nothing")
    assert "has no history" in post.says


def test_a_refused_file_that_may_hold_it_is_named(town: Visit) -> None:
    answer = asked(town, paid_on=DAY, amount_pence=1, network="post_office")
    assert answer.stage == "in_a_waiting_file"
    assert "the file NVDC0099.PO is refused" in answer.expected[0].waits_for[0]
    earlier = asked(town, paid_on=DAY + dt.timedelta(days=9), amount_pence=1, network="post_office")
    assert earlier.stage == "not_in_a_file"


def test_a_trace_without_a_network_reads_no_layout_and_asks_on_one_connection(town: Visit) -> None:
    visit = open_visit(town.settings, now=town.now)
    more: list[object] = []
    event.listen(visit.installation.engine, "connect", lambda connection, _: more.append(connection))
    assert asked(visit, amount_pence=7777, paid_on=DAY) == asked(town, amount_pence=7777, paid_on=DAY)
    visit.installation.engine.dispose()
    assert "layouts" not in vars(visit.installation)
    assert more == []


def test_an_unknown_network_and_a_short_ending_are_refused_whatever_the_books_hold(town: Visit) -> None:
    with pytest.raises(NotFound, match="Choose"):
        asked(town, network="pigeon", amount_pence=5)
    with pytest.raises(Invalid, match="no ending"):
        asked(town, card_ending="12", amount_pence=5)


def test_guesses_at_random_never_tell_of_somebody_without_a_fact_of_theirs(town: Visit) -> None:
    chance = random.Random(11)  # noqa: S311 - guesses, not secrets
    makers: list[Callable[[], dict[str, object]]] = [
        lambda: {"paid_on": DAY - dt.timedelta(days=chance.randrange(7))},
        lambda: {"network": chance.choice(["post_office", "payzone"])},
        lambda: {"outlet": chance.choice(["Z77", "0124508"])},
    ]
    for _ in range(40):
        facts: dict[str, object] = {}
        for make in chance.sample(makers, chance.randrange(1, 4)):
            facts |= make()
        assert not asked(town, **facts).found


def test_a_payment_that_is_not_matched_yet_says_so(town: Visit) -> None:
    later = replace(town, now=night(NIGHTS + 1))
    row = long_row(4321, card=CARDS[5], date="20/11/2026")
    import_file(later, "NVDC0008.PO", allpay([row], 4321, made="20/11/2026"))
    [payment] = trace_payment(later, Facts(amount_pence=4321, card_ending=CARDS[5][-4:])).payments
    assert payment.stage == "not_placed_yet"
    reconcile(later)
    [payment] = trace_payment(later, Facts(amount_pence=4321, card_ending=CARDS[5][-4:])).payments
    assert payment.stage == "posted"
