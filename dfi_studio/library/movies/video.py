"""MP4 and WebM, through PyAV and the FFmpeg that it brings along.

Frames become 4:2:0 in the colours of ITU-R BT.709, and the stream says so; a side that is odd is
given its last row or column twice, since colours go by twos. Every frame has its exact time.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from dfi_studio.core.errors import OutputError, UsageError
from dfi_studio.core.movie import Codec, MovieOptions
from dfi_studio.core.steps import Progress
from dfi_studio.library.edit_mark import SOURCE_TYPE, EditMark, packet, sentence
from dfi_studio.library.extra_packages import how_to_get
from dfi_studio.library.movies.movie import Movie, Pixels

if TYPE_CHECKING:
    import av
    from av.video.stream import VideoStream

_ENCODERS = {Codec.AV1: "libsvtav1", Codec.VP9: "libvpx-vp9", Codec.H264: "libx264"}
_BT709, _LIMITED = 1, 1  # FFmpeg's numbers of them
_XMP_BOX = bytes.fromhex("BE7ACFCB97A942E89C71999491E3AFAC")  # XMP specification, part 3, 1.1.4.1
_LEAST_AV1 = 64  # pixels a side that the encoder takes


def write_video(
    path: Path, movie: Movie, options: MovieOptions, *, container: str
) -> Generator[Progress, None, None]:
    """Write a film; `path` is replaced.

    Parameters
    ----------
    container : str
        ``mp4`` or ``webm``.

    Raises
    ------
    UsageError
        PyAV or the codec is missing, or the container cannot hold it.
    OutputError
        FFmpeg cannot write it.
    """
    av = _pyav()
    first = _even(movie.frame(0))
    height, width = first.shape[:2]
    codec = _codec(options.codec, container, min(height, width))
    with _faults_told(path):
        file = av.open(str(path), "w", format=container, options=_muxer(container))
        with file:
            if movie.mark is not None:
                file.metadata.update(_metadata(movie.mark, container))
            stream = _stream(file, codec, width, height, movie.rate, options.quality)
            for at, frame in enumerate(movie.frames()):
                yield Progress("Writing the film", at, movie.count)
                file.mux(stream.encode(_picture(_even(frame), at, movie.rate)))
            file.mux(stream.encode(None))
    if movie.mark is not None and container == "mp4":
        _append_xmp(path, movie.mark)
    yield Progress("Writing the film", movie.count, movie.count)


def codecs() -> tuple[Codec, ...]:
    """Return what this machine can compress with; none where PyAV is missing."""
    try:
        import av
    except ImportError:
        return ()
    return tuple(each for each, name in _ENCODERS.items() if name in av.codecs_available)


def _pyav() -> Any:
    try:
        import av
    except ImportError as error:
        raise UsageError(
            "MP4 and WebM are written with the package av, which is missing here; "
            f"{how_to_get('av')}, or choose WebP or GIF ({error})."
        ) from error
    # SVT-AV1 writes to standard error past every logger; errors alone are let through.
    os.environ.setdefault("SVT_LOG", "1")
    return av


def _codec(wanted: Codec, container: str, side: int) -> Codec:
    """Return what to compress with, of what is there."""
    present = codecs()
    if wanted is Codec.H264 and container == "webm":
        raise UsageError("WebM holds AV1 and VP9, not H.264; save the film as MP4.")
    if wanted is Codec.AUTO:
        usual = [Codec.AV1, Codec.VP9] if side >= _LEAST_AV1 else [Codec.VP9, Codec.AV1]
        found = next((each for each in usual if each in present), None)
        if found is not None:
            return found
    elif wanted in present:
        if wanted is Codec.AV1 and side < _LEAST_AV1:
            raise UsageError(
                f"AV1 needs at least {_LEAST_AV1} pixels a side, not {side}; choose VP9."
            )
        return wanted
    names = ", ".join(present) or "none of them"
    missing = "AV1 and VP9" if wanted is Codec.AUTO else wanted
    raise UsageError(
        f"The installed package av lacks {missing}; it has {names}. Choose another codec, or WebP "
        "or GIF."
    )


def _muxer(container: str) -> dict[str, str]:
    exact = {"fflags": "+bitexact"}  # no date, no random number: equal films are equal files
    return exact | ({"movflags": "+faststart"} if container == "mp4" else {})


def _stream(
    file: av.container.OutputContainer,
    codec: Codec,
    width: int,
    height: int,
    rate: Fraction,
    quality: int,
) -> VideoStream:
    settings = _settings(codec, quality)
    stream = cast("VideoStream", file.add_stream(_ENCODERS[codec], rate=rate, options=settings))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.time_base = stream.codec_context.time_base = 1 / rate
    context: Any = stream.codec_context
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED
    return stream


def _settings(codec: Codec, quality: int) -> dict[str, str]:
    """Return an encoder's own settings for a quality of 1 to 100."""
    share = (100 - quality) / 100
    match codec:
        case Codec.AV1:
            return {"crf": str(max(1, round(10 + 53 * share))), "preset": "6"}
        case Codec.VP9:
            speed = {"deadline": "good", "cpu-used": "2", "row-mt": "1"}
            return {"crf": str(round(10 + 53 * share)), "b": "0", **speed}
        case _:
            return {"crf": str(round(12 + 39 * share)), "preset": "slow"}


def _picture(frame: Pixels, at: int, rate: Fraction) -> av.VideoFrame:
    import av
    from av.video.reformatter import ColorRange, Colorspace

    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24").reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
    )
    picture.pts, picture.time_base, picture.duration = at, 1 / rate, 1
    return picture


def _even(frame: Pixels) -> Pixels:
    height, width = frame.shape[:2]
    return np.pad(frame, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")


def _metadata(mark: EditMark, container: str) -> dict[str, str]:
    """Return what the container's own fields say; MP4 knows a comment, WebM any name."""
    told = {"comment": sentence(mark)}
    if container == "mp4":
        return told
    moves = {} if mark.sequence is None else {"DFI_SEQUENCE": mark.sequence.to_json()}
    recipe = json.dumps(asdict(mark.recipe), separators=(",", ":"))
    source = {"DIGITAL_SOURCE_TYPE": SOURCE_TYPE, "DFI_ORIGINAL": mark.original}
    return told | source | {"DFI_RECIPE": recipe, **moves}


def _append_xmp(path: Path, mark: EditMark) -> None:
    """Add the box that holds XMP; behind all others it moves none."""
    content = _XMP_BOX + packet(mark)
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", 8 + len(content), b"uuid") + content)


@contextmanager
def _faults_told(path: Path) -> Iterator[None]:
    from av.error import FFmpegError

    try:
        yield
    except FFmpegError as error:
        if isinstance(error, OSError) and error.errno is not None and error.errno > 0:
            raise  # the disk's: told by whoever moves the file into its place
        raise OutputError(f"{path.name} cannot be written as a film: {error}.") from error
