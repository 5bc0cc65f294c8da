"""The command line: `unsqa index`, `read`, `ask`, `batch`, `evaluate`, `expand`, and what other parts add to it.

Answers go to standard output, progress and warnings to standard error. Exit status: 0 done (a refusal is an answer),
1 an error of unsqa's own, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import unsqa
from unsqa.errors import InputError, SearchIndexError, UnsqaError
from unsqa.exporting import commands as exporting
from unsqa.keeping import commands as keeping
from unsqa.library import commands as library
from unsqa.settings import FIELDS, Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unsqa.answering.assistant import Assistant
    from unsqa.finding.build import BuildReport
    from unsqa.measuring.scores import Figures
    from unsqa.types.answer import Filters

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

# Options that confine a search, each repeatable: the field of Filters, the kind of value, and what --help says.
FILTERS: dict[str, tuple[str, type, str]] = {
    "report": ("reports", str, "search only in this report of the corpus (repeatable, as all filters are)"),
    "year": ("years", int, "only in reports of this year"),
    "section": ("headings", str, "only under headings with these words, such as 'priority 2'"),
    "agency": ("agencies", str, "only in what names this agency"),
    "sdg": ("sdgs", int, "only in what names this goal, by its number"),
    "kind": ("kinds", str, "only in passages of this kind: text, figure, story, box, panel"),
    "language": ("languages", str, "only in reports in this language, such as en"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that wait must not take the processor from others
    run: Callable[[argparse.Namespace, Settings], int] = options.run
    try:
        settings = load_settings(**{name: getattr(options, name, None) for name in FIELDS})
        status = run(options, settings)
        sys.stdout.flush()
    except UnsqaError as error:
        print(f"unsqa: {_with_options(str(error), options)}", file=sys.stderr)
        return 1
    except OSError as error:  # a full disk, or the reader of our output has left, as in `unsqa batch ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"unsqa: The output cannot be written: {error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("unsqa: stopped.", file=sys.stderr)
        return 130
    return status


def _with_options(text: str, options: argparse.Namespace) -> str:
    """Return an error's text, the command it advises completed by the options that were given."""
    given = [f"--{name} {getattr(options, name)}" for name in ("corpus", "index", "model") if getattr(options, name)]
    return text.replace("unsqa index", " ".join(("unsqa index", *given)))


def _shared_options() -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """Return the options of every command, and those that confine a search."""
    shared, filtering = argparse.ArgumentParser(add_help=False), argparse.ArgumentParser(add_help=False)
    shared.add_argument("--corpus", metavar="DIR", help="folder with a folder for each report (default: corpus)")
    shared.add_argument("--index", metavar="DIR", help="folder of the index (default: index)")
    shared.add_argument("--model", metavar="NAME", help="sentence-transformers model: a name or a folder")
    shared.add_argument("--reranker", metavar="NAME", help="sentence-transformers CrossEncoder (default: none)")
    for name, (field, kind, told) in FILTERS.items():
        filtering.add_argument(f"--{name}", dest=field, type=kind, action="append", default=[], help=told)
    return shared, filtering


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="unsqa", description="Ask United Nations reports; get their own sentences, cited."
    )
    parser.add_argument("--version", action="version", version=f"unsqa {unsqa.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    shared, filtering = _shared_options()
    _add_reading(commands, shared)
    _add_asking(commands, shared, filtering)
    _add_improving(commands, shared)
    for part in (library, keeping, exporting):
        part.add_commands(commands, shared)
    return parser


def _add_reading(commands: Commands, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser("index", parents=[shared], help="build the index, if it is missing or stale")
    command.add_argument("--force", action="store_true", help="build it even if it is current")
    command.add_argument("--processes", metavar="N", type=int, help="that embed (default: one, by threads)")
    command.add_argument("--ray", dest="ray_address", metavar="ADDRESS", help="of a Ray cluster that embeds")
    command.set_defaults(run=_run_index)

    command = commands.add_parser("read", parents=[shared], help="print a report as Markdown, as unsqa reads it")
    command.add_argument("report", metavar="REPORT", help="a report of the corpus, or a file")
    command.set_defaults(run=_run_read)


def _add_asking(commands: Commands, shared: argparse.ArgumentParser, filtering: argparse.ArgumentParser) -> None:
    command = commands.add_parser("ask", parents=[shared, filtering], help="answer one question")
    command.add_argument("question")
    command.add_argument("--after", metavar="QUESTION", action="append", default=[], help="earlier one (repeatable)")
    command.add_argument("--json", action="store_true", help="print the answer as JSON")
    command.set_defaults(run=_run_ask)

    command = commands.add_parser("batch", parents=[shared, filtering], help="answer a file of questions (JSON Lines)")
    command.add_argument("questions", metavar="QUESTIONS.jsonl", type=Path)
    command.set_defaults(run=_run_batch)


def _add_improving(commands: Commands, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser("evaluate", parents=[shared], help="score the answers to questions with gold")
    command.add_argument("questions", metavar="QUESTIONS.jsonl", type=Path, nargs="+")
    command.add_argument("--json", action="store_true", help="print the figures as JSON")
    command.set_defaults(run=_run_evaluate)

    command = commands.add_parser("expand", parents=[shared], help="write a report's question bank with a chat model")
    command.add_argument("report", metavar="REPORT", help="a report of the corpus")
    command.add_argument("--url", dest="expand_url", metavar="ADDRESS", help="endpoint: http://localhost:11434/v1 ...")
    command.add_argument("--model-name", dest="expand_model", metavar="NAME", help="model, as the endpoint names it")
    command.add_argument("--yes", action="store_true", help="send the requests without asking first")
    command.add_argument("--force", action="store_true", help="replace the questions that a model wrote before")
    command.add_argument("--check", action="store_true", help="only check the bank that is there; send nothing")
    command.set_defaults(run=_run_expand)


def _run_index(options: argparse.Namespace, settings: Settings) -> int:
    from unsqa.answering.assistant import load_current_index
    from unsqa.finding.index import read_manifest

    if not options.force:
        try:
            load_current_index(settings)
        except SearchIndexError as error:
            _note(str(error).split(" Build it")[0])
        else:
            for folder, reason in read_manifest(Path(settings.index))["skipped"].items():
                _note(f"Skipped {folder}: {reason}")
            _note(f"The index in {settings.index} is current.")
            return 0
    for line in _build(settings).describe():
        _note(line)
    return 0


def _build(settings: Settings) -> BuildReport:
    from tqdm import tqdm

    from unsqa.finding.build import build_index
    from unsqa.finding.bulk.choosing import choose_encoder
    from unsqa.finding.stores.choosing import StoreChoice
    from unsqa.library.changing import undo_half_change
    from unsqa.library.indexing import LateEmbedder

    embedder = LateEmbedder(settings)  # fails before anything is read, and loads the model when it is needed
    undo_half_change(Path(settings.corpus))
    with tqdm(desc=f"Embedding by {settings.model}", unit=" texts", file=sys.stderr) as bar:

        def show(n_done: int, n_texts: int) -> None:
            bar.total = n_texts
            bar.update(n_done - bar.n)

        return build_index(
            Path(settings.corpus),
            Path(settings.index),
            embedder,
            model=settings.model,
            progress=show,
            store=StoreChoice.of(settings),
            encoder=choose_encoder(settings, embedder),
        )


def _run_read(options: argparse.Namespace, settings: Settings) -> int:
    from unsqa.finding.language import detect_language
    from unsqa.reading.corpus import find_report, read_file, read_report
    from unsqa.reading.markdown import list_dropped, to_markdown

    path = find_report(options.report, Path(settings.corpus))
    document = read_report(path) if path.is_dir() else read_file(path, lambda text: detect_language(text, ["en"]))
    print(to_markdown(document))
    print(list_dropped(document))
    return 0


def _run_ask(options: argparse.Namespace, settings: Settings) -> int:
    from unsqa.answering.assistant import check_question
    from unsqa.answering.citing import answer_to_json
    from unsqa.terminal import format_answer

    check_question(options.question)
    assistant = _open(settings).within(_filters(options))
    answer = assistant.ask(options.question, options.after)
    if options.json:
        print(_dump(answer_to_json(answer, assistant.documents), indent=1))
    else:
        print(format_answer(answer, assistant.documents, bold=shows_bold()))
    return 0


def shows_bold() -> bool:
    """Tell whether standard output is a terminal that knows more than plain letters."""
    return sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _filters(options: argparse.Namespace) -> Filters:
    from unsqa.types.answer import Filters

    return Filters(**{field: tuple(getattr(options, field)) for field, _, _ in FILTERS.values()})


def _run_batch(options: argparse.Namespace, settings: Settings) -> int:
    from tqdm import tqdm

    from unsqa.measuring.batch import answer_all
    from unsqa.measuring.questions import read_questions

    items = read_questions(options.questions)
    assistant = _open(settings).within(_filters(options))
    for answer in tqdm(answer_all(assistant, items), total=len(items), unit=" questions", file=sys.stderr):
        print(_dump(answer))
    return 0


def _dump(value: object, indent: int | None = None) -> str:
    """Return JSON that any terminal or file can hold: half a surrogate pair becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "replace").decode()


def _run_evaluate(options: argparse.Namespace, settings: Settings) -> int:
    from unsqa.measuring.batch import answer_all
    from unsqa.measuring.questions import read_questions
    from unsqa.measuring.scores import score

    # Ids may be missing or the same in two files: here each question counts for itself.
    found = [item for path in options.questions for item in read_questions(path)]
    items = [replace(item, id=str(number)) for number, item in enumerate(found)]
    if not any({"evidence", "kind"} & item.gold.keys() for item in items):
        raise InputError("None of these questions has gold (evidence or kind), so there is nothing to score.")
    assistant = _open(settings)
    texts = [document.text for document in assistant.documents.values()]
    figures = score(items, answer_all(assistant, items), texts)
    print(json.dumps(figures, indent=1) if options.json else _format_figures(figures))
    return 0


def _format_figures(figures: Figures) -> str:
    lines = []
    for group, found in figures.items():
        lines.append(f"{group or 'all'} (n = {found['n']:.0f})")
        lines += [f"  {name:22} {value:6.1f}" for name, value in found.items() if name != "n"]
    return "\n".join(lines)


def _run_expand(options: argparse.Namespace, settings: Settings) -> int:
    from unsqa.expanding.terminal import run_check, run_expand

    if options.check:
        return run_check(options.report, settings)
    return run_expand(options.report, settings, yes=options.yes, force=options.force)


def _open(settings: Settings) -> Assistant:
    from unsqa.answering.assistant import Assistant

    return Assistant.open(settings)


def _note(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
