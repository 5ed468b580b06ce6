"""Documents and questions are other people's words: none becomes HTML, Markdown, a script or a path."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answer import Answer, Citation, Notice
from assistant.service import Assistant
from assistant.web import marks
from assistant.web.sources import Sources, document_url, source_url
from corpus.library import build
from corpus.model import Entry, Source
from tests.web.conftest import Site

NASTY = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[bấm vào đây](javascript:alert(1))",
    "![ảnh](http://xau.vn/a.png)",
    "<a href='javascript:alert(1)'>x</a>",
    "`</code><b>x`",
    "# tiêu đề",
    "> trích",
    "[1]: http://xau.vn",
    "<!-- x -->",
    "&lt;b&gt;",
    '"><svg/onload=alert(1)>',
)
_QUIET = frozenset(["p", "ul", "ol", "li", "strong", "em", "a", "br"])


class _Tags(HTMLParser):
    """The tags and links of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [v or "" for k, v in attrs if k in ("href", "src")]
        self.handlers += [k for k, _ in attrs if k.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words += data


def _rendered(text: str) -> _Tags:
    """As a Markdown renderer that lets HTML through would show it."""
    return _Tags(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


@pytest.mark.parametrize("words", NASTY)
def test_words_of_a_document_are_shown_as_they_are(words: str) -> None:
    shown = _rendered(marks.safe(words))
    assert shown.tags <= {"p"} and not shown.links
    assert shown.words.strip() == words


@given(st.text(alphabet="<>[]()!`\\*_#|~&=+-\"' a\n1.:/", max_size=60))
def test_no_words_at_all_become_a_link_or_a_tag(words: str) -> None:
    shown = _rendered(marks.safe(words))
    assert not shown.links and shown.tags <= _QUIET | {"hr", "h1", "h2"} - {"a"}


def _answer(text: str, label: str = "Điều 1", notice: str = "") -> Answer:
    c = Citation(1, "vb", "", "vb#dieu-1", label, "x", 0, 1, None, "full")
    notices = (Notice("source", notice),) if notice else ()
    return Answer("hỏi", "2026-01-01", "answered", text, citations=(c,), notices=notices)


@pytest.mark.parametrize("words", NASTY)
def test_the_only_links_of_an_answer_are_its_marks(words: str) -> None:
    shown = _rendered(marks.message(_answer(f"{words} [1] {words} [9]", words, words), words))
    assert set(shown.links) == {source_url("vb#dieu-1", 0, 1)}
    assert not shown.handlers and shown.tags <= _QUIET


@pytest.fixture(scope="module")
def nasty(assistant: Assistant) -> Sources:
    """Sources over a document whose title, headings and words are all nasty."""
    body = "\n".join(
        f"Điều {n}. {words}\n1. {words} theo Điều 1 và khoản 1 Điều 2\n" for n, words in enumerate(NASTY, 1)
    )
    entry = Entry(id="xau", title=NASTY[0], short=NASTY[1], said=NASTY[2], kind="Quy chế")
    document = build(entry, Source(body), "full", added=True)
    sources = Sources(assistant.knowledge)

    class Knowing:
        catalogue = assistant.knowledge.catalogue
        validity = assistant.knowledge.validity

        @staticmethod
        def document(document_id: str) -> object:
            return document if document_id == "xau" else assistant.knowledge.document(document_id)

    sources.knowledge = Knowing()  # type: ignore[assignment]
    return sources


def test_a_document_of_nasty_words_is_only_words(nasty: Sources) -> None:
    sources = nasty
    document, _ = sources.place("xau#dieu-1")
    pieces = [
        sources.document("xau"),
        sources.contents(document),
        sources.found(document, "alert"),
        sources.unheld(document),
    ]
    pieces += [sources.source(document.anchor(p), p.start, p.end) for p in document.provisions]
    for piece in pieces:
        shown = _Tags(piece)
        assert not shown.tags & {"script", "img", "svg", "b", "code"} and not shown.handlers
        assert all(link.startswith(("/nguon?", "/van-ban?")) for link in shown.links)
    assert NASTY[0] in _Tags(pieces[0]).words


def test_the_marked_words_are_exactly_the_quote(assistant: Assistant) -> None:
    sources = Sources(assistant.knowledge)
    for question in ("Ai báo cáo cho ai?", "Chỉ tiêu bảo hiểm y tế?"):
        for c in assistant.ask(question).citations:
            html = sources.source(c.anchor, c.start, c.end)
            marked = "".join(re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL))
            assert _Tags(marked).words == c.quote


def test_references_in_a_clause_lead_to_their_clauses(assistant: Assistant) -> None:
    sources = Sources(assistant.knowledge)
    document = next(d for d in assistant.knowledge.norms)
    html = sources.document(document.id)
    links = [link for link in _Tags(html).links if link.startswith("/nguon?")]
    assert len(links) > len(document.provisions) // 10


@pytest.mark.parametrize("anchor", ["xau#", "../../etc/passwd", "ke-hoach-dak-nong#../x", "\x00", "<b>#x", "#", ""])
def test_an_anchor_that_is_none_is_told_so(site: Site, anchor: str) -> None:
    with site.client() as web:
        for url in (source_url(anchor), document_url(anchor)):
            page = web.get(url)
            assert page.status_code in (200, 404) and "<b>" not in page.text and "root:" not in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=../../../../etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/file={data}/index/CURRENT",
        "/gradio_api/file={data}/logs/questions.jsonl",
        "/gradio_api/file=app.py",
        "/gradio_api/file=http://127.0.0.1:1/x",
        "/file=/etc/passwd",
        "/static/../../app.py",
        "/static/%2e%2e/%2e%2e/app.py",
        "/assets/..%2f..%2f..%2fapp.py",
        "/tinh/..%2fpage.py",
        "/tinh/../page.py",
        "/tinh/page.py",
        "/svelte/..%2f..%2fapp.py",
        "/api/docs-static/..%2f..%2fsetup.py",
        "/gradio_api/proxy=http://127.0.0.1:1/",
        "/gradio_api/dev/reload",
        "/gradio_api/vibe-code",
        "/monitoring",
        "/gradio_api/run-history/records",
        "/gradio_api/component_server",
    ],
)
def test_no_file_of_the_machine_is_reachable(site: Site, path: str) -> None:
    data = site.served.settings.data.resolve()
    with site.client() as web:
        response = web.request("GET", site.url + path.format(data=data))
    assert response.status_code in (401, 403, 404, 405), response.text[:200]
    assert "root:" not in response.text and "import " not in response.text


def test_an_uploaded_name_cannot_leave_its_folder(site: Site) -> None:
    with site.client() as web:
        for name in ("../../../../tmp/xau.txt", "/etc/xau.txt", "..\\xau.txt", "<script>.txt"):
            sent = web.post("/gradio_api/upload", files={"files": (name, b"abc")})
            for path in sent.json() if sent.status_code == 200 else []:
                assert Path(path).resolve().is_relative_to((site.served.settings.data / "tmp").resolve())


def test_a_file_too_large_is_refused(site: Site) -> None:
    with site.client() as web:
        sent = web.post(
            "/gradio_api/upload",
            files={"files": ("a.txt", b"x" * (site.served.settings.upload_limit * 1_000_000 + 20_000))},
        )
    assert sent.status_code == 413


def test_what_is_recognised_in_a_nasty_file_is_only_words(site: Site, tmp_path: Path) -> None:
    from assistant.web.upload import recognise

    path = tmp_path / "<img src=x onerror=alert(1)>.txt"
    path.write_text("QUYẾT ĐỊNH\n" + "\n".join(NASTY) + "\nĐiều 1. Một\nĐiều 2. Hai\n", encoding="utf-8")
    shown = _Tags(recognise(site.served, path).html)
    assert not shown.tags & {"script", "img", "svg", "a", "b"} and not shown.handlers


def test_a_note_in_docx_takes_any_words() -> None:
    import io

    from docx import Document

    from assistant.web.export_docx import conversation

    nasty = "\n".join((*NASTY, "\x00\x0b\ufffe"))
    answer = replace(_answer(f"{nasty} [1]", nasty, nasty), question=nasty)
    text = "\n".join(p.text for p in Document(io.BytesIO(conversation([answer]))).paragraphs)
    assert "<script>alert(1)</script>" in text and "DANH MỤC NGUỒN" in text
