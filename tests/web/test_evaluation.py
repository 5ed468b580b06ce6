"""The evaluation tab shows the run's own fragment, or its figures, or how to get them; nothing active passes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.web.evaluation_tab import summary_html
from corpus.settings import Settings

SUMMARY = {
    "made": "2026-01-02",
    "machine": "máy thử",
    "systems": {
        "ours": {
            "title": "Trợ lý <này>",
            "splits": {"test": {"n": 40, "answers": {"right": {"value": 91.25, "low": 80, "high": 99}}}},
        }
    },
}
NAMES = '[headline]\nanswers = ["right"]\nretrieval = []\n[answers]\nright = "Trả lời đúng"\n'


@pytest.fixture
def places(tmp_path: Path) -> tuple[Settings, Path, Path]:
    """Settings, the folder of the latest run and the folder of what the product came with."""
    latest, committed = tmp_path / "eval" / "latest", tmp_path / "committed"
    latest.mkdir(parents=True)
    committed.mkdir()
    (committed / "names.toml").write_text(NAMES, encoding="utf-8")
    return Settings(data=tmp_path), latest, committed


def test_without_a_run_it_says_how_to_make_one(places: tuple[Settings, Path, Path]) -> None:
    assert "assistant eval run" in summary_html(places[0], places[2])


def test_this_machines_run_comes_before_the_committed_one(places: tuple[Settings, Path, Path]) -> None:
    settings, latest, committed = places
    (committed / "summary.html").write_text("<p>kèm theo</p>", encoding="utf-8")
    assert "kèm theo" in summary_html(settings, committed)
    (latest / "summary.html").write_text("<p>mới</p>", encoding="utf-8")
    assert "mới" in summary_html(settings, committed)


def test_figures_come_with_their_intervals(places: tuple[Settings, Path, Path]) -> None:
    settings, latest, committed = places
    (latest / "summary.json").write_text(json.dumps(SUMMARY), encoding="utf-8")
    html = summary_html(settings, committed)
    assert "91,2% (80,0–99,0)" in html and "Trả lời đúng" in html and "Trợ lý &lt;này&gt;" in html


@pytest.mark.parametrize("words", ["<script>x</script>", "<img src=x onerror=x>", '<img src="https://xau.vn">'])
def test_a_fragment_that_would_act_is_not_shown(places: tuple[Settings, Path, Path], words: str) -> None:
    settings, latest, committed = places
    (latest / "summary.html").write_text(words, encoding="utf-8")
    assert words not in summary_html(settings, committed)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"systems": 3}'])
def test_a_broken_summary_is_passed_over(places: tuple[Settings, Path, Path], text: str) -> None:
    settings, latest, committed = places
    (latest / "summary.json").write_text(text, encoding="utf-8")
    assert "assistant eval run" in summary_html(settings, committed)
