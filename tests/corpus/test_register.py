"""The register as a whole: kept as text, asked by body however spelled, shown in the shapes of the design."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.catalogue import Catalogue
from corpus.errors import UsageError
from corpus.register import (
    Register,
    body_named,
    due_dates,
    duties_of,
    level_json,
    obligation_json,
    read,
    target_json,
)
from tests.corpus.register_texts import AGENCIES, document, duties

TEXT = """KẾ HOẠCH

Thử nghiệm đến năm 2027

I. MỤC TIÊU

- 95% hộ dân dùng nước sạch.

II. TỔ CHỨC THỰC HIỆN

1. Các sở, ban, ngành báo cáo Ủy ban nhân dân tỉnh trước ngày 31 tháng 12 hằng năm.

2. Ủy ban nhân dân các huyện, thành phố báo cáo Sở Y tế trước ngày 20 hàng tháng.

3. Trung tâm Y tế thành phố xử lý hồ sơ trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ."""


@pytest.fixture(scope="module")
def register() -> Register:
    return read([document(TEXT)], Catalogue.load(), AGENCIES)


def test_kept_as_text_and_read_back(register: Register) -> None:
    assert Register.parse(register.dump()) == register
    assert Register.parse("") == Register()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Sở Y tế", "so-y-te"),
        ("so y te", "so-y-te"),
        ("SYT", None),
        ("UBND thành phố Gia Nghĩa", "ubnd-thanh-pho-gia-nghia"),
        ("ubnd thanh pho gia nghia", "ubnd-cap-huyen"),
        ("trung tam y te thanh pho", "trung-tam-y-te-thanh-pho"),
        ("Sở LĐ-TB&XH", "so-lao-dong-thuong-binh-va-xa-hoi"),
    ],
)
def test_a_body_by_any_spelling(register: Register, name: str, body: str | None) -> None:
    if body is None:
        with pytest.raises(UsageError):
            body_named(name, register.obligations, AGENCIES)
    else:
        assert body_named(name, register.obligations, AGENCIES).id == body


def test_an_unknown_body_is_refused_with_names_that_are_near(register: Register) -> None:
    with pytest.raises(
        UsageError, match=r"Không nhận ra cơ quan “Trung tâm Y thành phố”.*Trung tâm Y tế thành phố"
    ):
        body_named("Trung tâm Y thành phố", register.obligations, AGENCIES)


def test_duties_of_a_level_and_of_a_collective_are_each_members(register: Register) -> None:
    def anchors(name: str) -> list[str]:
        body = body_named(name, register.obligations, AGENCIES)
        return [r.anchor.split("#")[1] for r in duties_of(register.obligations, body, AGENCIES)]

    assert anchors("Sở Y tế") == ["muc-ii/1"]
    assert anchors("UBND thành phố Gia Nghĩa") == ["muc-ii/2"]
    assert anchors("UBND xã Đắk Nia") == []


@pytest.mark.parametrize(
    ("wider", "member", "covered"),
    [
        ("UBND các cấp", "UBND cấp xã", True),
        ("UBND các cấp", "UBND thành phố Gia Nghĩa", True),
        ("UBND các cấp", "Sở Y tế", False),
        ("cơ quan Lao động - Thương binh và Xã hội", "Phòng LĐ-TB&XH", True),
        ("cơ quan Lao động - Thương binh và Xã hội", "Phòng Y tế", False),
        ("các sở, ban, ngành", "Sở Xây dựng", True),
        ("các sở, ban, ngành", "Công an tỉnh", True),
        ("các sở, ban, ngành", "Bảo hiểm xã hội tỉnh", True),
        ("các sở, ban, ngành", "UBND cấp huyện", False),
    ],
)
def test_who_is_covered_by_whom(wider: str, member: str, covered: bool) -> None:
    named = [AGENCIES.mentions(n)[0].body for n in (wider, member)]
    assert AGENCIES.covers(*named) is covered


def test_due_days_between_two_days(register: Register) -> None:
    yearly, monthly, within = register.obligations
    assert due_dates(yearly, date(2027, 1, 1), date(2028, 12, 31)) == [date(2027, 12, 31), date(2028, 12, 31)]
    assert due_dates(monthly, date(2028, 2, 1), date(2028, 3, 20)) == [date(2028, 2, 20), date(2028, 3, 20)]
    assert due_dates(within, date(2027, 1, 1), date(2028, 12, 31)) == []


def test_an_obligation_in_the_shape_of_the_design(register: Register) -> None:
    data = obligation_json(register.obligations[0], date(2027, 1, 1), date(2027, 12, 31))
    assert data["bodies"] == [{"id": "so-ban-nganh", "name": "các sở, ban, ngành"}]
    assert data["recipient"] == {"id": "ubnd-cap-tinh", "name": "UBND tỉnh"}
    assert (data["via"], data["with"], data["kind"], data["text_level"]) == (None, [], "report", "full")
    assert data["deadlines"][0]["rule"] == "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"
    assert data["due"] == ["2027-12-31"]
    wanted = {
        "document",
        "anchor",
        "bodies",
        "kind",
        "action",
        "recipient",
        "via",
        "with",
        "deadlines",
        "quote",
        "start",
        "end",
    }
    assert wanted <= set(data)
    assert "due" not in obligation_json(register.obligations[0])


def test_a_target_in_the_shape_of_the_design(register: Register) -> None:
    (row,) = register.targets
    data = target_json(row)
    assert (data["comparator"], data["value"], data["unit"], data["population"], data["year"]) == (
        "=",
        95,
        "%",
        "hộ dân",
        2027,
    )


def test_a_level_is_an_amount_or_a_coefficient_of_its_base() -> None:
    text = document(
        "Điều 1. Mức hỗ trợ\n\n1. Hộ nghèo được hỗ trợ 3.000.000 đồng/hộ.\n\n2. Hệ số 1,5 đối với người khuyết tật nặng.\n\n"
        "Điều 2. Hiệu lực\n\nQuyết định có hiệu lực từ ngày 01 tháng 02 năm 2027."
    )
    amount, coefficient = (level_json(r) for r in read([text], Catalogue.load(), AGENCIES).levels)
    assert (amount["amount"], amount["coefficient"], amount["unit"], amount["base"]) == (
        3_000_000,
        None,
        "đồng/hộ",
        "",
    )
    assert (coefficient["amount"], coefficient["coefficient"]) == (None, 1.5)
    assert coefficient["base"] == "muc-chuan-tro-giup-xa-hoi"
    assert amount["from"] == "2027-02-01"


def test_a_duty_of_nobody_is_not_made_up() -> None:
    assert duties("Kinh phí được bố trí từ ngân sách tỉnh.") == []
