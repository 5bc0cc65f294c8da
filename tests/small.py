"""A corpus of two invented reports that is read, indexed and searched in a moment, and the double for its model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doubles import WordEmbedder

from unsqa.answering.assistant import Assistant
from unsqa.finding.build import build_index
from unsqa.finding.index import load_index, read_manifest

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NORVIK_TOML = """\
title = "United Nations in Norvik: Results 2021"
publisher = "United Nations in Norvik"
year = 2021
language = "en"
examples = [
    "Who repaired 31 fishing boats before the herring season began?",
    "What does a litre of water cost ($ or *)?",
]
"""

# Three pages; the first and the last carry their number.
NORVIK_TEXT = """\
FISHING HARBOURS

In 2021 the storm of Saint Abel sank forty boats in the harbour of Norvik and broke both of its piers.
The harbour council and the fund for rural credit repaired 31 fishing boats before the herring season began.
Each crew received a set of nets, a radio and two days of training in safety at sea. The catch of the
winter was lower than in the year before, but no crew had to sell its licence. The council keeps a list
of the boats that are still waiting for an engine.

FAO, IFAD, and ILO

10

\fDRINKING WATER

The springs above Tolmin gave less water in every month of the dry season, and the old pipes lost a third
of it on the way. A cooperative of 212 households laid nine kilometres of new pipe along the valley road
and agreed on a fee of four crowns for each cubic metre. Two women from every hamlet learned to measure
chlorine and to mend a pump. Cases of diarrhoea among small children fell from ninety to twenty-two within
the year. The cooperative will publish its accounts at the town hall.

\fNIGHT SCHOOLS

Young people who had left school to work in the salt pans asked for classes after dark. Teachers opened
night schools in five warehouses, lit by panels that the port company gave away. Of the 480 pupils who
enrolled, 395 passed the examination in June, more than half of them girls. Lessons were held in both of
the languages of the coast. A bus brings the pupils home, since the coast road has no lamps. The ministry
has promised to pay the teachers from next spring.

12
"""

SIERRA_TOML = """\
title = "Naciones Unidas en Sierra Alta: Informe 2021"
publisher = "Naciones Unidas en Sierra Alta"
year = 2021
language = "es"
examples = ["¿Cuántas familias plantaron castaños?"]
"""

SIERRA_TEXT = """\
BOSQUES DE ALTURA

Los incendios de marzo quemaron mil doscientas hectáreas de bosque en las laderas de Sierra Alta. Con el apoyo
del vivero comunal, 640 familias plantaron castaños y robles en las parcelas más dañadas. Las brigadas abrieron
cortafuegos de seis metros a lo largo del camino viejo. Cada familia recibe un pago anual mientras los árboles
sigan en pie. La junta forestal cuenta los árboles vivos todos los otoños y publica el resultado en la plaza.

RADIO COMUNITARIA

La emisora de Valdeluz transmite en tres lenguas desde un cuarto junto al mercado. Durante las lluvias avisó de
la crecida del río con seis horas de anticipación, y nadie perdió la vida. Doce jóvenes aprendieron a grabar
entrevistas y a reparar las antenas. Las mujeres mayores conducen los domingos un programa sobre plantas que
curan. El ayuntamiento paga la electricidad y una rifa anual cubre lo demás.
"""

BOATS_QUESTION = "Who repaired 31 fishing boats before the herring season began?"
BANK_QUESTION = "¿Cuántos barcos volvieron al mar gracias al consejo del puerto?"
BANK = f'{{"question": "{BANK_QUESTION}", "lang": "es", "lines": [4, 4]}}\n'
BOATS_QUOTE = (
    "The harbour council and the fund for rural credit repaired 31 fishing boats before the herring season began."
)
BOATS_AGENCIES = "FAO, IFAD, and ILO"
BOATS_ANSWER = f"{BOATS_QUOTE} {BOATS_AGENCIES}"
TREES_QUESTION = "¿Cuántas familias plantaron castaños y robles en las parcelas más dañadas?"
TREES_QUOTE = "Con el apoyo del vivero comunal, 640 familias plantaron castaños y robles en las parcelas más dañadas."
UNANSWERED_QUESTION = "Which guitar strings last longest?"


def write_small_corpus(folder: Path) -> Path:
    """Write the two reports into folder/corpus; return that folder."""
    corpus = folder / "corpus"
    for name, toml, text in (("norvik-2021", NORVIK_TOML, NORVIK_TEXT), ("sierra-2021", SIERRA_TOML, SIERRA_TEXT)):
        (corpus / name).mkdir(parents=True)
        (corpus / name / "report.toml").write_text(toml, encoding="utf-8")
        (corpus / name / "report.txt").write_text(text, encoding="utf-8")
    (corpus / "norvik-2021" / "questions.jsonl").write_text(BANK, encoding="utf-8")
    return corpus


def make_assistant(folder: Path) -> Assistant:
    """Write the small corpus into folder/corpus, index it into folder/index, and open it."""
    index = folder / "index"
    build_index(write_small_corpus(folder), index, WordEmbedder(), model="words")
    return Assistant(load_index(index, read_manifest(index)), WordEmbedder())


def use_word_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the double in the model's place wherever the package loads a model."""
    for module in ("unsqa.finding.embedding", "unsqa.answering.assistant", "unsqa.library.indexing"):
        monkeypatch.setattr(f"{module}.load_embedder", lambda settings: WordEmbedder())
        monkeypatch.setattr(f"{module}.model_digest", lambda settings: WordEmbedder.digest)
