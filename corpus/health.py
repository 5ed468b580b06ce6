"""What is wrong, or worth knowing, of the documents of an installation: the findings of ``assistant corpus check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corpus.catalogue import Catalogue
from corpus.library import Library
from corpus.model import Document
from corpus.references import of_provision

Kind = Literal["record", "anchor", "repeated", "no-text", "reference", "uncatalogued"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``error`` for what must be mended, else something the reader should know. Text in Vietnamese."""

    kind: Kind
    document: str
    text: str
    error: bool = False


def examine(library: Library) -> list[Finding]:
    """All findings, errors first. ``library`` should be tolerant, or its first broken record raises CorpusError."""
    documents = [d for d in library.documents() if d.entry.kind != "passage"]
    held = {d.id: d for d in documents if d.text}
    found = [Finding("record", path.stem, text, error=True) for path, text in library.broken.items()]
    for document in held.values():
        found += _anchors(document)
    for document in documents:
        if not document.text:
            found.append(Finding("no-text", document.id, document.entry.short or document.entry.title))
    found += _references(held, library.catalogue)
    return sorted(found, key=lambda f: not f.error)


def _anchors(document: Document) -> Iterable[Finding]:
    counts = Counter(p.segment for p in document.provisions)
    for segment, count in counts.items():
        if count > 1:
            yield Finding("anchor", document.id, f"vị trí {document.id}#{segment} có {count} lần", error=True)
    for p in document.provisions:
        if "-lan-" in p.path[-1]:
            yield Finding("repeated", document.id, f"{p.label}: số thứ tự lặp lại trong chính văn bản")


def _references(held: dict[str, Document], catalogue: Catalogue) -> Iterable[Finding]:
    """References that lead nowhere: to a place a held text does not have, or to a document not catalogued."""
    strangers: dict[str, list[str]] = {}
    for document in held.values():
        for p in document.provisions:
            for r in of_provision(document, p, catalogue):
                if not r.document:
                    strangers.setdefault(" ".join((r.number or r.text).split()), []).append(p.label)
                elif r.path and r.document in held and "/".join(r.path) not in held[r.document].by_path:
                    yield Finding(
                        "reference", document.id, f"{p.label}: “{r.text}” không tìm thấy trong {r.document}"
                    )
    for number, places in sorted(strangers.items()):
        more = f" và {len(places) - 1} nơi khác" if len(places) > 1 else ""
        yield Finding("uncatalogued", "", f"{number} ({places[0]}{more})")
