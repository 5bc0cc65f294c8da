"""How benchmarks/retrieval.py and a peer talk: a job comes as a file, what was found goes into another.

    python benchmarks/peers/with_PEER.py JOB.json FOUND.json

The job: {"model": folder, "prompts": {"query": ..., "passage": ...}, "texts": {id: text}, "questions": [...],
"k": chunks wanted}. What was found: for each question a list of [id of the text, text of the chunk], best first.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Hits = list[tuple[str, str]]


def serve(build: Callable[[dict[str, str], str, dict[str, str]], Callable[[str, int], Hits]]) -> None:
    """Do the job that the command line names; `build` is given the texts, the model's folder and its prompts."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    search = build(job["texts"], job["model"], job["prompts"])
    found = [search(question, job["k"]) for question in job["questions"]]
    draft = Path(sys.argv[2]).with_suffix(".draft")
    draft.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    draft.replace(sys.argv[2])


def have_done(peer: str, job: dict[str, Any], python: Path, cache: Path) -> list[Hits]:
    """Let a peer do a job in its own Python, unless what it found is in the cache."""
    script = Path(__file__).with_name(f"with_{peer}.py")
    digest = hashlib.sha256(script.read_bytes() + json.dumps(job).encode()).hexdigest()[:16]
    found = cache / f"{peer}-{digest}.json"
    if not found.exists():
        cache.mkdir(parents=True, exist_ok=True)
        asked = found.with_suffix(".job")
        asked.write_text(json.dumps(job), encoding="utf-8")
        subprocess.run([python, script, asked, found], check=True)
        asked.unlink()
    return [[(identity, text) for identity, text in hits] for hits in json.loads(found.read_text(encoding="utf-8"))]
