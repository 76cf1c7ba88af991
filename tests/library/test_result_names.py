import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.errors import OutputError, UsageError
from dfi_studio.library import result_names
from dfi_studio.library.result_names import (
    ResultName,
    Template,
    destinations,
    example,
    free_name,
)

ANNA = ResultName(Path("/photos/anna.jpg"), 1.0, "older")
STRIP = [ResultName(Path("/photos/anna.jpg"), alpha, "older") for alpha in (0, 1, 2.5)]


class TestNames:
    def test_one_file(self, tmp_path: Path) -> None:
        assert destinations(f"{tmp_path}/out.JPG", [ANNA]) == (tmp_path / "out.JPG",)

    def test_one_result_into_a_folder(self, tmp_path: Path) -> None:
        assert destinations(str(tmp_path), [ANNA]) == (tmp_path / "anna_+1.00.png",)
        assert destinations(f"{tmp_path}/new/", [ANNA]) == (tmp_path / "new/anna_+1.00.png",)

    def test_many_into_a_folder_that_is_made(self, tmp_path: Path) -> None:
        names = [path.name for path in destinations(f"{tmp_path}/made/here", STRIP)]
        assert names == ["anna_+0.00.png", "anna_+1.00.png", "anna_+2.50.png"]
        assert (tmp_path / "made/here").is_dir()
        assert list((tmp_path / "made/here").iterdir()) == []

    @pytest.mark.parametrize(
        ("template", "name"),
        [
            ("{stem}_{alpha}", "anna_1.0.png"),
            ("{stem}_{alpha:+.2f}.jpg", "anna_+1.00.jpg"),
            ("{attribute}/{stem:>8}_{alpha:04.1f}.tiff", "older/    anna_01.0.tiff"),
            ("{{{stem}}}.webp", "{anna}.webp"),
            ("v1.2/{stem}", "v1.2/anna.png"),
            ("{stem}/", "anna/anna_+1.00.png"),
            ("fixed{{}}.png", "fixed{}.png"),
        ],
    )
    def test_templates(self, tmp_path: Path, template: str, name: str) -> None:
        assert destinations(f"{tmp_path}/{template}", [ANNA]) == (tmp_path / name,)

    def test_home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("USERPROFILE", str(tmp_path))
        assert destinations("~/o.png", [ANNA]) == (tmp_path / "o.png",)
        assert destinations("~/{stem}", [ANNA]) == (tmp_path / "anna.png",)
        assert destinations("~", STRIP)[0] == tmp_path / "anna_+0.00.png"

    def test_braces_in_the_name_of_a_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        strange = ResultName(Path("{stem.__class__}.jpg"), -1e-9)
        assert destinations("{stem}_{alpha:.1f}", [strange]) == (Path("{stem.__class__}_-0.0.png"),)

    @pytest.mark.parametrize(
        "template",
        [
            "{stem.__class__}",
            "{stem[0]}",
            "{alpha.real}",
            "{0}",
            "{}",
            "{other}",
            "{stem!r}",
            "{alpha:{stem}}",
            "{alpha:999999999}",
            "{alpha:.999999999f}",
            "{alpha:/<9}",
            "{alpha:s}",
            "{stem:f}",
            "{stem",
            "stem}",
        ],
    )
    def test_other_fields_are_refused(self, tmp_path: Path, template: str) -> None:
        with pytest.raises(UsageError, match=r"A name cannot hold|is not a template|be filled in"):
            destinations(f"{tmp_path}/{template}.png", [ANNA])
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["out.gif", "out", "{stem}.gif"])
    def test_unknown_suffix(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(OutputError, match=r"end its name with one of \.png"):
            destinations(f"{tmp_path}/{name}", [ANNA])

    @pytest.mark.parametrize("out", ["", " "])
    def test_no_name(self, out: str) -> None:
        with pytest.raises(UsageError, match="No name"):
            destinations(out, [ANNA])

    def test_one_file_for_many(self, tmp_path: Path) -> None:
        (tmp_path / "old").touch()
        for out in ("out.png", "old"):
            with pytest.raises(UsageError, match=r"3 results, but .* names one file"):
                destinations(f"{tmp_path}/{out}", STRIP)

    def test_two_of_one_name(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="Two results would both be named"):
            destinations(f"{tmp_path}/new/{{stem}}.png", STRIP)
        close = [ResultName(Path("a.jpg"), alpha) for alpha in (0.001, 0.002)]
        with pytest.raises(UsageError, match=r"Two results.*\{alpha:\+\.4f\}"):
            destinations(f"{tmp_path}/new", close)
        assert list(tmp_path.iterdir()) == []

    def test_two_that_differ_in_case(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        results = [ResultName(Path(name), 1) for name in ("a.jpg", "A.jpg")]
        monkeypatch.setattr(result_names, "_FOLDS_CASE", True)
        with pytest.raises(UsageError, match="Two results"):
            destinations(f"{tmp_path}/{{stem}}.png", results)
        monkeypatch.setattr(result_names, "_FOLDS_CASE", False)
        assert len(destinations(f"{tmp_path}/{{stem}}.png", results)) == 2

    def test_photograph_is_never_replaced(self, tmp_path: Path) -> None:
        photo = tmp_path / "anna.jpg"
        for out in (f"{tmp_path}/anna.jpg", f"{tmp_path}/{{stem}}.jpg", f"{tmp_path}/./anna.jpg"):
            with pytest.raises(UsageError, match="is never replaced"):
                destinations(out, [ResultName(photo, 1)])

    @given(stem=st.text(min_size=1, max_size=20), attribute=st.text(max_size=20))
    def test_no_name_leads_out_of_the_folder(self, stem: str, attribute: str) -> None:
        for text in (stem, attribute):
            safe = result_names._safe(text)
            assert Path("folder", safe).parent == Path("folder")
            assert Path("folder", safe).name == safe != ".."


class TestFolderOfResults:
    def test_folder_with_the_name_of_a_result(self, tmp_path: Path) -> None:
        (tmp_path / "anna.png").mkdir()
        with pytest.raises(OutputError, match="not a plain file"):
            destinations(f"{tmp_path}/{{stem}}.png", [ANNA])

    def test_mistyped_folder_of_one_file_is_not_made(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match="there is no folder"):
            destinations(f"{tmp_path}/mistyped/out.png", [ANNA])
        assert list(tmp_path.iterdir()) == []

    def test_file_in_its_place(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(OutputError, match="is a file; results need a folder"):
            destinations(f"{tmp_path}/file/{{stem}}.png", [ANNA])

    def test_no_permission_is_told_at_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(**_: object) -> None:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr("tempfile.TemporaryFile", refuse)
        with pytest.raises(OutputError, match=r"Nothing can be written .* may not write there"):
            destinations(f"{tmp_path}/out.png", [ANNA])


class TestTemplates:
    def test_folder_takes_the_usual_name(self) -> None:
        assert example("out") == "out/anna_older_+1.50.png"
        assert example("out/{stem}/") == "out/anna/anna_older_+1.50.png"

    def test_extension(self) -> None:
        result = ResultName(Path("x/ben.png"), -1, "glad", "webp")
        assert example("{attribute}/{stem}", result) == "glad/ben.webp"
        assert example("{stem}.{ext}", result) == "ben.webp"
        assert example("{stem}.tif", result) == "ben.tif"

    def test_braces_in_a_folder_are_braces(self) -> None:
        assert Template("a{{b}}/{stem}").path(ANNA) == Path("a{b}/anna")

    @pytest.mark.parametrize("out", ["", "one.png", "{other}", "{stem", "{stem:f}"])
    def test_what_is_no_template_is_told_while_it_is_typed(self, out: str) -> None:
        with pytest.raises(UsageError):
            example(out)

    @pytest.mark.parametrize(
        ("out", "root"),
        [
            ("out", "out"),
            ("a/{attribute}/{stem}", "a"),
            ("a/b{stem}.png", "a"),
            ("{stem}", "."),
            ("/x/{stem}", "/x"),
        ],
    )
    def test_root(self, out: str, root: str) -> None:
        assert Template.of(out).root == Path(root)


def test_free_names_count_up_and_replace_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    assert free_name(path) == path
    path.touch()
    (tmp_path / "a-2.png").symlink_to(tmp_path / "nowhere")
    assert free_name(path) == tmp_path / "a-3.png"
    assert free_name(path, {tmp_path / "a-3.png"}) == tmp_path / "a-4.png"
