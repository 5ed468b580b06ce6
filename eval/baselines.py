"""Systems that are measured side by side: ours, and what others would have built with the same libraries.

``Afternoon`` is the pipeline of most tutorials: LangChain's ``RecursiveCharacterTextSplitter`` (1000 characters, 200
of overlap), the same sentence-transformers model in float32, Chroma by cosine similarity, the first passage as the
answer. The others rank our own clauses by one side of the search alone (BM25, dense) or by reciprocal rank fusion
(Cormack et al. 2009); all answer with their first passage and never refuse.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any, Protocol

import numpy as np

from corpus.agencies import Agencies
from corpus.errors import UsageError
from corpus.model import Document, Provision
from corpus.settings import Settings
from eval.spans import DEPTH, Span
from index import cache
from index.clauses import Clause, clauses
from index.embedding import SentenceEmbedder
from index.lexical import LexicalIndex

CHUNK, OVERLAP = 1000, 200
RRF_K = 60
_POOL = 200
Talk = Sequence[tuple[str, str]]


class System(Protocol):
    """What is measured: it finds ranges of the documents and gives answer objects (design: the answer object)."""

    name: str
    title: str
    build_seconds: float

    def search(self, question: str, count: int) -> list[Span]: ...

    def ask(self, question: str, as_of: date, history: Talk) -> dict[str, Any]: ...


class Ours:
    """The product itself."""

    name, title = "ours", "Trợ lý này"

    def __init__(self, settings: Settings, embedder: SentenceEmbedder) -> None:
        from assistant.service import Assistant

        began = time.perf_counter()
        self.assistant = Assistant(settings, embedder)
        self.build_seconds = time.perf_counter() - began
        self._agencies = Agencies.load()

    def search(self, question: str, count: int) -> list[Span]:
        hits = self.assistant.searcher.search(question, count)
        return [Span(h.clause.document, h.clause.start, h.clause.end, h.score) for h in hits]

    def ask(self, question: str, as_of: date, history: Talk) -> dict[str, Any]:
        """The answer object; ``violations`` counts what the guard holds against the claims as they were given."""
        from assistant.guard import violations

        try:
            answer = self.assistant.ask(question, as_of, history)
        except UsageError as error:  # what cannot be asked is refused with the reason, as in a batch
            return {"status": "refused", "answer": str(error)}
        bad = [c for c in answer.claims if violations(c, list(answer.citations), self._agencies)]
        return {**answer.to_json(), "violations": len(bad)}


class Unsampled(Ours):
    """The product as it is on documents of which no sample questions are known."""

    name, title = "unsampled", "Trợ lý này, không câu hỏi mẫu"

    def __init__(self, settings: Settings, embedder: SentenceEmbedder) -> None:
        super().__init__(settings.model_copy(update={"samples": False}), embedder)


class _FirstPassage:
    """Answers with the first passage found, whatever was asked."""

    name = title = ""
    build_seconds = 0.0

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self._last: tuple[str, list[Span]] = ("", [])

    def find(self, question: str, count: int) -> list[Span]:
        raise NotImplementedError

    def search(self, question: str, count: int) -> list[Span]:
        """As :meth:`find`, without searching again for what was asked just now."""
        asked, found = self._last
        return found[:count] if asked == question and len(found) >= count else self.find(question, count)

    def ask(self, question: str, as_of: date, history: Talk) -> dict[str, Any]:
        began = time.perf_counter()
        found = self.find(question, DEPTH)
        took = (time.perf_counter() - began) * 1000
        self._last = (question, found)
        if not found:
            return {"status": "refused", "answer": "", "elapsed_ms": took}
        span = found[0]
        document = self.documents[span.document]
        quote = document.text[span.start : span.end]
        places = held_places(document, span)
        spans = [(p, max(p.start, span.start), min(p.own_end, span.end)) for p in places]
        if not spans and (whole := document.at(span.start, span.end)):
            spans = [(whole, span.start, span.end)]
        citations = [
            {
                "id": n,
                "document": document.id,
                "anchor": document.anchor(p),
                "label": p.label,
                "quote": document.text[start:end],
                "start": start,
                "end": end,
            }
            for n, (p, start, end) in enumerate(spans, 1)
        ]
        claim = {"text": quote, "citations": [c["id"] for c in citations]}
        return {
            "status": "answered",
            "answer": quote,
            "claims": [claim],
            "citations": citations,
            "notices": [],
            "confidence": span.score,
            "elapsed_ms": took,
        }


def held_places(document: Document, span: Span) -> list[Provision]:
    """The deepest provisions of which a range holds at least half."""
    held = [
        p
        for p in document.provisions
        if 2 * (min(p.own_end, span.end) - max(p.start, span.start)) >= max(1, p.own_end - p.start)
    ]
    return [p for p in held if not any(q.path[: len(p.path)] == p.path and q is not p for q in held)]


class Afternoon(_FirstPassage):
    """Splitter, model, Chroma, first passage."""

    name, title = "afternoon", "Bản một buổi chiều"

    def __init__(self, documents: Mapping[str, Document], embedder: SentenceEmbedder) -> None:
        super().__init__(documents)
        self._embedder = embedder
        model = embedder.model  # loading is not indexing
        began = time.perf_counter()
        splitter = _splitter()
        self._spans: list[Span] = []
        texts: list[str] = []
        for document in documents.values():
            for chunk in splitter.create_documents([document.text]):
                start = int(chunk.metadata["start_index"])
                self._spans.append(Span(document.id, start, start + len(chunk.page_content)))
                texts.append(chunk.page_content)
        prompt = embedder.settings.passage_prompt
        vectors = model.encode([prompt + t for t in texts], normalize_embeddings=True, show_progress_bar=False)
        self._open = ExitStack()
        folder = self._open.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        client = chromadb.PersistentClient(path=folder, settings=ChromaSettings(anonymized_telemetry=False))
        self._collection = client.create_collection(
            "chunks", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )
        for at in range(0, len(texts), 2000):
            ids = [str(i) for i in range(at, min(at + 2000, len(texts)))]
            self._collection.add(ids=ids, embeddings=vectors[at : at + 2000], documents=texts[at : at + 2000])
        self.chunks = len(texts)
        self.build_seconds = time.perf_counter() - began

    def find(self, question: str, count: int) -> list[Span]:
        vector = self._embedder.query(question)
        count = min(count, len(self._spans))
        found = self._collection.query(query_embeddings=[vector], n_results=count, include=["distances"])
        return [
            Span(s.document, s.start, s.end, 1.0 - float(d))
            for s, d in zip(
                (self._spans[int(i)] for i in found["ids"][0]), (found["distances"] or [[]])[0], strict=True
            )
        ]

    def close(self) -> None:
        self._open.close()


class _Ranked(_FirstPassage):
    """Ranks our clauses by scores of shape ``(n,)``."""

    def __init__(self, documents: Mapping[str, Document], units: Sequence[Clause]) -> None:
        super().__init__(documents)
        self.units = units

    def scores(self, question: str) -> np.ndarray:
        raise NotImplementedError

    def find(self, question: str, count: int) -> list[Span]:
        scores = self.scores(question)
        best = np.argsort(-scores, kind="stable")[:count]
        return [Span(u.document, u.start, u.end, float(scores[i])) for i, u in ((i, self.units[i]) for i in best)]


class Words(_Ranked):
    """BM25 alone, the question as it was typed."""

    name, title = "bm25", "Chỉ BM25"

    def __init__(self, documents: Mapping[str, Document], units: Sequence[Clause]) -> None:
        super().__init__(documents, units)
        began = time.perf_counter()
        self._index = LexicalIndex.build([u.embedded for u in units], folded=False)
        self.build_seconds = time.perf_counter() - began

    def scores(self, question: str) -> np.ndarray:
        return np.asarray(self._index.scores(question), dtype=float)


class Dense(_Ranked):
    """Cosine similarity alone, the question as it was typed."""

    name, title = "dense", "Chỉ ngữ nghĩa"

    def __init__(
        self, documents: Mapping[str, Document], units: Sequence[Clause], embedder: SentenceEmbedder
    ) -> None:
        super().__init__(documents, units)
        self._embedder = embedder
        began = time.perf_counter()
        where = embedder.settings.data / "cache" / "vectors.sqlite"
        self._vectors, _ = cache.embed([u.embedded for u in units], embedder, where)
        self.build_seconds = time.perf_counter() - began

    def scores(self, question: str) -> np.ndarray:
        return self._vectors @ self._embedder.query(question)


class Fused(_Ranked):
    """Reciprocal rank fusion of the two."""

    name, title = "rrf", "Trộn thứ hạng (RRF)"

    def __init__(self, first: _Ranked, second: _Ranked) -> None:
        super().__init__(first.documents, first.units)
        self._sides = (first, second)
        self.build_seconds = first.build_seconds + second.build_seconds

    def scores(self, question: str) -> np.ndarray:
        fused = np.zeros(len(self.units))
        for side in self._sides:
            scores = side.scores(question)
            order = np.argsort(-scores, kind="stable")[:_POOL]
            order = order[scores[order] > 0]
            fused[order] += 1.0 / (RRF_K + 1 + np.arange(len(order)))
        return fused


def baselines(documents: Mapping[str, Document], embedder: SentenceEmbedder) -> list[System]:
    """Every system but ours, over the same documents. Raises UsageError if the splitter is not installed."""
    units = [clause for document in documents.values() for clause in clauses(document)]
    lexical, dense = Words(documents, units), Dense(documents, units, embedder)
    return [Afternoon(documents, embedder), lexical, dense, Fused(lexical, dense)]


def _splitter() -> Any:
    try:
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    except ImportError as error:
        raise UsageError("Thiếu thư viện để đo. Hãy cài: pip install 'tro-ly-ke-hoach[eval]'") from error
    return RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True)
