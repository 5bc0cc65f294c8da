"""What the model is asked for a passage: everyday questions, each with the numbers of the sentences that answer it.

The questions are asked for as someone types them who has not read the report (doc2query; Nogueira et al. 2019, arXiv
1904.08375). Numbers stand for sentences, because models copy a number more faithfully than a quote.

Tokens are estimated from the length of the texts, four bytes each, since no two models count alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unsqa.types import Document, Passage

N_ENGLISH, N_SPANISH = 8, 5
BYTES_PER_TOKEN = 4
TOKENS_PER_QUESTION = 45  # a question of a dozen words, its language and numbers, and the JSON around them
MIN_WORDS = 8  # of a passage; a title or a list of agencies by itself answers nothing

TASK = f"""\
You write search questions for a reader who has NOT seen the report and does not know its vocabulary.

You get one passage of a report, its sentences numbered. Write at least {N_ENGLISH} questions in English and at least \
{N_SPANISH} in Spanish that these sentences answer. Cover every fact: who, how many, where, when, why, with whom, with \
what result.

Rules:
- Everyday words, not the report's: "a loan for a small shop" for "access to microcredit". Vary the form: full \
questions, short ones, a few that are only search words.
- Every question stands alone: name the place, the programme or the people in it. No "it", "they" or "this" for \
something that the question does not name. Never "this report", "the passage", "the text above".
- Ask only what the sentences answer, and nothing twice.
- Give for each question the numbers of the sentences that answer it.
- The Spanish questions are questions of their own, not translations.

Answer with JSON alone:
{{"questions": [{{"question": "...", "lang": "en", "sentences": [1, 2]}}, {{"question": "...", "lang": "es", \
"sentences": [3]}}]}}
Where there is nothing to ask about, answer {{"questions": []}}."""


def make_messages(document: Document, passage: Passage) -> list[dict[str, str]]:
    """Return the request for one passage: its place in the report and its units, numbered from 1."""
    report = document.report
    title = report.title if not report.year or str(report.year) in report.title else f"{report.title} ({report.year})"
    place = [f"Report: {title}", *([f"Country: {report.country}"] if report.country else [])]
    if passage.section.headings:
        place.append(f"Section: {' > '.join(passage.section.headings)}")
    if passage.lead:
        place.append(f"The list is introduced by: {passage.lead}")
    units = [f"[{row + 1}] {' '.join(passage.unit_text(row).split())}" for row in range(len(passage.units))]
    return [
        {"role": "system", "content": TASK},
        {"role": "user", "content": "\n".join([*place, "", *units])},
    ]


def is_worth_asking(passage: Passage) -> bool:
    """Tell whether a passage has enough words to ask about."""
    return sum(any(map(str.isalnum, word)) for word in passage.text.split()) >= MIN_WORDS


def estimate_tokens(document: Document, passages: list[Passage]) -> tuple[int, int]:
    """Return about how many tokens the requests for passages and the replies to them have."""
    n_bytes = sum(
        len(message["content"].encode()) for passage in passages for message in make_messages(document, passage)
    )
    return -(-n_bytes // BYTES_PER_TOKEN), len(passages) * (N_ENGLISH + N_SPANISH) * TOKENS_PER_QUESTION
