from types import SimpleNamespace

import numpy as np
import pytest
from pulling import pulled

from dfi_studio.core.errors import PictureSetError
from dfi_studio.pipeline import cifar as module
from dfi_studio.pipeline.cifar import cifar


def given(monkeypatch, read):
    monkeypatch.setattr(module.torchvision, "datasets", SimpleNamespace(CIFAR10=read))


def test_it_comes_with_its_own_division(tmp_path, monkeypatch):
    def read(root, *, train, download):
        assert (root, download) == (str(tmp_path), True)
        count = 20 if train else 10
        pixels = np.zeros((count, 32, 32, 3), np.uint8)
        return SimpleNamespace(data=pixels, targets=[0, 1] * (count // 2), classes=["cat", "dog"])

    given(monkeypatch, read)
    _, found = pulled(cifar("cifar:10", tmp_path))
    assert (found.name, found.classes, found.size) == ("cifar:10", ("cat", "dog"), 32)
    assert (len(found.trained), len(found.held_out)) == (20, 10)


@pytest.mark.parametrize("error", [OSError("no route"), RuntimeError("no route")])
def test_no_network_is_told(tmp_path, monkeypatch, error):
    def read(*_, **__):
        raise error

    given(monkeypatch, read)
    with pytest.raises(PictureSetError, match=r"cifar:10 cannot be fetched \(no route\)"):
        pulled(cifar("cifar:10", tmp_path))
