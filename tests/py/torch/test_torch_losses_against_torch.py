"""③ Losses, distances and look-ups of torch.nn.functional: values, gradients, warnings and refusals, with every option."""

from __future__ import annotations

import pytest

from tests.py.torch.module_programs import same

# fmt: off
SETS = {
    'x=torch.tensor([[0.2,-1.5,3.],[0.7,0.1,-2.]],requires_grad=True)\nt=torch.tensor([[0.,1.,2.5],[0.7,0.5,-1.]],requires_grad=True)\nw=torch.tensor([[1.,2.,0.5],[0.,1.,3.]])': [
        "F.mse_loss(x, t)", "F.mse_loss(x, t, reduction='sum')", "F.mse_loss(x, t, reduction='none')", "F.mse_loss(x, t, reduction='bad')", "F.mse_loss(x, t, weight=w)",
        "F.mse_loss(x, t, weight=w, reduction='sum')", "F.mse_loss(x, t, weight=w, reduction='none')", "F.mse_loss(x, t, weight=w[0])", "F.mse_loss(x, t, size_average=False)",
        "F.mse_loss(x, t, reduce=False)", "F.mse_loss(x, t, size_average=True, reduce=True)", "F.mse_loss(x, t, True)", "F.mse_loss(x, t, reduction='elementwise_mean')",
        "F.mse_loss(x, t[0])", "F.mse_loss(x, t[:, :1])", "F.mse_loss(x, t[:, :2])", "F.mse_loss(x.detach(), 1.0)", "F.mse_loss(x, t.double())", "F.l1_loss(x, t)",
        "F.l1_loss(x, t, reduction='sum')", "F.l1_loss(x, t, reduction='none')", "F.l1_loss(x, t, reduction='bad')", "F.l1_loss(x, t, weight=w)", "F.l1_loss(x, t, weight=w, reduction='sum')",
        "F.l1_loss(x, t, weight=w, reduction='none')", "F.l1_loss(x, t, weight=w[0])", "F.l1_loss(x, t, size_average=False)", "F.l1_loss(x, t, reduce=False)",
        "F.l1_loss(x, t, size_average=True, reduce=True)", "F.l1_loss(x, t, True)", "F.l1_loss(x, t, reduction='elementwise_mean')", "F.l1_loss(x, t[0])", "F.l1_loss(x, t[:, :1])",
        "F.l1_loss(x, t[:, :2])", "F.l1_loss(x.detach(), 1.0)", "F.l1_loss(x, t.double())", "F.smooth_l1_loss(x, t)", "F.smooth_l1_loss(x, t, reduction='sum')",
        "F.smooth_l1_loss(x, t, reduction='none')", "F.smooth_l1_loss(x, t, reduction='bad')", "F.smooth_l1_loss(x, t, weight=w)", "F.smooth_l1_loss(x, t, weight=w, reduction='sum')",
        "F.smooth_l1_loss(x, t, weight=w, reduction='none')", "F.smooth_l1_loss(x, t, weight=w[0])", "F.smooth_l1_loss(x, t, size_average=False)", "F.smooth_l1_loss(x, t, reduce=False)",
        "F.smooth_l1_loss(x, t, size_average=True, reduce=True)", "F.smooth_l1_loss(x, t, True)", "F.smooth_l1_loss(x, t, reduction='elementwise_mean')", "F.smooth_l1_loss(x, t[0])",
        "F.smooth_l1_loss(x, t[:, :1])", "F.smooth_l1_loss(x, t[:, :2])", "F.smooth_l1_loss(x.detach(), 1.0)", "F.smooth_l1_loss(x, t.double())", "F.huber_loss(x, t)",
        "F.huber_loss(x, t, reduction='sum')", "F.huber_loss(x, t, reduction='none')", "F.huber_loss(x, t, reduction='bad')", "F.huber_loss(x, t, weight=w)",
        "F.huber_loss(x, t, weight=w, reduction='sum')", "F.huber_loss(x, t, weight=w, reduction='none')", "F.huber_loss(x, t, weight=w[0])", "F.huber_loss(x, t, size_average=False)",
        "F.huber_loss(x, t, reduce=False)", "F.huber_loss(x, t, size_average=True, reduce=True)", "F.huber_loss(x, t, True)", "F.huber_loss(x, t, reduction='elementwise_mean')",
        "F.huber_loss(x, t[0])", "F.huber_loss(x, t[:, :1])", "F.huber_loss(x, t[:, :2])", "F.huber_loss(x.detach(), 1.0)", "F.huber_loss(x, t.double())", "F.smooth_l1_loss(x, t, beta=0.3)",
        "F.smooth_l1_loss(x, t, beta=0)", "F.smooth_l1_loss(x, t, beta=-1)", "F.huber_loss(x, t, delta=0.4)", "F.huber_loss(x, t, 'sum', 2.)", "F.huber_loss(x, t, delta=0.)",
        "F.cosine_embedding_loss(x, t, torch.tensor([1., -1.]))", "F.cosine_embedding_loss(x, t, torch.tensor([1., -1.]), margin=0.5)",
        "F.cosine_embedding_loss(x, t, torch.tensor([1., -1.]), reduction='none')", "F.cosine_embedding_loss(x, t, torch.tensor([1., -1.]), reduction='sum')",
        "F.cosine_embedding_loss(x, t, torch.tensor([1., -1.]), reduction='q')", "F.cosine_embedding_loss(x, t, torch.ones(2, 3))", "F.cosine_embedding_loss(x, t, torch.tensor(1))",
        "F.cosine_embedding_loss(x[0], t[0], torch.tensor(1))", "F.triplet_margin_with_distance_loss(x, t, x*2, distance_function=lambda a, b:(a-b).abs().sum(1), swap=True)",
        "nn.TripletMarginWithDistanceLoss(distance_function=nn.PairwiseDistance(p=1), margin=2.0)(x, t, x*2)", "F.multi_margin_loss(x, torch.tensor([2, 0]))",
        "nn.MultiMarginLoss()(x, torch.tensor([2, 0]))", "F.multi_margin_loss(x, torch.tensor([2, 0]), p=2)", "nn.MultiMarginLoss(p=2)(x, torch.tensor([2, 0]))",
        "F.multi_margin_loss(x, torch.tensor([2, 0]), margin=0.3)", "nn.MultiMarginLoss(margin=0.3)(x, torch.tensor([2, 0]))",
        "F.multi_margin_loss(x, torch.tensor([2, 0]), weight=torch.tensor([1., 2., .5]))", "nn.MultiMarginLoss(weight=torch.tensor([1., 2., .5]))(x, torch.tensor([2, 0]))",
        "F.multi_margin_loss(x, torch.tensor([2, 0]), p=3)", "nn.MultiMarginLoss(p=3)(x, torch.tensor([2, 0]))", "F.multi_margin_loss(x, torch.tensor([2, 0]), reduction='none')",
        "nn.MultiMarginLoss(reduction='none')(x, torch.tensor([2, 0]))", "F.multi_margin_loss(x, torch.tensor([2, 0]), weight=torch.ones(1, 3))",
        "nn.MultiMarginLoss(weight=torch.ones(1, 3))(x, torch.tensor([2, 0]))", "F.multi_margin_loss(x[0], torch.tensor(1))",
        "F.multilabel_margin_loss(x, torch.tensor([[2, 0, -1], [1, -1, 2]]))", "F.multilabel_soft_margin_loss(x, torch.tensor([[1., 0, 1], [1, 0, 0.]]))",
        "F.multilabel_margin_loss(x, torch.tensor([[2, 0, -1], [1, -1, 2]]), reduction='none')", "F.multilabel_soft_margin_loss(x, torch.tensor([[1., 0, 1], [1, 0, 0.]]), reduction='none')",
        "F.multilabel_margin_loss(x, torch.tensor([[2, 0, -1], [1, -1, 2]]), reduction='sum')", "F.multilabel_soft_margin_loss(x, torch.tensor([[1., 0, 1], [1, 0, 0.]]), reduction='sum')",
        "F.multilabel_margin_loss(x[0], torch.tensor([2, 0, -1]))", "F.multilabel_soft_margin_loss(x, t.detach(), w)", "F.cosine_similarity(x, t)", "F.cosine_similarity(x, t, dim=0)",
        "F.cosine_similarity(x, t, -1, 1e-2)", "F.cosine_similarity(x*0, t)", "F.cosine_similarity(x, t[0])", "F.cosine_similarity(x, t[0], dim=-1)", "F.pairwise_distance(x, t)",
        "F.pairwise_distance(x, t, 1)", "F.pairwise_distance(x, t, p=3, keepdim=True)", "F.pairwise_distance(x, t[0])", "F.pairwise_distance(x, x)", "F.pdist(x)",
        "F.pdist(torch.cat([x, t]), 1)", "F.normalize(x)", "F.normalize(x, p=1, dim=0)", "F.normalize(x*0)", "F.normalize(x, dim=-1, eps=10)", "nn.CosineSimilarity(dim=0)(x, t)",
        "nn.PairwiseDistance(p=2, keepdim=True)(x, t)", "F.normalize(x, dim=(0, 1))", "F.normalize(x[0])", "F.normalize(x[0], dim=0)", "F.normalize(x, p=math.inf)",
        "F.one_hot(torch.tensor([0, 2, 1]))", "F.one_hot(torch.tensor([[0, 2], [1, 1]]), 4)", "F.one_hot(torch.tensor(3), num_classes=5)", "F.one_hot(torch.tensor([3]), 2)",
        "F.one_hot(torch.tensor([-1]))", "F.one_hot(torch.tensor([1.]))", "F.one_hot(torch.tensor([1], dtype=torch.int32))", "F.one_hot(torch.tensor([], dtype=torch.long))",
        "F.one_hot(torch.tensor([], dtype=torch.long), 3)", "F.one_hot(torch.tensor([0, 1]), 0)", "F.one_hot(torch.tensor([0, 1])).float()", "F.linear(x, w)", "F.linear(x, w, torch.ones(2))",
        "F.linear(x, w[0])", "F.linear(x[0], w)", "F.linear(x[0], w[0])", "F.linear(x, w.T)", "F.linear(x, w.double())", "F.linear(x.view(1, 2, 3), w, torch.ones(2))",
        "F.bilinear(x, t[:, :2], torch.ones(4, 3, 2)*torch.arange(24.).view(4, 3, 2), torch.ones(4))", "F.linear(torch.tensor(1.), w)", "F.linear([1.], w)",
    ],
    'x=torch.tensor(1.5,requires_grad=True);t=torch.tensor(1.)': [
        "F.mse_loss(x, t)", "F.l1_loss(x, t)", "F.smooth_l1_loss(x, t)", "F.huber_loss(x, t)",
    ],
    'x=torch.tensor([0.,1.,0.,1.,0.3,1e-30,1-1e-7,0.5],requires_grad=True)\nt=torch.tensor([0.,1.,1.,0.,0.7,1.,0.,0.5])\nw=torch.arange(8.)': [
        "F.binary_cross_entropy(x, t)", "F.binary_cross_entropy(x, t, reduction='sum')", "F.binary_cross_entropy(x, t, reduction='none')", "F.binary_cross_entropy(x, t, weight=w)",
        "F.binary_cross_entropy(x, t, w)", "F.binary_cross_entropy(x, t, reduction='x')", "F.binary_cross_entropy(x, t, size_average=False)", "F.binary_cross_entropy(x.view(8, 1), t)",
        "F.binary_cross_entropy(x*2, t)", "F.binary_cross_entropy(x-1, t)", "F.binary_cross_entropy(x, t.long())", "F.binary_cross_entropy(x, t.double())",
        "F.binary_cross_entropy(x*math.nan, t)",
    ],
    'x=torch.tensor([0.,1.,-1000.,1e5,0.3,-20,90,-1e30,1e30],requires_grad=True)\nt=torch.tensor([0.,1.,1.,0.,0.7,1.,0.,0.5,1.],requires_grad=True)\nw=torch.arange(9.)': [
        "F.binary_cross_entropy_with_logits(x, t)", "F.binary_cross_entropy_with_logits(x, t, reduction='sum')", "F.binary_cross_entropy_with_logits(x, t, reduction='none')",
        "F.binary_cross_entropy_with_logits(x, t, weight=w)", "F.binary_cross_entropy_with_logits(x, t, w)", "F.binary_cross_entropy_with_logits(x, t, reduction='x')",
        "F.binary_cross_entropy_with_logits(x, t, pos_weight=torch.tensor(3.))", "F.binary_cross_entropy_with_logits(x, t, pos_weight=w)",
        "F.binary_cross_entropy_with_logits(x, t, weight=w, pos_weight=w+1, reduction='sum')", "F.binary_cross_entropy_with_logits(x.view(9, 1), t)",
        "F.binary_cross_entropy_with_logits(x, t.long())",
    ],
    'x=torch.tensor([[0.5,-1.,2.],[1.,2.,3.],[-1.,0.,1e3],[0.,0.,0.]],requires_grad=True)\nt=torch.tensor([2,0,1,-100])\nw=torch.tensor([1.,0.5,2.])': [
        "F.cross_entropy(x, t)", "F.cross_entropy(x, t, w)", "F.cross_entropy(x, t, weight=w, reduction='sum')", "F.cross_entropy(x, t, w, reduction='none')",
        "F.cross_entropy(x, t, reduction='none')", "F.cross_entropy(x, t, reduction='sum')", "F.cross_entropy(x, t, ignore_index=1)", "F.cross_entropy(x, t[:3])", "F.cross_entropy(x, t[:2])",
        "F.cross_entropy(x, t+3)", "F.cross_entropy(x, t-3)", "F.cross_entropy(x, t.float())", "F.cross_entropy(x, t.int())", "F.cross_entropy(x, t.view(4, 1))",
        "F.cross_entropy(x, t[:3], reduction='x')", "F.cross_entropy(x, t, w[:2])", "F.cross_entropy(x, t, size_average=False)", "F.cross_entropy(x, [1, 2, 0, 1])",
        "F.cross_entropy(x, torch.tensor(1))", "F.cross_entropy(x, t.to(torch.uint8))", "F.cross_entropy(x, t.view(2, 2))", "F.cross_entropy(x, t, label_smoothing=0.1)",
        "F.cross_entropy(x, t, w, label_smoothing=0.2)", "F.cross_entropy(x, t, w, label_smoothing=0.2, reduction='sum')", "F.cross_entropy(x, t, label_smoothing=0.2, reduction='none')",
        "F.cross_entropy(x, t, label_smoothing=1.5)", "F.cross_entropy(x, x.detach().softmax(1))", "F.cross_entropy(x, x.detach().softmax(1), w)",
        "F.cross_entropy(x, x.detach().softmax(1), w, reduction='none')", "F.cross_entropy(x, x.detach().softmax(1), label_smoothing=0.1, reduction='sum')",
        "F.cross_entropy(x, x.detach().softmax(1).double())", "F.cross_entropy(x[0], torch.tensor(1))", "F.cross_entropy(x[0], torch.tensor(1), w)",
        "F.cross_entropy(x[0], torch.tensor([1, 2]))", "F.cross_entropy(x[0], torch.tensor(5))", "F.cross_entropy(x.T.reshape(2, 3, 2), torch.tensor([[0, 2], [1, -100]]), w)",
        "F.cross_entropy(x.T.reshape(2, 3, 2), torch.tensor([[0, 2], [1, 1]]), reduction='none')", "F.cross_entropy(x.T.reshape(2, 3, 2), torch.tensor([0, 2]))",
        "F.cross_entropy(x.T.reshape(2, 3, 2), torch.tensor([[0, 2, 1], [1, 2, 1]]))", "F.cross_entropy(x, torch.full((4,), -100))",
        "F.cross_entropy(x, torch.full((4,), -100), reduction='sum')", "F.cross_entropy(x[:0], t[:0])", "F.cross_entropy(x.double(), t)", "F.nll_loss(x, t)", "F.nll_loss(x, t, w)",
        "F.nll_loss(x, t, weight=w, reduction='sum')", "F.nll_loss(x, t, w, reduction='none')", "F.nll_loss(x, t, reduction='none')", "F.nll_loss(x, t, reduction='sum')",
        "F.nll_loss(x, t, ignore_index=1)", "F.nll_loss(x, t[:3])", "F.nll_loss(x, t[:2])", "F.nll_loss(x, t+3)", "F.nll_loss(x, t-3)", "F.nll_loss(x, t.float())", "F.nll_loss(x, t.int())",
        "F.nll_loss(x, t.view(4, 1))", "F.nll_loss(x, t[:3], reduction='x')", "F.nll_loss(x, t, w[:2])", "F.nll_loss(x, t, size_average=False)", "F.nll_loss(x, [1, 2, 0, 1])",
        "F.nll_loss(x, torch.tensor(1))", "F.nll_loss(x, t.to(torch.uint8))", "F.nll_loss(x, t.view(2, 2))", "F.nll_loss(x[0], torch.tensor(1))", "F.nll_loss(x[0], torch.tensor(1), w)",
        "F.nll_loss(x[0], torch.tensor([1, 2]))", "F.nll_loss(x[0], torch.tensor(5))", "F.nll_loss(x.T.reshape(2, 3, 2), torch.tensor([[0, 2], [1, -100]]), w)",
        "F.nll_loss(x.T.reshape(2, 3, 2), torch.tensor([[0, 2], [1, 1]]), reduction='none')", "F.nll_loss(x.T.reshape(2, 3, 2), torch.tensor([0, 2]))",
        "F.nll_loss(x.T.reshape(2, 3, 2), torch.tensor([[0, 2, 1], [1, 2, 1]]))", "F.nll_loss(x, torch.full((4,), -100))", "F.nll_loss(x, torch.full((4,), -100), reduction='sum')",
        "F.nll_loss(x[:0], t[:0])", "F.nll_loss(x.double(), t)",
    ],
    'x=torch.tensor([[0.2,-1.5,3.],[0.7,0.1,-2.]],requires_grad=True)\nt=torch.tensor([[0.,1.,2.5],[0.7,0.5,1.]])': [
        "F.kl_div(x, t)", "F.kl_div(x, t, reduction='sum')", "F.kl_div(x, t, reduction='none')", "F.kl_div(x, t, reduction='batchmean')", "F.kl_div(x, t, reduction='mean')",
        "F.kl_div(x, t, log_target=True)", "F.kl_div(x, t, reduction='batchmean', log_target=True)", "F.kl_div(x, t, size_average=False)", "F.kl_div(x, t, reduction='x')",
    ],
    'x=torch.tensor([0.2,-1.5,3.,1.],requires_grad=True)\nt=torch.tensor([1.,-1.,-1.,1.])': [
        "F.hinge_embedding_loss(x, t)", "F.hinge_embedding_loss(x, t, reduction='sum')", "F.hinge_embedding_loss(x, t, reduction='none')", "F.hinge_embedding_loss(x, t, reduction='q')",
        "F.hinge_embedding_loss(x, t, margin=2.0)", "F.hinge_embedding_loss(x, t, 3.)", "F.soft_margin_loss(x, t)", "F.soft_margin_loss(x, t, reduction='sum')",
        "F.soft_margin_loss(x, t, reduction='none')", "F.soft_margin_loss(x, t, reduction='q')", "F.margin_ranking_loss(x, x.view(2, 2), t)",
    ],
    'x=torch.tensor([0.2,-1.5,3.,1.],requires_grad=True)\nt=torch.tensor([1.,-1.,-1.,1.])\nz=torch.tensor([0.,-1.5,1.,4.],requires_grad=True)': [
        "F.margin_ranking_loss(x, z, t)", "F.margin_ranking_loss(x, z, t, margin=0.5)", "F.margin_ranking_loss(x, z, t, reduction='none')", "F.margin_ranking_loss(x, z, t, reduction='sum')",
        "F.margin_ranking_loss(x, z, t, reduction='q')",
    ],
    'x=torch.tensor([[0.2,-1.5,3.],[0.7,0.1,-2.]],requires_grad=True)\nt=torch.tensor([[0.,1.,2.5],[0.7,0.5,-1.]],requires_grad=True)\nw=torch.tensor([[1.,2.,0.5],[0.,1.,3.]])\nn=torch.tensor([[1.,1.,1.],[0.,-1.,2.]],requires_grad=True)': [
        "F.triplet_margin_loss(x, t, n)", "F.triplet_margin_loss(x, t, n, margin=0.5)", "F.triplet_margin_loss(x, t, n, reduction='none')", "F.triplet_margin_loss(x, t, n, reduction='sum')",
        "F.triplet_margin_loss(x, t, n, reduction='q')", "F.triplet_margin_loss(x, t, n, swap=True)", "nn.TripletMarginLoss(swap=True)(x, t, n)", "F.triplet_margin_loss(x, t, n, p=1)",
        "nn.TripletMarginLoss(p=1)(x, t, n)", "F.triplet_margin_loss(x, t, n, p=3, eps=0.1)", "nn.TripletMarginLoss(p=3, eps=0.1)(x, t, n)", "F.triplet_margin_loss(x, t, n, margin=0)",
        "nn.TripletMarginLoss(margin=0)(x, t, n)", "F.triplet_margin_loss(x, t, n, margin=-1.)", "nn.TripletMarginLoss(margin=-1.)(x, t, n)", "F.triplet_margin_loss(x, t, n, p=math.inf)",
        "nn.TripletMarginLoss(p=math.inf)(x, t, n)",
    ],
    'x=torch.zeros(2,3,requires_grad=True)': [
        "F.cosine_embedding_loss(x, x, torch.tensor([1, -1]))",
    ],
    'x=torch.tensor([0.2,1.5,3.,1.],requires_grad=True)\nt=torch.tensor([1.,0.,4.,2.])': [
        "F.poisson_nll_loss(x, t)", "F.poisson_nll_loss(x, t, log_input=False)", "F.poisson_nll_loss(x, t, full=True)", "F.poisson_nll_loss(x, t, log_input=False, full=True, eps=1e-3)",
        "F.poisson_nll_loss(x, t, reduction='sum')", "F.poisson_nll_loss(x, t, reduction='none')", "F.poisson_nll_loss(x, t, reduction='w')",
    ],
    'x=torch.tensor([[0.2,-1.5,3.],[0.7,0.1,-2.]],requires_grad=True)\nt=torch.tensor([[0.,1.,2.5],[0.7,0.5,-1.]],requires_grad=True)\nw=torch.tensor([[1.,2.,0.5],[0.,1.,3.]])\nv=torch.tensor([[1.,.5,2.],[.1,3.,1e-9]],requires_grad=True)': [
        "F.gaussian_nll_loss(x, t, v)", "F.gaussian_nll_loss(x, t, v, full=True)", "F.gaussian_nll_loss(x, t, v, reduction='sum')", "F.gaussian_nll_loss(x, t, v, reduction='none')",
        "F.gaussian_nll_loss(x, t, v, reduction='w')", "F.gaussian_nll_loss(x, t, v*0)", "F.gaussian_nll_loss(x, t, v-5)", "F.gaussian_nll_loss(x, t, v[0])",
        "F.gaussian_nll_loss(x, t, v[:, 0])", "F.gaussian_nll_loss(x, t, v[:, :1])", "F.gaussian_nll_loss(x, t, 1.0)", "F.gaussian_nll_loss(x, t, -1.0)",
        "F.gaussian_nll_loss(x, t, v, eps=0.6)",
    ],
    'x=torch.arange(12.).view(4,3).requires_grad_()\nt=x\ni=torch.tensor([[0,3],[1,1]])': [
        "F.embedding(i, x)", "F.embedding(i, x, 1)", "F.embedding(i, x, padding_idx=-3)", "F.embedding(i, x, padding_idx=7)", "F.embedding(i, x, max_norm=2.0)",
        "F.embedding(i, x.detach().clone(), max_norm=2.0, norm_type=1)", "F.embedding(i, x, scale_grad_by_freq=True)", "F.embedding(i+9, x)", "F.embedding(i-9, x)",
        "F.embedding(i.float(), x)", "F.embedding(i.int(), x)", "F.embedding([1, 2], x)", "F.embedding_bag(i, x)", "F.embedding_bag(i, x, mode='sum')", "F.embedding_bag(i, x, mode='max')",
        "F.embedding_bag(i.view(-1), x, torch.tensor([0, 1, 1]))", "F.embedding_bag(i.view(-1), x, torch.tensor([0, 1, 1]), mode='max')", "F.embedding_bag(i, x, mode='q')",
        "F.embedding_bag(i.view(-1), x)", "F.embedding_bag(i, x, per_sample_weights=torch.tensor([[1., 2.], [3., .5]]), mode='sum')", "F.embedding_bag(i, x, padding_idx=1)",
        "F.embedding_bag(i.view(-1), x, torch.tensor([0, 2, 4]), include_last_offset=True)",
    ],
}
# fmt: on


@pytest.mark.parametrize(
    ("setup", "call"), [(setup, call) for setup, calls in SETS.items() for call in calls]
)
def test_a_function(setup: str, call: str) -> None:
    same(
        f"{setup}\ny = {call}\n"
        "if isinstance(y, torch.Tensor) and y.requires_grad:\n    (y * y).sum().backward()\n"
        "out = [y, [one.grad for one in (globals().get(name) for name in 'xtzvn') if one is not None]]",
        1e-5,
    )
