"""Deadlines: the words of administrative texts as rules, and the days those rules fall on."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from corpus.deadlines import deadlines, due, monthly, short, yearly

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ("trước ngày 30/6/2024", ["2024-06-30"]),
        ("trước ngày 30 tháng 6 và ngày 31 tháng 12 hằng năm", [yearly(6, 30), yearly(12, 31)]),
        ("chậm nhất ngày 15 tháng 12 hằng năm", [yearly(12, 15)]),
        ("trước ngày 20 hàng tháng", ["FREQ=MONTHLY;BYMONTHDAY=20"]),
        ("trước ngày 05 của tháng đầu quý sau", ["FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5"]),
        ("định kỳ hằng quý (trước ngày 20 của tháng cuối quý)", ["FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20"]),
        ("trước ngày cuối cùng của mỗi quý", ["FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"]),
        ("Định kỳ 06 tháng (trước ngày 30/6), hàng năm (trước ngày 31/12)", [yearly(6, 30), yearly(12, 31)]),
        ("hoàn thành trong tháng 9 năm 2026", ["2026-09-30"]),
        ("trong quý II/2027", ["2027-06-30"]),
        ("xong trong tháng 02 năm 2028", ["2028-02-29"]),
        ("trước năm 2027", ["2026-12-31"]),
        ("kiểm tra mỗi năm một lần", ["FREQ=YEARLY"]),
        ("kiểm tra mỗi năm hai lần", ["FREQ=MONTHLY;INTERVAL=6"]),
        ("Hai tuần một lần kiểm tra", ["FREQ=WEEKLY;INTERVAL=2"]),
        ("cập nhật dữ liệu hằng tháng.", ["FREQ=MONTHLY"]),
        ("trong thời hạn 07 ngày làm việc kể từ ngày nhận đủ hồ sơ",
         [{"duration": "P7D", "working_days": True, "from": "nhận đủ hồ sơ"}]),
        ("trong vòng 24 giờ kể từ khi xảy ra sự cố", [{"duration": "PT24H", "from": "xảy ra sự cố"}]),
    ],
)  # fmt: skip
def test_words_as_rules(words: str, rules: list[object]) -> None:
    assert [d.rule for d in deadlines(words)] == rules


@pytest.mark.parametrize(
    "words",
    [
        "trợ cấp xã hội hàng tháng",
        "Quyết định số 12/QĐ-UBND ngày 24/11/2021",
        "trẻ em dưới 16 tuổi",
        "hỗ trợ 15 kg gạo/người/tháng",
        "trước ngày 31/02",
    ],
)
def test_what_only_looks_like_a_deadline_is_none(words: str) -> None:
    assert deadlines(words) == []


def test_quarter_days_fall_on_the_ends_of_months() -> None:
    (found,) = deadlines("trước ngày 31 của tháng cuối quý")
    days = due(found.rule, date(2027, 1, 1), date(2027, 12, 31))
    assert days == [date(2027, 3, 31), date(2027, 6, 30), date(2027, 9, 30), date(2027, 12, 31)]


def test_leap_years() -> None:
    (found,) = deadlines("trước ngày 29/02 hằng năm")
    days = due(found.rule, date(2027, 1, 1), date(2028, 12, 31))
    assert days == [date(2027, 2, 28), date(2028, 2, 29)]


@given(st.integers(1, 31), st.integers(2020, 2040))
def test_a_day_of_every_month_falls_twelve_times_a_year_on_it_or_on_the_months_last_day(
    day: int, year: int
) -> None:
    days = due(monthly(day), date(year, 1, 1), date(year, 12, 31))
    assert [d.month for d in days] == list(range(1, 13))
    assert all(d.day == min(day, calendar.monthrange(year, d.month)[1]) for d in days)


@given(st.integers(1, 12), st.integers(1, 31), st.integers(2020, 2040))
def test_a_day_of_the_year_falls_once(month: int, day: int, year: int) -> None:
    if day > calendar.monthrange(2024, month)[1]:
        return
    (found,) = due(yearly(month, day), date(year, 1, 1), date(year, 12, 31))
    assert (found.month, found.day) == (month, min(day, calendar.monthrange(year, month)[1]))


@given(DAYS, st.integers(0, 800), st.integers(1, 31))
def test_due_days_lie_in_their_span_in_order_and_join_where_spans_do(first: date, length: int, day: int) -> None:
    last = first + timedelta(days=length)
    middle = first + timedelta(days=length // 2)
    rule = monthly(day)
    whole = due(rule, first, last)
    assert whole == sorted(set(whole)) and all(first <= d <= last for d in whole)
    assert whole == due(rule, first, middle) + due(rule, middle + timedelta(days=1), last)


@given(DAYS)
def test_a_date_written_out_comes_back(day: date) -> None:
    (found,) = deadlines(f"trước ngày {day:%d/%m/%Y}")
    assert found.rule == day.isoformat()
    assert due(found.rule, day, day) == [day]


@given(st.text(alphabet="trước ngày 0123456789/hằng năm tháng quý,();. kể từ", max_size=60))
def test_any_text_gives_rules_a_calendar_understands(words: str) -> None:
    for found in deadlines(words):
        assert words[found.start : found.end].strip() == found.text
        if isinstance(found.rule, str) and found.rule.startswith("FREQ"):
            rrulestr(found.rule)
        elif isinstance(found.rule, str):
            date.fromisoformat(found.rule)
        else:
            assert found.rule["duration"].startswith("P")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (yearly(6, 30), "30/6"),
        ("FREQ=MONTHLY;BYMONTHDAY=25", "ngày 25 hằng tháng"),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "ngày cuối tháng 3, 6, 9, 12"),
        ("2027-03-31", "31/03/2027"),
        ({"duration": "P7D", "working_days": True}, "7 ngày làm việc"),
        ("FREQ=YEARLY", "hằng năm"),
    ],
)
def test_rules_in_the_fewest_words(rule: object, words: str) -> None:
    assert short(rule) == words  # type: ignore[arg-type]
