import torch

from dfi_studio.pipeline import responses as module
from dfi_studio.pipeline.responses import Responses


def test_a_response_is_worked_out_once_for_the_same_pixels():
    known, made = Responses(), []
    photo = torch.rand(1, 3, 8, 6)

    def make():
        made.append(1)
        return {"layer": photo * 2}

    first = known.of(photo, "features", make)
    assert known.of(photo.clone(), "features", make) is first
    assert len(made) == 1
    known.of(photo, "another network's", make)
    known.of(photo + 0.01, "features", make)
    known.of(photo.transpose(-1, -2), "features", make)
    assert len(made) == 4


def test_memory_is_bounded_and_the_latest_used_stays(monkeypatch):
    monkeypatch.setattr(module, "_MOST_BYTES", 2 * 4 * 10)
    known = Responses()
    photos = [torch.full((1, 3, 2, 2), shade) for shade in (0.0, 0.1, 0.2)]
    first = known.of(photos[0], "", lambda: torch.zeros(10))
    known.of(photos[1], "", lambda: torch.zeros(10))
    assert known.of(photos[0], "", lambda: torch.zeros(10)) is first
    known.of(photos[2], "", lambda: torch.zeros(10))
    assert known.of(photos[0], "", lambda: torch.zeros(10)) is first
    assert len(known._kept) == 2
    large = torch.zeros(100)
    assert known.of(photos[1], "", lambda: large) is large
    assert not known._kept
