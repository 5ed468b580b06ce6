"""Our search as a LangChain retriever, so that it goes into any chain: ``IndexRetriever(searcher=…).invoke("…")``."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangchainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from index.clauses import Clause
from index.search import Searcher


class IndexRetriever(BaseRetriever):
    """The ``k`` best clauses for a question; with ``referred``, each followed by those it cannot be read without.

    ``page_content`` is the clause's exact words; metadata hold ``anchor``, ``document``, ``label``, ``context``,
    ``start``, ``end`` and, for clauses found by searching, ``score``.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    k: int = Field(default=5, ge=1)
    referred: bool = False

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangchainDocument]:
        found: dict[str, LangchainDocument] = {}
        for hit in self.searcher.search(query, self.k, nested=False):
            found.setdefault(hit.clause.anchor, _document(hit.clause, score=round(hit.score, 4)))
            for clause in self.searcher.referred(hit.clause) if self.referred else ():
                found.setdefault(clause.anchor, _document(clause))
        return list(found.values())


def _document(clause: Clause, **more: Any) -> LangchainDocument:
    metadata = {
        "anchor": clause.anchor,
        "document": clause.document,
        "label": clause.label,
        "context": clause.context,
        "start": clause.start,
        "end": clause.end,
    }
    return LangchainDocument(page_content=clause.text, metadata={**metadata, **more})
