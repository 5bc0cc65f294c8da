"""Do the citations of an answer support its sentences? Citation recall and precision as ALCE defines them.

- recall: the share of an answer's sentences that all their citations together fully support.
- precision: the share of its citations that are not irrelevant. One is irrelevant when it alone does not support its
  sentence and the others without it do; those of a sentence that is not supported count as irrelevant, too.

Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations" (arXiv 2305.14627). There a language
model judges whether a text entails a sentence; none is packaged here. Here a verbatim sentence is supported by quotes
that hold it, the reading of a figure by quoted words that hold every number of it. So what is measured is whether every
word shown can be checked against its quote, which is stricter than entailment; not whether the sentence answers the
question, nor whether the quote stands in the report (scores.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

CitedSentence = tuple[str, bool, list[str]]  # the text, whether it is a reading, the quotes that it cites


def judge_support(answer: Mapping[str, Any]) -> dict[str, float]:
    """Return citation recall and precision of one answer, as shares; none for a refusal."""
    cited = list_sentences(answer)
    if not cited:
        return {}
    supported = [supports(quotes, text, is_reading=is_reading) for text, is_reading, quotes in cited]
    relevant = [
        whole and is_relevant(at, quotes, text, is_reading=is_reading)
        for (text, is_reading, quotes), whole in zip(cited, supported, strict=True)
        for at in range(len(quotes))
    ]
    precision = sum(relevant) / len(relevant) if relevant else 0.0
    return {"citation recall": sum(supported) / len(supported), "citation precision": precision}


def list_sentences(answer: Mapping[str, Any]) -> list[CitedSentence]:
    """Return the sentences of an answer with what they cite; a number that no citation has is a quote without words.

    An answer that does not list its sentences is split; a part cites the first citation that holds it, if any.
    """
    if answer.get("refused", True):
        return []
    citations = answer.get("citations", [])
    if "sentences" not in answer:
        return _split(answer.get("answer") or "", citations)
    quotes = {citation["number"]: citation["quote"] for citation in citations}
    return [
        (sentence["text"], bool(sentence.get("reading")), [quotes.get(number, "") for number in _numbers_of(sentence)])
        for sentence in answer["sentences"]
    ]


def is_relevant(at: int, quotes: Sequence[str], text: str, *, is_reading: bool) -> bool:
    """Tell whether the quote at a place is needed for a sentence, or would do alone."""
    others = [*quotes[:at], *quotes[at + 1 :]]
    alone = supports(quotes[at : at + 1], text, is_reading=is_reading)
    return alone or not supports(others, text, is_reading=is_reading)


def supports(quotes: Sequence[str], text: str, *, is_reading: bool = False) -> bool:
    """Tell whether quotes, taken together, hold a sentence to the letter or, for a reading, all of its numbers.

    Numbers are compared without sign, unit and separators of thousands.

    >>> supports(["Boats were mended.", "31 of them sail."], "Boats  were mended."), supports([], "Boats were mended.")
    (True, False)
    >>> supports(["Roads $1,200"], "Paid, Roads: US$ 1200 (Figure 2, p. 9).", is_reading=True)
    True
    """
    held = " ".join(" ".join(quotes).split())
    if is_reading:
        wanted = _numbers_in(claim_of(text))
        return bool(wanted) and wanted <= _numbers_in(held)
    sentence = " ".join(text.split())
    return bool(sentence) and sentence in held


def claim_of(reading: str) -> str:
    """Return a reading without the place in brackets that closes it.

    >>> claim_of("All sectors (2019), total: -8.5% (Table 1, Growth (in 2020), p. 12).")
    'All sectors (2019), total: -8.5%'
    """
    text = reading.rstrip().removesuffix(".")
    if not text.endswith(")"):
        return text
    n_open = 0
    for at in range(len(text) - 1, -1, -1):
        n_open += (text[at] == ")") - (text[at] == "(")
        if n_open == 0:
            return text[:at].rstrip()
    return text


def _numbers_in(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(text)}


def _numbers_of(sentence: Mapping[str, Any]) -> list[int]:
    found = sentence.get("citation")
    if found is None:
        return []
    return list(found) if isinstance(found, list) else [found]


def _split(text: str, citations: Sequence[Mapping[str, Any]]) -> list[CitedSentence]:
    found: list[CitedSentence] = []
    rest = " ".join(text.split())
    for citation in citations:
        reading = " ".join((citation.get("reading") or "").split())
        if reading and reading in rest:
            found.append((reading, True, [citation["quote"]]))
            rest = rest.replace(reading, " ", 1)
    for part in filter(None, _SENTENCE_END.split(rest.strip())):
        holding = next((citation["quote"] for citation in citations if supports([citation["quote"]], part)), None)
        found.append((part, False, [] if holding is None else [holding]))
    return found
