"""Facts about documents, bodies and places: status, issuer, date, what a plan refers to, who took whose place."""

from __future__ import annotations

import re

from assistant import compose_bodies, compose_status
from assistant.answer import Claim
from assistant.answerability import believed
from assistant.draft import Draft, tidy
from assistant.knowledge import Knowledge
from assistant.particulars import ABOUT, DATE, SIGNER, about, cut, issued, number, supposed
from assistant.question import Question
from assistant.ranking import surest
from assistant.wording import held
from assistant.words import content, vocabulary
from corpus.model import Document, Entry
from corpus.references import of_provision
from corpus.text import fold

# From here on search is surer of a clause than of a fact being asked for.
_FOUND_SURELY = 0.9
_REFERS = re.compile(
    r"\b(?:dan chieu|vien dan|can cu|nhac den|neu|de cap|trich dan|dua tren|dua vao)\b.*\bvan ban\b|\bvan ban nao\b.*\b(?:dan chieu|vien dan|can cu|nhac|lam can cu|dua)|\bcan cu (?:phap ly|ban hanh|vao (?:nhung )?van ban|nao)|\bnhung van ban nao\b"
)
# To whom a document itself goes; papers, reports and money that somebody sends are another matter.
_SENT_TO = re.compile(
    r"\bnoi nhan\b|\bnhan (?:duoc )?(?:ban )?ke hoach\b|\bban luu\b"
    r"|\b(?:ban ke hoach|ke hoach|van ban nay|chuong trinh)(?: nay)?(?: \w+){0,3} (?:gui|chuyen) (?:cho |den |toi |di |ve )?(?:nhung |cac )?"
    r"(?:ai|dau|noi nao|co quan nao|don vi nao|cong|bao|dai|so|bo)\b"
)
# "Cấp huyện phải ban hành văn bản gì": what has to be done is no fact of a text.
_MUST = re.compile(r"\bphai (?:ban hanh|xay dung|lap|lam|ra)\b")
# The day a text was issued is asked for, perhaps beside the day it applies from.
_RAISED = re.compile(r"\b(?:ra|ban hanh|ky) (?:vao )?(?:ngay|khi|hom|luc|nam|bao gio)\b")
_NUMBER = re.compile(
    r"\bso va ngay\b|\bngay va so\b|\btheo (?:van ban|quyet dinh|nghi dinh|nghi quyet|chi thi|thong tu) nao\b|\bso (?:hieu|may|bao nhieu|ky hieu|nao)\b|\bky hieu\b"
)
# The number and date of a text, asked for by name.
_NUMBER_AND_DATE = re.compile(r"\bso (?:hieu |ky hieu )?va ngay\b|\bngay va so\b")
# The day of the text itself, asked for in so many words.
_WHICH_DAY = re.compile(r"\bngay (?:cua|ban hanh|ky|ra)\b.*\bngay (?:nao|may|bao nhieu)\b")
_BY = re.compile(r"\b(?:la )?(?:cua|do)\b")
_DATED = re.compile(f"{_RAISED.pattern}|{_NUMBER_AND_DATE.pattern}")
# Whether a text still applies, at the end of a question: whatever else it says names the text.
_STILL = re.compile(
    r"\b(?:con|het) (?:duoc )?(?:hieu luc|ap dung|gia tri|dung|xai)(?: (?:nua|hay|nhi|a|vay|the))* (?:khong|chua|ko)(?: \w+)?\s*\?*$"
    r"|\bcon (?:khong|ko)\s*\?*$"
)


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """A fact of the catalogue, validity or agencies data, when the question asks for one.

    None where search is sure of a clause that the fact does not rest on.
    """
    draft = _fact(question, knowledge)
    if draft is None or question.wants("successor") or _DATED.search(question.folded):
        return draft
    sure = surest(question, knowledge, _FOUND_SURELY)
    if sure is None or (draft.kind == "status" and sure.document.id not in draft.subjects):
        return draft  # whether a text applies is seldom said by another one
    cited = any(sure.holds(c.document, c.start) for c in draft.citations)
    return draft if cited or not believed(question, knowledge) else None


def _fact(question: Question, knowledge: Knowledge) -> Draft | None:
    if question.wants("successor") and (draft := compose_bodies.compose(question, knowledge)):
        return draft
    if _SENT_TO.search(question.folded) and not question.wants("report", "papers", "steps", "amount", "limit"):
        return _recipients(question, knowledge)
    formal = FORMAL | set(content(knowledge.agencies.place))
    entries = [e for i in question.documents if (e := knowledge.catalogue.get(i))]
    plain = not any(w not in formal | _REFERRING for w in question.asked[0])
    if _REFERS.search(question.folded) and plain and (draft := _refers(question, knowledge, entries)):
        return draft
    if not entries or question.places or _MUST.search(question.folded):
        return None
    if question.unknown and question.wants("status"):
        return None  # whether a text applies that is not known: another's status is no answer
    entry = _whose_status(question, knowledge, entries) if question.wants("status") else entries[0]
    named = {w for e in entries for w in content(e.title)} | {w for b in question.body_words for w in content(b)}
    specific = [w for w in question.asked[0] if w not in formal | named]
    both = _RAISED.search(question.folded) and question.wants("when")
    still = bool(_STILL.search(question.folded)) and not question.bodies
    if (question.wants("status") and len(specific) <= 2 and not both) or still:
        return compose_status.compose(question, knowledge, entry)
    asked = DATE.search(question.folded) or _NUMBER.search(question.folded)
    if ABOUT.search(question.folded) and not specific and not asked:
        return about(question, knowledge, entry)
    if question.wants("confirm") and _BY.search(question.folded) and not specific and entry.issuer:
        return supposed(question, knowledge, entry)
    if _NUMBER_AND_DATE.search(question.folded):
        return number(question, knowledge, entry)
    if (len(specific) > 2 and not _WHICH_DAY.search(question.folded)) or (
        question.bodies and question.wants("duty", "report")
    ):
        return None
    if (
        SIGNER.search(question.folded)
        or re.search(r"\bban hanh\b|\bcua (?:ai|co quan nao|cap nao|bo nao|nganh nao)\b|\bdo ai\b", question.folded)
        or (question.wants("issuer") and DATE.search(question.folded) and len(specific) <= 1)
        or _WHICH_DAY.search(question.folded)
    ):
        return issued(question, knowledge, entry)
    if _NUMBER.search(question.folded) and not specific:
        return number(question, knowledge, entry)
    return None


_REFERRING = frozenset(
    [
        "dan",
        "chieu",
        "vien",
        "can",
        "cu",
        "nhac",
        "den",
        "neu",
        "de",
        "cap",
        "trich",
        "dua",
        "tren",
        "vao",
        "phap",
        "ly",
        "lam",
        "theo",
        "lien",
        "quan",
    ]
)
_SENDING = frozenset(
    [
        "ke",
        "hoach",
        "gui",
        "nhan",
        "noi",
        "ban",
        "luu",
        "bo",
        "phan",
        "cho",
        "den",
        "toi",
        "di",
        "ve",
        "nay",
        "duoc",
    ]
)
# Words that ask about a document as such, whatever it is about.
FORMAL = frozenset(
    [
        "ban",
        "hanh",
        "ngay",
        "nam",
        "hieu",
        "luc",
        "het",
        "han",
        "ap",
        "dung",
        "thay",
        "the",
        "sua",
        "doi",
        "bai",
        "bo",
        "so",
        "ky",
        "van",
        "co",
        "quan",
        "hien",
        "gia",
        "tri",
        "moi",
        "ten",
        "day",
        "du",
        "trich",
        "yeu",
        "nguoi",
        "chinh",
        "phu",
        "thu",
        "tuong",
        "nghi",
        "quyet",
        "dinh",
        "thong",
        "tu",
        "luat",
        "ke",
        "hoach",
        "chuong",
        "trinh",
        "ket",
        "luan",
        "chi",
        "voi",
        "thang",
        "tinh",
        "hoi",
        "thoi",
        "thuc",
        "giai",
        "doan",
        "mang",
    ]
)


def _whose_status(question: Question, knowledge: Knowledge, entries: list[Entry]) -> Entry:
    """The text whose standing is asked: the last one named before that is asked, else the last one."""
    asked = vocabulary()["asks"]["status"].search(fold(question.spoken))
    before = [m.entry for m in knowledge.catalogue.mentions(question.spoken) if asked and m.end <= asked.start()]
    return next((e for e in reversed(before) if e is not None and e in entries), entries[-1])


def _refers(question: Question, knowledge: Knowledge, entries: list[Entry]) -> Draft | None:
    """Every document a held text refers to, each with its clause."""
    texts = [knowledge.document(e.id) for e in entries if held(knowledge, e)] or knowledge.plans[:1]
    if not texts:
        return None
    document: Document = texts[0]
    draft = Draft(knowledge, question, "facts", confidence=0.95, listed=True)
    only_basis = re.search(r"\bcan cu\b|\bco so phap ly\b|\bban hanh\b", question.folded)
    seen: set[str] = set()
    for provision in document.provisions:
        if only_basis and provision.path[0] not in ("mo-dau",):
            continue
        for r in of_provision(document, provision, knowledge.catalogue):
            key = r.document or fold(r.number)
            if r.path or key in seen or key == document.id:
                continue
            seen.add(key)
            entry = knowledge.catalogue.get(r.document)
            mark = draft.quote(document, r.start, cut(document.text, r.end, min(provision.end, r.end + 90)))
            draft.claim(entry.short if entry and entry.number and entry.number in r.text else r.text, mark)
    if not draft.claims:
        return None
    count = len(draft.claims)
    title = document.entry.short or document.entry.title
    intro = f"{title} {'ban hành căn cứ' if only_basis else 'dẫn chiếu'} {count} văn bản:"
    draft.claims.insert(0, Claim(intro, (), f"{intro} đếm theo danh sách dưới đây"))
    draft.subjects.append(document.id)
    return draft


def _recipients(question: Question, knowledge: Knowledge) -> Draft | None:
    """The recipients at the foot of a document."""
    texts = [knowledge.document(d) for d in question.documents if knowledge.store.has(d)] or knowledge.plans[:1]
    foot = next(((d, p) for d in texts if (p := d.by_path.get("noi-nhan"))), None)
    if foot is None:
        return None
    document, place = foot
    children = document.children(place)
    wanted = question.without(_SENDING)
    named = [c for c in children if wanted and knowledge.coverage(wanted, document.own(c)) >= 0.5]
    kind = re.search(r"\b(bo|so|bao|dai|ban)\s+nao\b", question.folded)
    if not named and kind:
        named = [c for c in children if re.search(rf"\b{kind[1]}\b", fold(tidy(document.own(c)))[:8])]
    if not named and "luu" in question.folded.split():
        named = [c for c in children if fold(tidy(document.own(c))).startswith("luu")]
    draft = Draft(knowledge, question, "list", confidence=0.95, listed=True)
    draft.say(document, place.start, place.own_end)
    for child in named or children:
        draft.say(document, child.start, child.end)
    return draft
