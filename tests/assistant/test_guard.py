"""The guard lets every correct claim through and none that was altered in one place.

``python -m pytest tests/assistant/test_guard.py -s`` prints the figures of the fuzz test.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Citation, Claim
from assistant.arithmetic import wrong_products
from assistant.facts import facts, read
from assistant.guard import violations
from assistant.service import Assistant
from corpus.agencies import Agencies
from tests.assistant.alterations import ALTERATIONS, Case, altered, quoted, respelled, reworded

AGENCIES = Agencies.load()
QUESTIONS = Path(__file__).with_name("questions.txt").read_text(encoding="utf-8").splitlines()
ENOUGH = 1000


def holds(text: str, *quotes: str, working: str | None = None) -> bool:
    citations = [Citation(n, "x", "", "x#dieu-1", "", q, 0, len(q), None, "full") for n, q in enumerate(quotes, 1)]
    return not violations(Claim(text, tuple(c.id for c in citations), working), citations, AGENCIES)


def figures(text: str) -> frozenset[float]:
    return facts(text, AGENCIES).figures


# What is read, in every spelling.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("360.000 đồng", 360_000), ("360 nghìn đồng", 360_000), ("360 ngàn", 360_000), ("0,36 triệu đồng", 360_000), ("360,000 đồng", 360_000),
        ("360k", 360_000), ("ba trăm sáu mươi nghìn đồng", 360_000), ("1 triệu 200 nghìn đồng", 1_200_000), ("một triệu rưỡi", 1_500_000),
        ("2 triệu rưỡi", 2_500_000), ("hệ số 1,5", 1.5), ("hệ số 1.5", 1.5), ("một phẩy năm", 1.5), ("hai mươi ngày", 20), ("mười lăm ngày", 15),
        ("một trăm linh năm", 105), ("hai mươi lăm phần trăm", 25), ("95%", 95), ("95 phần trăm", 95), ("một nửa", 0.5), ("nửa tháng", 0.5),
        ("quý II", 2), ("khóa XI", 11), ("khoá XII", 12), ("năm ngày làm việc", 5), ("07 ngày", 7), ("hai năm", 2), ("90.000 lượt người", 90_000),
    ],
)  # fmt: skip
def test_a_figure_is_the_same_in_every_spelling(text: str, value: float) -> None:
    assert figures(text) == {value}


@pytest.mark.parametrize(
    "text", ["mỗi năm người lao động", "một số địa phương", "tư nhân", "ba mẹ", "hằng năm", "một phần"]
)
def test_words_that_only_look_like_numerals_are_no_figures(text: str) -> None:
    assert figures(text) == frozenset()


def test_both_ends_of_a_range_are_read() -> None:
    assert figures("từ 16 đến dưới 18 tuổi") == {16, 18}
    assert figures("giai đoạn 2021-2025") == {2021, 2025}
    assert figures("3-5 năm") == {3, 5}


@pytest.mark.parametrize(
    "text",
    ["30/6", "ngày 30 tháng 6", "ngày 30/06", "trước 30-6-2025", "30.6.2025", "trước ngày 30.6", "ngày 30 tháng 6 năm 2025",
     "2025-06-30", "ngày ba mươi tháng sáu", "ngày 30 tháng 6/2025"],
)  # fmt: skip
def test_a_date_is_the_same_in_every_spelling(text: str) -> None:
    (day,) = facts(text, AGENCIES).dates
    assert day[:2] == (30, 6) and day[2] in (0, 2025)
    assert not facts(text, AGENCIES).figures


@pytest.mark.parametrize(
    "number",
    ["20/2021/NĐ-CP", "28-NQ/TW", "24-CT/TW", "1983/QĐ-TTg", "38/2013/QH13", "02/2021/TT-BLĐTBXH", "235-KH/TU"],
)
def test_document_numbers_are_read_whole_and_their_parts_are_no_figures(number: str) -> None:
    found = facts(f"theo văn bản số {number} của cơ quan có thẩm quyền", AGENCIES)
    assert found.numbers == {number.lower()} and not found.figures and not found.dates


def test_places_are_no_figures() -> None:
    found = facts("Điều 6, khoản 1, điểm e và mục IV.1.6", AGENCIES)
    assert found.places == {("điều", "6"), ("khoản", "1"), ("điểm", "e"), ("mục", "iv.1.6")} and not found.figures


@given(st.integers(1, 999_999_999))
def test_money_round_trips_through_its_spellings(value: int) -> None:
    dotted = f"{value:,}".replace(",", ".")
    assert figures(f"mức {dotted} đồng") == {value} == figures(f"mức {value} đồng")
    if value % 1000 == 0:
        assert figures(f"mức {f'{value // 1000:,}'.replace(',', '.')} nghìn đồng") == {value}


@given(st.integers(1, 28), st.integers(1, 12), st.integers(1990, 2050))
def test_dates_round_trip_through_their_spellings(d: int, m: int, y: int) -> None:
    spellings = (
        f"{d}/{m}/{y}",
        f"{d:02d}/{m:02d}/{y}",
        f"{d}-{m}-{y}",
        f"{d}.{m}.{y}",
        f"{d} tháng {m} năm {y}",
        f"{y}-{m:02d}-{d:02d}",
    )
    for text in spellings:
        assert facts(f"trước ngày {text}", AGENCIES).dates == {(d, m, y)}


@given(st.integers(0, 9), st.integers(1, 9))
def test_coefficients_round_trip_through_their_spellings(whole: int, part: int) -> None:
    words = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
    assert (
        figures(f"hệ số {whole},{part}")
        == figures(f"hệ số {whole}.{part}")
        == figures(f"hệ số {words[whole]} phẩy {words[part]}")
    )


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    facts(text, AGENCIES)


# What a claim may say.

SENTENCE = "Ủy ban nhân dân các huyện, thành phố báo cáo Ủy ban nhân dân tỉnh (qua Sở Y tế) trước ngày 30/6 và 31/12 hàng năm; mức tối thiểu 95% người dưới 16 tuổi, trừ người không cư trú."


def test_a_claim_in_other_words_holds() -> None:
    assert holds("UBND cấp huyện báo cáo UBND tỉnh (qua Sở Y tế): trước 30 tháng 6.", SENTENCE)
    assert holds("Ít nhất 95 phần trăm người dưới 16 tuổi, trừ người không cư trú.", SENTENCE)


@pytest.mark.parametrize(
    "text",
    [
        "UBND cấp huyện báo cáo UBND tỉnh (qua Sở Y tế): trước ngày 30/7.",
        "UBND cấp xã báo cáo UBND tỉnh (qua Sở Y tế): trước ngày 30/6.",
        "UBND tỉnh báo cáo UBND cấp huyện (qua Sở Y tế): trước ngày 30/6.",
        "UBND cấp huyện báo cáo Sở Y tế (qua UBND tỉnh): trước ngày 30/6.",
        "UBND cấp huyện báo cáo UBND tỉnh (qua Sở Y tế): sau ngày 30/6.",
        "UBND cấp huyện báo cáo UBND tỉnh (qua Sở Y tế): ngày 30/6.",
        "Mức tối đa 95% người dưới 16 tuổi.",
        "Mức 95% người dưới 16 tuổi.",
        "Mức tối thiểu 95% người dưới 16 tuổi.",
        "Mức tối thiểu 95% người trên 16 tuổi.",
        "Mức tối thiểu 16% người dưới 95 tuổi.",
        "Mức tối thiểu 95% người dưới 16 tháng, trừ người không cư trú.",
        "Mức tối thiểu 95% người dưới 16 tuổi, kể cả người không cư trú.",
        "Mức tối thiểu 95% người dưới 16 tuổi, trừ người cư trú.",
        "Theo Nghị định 20/2021/NĐ-CP, mức tối thiểu 95% người dưới 16 tuổi.",
        "Theo Điều 5, mức tối thiểu 95% người dưới 16 tuổi.",
    ],
)
def test_a_claim_wrong_in_one_place_is_held_back(text: str) -> None:
    assert not holds(text, SENTENCE)


def test_a_part_of_a_quote_may_not_lose_the_word_that_turns_it() -> None:
    assert holds("không thuộc diện hưởng lương hưu", "Người không thuộc diện hưởng lương hưu hằng tháng")
    assert not holds("thuộc diện hưởng lương hưu", "Người không thuộc diện hưởng lương hưu hằng tháng")
    assert not holds("60.000 đồng", "mức 360.000 đồng")
    assert not holds("Bảo đảm thu nhập", "Bảo đảm thu nhập tối thiểu")


def test_a_figure_of_another_item_of_the_list_is_held_back() -> None:
    quote = "a) Hệ số 2,5 đối với trẻ em dưới 4 tuổi;\nb) Hệ số 1,5 đối với trẻ em từ đủ 4 tuổi trở lên."
    assert holds("Hệ số 2,5 đối với trẻ em dưới 4 tuổi", quote)
    assert not holds("Hệ số 1,5 đối với trẻ em dưới 4 tuổi", quote)


def test_a_working_must_work() -> None:
    quote = "Mức chuẩn là 360.000 đồng; hệ số 1,5"
    assert holds("540.000 đồng: 360.000 × 1,5 = 540.000 đồng.", quote, working="360.000 × 1,5 = 540.000 đồng")
    assert not holds("550.000 đồng: 360.000 × 1,5 = 550.000 đồng.", quote, working="360.000 × 1,5 = 550.000 đồng")


@given(st.integers(1, 9_999_999), st.integers(1, 99), st.integers(1, 9))
def test_products_are_checked_exactly(a: int, tenths: int, more: int) -> None:
    factor, product = f"{tenths / 10:g}".replace(".", ","), a * tenths / 10
    right = read(f"{a} × {factor} = {product:.1f} đồng".replace(".", ","), AGENCIES)
    assert not wrong_products(right)
    assert wrong_products(read(f"{a} × {factor} = {product + more:.1f} đồng".replace(".", ","), AGENCIES))


@given(st.integers(1, 9_999_999), st.integers(1, 12), st.integers(1, 9_999_999), st.integers(1, 9))
def test_sums_of_products_are_checked_exactly(a: int, times: int, b: int, more: int) -> None:
    total = a * times + b
    assert not wrong_products(read(f"{a} × {times} + {b} = {total} đồng", AGENCIES))
    assert wrong_products(read(f"{a} × {times} + {b} = {total + more} đồng", AGENCIES))


def test_a_claim_without_quote_or_working_never_holds() -> None:
    assert not holds("Mức chuẩn là 360.000 đồng.")


# Fuzzing: correct claims of the real corpus, altered in one place.


@pytest.fixture(scope="module")
def correct(assistant: Assistant) -> list[Case]:
    """Claims that are quotes, parts of quotes, composed or reworded, and all of them again in other spellings."""
    chance = random.Random(2021)
    composed = []
    for question in QUESTIONS:
        answer = assistant.ask(question)
        composed += [Case(c, answer.citations, "composed") for c in answer.claims]
    whole = list(quoted(assistant.knowledge.documents))
    chance.shuffle(whole)
    own = [*composed, *reworded(assistant.knowledge)]
    spelled = {
        text: Case(Claim(text, c.claim.citations, c.claim.working), c.citations, "respelled")
        for c in [*own, *whole, *own, *whole]
        if (text := respelled(c.claim.text, chance)) != c.claim.text
    }
    kept = [*own, *spelled.values(), *whole][:ENOUGH]
    assert len(kept) == ENOUGH and Counter(c.kind for c in kept)["composed"] > 150
    return kept


def test_fuzz_correct_claims_pass_and_altered_ones_do_not(correct: list[Case]) -> None:
    chance = random.Random(335)
    held_back = [c for c in correct if violations(c.claim, c.citations, AGENCIES)]
    caught, tried = Counter[str](), Counter[str]()
    missed: list[str] = []
    for case in correct:
        for kind in ALTERATIONS:
            wrong = altered(case, kind, chance, AGENCIES)
            if wrong is None:
                continue
            tried[kind] += 1
            if violations(wrong.claim, wrong.citations, AGENCIES):
                caught[kind] += 1
            else:
                missed.append(f"{kind}: {case.claim.text[:150]} -> {wrong.claim.text[:150]}")
    shown = ", ".join(f"{kind} {caught[kind]}/{tried[kind]}" for kind in ALTERATIONS)
    print(f"\nĐúng mà bị giữ: {len(held_back)}/{len(correct)}. Sai bị bắt: {shown}.", *missed, sep="\n  ")
    assert len(held_back) < 0.01 * len(correct), [c.claim.text for c in held_back]
    for kind in ("figure", "date", "number", "body"):
        assert tried[kind] >= 50 and caught[kind] == tried[kind], missed
    rest = [k for k in ALTERATIONS if k in ("turn", "swap")]
    assert sum(caught[k] for k in rest) >= 0.95 * sum(tried[k] for k in rest), missed


def test_what_a_bounded_product_comes_to_has_its_bound() -> None:
    quotes = (
        "Mức hỗ trợ tối thiểu bằng 20 lần mức chuẩn cho người từ đủ 16 tuổi.",
        "Mức chuẩn là 360.000 đồng/tháng.",
    )
    working = "360.000 × 20 = 7.200.000 đồng"
    assert holds(
        f"Tối thiểu 7.200.000 đồng — mức hỗ trợ tối thiểu bằng 20 lần mức chuẩn: {working}.",
        *quotes,
        working=working,
    )
    assert not holds(
        f"Tối đa 7.200.000 đồng — mức hỗ trợ tối thiểu bằng 20 lần mức chuẩn: {working}.", *quotes, working=working
    )
    assert not holds(f"Tối thiểu 7.200.000 đồng: {working}.", "Mức hỗ trợ bằng 20 lần.", quotes[1], working=working)


def test_a_day_of_this_year_is_the_day_of_every_year() -> None:
    quote = "Định kỳ 06 tháng (trước 30/6), hàng năm (trước ngày 31/12) báo cáo kết quả gửi Ủy ban nhân dân tỉnh."
    working = "trước ngày 31/12 → từ 01/07/2026 đến 31/12/2026: 31/12/2026"
    assert holds("Trước ngày 31/12/2026: báo cáo UBND tỉnh.", quote, working=working)
    assert not holds("Trước ngày 30/12/2026: báo cáo UBND tỉnh.", quote, working=working)
