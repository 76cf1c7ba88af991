"""Which arithmetic a device is fast in.

A network's activations need few digits while the picture is far from its goal: bfloat16 (8 bits of
mantissa, sums in float32) halves the time of an evaluation where the hardware multiplies in it,
and float32 finishes. Elsewhere everything is float32. The choice depends on the machine alone, so
that one machine makes the same picture of the same recipe every time.
"""

from __future__ import annotations

import torch


def fast_dtype(device: torch.device) -> torch.dtype:
    """Return the type in which a device convolves fastest: bfloat16, or float32 where that is."""
    match device.type:
        case "cpu":
            return torch.bfloat16 if _cpu_multiplies_bfloat16() else torch.float32
        case "cuda":
            native = torch.cuda.is_bf16_supported(including_emulation=False)
            return torch.bfloat16 if native else torch.float32
    return torch.float32


def _cpu_multiplies_bfloat16() -> bool:
    """Tell whether there are instructions for it; where oneDNN emulates them they are slow."""
    capability = torch.backends.cpu.get_cpu_capability()
    return capability.startswith("AVX512") and torch.cpu._is_avx512_bf16_supported()
