import pytest

from dfi_studio.core.comparison import Repeats, listed_names, listed_numbers
from dfi_studio.core.errors import UsageError


def test_lists_are_read_as_they_are_typed():
    assert listed_names(" age, gender,") == ("age", "gender")
    assert listed_names("") == ()
    assert listed_numbers("0.25, 1", "lambda") == (0.25, 1)
    with pytest.raises(UsageError, match="lambda 1;2 is not a list of numbers"):
        listed_numbers("1;2", "lambda")


def test_seeds_follow_the_first():
    assert Repeats(3, 5).numbers == (5, 6, 7)
    with pytest.raises(UsageError, match="Seeds is 0"):
        Repeats(0)
