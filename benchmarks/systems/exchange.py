"""How a benchmark and a system talk: a job comes as a file, what was found and what it cost goes into another.

    python benchmarks/systems/with_SYSTEM.py JOB.json DONE.json STARTED

A system is a process of its own, in a Python of its own. It imports its library, loads the model, indexes the texts and
answers the questions one after the other; after each of these phases the clock and the memory are read. STARTED is what
`time.monotonic` gave when it was started; that clock is one for all processes on Linux and macOS.

The memory is that of the process as the system counts it, mapped files included. Its peak is read where the kernel
keeps it for the program alone (VmHWM): `getrusage` begins with the peak of the process that started this one.
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Hits = list[tuple[str, str]]  # (id of the text, text of the chunk), best first
NO_PROMPTS = {"query": "", "passage": ""}


@dataclass(frozen=True)
class Job:
    """What is indexed, text by id, and asked; `k` hits are wanted.

    `split` lets a peer cut the texts as its tutorial does; without it each text is one chunk. `report` and `with_bank`
    are for our own search: the folder of a report that it reads instead of the texts, and whether with its bank.
    """

    model: str
    texts: dict[str, str]
    questions: list[str]
    k: int
    prompts: dict[str, str] = field(default_factory=lambda: dict(NO_PROMPTS))
    split: bool = True
    report: str = ""
    with_bank: bool = False


@dataclass(frozen=True)
class Phase:
    """What a system did: the time it took, by the clock and of all processors; its memory at the end, and its most."""

    name: str
    seconds: float
    cpu_seconds: float
    mb: float
    peak_mb: float


@dataclass(frozen=True)
class Done:
    """What was found for each question, and what it cost; `n_vectors` are in the index."""

    found: list[Hits]
    phases: dict[str, Phase]
    n_vectors: int
    question_seconds: list[float]


def serve(load: Callable[[Job], Any], build: Callable[[Any, Job], tuple[Callable[[str, int], Hits], int]]) -> None:
    """Do the job that the command line names.

    `load` gives the model; `build` indexes the texts with it, and returns what searches them and how many vectors
    that took.
    """
    asked, answered = Path(sys.argv[1]), Path(sys.argv[2])
    phases, ends = [], [(float(sys.argv[3]), 0.0)]

    def end(name: str) -> None:
        ends.append((time.monotonic(), time.process_time()))
        seconds, cpu_seconds = (now - before for before, now in zip(*ends[-2:], strict=True))
        phases.append(Phase(name, seconds, cpu_seconds, *read_memory()))

    end("import")
    job = Job(**json.loads(asked.read_text(encoding="utf-8")))
    model = load(job)
    end("load")
    search, n_vectors = build(model, job)
    end("index")
    found, seconds = [], []
    for question in job.questions:
        start = time.perf_counter()
        hits = search(question, job.k)
        seconds.append(time.perf_counter() - start)
        found.append(hits)
    end("ask")
    done = {"found": found, "phases": list(map(asdict, phases)), "n_vectors": n_vectors, "question_seconds": seconds}
    draft = answered.with_suffix(".draft")
    draft.write_text(json.dumps(done, ensure_ascii=False), encoding="utf-8")
    draft.replace(answered)


def read_memory() -> tuple[float, float]:
    """Return the megabytes of memory that this process has, and the most it had; the same twice without /proc."""
    status = Path("/proc/self/status")
    if not status.exists():
        unit = 1 if sys.platform == "darwin" else 1024
        return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6,) * 2
    values = dict(line.split(":", 1) for line in status.read_text().splitlines())
    now, peak = (int(values[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))
    return now, peak


def have_done(system: str, job: Job, python: Path, folder: Path) -> Done:
    """Let a system do a job in a process of its own."""
    script = Path(__file__).with_name(f"with_{system}.py")
    asked, answered = folder / f"{system}.job", folder / f"{system}.done"
    asked.write_text(json.dumps(asdict(job)), encoding="utf-8")
    subprocess.run([python, script, asked, answered, str(time.monotonic())], check=True, stdout=sys.stderr)
    done = json.loads(answered.read_text(encoding="utf-8"))
    found = [[(identity, text) for identity, text in hits] for hits in done["found"]]
    phases = {phase["name"]: Phase(**phase) for phase in done["phases"]}
    return Done(found, phases, done["n_vectors"], done["question_seconds"])


def find_once(system: str, job: Job, python: Path, cache: Path) -> list[Hits]:
    """Return what a system finds, from the cache where it found it before."""
    script = Path(__file__).with_name(f"with_{system}.py")
    digest = hashlib.sha256(script.read_bytes() + json.dumps(asdict(job)).encode()).hexdigest()[:16]
    kept = cache / f"{system}-{digest}.json"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(".draft")
        draft.write_text(json.dumps(have_done(system, job, python, cache).found, ensure_ascii=False), encoding="utf-8")
        draft.replace(kept)
    return [[(identity, text) for identity, text in hits] for hits in json.loads(kept.read_text(encoding="utf-8"))]
