"""Answers about a document whose text is not held, from the clauses of held texts that speak of it.

"Nghị định 136/2013 hết hiệu lực khi nào?" and "Chỉ thị 24 là của cơ quan nào?" need no text of theirs: the clause that
ended the one, or refers to the other, says it. What such a document itself lays down stays refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answerability import believed
from assistant.compose_facts import FORMAL
from assistant.compose_passage import say
from assistant.draft import Draft
from assistant.knowledge import Knowledge
from assistant.particulars import ABOUT
from assistant.question import Question
from assistant.ranking import place_of, surest
from assistant.shapes import holds
from corpus.model import Document, Provision
from corpus.references import of_provision
from corpus.text import fold

_ENOUGH = 0.6
# With search thinking of the clause too.
_SOME = 0.25
# From here on search knows that the clause is the one.
_SURE = 0.8
# "Quyết định 1676 giao …" asks what the text itself lays down.
_KINDS = r"(?:nghi dinh|quyet dinh|thong tu|luat|nghi quyet|chi thi|ket luan|chuong trinh|phap lenh|de an)"
_LAYS_DOWN = re.compile(
    rf"\b{_KINDS}(?: so)?(?: lien tich)? [\w/.-]+(?: cua [\w ]{{2,30}})? "
    r"(?:giao|quy dinh|yeu cau|huong dan|cho phep|viet|noi|neu|de ra|dat|xac dinh|co|gom)\b"
    r"|\bke hoach (?:so )?\d[\w/.-]* (?:\w+ ){0,6}(?:viet|noi|neu|de ra|giao|quy dinh|yeu cau)\b"
    rf"|\b(?:theo|trong|tai|cua|noi dung|chi tiet|dieu \d+|khoan \d+) {_KINDS}\b"
)
_ENDED = re.compile(r"\bhet hieu luc\b|\bthay the\b|\bbai bo\b|\bthay cho\b|\bsua doi\b")
_NUMBER = re.compile(r"\d+(?:/\d{4})?")


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """The clause that speaks of the named document and holds what is asked of it; None when none does."""
    ended = question.wants("status") or bool(_ENDED.search(question.folded))
    if (question.places and not ended) or not (question.documents or question.unknown):
        return None
    sure = surest(question, knowledge, _SURE)
    known = sure.hit.clause.anchor if sure is not None and believed(question, knowledge) else ""
    told = ended or (known and ABOUT.search(question.folded))
    if _LAYS_DOWN.search(question.folded) and not told:
        return None
    subject = question.without(FORMAL)
    best: tuple[float, Document, Provision] | None = None
    for document, provision in _mentions(question, knowledge):
        words = " ".join([*provision.trail, document.own(provision)])
        if known and document.anchor(provision) != known:
            continue
        if not holds(question, words, knowledge):
            continue
        if ended and not _ENDED.search(fold(words)):
            continue
        covered = knowledge.coverage(subject, words)
        score = covered + knowledge.standing(document.id, question.day)
        likely = covered >= _SOME and place_of(question, knowledge, document.anchor(provision), most=2) is not None
        if (ended or known or covered >= _ENOUGH or likely) and (best is None or score > best[0]):
            best = score, document, provision
    if best is None:
        return None
    score, document, provision = best
    draft = Draft(knowledge, question, "mention", confidence=min(0.95, 0.5 + score / 2))
    draft.subjects.append(document.anchor(provision))
    rows = [r for r in knowledge.duties_in(document.id) if provision.start <= r.start < provision.own_end]
    if question.wants("who") and rows and rows[0].bodies:
        # The body stands in a heading above: "4. Sở …", and the clause only says what it does.
        draft.act(rows[0])
    else:
        say(draft, document, provision.start, provision.own_end)
    return draft


def _mentions(question: Question, knowledge: Knowledge) -> Iterator[tuple[Document, Provision]]:
    """Provisions of held texts that refer to a document the question names."""
    ids = set(question.documents)
    numbers = {m[0] for u in question.unknown if (m := _NUMBER.search(u.number or u.text)) and "/" in m[0]}
    for document in knowledge.plans + knowledge.norms:
        for provision in document.provisions:
            for r in of_provision(document, provision, knowledge.catalogue):
                if (r.document and r.document in ids) or any(n in r.text for n in numbers):
                    yield document, provision
                    break
