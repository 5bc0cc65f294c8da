"""What indexing and asking cost with LangChain, LlamaIndex, Haystack, txtai and us, and what is found.

    python benchmarks/peers.py --peers-python PYTHON [--sets ...] [--systems ...] [--repeats 3]
                               [--n-texts N] [--n-questions N]

The peers are set up as their tutorials do (benchmarks/systems/with_PEER.py says which), with the model that we take, in
the same versions of PyTorch and sentence-transformers. Each system runs in a process of its own, one after the other,
in another order each time; figures are medians over the repeats.

- start: from the start of the process until the model is loaded. index: until the first question can be asked; `cpu` is
  the time of all processors, which other work on the machine changes little.
- ask: one question after the other, each alone; the median and the 95th percentile of all, the first, which often loads
  something, and the mean time of all processors. Ours is the whole of `Assistant.ask`, which also chooses the sentences
  of an answer, cites them and refuses; the peers only search.
- memory: the most that the process ever had, and what it had when the model was loaded.
- found@5: all the evidence stands in the first five hits (report: evidence@5), or the right passage is among them
  (public sets).

All get the same list of passages: those our reader cuts the first report into, with their headings, or those of a
public set. Peers with `_split` get what they would without us, the report as extracted or the same passages, and cut it
as their tutorials do; those with `_prompted` get the prompts of the model's card, of which the tutorials do not speak.

Ours embeds each passage and its sentences and pairs of neighbours, some 12 times as many texts; `ours_with_bank`, which
there is for the report alone, the questions of its bank, too. On the report it begins with the report's file, which it
reads and cuts, and writes its index to disk; on public sets it keeps it in memory, as the peers do.

The questions on the report are our own (benchmarks/questions/report.jsonl). With --n-texts and --n-questions each set
is a sample, evenly spread; every question that is kept has its passage among those that are.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

from systems.exchange import NO_PROMPTS, Job, have_done
from systems.tasks import LARGE_SETS, PUBLIC_SETS, REPORT, SHARED, Task, name_of, read_public_task, read_report_task

from unsqa.finding.embedding import locate_model
from unsqa.measuring.scores import judge
from unsqa.reading.corpus import read_report
from unsqa.reading.passages import make_passages
from unsqa.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from systems.exchange import Done, Hits

QUESTIONS = Path(__file__).with_name("questions") / "report.jsonl"
SETS = ("report", *PUBLIC_SETS, *LARGE_SETS)
OURS = ("ours", "ours_with_bank")
TUTORIALS = ("langchain", "llamaindex", "haystack", "txtai")
WAYS = ("", "_prompted", "_split", "_prompted_split")
PROMPTS = {"query": "query: ", "passage": "passage: "}  # those of the model's card
K, N_FOUND = 10, 5
COLUMNS = (
    "set", "system", "vectors", "start s", "index s", "cpu s", "vectors/s", "ask p50 ms", "p95 ms", "first ms",
    "cpu ms", "peak MB", "model MB", "found@5",
)  # fmt: skip


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    sets: Sequence[str]
    systems: Sequence[str]
    repeats: int
    n_texts: int
    n_questions: int
    data: Path
    peers_python: Path


def read_set(name: str, options: Options) -> Task:
    """Return a set, as large as was asked for."""
    if name != "report":
        return sample(read_public_task(name, options.data), options.n_texts, options.n_questions)
    task = read_report_task(name, QUESTIONS)
    passages = {passage.id: passage.shown for passage in make_passages(read_report(REPORT))}
    items = [item for item in task.items if not item.history and isinstance(item.gold.get("evidence"), list)]
    return Task(name, passages, spread(items, options.n_questions))


def sample(task: Task, n_texts: int, n_questions: int) -> Task:
    """Return a part of a public set: texts evenly spread, and questions on them."""
    kept = dict(spread(list(task.texts.items()), n_texts))
    named = {name_of(task, identity) for identity in kept}
    asked = [(item, wanted) for item, wanted in zip(task.items, task.wanted, strict=True) if wanted & named]
    asked = spread(asked, n_questions)
    return Task(task.name, kept, [item for item, _ in asked], [wanted for _, wanted in asked])


def spread(values: Sequence, n: int) -> Sequence:
    """Return n of the values, evenly spread; all of them for 0.

    >>> spread("abcdefgh", 3)
    ['a', 'c', 'f']
    """
    return [values[row * len(values) // n] for row in range(n)] if 0 < n < len(values) else values


def make_job(task: Task, system: str) -> Job:
    """Return what a system is to do on a set."""
    model = locate_model(Settings().model).location
    texts = dict(task.texts)
    if system.endswith("_split") and not task.wanted:
        texts = {"report": (REPORT / "report.txt").read_text(encoding="utf-8")}
    job = Job(model, texts, task.questions, K, split=system.endswith("_split"))
    if system in OURS and not task.wanted:
        return replace(job, report=str(REPORT), with_bank=system == "ours_with_bank")
    return replace(job, prompts=PROMPTS if "_prompted" in system else NO_PROMPTS)


def measure(task: Task, options: Options) -> dict[str, list[Done]]:
    """Let each system do its job, all of them once before any does it again, the first one last the next time."""
    systems = [name for name in options.systems if name != "ours_with_bank" or not task.wanted]
    done: dict[str, list[Done]] = {name: [] for name in systems}
    for turn in range(options.repeats):
        start = turn % len(systems)
        for name in (*systems[start:], *systems[:start]):
            script, python = ("ours", sys.executable) if name in OURS else (name.split("_")[0], options.peers_python)
            with tempfile.TemporaryDirectory() as folder:
                done[name].append(have_done(script, make_job(task, name), Path(python), Path(folder)))
            phases = done[name][-1].phases.values()
            told = ", ".join(f"{phase.name} {phase.seconds:.1f} s {phase.mb:,.0f} MB" for phase in phases)
            print(f"{task.name} {name} {turn + 1} of {options.repeats}: {told}", file=sys.stderr, flush=True)
    return done


def share_found(task: Task, found: Sequence[Hits]) -> float:
    """Return the share of the questions whose evidence, or whose passage, is in the first five hits, in percent."""
    if not task.wanted:
        hits = [[{"text": text} for _, text in best] for best in found]
        judged = [judge(item.gold, {"hits": best}) for item, best in zip(task.items, hits, strict=True)]
        return 100 * mean(figures[f"evidence@{N_FOUND}"] for figures in judged)
    named = [list(dict.fromkeys(name_of(task, identity) for identity, _ in best))[:N_FOUND] for best in found]
    return 100 * mean(bool(wanted & set(names)) for wanted, names in zip(task.wanted, named, strict=True))


def summarise(task: Task, system: str, runs: Sequence[Done]) -> list[str]:
    """Return a line of the table."""
    seconds = {name: median(run.phases[name].seconds for run in runs) for name in runs[0].phases}
    asked = [quantile(run.question_seconds, 0.5) * 1000 for run in runs]
    slow = [quantile(run.question_seconds, 0.95) * 1000 for run in runs]
    n_vectors = runs[0].n_vectors
    return [
        task.name,
        system.replace("_", " "),
        f"{n_vectors:,}",
        f"{seconds['import'] + seconds['load']:.1f}",
        f"{seconds['index']:.1f}",
        f"{median(run.phases['index'].cpu_seconds for run in runs):.1f}",
        f"{n_vectors / seconds['index']:.0f}",
        f"{median(asked):.1f}",
        f"{median(slow):.1f}",
        f"{median(run.question_seconds[0] for run in runs) * 1000:.0f}",
        f"{median(run.phases['ask'].cpu_seconds for run in runs) / len(task.items) * 1000:.1f}",
        f"{median(run.phases['ask'].peak_mb for run in runs):,.0f}",
        f"{median(run.phases['load'].mb for run in runs):,.0f}",
        f"{share_found(task, runs[0].found):.1f}",
    ]


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed.

    >>> quantile([3, 1, 2, 4], 0.5)
    2
    """
    return sorted(values)[max(0, -int(-len(values) * share // 1) - 1)]


def parse_options() -> Options:
    peers = [f"{peer}{way}" for peer in TUTORIALS for way in WAYS if peer != "txtai" or "_prompted" not in way]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers-python", type=Path, required=True, help="has benchmarks/systems/requirements.txt")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=("report", "squad2", "xquad_en"), metavar="SET")
    systems = (*OURS, *TUTORIALS)
    parser.add_argument("--systems", nargs="+", choices=(*OURS, *peers), default=systems, metavar="SYSTEM")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--n-texts", type=int, default=0, help="of a public set; 0 for all")
    parser.add_argument("--n-questions", type=int, default=200, help="of each set; 0 for all")
    parser.add_argument("--data", type=Path, default=SHARED / "benchmarks", help="the public sets")
    return Options(**vars(parser.parse_args()))


def main() -> None:
    options = parse_options()
    lines = [f"| {' | '.join(COLUMNS)} |", "|---|---|" + "---:|" * (len(COLUMNS) - 2)]
    for name in options.sets:
        task = read_set(name, options)
        print(f"{name}: {len(task.texts):,} passages, {len(task.items):,} questions", file=sys.stderr)
        for system, runs in measure(task, options).items():
            lines.append(f"| {' | '.join(summarise(task, system, runs))} |")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
