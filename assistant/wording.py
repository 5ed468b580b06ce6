"""How documents, days and sources are put into the words of an answer."""

from __future__ import annotations

from assistant.knowledge import Knowledge
from corpus.model import Entry
from corpus.validity import SECONDARY


def held(knowledge: Knowledge, entry: Entry) -> bool:
    return entry.id in {d.id for d in knowledge.documents}


def name_of(entry: Entry) -> str:
    return entry.short if entry.number else entry.title


def known(entry: Entry) -> str:
    """How the catalogue knows what it says."""
    return {"P": "Kế hoạch nêu", "T": "theo chính văn bản", "S": SECONDARY, "A": "suy ra"}[entry.known]


def sourced(basis: str, known: str) -> str:
    return f"{basis} ({SECONDARY})" if known == "S" else basis


def shown(iso: str) -> str:
    return "/".join(reversed(iso.split("-"))) if iso else ""
