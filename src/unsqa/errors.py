"""Everything unsqa raises on purpose.

The tree, so that a caller can catch as much as it means to:

    UnsqaError
    ├── InputError        the question, a question file or a setting is not usable as it stands
    ├── CorpusError       no report can be read
    ├── ModelError        the embedding model cannot be had or loaded
    ├── ExpandError       the endpoint does not give what was asked for
    ├── KeepingError      conversations cannot be kept, or given back
    └── SearchIndexError   the index cannot be used or written
        ├── MissingIndexError    there is none yet
        ├── StaleIndexError      it was built from another corpus, model or version
        ├── DamagedIndexError    its files are not what was written
        └── IndexWriteError      it could not be written; the earlier one is untouched

Every message says what happened with the value, what was expected, and the command or setting that mends it.
Finding nothing is not an error: it is an `Answer` with a refusal.
"""


class UnsqaError(Exception):
    """The parent of every error that unsqa raises on purpose."""


class InputError(UnsqaError):
    """The question, a question file or a setting is not usable as it stands."""


class CorpusError(UnsqaError):
    """No report can be read from the corpus folder."""


class ModelError(UnsqaError):
    """The embedding model cannot be had or loaded."""


class ExpandError(UnsqaError):
    """The endpoint does not give what was asked for, or the bank cannot be written; finished passages are kept."""


class KeepingError(UnsqaError):
    """Conversations cannot be kept, or given back; what was kept before is still there, or was set aside."""


class SearchIndexError(UnsqaError):
    """The index cannot be used or written."""


class MissingIndexError(SearchIndexError):
    """There is no index yet."""


class StaleIndexError(SearchIndexError):
    """The index was built from another corpus, another model or by another version."""


class DamagedIndexError(SearchIndexError):
    """The files of the index are not what was written."""


class IndexWriteError(SearchIndexError):
    """The index could not be written; the earlier one, if any, is untouched."""
