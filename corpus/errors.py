"""The one tree of errors. Every message is Vietnamese, for the person at the desk, and says what to do.

AssistantError
├── UsageError            the request itself cannot be served (exit 2)
├── CorpusError           a document or a data file
│   ├── UnknownDocument   no such id or number
│   ├── UnreadableFile    a file that cannot be read as a document
│   └── AlreadyAdded      another edition of the same document is held
├── IndexFault            the index on disk
│   ├── IndexMissing      none was built
│   └── IndexForeign      built by another model, corpus or programme version
├── ModelFault            the embedding model cannot be loaded
├── StorageFault          the data folder cannot be written
├── NotReady              the server is still opening its index
└── AccessFault           who asks may not do this
    ├── LoginNeeded       nobody is logged in
    ├── NotAllowed        the role does not cover it
    └── TooMany           more than the limit allows
"""


class AssistantError(Exception):
    """Base of all errors shown to people; ``str(error)`` is the whole message."""


class UsageError(AssistantError):
    """Wrong arguments or an unusable question."""


class CorpusError(AssistantError):
    """Something about a document or a data file."""


class UnknownDocument(CorpusError):
    """No document has this id or number."""


class UnreadableFile(CorpusError):
    """The file is missing, broken, or of a kind that is not read."""


class AlreadyAdded(CorpusError):
    """Another edition of the same document is already held."""


class IndexFault(AssistantError):
    """The index cannot be used as it is."""


class IndexMissing(IndexFault):
    """No index was built yet."""


class IndexForeign(IndexFault):
    """The index was built by another model or another version of the programme."""


class ModelFault(AssistantError):
    """The embedding model cannot be loaded."""


class StorageFault(AssistantError):
    """The data folder cannot be read or written."""


class NotReady(AssistantError):
    """The server is still opening its index."""


class AccessFault(AssistantError):
    """Who asks may not do this."""


class LoginNeeded(AccessFault):
    """Nobody is logged in, or the session has ended."""


class NotAllowed(AccessFault):
    """The role of the person does not cover this."""


class TooMany(AccessFault):
    """More requests, failures or bytes than the limit allows."""
