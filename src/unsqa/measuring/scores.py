"""Figures of merit: evidence found, answers right, refusals.

- evidence@k: all needed evidence stands in the first k passages taken together.
- evidence in N words: ... in the first N words that a reader meets.
- answer right: not refused, and the first 80 words hold what a right answer must.
- quote in report: share of citations whose quote stands in the report's own text.

Texts are compared folded (small letters, no accents, no punctuation, line-end hyphens undone), evidence with a
tolerance of 8% of its characters, since gold snippets were typed by hand.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from unsqa.measuring.questions import Item

RANKS = (1, 3, 5, 10)
WORD_BUDGETS = (150, 300, 600)
ANSWER_WORDS = 80
TOLERANCE = 0.08
MIN_TOLERANT_CHARS = 25

Figures = dict[str, dict[str, float]]


def fold(text: str) -> str:
    r"""Return the text as it is compared.

    >>> fold("Migra-\ntion of 2,307 people, 8.5% más.")
    'migration of 2307 people 8.5% mas'
    """
    joined = re.sub(r"([^\W\d_])-\s*\n\s*([^\W\d_])", r"\1\2", text)
    plain = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9.%]+", plain.replace("-", "").replace(",", ""))
    return " ".join(words).replace(". ", " ").rstrip(".")


def contains(snippet: str, folded: str) -> bool:
    """Tell whether a folded text holds the snippet, nearly to the letter."""
    wanted = fold(snippet)
    if not wanted:
        return False
    if wanted in folded or len(wanted) < MIN_TOLERANT_CHARS:
        return wanted in folded
    seed = max(wanted.split(), key=len)
    lead = wanted.find(seed)
    for match in re.finditer(re.escape(seed), folded):
        start = max(0, match.start() - lead - 4)
        blocks = SequenceMatcher(None, wanted, folded[start : start + len(wanted) + 8], autojunk=False)
        if sum(block.size for block in blocks.get_matching_blocks()) >= (1 - TOLERANCE) * len(wanted):
            return True
    return False


def score(items: Iterable[Item], answers: Iterable[Mapping[str, Any]], report_texts: Sequence[str] = ()) -> Figures:
    """Return figures in percent by group: language, type, kind of refusal, place in the conversation.

    An item without an answer counts as failed. "answer words" is a median, not a share.
    """
    by_id = {answer["id"]: answer for answer in answers}
    values: dict[str, dict[str, list[float]]] = {}
    folded_reports = [fold(text) for text in report_texts]
    for item in items:
        answer = by_id.get(item.id, {})
        judged = judge(item.gold, answer)
        if judged:
            for group in groups(item.gold):
                _add(values, group, judged)
        for citation in answer.get("citations", []) if folded_reports and "kind" not in item.gold else []:
            stands = any(contains(citation["quote"], folded) for folded in folded_reports)
            _add(values, "citations", {"quote in report": stands})
    return {group: _summarise(figures) for group, figures in values.items()}


def groups(gold: Mapping[str, Any]) -> list[str]:
    """Return the groups that an item counts in."""
    language = gold.get("lang", "")
    if "kind" in gold:
        return [gold["kind"], f"{gold['kind']} {language}"]
    if "turn" in gold:
        return ["opening" if gold["turn"] == 1 else "follow-up" if gold.get("needs_context", True) else "topic change"]
    return [language, f"{language} {gold['type']}"] if "type" in gold else [language]


def judge(gold: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures of one answer; none for an item that came without gold."""
    refused = bool(answer.get("refused", not answer))
    if "kind" in gold:
        return {"refused": refused}
    if not isinstance(gold.get("evidence"), list):
        return {}
    texts = [hit["text"] for hit in answer.get("hits", [])]
    folded = [fold(text) for text in texts]
    found_at = next((k for k in range(1, min(len(folded), max(RANKS)) + 1) if _has_evidence(gold, folded[:k])), None)
    figures: dict[str, float] = {f"evidence@{k}": found_at is not None and found_at <= k for k in RANKS}
    for budget in WORD_BUDGETS:
        figures[f"evidence in {budget} words"] = _has_evidence(gold, _first_words(texts, budget))
    figures["mrr"] = 1 / found_at if found_at else 0.0
    figures["refused"] = refused
    text = answer.get("answer") or ""
    if "must_contain" in gold:
        figures["answer right"] = not refused and holds_answer(gold["must_contain"], text)
    figures["answer words"] = len(text.split())
    return figures


def holds_answer(must_contain: Sequence[Sequence[str]], text: str) -> bool:
    """Tell whether the first words of a text hold one string of every group."""
    folded = fold(" ".join(text.split()[:ANSWER_WORDS]))
    return all(any(fold(string) in folded for string in group) for group in must_contain)


def _has_evidence(gold: Mapping[str, Any], folded: Sequence[str]) -> bool:
    found = [any(contains(snippet, text) for text in folded) for snippet in gold["evidence"]]
    return any(found) if gold.get("evidence_any") else all(found)


def _first_words(texts: Sequence[str], budget: int) -> list[str]:
    kept = []
    for text in texts:
        words = text.split()[:budget]
        kept.append(fold(" ".join(words)))
        budget -= len(words)
    return kept


def _add(values: dict[str, dict[str, list[float]]], group: str, figures: Mapping[str, float]) -> None:
    for name, value in figures.items():
        values.setdefault(group, {}).setdefault(name, []).append(float(value))


def _summarise(figures: Mapping[str, list[float]]) -> dict[str, float]:
    summary: dict[str, float] = {"n": len(next(iter(figures.values())))}
    for name, found in figures.items():
        summary[name] = statistics.median(found) if name == "answer words" else round(100 * statistics.mean(found), 1)
    return summary
