"""A report, citations and answers of invented content to be exported, with letters that formats stumble over."""

from __future__ import annotations

from dataclasses import replace

from unsqa.types import (
    Answer,
    Citation,
    Document,
    Hit,
    Page,
    Passage,
    Query,
    Quote,
    Reading,
    Refusal,
    Report,
    Section,
    Sentence,
    Turn,
)

TEXT = "Boats & nets cost 5% of $90_000 {net} in Año “Uno”. Crews: 12."
NETS = "Boats & nets cost 5% of $90_000 {net} in Año “Uno”."
REPORT = Report(
    "las-islas",
    "Islas & Mares: 100% {del} Año",
    "es",
    publisher="Naciones Unidas en Las Islas",
    year=2021,
    country="Las Islas",
    address="https://example.org/a_b%20c",
)
DOCUMENT = Document(REPORT, TEXT, ((0, 3),), (Page("47", True, 1, 9),), (), ())
DOCUMENTS = {REPORT.id: DOCUMENT}
SECTION = Section(("CAPÍTULO 1", "Pesca & mar"), 0, len(TEXT))
READ = "Crews in 2021: 12."
PASSAGE = Passage(
    "las-islas/1", REPORT.id, SECTION, 0, len(TEXT), TEXT, ((0, 51), (52, 62)), readings=(Reading(READ, 59, 61),)
)


def cite(number=1, start=0, end=51, reading="", page=DOCUMENT.pages[0], headings=SECTION.headings) -> Citation:
    """Return a citation of words of the report."""
    passage = replace(PASSAGE, section=replace(SECTION, headings=headings))
    return Citation(number, Quote(passage, start, end, 1.0, reading), REPORT.title, page, (3, 4))


def answer(question: str, sentences=(), citations=(), refusal: Refusal | None = None, language="en") -> Answer:
    """Return an answer, or a refusal, as the assistant would."""
    hits = (Hit(PASSAGE, 1.0, (), 1.0, (1.0, 1.0)),)
    return Answer(question, Query(question, language), sentences, citations, hits, refusal, 1, 9)


ANSWERED = answer("What do *nets* cost?", (Sentence(NETS, 1, keys=((18, 31),)),), (cite(),))
READ_OFF = answer(
    "How many crews?",
    (Sentence(READ, 1, is_reading=True), Sentence(NETS, 2)),
    (cite(1, 59, 61, READ), cite(2)),
)
NOT_QUITE = answer(
    "¿Cuánto en 2019?", refusal=Refusal("not quite", "El informe da 2021, no 2019.", (), (cite(),)), language="es"
)
REFUSED = answer("Which strings?", refusal=Refusal("not found", "The reports do not say."))
TALK = replace(answer("hello", refusal=Refusal("small talk", "Hello.")), hits=())
TURNS = [Turn(found.question, found) for found in (ANSWERED, READ_OFF, NOT_QUITE, REFUSED, TALK)]
