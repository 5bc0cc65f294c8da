"""Figures of merit: evidence found, answers right, refusals, answers that can be trusted.

- evidence@k: all needed evidence stands in the first k passages taken together.
- evidence in N words: ... in the first N words that a reader meets.
- answer right: not refused, and the first 80 words hold what a right answer must.
- answered-precision: right / answered. accuracy: right / all, where a refused question that the reports do not answer
  is right. Both after PaperQA2 (Skarlinski et al. 2024, arXiv 2409.13740), which counts unsure answers as not answered.
- refused: not answered, for whatever reason; not quite: those of them that say what the reports have instead.
- false answers: questions that the reports do not answer and that were answered all the same.
- citation recall, citation precision: as ALCE defines them (support.py).
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

from unsqa.measuring.support import judge_support

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from unsqa.measuring.questions import Item

RANKS = (1, 3, 5, 10)
WORD_BUDGETS = (150, 300, 600)
ANSWER_WORDS = 80
TOLERANCE = 0.08
MIN_TOLERANT_CHARS = 25
NOT_QUITE = "not quite"

ALL, SUPPORT, CITATIONS = "all questions", "answers", "citations"

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

    An item without an answer counts as failed. "answer words" is a median, not a share. The groups of all questions, of
    all answers that were given and of all citations come last.
    """
    by_id = {answer["id"]: answer for answer in answers}
    values: dict[str, dict[str, list[float]]] = {}
    overall: dict[str, dict[str, list[float]]] = {ALL: {}, SUPPORT: {}, CITATIONS: {}}
    folded_reports = [fold(text) for text in report_texts]
    for item in items:
        answer = by_id.get(item.id, {})
        judged = judge(item.gold, answer)
        if judged:
            for group in groups(item.gold):
                _add(values, group, judged)
        _add(overall, ALL, judge_trust(item.gold, answer))
        _add(overall, SUPPORT, judge_support(answer))
        for citation in answer.get("citations", []) if folded_reports and not is_unanswerable(item.gold) else []:
            stands = any(contains(citation["quote"], folded) for folded in folded_reports)
            _add(overall, CITATIONS, {"quote in report": stands})
    return {group: _summarise(figures) for group, figures in (*values.items(), *overall.items()) if figures}


def is_unanswerable(gold: Mapping[str, Any]) -> bool:
    """Tell whether the gold is that of a question that the reports do not answer."""
    return "kind" in gold and not isinstance(gold.get("evidence"), list)


def groups(gold: Mapping[str, Any]) -> list[str]:
    """Return the groups that an item counts in."""
    language = gold.get("lang", "")
    if is_unanswerable(gold):
        return [gold["kind"], f"{gold['kind']} {language}"]
    if "turn" in gold:
        return ["opening" if gold["turn"] == 1 else "follow-up" if gold.get("needs_context", True) else "topic change"]
    return [language, f"{language} {gold['type']}"] if "type" in gold else [language]


def judge(gold: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures of one answer; none for an item that came without gold."""
    refused, not_quite = is_refused(answer), answer.get("outcome") == NOT_QUITE
    if is_unanswerable(gold):
        return {"refused": refused, "not quite": not_quite, "false answers": not refused}
    if not isinstance(gold.get("evidence"), list):
        return {}
    texts = [hit["text"] for hit in answer.get("hits", [])]
    folded = [fold(text) for text in texts]
    found_at = next((k for k in range(1, min(len(folded), max(RANKS)) + 1) if _has_evidence(gold, folded[:k])), None)
    figures: dict[str, float] = {f"evidence@{k}": found_at is not None and found_at <= k for k in RANKS}
    for budget in WORD_BUDGETS:
        figures[f"evidence in {budget} words"] = _has_evidence(gold, _first_words(texts, budget))
    figures["mrr"] = 1 / found_at if found_at else 0.0
    figures |= {"refused": refused, "not quite": not_quite}
    text = answer.get("answer") or ""
    if "must_contain" in gold:
        figures["answer right"] = not refused and holds_answer(gold["must_contain"], text)
        if not refused:
            figures["answered-precision"] = figures["answer right"]
    figures["answer words"] = len(text.split())
    return figures


def judge_trust(gold: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, float]:
    """Return what one answer counts for in the figures over all questions; nothing where right is not known."""
    answered = not is_refused(answer)
    if is_unanswerable(gold):
        right, accurate = False, not answered
    elif "must_contain" in gold:
        right = accurate = answered and holds_answer(gold["must_contain"], answer.get("answer") or "")
    else:
        return {}
    return {"answered": answered, "accuracy": accurate, **({"answered-precision": right} if answered else {})}


def is_refused(answer: Mapping[str, Any]) -> bool:
    """Tell whether an answer is a refusal, as one that is missing or not quite the answer counts."""
    return bool(answer.get("refused", not answer)) or answer.get("outcome") == NOT_QUITE


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
