from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from dfi_studio.core.sequence import Sequence
from dfi_studio.ui.sequence import player as module
from dfi_studio.ui.sequence.player import Player

FILM = Sequence(frames=5, fps=10, hold_first=2, hold_last=1, ping_pong=True)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def player(qtbot: QtBot, clock: Clock) -> Player:
    made = Player()
    made.show_film(FILM)
    return made


def steps(player: Player, clock: Clock, count: int) -> list[int]:
    """The steps that are shown, one frame after another."""
    heard: list[int] = []
    player.stepped.connect(heard.append)
    player.play()
    for _ in range(count):
        clock.now += 0.100001
        player._tick()
    return heard


def test_every_frame_has_its_time_holds_and_way_back_included(player: Player, clock: Clock) -> None:
    assert FILM.steps == (0, 0, 0, 1, 2, 3, 4, 4, 3, 2, 1)
    assert steps(player, clock, 12) == [0, *FILM.steps[1:], 0, 0]
    player.halt()
    assert not player.playing


def test_a_slow_screen_passes_frames_over(player: Player, clock: Clock) -> None:
    heard: list[int] = []
    player.stepped.connect(heard.append)
    player.play()
    clock.now += 0.45
    player._tick()
    assert heard == [0, 2]
    player.halt()


def test_without_repeating_it_stands_at_the_end_and_begins_anew(
    player: Player, clock: Clock
) -> None:
    player.repeats = False
    player.show_film(replace(FILM, ping_pong=False))
    assert steps(player, clock, 20)[-1] == 4
    assert not player.playing
    player.play()
    assert player.place == 0
    player.halt()


def test_it_goes_on_from_where_the_hand_takes_it(player: Player, clock: Clock) -> None:
    player.play()
    player.go_to(3)
    clock.now += 0.15
    player._tick()
    assert FILM.steps[player.place] == 4
    player.halt()


def test_another_film_goes_on_at_the_same_step(player: Player) -> None:
    player.go_to(4)
    player.show_film(replace(FILM, frames=9))
    assert replace(FILM, frames=9).steps[player.place] == 4
    player.show_film(replace(FILM, frames=2))
    assert replace(FILM, frames=2).steps[player.place] == 1
