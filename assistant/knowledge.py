"""What an assistant knows: one open index version with its catalogue, bodies, validity and register."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cached_property, lru_cache

from assistant.words import bigrams, content
from corpus.agencies import Agencies
from corpus.model import Document, Provision
from corpus.obligations import Obligation
from corpus.register import Register
from corpus.settings import Settings
from corpus.text import fold
from corpus.validity import Validity
from index.embedding import Embedder
from index.likelihood import Wording
from index.samples import Likeness
from index.search import Hit, Searcher
from index.wording import pairs

_HITS = 20
# What a text that has ended loses beside one that applies, on scores of 0 to 1.
_ENDED = -0.2
# Content words of a question, in each of the ways it can be put.
Terms = tuple[tuple[str, ...], ...]


class Knowledge:
    """Thread-safe; everything is read once and kept."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self.searcher = Searcher(settings, embedder)
        self.store = self.searcher.store
        self.catalogue = self.searcher.catalogue
        self.agencies = Agencies.load()
        self.validity = Validity.load(self.catalogue, self.agencies)
        self.register = Register.parse(self.store.fact("register"))
        self.weight = lru_cache(maxsize=65536)(self._weight)
        self.held = lru_cache(maxsize=8192)(self._held)
        self.standing = lru_cache(maxsize=4096)(self._standing)
        self.successors = lru_cache(maxsize=4096)(self._successors)
        self.speaks_of = lru_cache(maxsize=256)(self._speaks_of)
        self.hits = lru_cache(maxsize=128)(self._hits)

    def document(self, document_id: str) -> Document:
        return self.store.document(document_id)

    @cached_property
    def documents(self) -> list[Document]:
        """Documents with a text, bare passages left out."""
        return [d for d in map(self.document, self.store.ids(passages=False)) if d.text]

    @cached_property
    def plans(self) -> list[Document]:
        """Held documents that are plans or programmes: what "kế hoạch" means when it is not named further."""
        return [d for d in self.documents if not any(p.path[0].startswith("dieu-") for p in d.provisions)]

    @cached_property
    def norms(self) -> list[Document]:
        """Held documents made of articles."""
        return [d for d in self.documents if d not in self.plans]

    def _standing(self, document_id: str, day: date) -> float:
        """How a text stands on a day, to be added to a score of 0 to 1: what is not yet in force is out, what has
        ended comes after what applies, and a text known at second hand after one that was read."""
        state = self.validity.in_force(document_id, day).state
        entry = self.catalogue.get(document_id)
        second = -0.03 if entry and entry.known == "S" else 0.0
        return {"not-yet": -1.0, "ended": _ENDED}.get(state, 0.0) + second

    def duties_in(self, document_id: str) -> list[Obligation]:
        """The obligations read from one document."""
        return self._duties.get(document_id, [])

    def obligations_for(self, documents: Sequence[str], day: date) -> list[Obligation]:
        """Rows of the documents named, else of all that speak for the day; plans first, then the better standing."""
        usable = [d for d in self._duties if (d in documents if documents else self.standing(d, day) > -1)]
        plans = {d.id for d in self.plans}
        usable.sort(key=lambda d: (d not in plans, -self.standing(d, day)))
        return [row for d in usable for row in self._duties[d]]

    @cached_property
    def _duties(self) -> dict[str, list[Obligation]]:
        found: dict[str, list[Obligation]] = {}
        for row in self.register.obligations:
            found.setdefault(row.document, []).append(row)
        return found

    def _speaks_of(self, name: str) -> bool:
        """Whether a text held, or a fact of the data files, names a place."""
        said = [*(d.text for d in self.documents), *(e.text for e in self.validity.events)]
        return any(name in text for text in said)

    def _successors(self, document_id: str, day: date) -> frozenset[str]:
        """The held texts that have taken the place of one by a day."""
        now = day.isoformat()
        ended = [
            e for e in self.validity.events if e.effect == "ended" and e.date <= now and e.subject == document_id
        ]
        return frozenset(e.by for e in ended if e.by and self.store.has(e.by))

    def newer(self, day: date) -> list[str]:
        """Held texts that have taken the place of another one held by a day: what "nghị định mới" means."""
        now = day.isoformat()
        ended = [e for e in self.validity.events if e.effect == "ended" and e.date <= now]
        return [d.id for d in self.documents if any(e.by == d.id and self.store.has(e.subject) for e in ended)]

    def place(self, anchor: str) -> tuple[Document, Provision]:
        document_id, _, segment = anchor.partition("#")
        document = self.document(document_id)
        return document, document.by_path[segment]

    def _hits(self, question: str) -> tuple[Hit, ...]:
        """The best clauses for a question; kept for a while, since several composers look at the same."""
        return tuple(self.searcher.search(question, _HITS))

    def _weight(self, word: str) -> float:
        """How much a word says, by how rare it is in the corpus; a word the corpus lacks says most."""
        counts, folded, total = self._counts
        seen = counts.get(word, 0) or folded.get(fold(word), 0)
        return math.log(1 + total / (1 + seen)) / math.log(1 + total)

    @cached_property
    def _counts(self) -> tuple[dict[str, int], dict[str, int], int]:
        """How often each syllable stands in the texts, with and without its marks, and how many there are.

        Of the texts alone: how people talk, which restoring marks is taught too, would make what no text says common.
        """
        counts: dict[str, int] = json.loads(self.store.fact("words") or "{}")
        folded: Counter[str] = Counter()
        for word, seen in counts.items():
            folded[fold(word)] += seen
        return counts, folded, sum(counts.values()) or 1

    def _held(self, text: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        words = content(text)
        return frozenset(words), frozenset(bigrams(words))

    @cached_property
    def _pairs(self) -> frozenset[str]:
        return frozenset(self.store.fact("pairs").split("\n"))

    def likeness(self, question: str) -> Likeness:
        """How like a question is to the sample questions."""
        return self.searcher.likeness(question)

    def wording(self, question: str) -> Wording:
        """How likely a question is as the clauses and their sample questions are worded."""
        return self.searcher.wording(question)

    @cached_property
    def sampled(self) -> frozenset[str]:
        """The documents that have sample questions."""
        return frozenset(c.document for c in self.store.clauses(self.searcher.samples.covered.tolist()))

    def strange(self, text: str) -> float:
        """The share of a question's neighbouring syllables that no text and no sample question has, 0 to 1."""
        found = pairs(text)
        return sum(pair not in self._pairs for pair in found) / max(len(found), 1)

    def coverage(self, asked: Terms, text: str) -> float:
        """How much of what is asked a text holds, 0 to 1: the best of the ways the question can be put."""
        return max((self._covered(words, text) for words in asked), default=0.0)

    def unsaid(self, asked: Terms, text: str) -> float:
        """The weight of the most telling word of a question that a text lacks, 0 to 1: the least of its ways."""
        words, _ = self.held(text)
        return min(
            (max((self.weight(w) for w in way if w not in words), default=0.0) for way in asked), default=0.0
        )

    def precision(self, asked: Terms, text: str) -> float:
        """What share of a text's words is asked for, 0 to 1, in the best of the ways the question can be put."""
        words, _ = self.held(text)
        return max((len(words & set(way)) / len(words) for way in asked), default=0.0) if words else 0.0

    def _covered(self, asked: tuple[str, ...], text: str) -> float:
        """Words weighted by rarity, and neighbouring pairs."""
        if not asked:
            return 0.0
        words, pairs = self.held(text)
        total = sum(self.weight(w) for w in asked)
        single = sum(self.weight(w) for w in asked if w in words) / total
        wanted = bigrams(list(asked))
        if not wanted:
            return single
        paired = sum(1 for p in wanted if p in pairs) / len(wanted)
        return 0.65 * single + 0.35 * paired
