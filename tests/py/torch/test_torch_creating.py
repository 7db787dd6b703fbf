"""③ Tensors made by hand, and what is asked of dtypes and devices: as PyTorch has it."""

from __future__ import annotations

import pytest

from tests.py.torch.alike import same

CALLS = (
    """
tensor(3)|tensor(3.5)|tensor(True)|tensor([1, 2])|tensor([1, 2.5])|tensor([True, False])|tensor([True, 2])|tensor([[1, 2], [3, 4]])|tensor([])|tensor([[], []])|tensor(())
tensor((1, 2))|tensor(range(3))|tensor([1, 2], dtype=torch.float64)|tensor([1.7, -2.7], dtype=torch.int64)|tensor([0, 2], dtype=torch.bool)|tensor(np.arange(3))|tensor(np.ones(2))|tensor(np.float32(2))
tensor(np.ones((2, 2), np.float32))|tensor([np.ones(2), np.zeros(2)])|tensor([torch.tensor(1.0), torch.tensor(2.0)])|tensor([np.float64(1.5), 2])|tensor([1.0], requires_grad=True)|tensor([1], requires_grad=True)
tensor([[1, 2], [3]])|tensor("a")|tensor(None)|tensor([1, "a"])|tensor({})|tensor(2**70)|tensor(300, dtype=torch.uint8)|tensor(float("nan"))|tensor([1e400])|tensor([1], device="cpu")|tensor([1], device="cuda")
tensor(torch.ones(2))|tensor([[True], [False]])|tensor([1, 2], dtype=torch.half)|as_tensor([1, 2])|as_tensor(np.ones(2))|as_tensor([1], dtype=torch.float32)|from_numpy(np.arange(3))|from_numpy(np.ones(2, np.float32))
from_numpy([1])|asarray([1.0])|zeros(2)|zeros(2, 3)|zeros((2, 3))|zeros([2])|zeros(size=(2,))|zeros(2, dtype=torch.long)|zeros(())|zeros(0)|ones(2, requires_grad=True)|ones(2, dtype=torch.bool)|full((2,), 3)
full((2,), 3.0)|full((2,), True)|full((2, 2), 7, dtype=torch.float32)|full((), 2)|full(size=(2,), fill_value=1)|zeros_like(torch.ones(2, 2))|ones_like(torch.arange(3))|full_like(torch.ones(2), 5)
zeros_like(torch.ones(2), dtype=torch.int32)|ones_like(torch.ones(2), requires_grad=True)|rand_like(torch.ones(2)).shape|empty(2, 3).shape|empty_like(torch.ones(2)).shape|empty((2,), dtype=torch.int8).dtype
arange(5)|arange(2, 5)|arange(0, 1, 0.1)|arange(5.0)|arange(1, 2.5)|arange(5, 0, -1)|arange(0, 10, 3)|arange(3, dtype=torch.float32)|arange(start=1, end=3)|arange(end=3)|arange(0)|arange(1, 0)|arange(0, 1, 0)|arange(-3, 3, 2)
arange(0.5, 3)|arange(torch.tensor(3))|arange(4, requires_grad=True)|arange(4.0, requires_grad=True)|linspace(0, 1, 5)|linspace(-10, 10, steps=11)|linspace(0, 1, 1)|linspace(1, 0, 4)|linspace(0, 10, 4, dtype=torch.int64)|linspace(0, 1, 0)|linspace(0, 1, 100)
linspace(-3.7, 2.2, 33, dtype=torch.float64)|logspace(0, 2, 3)|logspace(0, 3, 4, base=2)|eye(3)|eye(2, 3)|eye(2, dtype=torch.int64)|eye(0)|tril_indices(3, 3)|triu_indices(3, 4, 1)|tril_indices(3, 3, offset=-1)
hann_window(5)|hamming_window(4)|hann_window(4, periodic=False)|Tensor([1, 2])|Tensor(2, 3).shape|Tensor().shape|Tensor([[1.0]])|Tensor(5).shape|FloatTensor([1, 2])|LongTensor([1.0, 2.0])|LongTensor(2).shape|BoolTensor([True])|DoubleTensor([1])
scalar_tensor(2)|complex|set_default_dtype|get_default_dtype()|is_tensor(torch.ones(1))|is_tensor(1)|is_floating_point(torch.ones(1))|is_floating_point(torch.arange(2))|is_complex(torch.ones(1))|numel(torch.ones(2, 3))|Size([2, 3]).numel()
result_type(torch.arange(2), 1.5)|result_type(torch.ones(2), 1)|result_type(torch.ones(2).double(), torch.tensor(1.0))|promote_types(torch.int32, torch.float32)|promote_types(torch.uint8, torch.int8)|can_cast(torch.float32, torch.int32)
can_cast(torch.int32, torch.float32)|can_cast(torch.bool, torch.int8)|finfo(torch.float32).eps|finfo(torch.float64).max|finfo(torch.float16).tiny|iinfo(torch.int64).max|iinfo(torch.uint8)|finfo(torch.float32)|finfo()
float32.is_floating_point|int64.is_floating_point|float64.itemsize|float is torch.float32|long is torch.int64|device("cpu")|device("cuda")|device("cuda:1").index|device("cpu") == torch.device("cpu")|device(type="cpu")|device("foo")
device("cpu").type|cuda.is_available()|cuda.device_count()|backends.mps.is_available()|backends.cudnn.is_available()|ones(2).to("cpu")|ones(2).to(torch.device("cpu"), torch.float64)|ones(2).to("cuda")|ones(2).cuda()|ones(2).cpu().device
ones(2).to(dtype=torch.int64)|ones(2).to(torch.arange(2))|ones(2).type()|ones(2).type(torch.int64)|ones(2).type("torch.LongTensor")|ones(2).is_cuda|ones(2).device.type|ones(2).nbytes|ones(2).element_size()|ones(2).dim()|ones(2).stride()
ones(2).storage_offset()|ones(4)[2:].storage_offset()|ones(2).is_contiguous()|ones(2, 3).t().is_contiguous()|ones(2).is_same_size(torch.ones(2))|ones(1).is_nonzero()|ones(2).get_device()|ones(2).is_sparse|ones(2).layout|strided
is_grad_enabled()|pi|inf|nan|e|newaxis|ones(3).tolist()|ones(2)[0].item()|tensor(3).item()|tensor(True).item()|ones(2, 2).size()|ones(2, 2).size(-1)|ones(2).shape == (2,)|ones(2).shape == torch.Size([2])|ones(2, 3).shape[:1]|ones(2, 3).shape + (4,)
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("call", CALLS)
def test_a_call(call: str) -> None:
    shown = "'function'" if call in ("complex", "set_default_dtype") else f"torch.{call}"
    same(f"out = {shown}\nprint(out)", 1e-6)


PROGRAMS = (
    "a = np.ones(3, np.float32)\nt = torch.from_numpy(a)\na[0] = 5\nt[1] = 7\nout = [t, a.tolist()]",
    "a = np.ones(3, np.float32)\nt = torch.as_tensor(a)\ns = torch.tensor(a)\na[0] = 5\nout = [t, s]",
    "t = torch.ones(3)\nn = t.numpy()\nn[0] = 4\nout = [t, n.dtype, type(n).__name__]",
    "torch.set_default_dtype(torch.float64)\ntry:\n    out = [torch.tensor(1.5), torch.zeros(2), torch.rand(1).dtype, torch.arange(2) * 1.5, torch.ones(1) / 3]\n    print(out)\nfinally:\n    torch.set_default_dtype(torch.float32)",
    "x = torch.tensor([1.0, 2.0], requires_grad=True)\nout = [isinstance(x, torch.Tensor), isinstance(x, torch.FloatTensor), type(x).__name__, str(type(x)), isinstance(torch.arange(2), torch.LongTensor)]",
    "import copy\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n(x * x).sum().backward()\ny = copy.deepcopy(x)\nz = copy.copy(x)\nout = [y, y.grad, y is x, z, torch.float32 is copy.deepcopy(torch.float32), copy.deepcopy({'a': x.detach(), 'b': torch.Size([2])})]",
    "out = [torch.ones(2) + np.ones(2), np.ones(2) * torch.ones(2).numpy(), torch.ones(2) * np.float32(2)]",
    "with torch.no_grad():\n    a = torch.is_grad_enabled()\nwith torch.set_grad_enabled(False):\n    b = torch.is_grad_enabled()\nwith torch.inference_mode():\n    c = torch.is_grad_enabled()\n@torch.no_grad()\ndef f(x):\n    return x * 2\nout = [a, b, c, f(torch.ones(1, requires_grad=True)), torch.is_grad_enabled()]",
    "x = torch.tensor([[1, 2], [3, 4]])\nvalues, indices = torch.max(x, dim=1)\nout = [values, indices, torch.max(x, 1).values, torch.max(x, 1)[1], len(torch.max(x, 1))]\nprint(torch.max(x, 1), torch.sort(x, descending=True))",
    "d = 'cuda' if torch.cuda.is_available() else 'mps' if torch.backends.mps.is_available() else 'cpu'\nx = torch.randn(3, device=d).to(d)\nout = [d, x.device, torch.device(d)]\nprint(out)",
    "import pickle\nout = [pickle.loads(pickle.dumps(one)) for one in (torch.float32, torch.Size([2, 3]), torch.device('cpu'))]\nprint(out)",
    "x = torch.ones(2, 3)\nx.unsqueeze_(0)\na = x.shape\nx.squeeze_().t_()\nout = [a, x.shape, x]",
    "x = torch.zeros(3)\ny = x.view(3, 1)\nx[0] = 1\ny[1] = 2\nout = [x, y, x.data_ptr() == y.data_ptr()]",
)


@pytest.mark.parametrize("source", PROGRAMS)
def test_a_program(source: str) -> None:
    same(source)
