"""How often one may ask: so many questions in any minute, counted for each who asks.

A sliding window of time stamps, as exact as it is simple. Not here: what the person is told (web/strings/serving.toml),
and limits over several processes, each of which counts for itself.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW_SECONDS = 60.0
MAX_ASKERS = 10_000  # remembered at once; beyond it, who asked longest ago is forgotten


class RateLimit:
    """Counts questions. For many threads at once; its memory is bounded by MAX_ASKERS times `per_minute` numbers."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()  # who asked last stands last

    def take(self, asker: str) -> float:
        """Count a question and return 0; or count nothing and return the seconds until it may be asked.

        With a limit of 0 everything may be asked at once.
        """
        if not self._per_minute:
            return 0.0
        with self._lock:
            now = self._clock()
            self._forget(now)
            times = self._asked.setdefault(asker, deque(maxlen=self._per_minute))
            if len(times) == self._per_minute and now - times[0] < WINDOW_SECONDS:
                return WINDOW_SECONDS - (now - times[0])
            times.append(now)
            self._asked.move_to_end(asker)
            return 0.0

    def _forget(self, now: float) -> None:
        """Forget who has asked nothing within the window, and the oldest where there are too many."""
        while self._asked:
            asker, times = next(iter(self._asked.items()))
            if now - times[-1] < WINDOW_SECONDS and len(self._asked) < MAX_ASKERS:
                return
            del self._asked[asker]
