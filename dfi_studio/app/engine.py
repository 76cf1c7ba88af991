"""What the window computes with: the pipeline's verbs, imported when the engine first needs them.

torch is imported by none of this: the workshop is made inside the engine's thread, after the first
paint. `pipeline` is therefore named inside functions only.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dfi_studio.core.face import Face
from dfi_studio.core.film_order import FilmKind
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.sequence import Sequence as Movement
from dfi_studio.core.solved import Solved
from dfi_studio.core.steps import Render, Step
from dfi_studio.core.treatment import ExportOptions
from dfi_studio.ui.browser.verbs import DatasetVerbs, Likeness, Neighbours, Offer
from dfi_studio.ui.faces.verbs import FaceVerbs
from dfi_studio.ui.isda.verbs import IsdaVerbs
from dfi_studio.ui.queue.verbs import QueueVerbs
from dfi_studio.ui.rendering.instant_verbs import InstantVerbs
from dfi_studio.ui.rendering.work import Verbs
from dfi_studio.ui.sequence.verbs import FilmVerbs, Showing

if TYPE_CHECKING:
    from dfi_studio.library.face_masks import Points
    from dfi_studio.library.film_folder import Film
    from dfi_studio.library.originals import Original
    from dfi_studio.pipeline.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Engine:
    """What the window computes with: the real one, or a test's."""

    make_workshop: Callable[[], Any]
    verbs: Verbs
    faces: FaceVerbs
    dataset: DatasetVerbs
    instant: InstantVerbs
    isda: IsdaVerbs
    sequence: FilmVerbs
    queue: QueueVerbs


def real_engine(device: str) -> Engine:
    """Return the pipeline, imported when the engine's thread first needs it."""

    def make_workshop() -> Workshop:
        from dfi_studio.pipeline.workshop import Workshop

        return Workshop(device)

    return Engine(
        make_workshop,
        _render_verbs(),
        _face_verbs(),
        _dataset_verbs(),
        InstantVerbs(
            prepare=_verb("instant", "prepare_instant"),
            train=_verb("instant", "train_instant"),
            trained=_verb("instant", "trained_instant"),
            forget=_verb("instant", "forget_instant"),
        ),
        IsdaVerbs(
            sample=_verb("class_samples", "sampled"),
            guess=_verb("class_samples", "guessed"),
            shares=_verb("class_samples", "shares"),
            keep=_verb("class_samples", "keep_directions"),
            export=_verb("augment", "augment"),
            compare=_verb("compare_classifiers", "compare_classifiers"),
        ),
        FilmVerbs(film=_film, save=_save_film),
        QueueVerbs(
            deliver=_patient("deliver", "deliver"),
            film=_patient("deliver_film", "deliver_film"),
            batch=_patient("batch", "run_batch"),
        ),
    )


def _render_verbs() -> Verbs:
    return Verbs(
        render=_render,
        watched=_verb("coarse_to_fine", "watched"),
        warm_up=_verb("warm_up", "warm_up"),
        devices=_verb("warm_up", "list_devices"),
        use_device=_verb("warm_up", "use_device"),
        first_look=_verb("first_look", "first_look"),
        find_face=_find_face,
    )


def _render(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    start: Image | None,
    masks: tuple[MaskLayer, ...],
) -> Generator[Step, None, Render]:
    from dfi_studio.pipeline.render import render

    return render(workshop, photo, recipe, start=start, masks=masks)


def _film(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    sequence: Movement,
    masks: tuple[MaskLayer, ...],
) -> Generator[Step, None, Film]:
    from dfi_studio.pipeline.sequence import film

    return (yield from film(workshop, photo, recipe, sequence, masks=masks))


def _save_film(
    workshop: Workshop,
    showing: Showing,
    paths: Sequence[Path],
    kind: FilmKind,
    options: MovieOptions,
) -> Generator[Step, None, None]:
    from dfi_studio.library.originals import Original
    from dfi_studio.pipeline.delivery import Delivery
    from dfi_studio.pipeline.film_saving import save_film

    photo, portrait = showing.photo, showing.portrait
    original = Original.of(photo.image) if showing.whole else None
    ready = Delivery(
        photo, showing.masks, portrait, original, ExportOptions(), before=showing.before
    )
    yield from save_film(showing.film, ready, paths, kind, options)


def _find_face(image: Image) -> Points:
    from dfi_studio.pipeline.face_landmarks import largest_face

    return largest_face(image)


def _verb(module: str, name: str) -> Callable[..., Any]:
    """Return a verb of the pipeline that is imported when it is first pulled."""

    def pulled(*arguments: Any) -> Generator[Step, None, Any]:
        owner = import_module(f"dfi_studio.pipeline.{module}")
        return (yield from getattr(owner, name)(*arguments))

    return pulled


def _patient(module: str, name: str) -> Callable[..., Any]:
    """Return such a verb that may be laid aside while others solve; see `pipeline.apart`."""

    def pulled(workshop: Workshop, *arguments: Any, **named: Any) -> Generator[Step, None, Any]:
        from dfi_studio.pipeline.apart import apart

        owner = import_module(f"dfi_studio.pipeline.{module}")
        return (yield from apart(workshop, getattr(owner, name)(workshop, *arguments, **named)))

    return pulled


def _face_verbs() -> FaceVerbs:
    """Return what the window asks about faces, imported when it first asks."""

    def find(workshop: Workshop, image: Image) -> Generator[Step, None, tuple[Face, ...]]:
        from dfi_studio.pipeline.faces import find_faces

        return (yield from find_faces(image))

    def show(
        workshop: Workshop, photo: Photo, solved: Solved
    ) -> Generator[Step, None, tuple[Crop, Image] | None]:
        from dfi_studio.pipeline.export import shown_in_photo

        return (yield from shown_in_photo(photo, solved))

    def export(
        workshop: Workshop, photo: Photo, solved: Sequence[Solved], crop: Crop | None
    ) -> Generator[Step, None, Original]:
        from dfi_studio.pipeline.export import exported

        return (yield from exported(photo, solved, crop=crop))

    return FaceVerbs(find=find, cut_out=_verb("align", "cut_out"), show=show, export=export)


def _dataset_verbs() -> DatasetVerbs:
    """Return what the browser asks of the pipeline, imported when it first asks."""

    def neighbours(
        workshop: Workshop, catalogue: Path, likeness: Likeness
    ) -> Generator[Step, None, Neighbours]:
        from dfi_studio.pipeline.browsing import likenesses

        k, agreeing = likeness.k, likeness.agreeing
        return (yield from likenesses(workshop, catalogue, likeness.of, k=k, agreeing=agreeing))

    def offers() -> Generator[Step, None, list[Offer]]:
        from dfi_studio.pipeline.browsing import known_sets

        return [Offer(*each) for each in (yield from known_sets())]

    return DatasetVerbs(
        index=_verb("browsing", "index_catalogue"),
        neighbours=neighbours,
        pairs=_verb("browsing", "nearest_pairs"),
        keep=_verb("browsing", "keep_attribute"),
        rebuild=_verb("browsing", "rebuild_attribute"),
        import_=_verb("browsing", "import_attribute"),
        offers=offers,
        fetch=_verb("browsing", "fetch_set"),
        estimate=_verb("browsing", "estimate_labels"),
    )
