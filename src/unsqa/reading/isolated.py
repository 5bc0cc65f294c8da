"""A file -> its lines, read in a process of its own.

The libraries that read foreign formats may hang, crash or take all memory over a broken file. In a process of its own
such a file costs its report alone: it gets so much time and memory, and then an error that names it. The memory is
held to by the system where it can (RLIMIT_AS, not on Windows).

    python -P -m unsqa.reading.isolated FILE        writes {"lines": [...]} or {"error": "..."}
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import unsqa
from unsqa.errors import CorpusError
from unsqa.reading.limits import MAX_MEMORY_BYTES, MAX_SECONDS, check_lines
from unsqa.types import SourceLine


def read_isolated(path: Path, max_seconds: float = MAX_SECONDS) -> tuple[SourceLine, ...]:
    """Return the lines of a file, read in a process of its own by the reader of its suffix.

    Raises CorpusError when it cannot be read, takes too long or too much memory, or its reader breaks down.
    """
    command = [sys.executable, "-P", "-m", __name__, str(path)]
    places = [str(Path(unsqa.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    try:
        done = subprocess.run(  # noqa: S603  (this module, on a file that is only read)
            command, capture_output=True, timeout=max_seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CorpusError(
            f"{path} was not read within {max_seconds:,.0f} seconds. It may be damaged: save it anew, or in parts."
        ) from error
    try:
        told = json.loads(done.stdout)
    except ValueError as error:
        raise CorpusError(
            f"{path} cannot be read: its reader broke down (exit code {done.returncode}). "
            "It is damaged, or too large for the memory that there is: save it anew, or in parts."
        ) from error
    if "error" in told:
        raise CorpusError(told["error"])
    return tuple(SourceLine(*line) for line in told["lines"])


def _read(path: Path) -> dict[str, object]:
    """Return the lines of a file, or the error that they came to."""
    from unsqa.reading.sources import READERS

    try:
        lines = READERS[path.suffix.lower()](path, "")
        check_lines(lines, str(path))
    except CorpusError as error:
        return {"error": str(error)}
    except OSError as error:
        return {"error": f"{path} cannot be opened: {error.strerror or error}."}
    except MemoryError:
        size = f"{MAX_MEMORY_BYTES / 2**30:,.0f} GB"
        return {"error": f"{path} takes more than {size} of memory to read. Save it with fewer pictures, or in parts."}
    except Exception as error:  # a reader's library may raise anything over a broken file
        reason = " ".join(f"{type(error).__name__} {error}".split())[:200]
        return {"error": f"{path} is damaged: its reader gave up ({reason}). Save it anew and index again."}
    return {"lines": [(line.number, line.text, line.starts_page, line.heading) for line in lines]}


def _limit_process() -> None:
    """Hold this process to its memory, and to its time even if nobody waits for it any more."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit_process()
    sys.stdout.write(json.dumps(_read(Path(sys.argv[1]))))
