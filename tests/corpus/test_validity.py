"""Validity: the day decides which text, level and body apply."""

from datetime import date

import pytest

from corpus.agencies import Agencies
from corpus.catalogue import Catalogue
from corpus.validity import SECONDARY, Validity

VALIDITY = Validity.load(Catalogue.load(), Agencies.load())
DECREE = "nghi-dinh-20-2021-nd-cp"


@pytest.mark.parametrize(
    ("day", "state"),
    [("2021-06-30", "not-yet"), ("2021-07-01", "in-force"), ("2024-07-01", "amended"), ("2026-10-04", "amended"), ("2026-10-05", "ended")],
)  # fmt: skip
def test_the_decree_through_its_life(day: str, state: str) -> None:
    assert VALIDITY.in_force(DECREE, date.fromisoformat(day)).state == state


@pytest.mark.parametrize(
    ("day", "amount"),
    [("2021-07-01", 360_000), ("2024-06-30", 360_000), ("2024-10-15", 500_000), ("2026-07-01", 540_000)],
)
def test_the_standard_level_by_the_day(day: str, amount: int) -> None:
    rate = VALIDITY.rate("muc-chuan-tro-giup-xa-hoi", date.fromisoformat(day))
    assert rate is not None
    assert rate.amount == amount


def test_no_level_before_the_first() -> None:
    assert VALIDITY.rate("muc-chuan-tro-giup-xa-hoi", date(2021, 6, 30)) is None


def test_notes_are_those_of_the_answer_most_important_first_and_say_how_well_known() -> None:
    notes = VALIDITY.notes([f"{DECREE}#dieu-6"], ["chu-tich-ubnd-cap-huyen"], date(2026, 11, 24))
    assert [n.date for n in notes] == ["2026-10-05", "2025-07-01"]
    assert SECONDARY in notes[0].text


def test_nothing_to_note_before_anything_changed() -> None:
    assert VALIDITY.notes([DECREE, "ke-hoach-dak-nong"], ["ubnd-cap-huyen"], date(2022, 6, 1), local=True) == []


def test_bodies_of_the_province_carry_their_successor() -> None:
    notes = VALIDITY.notes([], ["so-lao-dong-thuong-binh-va-xa-hoi"], date(2025, 4, 1), local=True)
    assert any("Sở Nội vụ" in n.text for n in notes)


def test_every_event_speaks_of_something_known() -> None:
    known = {e.id for e in VALIDITY.catalogue.entries} | {"cap-huyen", "tinh-dak-nong"}
    assert {e.subject.split("#")[0] for e in VALIDITY.events} <= known
    assert {e.by for e in VALIDITY.events if e.by} <= known
