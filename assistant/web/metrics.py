"""Figures for Prometheus, kept in a registry of their own."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from index.versions import Manifest

_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """Counters of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        r = self.registry
        self._answers = Counter("assistant_answers", "Answers given", ["status", "mode"], registry=r)
        self._seconds = Histogram(
            "assistant_answer_seconds", "Seconds to an answer, waiting included", buckets=_BUCKETS, registry=r
        )
        self._requests = Counter(
            "assistant_http_requests", "HTTP requests by route", ["method", "route", "status"], registry=r
        )
        self._documents = Gauge("assistant_documents", "Documents of the open index version", registry=r)
        self._clauses = Gauge("assistant_clauses", "Clauses of the open index version", registry=r)
        self._version = Gauge("assistant_index_info", "The open index version", ["version", "model"], registry=r)

    def opened(self, made: Manifest) -> None:
        self._documents.set(made.documents)
        self._clauses.set(made.clauses)
        self._version.clear()
        self._version.labels(made.version, made.model_name).set(1)

    def answered(self, status: str, mode: str, seconds: float) -> None:
        self._answers.labels(status, mode).inc()
        self._seconds.observe(seconds)

    def requested(self, method: str, route: str, status: int) -> None:
        self._requests.labels(method, route, str(status)).inc()

    def text(self) -> bytes:
        """The exposition format of Prometheus."""
        return generate_latest(self.registry)
