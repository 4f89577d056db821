"""What a sentence makes of a second picture."""

import pytest

from inference.errors import BadInstruction
from inference.instruction import describe, read
from inference.nouns import EditPlan, Golden, Operation, Use
from inference.plan import resolve
from inference.sentence.attached import LIKE_IT

EXAMPLES = [
    ("swap background to a beach like this one", "background", "a beach"),
    ("swap background to one like this", "background", LIKE_IT),
    ("make the background look like this picture", "background", LIKE_IT),
    ("make the background like the attached picture", "background", LIKE_IT),
    ("replace the background with something like this x2", "background", LIKE_IT),
    ("swap background to beach in the style of the second picture", "background", "beach"),
    ("replace the chair with one like this, keep the dog", "chair", LIKE_IT),
]
PRODUCTS = [
    ("put this bottle on the table", "table", "a bottle"),
    ("add this on the table x3", "table", "a product"),
    ("add the attached bottle next to the dog", "next to dog", "a bottle"),
    ("add the bottle from the attached picture on the table", "table", "the bottle"),
]


@pytest.mark.parametrize(("sentence", "region", "prompt"), EXAMPLES)
def test_it_may_be_an_example(sentence: str, region: str, prompt: str):
    wish = read(sentence, attached=True)
    assert (wish.use, wish.operation) == (Use.REFERENCE, Operation.REPLACE)
    assert (wish.region, wish.prompt) == (region, prompt)
    assert "example" in describe(wish)


@pytest.mark.parametrize(("sentence", "region", "prompt"), PRODUCTS)
def test_it_may_show_the_thing_to_add(sentence: str, region: str, prompt: str):
    wish = read(sentence, attached=True)
    assert (wish.use, wish.operation) == (Use.PRODUCT, Operation.ADD)
    assert (wish.region, wish.prompt) == (region, prompt)


@pytest.mark.parametrize("sentence", ["swap background to autumn trail", "remove this logo",
                                      "add a cup on the table"])  # fmt: skip
def test_it_may_be_nothing_to_the_sentence(sentence: str):
    assert read(sentence, attached=True) == read(sentence)
    assert read(sentence).use is None


@pytest.mark.parametrize("sentence", [sentence for sentence, *_ in EXAMPLES[:4]])
def test_like_this_without_a_second_picture_says_what_is_missing(sentence: str):
    with pytest.raises(BadInstruction, match="no second picture"):
        read(sentence)


def test_without_a_second_picture_this_product_is_the_one_in_the_golden():
    wish = read("put this product on a beach")
    assert (wish.operation, wish.region) == (Operation.REPLACE, "background")


def test_a_plan_names_the_picture_and_its_use_and_survives_the_trip():
    golden = Golden("0" * 64, 10, 10)
    wish = read("put this bottle on the table", attached=True)
    plan = resolve(wish, golden, "s@1", "p@1", "f" * 64)
    assert EditPlan.from_json(plan.to_json()) == plan
    assert (plan.attached, plan.use) == ("f" * 64, Use.PRODUCT)
    assert plan.id != resolve(wish, golden, "s@1", "p@1", "e" * 64).id


def test_a_plan_without_one_keeps_the_id_it_always_had():
    plan = resolve(read("swap background to beach"), Golden("0" * 64, 10, 10), "s@1", "p@1")
    assert "attached" not in plan.to_json()
    assert "use" not in plan.to_json()
