"""③ PyTorch's functions, and methods that only its tensors have, against PyTorch: values, gradients, dtypes, kinds of errors."""

from __future__ import annotations

import pytest

from tests.py.torch.alike import same, same_gradients

ELEMENTS = """torch.abs(x) torch.absolute(x) torch.exp(x) torch.log(p) torch.sqrt(p) torch.sin(x) torch.cos(x) torch.tan(p) torch.tanh(x)
torch.sigmoid(x) torch.relu(x) torch.square(x) torch.rsqrt(p) torch.reciprocal(y) torch.neg(x) torch.negative(x) torch.positive(x) torch.sign(x)
torch.sgn(x.detach()) torch.floor(x) torch.ceil(x) torch.trunc(x) torch.fix(x) torch.frac(x) torch.round(x) torch.round(x,decimals=1) torch.exp2(x)
torch.expm1(x) torch.log2(p) torch.log10(p) torch.log1p(p) torch.asin(p) torch.arcsin(p) torch.acos(p) torch.arccos(p) torch.atan(x) torch.arctan(x)
torch.sinh(x) torch.cosh(x) torch.asinh(x) torch.arcsinh(x) torch.acosh(p+1) torch.atanh(p) torch.erf(x) torch.erf(x*3) torch.erf(x*.01) torch.erfc(x) torch.logit(p)
torch.logit(p,eps=1e-6) torch.sinc(x) torch.deg2rad(x) torch.rad2deg(x) torch.nan_to_num(x/0) torch.clamp(x,-1,1) torch.clamp(x,min=0) torch.clamp(x,max=.5) torch.clamp(x,min=y) torch.clip(x,0,1)
torch.clamp_min(x,0) torch.clamp_max(x,0) torch.add(x,y) torch.add(x,2) torch.add(x,y,alpha=2) torch.sub(x,y) torch.sub(x,y,alpha=2) torch.subtract(x,1)
torch.mul(x,y) torch.multiply(x,2) torch.div(x,y) torch.divide(x,2) torch.true_divide(x,y) torch.div(x,y,rounding_mode='floor') torch.div(x,y,rounding_mode='trunc') torch.floor_divide(x.detach(),2) torch.remainder(x,2)
torch.remainder(x,y.detach()) torch.fmod(x,2) torch.pow(x,2) torch.pow(p,y) torch.pow(2,x) torch.pow(x,3) torch.float_power(p,2) torch.rsub(x,y) torch.rsub(x,1) torch.maximum(x,y) torch.minimum(x,y)
torch.max(x,y) torch.min(x,y) torch.fmax(x,y) torch.fmin(x,y) torch.atan2(x,y) torch.arctan2(x,y) torch.hypot(x,y) torch.logaddexp(x,y) torch.logaddexp2(x,y) torch.copysign(x,y.detach()) torch.xlogy(p,p) torch.xlogy(x,p)
torch.lerp(x,y,.3) torch.lerp(x,y,p) torch.addcmul(x,y,p,value=.5) torch.addcdiv(x,y,p,value=.5) torch.where(x>0,x,y) torch.where(x>0,x,0.) torch.where(x>0,1.,y) torch.where(x>0,1,0) torch.where(k,1.5,2) torch.where(x>0,i,1.5)
torch.heaviside(x.detach(),torch.tensor(.5)) torch.isnan(x) torch.isinf(x/0) torch.isfinite(x) torch.isreal(x) torch.isneginf(x) torch.isposinf(x) torch.signbit(x) torch.eq(x,y) torch.ne(x,1.5) torch.lt(x,y) torch.le(x,y)
torch.gt(x,0) torch.ge(x,y) torch.greater(x,y) torch.less_equal(x,y) torch.not_equal(x,y) torch.isclose(x,x+1e-9) torch.allclose(x,x) torch.equal(x,x) torch.equal(x,y) torch.logical_and(x,y) torch.logical_or(x,y) torch.logical_xor(x,y)
torch.logical_not(x) torch.bitwise_and(i,1) torch.bitwise_or(i,4) torch.bitwise_xor(i,i) torch.bitwise_not(i) torch.bitwise_not(k) torch.bitwise_left_shift(i,1) torch.bitwise_right_shift(i,1) torch.gcd(i,i*2) torch.lcm(i,i+1)
torch.isin(i,torch.tensor([1,2])) torch.isin(i,2) torch.exp(input=x) torch.add(input=x,other=y) torch.exp(i) torch.sqrt(i) torch.sigmoid(i) torch.abs(-i) torch.square(i) torch.sum(i) torch.relu(i-1) torch.mul(i,1.5) torch.div(i,2) torch.pow(i,2) torch.add(k,k)
torch.exp(2.0) torch.sqrt(4) torch.abs([1]) torch.add(1,x) torch.mul(2,x) torch.sigmoid() torch.exp(x,y) torch.exp(None) torch.clamp(x) torch.square(i) torch.softmax(x,1) torch.softmax(x,dim=0) torch.log_softmax(x,-1) torch.softmax(i,0)""".split()  # noqa: SIM905
REDUCTIONS = """torch.sum(x) torch.sum(x,1) torch.sum(x,dim=0) torch.sum(x,dim=(0,1)) torch.sum(x,dim=1,keepdim=True) torch.sum(x,(0,),True) torch.sum(k) torch.sum(i,dtype=torch.float32) torch.mean(x) torch.mean(x,0) torch.mean(x,dim=-1,keepdim=True) torch.mean(i)
torch.prod(x) torch.prod(x,1) torch.var(x) torch.var(x,0) torch.var(x,dim=1,unbiased=False) torch.var(x,dim=1,correction=0) torch.std(x) torch.std(x,1,keepdim=True) torch.std(x,unbiased=False) torch.std_mean(x) torch.std_mean(x,0) torch.var_mean(x,dim=1)
torch.var_mean(x,1,keepdim=True) torch.max(x) torch.max(x,1) torch.max(x,dim=0,keepdim=True) torch.min(x) torch.min(x,1) torch.amax(x,1) torch.amin(x,(0,1)) torch.aminmax(x) torch.aminmax(x,dim=1) torch.argmax(x) torch.argmax(x,1) torch.argmax(x,dim=0,keepdim=True) torch.argmin(x,-1)
torch.median(x) torch.median(x,1) torch.mode(i,1) torch.mode(x.detach(),0) torch.kthvalue(x,2) torch.kthvalue(x,1,dim=0,keepdim=True) torch.quantile(x,.3) torch.quantile(x,torch.tensor([.25,.5])) torch.quantile(x,.5,dim=1) torch.quantile(x,.5,dim=1,keepdim=True) torch.quantile(x,.4,interpolation='nearest')
torch.nansum(x/(x>0)) torch.nanmean(x) torch.nanmedian(x) torch.logsumexp(x,1) torch.logsumexp(x,dim=(0,1)) torch.norm(x) torch.norm(x,dim=1) torch.norm(x,p=1) torch.norm(x,p=float('inf')) torch.norm(x,2,1,True) torch.dist(x,y) torch.dist(x,y,1) torch.cumsum(x,1) torch.cumprod(x,0)
torch.cummax(x,1) torch.cummin(x,0) torch.cummax(i,1) torch.logcumsumexp(x,1) torch.all(k) torch.any(k) torch.all(x>0,1) torch.any(x>0,dim=0) torch.count_nonzero(i) torch.count_nonzero(i,dim=1) torch.sort(x) torch.sort(x,0) torch.sort(x,dim=1,descending=True) torch.argsort(x) torch.argsort(x,dim=0,descending=True)
torch.msort(x) torch.topk(x,2) torch.topk(x,1,dim=0,largest=False) torch.unique(i) torch.unique(i,return_counts=True) torch.unique(i,return_inverse=True) torch.unique(i,dim=0) torch.unique_consecutive(torch.tensor([1,1,2,2,1]),return_counts=True) torch.unique_consecutive(torch.tensor([1,1,2]),return_inverse=True)
torch.bincount(i.flatten()) torch.bincount(torch.tensor([0,2,2]),minlength=5) torch.bincount(torch.tensor([0,2]),weights=torch.tensor([.5,1.])) torch.histc(x.detach(),4,-2,2) torch.histc(x.detach(),bins=3) torch.searchsorted(torch.tensor([1,3,5]),torch.tensor([3,6,0])) torch.searchsorted(torch.tensor([1,3,5]),3)
torch.searchsorted(torch.tensor([1,3,5]),torch.tensor([3]),right=True) torch.bucketize(torch.tensor([.5,2.]),torch.tensor([0.,1.,2.])) torch.bucketize(torch.tensor([2.]),torch.tensor([0.,1.,2.]),right=True) torch.diff(x) torch.diff(x,dim=0) torch.diff(v,n=2) torch.diff(i) torch.cov(x) torch.cov(x,correction=0) torch.corrcoef(x) torch.cov(v)
torch.renorm(x,2,0,1.) torch.trapezoid(v) torch.trapz(v,dx=2.) torch.cdist(x,y) torch.cdist(x,y,p=1) torch.pdist(m) torch.argwhere(i) torch.nonzero(i) torch.nonzero(i,as_tuple=True) torch.where(i>1) torch.numel(x) torch.trace(m) x.sum_to_size(1,3) x.sum_to_size(3)""".split()  # noqa: SIM905
SHAPES = """torch.cat([x,y]) torch.cat((x,y),dim=1) torch.cat([x,y],-1) torch.concat([x,y]) torch.concatenate([x,y],axis=1) torch.cat([x,i]) torch.cat(tensors=[x,y],dim=0) torch.stack([x,y]) torch.stack([x,y],dim=-1) torch.hstack([x,y]) torch.hstack([v,v]) torch.vstack([x,y]) torch.vstack([v,v]) torch.dstack([x,y]) torch.column_stack([v,v]) torch.column_stack([x,v[:2]])
torch.row_stack([v,v]) torch.reshape(x,(3,2)) torch.reshape(x,[-1]) torch.flatten(b) torch.flatten(b,1) torch.flatten(b,start_dim=1) torch.ravel(x) torch.squeeze(x[None]) torch.squeeze(x[None],0) torch.unsqueeze(x,0) torch.unsqueeze(x,-1) torch.unsqueeze(x,dim=1) torch.transpose(x,0,1) torch.permute(b,(2,0,1)) torch.t(x) torch.t(v)
torch.swapaxes(b,0,2) torch.swapdims(b,0,1) torch.movedim(b,0,2) torch.moveaxis(b,(0,1),(1,2)) torch.broadcast_to(v,(2,3)) torch.broadcast_tensors(x,v) torch.broadcast_shapes((2,1),(1,3)) torch.tile(x,(2,)) torch.tile(x,(1,2)) torch.repeat_interleave(x,2) torch.repeat_interleave(x,2,dim=0) torch.repeat_interleave(x,torch.tensor([1,2]),dim=0) torch.flip(x,[0]) torch.flip(x,dims=(0,1))
torch.fliplr(x) torch.flipud(x) torch.rot90(x) torch.rot90(x,2) torch.rot90(x,3) torch.rot90(x,-1,[0,1]) torch.roll(x,1) torch.roll(x,1,0) torch.roll(x,shifts=(1,1),dims=(0,1)) torch.tril(m) torch.triu(m,1) torch.tril(m,diagonal=-1) torch.diag(m) torch.diag(v) torch.diag(v,1) torch.diagonal(m) torch.diag_embed(x) torch.diagflat(v) torch.diag_embed(x,offset=1)
torch.split(x,1) torch.split(x,[1,2],dim=1) torch.split(x,2,1) torch.chunk(x,2) torch.chunk(x,3,dim=1) torch.tensor_split(x,2,dim=1) torch.tensor_split(v,(1,2)) torch.hsplit(x,3) torch.vsplit(x,2) torch.unbind(x) torch.unbind(x,1) torch.narrow(x,1,0,2) torch.select(x,1,0) torch.gather(x,1,i%3) torch.gather(x,dim=0,index=i%2) torch.index_select(x,1,torch.tensor([2,0])) torch.take(x,torch.tensor([0,5]))
torch.take_along_dim(x,i%3,dim=1) torch.masked_select(x,x>0) torch.scatter(x,1,i%3,y) torch.scatter_add(x,1,i%3,y) torch.scatter_reduce(x.detach(),1,i%3,y.detach(),reduce='amax') torch.scatter_reduce(x,1,i%3,y,'sum') torch.index_add(x,0,torch.tensor([0,0]),y) torch.index_fill(x,1,torch.tensor([0]),9.) torch.index_copy(x,0,torch.tensor([1]),y[:1]) torch.masked_fill(x,x>0,0.) x.masked_scatter(x>0,y)
x.index_put((torch.tensor([0]),torch.tensor([1])),torch.tensor([9.])) x.index_put((torch.tensor([0,0]),torch.tensor([1,1])),torch.tensor([9.,1.]),accumulate=True) x.put(torch.tensor([0]),torch.tensor([9.])) torch.atleast_1d(torch.tensor(1.)) torch.atleast_2d(v) torch.atleast_3d(x) torch.block_diag(m,x) torch.meshgrid(v,v,indexing='ij') torch.meshgrid(v,y[0],indexing='xy') torch.cartesian_prod(v,v[:2]) torch.combinations(v)
torch.combinations(v,r=2,with_replacement=True) torch.vander(v.detach()) torch.vander(v.detach(),N=2,increasing=True) torch.unflatten(b,2,(3,1)) torch.clone(x) torch.detach(x) torch.unravel_index(torch.tensor([5]),(2,3)) torch.as_strided(x,(2,2),(1,2)) x.unfold(1,2,1) x.view(torch.Size([3,2])) x.expand(2,-1,-1) x.repeat(1,2) x.split_with_sizes([1,1]) x.argwhere() x.new_zeros(2) x.new_full((2,),3.) i.new_ones(2,2) x.new_tensor([1,2]) x.H x.mT b.mT
torch.split(x,0) torch.stack([x,v]) torch.cat([x,v]) torch.cat([]) torch.cat(x) torch.chunk(x,0) torch.reshape(x,(4,)) torch.flatten(x,3) torch.gather(x,1,torch.tensor([[5]])) torch.hstack([x,v]) torch.narrow(x,0,0,5)""".split()  # noqa: SIM905
PRODUCTS = """torch.matmul(x,y.T) torch.matmul(x,v) torch.matmul(v,m) torch.matmul(v,v) torch.matmul(b,x.T) torch.matmul(b,b.mT) torch.mm(x,m) torch.bmm(b,b.mT) torch.mv(x,v) torch.dot(v,v) torch.inner(v,v) torch.vdot(v,v) torch.outer(v,v) torch.ger(v,v) torch.addmm(m,x.T,y) torch.addmm(v,x,m,beta=.5,alpha=2) torch.addmv(y[:,0],x,v)
torch.addr(m,v,v) torch.baddbmm(b[:,:,:2],b,b.mT) torch.addbmm(m[:2,:2],b,b.mT) torch.chain_matmul(x,m,m) torch.matrix_power(m,3) torch.matrix_power(m,0) torch.matrix_power(m,-1) torch.kron(x,y) torch.kron(v,v) torch.cross(x,y,dim=1) torch.tensordot(x,y.T,dims=1) torch.tensordot(x,y,dims=2) torch.tensordot(x,y,dims=([0],[0])) torch.tensordot(b,x,dims=([1,2],[0,1]))
torch.einsum('ij,kj->ik',x,y) torch.einsum('ij,ij->',x,y) torch.einsum('bij,jk->bik',b,m) torch.einsum('i,j->ij',v,v) torch.einsum('ii->i',m) torch.linalg.norm(x) torch.linalg.norm(v) torch.linalg.norm(v,1) torch.linalg.norm(x,dim=1) torch.linalg.norm(x,'fro') torch.linalg.norm(m,1) torch.linalg.norm(m,float('inf')) torch.linalg.vector_norm(x) torch.linalg.vector_norm(x,ord=1,dim=1) torch.linalg.matrix_norm(m)
torch.linalg.inv(m) torch.inverse(m) torch.linalg.det(m) torch.det(m) torch.linalg.slogdet(m) torch.linalg.solve(m,x.T) torch.linalg.multi_dot([x,m,m]) torch.linalg.matrix_power(m,2) torch.linalg.cross(x,y) torch.linalg.eigvalsh((m+m.T).detach()) torch.linalg.svdvals(m.detach()) torch.linalg.matrix_rank(m.detach()) torch.linalg.pinv(x.detach()) torch.linalg.cholesky((m@m.T).detach()) torch.linalg.vecdot(x,y)
torch.linalg.inv(x) torch.linalg.inv(torch.zeros(2,2)) torch.mm(x,y) torch.mm(x,v) torch.dot(v,x[0,:2]) torch.bmm(x,y) torch.mv(x,v[:2]) torch.matmul(x,2) torch.einsum('ij,jk',x,y)""".split()  # noqa: SIM905
IN_PLACE = """z.add_(1) z.sub_(y) z.mul_(2) z.div_(2) z.exp_() z.neg_() z.clamp_(0,1) z.zero_() z.fill_(2) z.unsqueeze_(0) z.squeeze_() z.t_() z.transpose_(0,1) z.relu_() z.sigmoid_() z.masked_fill_(z>0,0.) z.index_put_((torch.tensor([0]),),y[0]) z.put_(torch.tensor([1]),torch.tensor([9.])) z.masked_scatter_(z>0,y) z.index_add_(0,torch.tensor([0]),y[:1])
z.scatter_(1,i%3,9.) z.scatter_add_(1,i%3,y) z.copy_(y) z.lerp_(y,.5) z.addcmul_(y,y) z.pow_(2) z.sqrt_() z.multiply_(2) z.subtract_(1) z.divide_(4) z.negative_() z.absolute_() z.logical_not_() z.cumsum_(0) z.tril_() z.floor_() z.hypot_(y) z.fill_diagonal_(7.) z.addmm_(x,m) z.erf_() torch.relu_(z) torch.exp_(z) z.fix_() z.arctan_()""".split()  # noqa: SIM905


@pytest.mark.parametrize("call", ELEMENTS + REDUCTIONS + SHAPES + PRODUCTS)
def test_a_function(call: str) -> None:
    same_gradients(call)


@pytest.mark.parametrize("call", IN_PLACE)
def test_in_place(call: str) -> None:
    for begin in ("x * 1.0", "x.detach() * 1.0"):
        same_gradients(f"(z := {begin}, w := {call}, z)[1:]")


OUT = """torch.add(x.detach(),1,out=o) torch.exp(x.detach(),out=o) torch.matmul(x.detach(),m.detach(),out=o) torch.cat([x.detach()],out=o) torch.sum(x.detach(),1,out=o) torch.zeros(2,3,out=o) torch.arange(6,out=o) torch.stack([v.detach()],out=o) torch.randn(2,3,out=o)
torch.max(x.detach(),1,out=(o,torch.zeros(0,dtype=torch.int64))) torch.mm(x.detach(),m.detach(),out=o) torch.clamp(x.detach(),0,1,out=o)""".split()  # noqa: SIM905


@pytest.mark.parametrize("call", OUT)
def test_out(call: str) -> None:
    from tests.py.torch.alike import BEGIN

    same(f"{BEGIN}o = torch.zeros(0)\nz = {call}\nout = [z, o, z is o]")
