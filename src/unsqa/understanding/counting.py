"""What a question wants counted, and whether the evidence counts it.

The noun after "how many" is compared with the words around the numbers, by stems, by what two languages have in common,
and by a table of what United Nations reports count, in English and Spanish with everyday synonyms.

Not here: which numbers a text has (spans.py).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from unsqa.finding.lexical import stem_words
from unsqa.understanding.spans import find_quantities
from unsqa.understanding.vocabulary import alike, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

# Words that may stand for one another: groups of people, and what else reports count.
GROUPS = """
women woman females female girls mujeres mujer femenino ninas ladies mothers madres trabajadoras; men man males male
hombres hombre varones boys fathers padres masculino; children child kids kid minors boys girls toddlers babies
ninos ninas nino menores infancia adolescents adolescentes c&a nna students school; young youth youths jovenes joven
juventud adolescents teenagers; students student pupils pupil alumnos alumnas estudiantes learners schoolchildren
school c&a;
teachers teacher docentes docente maestros maestras profesores profes educators instructors; refugees refugee
refugiados refugiadas asylum; migrants migrant migrantes migrante displaced; farmers farmer producers producer
growers agricultores productores campesinos; journalists journalist reporters periodistas periodista; doctors doctor
medicos nurses enfermeras; midwives midwife parteras partera midwifery; police officers officer policias policia
agents agentes; soldiers soldier soldados military militares troops; indigenous indigenas indigena native; disabled
disability disabilities discapacidad
"""
THINGS = """
workers worker employees staff servants officials funcionarios servidores trabajadores trabajadoras empleados
personal personnel employment labourers laborers; jobs job empleos empleo puestos work employment; firms firm
companies company businesses business enterprises empresas empresa corporations negocios; agencies agency bodies
organizations organisations organization entities offices agencias organismos organizaciones instituciones
institutions; unions union sindicatos sindicato; universities university universidades universidad; schools school
escuelas escuela primarias centers; hospitals hospital hospitales clinics clinicas clinica; shelters shelter refuges
refuge hostels hostel homes albergues albergue refugios refugio; hotels hotel hoteles; rooms room habitaciones
cuartos; beds bed camas cama; houses house homes dwellings housing viviendas vivienda casas households hogares;
families family familias familia households; states state estados estado entidades; municipalities municipality
municipios municipio towns town communities alcaldias boroughs local localities; cities city ciudades ciudad;
countries country paises pais nations; languages language lenguas lengua idiomas idioma; meetings meeting sessions
session workshops workshop roundtables roundtable consultations talleres taller reuniones sesiones mesas dialogues
dialogos events eventos talks charlas webinars; projects project proyectos proyecto initiatives iniciativas;
programmes programs programme program programas programa; recommendations recommendation recomendaciones suggestions
suggestion sugerencias proposals propuestas; teams team equipos equipo groups group grupos grupo; ngos ngo ongs ong
charities civil; pages page
paginas pagina; videos video spots clips; posts post publicaciones messages mensajes cards tarjetas; views view
visits vistas visitas visualizaciones impressions; calls call llamadas llamada; cases case casos caso; complaints
complaint quejas denuncias reports; deaths death muertes muerte fallecidos killed murders murder homicides homicide
feminicides feminicidios asesinatos asesinadas died murieron; requests request applications application applicants
solicitudes solicitud seekers; animals animal cows cattle vacas animales livestock; species especies plants plantas
biodiversity; trees tree arboles arbol; hectares hectare hectareas has ha; tonnes tons ton tonne toneladas metric;
litres litre liters liter litros; kilometres kilometers km kms kilometros; kits kit packages paquetes; computers
computer computadoras laptops tablets; vaccines vaccine vacunas vacuna doses dosis; tests test pruebas prueba;
ventilators ventilator ventiladores respiradores; votes vote votos voto; flights flight vuelos vuelo; trains train
trenes; buildings building edificios; plants factories factory fabricas fabrica plantas; years year anos ano
anniversary aniversario annual; months month meses mes; weeks week semanas semana; days day dias dia daily; hours
hour horas hora; minutes minute minutos minuto; dollars dollar dolares usd us$; pesos peso mxn; plans plan planes;
strategies strategy estrategias; goals goal objetivos metas targets sdgs ods; laws law leyes ley reforms reformas;
books book libros libro textbooks; museums museum museos museo theatres teatros
"""
# What nearly everything counted may be called.
ANYTHING_TEXT = """
people person persons personas gente individuals others things times veces more mas menos less fewer ejes
beneficiaries folks somebody residents inhabitants citizens participants habitantes ciudadanos participantes
residentes points puntos names kinds types millions millones thousands miles percent members miembros groups grupos
parts partes places lugares actions acciones lines items areas ways cosas
"""
ANYTHING = frozenset(ANYTHING_TEXT.split())
_PLURALS_TEXT = """
people women men children staff personnel police gente personal policia youth
"""
_PLURALS = frozenset(_PLURALS_TEXT.split())
_COUNT = re.compile(r"\b(?:how many|cuant[oa]s|(?:the )?number of|el numero de)\b(?: other| otr[oa]s)?")
_TOKEN = re.compile(r"[^\W_][\w'’&-]*|[^\w\s]")
_BREAK_TEXT = """
was were is are be been being did do does done has have had will would can could should may might must got get of in
on at to for from by with and or that which who whom whose when where than as per during through under over not it
they we he she you i the a an this these those there here since within between among after before took take part es
son fue fueron era eran ha han habia hay se en de del al a por para con y o u que quien como el la los las un una
durante tiene tienen tuvo les le lo hubo desde sobre entre segun su sus no sin antes despues estan estaban esta
"""
_BREAK = frozenset(_BREAK_TEXT.split())
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b")
_SHARE_OF = re.compile(
    r"\b(?:share|percentage|percent|proportion|number|porcentaje|proporcion|numero|%) (?:of|de) (?:the |los |las )?"
)
_FOR = re.compile(
    r"\b(?:of|for|to|by|on|from|no|without|de|para|por|a|al|sin|ningun\w*) (?:the |los |las |el |la )?(?:\w+ )?$"
)
_NEAR_CHARS = 60  # before and after a number


def find_counted(question: str) -> tuple[str, str]:
    """Return the noun of what a question wants counted, folded, and its words up to there; "", "" where it tells none.

    A noun that could be anything ("people") tells nothing.

    >>> find_counted("How many professional midwives were trained?"), find_counted("¿Cuántos de ellos viven ahí?")
    (('midwives', 'How many professional midwives'), ('', ''))
    """
    text = plain(question)
    match = _COUNT.search(text)
    run: list[re.Match[str]] = []
    for word in _TOKEN.finditer(text, match.end()) if match else ():
        if word[0] in _BREAK or not word[0][0].isalpha() or len(run) == 4:
            break
        run.append(word)
    nouns = [word for word in run if word[0] in _PLURALS or (word[0].endswith("s") and not word[0].endswith("ss"))]
    if not match or not nouns or any(word[0] in ANYTHING for word in run):
        return "", ""
    noun = nouns[0] if match[0].startswith(("cuant", "el numero")) else nouns[-1]
    return noun[0], question[match.start() : noun.end()]


def counts(noun: str, texts: Iterable[str], asked: Iterable[str]) -> bool:
    """Tell whether one of the texts has a number near such a noun, or a bank question that they answer counts it."""
    near: set[str] = set()
    for text in texts:
        folded = plain(text)
        ordinals = [(match.span(), match.span()) for match in _ORDINAL.finditer(folded)]
        for (start, _), (_, end) in (*find_quantities(text), *ordinals):
            near.update(re.findall(r"[^\W_][\w&$]*", folded[max(0, start - _NEAR_CHARS) : end + _NEAR_CHARS]))
    near.update(find_counted(question)[0] for question in asked)
    near.discard("")
    return means(noun, near)


def means(word: str, words: Collection[str]) -> bool:
    """Tell whether one of the words may stand for a word, all of them folded.

    >>> means("kids", ["menores"]), means("kids", ["hectares"])
    (True, False)
    """
    own = {word} | _things().get(word, frozenset())
    if not own.isdisjoint(words):
        return True
    stems = {stem for language in ("en", "es") for one in own for stem in stem_words(one, language)}
    return any(alike(word, other) or not stems.isdisjoint(_stems(other)) for other in words)


def is_thing(word: str) -> bool:
    """Tell whether a folded word is in the table of what is counted."""
    return word in _things()


def find_groups(question: str) -> tuple[str, ...]:
    """Return the words, folded, of a question that name a group of people which it wants counted.

    Those after a preposition say what something else is for ("shelters for migrants"), unless a share is asked for.

    >>> find_groups("How many of the 90 guides for teachers were read by women?"), find_groups("What share of women?")
    ((), ('women',))
    """
    text = plain(question)
    found = [match for match in re.finditer(r"[^\W_]+", text) if match[0] in _groups()]
    return tuple(match[0] for match in found if not _FOR.search(_SHARE_OF.sub("", text[: match.start()])))


@lru_cache(maxsize=20_000)
def _stems(word: str) -> frozenset[str]:
    return frozenset(stem for language in ("en", "es") for stem in stem_words(word, language))


@lru_cache(maxsize=1)
def _groups() -> frozenset[str]:
    return frozenset(GROUPS.replace(";", " ").split())


@lru_cache(maxsize=1)
def _things() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in f"{GROUPS};{THINGS}".split(";"):
        group = frozenset(line.split())
        for word in group:
            found[word] = found.get(word, frozenset()) | group
    return found
