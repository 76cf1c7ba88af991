"""The errors that a user can meet.

    StudioError                 one clear sentence: what is wrong, and what to do
    ├── UsageError              a command or a setting that cannot be meant
    ├── PhotoError              a picture that cannot be read
    ├── MaskError               a mask that cannot be read, or does not fit what it is for
    ├── PictureSetError         a set of pictures that cannot serve
    ├── CatalogError            a catalogue, or a folder in it, that cannot be read or written
    ├── AttributeFileError      an attribute file that cannot serve
    ├── DecoderFileError        a learned decoder that cannot serve
    ├── ClassifierFileError     a trained classifier, or its training, that cannot serve
    ├── WeightsError            a network that is missing, damaged or of the wrong shape
    ├── DeviceError             a device that is absent or out of memory
    ├── ProjectError            a project file that cannot be opened as it is
    │   └── NewerProjectError   one that only a newer program understands
    └── OutputError             a result that cannot be written

The message is shown as it stands, in the window and on the command line, so every raise site
writes a whole sentence. Anything that is not a `StudioError` is a fault of ours.

A sentence may repeat what a file says, which may be anything: it is cut where that is long, and
holds no characters that would steer a terminal or turn the direction of the text.
"""

from __future__ import annotations

_LONGEST = 1500
"""Characters of a sentence; a path takes no more than some hundred."""
_INVISIBLE = frozenset("\u200c\u200d\u200e\u200f")
"""Joiners and marks of direction that scripts are written with; they bind nothing behind them."""


class StudioError(Exception):
    """A problem that the user can understand and mend; `str` gives the sentence to show."""

    def __str__(self) -> str:
        """Return the sentence, fit to be shown anywhere."""
        return _fit_to_show(super().__str__())


class UsageError(StudioError):
    """A command or a setting that cannot be meant: exit code 2."""


class PhotoError(StudioError):
    """A picture that cannot be read, or is too small or too large to edit."""


class MaskError(StudioError):
    """A mask that cannot be read, has another size than the photo, or leaves nothing to do."""


class PictureSetError(StudioError):
    """A set of pictures that is missing, empty or too small."""


class CatalogError(StudioError):
    """A catalogue, or a folder in it, that cannot be read or written."""


class AttributeFileError(StudioError):
    """An attribute file that is damaged, or was learned for another size or network."""


class DecoderFileError(StudioError):
    """A learned decoder that is damaged, or was trained for another network or other layers."""


class ClassifierFileError(StudioError):
    """A trained classifier, or an unfinished training, that is damaged or of another kind."""


class WeightsError(StudioError):
    """A network whose weights are missing, damaged, unreachable or of the wrong shape."""


class DeviceError(StudioError):
    """A device that this machine lacks, or whose memory does not suffice."""


class ProjectError(StudioError):
    """A project file that is damaged, newer than the program, or lacks what it names."""


class NewerProjectError(ProjectError):
    """A project file of a version that this program does not know yet."""


class OutputError(StudioError):
    """A result that cannot be written where the user asked for it."""


def _fit_to_show(text: str) -> str:
    if len(text) > _LONGEST:
        half = _LONGEST // 2
        text = f"{text[:half]} … {text[-half:]}"
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character.isprintable() or character in _INVISIBLE:
        return character
    return " " if character.isspace() else "\ufffd"
