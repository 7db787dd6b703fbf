"""③ Hooks, functions of one's own, checkpoints and torch.autograd: programs run with PyTorch and with ours, which print the same."""

from __future__ import annotations

import contextlib
import io
import warnings
from typing import Any

import pytest
import stepgrad.torch
import torch

COMMON = """
from types import SimpleNamespace
nn, A = torch.nn, torch.autograd
checkpoint, checkpoint_sequential = torch.utils.checkpoint.checkpoint, torch.utils.checkpoint.checkpoint_sequential

def show(*a):
    def f(x):
        if hasattr(x, "detach"): return [round(v, 4) for v in x.detach().flatten().tolist()]
        if isinstance(x, (list, tuple)): return [f(v) for v in x]
        if isinstance(x, dict): return {k: f(v) for k, v in x.items()}
        return x
    print(*map(f, a))

def tr(f, length=200):
    try: f()
    except Exception as e: print(type(e).__name__, str(e)[:length])

class Two(nn.Module):
    def __init__(s): super().__init__(); s.a=nn.Linear(2,3); s.b=nn.Linear(3,1)
    def forward(s,x,scale=1.0): return s.b(torch.tanh(s.a(x)))*scale

def new():
    torch.manual_seed(0); return Two(), torch.tensor([[1.,2.],[3.,-1.]],requires_grad=True)

class S(nn.Module):
    def forward(s,x,y): return x*y, x+y

Fn=torch.autograd.Function

class Mul2(Fn):
    @staticmethod
    def forward(ctx,a,b,c=2.0): ctx.save_for_backward(a,b); ctx.c=c; return a*b*c
    @staticmethod
    def backward(ctx,g): a,b=ctx.saved_tensors; print(ctx.needs_input_grad); return g*b*ctx.c, g*a*ctx.c if ctx.needs_input_grad[1] else None, None

class SC(Fn):
    @staticmethod
    def forward(x,n): return x**n
    @staticmethod
    def setup_context(ctx,inputs,output): x,n=inputs; ctx.save_for_backward(x,output); ctx.n=n
    @staticmethod
    def backward(ctx,g): x,out=ctx.saved_tensors; return g*ctx.n*out/x, None

class Sp(Fn):
    @staticmethod
    def forward(ctx,x): ctx.set_materialize_grads(False); return x*2,x*3,(x>0)
    @staticmethod
    def backward(ctx,a,b,c): print([q is None for q in (a,b,c)]); r=0; r = (a*2 if a is not None else 0)+(b*3 if b is not None else 0); return r

class Sp2(Sp):
    @staticmethod
    def forward(ctx,x): o=x*3; ctx.mark_non_differentiable(o); return x*2,o,7
    @staticmethod
    def backward(ctx,a,b,c): show(a,b,c); return a*2

class In(Fn):
    @staticmethod
    def forward(ctx,x): ctx.mark_dirty(x); x.mul_(2); return x
    @staticmethod
    def backward(ctx,g): return g*2

class Id(Fn):
    @staticmethod
    def forward(ctx,x): return x.view_as(x)
    @staticmethod
    def backward(ctx,g): return -g

class Id2(Id):
    @staticmethod
    def forward(ctx,x): return x

class No(Fn):
    @staticmethod
    def forward(ctx,x): return x*1
    @staticmethod
    def backward(ctx,g): return None
"""

PROGRAMS = {
    "hooks forward": """
m,x=new(); log=[]
h1=m.a.register_forward_hook(lambda mod,i,o: log.append(("f1",type(mod).__name__,i,o)))
m.a.register_forward_hook(lambda mod,i,o: o*2)
m.a.register_forward_hook(lambda mod,i,o: log.append(("f0",o)),prepend=True)
m.a.register_forward_pre_hook(lambda mod,i: (i[0]*2,))
m.a.register_forward_pre_hook(lambda mod,i: log.append(("p",i)))
m.register_forward_pre_hook(lambda mod,i,k: (i,{"scale":3.0}),with_kwargs=True)
m.register_forward_hook(lambda mod,i,k,o: log.append((i,k,o)),with_kwargs=True)
y=m(x); show(y,log); h1.remove(); n=len(log); m(x,scale=2.0); print(len(log)-n); y.sum().backward(); show(x.grad,m.a.weight.grad)
""",
    "hooks on the way back": """
m,x=new(); log=[]
m.a.register_full_backward_hook(lambda mod,gi,go: log.append(("b",gi,go)))
m.b.register_full_backward_hook(lambda mod,gi,go: (gi[0]*2,))
m.b.register_full_backward_pre_hook(lambda mod,go: (go[0]*3,))
m.register_full_backward_hook(lambda mod,gi,go: log.append(("m",gi,go)))
m(x).sum().backward(); show(log,x.grad,m.a.weight.grad,m.b.weight.grad)
""",
    "no input requires a gradient": """
m,x=new(); log=[]; x=x.detach()
m.a.register_full_backward_hook(lambda mod,gi,go: log.append(("b",gi,go)))
m(x).sum().backward(); show(log)
m.a.register_full_backward_hook(lambda mod,gi,go: (torch.ones(2,2),)); m(x).sum().backward()
""",
    "too many gradients": """
m,x=new(); m.b.register_full_backward_hook(lambda mod,gi,go: (gi[0],gi[0])); m(x).sum().backward()
""",
    "always call": """
m,x=new(); log=[]
m.register_forward_hook(lambda *a: log.append(len(a)),always_call=True)
try: m(torch.ones(5,5))
except Exception as e: pass
print(log); m(x); print(log)
""",
    "a pre-hook of another kind": """
m,x=new(); m.register_forward_pre_hook(lambda mod,i,k: 3, with_kwargs=True); m(x)
""",
    "several inputs and outputs": """
m=S(); log=[]; x=torch.tensor([1.,2.],requires_grad=True); y=torch.tensor([3.,4.])
m.register_full_backward_hook(lambda mod,gi,go: log.append((gi,go)))
a,b=m(x,y); (a.sum()+2*b.sum()).backward(); show(log,x.grad)
log.clear(); a,b=m(x,y); a.sum().backward(); show(log,x.grad)
""",
    "hooks of tensors": """
x=torch.tensor([1.,2.],requires_grad=True); log=[]
x.register_hook(lambda g: log.append(("h1",g.tolist())) or g*2); h=x.register_hook(lambda g: log.append(("h2",g.tolist())))
x.register_post_accumulate_grad_hook(lambda t: log.append(("post",t.grad.tolist())))
y=x*3; y.register_hook(lambda g: g+1); y.retain_grad()
(y*y).sum().backward(); show(log,y.grad,x.grad)
h.remove(); log.clear(); (x*y.detach()).sum().backward(); show(log,x.grad)
with x.register_hook(lambda g: g*0): x.sum().backward()
show(x.grad); log.clear(); show(torch.autograd.grad((x*x).sum(),x)); show(log, x.grad)
""",
    "a step after the gradient": """
p=torch.nn.Parameter(torch.ones(2)); o=torch.optim.SGD([p],0.1)
p.register_post_accumulate_grad_hook(lambda t: (o.step(),o.zero_grad()))
(p*p).sum().backward(); show(p,p.grad)
""",
    "checkpoints": """
calls=[]
for r in (True,False):
    m,x=new(); d=nn.Dropout(0.5); torch.manual_seed(3)
    def f(x,k=1.0): calls.append(1); return m(x)*k*torch.rand(2,1)
    y=checkpoint(f,x,use_reentrant=r) if r else checkpoint(f,x,use_reentrant=r,k=2.0)
    show(y); y.sum().backward(); show(x.grad,m.a.weight.grad,torch.rand(1)); print(len(calls))
    m,x=new(); x=x.detach(); y=checkpoint(m,x,use_reentrant=r); print(y.requires_grad)
    if not r: y.sum().backward(); show(m.a.weight.grad)
m,x=new(); s=nn.Sequential(nn.Linear(2,3),nn.Tanh(),nn.Linear(3,3),nn.ReLU(),nn.Linear(3,1)); y=checkpoint_sequential(s,2,x,use_reentrant=False); y.sum().backward(); show(y,x.grad,s[0].weight.grad,s[4].weight.grad)
a,b=checkpoint(lambda a,b:(a*b,a+b),x,torch.ones(2,2),use_reentrant=False); x.grad=None; (a*a+b).sum().backward(); show(x.grad)
with torch.no_grad(): print(checkpoint(lambda a:a*2,x,use_reentrant=False).requires_grad)
checkpoint(lambda a:a,x,use_reentrant=True,foo=3)
""",
    "functions of one's own": """
x=torch.tensor([1.,2.],requires_grad=True); w=torch.tensor([5.,6.])
y=Mul2.apply(x,w); show(y); print(y); y.sum().backward(); show(x.grad)
y=Mul2.apply(x,w.requires_grad_(),3.0); y.sum().backward(); show(x.grad,w.grad)
x.grad=None; y=SC.apply(x,3); (y*2).sum().backward(); show(x.grad)
x.grad=None; a,b,c=Sp.apply(x); print(c.requires_grad,c.dtype); (a*b).sum().backward(); show(x.grad)
a,b,c=Sp.apply(x); b.sum().backward(); show(x.grad)
a,b,c=Sp2.apply(x); print(b.requires_grad,c); a.sum().backward(); show(x.grad)
x.grad=None; h=x*1; z=In.apply(h); print(z is h); show(z); (z*z).sum().backward(); show(x.grad)
tr(lambda: In.apply(x))
x.grad=None; Id.apply(x).sum().backward(); show(x.grad); q=Id2.apply(x); print(q is x, q.grad_fn is None); q.sum().backward(); show(x.grad)
x.grad=None; No.apply(x).sum().backward(); print(x.grad); No.apply(x*2).sum().backward(); print(x.grad)
with torch.no_grad(): print(Mul2.apply(x,w).requires_grad)
print(Mul2.apply(torch.ones(2),torch.ones(2)).requires_grad)
y=Mul2.apply(x,w); x2=x.detach(); 
h=x*1; y=Mul2.apply(h,w); h.add_(1); tr(lambda: y.sum().backward(), 60)
y=Id.apply(x*2).sum(); y.backward(retain_graph=True); tr(lambda: y.backward()); 
y=Mul2.apply(x,w).sum(); y.backward(retain_graph=True); tr(lambda:y.backward()); tr(lambda:y.backward())
show(torch.autograd.grad(Mul2.apply(x,w).sum(),[w]))
""",
    "functional": """
A=torch.autograd; f=A.functional; x=torch.tensor([1.,2.]); 
show(f.jacobian(lambda x:x**2,x), f.jacobian(lambda x:(x**2).sum(),x), f.jacobian(lambda x,y:x*y,(x,x)), f.jacobian(lambda x:(x,x*2),x))
show(f.vjp(lambda x:x**2,x,torch.ones(2)), f.vjp(lambda x:(x**2).sum(),x), f.vjp(lambda x,y:(x*y),(x,x),torch.ones(2)))
tr(lambda: f.vjp(lambda x:x,x)); tr(lambda: f.jacobian(lambda x:3,x)); tr(lambda: f.jacobian(lambda x:x,3)); tr(lambda: f.jacobian(lambda x:torch.ones(2),x,strict=True))
print(A.gradcheck(lambda a,b:(a*b).sin(),(torch.tensor([1.,2.],dtype=torch.float64,requires_grad=True),torch.tensor([3.,2.],dtype=torch.float64,requires_grad=True))))
class Bad(Fn):
    @staticmethod
    def forward(ctx,x): return x*2
    @staticmethod
    def backward(ctx,g): return g*3
try: A.gradcheck(Bad.apply,(torch.tensor([1.,2.],dtype=torch.float64,requires_grad=True),))
except Exception as e: print(type(e).__name__, isinstance(e,RuntimeError))
""",
}


def printed(program: str, module: Any) -> list[str]:
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(COMMON + program, {"torch": module, "__name__": "program"})  # noqa: S102
        except Exception as error:  # noqa: BLE001
            print(type(error).__name__, str(error)[:200])
    return heard.getvalue().splitlines()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_prints_the_same(name: str) -> None:
    assert printed(PROGRAMS[name], stepgrad.torch) == printed(PROGRAMS[name], torch)


# what is asked of torch.autograd.grad and backward(); x and z are leaves
ASKED = [
    "out = g((x*x).sum(), z)",
    "out = g((x*x).sum(), [x,z], allow_unused=True)",
    "out = g((x*x).sum(), [x,z], materialize_grads=True)",
    "out = g((x*x).sum(), [x,z], allow_unused=False, materialize_grads=True)",
    "out = g(x*x, x)",
    "out = g(x*x, x, torch.ones(3))",
    "out = g(x*x, x, 1.0)",
    "out = g(x*x, x, [torch.ones(2),torch.ones(2)])",
    "out = g((x.detach()*2).sum(), x)",
    "out = g((x*x).sum(), x.detach())",
    "out = g((x*x).sum(), 3.0)",
    "out = g(3.0, x)",
    "out = g((x*x).sum(), [])",
    "out = g([(x*x).sum(), (x*z).sum()], [x,z])",
    "out = g([], [x])",
    "y=(x*x).sum()\ng(y,x)\nout = g(y,x)",
    "y=x*2\nw=(y*y).sum()\nout = g(w,[y,x])",
    "y=x*2\nw=(y*y).sum()\nout = g(w,y,retain_graph=True), g(w,[x,w])",
    "out = g(x.sum(), x, torch.tensor([1.]))",
    "out = torch.autograd.backward([(x*x).sum(),(x*z).sum()])",
    "out = torch.autograd.backward(x*x)",
    "out = torch.autograd.backward([x*x],[torch.ones(2)])",
    "out = torch.autograd.backward([x*x, x],[torch.ones(2)])",
    "out = (x*x).backward(torch.ones(3))",
    "out = x.detach().sum().backward()",
    "out = (x*x).sum().backward(inputs=[])",
    "y=x*2\n(y*y).sum().backward(inputs=[y])\nout = y.grad, x.grad",
    "out = g((x>0), x)",
    "out = (x*x).sum().backward(torch.ones(1))",
    "out = (x*x).backward(2.0)",
]


@pytest.mark.parametrize("asked", ASKED)
def test_gradients_by_name(asked: str) -> None:
    begin = "x = torch.tensor([1.0, 2.0], requires_grad=True)\nz = torch.tensor(3.0, requires_grad=True)\ng = A.grad\n"
    program = f"{begin}{asked}\nprint(out, x.grad, z.grad)"
    assert printed(program, stepgrad.torch) == printed(program, torch)


ANOMALIES = [
    "torch.sqrt(x - 5)", "torch.sqrt(x * 0) * 0", "x / (x * 0)", "(x * 0) ** 0.5 * 0", "torch.log(x * 0) * 0", "torch.where(x > 0, x, (x * 0 - 1).log())", "x * float('nan')", "2.0 * (x / 0 - x / 0)", "x.exp() * 2",
    "(x * 0).norm() + x", "x.abs().sqrt()", "(x - x).log() * 0 + x",
]  # fmt: skip


@pytest.mark.parametrize("text", ANOMALIES)
def test_an_anomaly_is_found_where_it_was_made(text: str) -> None:
    program = f"""
x = torch.tensor([1.0, 2.0], requires_grad=True)
with A.detect_anomaly():
    tr(lambda: ({text}).sum().backward())
print(torch.is_anomaly_enabled())
A.set_detect_anomaly(True, check_nan=False)
({text}).sum().backward(); print(torch.is_anomaly_enabled(), x.grad)
A.set_detect_anomaly(False)
with A.set_detect_anomaly(True): tr(lambda: ({text}).sum().backward())
"""
    try:
        assert printed(program, stepgrad.torch) == printed(program, torch)
    finally:
        stepgrad.torch.autograd.set_detect_anomaly(False)
        torch.autograd.set_detect_anomaly(False)


def test_anomaly_mode_says_that_it_is_on() -> None:
    with pytest.warns(UserWarning, match="Anomaly Detection has been enabled") as ours:
        stepgrad.torch.autograd.detect_anomaly()
    with pytest.warns(UserWarning, match="Anomaly Detection has been enabled") as theirs:
        torch.autograd.detect_anomaly()
    assert [str(one.message) for one in ours] == [str(one.message) for one in theirs]
