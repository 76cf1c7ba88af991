"""One portrait from backdrop to glasses."""

import numpy as np
from PIL import Image

from painter.eyes import brows, lashes, paint_eyes
from painter.field import SIZE, UNIT, Field, blur, coordinates, noise, smoothstep
from painter.hair import Layer, comb, comb_beard
from painter.light import develop, light_skin
from painter.props import backdrop, below_collar, clothes, glasses
from painter.relief import Relief, shape_head
from painter.sitter import Sitter
from painter.skin import mix, paint_lips, paint_mouth, paint_skin
from painter.styles import back, front


def _shift(field: Field, du: float, dv: float) -> Field:
    moved = np.roll(field, (int(dv * UNIT), int(du * UNIT)), (0, 1))
    return np.asarray(moved, np.float32)


def _figure(
    sitter: Sitter, relief: Relief, u: Field, v: Field, veil: Field, rng: np.random.Generator
) -> tuple[Field, Field]:
    """Return the lit head, neck and clothes in linear light, and their coverage."""
    albedo = paint_lips(paint_skin(sitter, u, v, relief.creases, rng), sitter, u, v, rng)
    gloss = np.clip(1 + 0.12 * noise(rng, 0.05), 0, 2) * (1 - 0.35 * sitter.wear)
    down = below_collar(sitter, u, v)
    worn = smoothstep(-0.012, 0.012, down) * (1 - relief.head)
    lit, key = light_skin(relief, albedo, gloss, veil, sitter)
    cloth = clothes(sitter, u, down, rng)
    lit = mix(lit, cloth * (0.65 + 0.35 * key)[..., None], worn)
    around = np.clip(blur(lit.mean(-1), 0.3) / np.mean(sitter.skin), 0.35, 1.6)
    lit = paint_mouth(lit, sitter, u, v, around)
    lit = paint_eyes(lit, sitter, u, v, around, rng)
    white = np.array([0.29, 0.265, 0.24], np.float32) * sitter.grey
    ink = np.asarray(sitter.hair, np.float32) * 0.32 * (1 - sitter.grey) + white
    hairs = brows(sitter, rng)
    lit = mix(lit, ink, 0.75 * np.clip(1.3 * blur(hairs, 0.03), 0, 1))
    lit = mix(lit, ink, 0.9 * hairs)
    dark = np.asarray(sitter.hair, np.float32) * 0.2
    return mix(lit, dark, 0.85 * lashes(sitter, rng)), np.maximum(relief.skin, worn)


def _lay(picture: Field, layer: Layer) -> Field:
    return mix(picture, layer.colour, blur(layer.cover, 0.006))


def _wear_glasses(
    picture: Field, sitter: Sitter, u: Field, v: Field, rng: np.random.Generator
) -> Field:
    frame, colour, lens = glasses(sitter, rng)
    shadow = _shift(blur(frame, 0.05), -0.04 * np.sign(sitter.light_side), 0.09)
    picture = picture * (1 - 0.4 * shadow)[..., None]
    streak = smoothstep(0.14, 0.0, np.abs(((u + v * 0.7 + 3) % 2) - 0.75)) * lens
    picture = mix(picture, (1, 1, 1), 0.1 * streak + 0.03 * lens)
    picture = mix(picture, colour, blur(frame, 0.008))
    gleam = np.clip(frame - _shift(frame, 0, 0.025), 0, 1)
    return mix(picture, (1, 1, 1), 0.16 * blur(gleam, 0.01))


def paint(sitter: Sitter) -> Image.Image:
    """Paint a sitter and return the finished square picture."""
    rng = np.random.default_rng(sitter.seed)
    u, v = coordinates()
    relief = shape_head(sitter, u, v, rng)
    behind = comb(back(sitter), sitter, rng)
    before = comb(front(sitter, rng), sitter, rng)
    shade = blur(before.cover, 0.1)
    veil = np.clip(_shift(shade, -0.08 * np.sign(sitter.light_side), 0.12), 0, 1) * relief.head
    figure, cover = _figure(sitter, relief, u, v, veil, rng)
    picture = backdrop(sitter, u, v, rng)
    picture = _lay(picture, behind)
    picture = mix(picture, develop(figure), cover)
    if sitter.traits.beard:
        picture = _lay(picture, comb_beard(sitter, u, v, relief.rim, rng))
    if sitter.traits.glasses:
        picture = _wear_glasses(picture, sitter, u, v, rng)
    picture = _lay(picture, before)
    grain = rng.normal(0, 0.008, (*u.shape, 1))
    values = np.clip((picture + grain) * 255 + 0.5, 0, 255).astype(np.uint8)
    return Image.fromarray(values).resize((SIZE, SIZE), Image.Resampling.LANCZOS)
