"""② What a loss, a layer or an activation prints of the graph: the name that PyTorch gives its node."""

from __future__ import annotations

import pytest

from tests.py.torch.module_programs import same

BEGIN = """
def r(*s):
    return (torch.arange(math.prod(s)) * 0.37 % 1.0 - 0.4).reshape(s).requires_grad_()
x, w1, w3, w3d, s, t = r(4, 3), r(1), r(3), r(3).detach().abs(), torch.tensor([1, -1, 1, -1]), torch.tensor([0, 1, 2, 1])
y, p = r(4, 3).detach().abs(), r(4, 3).abs().detach().requires_grad_()
x3, t3, x4, t4, W, b, W3, xb = r(2, 3, 4), torch.ones(2, 4).long(), r(2, 3, 4, 4), torch.ones(2, 4, 4).long(), r(3, 3), r(3), r(3, 2, 2, 2), r(2, 4, 3)
"""
# fmt: off
CASES = [
    "F.hardtanh(x)", "F.relu6(x)", "F.threshold(x, .1, 2.)", "F.elu(x)", "F.elu(x, 2.)", "F.selu(x)", "F.celu(x)", "F.celu(x, 2.)", "F.prelu(x, w1)", "F.prelu(x, w3)",
    "F.rrelu(x)", "F.rrelu(x, training=True)", "F.leaky_relu(x)", "F.gelu(x)", "F.gelu(x, approximate='tanh')", "F.silu(x)", "F.mish(x)", "F.hardsigmoid(x)", "F.hardswish(x)",
    "F.logsigmoid(x)", "F.softplus(x)", "F.softsign(x)", "F.tanhshrink(x)", "F.softshrink(x)", "F.hardshrink(x)", "F.glu(x[:, :2])", "F.softmax(x, 1)", "F.softmin(x, 1)",
    "F.log_softmax(x, 1)", "F.gumbel_softmax(x)", "F.gumbel_softmax(x, hard=True)", "F.relu_(x*1)", "F.elu_(x*1)", "F.leaky_relu_(x*1)", "F.hardtanh_(x*1)", "F.relu(x*1, True)",
    "F.mse_loss(x, y)", "F.mse_loss(x, y, reduction='sum')", "F.mse_loss(x, y, reduction='none')", "F.mse_loss(x, y, weight=y)", "F.l1_loss(x, y)",
    "F.l1_loss(x, y, reduction='sum')", "F.l1_loss(x, y, reduction='none')", "F.smooth_l1_loss(x, y)", "F.smooth_l1_loss(x, y, reduction='none')",
    "F.smooth_l1_loss(x, y, beta=0.)", "F.huber_loss(x, y)", "F.huber_loss(x, y, reduction='sum')", "F.poisson_nll_loss(x, y)", "F.poisson_nll_loss(x, y, reduction='none')",
    "F.gaussian_nll_loss(x, y, y)", "F.kl_div(x, y)", "F.kl_div(x, y, reduction='batchmean')", "F.kl_div(x, y, reduction='none')", "F.kl_div(x, y, log_target=True)",
    "F.margin_ranking_loss(x, y, y)", "F.hinge_embedding_loss(x, y.round()*2-1)", "F.soft_margin_loss(x, y)", "F.soft_margin_loss(x, y, reduction='none')",
    "F.cosine_embedding_loss(x, y, s)", "F.triplet_margin_loss(x, y, y+1)", "F.triplet_margin_loss(x, y, y+1, reduction='none')", "F.nll_loss(x, t)",
    "F.nll_loss(x, t, reduction='none')", "F.nll_loss(x, t, reduction='sum')", "F.nll_loss(x, t, w3d)", "F.nll_loss(x3, t3)", "F.nll_loss(x3, t3, reduction='none')",
    "F.nll_loss(x4, t4)", "F.nll_loss(x4, t4, reduction='sum')", "F.nll_loss(x[0], t[0])", "F.cross_entropy(x, t)", "F.cross_entropy(x, t, reduction='none')",
    "F.cross_entropy(x, t, reduction='sum')", "F.cross_entropy(x, t, w3d)", "F.cross_entropy(x, t, w3d, reduction='none')", "F.cross_entropy(x, t, ignore_index=1)",
    "F.cross_entropy(x3, t3)", "F.cross_entropy(x4, t4)", "F.cross_entropy(x4, t4, reduction='none')", "F.cross_entropy(x[0], t[0])", "F.cross_entropy(x, t, label_smoothing=.1)",
    "F.cross_entropy(x, t, label_smoothing=.1, reduction='none')", "F.cross_entropy(x, t, label_smoothing=.1, reduction='sum')", "F.cross_entropy(x, t, w3d, label_smoothing=.1)",
    "F.cross_entropy(x, y)", "F.cross_entropy(x, y, reduction='sum')", "F.cross_entropy(x, y, reduction='none')", "F.cross_entropy(x, y, w3d)",
    "F.cross_entropy(x, y, label_smoothing=.1)", "F.binary_cross_entropy(p, y)", "F.binary_cross_entropy(p, y, reduction='none')",
    "F.binary_cross_entropy(p, y, weight=y, reduction='sum')", "F.binary_cross_entropy_with_logits(x, y)", "F.binary_cross_entropy_with_logits(x, y, reduction='sum')",
    "F.binary_cross_entropy_with_logits(x, y, reduction='none')", "F.binary_cross_entropy_with_logits(x, y, weight=y)", "F.binary_cross_entropy_with_logits(x, y, pos_weight=w3d)",
    "F.binary_cross_entropy_with_logits(x, y, pos_weight=w3d, reduction='none')", "F.multilabel_soft_margin_loss(x, y)", "F.multi_margin_loss(x, t)",
    "F.multilabel_margin_loss(x, t[:, None].repeat(1, 3))", "F.layer_norm(x, (3, ))", "F.layer_norm(x, (3, ), w3d, w3d)", "F.layer_norm(x, (3, ), w3)", "F.rms_norm(x, (3, ))",
    "F.rms_norm(x, (3, ), w3)", "F.batch_norm(x, None, None, training=True)", "F.batch_norm(x, w3d, w3d.abs(), w3, w3)", "F.batch_norm(x4, None, None, training=True)",
    "F.batch_norm(x4, None, None, w3, w3, training=True)", "F.group_norm(x4, 1)", "F.group_norm(x4, 1, w3, w3)", "F.instance_norm(x4)", "F.local_response_norm(x4, 2)",
    "F.normalize(x)", "F.cosine_similarity(x, y)", "F.pairwise_distance(x, y)", "F.pdist(x)", "F.linear(x, W)", "F.linear(x, W, b)", "F.linear(x[0], W, b)", "F.linear(x[0], W)",
    "F.linear(x[None], W)", "F.linear(x[None], W, b)", "F.bilinear(x, y, W[None], None)", "F.embedding(t, W)", "F.conv1d(x3, W[:, :, None])",
    "F.conv2d(x4, W[:, :, None, None], b)", "F.conv_transpose2d(x4, W3)", "F.max_pool1d(x3, 2)", "F.max_pool2d(x4, 2)", "F.avg_pool1d(x3, 2)", "F.avg_pool2d(x4, 2)",
    "F.adaptive_avg_pool2d(x4, 1)", "F.adaptive_avg_pool2d(x4, 2)", "F.adaptive_max_pool2d(x4, 1)", "F.adaptive_avg_pool1d(x3, 1)", "F.lp_pool2d(x4, 2, 2)",
    "F.interpolate(x4, scale_factor=2)", "F.interpolate(x4, scale_factor=2, mode='bilinear')", "F.interpolate(x3, scale_factor=2)",
    "F.interpolate(x3, scale_factor=2, mode='linear')", "F.pad(x, (1, 1))", "F.pad(x3, (1, 1), mode='reflect')", "F.pad(x4, (1, 1, 1, 1), mode='replicate')",
    "F.pad(x4, (1, 1, 1, 1), mode='circular')", "F.pixel_shuffle(x4.repeat(1, 4, 1, 1), 2)", "F.unfold(x4, 2)", "F.fold(F.unfold(x4, 2), (4, 4), 2)", "F.dropout(x, .5)",
    "F.dropout(x, .0)", "F.dropout2d(x4, .5)", "F.alpha_dropout(x, .5)", "F.scaled_dot_product_attention(x4, x4, x4)", "F.scaled_dot_product_attention(x4, x4, x4, is_causal=True)",
    "F.scaled_dot_product_attention(x3, x3, x3)", "F.scaled_dot_product_attention(x4, x4, x4, attn_mask=x4[0, 0]>0)", "F.relu(x)", "F.sigmoid(x)", "F.tanh(x)",
    "F.channel_shuffle(x4.repeat(1, 4, 1, 1), 2)", "F.embedding_bag(t[None], W)", "nn.RNN(3, 4)(x3.transpose(1, 2))[0]", "nn.RNN(3, 4)(x3.transpose(1, 2))[1]",
    "nn.GRU(3, 4)(x3.transpose(1, 2))[0]", "nn.GRU(3, 4)(x3.transpose(1, 2))[1]", "nn.LSTM(3, 4)(x3.transpose(1, 2))[1][0]", "nn.LSTM(3, 4)(x3.transpose(1, 2))[1][1]",
    "nn.LSTM(3, 4, 2)(x3.transpose(1, 2))[1][0]", "nn.LSTM(3, 4)(x)[1][0]", "nn.RNNCell(3, 4)(x)", "nn.RNNCell(3, 4, nonlinearity='relu')(x)", "nn.GRUCell(3, 4)(x)",
    "nn.LSTMCell(3, 4)(x)[0]", "nn.LSTMCell(3, 4)(x)[1]", "nn.MultiheadAttention(3, 1)(x, x, x)[0]", "nn.MultiheadAttention(3, 1)(x, x, x)[1]",
    "nn.MultiheadAttention(3, 1)(xb, xb, xb)[0]", "nn.MultiheadAttention(3, 1)(xb, xb, xb)[1]", "nn.MultiheadAttention(3, 1, batch_first=True)(xb, xb, xb)[0]",
    "nn.MultiheadAttention(3, 1, batch_first=True)(xb, xb, xb, need_weights=False)[0]", "nn.TransformerEncoderLayer(3, 1, 4)(xb)",
    "nn.TransformerEncoderLayer(3, 1, 4, norm_first=True)(xb)", "nn.Bilinear(3, 3, 2)(x, x)", "nn.Flatten()(x4)",
    "nn.Unflatten(1, (1, 3))(x)", "nn.Softmax2d()(x4)", "nn.PReLU()(x)", "nn.BatchNorm1d(3)(x)", "nn.LayerNorm(3)(x)", "nn.LayerNorm(3, elementwise_affine=False)(x)",
    "nn.RMSNorm(3)(x)", "nn.GroupNorm(1, 3)(x4)", "nn.InstanceNorm2d(3)(x4)", "nn.Embedding(4, 2)(t)", "nn.Conv2d(3, 2, 1)(x4)", "nn.utils.clip_grad_norm_([x], 1.)",
    "nn.utils.parameters_to_vector([x, W])", "nn.CosineSimilarity()(x, y)", "nn.PairwiseDistance()(x, y)", "nn.Linear(3, 1)(x).squeeze()", "nn.Linear(3, 1)(x).squeeze(1)",
    "nn.Linear(3, 1)(x).view(-1)", "nn.Linear(3, 1)(x).mean()", "nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))(x)",
    "nn.Sequential(nn.Conv2d(3, 2, 1), nn.Flatten(), nn.Linear(32, 2))(x4)", "nn.Sequential(nn.Tanh(), nn.Linear(3, 2))(x)", "nn.Linear(3, 1)(x[0])", "nn.Linear(3, 1)(x[None])",
    "nn.Linear(3, 1, bias=False)(x)",
]
# fmt: on


@pytest.mark.parametrize("expression", CASES)
def test_the_name_of_a_node_of_a_network(expression: str) -> None:
    program = f"torch.manual_seed(0)\n{BEGIN}\nmade = {expression}\n"
    same(f"{program}out = type((made[0] if isinstance(made, tuple) else made).grad_fn).__name__")


def test_a_hook_on_the_way_back_has_its_name() -> None:
    same(
        "l = nn.Linear(2, 1)\nl.register_full_backward_hook(lambda *_: None)\nprint(l(torch.ones(1, 2)).grad_fn.name())"
    )


def test_what_is_given_back_as_it_was_keeps_its_name() -> None:
    same(
        "x = torch.ones(3, requires_grad=True) * 2\nprint(F.dropout(x, 0.5, False).grad_fn.name(), nn.Identity()(x).grad_fn.name())"
    )
