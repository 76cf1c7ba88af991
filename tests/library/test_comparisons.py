import csv
import math

import pytest

from dfi_studio.core.classifier import EpochFigures, Method, Outcome, Trial
from dfi_studio.core.errors import OutputError
from dfi_studio.library.comparisons import (
    CURVES,
    RESULTS,
    TABLE,
    save_comparison,
    table,
    table_text,
)


def outcome(method, strength, seed, accuracy):
    epochs = (EpochFigures(1, 2.0, 0.1, 0.1, 0.2), EpochFigures(2, 1.0, accuracy, 0.5, 0.4))
    return Outcome(Trial(method, strength, seed), epochs, 7.0 + seed)


@pytest.fixture
def outcomes():
    return [
        outcome(Method.CE, 0.0, 0, 0.5),
        outcome(Method.ISDA, 0.5, 0, 0.7),
        outcome(Method.CE, 0.0, 1, 0.6),
        outcome(Method.ISDA, 0.5, 1, 0.7),
    ]


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_means_and_deviations_are_over_the_seeds(outcomes):
    plain, isda = table(outcomes)
    assert (plain.method, plain.seeds) == (Method.CE, 2)
    assert plain.accuracy == pytest.approx((0.55, 0.1 / math.sqrt(2)))
    assert isda.accuracy == pytest.approx((0.7, 0))
    assert isda.seconds == pytest.approx((7.5, 1 / math.sqrt(2)))


def test_the_table_is_read_by_people(outcomes):
    lines = table_text(table(outcomes)).splitlines()
    assert lines[1].split()[:5] == ["ce", "-", "2", "55.00", "±"]
    assert "70.00 ± 0.00" in lines[2]
    assert "nan" not in table_text(table(outcomes[:2]))


def test_the_figures_go_out_as_csv(outcomes, tmp_path):
    save_comparison(tmp_path, outcomes)
    results, curves, means = (rows(tmp_path / name) for name in (RESULTS, CURVES, TABLE))
    assert [(each["method"], each["seed"]) for each in results] == [
        ("ce", "0"), ("isda", "0"), ("ce", "1"), ("isda", "1"),
    ]  # fmt: skip
    assert float(results[1]["accuracy"]) == 0.7
    assert len(curves) == 8
    assert curves[2]["lambda_t"] == "0.1"
    assert float(means[0]["accuracy"]) == pytest.approx(0.55)


def test_what_is_not_known_is_left_empty(tmp_path):
    untested = Outcome(Trial(Method.CE, 0.0), (EpochFigures(1, 1.0, None, 0.0, 0.0),), 1.0)
    save_comparison(tmp_path, [untested])
    assert rows(tmp_path / RESULTS)[0]["accuracy"] == ""
    assert rows(tmp_path / TABLE)[0]["accuracy"] == rows(tmp_path / TABLE)[0]["loss_sd"] == ""
    assert " - " in table_text(table([untested]))


def test_a_folder_that_is_gone_is_told(outcomes, tmp_path):
    with pytest.raises(OutputError, match="there is no folder"):
        save_comparison(tmp_path / "none", outcomes)
