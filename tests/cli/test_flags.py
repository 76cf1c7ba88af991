import argparse
from dataclasses import fields

import pytest

from dfi_studio.cli import flags
from dfi_studio.core.errors import UsageError
from dfi_studio.core.parameters import parameters
from dfi_studio.core.recipe import FeatureSpace, Solver


def parsed(*words):
    parser = argparse.ArgumentParser()
    flags.add_parameters(parser, Solver, *parameters(Solver))
    flags.add_smooth(parser)
    flags.add_space(parser)
    return parser.parse_args(words)


def test_without_flags_the_recipe_keeps_its_defaults():
    assert flags.solver_from(parsed()) == Solver()
    assert flags.space_from(parsed(), FeatureSpace()) == FeatureSpace()


def test_every_parameter_has_a_flag_of_its_type():
    for declared in fields(Solver):
        if declared.name in parameters(Solver):
            value = getattr(parsed(f"--{declared.name.replace('_', '-')}", "2"), declared.name)
            assert value == 2
            assert type(value) is type(declared.default)


def test_an_attribute_files_space_is_the_default_and_flags_go_before():
    from_file = FeatureSpace("vgg19", ("conv4_1",), 96)
    assert flags.space_from(parsed("--size", "64"), from_file) == FeatureSpace(
        "vgg19", ("conv4_1",), 64
    )


def test_layers_with_weights():
    assert flags.parse_layers("conv3_1, conv4_1=0.5") == (("conv3_1", "conv4_1"), (1.0, 0.5))
    assert flags.parse_layers("conv3_1,conv4_1") == (("conv3_1", "conv4_1"), ())


@pytest.mark.parametrize("text", ["", "1,", "a", "1;2"])
def test_alphas_that_are_no_numbers(text):
    with pytest.raises(UsageError, match=r"0,0\.5,1"):
        flags.parse_alphas(text)
