"""What encoding costs: nearly all the time of indexing, and most of a question's.

    python benchmarks/encode.py [--only WORD ...] [--evidence]

Each variant is measured in a process of its own (those of `2 x 1` in two at once): texts a second and texts a second of
processor time, which other jobs on the machine hardly change; milliseconds a question, asked one at a time; the most
memory held; and the cosine of the vectors to those of the first variant.

With --evidence the first report is searched with each kind of vectors: evidence@1 and @5 on our own questions.

`unsqa` is the embedder in force; `library` sentence-transformers as it is, so many texts a batch; `direct` the same
transformer without it, so many tokens a batch; `onnx` ONNX Runtime, quantised dynamically for int8 (left out without:
pip install onnx onnxruntime). On processors without AMX bf16 is slower than fp32.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # a thread that waits does not spin
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import numpy as np
import torch
from calibrate import find, share, without_bank
from sentence_transformers import SentenceTransformer
from systems.ours import index_report
from tokenizers import Tokenizer
from transformers import AutoModel

from unsqa.finding import ranking
from unsqa.finding.embedding import SentenceTransformerEmbedder, load_embedder, locate_model
from unsqa.measuring.questions import read_questions
from unsqa.measuring.scores import judge
from unsqa.reading.corpus import read_corpus
from unsqa.reading.passages import make_passages
from unsqa.settings import DEFAULT_MODEL, Settings
from unsqa.understanding.dialogue import make_query

CORPUS = Path(__file__).parents[1] / "corpus"
OURS, CALIBRATION = (Path(__file__).with_name("questions") / name for name in ("report.jsonl", "calibration.jsonl"))
N_TEXTS = {"passages": 48, "sentences": 192, "questions": 40}
TOKENS = 2048  # a batch; of more, the buffers grow so large that malloc gives each back to the system after use
HEADINGS = ("variant, processes x threads", "passages/s", "by CPU", "sentences/s", "by CPU", "question ms", "p95")
HEADINGS += ("CPU ms", "MiB", "least cosine", "mean")


@dataclass(frozen=True)
class Variant:
    """A way to encode; `batch` counts texts for the library and tokens for the others."""

    runtime: str
    dtype: str
    batch: int = TOKENS
    n_processes: int = 1
    n_threads: int = 1

    @property
    def name(self) -> str:
        """What the table calls it."""
        unit = "texts" if self.runtime == "library" else "tokens"
        return f"{self.runtime} {self.dtype}, {self.batch} {unit}, {self.n_processes} x {self.n_threads}"


RUNS = [(1, 1), (1, 2), (2, 1)]
VARIANTS = [Variant("library", "fp32", 16), Variant("library", "fp32", 64), Variant("library", "fp32", 16, 1, 2)]
KINDS = [("direct", "fp32"), ("direct", "bf16"), ("onnx", "fp32"), ("onnx", "int8")]
VARIANTS += [Variant(*kind, TOKENS, *run) for kind in KINDS for run in RUNS]
VARIANTS += [Variant("direct", "bf16", 8 * TOKENS), *(Variant("unsqa", "as set", TOKENS, *run) for run in RUNS)]


class Encoder:
    """An `unsqa.finding.embedding.Embedder` of the default model, on one of the runtimes."""

    digest = ""

    def __init__(self, variant: Variant, folder: Path) -> None:
        location = Path(locate_model(DEFAULT_MODEL).location)
        self._variant = variant
        if variant.runtime == "library":
            self._library = SentenceTransformer(str(location), device="cpu")
            return
        self._tokenizer = Tokenizer.from_file(str(location / "tokenizer.json"))
        self._tokenizer.enable_truncation(512)  # what the model takes
        self._forward = load_onnx(variant, folder) if variant.runtime == "onnx" else load_torch(variant, location)

    def encode_passages(self, texts):
        """Encode what is searched: float32 (n, dim), unit rows."""
        return self._encode([f"passage: {text}" for text in texts])

    def encode_queries(self, texts):
        """Encode what is searched for: float32 (n, dim), unit rows."""
        return self._encode([f"query: {text}" for text in texts])

    encode_bank = encode_queries

    def _encode(self, texts):
        if self._variant.runtime == "library":
            size = self._variant.batch
            return self._library.encode(texts, prompt="", batch_size=size, show_progress_bar=False)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        vectors = np.zeros((len(texts), 384), np.float32)
        for rows in cut_batches([len(ids) for ids in tokens], self._variant.batch):
            ids = np.array([tokens[row] + [1] * (len(tokens[rows[0]]) - len(tokens[row])) for row in rows])
            mask = (ids != 1).astype(np.int64)  # 1 is padding
            summed = (self._forward(ids, mask) * mask[:, :, None]).sum(axis=1)  # the mean but for its length
            vectors[rows] = summed / np.linalg.norm(summed, axis=1, keepdims=True)
        return vectors


def cut_batches(lengths, n_tokens):
    """Yield the rows of each batch, the longest first: as many as stay within so many tokens when they are padded."""
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    while order:
        size = max(1, n_tokens // lengths[order[0]])
        yield order[:size]
        order = order[size:]


def load_torch(variant, location):
    """Return the forward pass, (ids, mask) to the vectors of the tokens."""
    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[variant.dtype]
    model = AutoModel.from_pretrained(location, dtype=dtype).eval()

    @torch.inference_mode()
    def forward(ids, mask):
        return model(torch.from_numpy(ids), torch.from_numpy(mask)).last_hidden_state.float().numpy()

    return forward


def load_onnx(variant, folder):
    """Return the forward pass of what `export_onnx` wrote."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = variant.n_threads
    session = onnxruntime.InferenceSession(str(folder / f"{variant.dtype}.onnx"), options)
    return lambda ids, mask: session.run(None, {"ids": ids, "mask": mask})[0]


def export_onnx(folder):
    """Write the default model as ONNX, whole and quantised to eight bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = AutoModel.from_pretrained(locate_model(DEFAULT_MODEL).location, attn_implementation="eager").eval()

    class TokenVectors(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids, mask):
            return self.model(input_ids=ids, attention_mask=mask).last_hidden_state

    ids = torch.full((2, 16), 5)
    names = {"input_names": ["ids", "mask"], "output_names": ["vectors"], "opset_version": 17, "dynamo": False}
    names["dynamic_axes"] = {name: {0: "texts", 1: "tokens"} for name in ("ids", "mask", "vectors")}
    torch.onnx.export(TokenVectors(), (ids, torch.ones_like(ids)), str(folder / "fp32.onnx"), **names)
    quantize_dynamic(folder / "fp32.onnx", folder / "int8.onnx", weight_type=QuantType.QInt8)


def read_texts():
    """Return passages, sentences and questions, each spread over the first report and its questions."""
    documents = read_corpus(CORPUS).documents
    passages = [passage for document in documents for passage in make_passages(document)]
    sentences = [passage.unit_text(unit) for passage in passages for unit in range(len(passage.units))]
    asked = [item.question for item in read_questions(CALIBRATION)]
    whole = [passage.shown for passage in passages if 100 <= len(passage.shown.split()) <= 140]
    kinds = {"passages": whole, "sentences": sentences, "questions": asked}
    return {kind: texts[:: max(1, len(texts) // N_TEXTS[kind])][: N_TEXTS[kind]] for kind, texts in kinds.items()}


def time_encoding(folder, variant, number):
    """Print the times of one process of a variant, write the vectors of its share; begin when a line is read."""
    torch.set_num_threads(variant.n_threads)
    SentenceTransformerEmbedder.THREADS = variant.n_threads
    encoder = load_embedder(Settings()) if variant.runtime == "unsqa" else Encoder(variant, folder)
    texts = {kind: found[number :: variant.n_processes] for kind, found in read_texts().items()}
    encoder.encode_passages(texts["passages"][:16] + texts["questions"][:1])
    input("ready\n")
    measured, vectors = {}, {}
    for kind in ("passages", "sentences"):
        wall, used = time.perf_counter(), time.process_time()
        vectors[kind] = encoder.encode_passages(texts[kind])
        measured[kind] = (len(texts[kind]), time.perf_counter() - wall, time.process_time() - used)
    waits, asked, used = [], [], time.process_time()
    for question in texts["questions"]:
        wall = time.perf_counter()
        asked.append(encoder.encode_queries([question]))
        waits.append(1000 * (time.perf_counter() - wall))
    measured["question"] = [*np.quantile(waits, (0.5, 0.95)), 1000 * (time.process_time() - used) / len(waits)]
    status = Path("/proc/self/status").read_text()  # getrusage would count what the process that started this one held
    measured["mib"] = int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024
    np.savez(folder / f"{number}.npz", **vectors, questions=np.concatenate(asked))
    print(json.dumps(measured), flush=True)


def measure(variant, folder):
    """Return the times of each process of a variant, and the vectors of all of them in one order."""
    of = variant.n_processes
    environment = {**os.environ, "OMP_NUM_THREADS": str(variant.n_threads)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment}
    command = [sys.executable, __file__, "--job", str(folder), str(VARIANTS.index(variant))]
    running = [subprocess.Popen([*command, str(number)], **pipes) for number in range(of)]
    for process in running:
        process.stdout.readline()
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    measured = [json.loads(process.communicate()[0]) for process in running]
    shares = [np.load(folder / f"{number}.npz") for number in range(of)]
    vectors = []
    for kind in shares[0].files:
        vectors.append(np.empty((sum(len(one[kind]) for one in shares), 384), np.float32))
        for number, one in enumerate(shares):
            vectors[-1][number::of] = one[kind]
    return measured, np.concatenate(vectors)


def show(variant, measured, vectors, reference) -> None:
    cells = [variant.name]
    for kind in ("passages", "sentences"):
        n, wall, used = (list(values) for values in zip(*(one[kind] for one in measured), strict=True))
        cells += [f"{sum(n) / max(wall):.1f}", f"{sum(n) / sum(used):.1f}"]
    cells += [f"{statistics.mean(one['question'][at] for one in measured):.1f}" for at in range(3)]
    cells.append(f"{sum(one['mib'] for one in measured):,.0f}")
    cosines = np.minimum((vectors * reference).sum(axis=1), 1)
    print(f"| {' | '.join([*cells, f'{cosines.min():.5f}', f'{cosines.mean():.5f}'])} |", flush=True)


def report_costs(variants, folder) -> None:
    reference = None
    print(f"| {' | '.join(HEADINGS)} |\n|---|{'---:|' * (len(HEADINGS) - 1)}", flush=True)
    for variant in variants:
        measured, vectors = measure(variant, folder)
        reference = vectors if reference is None else reference
        show(variant, measured, vectors, reference)


def score_evidence(index, encoder):
    """Return evidence@1 and @5, in percent, on our questions about the report, and on those for calibration."""
    items = [item.gold for item in read_questions(OURS) if not item.history]
    items = [gold for gold in items if isinstance(gold.get("evidence"), list)]
    judged = []
    for gold, vector in zip(items, encoder.encode_queries([gold["question"] for gold in items]), strict=True):
        hits = ranking.rank(index, make_query(gold["question"], [], ["en"]), vector, 10)
        judged.append(judge(gold, {"hits": [{"text": hit.passage.shown} for hit in hits]}))
    scores = [share(one[f"evidence@{k}"] for one in judged) for k in (1, 5)]
    asked = [item.gold for item in read_questions(CALIBRATION) if item.gold["kind"] == "answerable"]
    ranks = find(index, encoder.encode_queries([item["question"] for item in asked]), asked)
    return [*scores, *(share(rank is not None and rank <= k for rank in ranks) for k in (1, 5))]


def report_evidence(variants, folder) -> None:
    print("\n| vectors of the index | of the questions | bank | ours @1 | @5 | calibration @1 | @5 |")
    print("|---|---|---|" + "---:|" * 4, flush=True)
    plain = Encoder(Variant(*KINDS[0]), folder)
    for kind in (kind for kind in KINDS if any((one.runtime, one.dtype) == kind for one in variants)):
        encoder = Encoder(Variant(*kind), folder)
        index = index_report(CORPUS / "un-mexico-2020", encoder, with_bank=True)
        asking = {"the same": encoder, "direct fp32": plain}
        for bank, searched in (("with", index), ("without", without_bank(index))):
            for name, asked in asking.items():
                figures = " | ".join(f"{figure:.1f}" for figure in score_evidence(searched, asked))
                print(f"| {' '.join(kind)} | {name} | {bank} | {figures} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="variants that have all of these words")
    parser.add_argument("--evidence", action="store_true", help="what it changes in what is found")
    parser.add_argument("--job", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.job:
        time_encoding(Path(given.job[0]), VARIANTS[int(given.job[1])], int(given.job[2]))
        return
    chosen = [one for one in VARIANTS if all(word in one.name for word in given.only)]
    with tempfile.TemporaryDirectory() as folder:
        if find_spec("onnx") and find_spec("onnxruntime"):
            export_onnx(Path(folder))
        else:
            print("Without the ONNX variants: pip install onnx onnxruntime\n")
            chosen = [one for one in chosen if one.runtime != "onnx"]
        (report_evidence if given.evidence else report_costs)(chosen, Path(folder))


if __name__ == "__main__":
    main()
