"""Why an answer came up: what was searched for, and the ranks and scores of the passages found; as HTML. Pure."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from unsqa.answering.citing import place_passage, shown_citations
from unsqa.answering.wording import name_language
from unsqa.web.source_card import language_of, title_of
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.types import Answer, Document, Hit


def why_html(answer: Answer, documents: Mapping[str, Document], language: str) -> str:
    """Return the closed explanation of an answer; nothing where nothing was searched."""
    if not answer.hits:
        return ""
    query = answer.query
    lines = [
        tell(
            "chat.why_query",
            language,
            query=query.text,
            language=name_language(query.language, language),
            kind=tell(f"chat.kind_{query.kind}", language),
        )
    ]
    if query.parts:
        lines.append(tell("chat.why_parts", language, parts=" · ".join(query.parts)))
    lines.append(tell("chat.why_lead", language))
    told = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<details class="unsqa-why"><summary>{escape(tell("chat.why", language))}</summary>{told}'
        f'<div class="unsqa-wide" tabindex="0" role="region" aria-label="{escape(tell("chat.why", language))}">'
        f"{_table(answer, documents, language)}</div></details>"
    )


def _table(answer: Answer, documents: Mapping[str, Document], language: str) -> str:
    legs = list(dict.fromkeys(leg for hit in answer.hits for leg, _ in hit.ranks))
    names = [tell(f"chat.leg_{leg}", language) for leg in legs]
    titles = ("#", tell("chat.why_passage", language), tell("chat.why_score", language), *names)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in (*titles, tell("chat.why_likeness", language)))
    cited = {citation.quote.passage.id for citation in shown_citations(answer)}
    rows = "".join(
        _row(number, hit, legs, documents, language, is_cited=hit.passage.id in cited)
        for number, hit in enumerate(answer.hits, 1)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(
    number: int, hit: Hit, legs: Sequence[str], documents: Mapping[str, Document], language: str, *, is_cited: bool
) -> str:
    passage, ranks = hit.passage, dict(hit.ranks)
    document = documents[passage.document]
    mark = f" <strong>({escape(tell('chat.why_cited', language))})</strong>" if is_cited else ""
    name = escape(title_of(passage, document.report.title))
    where = escape(place_passage(passage, document, language))
    numbers = (f"{hit.score:.1f}", *(str(ranks.get(leg, "–")) for leg in legs), f"{hit.similarity:.2f}")
    cells = "".join(f"<td>{value}</td>" for value in numbers)
    return (
        f'<tr><td>{number}</td><td><span lang="{language_of(passage, documents)}">{name}</span>, {where}{mark}</td>'
        f"{cells}</tr>"
    )
