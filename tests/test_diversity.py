"""Hits of several questions merged, near-duplicates dropped, lists of acronyms told."""

from __future__ import annotations

from unsqa.finding.diversity import drop_duplicates, find_acronym_lists, is_acronym_list, merge_hits
from unsqa.types import Acronym, Document, Hit, Passage, Report, Section

SECTION = Section(("HARBOUR",), 0, 1000)
BOATS = "The council of the harbour repaired 31 boats before the season began and gave nets to each of the crews"


def make_hit(name: str, score: float, text: str = "Words.", similarity: float = 0.5) -> Hit:
    passage = Passage(name, "norvik", SECTION, 0, len(text), text, ((0, len(text)),))
    return Hit(passage, score, (), similarity, (similarity,))


def order(hits: tuple[Hit, ...]) -> list[tuple[str, float]]:
    return [(hit.passage.id, hit.score) for hit in hits]


def test_the_best_of_the_whole_and_then_of_each_part_come_first() -> None:
    whole = [make_hit("a", 9), make_hit("b", 6), make_hit("c", 5), make_hit("d", 1)]
    one = [make_hit("a", 8), make_hit("b", 7), make_hit("c", 2)]
    other = [make_hit("e", 9, similarity=0.9), make_hit("d", 8), make_hit("c", 1)]
    # after a and e: b 6 + 7, d 1 + 8, c 5 + 2; none scores more than the one before it
    found = merge_hits(whole, [one, other], 5)
    assert order(found) == [("a", 9), ("e", 9), ("b", 6), ("d", 1), ("c", 1)]
    assert order(merge_hits(whole, [one, other], 2)) == [("a", 9), ("e", 9)]
    assert found[1].similarity == 0.9


def test_the_best_hit_of_a_part_is_like_that_part() -> None:
    whole = [make_hit("a", 9, similarity=0.7), make_hit("b", 6, similarity=0.3), make_hit("c", 5, similarity=0.2)]
    part = [make_hit("b", 7, similarity=0.8), make_hit("c", 6, similarity=0.6)]
    found = merge_hits(whole, [part], 3)
    assert [(hit.passage.id, hit.similarity) for hit in found] == [("a", 0.7), ("b", 0.8), ("c", 0.2)]


def test_nothing_found_merges_to_nothing() -> None:
    assert merge_hits([], [[], []], 10) == ()


def test_nearly_the_same_words_give_way_to_the_first() -> None:
    hits = [
        make_hit("a", 3, f"{BOATS}."),
        make_hit("b", 2, f"{BOATS.upper()}, again!"),
        make_hit("c", 1, "Other words."),
    ]
    assert order(drop_duplicates(hits)) == [("a", 3), ("c", 1)]


def test_the_same_words_with_other_numbers_are_both_kept() -> None:
    hits = [make_hit("a", 3, BOATS), make_hit("b", 2, BOATS.replace("31", "32")), make_hit("c", 1, f"{BOATS} 7")]
    assert order(drop_duplicates(hits)) == [("a", 3), ("b", 2), ("c", 1)]


def test_short_passages_are_the_same_only_word_for_word() -> None:
    hits = [make_hit("a", 3, "Fishing boats"), make_hit("b", 2, "fishing BOATS."), make_hit("c", 1, "Fishing nets")]
    assert order(drop_duplicates(hits)) == [("a", 3), ("c", 1)]


def test_a_list_of_acronyms_is_told_by_its_entries() -> None:
    text = "NHC Norvik Harbour Council\nFRC Fund for Rural Credit\nVNS Village Night Schools\n"
    text += "The NHC mends\nboats and\nnets.\n"
    starts = [0, *(place + 1 for place, letter in enumerate(text) if letter == "\n")][:6]
    glossary = tuple(
        Acronym(short, ("long",), line) for short, line in (("NHC", 1), ("FRC", 2), ("VNS", 3), ("XYZ", 9))
    )
    lines = tuple((start, line) for line, start in enumerate(starts, 1))
    document = Document(Report("norvik", "Norvik", "en"), text, lines, (), (), (), glossary=glossary)

    def passage(first: int, last: int) -> Passage:
        start, end = starts[first - 1], ([*starts, len(text)])[last]
        return Passage(f"{first}-{last}", "norvik", SECTION, start, end, text[start:end], ((start, end),))

    passages = [passage(1, 3), passage(1, 6), passage(1, 2), passage(4, 6)]
    assert [is_acronym_list(found, document) for found in passages] == [True, True, False, False]
    assert find_acronym_lists({"norvik": document}, passages).tolist() == [True, True, False, False]
