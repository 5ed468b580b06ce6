"""Clauses as HTML: a quote marked in its surroundings, references as links, breadcrumb, status. All text is escaped."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from html import escape
from urllib.parse import quote, urlencode

from assistant.answer import Citation
from assistant.knowledge import Knowledge
from corpus.errors import UnknownDocument
from corpus.model import Document, Provision
from corpus.references import Reference, of_provision
from corpus.text import fold_aligned

LEVEL_NAMES = {"full": "toàn văn", "digest": "bản tóm lược", "none": "chưa có văn bản"}
STATE_NAMES = {
    "not-yet": "chưa có hiệu lực",
    "in-force": "đang có hiệu lực",
    "amended": "đã được sửa đổi, bổ sung",
    "ended": "đã hết hiệu lực",
    "period-over": "đã hết giai đoạn thực hiện",
    "unknown": "chưa rõ hiệu lực",
}
# Characters of the surroundings shown whole, and of each neighbour when they are too long for that.
_WHOLE, _NEAR = 2600, 420
# A longer document is read section by section.
LONG = 150_000
_FOUND = 60


def source_url(anchor: str, start: int | None = None, end: int | None = None) -> str:
    """The address of a clause (``doc#segment``), with the marked range of its document if given."""
    query = {"o": anchor} | ({"tu": str(start), "den": str(end)} if start is not None and end is not None else {})
    return f"/nguon?{urlencode(query, quote_via=quote)}"


def document_url(document_id: str, segment: str = "") -> str:
    return f"/van-ban?{urlencode({'ma': document_id}, quote_via=quote)}" + (f"#{quote(segment)}" if segment else "")


def cited(citation: Citation) -> str:
    return source_url(citation.anchor, citation.start, citation.end)


class Sources:
    """Fragments over one open index version; references are resolved once a provision."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._references = lru_cache(maxsize=4096)(self._of)

    def place(self, anchor: str) -> tuple[Document, Provision | None]:
        """The document and provision of an anchor; the nearest provision above one that does not exist.

        Raises UnknownDocument.
        """
        document_id, _, segment = anchor.partition("#")
        document = self.knowledge.document(document_id)
        path = segment.split("/") if segment else []
        while path:
            if provision := document.by_path.get("/".join(path)):
                return document, provision
            path.pop()
        return document, None

    def source(self, anchor: str, start: int | None = None, end: int | None = None) -> str:
        """The panel for a clause: where it is, what state its document is in, and its words with the quote marked."""
        document, provision = self.place(anchor)
        if not document.text:
            return self.unheld(document)
        size = len(document.text)
        if start is None or end is None or not 0 <= start < end <= size:
            start, end = (provision.start, provision.end) if provision else (0, 0)
        a, b = self._surroundings(document, provision, start, end)
        label = provision.label if provision else document.entry.short or document.id
        words = " ".join(document.text[start:end].split())
        copied = f"“{words}” ({label})" if words else label
        before = '<span class="luoc">…</span>' if a > 0 else ""
        after = '<span class="luoc">…</span>' if b < size else ""
        segment = provision.segment if provision else ""
        page = f" · trang {provision.page}" if provision and provision.page else ""
        return (
            f'<article class="nguon"><nav aria-label="Vị trí trong văn bản" class="duong-dan">{self._trail(document, provision)}</nav>'
            f'<h2 tabindex="-1">{escape(label)}</h2>'
            f'<p class="thong-tin">{self.status(document)}{page}</p>'
            f'<div class="chu">{before}{self.words(document, a, b, (start, end))}{after}</div>'
            f'<p class="nut"><a class="nut-nho" href="{escape(document_url(document.id, segment))}" target="_blank" rel="noopener">Mở văn bản</a>'
            f'<button type="button" class="nut-nho" data-chep="{escape(copied)}">Chép dẫn chiếu</button></p></article>'
        )

    def unheld(self, document: Document) -> str:
        """What is known of a document without text."""
        said = f"<p>{escape(document.entry.said)}</p>" if document.entry.said else ""
        return (
            f'<article class="nguon"><h2 tabindex="-1">{escape(document.entry.short or document.id)}</h2>'
            f'<p>{escape(document.entry.title)}</p><p class="thong-tin">{self.status(document)}</p>{said}'
            "<p>Chưa có văn bản này. Người biên tập có thể thêm ở thẻ Văn bản.</p></article>"
        )

    def document(self, document_id: str) -> str:
        """A whole document: head, table of contents, text with an id for every provision."""
        document = self.knowledge.document(document_id)
        if not document.text:
            return self.unheld(document)
        head = (
            f"<h2>{escape(document.entry.short or document.id)}</h2><p>{escape(document.entry.title)}</p>"
            f'<p class="thong-tin">{self.status(document)}</p>'
        )
        contents = f'<details class="muc-luc" open><summary>Mục lục</summary>{self.contents(document)}</details>'
        if len(document.text) > LONG:
            return f'<article class="van-ban">{head}{contents}<p>Văn bản dài; hãy chọn một mục trong mục lục.</p></article>'
        return f'<article class="van-ban">{head}{contents}<div class="chu">{self._body(document)}</div></article>'

    def contents(self, document: Document) -> str:
        """Links to the provisions of the first levels, nested."""
        parts, depth = [], 0
        for p in document.provisions:
            level = len(p.path)
            if level > 3 or (p.path[0] in ("mo-dau", "noi-nhan", "chu-ky") and level > 1) or _is_dash(p):
                continue
            while depth < level:
                parts.append("<ul>")
                depth += 1
            while depth > level:
                parts.append("</ul>")
                depth -= 1
            name = _name(document, p)
            parts.append(f'<li><a href="{escape(source_url(document.anchor(p)))}">{escape(name)}</a></li>')
        return "".join(parts) + "</ul>" * depth

    def find(self, document: Document, words: str) -> list[tuple[Provision, int, int]]:
        """Places of some words in a document, without regard to case and diacritics; at most 60."""
        wanted = " ".join(fold_aligned(words).split())
        if len(wanted) < 2:
            return []
        folded = fold_aligned(document.text)
        found: list[tuple[Provision, int, int]] = []
        at = folded.find(wanted)
        while at >= 0 and len(found) < _FOUND:
            if provision := document.at(at, at + len(wanted)):
                found.append((provision, at, at + len(wanted)))
            at = folded.find(wanted, at + len(wanted))
        return found

    def found(self, document: Document, words: str) -> str:
        """What :meth:`find` found, as links with the words around."""
        places = self.find(document, words)
        if not places:
            return "<p>Không thấy trong văn bản này.</p>"
        rows = []
        for p, a, b in places:
            left, right = max(p.start, a - 60), min(p.end, b + 60)
            text = document.text
            near = f"{escape(text[left:a])}<mark>{escape(text[a:b])}</mark>{escape(text[b:right])}"
            url = escape(source_url(document.anchor(p), a, b))
            rows.append(f'<li><a href="{url}">{escape(p.label)}</a><br><span>…{near}…</span></li>')
        return f'<p>{len(places)} chỗ.</p><ul class="thay">{"".join(rows)}</ul>'

    def status(self, document: Document, day: date | None = None) -> str:
        """How much is held and whether it applies, with the event that decides it."""
        parts = [LEVEL_NAMES[document.level]]
        if document.entry.kind != "passage":
            state = self.knowledge.validity.in_force(document.id, day or date.today())
            since = f" từ {_day(state.since)}" if state.since and state.state != "unknown" else ""
            parts.append(STATE_NAMES[state.state] + since)
            if state.event:
                parts.append(state.event.sentence())
        if document.entry.known == "S":
            parts.append("theo nguồn thứ cấp, cần đối chiếu")
        return escape(" · ".join(parts))

    def words(self, document: Document, a: int, b: int, mark: tuple[int, int] = (0, 0)) -> str:
        """``text[a:b]`` escaped, with the marked range and every reference a link."""
        links = [r for r in self._links(document, a, b) if a <= r.start and r.end <= b]
        cuts = {a, b, *(c for c in mark if a <= c <= b)}
        cuts |= {c for r in links for c in (r.start, r.end)}
        edges = sorted(cuts)
        out = []
        for left, right in itertools.pairwise(edges):
            piece = escape(document.text[left:right])
            link = next((r for r in links if r.start <= left and right <= r.end), None)
            if link:
                url = source_url(link.anchor) if link.path else document_url(link.document)
                piece = f'<a class="dan-chieu" href="{escape(url)}">{piece}</a>'
            if mark[0] <= left and right <= mark[1]:
                piece = f"<mark>{piece}</mark>"
            out.append(piece)
        return "".join(out)

    def _links(self, document: Document, a: int, b: int) -> list[Reference]:
        found: list[Reference] = []
        if document.entry.kind == "passage":
            return found
        for p in document.provisions:
            if p.start < b and a < p.own_end:
                for r in self._references(document.id, p.segment):
                    if r.document and all(r.end <= o.start or o.end <= r.start for o in found):
                        found.append(r)
        return found

    def _of(self, document_id: str, segment: str) -> list[Reference]:
        document = self.knowledge.document(document_id)
        return of_provision(document, document.by_path[segment], self.knowledge.catalogue)

    def _surroundings(
        self, document: Document, provision: Provision | None, start: int, end: int
    ) -> tuple[int, int]:
        """What to show: the widest provision above that is not too long, else a stretch of both sides."""
        around = provision
        while around and (above := document.parent(around)) and above.end - above.start <= _WHOLE:
            around = above
        if around and around.end - around.start <= _WHOLE and around is not provision:
            return min(around.start, start), max(around.end, end)
        first, last = (provision.start, provision.end) if provision else (start, end)
        if last - first > 2 * _WHOLE and (start, end) != (first, last):
            first, last = max(first, start - _WHOLE // 2), min(last, end + _WHOLE // 2)
        text = document.text
        a = text.rfind("\n", 0, max(0, min(first, start) - _NEAR)) + 1 if first > _NEAR else 0
        stop = max(last, end) + _NEAR
        b = text.find("\n", stop)
        if b < 0 or b > stop + _NEAR:
            b = min(len(text), stop)
        return a, b

    def _body(self, document: Document) -> str:
        starts = sorted({p.start: p for p in reversed(document.provisions)}.items())
        parts = []
        if starts and starts[0][0] > 0:
            parts.append(f"<p>{self.words(document, 0, starts[0][0])}</p>")
        following = [*(s for s, _ in starts[1:]), len(document.text)]
        for (begin, p), stop in zip(starts, following, strict=True):
            stop = begin + len(document.text[begin:stop].rstrip())
            kind = " class=dau" if len(p.path) == 1 and not _is_dash(p) else ""
            parts.append(f'<p id="{escape(p.segment)}"{kind}>{self.words(document, begin, stop)}</p>')
        return "".join(parts) or f"<p>{escape(document.text)}</p>"

    def _trail(self, document: Document, provision: Provision | None) -> str:
        above = f'<a href="{escape(document_url(document.id))}" target="_blank" rel="noopener">{escape(document.entry.short or document.id)}</a>'
        names = [above, *(escape(t) for t in (provision.trail if provision else ()))]
        return " › ".join(names)


def known(knowledge: Knowledge, document_id: str) -> Document:
    """A document of the index by id. Raises UnknownDocument in words for the API."""
    if not knowledge.store.has(document_id):
        raise UnknownDocument(f"Không có văn bản “{document_id[:200]}”.")
    return knowledge.document(document_id)


def documents(knowledge: Knowledge) -> Iterator[Document]:
    """Every document but bare passages, in order."""
    return (knowledge.document(i) for i in knowledge.store.ids(passages=False))


def _name(document: Document, p: Provision) -> str:
    if p.heading:
        own = document.own(p).split("\n")[0]
        return (own if p.heading in own else p.heading)[:140]
    own = " ".join(document.own(p).split())
    return own[:110] + ("…" if len(own) > 110 else "") if own else p.label


def _is_dash(p: Provision) -> bool:
    return p.path[-1].startswith(("gach", "cong"))


def _day(text: str) -> str:
    return "/".join(reversed(text.split("-")))
