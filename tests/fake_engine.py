"""An engine that needs neither torch nor time: the picture brightens by alpha, step by step."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from fake_films import FakeFilms
from fake_queue import FakeQueue

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.classifier import EpochFigures, Outcome
from dfi_studio.core.comparison import Comparison
from dfi_studio.core.device import Device
from dfi_studio.core.errors import AttributeFileError, DeviceError, MaskError, WeightsError
from dfi_studio.core.face import Face
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.mask import MaskLayer, MaskRole, allowed, rectangle, union
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.recipe import Contrast, FeatureSpace, Recipe
from dfi_studio.core.solved import Solved
from dfi_studio.core.steps import (
    ClassifierStep,
    DecoderStep,
    Draft,
    Notice,
    Preview,
    Progress,
    Render,
    Step,
)
from dfi_studio.library.attribute_card import AttributeCard
from dfi_studio.library.attribute_library import AttributeLibrary
from dfi_studio.library.attributes import AttributeRecord, SetRecord
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.decoders import DecoderRecord
from dfi_studio.library.face_masks import Points
from dfi_studio.library.originals import Original
from dfi_studio.ui.browser.verbs import Cards, DatasetVerbs, Likeness, Neighbours, Offer, Pairs
from dfi_studio.ui.faces.verbs import FaceVerbs
from dfi_studio.ui.isda.verbs import IsdaVerbs
from dfi_studio.ui.queue.verbs import QueueVerbs
from dfi_studio.ui.rendering.instant_verbs import InstantVerbs
from dfi_studio.ui.rendering.work import Verbs


@dataclass
class FakeEngine:
    """Counts what it is asked for. Settings may be changed while it runs."""

    pause: float = 0.001
    learning: int = 0
    fails: Exception | None = None
    cold: str | None = None
    device: str = "fake"
    notices: tuple[str, ...] = ()
    threads: set[int] = field(default_factory=set)
    masks: list[tuple[MaskLayer, ...]] = field(default_factory=list)
    begun: list[tuple[Photo, Recipe, Image | None]] = field(default_factory=list)
    ended: list[Recipe] = field(default_factory=list)
    closed: int = 0
    indexed: int = 0
    fetched: list[str] = field(default_factory=list)
    learned: set[object] = field(default_factory=set)
    drafts: bool = False
    """Whether a draft comes first, dark, where somebody watches."""
    decoder: bool = False
    """Whether one serves; training makes one at its third step."""
    refusal: str = ""
    """Why none serves though there is one."""
    prepared: list[Recipe] = field(default_factory=list)
    guessed: list[Recipe] = field(default_factory=list)
    people: tuple[Face, ...] = ()
    """The faces that are found in any photo."""
    looked: int = 0
    glanced: list[tuple[Photo, FeatureSpace]] = field(default_factory=list)
    cut: list[Face] = field(default_factory=list)
    trained: int = 0
    """Steps of training, kept like the state beside a decoder."""
    training: tuple[str, ...] = ()
    lessons: int = 40
    trainings: int = 0
    begun_anew: int = 0
    followed: list[tuple[int, ...]] = field(default_factory=list)
    exported: list[Recipe] = field(default_factory=list)
    compared: list[tuple[Comparison, Path, bool]] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    """The steps that each training began with."""

    def __post_init__(self) -> None:
        self.jobs = FakeQueue(self.render)
        self.films = FakeFilms(self)

    @property
    def verbs(self) -> Verbs:
        return Verbs(
            render=self.render,
            watched=self.watched,
            warm_up=self.warm_up,
            devices=self.devices,
            use_device=self.use_device,
            first_look=self.first_look,
            find_face=self.find_face,
        )

    @property
    def faces(self) -> FaceVerbs:
        return FaceVerbs(
            find=self.find_faces, cut_out=self.cut_out, show=self.show, export=self.export
        )

    @property
    def dataset(self) -> DatasetVerbs:
        return DatasetVerbs(
            index=self.index,
            neighbours=self.neighbours,
            pairs=self.pairs,
            keep=self.keep,
            rebuild=self.rebuild,
            import_=self.import_,
            offers=self.offers,
            fetch=self.fetch,
            estimate=self.estimate,
        )

    @property
    def instant(self) -> InstantVerbs:
        return InstantVerbs(
            prepare=self.prepare, train=self.train, trained=self.is_trained, forget=self.forget
        )

    @property
    def isda(self) -> IsdaVerbs:
        return IsdaVerbs(
            sample=self.sample,
            guess=self.guess,
            shares=self.shares,
            keep=self.keep_directions,
            export=self.export_set,
            compare=FakeTrainings(self).compare,
        )

    @property
    def queue(self) -> QueueVerbs:
        return self.jobs.verbs

    def sample(
        self,
        shop: object,
        photo: Photo,
        recipe: Recipe,
        start: Image | None,
        masks: tuple[MaskLayer, ...],
        following: Sequence[ClassDirection],
    ) -> Generator[Step, None, Render]:
        self.followed.append(tuple(each.number for each in following))
        return (yield from self.render(shop, photo, recipe, start, masks))

    def guess(
        self,
        shop: object,
        photo: Photo,
        recipe: Recipe,
        masks: tuple[MaskLayer, ...],
        following: Sequence[ClassDirection],
    ) -> Generator[Step, None, Image | None]:
        if not self.decoder:
            return None
        if self.fails is not None:
            raise self.fails
        yield Progress("Comparing", 0, 1)
        self.guessed.append(recipe)
        return freeze(np.full((20, 30, 3), 0.75))

    def shares(
        self, shop: object, photo: Photo, wanted: Sequence[ClassDirection], space: FeatureSpace
    ) -> Generator[Step, None, tuple[float, ...]]:
        yield Progress("Comparing", 0, 1)
        if self.fails is not None:
            raise self.fails
        return tuple(0.5 / 2**each.number for each in wanted)

    def keep_directions(
        self,
        shop: object,
        photo: Photo,
        wanted: Sequence[ClassDirection],
        space: FeatureSpace,
        previews: Sequence[Image | None],
    ) -> Generator[Step, None, list[AttributeCard]]:
        cards = []
        for each in wanted:
            sets, name = Contrast(each.pictures, each.pictures), f"draw {each.number + 1}"
            cards.append((yield from self.keep(shop, sets, space, photo, name)))
        return cards

    def export_set(
        self,
        shop: object,
        photo: Photo,
        recipes: Sequence[Recipe],
        masks: tuple[MaskLayer, ...],
        folder: Path,
    ) -> Generator[Step, None, int]:
        yield Progress("Exporting", 0, len(recipes))
        self.exported = list(recipes)
        return len(recipes)

    def prepare(
        self,
        shop: object,
        photo: Photo,
        recipe: Recipe,
        masks: Sequence[MaskLayer],
        filled: Image | None,
    ) -> Generator[Step, None, FakePrepared | None]:
        yield from self._learn(recipe)
        if self.fails is not None:
            raise self.fails
        if self.refusal:
            yield Notice(self.refusal)
        if not self.decoder or self.refusal:
            return None
        self.prepared.append(recipe)
        return FakePrepared(self, freeze(np.clip(photo.image[::2, ::2], 0, 1)), tuple(masks))

    def train(
        self, shop: object, sets: Sequence[str], space: FeatureSpace, anew: bool
    ) -> Generator[Step, None, DecoderRecord]:
        """Train in short steps; every third makes a decoder."""
        self.training = tuple(sets)
        self.trainings, self.begun_anew = self.trainings + 1, self.begun_anew + anew
        self.trained = 0 if anew else self.trained
        yield Progress("Looking at the pictures", 0, 0)
        if self.fails is not None and not anew:
            raise self.fails
        while self.trained < self.lessons:
            time.sleep(self.pause)
            self.trained += 1
            done, quality, strip = self.trained / self.lessons, None, None
            if self.trained % 3 == 0:
                self.decoder, quality, strip = True, done / 2, freeze(np.full((8, 16, 3), done))
            yield DecoderStep(self.trained, float(self.trained), done, 1.0, quality, strip)
        return self._record()

    def is_trained(
        self, shop: object, sets: Sequence[str], space: FeatureSpace
    ) -> Generator[Step, None, DecoderRecord | None]:
        yield Progress("Looking for a decoder", 0, 1)
        return self._record() if self.trained >= self.lessons else None

    def forget(
        self, shop: object, sets: Sequence[str], space: FeatureSpace
    ) -> Generator[Step, None, None]:
        yield Progress("Deleting the decoder", 0, 1)
        self.trained, self.decoder = 0, False

    def _record(self) -> DecoderRecord:
        return DecoderRecord(
            "vgg16", "fake", {"conv3_1": 1}, {}, "young and old", 6, self.trained, 9.0, 0, 0.5
        )

    def index(self, shop: object, catalogue: Path) -> Generator[Step, None, int]:
        """Embed nothing, in as many steps as there are pictures."""
        with Catalog(catalogue) as catalog:
            total = len(catalog.ids())
        for done in range(self.indexed, total):
            yield Progress("Indexing", done, total)
            time.sleep(self.pause)
            self.indexed = done + 1
        return total

    def neighbours(
        self, shop: object, catalogue: Path, likeness: Likeness
    ) -> Generator[Step, None, Neighbours]:
        """Find all others, the last added the nearest."""
        yield Progress("Finding neighbours", 0, 1)
        with Catalog(catalogue) as catalog:
            ids = [each for each in catalog.ids().tolist() if each != likeness.of][::-1]
        found = np.array(ids[: likeness.k], np.int64)
        return found, np.linspace(0.1, 0.9, len(found)).astype(np.float32)

    def pairs(
        self, shop: object, catalogue: Path, source: Sequence[int], target: Sequence[int]
    ) -> Generator[Step, None, Pairs]:
        yield Progress("Pairing", 0, 1)
        return list(source[:2]), list(target[:2])

    def keep(
        self, shop: object, sets: Contrast, space: FeatureSpace, photo: Photo | None, name: str
    ) -> Cards:
        """Keep an attribute of nothing."""
        yield Progress("Learning", 0, 1)
        record = AttributeRecord(
            name=name,
            arrays={"conv3_1": np.zeros((1, 2, 2), np.float32)},
            height=32,
            width=32,
            backbone="vgg16",
            backbone_identity="fake",
            k=0,
            scaling=sets.scaling,
            source=SetRecord("source", ()),
            target=SetRecord("target", ()),
        )
        return AttributeLibrary().add(record, sets=sets)

    def rebuild(self, shop: object, path: Path, size: int) -> Cards:
        yield Progress("Learning", 0, 1)
        return AttributeLibrary().duplicate(path)

    def import_(self, shop: object, path: Path) -> Cards:
        yield Progress("Importing", 0, 1)
        raise AttributeFileError(f"{path} is no attribute; choose another.")

    def offers(self) -> Generator[Step, None, list[Offer]]:
        yield Progress("Looking", 0, 0)
        return [Offer("lfw", "Faces", "13 pictures, 1 MB. Free."), Offer("pets", "Pets", "Many.")]

    def fetch(self, catalogue: Path, name: str) -> Generator[Step, None, None]:
        yield Progress("downloading", 0, 1)
        self.fetched.append(name)

    def estimate(self, catalogue: Path) -> Generator[Step, None, str]:
        yield Progress("Estimating", 0, 1)
        return "Nobody was estimated."

    def make_workshop(self) -> FakeEngine:
        return self

    def warm_up(self, shop: object, space: FeatureSpace) -> Generator[Step, None, str]:
        yield Progress("Loading the network", 0, 1)
        if self.cold:
            raise WeightsError(self.cold)
        return "fake"

    def devices(self, shop: object) -> Generator[Step, None, tuple[Device, ...]]:
        yield Progress("Looking for devices", 0, 1)
        return Device(self.device), Device("fake:1", "A faster fake", 2_000_000_000)

    def use_device(
        self, shop: object, name: str, space: FeatureSpace
    ) -> Generator[Step, None, str]:
        yield Progress("Loading the network", 0, 1)
        if name not in ("auto", "fake", "fake:1"):
            raise DeviceError(f"There is no device {name}.")
        self.device = "fake" if name == "auto" else name
        return self.device

    def render(
        self,
        shop: object,
        photo: Photo,
        recipe: Recipe,
        start: Image | None,
        masks: tuple[MaskLayer, ...],
    ) -> Generator[Step, None, Render]:
        self.threads.add(threading.get_ident())
        self.begun.append((photo, recipe, start))
        self.masks.append(masks)
        try:
            yield from self._learn(recipe)
            if self.fails is not None:
                raise self.fails
            small = freeze(np.clip(photo.image[::2, ::2], 0, 1))
            total = recipe.solver.iterations
            image = small if start is None else start
            yield Preview(0, total, 1.0, {"conv3_1": 1.0}, 0.0, image)
            for step in range(1, total + 1):
                time.sleep(self.pause)
                alpha = sum(each.alpha for each in recipe.moving)
                filled = self._filled(small, recipe, masks)
                edited = freeze(np.clip(filled + alpha * 0.1 * step / total, 0, 1))
                image = _faded(filled, edited, masks)
                yield Preview(step, total, 1 / step, {"conv3_1": 1 / step}, 0.1, image)
            self.ended.append(recipe)
            return Render(recipe, total, 0.0, small, image, filled, edited)
        finally:
            self.closed += 1

    def watched(
        self,
        shop: object,
        photo: Photo,
        recipe: Recipe,
        start: Image | None,
        masks: tuple[MaskLayer, ...],
    ) -> Generator[Step, None, Render]:
        if self.drafts and start is None:
            yield Draft(64, freeze(0 * photo.image[::2, ::2]))
            time.sleep(0.05)
        return (yield from self.render(shop, photo, recipe, start, masks))

    def find_faces(self, shop: object, image: Image) -> Generator[Step, None, tuple[Face, ...]]:
        yield Progress("Finding faces", 0, 0)
        if self.fails is not None:
            raise self.fails
        self.looked += 1
        return self.people

    def cut_out(
        self,
        shop: object,
        photo: Photo,
        face: Face,
        recipe: Recipe,
        masks: tuple[MaskLayer, ...],
    ) -> Generator[Step, None, Portrait | None]:
        """Cut the box of a face out, in whole pixels, as far as it lies in the photo."""
        self.threads.add(threading.get_ident())
        self.cut.append(face)
        yield Progress("Looking how the sets frame faces", 0, 1)
        left, top, right, _ = (round(each) for each in face.box)
        crop = Crop(left, top, right - left, right - left).within(*photo.image.shape[1::-1])
        part = np.array(photo.image[rectangle(crop)])
        there = Similarity.moved(crop.left, crop.top)
        return Portrait(Photo.of(freeze(part), photo.path), face, there)

    def show(
        self, shop: object, photo: Photo, solved: Solved
    ) -> Generator[Step, None, tuple[Crop, Image] | None]:
        assert solved.portrait is not None
        yield Progress("Putting it into the photo", 0, 0)
        picture, crop = self._put(photo.image, solved), _place(solved.portrait)
        return crop, freeze(picture[rectangle(crop)])

    def export(
        self, shop: object, photo: Photo, solved: Sequence[Solved], crop: Crop | None
    ) -> Generator[Step, None, Original]:
        """Put every pixel of the half size twice by twice where a mask lets it."""
        self.threads.add(threading.get_ident())
        yield Progress("Putting it into the photo", 0, 1)
        picture = photo.image if crop is None else photo.image[rectangle(crop)]
        for each in solved:
            picture = self._put(picture, each)
        return Original.of(freeze(picture))

    def _put(self, picture: Image, solved: Solved) -> Image:
        result = picture.copy()
        if solved.portrait is not None:
            assert solved.edited is not None
            place = _place(solved.portrait)
            large = solved.edited.repeat(2, 0).repeat(2, 1)
            result[rectangle(place)] = large[: place.height, : place.width]
            return result
        missing = union(solved.masks, MaskRole.FILL)
        everywhere = np.ones(picture.shape[:2], np.float32)
        free = allowed(solved.masks) if solved.masks else everywhere
        for made, where in ((solved.edited, free), (solved.filled, missing)):
            if made is not None and where is not None:
                large = made.repeat(2, 0).repeat(2, 1)[: picture.shape[0], : picture.shape[1]]
                result[where > 0] = large[where > 0]
        return result

    def first_look(
        self, workshop: object, photo: Photo, space: FeatureSpace
    ) -> Generator[Step, None, None]:
        yield Progress("Looking at the photo", 0, 1)
        self.glanced.append((photo, space))

    def find_face(self, image: Image) -> Points:
        """Find a face that fills the picture; none in one that is black all over."""
        if not image.any():
            raise MaskError("No face was found in the photo; paint the mask instead.")
        height, width = image.shape[:2]
        shares = np.array([(0.8, 0.4), (0.6, 0.4), (0.2, 0.4), (0.4, 0.4), (0.5, 0.6)])
        points: Points = shares * (width, height)
        return points

    def _filled(self, small: Image, recipe: Recipe, masks: tuple[MaskLayer, ...]) -> Image:
        """Fill what is missing with a grey, by the strength of the filling."""
        missing = union(masks, MaskRole.FILL)
        if missing is None:
            return small
        if recipe.fill is None:
            raise MaskError("The missing pixels need a set of pictures.")
        filled = small.copy()
        filled[missing[::2, ::2] > 0] = np.clip(recipe.fill.alpha / 4, 0, 1)
        return freeze(filled)

    def _learn(self, recipe: Recipe) -> Generator[Step, None, None]:
        for text in self.notices:
            yield Notice(text)
        for attribute in (each.attribute for each in recipe.moving):
            if attribute in self.learned or not isinstance(attribute, Contrast):
                continue
            for step in range(self.learning):
                time.sleep(self.pause)
                yield Progress("learning the source", step, self.learning)
            self.learned.add(attribute)


@dataclass
class FakeTrainings:
    """Trains classifiers in name; what is reached is kept in a file, as the real ones do it."""

    fake: FakeEngine
    an_epoch: int = 4

    def compare(
        self, shop: object, asked: Comparison, folder: Path, anew: bool
    ) -> Generator[Step, None, tuple[Outcome, ...]]:
        self.fake.compared.append((asked, folder, anew))
        yield Progress("Reading pictures", 1, 1)
        if self.fake.fails is not None:
            raise self.fake.fails
        folder.mkdir(parents=True, exist_ok=True)
        finished: list[Outcome] = []
        for number, trial in enumerate(asked.trials, 1):
            kept = folder / trial.name
            done = int(kept.read_text()) if kept.exists() and not anew else 0
            self.fake.found.append(done)
            steps = self.an_epoch * asked.plan.epochs
            try:
                while done < steps:
                    time.sleep(self.fake.pause)
                    done += 1
                    told = trial, number, len(asked.trials), done, steps
                    epoch, rows = (done - 1) // self.an_epoch + 1, self._epochs(done)
                    figures = 1 / done, None, trial.strength, 0.1
                    yield ClassifierStep(*told, epoch, *figures, rows, tuple(finished))
            finally:
                kept.write_text(str(done))
            finished.append(Outcome(trial, self._epochs(done), 1.5))
        return tuple(finished)

    def _epochs(self, done: int) -> tuple[EpochFigures, ...]:
        count = done // self.an_epoch
        return tuple(
            EpochFigures(at, 1 / at, 0.5 + at / 100, 0.1, 0.2) for at in range(1, count + 1)
        )


@dataclass
class FakePrepared:
    """Half as bright as the solve."""

    fake: FakeEngine
    small: Image
    masks: tuple[MaskLayer, ...]

    def frame(self, recipe: Recipe) -> Image:
        self.fake.threads.add(threading.get_ident())
        self.fake.guessed.append(recipe)
        alpha = sum(each.alpha for each in recipe.moving)
        edited = freeze(np.clip(self.small + alpha * 0.05, 0, 1))
        return _faded(self.small, edited, self.masks)


def _place(portrait: Portrait) -> Crop:
    there = portrait.to_photo
    return Crop(round(there.dx), round(there.dy), portrait.side, portrait.side)


def _faded(base: Image, edited: Image, masks: tuple[MaskLayer, ...]) -> Image:
    free = allowed(masks)
    return edited if free is None else freeze(base + free[::2, ::2, None] * (edited - base))
