from __future__ import annotations

from pytestqt.qtbot import QtBot

from dfi_studio.core.device import Device
from dfi_studio.ui.panels.device_picker import DevicePicker

DEVICES = (Device("cuda:0", "NVIDIA H200", 3 * 2**30), Device("cpu"))


def texts(picker: DevicePicker) -> list[str]:
    return [picker.combo.itemText(at) for at in range(picker.combo.count())]


def test_the_automatic_choice_comes_first(qtbot: QtBot) -> None:
    picker = DevicePicker()
    qtbot.addWidget(picker)
    assert texts(picker) == ["Automatic"]
    picker.show_devices(DEVICES, "cpu")
    assert texts(picker) == ["Automatic", "cuda:0  ·  NVIDIA H200  ·  3.0 GB free", "cpu"]
    assert picker.combo.currentText() == "cpu"
    picker.show_devices(DEVICES, "cuda:7")  # chosen in an earlier run, and gone
    assert picker.combo.currentText() == "cuda:7"


def test_only_the_hand_chooses(qtbot: QtBot) -> None:
    picker = DevicePicker()
    qtbot.addWidget(picker)
    heard: list[str] = []
    picker.device_wanted.connect(heard.append)
    picker.show_devices(DEVICES, "cpu")
    picker.show_devices(DEVICES[1:], "auto")
    assert heard == []
    picker.combo.setCurrentIndex(1)
    picker.combo.activated.emit(1)
    assert heard == ["cpu"]
