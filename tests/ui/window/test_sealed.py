from PySide6.QtCore import QByteArray

from dfi_studio.ui.window.sealed import sealed, unsealed


def test_an_arrangement_comes_back_and_nothing_else_does() -> None:
    state = QByteArray(b"\x00\xff arrangement")
    kept = sealed(state)
    assert unsealed(kept) == state
    for other in (state, QByteArray(), QByteArray(kept.data()[:-1]), "text", None, 5):
        assert unsealed(other) is None
    for at in range(kept.size()):
        damaged = bytearray(kept.data())
        damaged[at] ^= 1
        assert unsealed(QByteArray(bytes(damaged))) is None
