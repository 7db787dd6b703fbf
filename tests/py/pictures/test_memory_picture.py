"""④ What is kept, counted by hand for small stacks; the price of checkpoints; the same gradients."""

import pytest

np = pytest.importorskip("numpy")
from stepgrad.pictures.memory import BATCH, WIDTH, growth, memory

ONE = BATCH * WIDTH * 4  # bytes of an activation


def kept(result):
    return [step["kept"] // ONE for step in result["steps"]]


def test_tanh_keeps_one_array_a_layer_and_lets_go_of_the_last_first():
    # z1 h1 z2 h2 z3 h3 loss, and back: tanh keeps h; the product's rule needs h of the layer below, which is kept already
    assert kept(memory(3)) == [0, 1, 1, 2, 2, 3, 3, 3, 2, 2, 1, 1, 0, 0]
    spans = {one["name"]: (one["from"], one["to"]) for one in memory(3)["arrays"]}
    assert spans == {"h1": (2, 13), "h2": (4, 11), "h3": (6, 9)}


def test_the_sine_looks_at_its_input_so_that_two_arrays_a_layer_are_kept():
    # but the last h, which only the mean gets: its rule needs a shape
    assert memory(3, 0, "sin")["peak"] == 5 * ONE


def test_an_array_that_two_rules_need_counts_once():
    (h1,) = [one for one in memory(2)["arrays"] if one["name"] == "h1"]
    assert h1["for"] == ["tanh → h1", "matmul → z2"]
    assert h1["bytes"] == ONE


def test_checkpoints_keep_only_inputs_of_segments_and_compute_the_rest_again():
    result = memory(4, 2)
    # no array but the checkpoint h2 until the last segment: h3, h4; then h1, h2 once more
    assert kept(result)[:9] == [0, 0, 0, 1, 1, 2, 2, 3, 3]
    again = [step["name"] for step in result["steps"] if step["pass"] == "again"]
    assert again == ["z1", "h1", "z2", "h2"]
    assert result["forward"] == 9
    assert result["again"] == 4
    assert kept(result)[-1] == 0


@pytest.mark.parametrize("activation", ["tanh", "sin"])
@pytest.mark.parametrize(("layers", "every"), [(1, 1), (5, 1), (5, 2), (6, 3), (7, 7), (12, 4)])
def test_checkpoints_change_no_gradient_and_never_cost_more_memory(layers, every, activation):
    result = memory(layers, every, activation)
    assert result["whole"]["same"] is True
    assert result["peak"] <= result["whole"]["peak"]
    assert result["again"] <= result["whole"]["forward"]


def test_the_peak_grows_with_depth_and_with_checkpoints_like_its_root():
    for row in growth():
        root = round(row["layers"] ** 0.5)
        assert row["peak"] == row["layers"] * ONE
        assert row["peak_checkpointed"] == (2 * root - 1) * ONE
        assert row["operations_checkpointed"] == row["operations"] + 2 * (row["layers"] - root)


@pytest.mark.parametrize("wrong", [(0,), (65,), (4, 5), (4, -1), (4, 0, "relu")])
def test_sizes_out_of_range(wrong):
    with pytest.raises(ValueError, match="memory:"):
        memory(*wrong)
