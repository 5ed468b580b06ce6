"""Diacritics put back on questions typed without them: a syllable-bigram Viterbi (Viterbi 1967).

Trained on the corpus at index time: for each bare syllable the accented ones seen, with bigram counts
smoothed by the unigram ones (Witten & Bell 1991).
"""

from __future__ import annotations

import itertools
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.abbreviations import expand
from corpus.text import fold, has_diacritics, search_key, syllables

_WORD = re.compile(r"\w+")
# A syllable Vietnamese can have, without its marks; what cannot be one ("giuup") was mistyped.
_SYLLABLE = re.compile(
    r"(?:ngh?|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?"
    r"(?:[aeiouy]|a(?:ch?|ng?|nh|[imoptuy])|e(?:ch?|ng?|nh|[moptu])|i(?:ch|nh|[anmptu]|e(?:[cmnptu]|ng))"
    r"|o(?:ng?|[acempti]|a(?:ch?|ng?|nh|[imoptuy])|e[not]|o(?:c|ng))"
    r"|u(?:ng?|[aceimoptuy]|a(?:ng?|[ty])|e(?:ch|nh)|o(?:ng?|[cimptu])|y(?:ch|nh|[atu]|e[nt]))|ye[mntu])"
)
# What an unseen follower counts beside the seen ones (Witten & Bell 1991): the more kinds, the more are unseen.
_UNSEEN = 1.0
# What it costs, in nats, to read a bare syllable as another in a text whose syllables all have marks.
_KEPT = 10.0
# A reading so many times as frequent may be what was meant by a syllable typed with some marks;
# what changing it costs, in nats.
_USUAL, _CHANGE = 20, 4.0
LANGUAGE = Path(__file__).with_name("language")
_PHRASE_WEIGHT = 5


def spoken() -> list[str]:
    """How people talk and ask, which administrative texts do not show: phrases of questions as often as common words
    of a text, everyday sentences, and questions asked of the shipped documents and of other laws, those typed with
    their marks."""
    phrases, everyday = ((LANGUAGE / name).read_text(encoding="utf-8") for name in ("phrases.txt", "everyday.txt"))
    asked = [
        line.split("\t")[1]
        for name in ("asked.tsv", "asked_elsewhere.tsv")
        for line in (LANGUAGE / name).read_text(encoding="utf-8").splitlines()
    ]
    return [*[phrases] * _PHRASE_WEIGHT, everyday, *(q for q in asked if share_marked(q) > 0.5)]


class Restorer:
    """Restores the diacritics of bare syllables; syllables typed with marks are kept as they are."""

    def __init__(self, unigrams: dict[str, int], bigrams: dict[str, dict[str, int]]) -> None:
        self.unigrams, self.bigrams = unigrams, bigrams
        self.total = sum(unigrams.values()) or 1
        self.forms: dict[str, list[str]] = defaultdict(list)
        for word in unigrams:
            self.forms[fold(word)].append(word)
        self._seen: dict[str, int] = {}
        self._bare_forms = [form for form in self.forms if len(form) > 2 and form.isalpha()]

    @classmethod
    def train(cls, texts: Iterable[str]) -> Restorer:
        unigrams: Counter[str] = Counter()
        bigrams: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            for line in text.split("\n"):
                words = syllables(line)
                unigrams.update(words)
                for a, b in itertools.pairwise(words):
                    bigrams[a][b] += 1
        return cls(dict(unigrams), {a: dict(b) for a, b in bigrams.items()})

    def dump(self) -> str:
        return json.dumps([self.unigrams, self.bigrams], ensure_ascii=False)

    @classmethod
    def parse(cls, text: str) -> Restorer:
        return cls(*json.loads(text)) if text else cls({}, {})

    def knows(self, syllable: str) -> bool:
        """Whether the corpus has the syllable, with or without its marks."""
        return fold(syllable) in self.forms

    def written_out(self, question: str) -> str:
        """A question as it would be written out: short forms opened, missing diacritics put back."""
        return self.restore(expand(question, chat=True), share_marked(question))

    def restore(self, text: str, marked: float | None = None) -> str:
        """The text with marks put back where a bare syllable has an accented form that fits better.

        ``marked`` is the share of the syllables that were typed with marks (counted in the text unless given): the
        more were, the likelier a bare one is meant as it stands.
        """
        spans = list(_WORD.finditer(text))
        if not spans:
            return text
        kept = _KEPT * (share_marked(text) if marked is None else marked)
        loud = text.isupper()
        options = [
            [m.group()] if _is_short_form(m.group(), loud) else self._options(search_key(m.group())) for m in spans
        ]
        costs = [_costs(search_key(m.group()), forms, kept) for m, forms in zip(spans, options, strict=True)]
        best = [{word: (self._start(word) - cost, "") for word, cost in costs[0].items()}]
        for here in costs[1:]:
            before = best[-1]
            best.append(
                {
                    word: max(
                        ((score + self._step(previous, word) - cost), previous)
                        for previous, (score, _) in before.items()
                    )
                    for word, cost in here.items()
                }
            )
        word = max(best[-1], key=lambda w: best[-1][w][0])
        path = [word]
        for column in reversed(best[1:]):
            word = column[word][1]
            path.append(word)
        out, at = [], 0
        for match, chosen in zip(spans, reversed(path), strict=True):
            out += [text[at : match.start()], _like(match.group(), chosen)]
            at = match.end()
        return "".join(out) + text[at:]

    def _options(self, word: str) -> list[str]:
        """Readings of a typed syllable: itself when it is written rightly, else what it can stand for."""
        if any(c.isdigit() for c in word):
            return [word]
        if word in self.unigrams and has_diacritics(word):
            # Once in a while people have typed it ("khuyêt"), but another reading with more marks is the usual one.
            usual = _USUAL * self.unigrams[word]
            return [word, *(f for f in self._fuller(word) if f != word and self.unigrams[f] > usual)]
        known = self.forms.get(fold(word), [])
        if known and has_diacritics(word):
            # Marks half typed ("mưc") or misplaced are put right; a word the corpus lacks ("mấy") is not another one.
            return self._fuller(word) or [word]
        if has_diacritics(word) and is_syllable(word):
            return [word]
        return known or self._near(word) or [word]

    def _fuller(self, word: str) -> list[str]:
        """The readings of a syllable that have at least the marks it was typed with."""
        typed = _marks(word)
        return [form for form in self.forms.get(fold(word), []) if typed <= _marks(form)]

    def _near(self, word: str) -> list[str]:
        """Syllables one typing error away from one the corpus does not have; none for short ones."""
        bare = fold(word)
        if len(word) < 3 or not word.isalpha() or (len(word) < 4 and is_syllable(word)):
            return []
        close = process.extract(bare, self._bare_forms, scorer=OSA.distance, score_cutoff=1, limit=6)
        return [form for found, _, _ in close if found[:1] == bare[:1] for form in self.forms[found]]

    def _start(self, word: str) -> float:
        return math.log((self.unigrams.get(word, 0) + 0.5) / self.total)

    def _step(self, previous: str, word: str) -> float:
        after = self.bigrams.get(previous, {})
        alone = (self.unigrams.get(word, 0) + 0.5) / self.total
        seen = self._followers(previous)
        if not seen:
            return math.log(alone)
        known = seen / (seen + _UNSEEN * len(after))
        return math.log(known * after.get(word, 0) / seen + (1 - known) * alone)

    def _followers(self, word: str) -> int:
        """How often any syllable was seen after one."""
        if word not in self._seen:
            self._seen[word] = sum(self.bigrams.get(word, {}).values())
        return self._seen[word]


def is_syllable(word: str) -> bool:
    """Whether Vietnamese can have a syllable that is typed so, its marks aside."""
    return bool(_SYLLABLE.fullmatch(fold(word)))


def _is_short_form(typed: str, loud: bool) -> bool:
    """Whether letters are an abbreviation, which has no marks to put back: capitals among small letters, no vowel."""
    bare = fold(typed)
    return (typed.isupper() and len(typed) > 1 and not loud) or not re.search(r"[aeiouy]", bare)


def _costs(typed: str, forms: list[str], kept: float) -> dict[str, float]:
    """Readings with what each costs: one that is not what was typed, as much as bare syllables are to be kept."""
    if typed not in forms:
        return dict.fromkeys(forms, 0.0)
    change = _CHANGE if has_diacritics(typed) else kept
    return {form: change if form != typed else 0.0 for form in forms}


def share_marked(text: str) -> float:
    """The share of a text's syllables that have marks, 0 to 1; of wholly accented Vietnamese about three quarters."""
    words = [w for w in syllables(text) if w.isalpha()]
    return sum(map(has_diacritics, words)) / len(words) if words else 0.0


def _marks(word: str) -> Counter[str]:
    """The diacritics of a syllable, wherever they stand."""
    return Counter(c for c in unicodedata.normalize("NFD", word) if unicodedata.combining(c) or c == "đ")


def _like(typed: str, chosen: str) -> str:
    if chosen in (typed, search_key(typed)):
        return typed
    if typed.isupper() and len(typed) > 1:
        return chosen.upper()
    return chosen.capitalize() if typed[:1].isupper() else chosen
