"""Which document a text is: the catalogue entry it fills, or an entry of its own.

A text is known by what its head says (:mod:`corpus.metadata`), else by its file's name. Numbers come again:
every province has a 12/2024/QĐ-UBND and every year a 412/QĐ-UBND, so another issuer or year is another document.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corpus import metadata
from corpus.catalogue import Catalogue
from corpus.errors import CorpusError
from corpus.model import Entry
from corpus.text import fold, slug

ID_LIMIT = 200


def entry_for(head: metadata.Head, name: str, catalogue: Catalogue, document_id: str = "") -> Entry:
    """The entry a text fills: the one asked for, the one its number or its file's name has, or one of its own.

    Raises CorpusError for an id that is none.
    """
    stem = Path(name).stem
    if document_id:
        if not 0 < len(slug(document_id)) <= ID_LIMIT:
            raise CorpusError("Mã văn bản (--id) chỉ gồm chữ, số và gạch nối, dài không quá 200 ký tự.")
        known = catalogue.get(document_id) or catalogue.get(slug(document_id))
        return _filled(known or Entry(id=slug(document_id)), head, stem)
    if head.number:
        known = _of_number(catalogue, head)
        return _filled(known, head, stem) if known else _filled(Entry(id=_free_id(catalogue, head)), head, stem)
    known = catalogue.get(slug(stem))
    if known is None and head.title:
        known = catalogue.find(head.title) or catalogue.find(f"{head.kind} {head.title}")
    return _filled(known or Entry(id=slug(stem)[:ID_LIMIT].strip("-") or "van-ban"), head, stem)


def _of_number(catalogue: Catalogue, head: metadata.Head) -> Entry | None:
    """The catalogued document of this number, unless its issuer or year tells another."""
    found = catalogue.candidates(f"{head.kind} {head.number}")
    exact = [e for e in found if slug(e.number) == slug(head.number) and not _other(e, head)]
    return exact[0] if len(exact) == 1 else None


def _free_id(catalogue: Catalogue, head: metadata.Head) -> str:
    """Kind and number; with the issuer's place or the year where another document has that id already."""
    base = head.id[:ID_LIMIT].strip("-")
    taken = catalogue.get(base)
    if taken is None:
        return base
    place = slug(head.issuer) if _differ(taken.issuer, head.issuer) else head.date[:4]
    return f"{base}-{place}"[:ID_LIMIT].strip("-") if place else base


def _filled(entry: Entry, head: metadata.Head, stem: str) -> Entry:
    """An entry with what the text says of itself; what was known otherwise stays where the text is silent."""
    short = entry.short or head.short or (stem if not head.kind else f"{head.kind} {stem}".strip())
    return replace(
        entry,
        number=entry.number or head.number,
        kind=entry.kind or head.kind,
        title=(entry.title or head.title or stem)[:500],
        short=short[:ID_LIMIT],
        issuer=entry.issuer or head.issuer,
        signer=head.signer or entry.signer,
        date=head.date or entry.date,
        in_force=entry.in_force or head.in_force,
        known="T",
    )


def _other(entry: Entry, head: metadata.Head) -> bool:
    """Whether entry and head of one number are two documents: of other issuers or other years."""
    return _differ(entry.issuer, head.issuer) or bool(entry.date and head.date and entry.date[:4] != head.date[:4])


def _differ(one: str, other: str) -> bool:
    """Whether two issuers are surely not the same body ("UBND tỉnh X" and "Ủy ban nhân dân tỉnh X" are)."""
    a, b = (
        fold(words).replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd")
        for words in (one, other)
    )
    return bool(a and b) and a not in b and b not in a
