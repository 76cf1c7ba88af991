"""Keys, times and frames in words, for eyes and for those who hear the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.parameters import Parameter
from dfi_studio.core.sequence import Curve, Easing, Key
from dfi_studio.ui.sequence.axis import Axis

_MINUTE, _HOUR = 60, 3600


def easing_name(easing: Easing) -> str:
    """Return what a way between two keys is called."""
    match easing:
        case Easing.LINEAR:
            return _tr("Even")
        case Easing.IN:
            return _tr("Slow at first")
        case Easing.OUT:
            return _tr("Slow at last")
        case Easing.BOTH:
            return _tr("From rest to rest")
        case Easing.HOLD:
            return _tr("Hold, then jump")


def value_text(value: float, parameter: Parameter) -> str:
    """Return a value with the decimals that its parameter has."""
    return f"{value:.3g}" if parameter.logarithmic else f"{value:.{parameter.decimals}f}"


def key_in_words(key: Key, curve: Curve, axis: Axis, parameter: Parameter) -> str:
    """Say which key it is, where, and how it goes on."""
    number = curve.keys.index(key) + 1
    words = _tr("Key {} of {}: frame {}, value {}, {}")
    step = axis.step_of(key.at) + 1
    easing = easing_name(key.easing).lower()
    return words.format(number, len(curve.keys), step, value_text(key.value, parameter), easing)


def clock(seconds: float) -> str:
    """Return a time of the film: minutes, seconds and hundredths."""
    hundredths = round(seconds * 100)
    return f"{hundredths // 6000}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"


def about(seconds: float) -> str:
    """Return in words how long something takes, as exactly as an estimate is."""
    if seconds < 10:
        return _tr("a few seconds")
    if seconds < 50:
        return _tr("about {} s").format(round(seconds / 10) * 10)
    if seconds < 90:
        return _tr("about a minute")
    if seconds < 50 * _MINUTE:
        return _tr("about {} min").format(round(seconds / _MINUTE))
    if seconds < 90 * _MINUTE:
        return _tr("about an hour")
    return _tr("about {:.1f} hours").format(seconds / _HOUR)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sequence", text)
