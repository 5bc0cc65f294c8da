"""The commands of this part, for unsqa.cli: `unsqa feedback`, and `unsqa conversations list`, `show`, `delete`.

They see and delete what is kept even where the settings say that nothing more is. Conversations are those of the person
at this machine; feedback is everybody's, without names.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from unsqa.errors import InputError

if TYPE_CHECKING:
    import argparse

    from unsqa.keeping.conversations import Conversations
    from unsqa.settings import Settings

OWNER = ""  # the person at this machine


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """Add the commands to those of the command line; each takes the `shared` options too."""
    command = commands.add_parser("feedback", parents=[shared], help="print how answers were rated in the browser")
    _add_data(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print it as JSON")
    form.add_argument("--csv", action="store_true", help="print it as CSV, for a spreadsheet")
    command.set_defaults(run=_run_feedback)

    command = commands.add_parser("conversations", help="list, show or delete the conversations kept on this machine")
    actions = command.add_subparsers(required=True, metavar="ACTION")
    command = actions.add_parser("list", parents=[shared], help="list them, that which was changed last first")
    _add_data(command)
    command.set_defaults(run=_run_list)
    command = actions.add_parser("show", parents=[shared], help="print the questions and answers of one")
    command.add_argument("conversation", metavar="ID", help="as `unsqa conversations list` names it")
    _add_data(command)
    command.set_defaults(run=_run_show)
    command = actions.add_parser("delete", parents=[shared], help="delete one, or all, with their ratings")
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("conversation", metavar="ID", nargs="?", help="as `unsqa conversations list` names it")
    which.add_argument("--all", action="store_true", help="delete all of them")
    _add_data(command)
    command.set_defaults(run=_run_delete)


def _add_data(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", metavar="DIR", help="folder of what is kept (default: the user's own data folder)")


def _run_feedback(options: argparse.Namespace, settings: Settings) -> int:
    from unsqa.keeping.feedback import feedback_to_csv, feedback_to_json, feedback_to_text

    kept = _open(settings)
    rated = kept.rated() if kept else ()
    if options.json:
        _print(json.dumps(feedback_to_json(rated), ensure_ascii=False, indent=1))
    elif options.csv:
        sys.stdout.write(feedback_to_csv(rated))
    elif rated:
        _print(feedback_to_text(rated))
    else:
        _note("No answer has been rated.")
    return 0


def _run_list(_: argparse.Namespace, settings: Settings) -> int:
    kept = _open(settings)
    found = kept.list(OWNER) if kept else ()
    for one in found:
        n_questions = f"{one.n_turns} question{'s' if one.n_turns > 1 else ''}"
        _print(f"{one.id}  {one.changed.astimezone():%Y-%m-%d %H:%M}  {n_questions}  {' '.join(one.title.split())}")
    if not found:
        _note("No conversations are kept.")
    return 0


def _run_show(options: argparse.Namespace, settings: Settings) -> int:
    from unsqa.keeping.feedback import list_places, say_shown

    kept = _open(settings)
    if not kept:
        raise _unknown(options.conversation)
    turns = kept.load(options.conversation, OWNER)
    blocks = ["\n".join(filter(None, (f"> {turn.question}", say_shown(turn), *list_places(turn)))) for turn in turns]
    _print("\n\n".join(blocks))
    return 0


def _run_delete(options: argparse.Namespace, settings: Settings) -> int:
    kept = _open(settings)
    if options.all:
        n_deleted = kept.delete_all(OWNER) if kept else 0
        _note(f"Deleted {n_deleted:,} conversation{'' if n_deleted == 1 else 's'}.")
    elif kept and kept.delete(options.conversation, OWNER):
        _note(f"Deleted {options.conversation}.")
    else:
        raise _unknown(options.conversation)
    return 0


def _open(settings: Settings) -> Conversations | None:
    """Return what is kept, or None where there is no file, which looking for it does not create."""
    from unsqa.keeping.conversations import Conversations, where

    path = where(settings)
    return Conversations.open(path) if path.exists() else None


def _unknown(conversation: str) -> InputError:
    return InputError(f"There is no conversation {conversation!r}. Those that are kept: unsqa conversations list")


def _print(text: str) -> None:
    """Print lines without control characters, which could steer the terminal."""
    sys.stdout.write("".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text) + "\n")


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")
