"""How long an attribute vector is made before alpha is applied."""

from __future__ import annotations

from enum import StrEnum


class Scaling(StrEnum):
    """How an attribute vector is scaled before alpha is applied."""

    NONE = "none"
    """w as it is: alpha 1 moves by the difference of the two means."""
    BETA = "beta"
    """w / mean(w^2), the authors' option, which makes alpha alike across attributes."""
