"""Everything that can go wrong, by who can mend it.

ReshootError
├── AskerError              the person who asked can mend it (exit 2, a sentence in the thread)
│   ├── BadPicture          the file is no picture we accept
│   ├── BadTable            a table has rows that can't be used; says which and why
│   ├── BadInstruction      the sentence was not understood; says what would work
│   └── NotFound            the region is not in the picture; says what is
│       ├── Ambiguous       more than one thing could be meant, or fewer are there than were said
│       └── RegionRefused   found, but too small or nearly everything
├── OperatorError           whoever runs Reshoot can mend it (exit 3, a line in the log)
│   ├── BadSettings         a setting is missing or contradicts another
│   ├── PluginError         a plugin is unknown, claimed twice, or does not import
│   ├── ModelMissing        weights are not where the settings say
│   └── DeviceError         the accelerator
│       ├── OutOfDeviceMemory
│       └── DeviceLost      sticky: the process must be replaced
└── BrokenPromise           our mistake: a locked pixel changed. Such a variant is never shown.

`Cancelled` stands apart: it derives from BaseException so that a painter's `except Exception`
cannot swallow it.
"""


class ReshootError(Exception):
    """Root of every error this project raises on purpose; `str(error)` is a sentence for people."""


class AskerError(ReshootError):
    """The person who asked can mend it; the message says how."""


class BadPicture(AskerError):
    """The file is not a picture we accept."""


class BadInstruction(AskerError):
    """The sentence was not understood.

    `unclear` quotes the part that was not understood; `suggestion` is the closest sentence that
    would work, or "" if there is none.
    """

    def __init__(self, message: str, unclear: str = "", suggestion: str = "") -> None:
        super().__init__(message)
        self.unclear = unclear
        self.suggestion = suggestion


class BadTable(AskerError):
    """A table can't be used; `problems` are (line, what is wrong with it), all of them."""

    def __init__(self, message: str, problems: tuple[tuple[int, str], ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class NotFound(AskerError, LookupError):
    """The phrase names nothing in this picture; `sees` lists phrases that would work instead of it,
    nearest first.

    It is a LookupError so that a plugin may raise a plain LookupError without importing us.
    """

    def __init__(self, message: str, sees: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.sees = sees


class Ambiguous(NotFound):
    """The phrase leaves open which of several things is meant; `sees` names them."""


class RegionRefused(NotFound):
    """The region was found but is too small, or nearly the whole picture."""


class OperatorError(ReshootError):
    """Whoever runs Reshoot can mend it; the message says how."""


class BadSettings(OperatorError):
    """A setting is missing, malformed, or contradicts another."""


class PluginError(OperatorError):
    """A plugin is unknown, claimed by two distributions, or does not import."""


class ModelMissing(OperatorError):
    """Weights are not where the settings say they are."""


class DeviceError(OperatorError):
    """The accelerator failed."""


class OutOfDeviceMemory(DeviceError):
    """The work does not fit the accelerator even one picture at a time."""


class DeviceLost(DeviceError):
    """The accelerator is unusable from this process for good."""


class BrokenPromise(ReshootError):
    """A locked pixel differs from the golden: our mistake, and never shown to anybody."""


class Cancelled(BaseException):
    """The work was called off; BaseException so that no plugin swallows it."""
