import threading

import pytest

from dfi_studio.pipeline.read_ahead import read_ahead


def test_results_come_in_order():
    with read_ahead(lambda n: n * n, range(50), ahead=7, threads=3) as results:
        assert list(results) == [n * n for n in range(50)]


def test_no_more_is_read_ahead_than_allowed():
    read = []
    with read_ahead(read.append, range(100), ahead=5, threads=2) as results:
        for _ in range(3):
            next(results)
        assert len(read) <= 3 + 5
    assert len(read) <= 3 + 5


def test_a_failure_is_raised_in_its_place():
    with read_ahead(lambda n: 1 / n, [2, 1, 0, 4], ahead=4, threads=2) as results:
        assert [next(results), next(results)] == [0.5, 1]
        with pytest.raises(ZeroDivisionError):
            next(results)


def test_no_thread_is_left():
    before = threading.active_count()
    with read_ahead(str, range(1000), ahead=100, threads=4) as results:
        next(results)
    assert threading.active_count() == before
