"""The map of the code: what may import what, and how large things may grow."""

from __future__ import annotations

import ast
from pathlib import Path

import unsqa

PACKAGE = Path(unsqa.__file__).parent

# Data runs one way: each part may import itself, the parts named here, and what lies at the top.
MAY_IMPORT = {
    "types": set(),
    "reading": set(),
    "finding": {"reading"},
    "understanding": {"finding", "reading"},
    "answering": {"understanding", "finding", "reading"},
    "measuring": {"answering"},
    "expanding": {"finding", "reading", "answering", "understanding"},
    "browsing": {"finding", "reading"},
    "exporting": {"answering", "reading"},
    "keeping": {"answering"},
    "exploring": {"answering", "finding", "reading", "understanding"},
    "library": {"finding", "reading"},
    "serving": set(),
    "web": {"answering", "browsing", "exploring", "exporting", "finding", "keeping", "library", "reading", "serving"},
}
SHARED = {"errors", "settings", "types"}
HEAVY = {"torch", "faiss", "streamlit", "sentence_transformers", "transformers", "numpy", "bm25s"}


def imports_of(path: Path) -> list[tuple[str, bool]]:
    """Return (module, at the top of the file) for each import that is carried out, types apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        node
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and isinstance(branch.test, ast.Name) and branch.test.id == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    found = []
    for node in ast.walk(tree):
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            found += [(alias.name, node in tree.body) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, node in tree.body))
    return found


def test_no_import_runs_against_the_flow_of_the_data() -> None:
    wrong = []
    for part, allowed in MAY_IMPORT.items():
        for path in (PACKAGE / part).rglob("*.py"):
            for module, _ in imports_of(path):
                names = module.split(".")
                if names[0] == "unsqa" and len(names) > 1 and names[1] not in {part, *allowed, *SHARED}:
                    wrong.append(f"{path.relative_to(PACKAGE)} imports {module}")
    assert wrong == []


def test_every_part_is_in_the_table() -> None:
    parts = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert parts == set(MAY_IMPORT)


def test_help_needs_no_heavy_library() -> None:
    light = [PACKAGE / name for name in ("__init__.py", "cli.py", "errors.py", "settings.py")]
    light += sorted((PACKAGE / "types").glob("*.py"))
    heavy = [
        f"{path.name} imports {module}"
        for path in light
        for module, at_top in imports_of(path)
        if at_top and module.split(".")[0] in HEAVY
    ]
    assert heavy == []


def test_no_report_is_named_in_the_code() -> None:
    names = [path.name for path in (PACKAGE.parents[1] / "corpus").iterdir() if path.is_dir()]
    wrong = [
        f"{path.relative_to(PACKAGE)}: {word}"
        for path in PACKAGE.rglob("*.py")
        for name in names
        for word in (name, *(part for part in name.split("-") if len(part) > 4 and part.isalpha()))
        if word.lower() in path.read_text(encoding="utf-8").lower()
    ]
    assert wrong == []


def test_files_and_functions_stay_small() -> None:
    large = []
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 300:
            large.append(path.name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                docstring = ast.get_docstring(node, clean=False) or ""
                if (node.end_lineno or 0) - node.lineno + 1 - docstring.count("\n") > 41:
                    large.append(f"{path.name}: {node.name}")
    assert large == []
