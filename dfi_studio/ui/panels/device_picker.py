"""Which device computes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from dfi_studio.core.device import Device
from dfi_studio.ui.panels.wheel import CalmComboBox

AUTOMATIC = "auto"
_SHORTEST = 12
_GIB = 2**30


class DevicePicker(QWidget):
    """Shows the devices of this machine; says which one the hand wants."""

    device_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.combo = CalmComboBox()
        self.combo.setAccessibleName(self.tr("Device"))
        self.combo.setToolTip(self.tr("Where to compute; it holds from the next render on"))
        self.combo.setMinimumContentsLength(_SHORTEST)
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        label = QLabel(self.tr("Device"))
        label.setBuddy(self.combo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self.combo, 1)
        self.show_devices((), AUTOMATIC)
        self.combo.activated.connect(self._on_activated)

    def show_devices(self, devices: Sequence[Device], chosen: str) -> None:
        """Offer devices, the automatic choice first.

        Parameters
        ----------
        chosen : str
            The name of one, or "auto". One that is not offered is shown by its name.
        """
        rows = {AUTOMATIC: self.tr("Automatic")}
        rows |= {each.name: self._told(each) for each in devices}
        rows.setdefault(chosen, chosen)
        places = range(self.combo.count())
        shown = [(self.combo.itemData(at), self.combo.itemText(at)) for at in places]
        if shown != list(rows.items()):
            self.combo.clear()
            for name, text in rows.items():
                self.combo.addItem(text, name)
        self.combo.setCurrentIndex(list(rows).index(chosen))

    def _told(self, device: Device) -> str:
        free = self.tr("{:.1f} GB free").format(device.free / _GIB) if device.free else ""
        return "  ·  ".join(part for part in (device.name, device.model, free) if part)

    def _on_activated(self, at: int) -> None:
        self.device_wanted.emit(self.combo.itemData(at))
