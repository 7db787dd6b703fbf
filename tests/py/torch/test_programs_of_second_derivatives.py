"""③ create_graph=True in programs: what gradients with histories print, hold and refuse, with PyTorch and with ours."""

from __future__ import annotations

import pytest
import stepgrad.torch
import torch

from tests.py.torch.test_torch_autograd_against_torch import printed

BEGIN = """
x = torch.tensor([1.0, 2.0], requires_grad=True)
z = torch.tensor(3.0, requires_grad=True)
"""
PROGRAMS = r"""
y=(x**3).sum(); y.backward(create_graph=True); print(x.grad); g=x.grad; g.sum().backward(); print(x.grad, g is x.grad)
---
y=(x**3).sum(); y.backward(create_graph=True); y=(x**2).sum(); y.backward(create_graph=True); print(x.grad); x.grad.sum().backward(); print(x.grad)
---
y=(3*x).sum(); y.backward(create_graph=True); print(x.grad, x.grad.requires_grad, x.grad.is_leaf)
---
y=(x**3).sum(); y.backward(); y=(x**3).sum(); g=x.grad; y.backward(create_graph=True); print(x.grad, g, g is x.grad)
---
y=x**2; y.retain_grad(); (y*y).sum().backward(create_graph=True); print(y.grad, x.grad)
---
y=x**2; y.retain_grad(); (y*y).sum().backward(create_graph=True); (y*y*2).sum().backward(create_graph=True);print(y.grad, x.grad)
---
y=(x**3).sum(); g,=A.grad(y,x,create_graph=True); h,=A.grad(g.sum(),x,create_graph=True); t,=A.grad(h.sum(),x); print(g,h,t)
---
y=(x**3).sum(); g,=A.grad(y,x,create_graph=True, retain_graph=False); tr(lambda: A.grad(g.sum(),x)); tr(lambda: A.grad(y,x))
---
y=(x.exp()).sum(); g,=A.grad(y,x,create_graph=True, retain_graph=False); tr(lambda: A.grad(g.sum(),x)); tr(lambda: A.grad(y,x))
---
y=(x**3).sum(); g,=A.grad(y,x,create_graph=True); g.sum().backward(); tr(lambda: g.sum().backward()); print(x.grad)
---
v=torch.tensor([1.,2.],requires_grad=True); y=x**2; g,=A.grad(y,x,v,create_graph=True); print(g); u=A.grad(g.sum(),[v,x]); print(u)
---
v=torch.tensor([1.,2.],requires_grad=True); y=x**2*z; r=A.grad(y,[x,z],v,create_graph=True); print(r); u=A.grad(sum(q.sum() for q in r),[v,x,z], create_graph=True); print(u)
---
def hvp(f,x,v): g,=A.grad(f(x),x,create_graph=True); return A.grad((g*v).sum(),x)[0]
print(hvp(lambda x:(x[0]**3*x[1]).sum(),x,torch.tensor([1.,0.])))
---
g,=A.grad((2*x).sum(),x,create_graph=True); tr(lambda: A.grad(g.sum(),x)); print(g)
---
g,=A.grad((x*z).sum(),x,create_graph=True); tr(lambda: A.grad(g.sum(),x)); print(A.grad(g.sum(),x,allow_unused=True), A.grad((x*z).sum(),[x],create_graph=True,materialize_grads=True))
---
g,=A.grad((x*z).sum(),x,create_graph=True); print(A.grad(g.sum(),[x,z],materialize_grads=True))
---
w=torch.tensor(1.,requires_grad=True); print(A.grad((x*z).sum(),[x,w],create_graph=True,materialize_grads=True), A.grad((x*z).sum(),[x,w],create_graph=True,allow_unused=True)); tr(lambda: A.grad((x*z).sum(),[x,w],create_graph=True))
---
x.register_hook(lambda g: g*2); y=(x**3).sum(); g,=A.grad(y,x,create_graph=True); print(g); print(A.grad(g.sum(),x))
---
h=[]; y=x**2; y.register_hook(lambda g: h.append(g)); (y**2).sum().backward(create_graph=True); print(h, x.grad)
---
y=x**2; y.register_hook(lambda g: g*x); (y**2).sum().backward(create_graph=True); print(x.grad); print(A.grad(x.grad.sum(),x))
---
y=x**2; y.register_hook(lambda g: (print(torch.is_grad_enabled()),None)[1]); (y**2).sum().backward(create_graph=True); (x**2*y).sum().backward()
---
y=x.exp(); s=y.sum(); x.data.mul_(2) ; g,=A.grad(s,x,create_graph=True); print(g)
---
y=x.exp(); s=y.sum(); y.detach().mul_(2) ; tr(lambda: A.grad(s,x,create_graph=True))
---
y=x.sin(); s=y.sum(); g,=A.grad(s,x,create_graph=True); g.add_(1); tr(lambda: print(A.grad(g.sum(),x)))
---
with torch.no_grad(): y=x**2
tr(lambda: y.sum().backward(create_graph=True))
y=(x**3).sum()
with torch.no_grad(): g,=A.grad(y,x,create_graph=True)
print(g, A.grad(g.sum(),x))
---
g,=A.grad((x**3).sum(),x,create_graph=True); d=g.detach(); print((d*x).sum().backward(), x.grad, d.requires_grad)
---
y=x[0]*x[1]; y=y*x.detach().sum(); g,=A.grad(y,x,create_graph=True); print(g, A.grad(g[0],x))
---
y=x.clone(); y[0]=y[1]*2; (y**3).sum().backward(create_graph=True); print(x.grad); print(A.grad(x.grad.sum(),x))
---
y=x*2; v=y[0]; v.mul_(x[1]); g,=A.grad((y**2).sum(),x,create_graph=True); print(g,A.grad(g.sum(),x))
---
a=torch.tensor([1.,2.],dtype=torch.float64,requires_grad=True); y=(x*a).sum(); gs=A.grad(y,[x,a],create_graph=True); print(gs); print(A.grad(sum((g.double()**2).sum() for g in gs),[x,a]))
---
class F(A.Function):
    @staticmethod
    def forward(ctx,x): ctx.save_for_backward(x); return x**3
    @staticmethod
    def backward(ctx,g): x,=ctx.saved_tensors; print(torch.is_grad_enabled(), x.requires_grad); return 3*x**2*g
y=F.apply(x); g,=A.grad(y.sum(),x,create_graph=True); print(g); h,=A.grad(g.sum(),x,create_graph=True); print(h, A.grad(h.sum(),x)); F.apply(x).sum().backward(); print(x.grad)
---
class F(A.Function):
    @staticmethod
    def forward(ctx,x): y=x.exp(); ctx.save_for_backward(y); return y
    @staticmethod
    def backward(ctx,g): y,=ctx.saved_tensors; return y*g
y=F.apply(x); g,=A.grad(y.sum(),x,create_graph=True); print(g); h,=A.grad(g.sum(),x,create_graph=True); print(h, A.grad(h.sum(),x))
---
class F(A.Function):
    @staticmethod
    def forward(ctx,x,n): y=x.exp(); w=x*n; ctx.n=n; ctx.save_for_backward(x,y,w); return y,w
    @staticmethod
    def backward(ctx,g,k): x,y,w=ctx.saved_tensors; return y*g+ctx.n*k*w/w, None
y,w=F.apply(x,3); g,=A.grad((y*w).sum(),x,create_graph=True); print(g); h,=A.grad(g.sum(),x,create_graph=True); print(h, A.grad(h.sum(),x))
y,w=F.apply(x,3); g,=A.grad(y.sum(),x,create_graph=True); h,=A.grad(g.sum(),x,create_graph=True); print(g,h)
y,w=F.apply(x,3); g,=A.grad(w.sum(),x,create_graph=True); print(g)
---
class F(A.Function):
    @staticmethod
    def forward(ctx,x): y=x.sin(); ctx.save_for_backward(y); return x*2
    @staticmethod
    def backward(ctx,g): y,=ctx.saved_tensors; return y*g
y=F.apply(x); g,=A.grad(y.sum(),x,create_graph=True); print(g, g.requires_grad)
---
class F(A.Function):
    @staticmethod
    def forward(ctx,x): ctx.save_for_backward(x); return x**3
    @staticmethod
    @A.function.once_differentiable
    def backward(ctx,g): x,=ctx.saved_tensors; print(torch.is_grad_enabled()); return 3*x**2*g
y=F.apply(x); g,=A.grad(y.sum(),x,create_graph=True); print(g.requires_grad); tr(lambda: A.grad(g.sum(),x))
v=torch.ones(2,requires_grad=True); g,=A.grad(F.apply(x),x,v,create_graph=True); print(g); tr(lambda: A.grad(g.sum(),x)); tr(lambda: A.grad(g.sum(),v)); tr(lambda: g.sum().backward())
g,=A.grad(F.apply(x*2).sum()**2,x,create_graph=True); print(g); tr(lambda: A.grad(g.sum(),x))
---
class F(A.Function):
    @staticmethod
    def forward(x): return x**3
    @staticmethod
    def setup_context(ctx,i,o): ctx.save_for_backward(*i)
    @staticmethod
    def backward(ctx,g): x,=ctx.saved_tensors; return 3*x**2*g
print(A.gradgradcheck(F.apply,(torch.randn(3,dtype=torch.float64,requires_grad=True),)) if hasattr(A,'gradgradcheck') else True)
---
class F(A.Function):
    @staticmethod
    def forward(ctx,x): ctx.save_for_backward(x); return x*1, x.sum(), torch.tensor([1])
    @staticmethod
    def backward(ctx,g,k,_): x,=ctx.saved_tensors; print(g,k); return g*x+k*x**2
y,s,_=F.apply(x); g,=A.grad(s**2,x,create_graph=True); print(g,A.grad(g.sum(),x))
---
y=torch.utils.checkpoint.checkpoint(lambda a: (a*z).sin(), x*2, use_reentrant=False); (y**2).sum().backward(create_graph=True); print(x.grad,z.grad); print(A.grad(x.grad.sum(),[x,z]))
---
m,X=new(); m.register_full_backward_hook(lambda m,i,o: (i[0]*2,) ); m.a.register_full_backward_hook(lambda m,i,o: show(o)); g,=A.grad((m(X)**2).sum(),X,create_graph=True); show(g); show(A.grad((g**2).sum(),[X,*m.parameters()],allow_unused=True))
---
m,X=new(); y=m(X); g,=A.grad(y.sum(),X,create_graph=True); p=((g.norm(2,dim=1)-1)**2).mean(); p.backward(); show([q.grad for q in m.parameters() if q.grad is not None], X.grad)
---
lr=torch.tensor(.1,requires_grad=True); w=torch.tensor([1.,-1.],requires_grad=True)
for _ in range(3):
    l=((w*x-2)**2).sum(); g,=A.grad(l,w,create_graph=True); w=w-lr*g
l=((w*x-2)**2).sum(); l.backward(); show(lr.grad,x.grad)
---
opt=torch.optim.SGD([x],lr=.1)
for _ in range(3):
    opt.zero_grad(); l=(x**4).sum(); l.backward(create_graph=True); h,=A.grad(x.grad.sum(),x); show(h); opt.step()
show(x)
---
opt=torch.optim.Adam([x],lr=.1)
for _ in range(3):
    opt.zero_grad(); l=(x**4).sum(); g,=A.grad(l,x,create_graph=True); (g**2).sum().backward(); opt.step()
show(x)
---
(x**2).sum().backward(create_graph=True); x.grad.zero_(); print(x.grad); x.grad=None; print(x.grad)
---
(x**2).sum().backward(create_graph=True); x.grad.detach_(); print(x.grad); x.grad.data.zero_(); print(x.grad)
---
(x**3).sum().backward(create_graph=True); (x**2).sum().backward(); print(x.grad)
---
(x**3).sum().backward(create_graph=True,inputs=[x]); print(x.grad); y=x*2; (y**3).sum().backward(create_graph=True,inputs=[y]); print(y.grad,x.grad)
---
A.backward([x**2,x*3],[torch.ones(2),torch.ones(2)],create_graph=True); print(x.grad); A.backward([(x**2).sum()],create_graph=True); print(x.grad)
---
v=torch.ones(2,requires_grad=True); (x**2).backward(v,create_graph=True); print(x.grad); x.grad.sum().backward(); print(v.grad,x.grad)
---
y=x.sum(); g,=A.grad(y,x,create_graph=True); print(g); g=A.grad(y*y,x,create_graph=True)[0]; print(g, g.shape)
---
y=(x**2).sum(); y.backward(retain_graph=True, create_graph=False); y.backward(); print(x.grad)
---
g=A.grad(x.prod(),x,create_graph=True)[0]; print(g); print(A.grad(g[0],x))
---
x.register_post_accumulate_grad_hook(lambda p: print(p.grad)); (x**2).sum().backward(create_graph=True)
---
e=nn.Embedding(3,2); torch.manual_seed(0); e.reset_parameters(); o=e(torch.tensor([0,2,2])); g,=A.grad((o**3).sum(),e.weight,create_graph=True); show(g); show(A.grad((g**2).sum(),e.weight))
---
with A.detect_anomaly(): g,=A.grad((x**3).sum(),x,create_graph=True); tr(lambda: A.grad(((g*0).sqrt()*0).sum(),x,create_graph=True))
---
y=x.unbind()[0]*x; g=A.grad(y.sum(),x,create_graph=True)[0]; print(g,A.grad(g.sum(),x))
---
def inner(w,x): return ((x@w)**2).mean()
w=torch.tensor([.5,-.3],requires_grad=True); f=w
for i in range(2): f=f-0.1*A.grad(inner(f,x),f,create_graph=True)[0]
o=inner(f,x*2); o.backward(); show(w.grad,x.grad)
---
import copy
m,X=new(); fast={n:p for n,p in m.named_parameters()}
out=torch.tanh(X@fast['a.weight'].T+fast['a.bias'])@fast['b.weight'].T+fast['b.bias']; gs=A.grad((out**2).sum(),list(fast.values()),create_graph=True); new_={n:p-0.1*g for (n,p),g in zip(fast.items(),gs)}; out=torch.tanh(X@new_['a.weight'].T+new_['a.bias'])@new_['b.weight'].T+new_['b.bias']; out.sum().backward(); show([p.grad for p in m.parameters()])
---
print(A.grad(x*2,x,torch.ones(2),create_graph=True)); tr(lambda: A.grad(x*2,x,torch.ones(3),create_graph=True)); tr(lambda: A.grad(x*2,x,create_graph=True)); tr(lambda:(x*2).backward(create_graph=True))
---
g,=A.grad(torch.where(x>1.5,x**2,x**3).sum(),x,create_graph=True); print(g,A.grad(g.sum(),x))
---
print(A.grad(A.grad(torch.clamp(x,0,1.5).pow(3).sum(),x,create_graph=True)[0].sum(),x))
---
y=(x**3).sum(); y.backward(create_graph=True); print(x.grad.grad_fn.name()); x.grad.requires_grad_(False) if False else None; tr(lambda: x.grad.numpy())
---
print(x.grad); x.grad=torch.ones(2,requires_grad=True); (x**2).sum().backward(create_graph=True); print(x.grad)
---
c=torch.tensor([1.,2.]); y=(x*c).sum(); y.backward(create_graph=True); x.grad.add_(1); print(c, x.grad)
---
v=torch.ones(2); y=x+0; y.backward(v,create_graph=True); x.grad.add_(1); print(v, x.grad)
---
v=torch.ones(2); y=x*1; g,=A.grad(x,x,v,create_graph=True); g.add_(1); print(v,g)
---
y=x*2; s=(y**3).sum(); g,=A.grad(s,x,create_graph=True)
with torch.no_grad(): y.add_(1)
tr(lambda: A.grad(g.sum(),x),60)
---
y=x.exp(); s=y.sum(); g,=A.grad(s,x,create_graph=True)
with torch.no_grad(): y.add_(1)
tr(lambda: print(A.grad(g.sum(),x)),60)
---
a=x*1; b=x*2; s=(a*b).sum(); g,=A.grad(s,a,create_graph=True)
with torch.no_grad(): a.add_(1)
tr(lambda: print(A.grad(g.sum(),x)),60)
---
a=x*1; b=x*2; s=(a*b).sum(); g,=A.grad(s,a,create_graph=True)
with torch.no_grad(): b.add_(1)
tr(lambda: print(A.grad((g**2).sum(),x)),60)
---
a=x*1; a*=x; s=(a**2).sum(); g,=A.grad(s,x,create_graph=True); print(g, A.grad(g.sum(),x))
---
a=x.clone(); a.sigmoid_(); s=(a*x).sum(); g,=A.grad(s,x,create_graph=True); a.zero_(); tr(lambda: A.grad(g.sum(),x),60)
---
v=torch.ones(2,requires_grad=True); y=x.reshape(2,1); y.backward(v.reshape(2,1),create_graph=True); print(x.grad); 
---
v=torch.ones(2); y=x.reshape(2,1); y.backward(v.reshape(2,1),create_graph=True); x.grad.add_(1); print(v,x.grad)
---
class F(A.Function):
    @staticmethod
    def forward(ctx,x): y=x.exp(); ctx.save_for_backward(y); return y
    @staticmethod
    def backward(ctx,g): y,=ctx.saved_tensors; return y*g
y=F.apply(x); g,=A.grad(y.sum(),x,create_graph=True)
with torch.no_grad(): y.add_(1)
tr(lambda: A.grad(g.sum(),x),60)
---
l=x[None]*z; s=nn.functional.cross_entropy(l,torch.tensor([1])); g,=A.grad(s,x,create_graph=True); print(A.grad(g[0],x,retain_graph=True)); l.detach().add_(1); print(A.grad(g[0],x))
---
l=x[None]*z; s=nn.functional.cross_entropy(l,torch.tensor([1])); l.add_(1); print(A.grad(s,x))
---
l=(x[None]*z).repeat(1,2); s=nn.functional.layer_norm(l,(4,))[0,0]; l.add_(1); tr(lambda: A.grad(s,x),60)
---
l=x[None,None]*z; w=torch.ones(1,1,1,requires_grad=True); s=nn.functional.conv1d(l,w).sum(); l.add_(1); tr(lambda: A.grad(s,w),60)
---
y=x**3; print(A.grad(y,x,torch.eye(2),is_grads_batched=True)); y=x**2*z; r=A.grad(y,[x,z],torch.eye(2),is_grads_batched=True,create_graph=True); print(r[0].detach(),r[1].detach()); print(A.grad(r[0].sum(),[x,z]))
---
y=x**3; w=torch.tensor(1.,requires_grad=True); print(A.grad(y,[x,w],torch.eye(2),is_grads_batched=True,allow_unused=True)); 
---
X=torch.tensor([.3,-.7],dtype=torch.float64,requires_grad=True); W=torch.tensor([[1.,2.],[.5,-1.]],dtype=torch.float64,requires_grad=True); print(A.gradgradcheck(lambda x,w: torch.tanh(w@x).softmax(0),(X,W)), A.gradcheck(lambda x: x.exp(),X), A.gradgradcheck(lambda x: (x.sin(),x**3),(X,)))
---
class F(A.Function):
    @staticmethod
    def forward(ctx,x): ctx.save_for_backward(x); return x**3
    @staticmethod
    def backward(ctx,g): x,=ctx.saved_tensors; return 3*x.detach()**2*g
X=torch.tensor([.3,-.7],dtype=torch.float64,requires_grad=True); print(A.gradcheck(F.apply,X), A.gradgradcheck(F.apply,X,raise_exception=False));
---
o=torch.optim.SGD([x],lr=.1); (x**3).sum().backward(create_graph=True); g=x.grad; o.zero_grad(set_to_none=False); print(x.grad, g is x.grad, g.requires_grad); (x**3).sum().backward(create_graph=True); print(x.grad)
---
o=torch.optim.SGD([x],lr=.1,momentum=.9,weight_decay=.1); (x**3).sum().backward(create_graph=True); o.step(); print(x, x.grad)
---
o=torch.optim.Adam([x],lr=.1); (x**3).sum().backward(create_graph=True); o.step(); o.zero_grad(); (x**3).sum().backward(create_graph=True); o.step(); print(x)
---
(x**3).sum().backward(create_graph=True); x.grad.mul_(2); print(x.grad); x.grad.sum().backward(); print(x.grad)
---
(x**3).sum().backward(create_graph=True); x.grad*=2; print(x.grad)
---
y=(x**3).sum(); g=A.grad(y,[x],create_graph=True)
with torch.no_grad(): x-=.1*g[0]
print(x)
---
tr(lambda: A.grad((x**2).sum(),x,create_graph=True,only_inputs=True))
---
import copy
(x**3).sum().backward(create_graph=True); tr(lambda: copy.deepcopy(x.grad)); tr(lambda: print(copy.deepcopy(x)))
---
(x**3).sum().backward(create_graph=True); print(x.grad.detach().numpy(), x.grad.tolist(), x.grad[0].item(), x.grad.data)
---
m=nn.Linear(2,1); torch.manual_seed(0); m.reset_parameters(); m(x).pow(2).sum().backward(create_graph=True); m.zero_grad(set_to_none=False); show([p.grad for p in m.parameters()]); m.zero_grad(); print(m.weight.grad)
---
torch.manual_seed(0); p=[torch.randn(2,2,requires_grad=True) for _ in range(2)]; o=torch.optim.Adam(p,lr=.01)
for i in range(3):
    X=torch.randn(3,2); l=(torch.tanh(X@p[0])@p[1]).pow(2).mean(); gs=A.grad(l,p,create_graph=True); gn=sum(g.pow(2).sum() for g in gs).sqrt(); (l+gn).backward(); o.step(); o.zero_grad(); print(round(l.item(),5),round(gn.item(),5))
---
torch.manual_seed(0); f=nn.Sequential(nn.Linear(1,4),nn.Softplus(),nn.Linear(4,1)); X=torch.rand(5,1).requires_grad_(); u=f(X).sum(); s=A.grad(u,X,create_graph=True)[0]; tr_=A.grad(s.sum(),X,create_graph=True)[0]; l=(tr_+.5*s**2).mean(); l.backward(); show(l,[q.grad for q in f.parameters() if q.grad is not None])
---
a=x.detach().clone().requires_grad_(); c=(a*z); d=c.detach().requires_grad_(); e=(d**2).sum(); g,=A.grad(e,d,create_graph=True); c.backward(g); print(a.grad,z.grad)
---
y=x.half().float().pow(2).sum(); g,=A.grad(y,x,create_graph=True); print(g.dtype,A.grad(g.sum(),x))
---
w=torch.tensor([1.,2.],dtype=torch.float16,requires_grad=True); y=(w*x).sum(); g=A.grad(y,[w,x],create_graph=True); print([q.dtype for q in g]); print(A.grad(g[0].float().sum()+g[1].sum(),[w,x]))
---
i=torch.tensor([1,0]); y=(x[i]*i).sum()**2; g,=A.grad(y,x,create_graph=True); print(g,A.grad(g[0],x))
---
print(A.grad(x.sum()**3,[x,x],create_graph=True)); print(A.grad([x.sum()**2,(x**2).sum()],[x],create_graph=True))
---
u=(x**2).sum(); g,=A.grad(u,x,create_graph=True); v=A.grad(g,x,torch.ones(2),create_graph=True); w=A.grad(g,x,grad_outputs=[torch.tensor([1.,0.])]); print(v,w)
---
s=x.exp().sum(); s.backward(create_graph=True); s2=x.grad.pow(2).sum(); x.grad=None; s2.backward(); print(x.grad)
---
y=torch.stack([x[0]*x[1],x[0]**2]); J=[A.grad(y[k],x,create_graph=True)[0] for k in range(2)]; H=[[A.grad(J[k][i],x,retain_graph=True,allow_unused=True)[0] for i in range(2)] for k in range(2)]; print(H)
---
with torch.enable_grad(): g,=A.grad((x**3).sum(),x,create_graph=True)
with torch.no_grad(): h=A.grad(g.sum(),x,retain_graph=True)[0]; k=A.grad(g.sum() if False else g,x,torch.ones(2),retain_graph=True)[0]
print(h,k)
---
a=torch.tensor([0.,0.,1.,2.,float('nan'),3.,float('nan')],requires_grad=True); b=torch.tensor([0.,1.,1.,float('nan'),2.,2.,float('nan')],requires_grad=True)
for f in (torch.fmax,torch.fmin): y=f(a,b); print(y.tolist(),[g.tolist() for g in A.grad(y.sum(),[a,b])])
---
a=torch.tensor([0.,0.,0.,1.,2.,0.,0.],requires_grad=True); b=torch.tensor([2.,.5,1.,0.,3.,float('nan'),-2.],requires_grad=True); y=torch.xlogy(a,b); print(y.tolist(), A.grad(y.sum(),a)[0].tolist()); y=torch.xlogy(2.,b) if False else torch.xlogy(a,2.*b); print(y.tolist())
---
print(torch.xlogy(torch.tensor([0,1]),torch.tensor([2,3])), torch.fmax(torch.tensor([1,2]),torch.tensor([2,1])), torch.sinc(torch.tensor([0.,.5,1.])), torch.xlogy(torch.tensor(0.),torch.tensor(0.)))
---
a=torch.tensor([1.,2.],requires_grad=True); print(torch.fmax(a,torch.tensor([[1.],[2.]])))
---
X=torch.tensor([0.,.5],requires_grad=True); y=torch.sinc(X); g,=A.grad(y.sum(),X,create_graph=True); print(y,g.tolist())
"""


@pytest.mark.parametrize("program", PROGRAMS.strip().split("\n---\n"))
def test_a_program_of_second_derivatives(program: str) -> None:
    # PyTorch warns of a cycle that is never freed; here Python's collector frees it, and nothing is said.
    theirs = [line for line in printed(BEGIN + program, torch) if "reference cycle" not in line]
    assert printed(BEGIN + program, stepgrad.torch) == theirs


TWO = """
def two(m,*X):
    P=[p for p in m.parameters()]; X=[q.requires_grad_() for q in X]
    y=m(*X); y=y[0] if isinstance(y,tuple) else y
    gs=A.grad((y**2).sum(),[*X,*P],create_graph=True,allow_unused=True); gs=[g for g in gs if g is not None]
    hs=A.grad(sum((g**2).sum() for g in gs),[*X,*P],create_graph=True,allow_unused=True)
    show(gs); show([round(float(h.norm()),3) if h is not None else None for h in hs])
torch.manual_seed(0)
"""
LAYERS = r"""
two(nn.LSTM(2,3),torch.randn(3,2,2))
---
two(nn.GRU(2,3,bidirectional=True),torch.randn(3,2,2))
---
two(nn.RNN(2,3,2),torch.randn(3,2,2))
---
two(nn.LSTMCell(2,3),torch.randn(2,2))
---
m=nn.MultiheadAttention(4,2); two(lambda x: m(x,x,x)[0],torch.randn(3,2,4)) if False else None
---
two(nn.Sequential(nn.Linear(3,4),nn.LayerNorm(4),nn.SiLU(),nn.Linear(4,2),nn.Softmax(-1)),torch.randn(5,3))
---
two(nn.Bilinear(2,3,2),torch.randn(4,2),torch.randn(4,3))
---
two(nn.Sequential(nn.Linear(3,4),nn.Dropout(0.),nn.Tanh(),nn.Linear(4,1),nn.Sigmoid()),torch.randn(5,3))
---
two(nn.utils.parametrizations.weight_norm(nn.Linear(3,2)) if False else nn.Linear(3,2),torch.randn(5,3))
---
D=nn.Sequential(nn.Linear(2,8),nn.LeakyReLU(.2),nn.Linear(8,1)); o=torch.optim.Adam(D.parameters(),lr=.01,betas=(.5,.9))
for k in range(5):
    real,fake=torch.randn(4,2),torch.randn(4,2); e=torch.rand(4,1); h=(e*real+(1-e)*fake).requires_grad_(True); d=D(h); g,=A.grad(outputs=d,inputs=h,grad_outputs=torch.ones_like(d),create_graph=True,retain_graph=True,only_inputs=True) if False else A.grad(outputs=d,inputs=h,grad_outputs=torch.ones_like(d),create_graph=True,retain_graph=True); gp=((g.norm(2,dim=1)-1)**2).mean(); l=D(fake).mean()-D(real).mean()+10*gp; o.zero_grad(); l.backward(); o.step(); print(round(l.item(),4))
---
net=nn.Sequential(nn.Linear(1,8),nn.Tanh(),nn.Linear(8,1)); o=torch.optim.Adam(net.parameters(),lr=.01)
for k in range(5):
    t=torch.linspace(0,1,10).reshape(-1,1).requires_grad_(); u=net(t); du,=A.grad(u,t,torch.ones_like(u),create_graph=True); d2,=A.grad(du,t,torch.ones_like(du),create_graph=True); l=((d2+u)**2).mean()+(u[0]-1).pow(2).sum()+du[0].pow(2).sum(); o.zero_grad(); l.backward(); o.step(); print(round(l.item(),4))
---
net=nn.Linear(2,1); o=torch.optim.SGD(net.parameters(),lr=.1,momentum=.9)
for k in range(3):
    fast=list(net.parameters()); X=torch.randn(5,2); Y=X.sum(1,keepdim=True)
    for j in range(2):
        l=((X@fast[0].T+fast[1]-Y)**2).mean(); gs=A.grad(l,fast,create_graph=True); fast=[p-.1*g for p,g in zip(fast,gs)]
    l=((X@fast[0].T+fast[1]-Y)**2).mean(); o.zero_grad(); l.backward(); o.step(); print(round(l.item(),5))
---
e=nn.EmbeddingBag(4,3,mode='sum') if False else nn.Embedding(4,3,max_norm=1.); y=e(torch.tensor([0,3,3])); g,=A.grad((y**3).sum(),e.weight,create_graph=True); show(g,A.grad((g**2).sum(),e.weight))
---
l=nn.CrossEntropyLoss(label_smoothing=.1); X=torch.randn(3,4,requires_grad=True); g,=A.grad(l(X,torch.tensor([0,1,3])),X,create_graph=True); show(g,A.grad((g**2).sum(),X))
---
X=torch.randn(3,4,requires_grad=True); g,=A.grad(nn.BCEWithLogitsLoss()(X,(X.detach()>0).float()),X,create_graph=True); show(g,A.grad((g**2).sum(),X))
---
X=torch.randn(6,3,requires_grad=True); lp=X.log_softmax(1); g,=A.grad(nn.NLLLoss()(lp,torch.tensor([0,1,2,0,1,2])),X,create_graph=True); show(g,A.grad((g**2).sum(),X))
---
H=torch.zeros(2,2); w=torch.tensor([1.,2.],requires_grad=True); g,=A.grad((w[0]**2*w[1]**3),w,create_graph=True)
for i in range(2): H[i]=A.grad(g[i],w,retain_graph=True)[0]
print(H)
---
p=torch.tensor([1.,2.],requires_grad=True); l=(p**3).sum(); l.backward(create_graph=True); tr_=sum(A.grad(p.grad[i],p,retain_graph=True)[0][i] for i in range(2)); print(tr_)
---
o=torch.optim.LBFGS([x],lr=.5,max_iter=3); print(o.step(lambda: (o.zero_grad(), (l:=(x**4).sum()), l.backward(), l)[-1])); print(x)
---
y=(x**2).sum(); y.backward(create_graph=True); torch.nn.utils.clip_grad_norm_([x],1.); print(x.grad)
"""


@pytest.mark.parametrize("program", LAYERS.strip().split("\n---\n"))
def test_second_derivatives_in_training(program: str) -> None:
    theirs = [line for line in printed(BEGIN + TWO + program, torch) if "reference cycle" not in line]
    assert printed(BEGIN + TWO + program, stepgrad.torch) == theirs
