"""Files that are missing, empty, in another encoding or with other separators; and all faults at once."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.domain import InvalidInput
from services.projects.domain.territory_import.folder import FOLDER_FILES, read_folder
from tests.fixtures.projects.small_territory import changed, faults_of, small_folder


def test_the_small_folder_has_no_fault() -> None:
    folder = read_folder(small_folder())

    assert (folder.id, folder.title) == ("petit", "Petit territoire")
    assert (len(folder.bodies), len(folder.competences), len(folder.holdings)) == (10, 3, 4)


@pytest.mark.parametrize("file", ["manifest.toml", "bodies.csv", "competences.csv", "register.csv"])
def test_a_missing_file_is_named(file: str) -> None:
    folder = small_folder()
    del folder[file]

    assert faults_of(folder) == [(file, "FILE_MISSING")]


@pytest.mark.parametrize("file", ["manifest.toml", "bodies.csv", "competences.csv", "register.csv"])
def test_an_empty_file_is_named(file: str) -> None:
    assert faults_of({**small_folder(), file: b"\r\n"}) == [(file, "FILE_EMPTY")]


def test_a_file_with_titles_of_columns_alone_is_empty() -> None:
    assert faults_of({**small_folder(), "competences.csv": b"code,title\n"}) == [
        ("competences.csv:2", "FILE_EMPTY")
    ]


def test_an_empty_folder_misses_all_four_files() -> None:
    assert [reason for _, reason in faults_of({})] == ["FILE_MISSING"] * 4


def test_a_byte_order_mark_does_no_harm() -> None:
    plain = small_folder()

    marked = {name: b"\xef\xbb\xbf" + data for name, data in plain.items()}

    assert read_folder(marked) == read_folder(plain)


def test_windows_line_ends_do_no_harm() -> None:
    plain = small_folder()

    windows = {name: data.replace(b"\n", b"\r\n") for name, data in plain.items()}

    assert read_folder(windows) == read_folder(plain)


def test_semicolons_between_columns_are_told_with_the_remedy() -> None:
    folder = small_folder()
    folder["competences.csv"] = folder["competences.csv"].replace(b",", b";")

    with pytest.raises(InvalidInput) as refused:
        read_folder(folder)

    (fault,) = refused.value.faults
    assert (fault.field, fault.reason) == ("competences.csv:1", "SEPARATOR")
    assert "CSV UTF-8" in str(fault.text)


def test_a_file_in_another_encoding_is_told_with_its_first_strange_line() -> None:
    folder = small_folder()
    folder["competences.csv"] = folder["competences.csv"].decode().encode("cp1252")

    with pytest.raises(InvalidInput) as refused:
        read_folder(folder)

    (fault,) = refused.value.faults
    assert (fault.field, fault.reason) == ("competences.csv:2", "ENCODING")
    assert "UTF-8" in str(fault.text)


def test_all_faults_of_all_files_are_told_at_once_in_the_order_of_lines() -> None:
    folder = changed("bodies.csv", old=",216205286,", new=",216205287,")
    folder["bodies.csv"] = folder["bodies.csv"].replace(b"62386,commune", b"62386,ville")
    folder["register.csv"] = folder["register.csv"].replace(b"1035", b"9999")
    folder["manifest.toml"] = folder["manifest.toml"].replace(b"holdings = 4", b"holdings = 5")

    assert faults_of(folder) == [
        ("bodies.csv:8:level", "LEVEL_UNKNOWN"),
        ("bodies.csv:11:siren", "SIREN_KEY"),
        ("bodies.csv:11:siret", "SIRET_SIREN"),
        ("manifest.toml:21:expected.bodies", "TOTAL_DIFFERS"),
        ("manifest.toml:22:expected.communes", "TOTAL_DIFFERS"),
        ("manifest.toml:23:expected.inhabitants", "TOTAL_DIFFERS"),
        ("manifest.toml:25:expected.holdings", "TOTAL_DIFFERS"),
        ("manifest.toml:28:expected.agglomerations.246200364.communes", "TOTAL_DIFFERS"),
        ("manifest.toml:29:expected.agglomerations.246200364.inhabitants", "TOTAL_DIFFERS"),
        ("register.csv:4:competence", "COMPETENCE_UNKNOWN"),
    ]


@given(st.dictionaries(st.sampled_from(FOLDER_FILES), st.binary(max_size=200)))
def test_whatever_the_bytes_the_answer_is_a_list_of_faults(files: dict[str, bytes]) -> None:
    assert faults_of({**small_folder(), **files, "manifest.toml": b"!"})


@given(st.sampled_from(FOLDER_FILES), st.data())
def test_a_folder_with_a_flipped_character_is_read_or_refused_but_never_breaks(
    file: str, data: st.DataObject
) -> None:
    folder = small_folder()
    text = folder[file].decode()
    place = data.draw(st.integers(0, len(text) - 1))
    character = data.draw(st.sampled_from(',;"\n\0x1-. é[]='))
    folder[file] = (text[:place] + character + text[place + 1 :]).encode()

    with contextlib.suppress(InvalidInput):
        read_folder(folder)
