"""Matrices: from sentences, from tables in every form that spreadsheets write, and on a sheet."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference import instruction
from inference.errors import BadInstruction, BadTable
from inference.matrix.five import PROPS, SEASONS, Winner, five, study
from inference.matrix.nouns import MOST_CELLS, Matrix, Sku, Variable
from inference.matrix.reckon import reckon
from inference.matrix.rows import of_csv
from inference.matrix.sentence import cell, of_sentence
from inference.matrix.sheet import HIGHEST, WIDEST, sheet
from inference.matrix.skus import (
    TOLERANCE,
    in_words,
    read_skus,
    sku_error,
    sku_of,
    with_codes,
    within,
)
from inference.nouns import Boldness, Operation

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
SEPARATORS = (",", ";", "\t")
SKUS = (Sku("T1", "Teal", "#008080", 3.0), Sku("N-2", "Night", "#0F4C81", 0.2))


def cells(matrix: Matrix | None) -> list[tuple[str, str, str]]:
    assert matrix
    return [(each.row, each.column, each.instruction.prompt) for each in matrix.cells]


def problems(data: str | bytes) -> dict[int, str]:
    with pytest.raises(BadTable) as error:
        of_csv(data.encode() if isinstance(data, str) else data)
    return dict(error.value.problems)


def test_a_list_is_a_row_for_each_entry_and_the_first_is_the_pilot() -> None:
    matrix = of_sentence("swap background to {autumn trail, snowy street, beach at dawn} x2")
    assert cells(matrix) == [(n, "", n) for n in ("autumn trail", "snowy street", "beach at dawn")]
    assert matrix
    assert [each.name for each in matrix.pilot] == ["autumn trail"]
    assert matrix.pilot + matrix.rest == matrix.cells
    assert {each.instruction.count for each in matrix.cells} == {2}
    assert {each.variable for each in matrix.cells} == {Variable.ENVIRONMENT}
    assert all(not each.instruction.values for each in matrix.cells)


def test_two_lists_are_rows_and_columns() -> None:
    matrix = of_sentence("recolour the {bottle, cap} {teal, #0F4C81}, keep the logo")
    assert matrix
    assert (matrix.rows, matrix.columns) == (("bottle", "cap"), ("teal", "#0F4C81"))
    assert [(c.instruction.region, c.instruction.prompt) for c in matrix.cells] == [
        ("bottle", "teal"), ("bottle", "#0F4C81"), ("cap", "teal"), ("cap", "#0F4C81"),
    ]  # fmt: skip
    assert {each.instruction.protect for each in matrix.cells} == {("logo",)}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "for JP: swap background to cherry trees, BR: beach at dawn",
            [("JP", "cherry trees"), ("BR", "beach at dawn")],
        ),
        (
            "swap background for JP: cherry trees; for BR: beach at dawn, x2",
            [("JP", "cherry trees"), ("BR", "beach at dawn")],
        ),
        ("change the headline for DE: “Sommer”\nFR: “Été”", [("DE", "Sommer"), ("FR", "Été")]),
        (
            "for US: recolour the bottle red, for South Korea: swap background to snow",
            [("US", "red"), ("South Korea", "snow")],
        ),
    ],
)
def test_every_market_is_a_row(sentence: str, expected: list[tuple[str, str]]) -> None:
    matrix = of_sentence(sentence)
    assert [(row, prompt) for row, _, prompt in cells(matrix)] == expected
    assert matrix
    assert len({each.instruction.count for each in matrix.cells}) == 1


@pytest.mark.parametrize("sentence", ["swap background to beach", "grow the bottle {+6}", "hello"])
def test_one_edit_is_no_matrix(sentence: str) -> None:
    assert of_sentence(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("swap background to {beach, Beach}", "twice"),
        ("swap background to {}", "entries"),
        ("swap background to {a, b} {c, d} {e, f}", "one list in braces for the rows"),
        ("swap background to {" + ",".join(f"place {n}" for n in range(61)) + "}", "61"),
        ("recolour the {bottle, cap} {teal, sadly}", "bottle / sadly: "),
        ("for JP: beach", "JP"),
        ("swap background to {beach, forest} x40", "12 variants"),
    ],
)
def test_what_is_wrong_with_a_matrix_is_said(sentence: str, said: str) -> None:
    with pytest.raises(BadInstruction, match=said):
        of_sentence(sentence)


@given(st.text(max_size=200) | st.text("{},;:for JPswapbackgroundto ", max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_matrix_or_none_or_a_bad_instruction(text: str) -> None:
    try:
        matrix = of_sentence(text)
    except BadInstruction:
        return
    assert matrix is None or 0 < len(matrix.cells) <= MOST_CELLS


PLACES = ("beach", "snowy street", "forest, at dawn", "café “Ulm”", 'road "66"', "東京の夜")


@given(
    prompts=st.lists(st.sampled_from(PLACES), min_size=1, max_size=6, unique=True),
    encoding=st.sampled_from(ENCODINGS),
    separator=st.sampled_from(SEPARATORS),
    end=st.sampled_from(("\n", "\r\n", "\r")),
    blanks=st.booleans(),
)
@settings(max_examples=30, deadline=None)
def test_a_table_comes_back_from_every_form(
    prompts: list[str], encoding: str, separator: str, end: str, blanks: bool
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerow(("ID", "Market", "Prompt", "Count"))
    for number, prompt in enumerate(prompts):
        writer.writerow((f"row {number}", "JP", prompt, number + 1))
        if blanks:
            writer.writerow(("", " ", "", ""))
    matrix = of_csv(text.getvalue().encode(encoding))
    assert matrix.rows == tuple(f"row {number}" for number in range(len(prompts)))
    assert matrix.columns == ("JP",)
    for number, (each, prompt) in enumerate(zip(matrix.cells, prompts, strict=True)):
        read = instruction.read(f"swap background to {prompt}").prompt
        assert (each.instruction.prompt, each.instruction.count) == (read, number + 1)


def test_columns_say_what_a_sentence_would() -> None:
    data = (
        "id;market;sentence;region;prompt;colour;boldness;count;seed;keep;owner\n"
        "a;JP;recolour the bottle to teal x2;;;;bold;;7;;me\n"
        "b;JP;;;beach;;;3;;logo, cap;\n"
        "b;BR;;bottle;;#0F4C81;Subtle;x5;;;\n"
    )
    matrix = of_csv(data.encode())
    first, second, third = (each.instruction for each in matrix.cells)
    assert (first.count, first.boldness, first.seed) == (2, Boldness.BOLD, 7)
    assert (second.operation, second.region) == (Operation.REPLACE, "background")
    assert (second.count, second.protect) == (3, ("logo", "cap"))
    assert (third.operation, third.region, third.prompt) == (
        Operation.RECOLOUR, "bottle", "#0F4C81")  # fmt: skip
    assert (third.count, third.boldness) == (5, Boldness.SUBTLE)
    assert (matrix.rows, matrix.columns) == (("a", "b"), ("JP", "BR"))
    assert matrix.notes == ("I did not use the column “owner”.",)


def test_every_bad_row_is_reported_at_once_with_its_line() -> None:
    found = problems(
        "sep=,\r\n\r\nid,prompt,count,seed\r\n"
        "a,beach,,\r\n"
        '"b","two\r\nlines",99,\r\n'  # lines 5 and 6
        "c,=HYPERLINK(1),,\r\n"
        "\r\n"
        "d,x\x00y,,\r\n"
        "e,{one; two},,\r\n"
        "f,snow,,-1\r\n"
        "g,,,\r\n"
        "h,a,b,c,d\r\n"
        'i,"x"y,,\r\n'
        "A,road,,\r\n"
        "j,Beach,,\r\n"
    )
    said = {
        5: "count “99”", 7: "formula", 9: "nobody can see", 10: "braces", 11: "seed “-1”",
        12: "says nothing", 13: "cells", 14: "quotation", 15: "line 4", 16: "line 4",
    }  # fmt: skip
    assert sorted(found) == sorted(said)
    assert all(words in found[line] for line, words in said.items())


def test_a_sentence_with_a_comma_needs_no_quotes_where_it_is_the_only_column() -> None:
    matrix = of_csv(b"sentence\nswap background to beach, x2\nrecolour the cup, please, to teal x3")
    assert [each.instruction.count for each in matrix.cells] == [2, 3]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\n ,,\n", "empty"),
        (b"a,b\n1,2\n", "none of the columns"),
        (b"id,name,prompt\n", "two columns for id"),
        (b"id,prompt\n", "0"),
        ("id,prompt\na,caf\xe9\n".encode("latin-1"), "Line 2 .*CSV UTF-8"),
        (b"id,prompt\n" + b"a,b\n" * 100_000, "100,000 rows"),
        (b"x" * (9 * 2**20), "8 MB"),
    ],
)
def test_what_is_no_such_table_is_refused_in_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises((BadTable, BadInstruction), match=said):
        of_csv(data)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda t: b"id,prompt\n" + t.encode()))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    for read in (of_csv, read_skus):
        with suppress(BadTable, BadInstruction):
            assert read(data) is not None


def test_one_market_a_row_where_there_are_no_ids() -> None:
    assert of_csv(b"market,prompt\nJP,beach\nBR,road").rows == ("JP", "BR")
    assert of_csv(b"market,prompt\nJP,beach\nJP,road").columns == ("JP",)


def test_skus_are_read_with_the_same_care() -> None:
    data = "SKU;Name;Colour;Tolerance\nT1;Teal;#088;2,5\nN;;0f4c81;\n".encode("utf-16")
    assert read_skus(data) == (
        Sku("T1", "Teal", "#008888", 2.5), Sku("N", "", "#0F4C81", TOLERANCE))  # fmt: skip
    with pytest.raises(BadTable) as error:
        read_skus(b"id,name,hex,tolerance\nT,Teal,4080,\n,x,#000,\nU,teal,#000,\nV,,#fff,-1\n")
    assert sorted(dict(error.value.problems)) == [2, 3, 4, 5]


def test_the_product_of_a_recolour_is_found_by_id_name_or_code() -> None:
    matrix = of_sentence("recolour the bottle {t1, Night, #008081, red}", skus=SKUS)
    assert matrix
    coded = with_codes(matrix, SKUS)
    assert [each.row for each in coded.cells] == ["t1", "Night", "#008081", "red"]
    found = [sku_of(each.instruction, SKUS) for each in coded.cells]
    assert [sku.id if sku else "" for sku in found] == ["T1", "N-2", "", ""]
    by_code = instruction.read("recolour the bottle to #0f4c81")
    assert sku_of(by_code, SKUS) == SKUS[1]
    assert sku_of(instruction.read("swap background to teal"), SKUS) is None


def test_the_error_is_that_of_the_midtones_whatever_highlights_and_shadows_do() -> None:
    random = np.random.default_rng(4)
    golden = np.full((80, 80, 3), 90, np.uint8)
    golden[20:60, 20:60] = (180, 40, 40)
    alpha = np.zeros((80, 80), np.uint8)
    alpha[20:60, 20:60] = 255
    golden[20:25, 20:60], golden[55:60, 20:60] = (255, 250, 250), (12, 2, 2)
    painted = golden.copy()
    painted[25:55, 20:60] = (0, 128, 128)
    assert sku_error(golden, painted, alpha, "#008080") < 0.5
    painted[20:25, 20:60] = random.integers(0, 255, (5, 40, 3))
    painted[~(alpha > 0)] = 0
    assert sku_error(golden, painted, alpha, "#008080") < 0.5
    assert sku_error(golden, painted, alpha, "#800000") > 30


def test_above_the_tolerance_an_approval_needs_an_override() -> None:
    assert within(SKUS[0], 3.0)
    assert not within(SKUS[0], 3.01)
    assert "override" in in_words(SKUS[0], 3.2)
    assert "override" not in in_words(SKUS[0], 2.9)


def test_what_it_takes_is_said_only_as_far_as_it_is_known() -> None:
    matrix = of_sentence("swap background to {beach, forest} x6")
    assert matrix
    known = reckon(matrix.cells, 30, 0.02, "EUR")
    assert (known.pictures, known.minutes, known.money) == (12, 6.0, 0.24)
    assert known.in_words() == "2 cells, 12 pictures, about 6 minutes, 0.24 EUR."
    assert "time unknown, cost unknown" in reckon(matrix.cells).in_words()


def grid(rows: int, columns: int) -> Matrix:
    wish = instruction.read("swap background to beach")
    return Matrix.of(
        cell(f"row {y}", f"M{x}" if columns > 1 else "", replace(wish, prompt=f"{y} {x}"))
        for y in range(rows)
        for x in range(columns)
    )


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (60, 1), (30, 2), (1, 60)])
@pytest.mark.parametrize("shape", [(60, 90, 3), (200, 20, 3)])
def test_a_sheet_shows_every_cell_on_one_screen(
    rows: int, columns: int, shape: tuple[int, int, int]
) -> None:
    matrix = grid(rows, columns)
    colours = {each.name: (7 + at, 255 - at, 200) for at, each in enumerate(matrix.cells)}
    shown = sheet(matrix, {name: np.full(shape, c, np.uint8) for name, c in colours.items()})
    assert shown.shape[1] <= WIDEST
    assert shown.shape[0] <= HIGHEST
    codes = (shown.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)).ravel()
    assert {65536 * r + 256 * g + b for r, g, b in colours.values()} <= set(codes[::3].tolist())


def test_a_cell_that_failed_is_an_empty_one_with_words() -> None:
    matrix = grid(2, 2)
    pictures = {each.name: np.full((90, 120, 3), 90, np.uint8) for each in matrix.cells}
    full = sheet(matrix, pictures)
    failed = sheet(matrix, {**pictures, matrix.cells[3].name: "Failed: no cup"})
    assert full.shape == failed.shape
    changed = (full != failed).any(2)
    assert changed.any()
    assert not changed[:, : full.shape[1] // 2].any()


WINNERS = st.builds(
    Winner,
    sha256=st.text("0123456789abcdef", min_size=4, max_size=8),
    subject=st.sampled_from(("subject", "bottle", "dog", "woman", "cup", "sneaker")),
    scene=st.sampled_from(("", "autumn trail", "a beach in summer", "a kitchen")),
    season=st.sampled_from(("", *SEASONS)),
    colour=st.none() | st.tuples(*[st.integers(0, 255)] * 3),
    is_plain=st.booleans(),
    is_warm=st.booleans(),
)


@given(WINNERS)
@settings(max_examples=30, deadline=None)
def test_five_change_one_variable_each_and_are_the_same_for_the_same_picture(w: Winner) -> None:
    matrix = five(w)
    assert [each.variable.value for each in matrix.cells] == [
        "environment", "season", "colour", "prop", "mood"]  # fmt: skip
    assert five(w) == matrix
    environment, season, colour, prop, _ = (each.instruction for each in matrix.cells)
    assert not w.season or w.season not in season.prompt
    assert environment.prompt != w.scene
    assert (colour.region != w.subject) == (w.subject in ("subject", "dog", "woman"))
    assert prop.prompt in PROPS
    assert not (w.subject == "cup" and "cup" in prop.prompt)


def test_a_winner_is_looked_at() -> None:
    rgb = np.full((60, 60, 3), (60, 140, 40), np.uint8)
    rgb[::2] = (30, 80, 20)
    rgb[20:40, 20:40] = (0, 128, 128)
    alpha = np.zeros((60, 60), np.uint8)
    alpha[20:40, 20:40] = 255
    seen = study(rgb, alpha, "ab", "bottle")
    assert (seen.season, seen.colour, seen.is_plain) == ("summer", (0, 128, 128), False)
    assert "teal" not in five(seen).cells[2].instruction.prompt
    wish = instruction.read("swap background to autumn trail")
    assert study(rgb, alpha, "ab", "bottle", wish).season == "autumn"
