"""Questions over several reports: each side of a comparison is answered from its own reports, and cited in turn.

- A comparison is asked once a side, among the reports of that side alone. What no report is of, and what those of a
  side do not say, is told (`Unmet`); another year's report never answers in its place. A year that no report is of may
  still stand in the text of one: such sentences answer where they name it themselves.
- A question that names one year or one report prefers these; a year may also be that of what another report tells.

Not here: which reports a question names (understanding/comparing.py), how a question is searched and held against what
was found (assistant.py, which gives `Judge`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from unsqa.answering.evidence import make_sentences
from unsqa.answering.searching import N_HITS
from unsqa.answering.unmet_wording import say_refusal
from unsqa.types import Query, Refusal, Unmet
from unsqa.understanding.asking import ask_for
from unsqa.understanding.shelf import find_named, leave_out, stands_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unsqa.answering.searching import Found
    from unsqa.types import Answer, Citation, Hit
    from unsqa.understanding.shelf import Shelf, Side

    # A query, the question as it is held against the evidence, and the reports to search; None for all.
    Judge = Callable[[Query, str, frozenset[str] | None], "Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found for a question, and what of it answers; or why it is refused."""

    found: Found
    citations: tuple[Citation, ...]
    refusal: Refusal | None

    @property
    def shown(self) -> tuple[Citation, ...]:
        """What is quoted, whether it answers or is only near."""
        return self.refusal.nearest if self.refusal else self.citations


def judge_question(query: Query, question: str, shelf: Shelf, judge: Judge) -> Verdict:
    """Answer a question that compares nothing, from all the reports; where these do not answer, from those it names.

    Where the first sentence is from a report that is named, all are.
    """
    verdict = judge(query, question, None)
    named = find_named(question, shelf)
    if not named:
        return verdict
    if not verdict.refusal:
        own = tuple(one for one in verdict.citations if one.quote.passage.document in named.reports)
        return replace(verdict, citations=_number([own])) if verdict.citations[0] in own else verdict
    misses_it = any(stands_in(one.text, [named.name]) for one in verdict.refusal.unmet)
    if verdict.refusal.unmet and not misses_it:
        return verdict
    within = judge(replace(query, text=leave_out(query.text, shelf)), question, named.reports)
    within = replace(within, found=replace(within.found, query=replace(within.found.query, text=query.text)))
    return within if within.shown or not within.refusal else verdict


def compare(
    query: Query, question: str, sides: Sequence[Side], shelf: Shelf, judge: Judge
) -> list[tuple[Side, Verdict]] | None:
    """Answer each side of a comparison from its reports, in order.

    None where one of the sides is not answered and sentences are that name them all: then the question is answered as
    any other.
    """
    verdicts = []
    for side in sides:
        held = side.question
        if query.from_history:  # a follow-up is held to its own words
            held = question
            for other in sides:
                held = held.replace(other.name, side.name)
        text = leave_out(side.question, shelf) if side.reports else side.question
        asked = Query(text, query.language, query.from_history, kind=ask_for(held))
        verdicts.append((side, _judge_side(asked, held, side, judge)))
    if any(verdict.refusal or not side.reports for side, verdict in verdicts):
        whole = judge(query, question, None)
        if not whole.refusal and all(_names_it(whole.citations, side) for side in sides):
            return None
    return verdicts


def state(answer: Answer, verdict: Verdict) -> Answer:
    """Return an answer as it was judged."""
    answer = replace(answer, query=verdict.found.query, hits=verdict.found.hits)
    if verdict.refusal:
        return replace(answer, refusal=verdict.refusal)
    kind = answer.query.kind
    sentences = tuple(sentence for citation in verdict.citations for sentence in make_sentences(citation, kind))
    return replace(answer, sentences=sentences, citations=verdict.citations)


def put_together(answer: Answer, verdicts: Sequence[tuple[Side, Verdict]]) -> Answer:
    """Return the answer of all sides, numbered through; refused where none of them answers."""
    asked = replace(
        answer.query,
        parts=tuple(side.question for side, _ in verdicts),
        preferences=tuple(side.name for side, _ in verdicts if side.reports),
    )
    answer = replace(answer, query=asked, hits=_interleave([verdict.found.hits for _, verdict in verdicts]))
    unmet = tuple(
        Unmet(side.name, "report", known=bool(side.reports))
        for side, verdict in verdicts
        if verdict.refusal or not side.reports
    )
    answered = [(side, verdict) for side, verdict in verdicts if not verdict.refusal]
    if not answered:
        return replace(answer, refusal=_refuse(answer, unmet, [verdict for _, verdict in verdicts]))
    citations = _number([verdict.citations for _, verdict in answered])
    kinds = [ask_for(side.question) for side, verdict in answered for _ in verdict.citations]
    sentences = tuple(
        sentence for one, kind in zip(citations, kinds, strict=True) for sentence in make_sentences(one, kind)
    )
    return replace(answer, citations=citations, sentences=sentences, unmet=unmet)


def _judge_side(query: Query, question: str, side: Side, judge: Judge) -> Verdict:
    """Answer one side; what has no report is sought in all, and answers only where the sentence names it."""
    if side.reports:
        return judge(query, question, side.reports)
    verdict = judge(query, question, None)
    literal = tuple(one for one in verdict.citations if _names_it([one], side))
    if literal:
        return replace(verdict, citations=literal)
    refusal = Refusal("not found", say_refusal("not found", (), query.language))
    return replace(verdict, citations=(), refusal=refusal, found=replace(verdict.found, hits=()))


def _refuse(answer: Answer, unmet: tuple[Unmet, ...], verdicts: Sequence[Verdict]) -> Refusal:
    nearest = _number([verdict.shown for verdict in verdicts])
    language = answer.query.language
    if not nearest:
        return Refusal("not found", say_refusal("not found", unmet, language), unmet)
    own = dict.fromkeys(one for verdict in verdicts if verdict.refusal for one in verdict.refusal.unmet)
    return Refusal("not quite", say_refusal("not quite", unmet, language), (*unmet, *own), nearest)


def _number(groups: Sequence[Sequence[Citation]]) -> tuple[Citation, ...]:
    cited = [citation for group in groups for citation in group]
    return tuple(replace(citation, number=number) for number, citation in enumerate(cited, 1))


def _interleave(groups: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """Return the best hit of each side, then the second of each, and so on; no score is above the one before it."""
    merged = {hit.passage.id: hit for tier in reversed(list(zip_longest(*groups))) for hit in reversed(tier) if hit}
    kept: list[Hit] = []
    for hit in reversed(list(merged.values())):
        kept.append(replace(hit, score=min(hit.score, kept[-1].score)) if kept else hit)
    return tuple(kept[:N_HITS])


def _names_it(citations: Sequence[Citation], side: Side) -> bool:
    texts = [citation.quote.reading or citation.quote.text for citation in citations]
    return stands_in(side.name, texts)
