"""③ Modules of torch.nn: what is printed, what belongs to them, what is saved and loaded, and refusals, in PyTorch's words."""

from __future__ import annotations

import pytest

from tests.py.torch.module_programs import same

NET = """
import copy
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1=nn.Linear(3,4)
        self.act=nn.ReLU()
        self.fc2=nn.Linear(4,2)
        self.register_buffer('scale', torch.tensor([1.,2.]))
        self.register_buffer('tmp', torch.zeros(1), persistent=False)
    def forward(self,x): return self.fc2(self.act(self.fc1(x)))*self.scale
torch.manual_seed(3)
net=Net()
"""
# fmt: off
MODULES = [
    "ReLU()", "ReLU(True)", "ReLU6()", "LeakyReLU()", "LeakyReLU(0.2,inplace=True)", "PReLU()", "PReLU(3,0.1)", "RReLU()", "Threshold(0.5,2.)", "ELU()", "ELU(2.,True)",
    "CELU()", "CELU(0.5)", "SELU()", "SiLU()", "Mish()", "Hardsigmoid()", "Hardswish()", "Hardswish(inplace=True)", "Hardsigmoid(True)", "GELU()", "GELU('tanh')",
    "GELU(approximate='tanh')", "Tanh()", "Sigmoid()", "LogSigmoid()", "Softplus()", "Softplus(2,10)", "Softsign()", "Tanhshrink()", "Softshrink()", "Softshrink(1.)",
    "Hardshrink()", "GLU()", "GLU(0)", "Softmax()", "Softmax(dim=1)", "Softmin(dim=0)", "LogSoftmax(dim=-1)", "Softmax2d()", "Hardtanh()", "Hardtanh(-2,2)",
    "Hardtanh(min_val=0.,max_val=1.,inplace=True)", "Identity()", "Identity(3,foo=2)", "Linear(2,3)", "Linear(2,3,False)", "Linear(2,3,bias=False,dtype=torch.float64)",
    "Bilinear(2,3,4)", "Flatten()", "Flatten(0,-1)", "Unflatten(1,(2,2))", "Unflatten(1,torch.Size([2,2]))", "Dropout()", "Dropout(0.1)", "Dropout(p=0.2,inplace=True)",
    "Dropout1d(0.3)", "Dropout2d()", "Dropout3d()", "AlphaDropout(0.1)", "FeatureAlphaDropout()", "Embedding(5,3)", "Embedding(5,3,0)",
    "Embedding(5,3,padding_idx=-1,max_norm=1.,norm_type=1.,scale_grad_by_freq=True,sparse=True)", "EmbeddingBag(5,3)", "EmbeddingBag(5,3,mode='sum',padding_idx=2)",
    "CosineSimilarity()", "PairwiseDistance(1)", "MSELoss()", "CrossEntropyLoss()", "CrossEntropyLoss(weight=torch.ones(3))", "NLLLoss()", "L1Loss()", "SmoothL1Loss()",
    "HuberLoss()", "BCELoss()", "BCEWithLogitsLoss(pos_weight=torch.ones(2))", "KLDivLoss(reduction='batchmean')", "HingeEmbeddingLoss()", "MarginRankingLoss(1.)",
    "CosineEmbeddingLoss()", "TripletMarginLoss()", "SoftMarginLoss()", "PoissonNLLLoss()", "GaussianNLLLoss()", "MultiMarginLoss()", "MultiLabelMarginLoss()",
    "MultiLabelSoftMarginLoss()", "Sequential()", "Sequential(nn.Linear(1,2),nn.ReLU())", "ModuleList()", "ModuleList([nn.Linear(1,2),nn.Linear(1,2),nn.ReLU()])",
    "ModuleDict({'a':nn.ReLU(),'b':nn.Linear(1,1)})", "ModuleDict()", "ParameterList()", "ParameterList([torch.ones(2,3),nn.Parameter(torch.ones(1)),3])",
    "ParameterDict({'b':torch.ones(2),'a':nn.Parameter(torch.ones(1,1))})", "ParameterDict()",
    "Sequential(nn.Sequential(nn.Linear(1,2),nn.Tanh()),nn.ModuleList([nn.ReLU()]))", "Parameter(torch.ones(2))", "Parameter(torch.tensor(1.5),requires_grad=False)",
    "Module()", "Linear()", "Linear(2)", "Linear(2,3,foo=1)", "ReLU(foo=True)", "Softplus(1,2,3)", "Tanh(1)", "Dropout(1.5)", "Dropout(-1)", "Unflatten(1,3)",
    "Embedding(3,2,5)", "MSELoss('sum')", "MSELoss(reduction='sum')", "MSELoss(size_average=False)", "MSELoss(reduction='bad')", "CrossEntropyLoss(label_smoothing=0.1)",
    "Module(3)", "Module(a=3)", "Linear(-1,2)", "Linear(0,3)", "MultiMarginLoss(p=3)", "TripletMarginLoss(margin=-1)", "GaussianNLLLoss(full=True)",
    "Hardtanh(2,1)",
]
OF_A_NET = [
    "print(net)", "out=dict(net.state_dict()); print(list(net.state_dict()))", "print(net.state_dict())", "print(net.state_dict()._metadata)",
    "out=net(torch.ones(2,3)); print(net.training)", "net.eval(); print(net.training,net.fc1.training); net.train(); print(net.training); out=net.train(False) is net",
    "net.train(3)", "print(net.foo)", "net.foo(3)", "print(net.fc1.bais)",
    "print([n for n,_ in net.named_modules()],[n for n,_ in net.named_children()],[type(m).__name__ for m in net.modules()],[n for n,_ in net.named_buffers()])",
    "print(sum(p.numel() for p in net.parameters()), sum(p.numel() for p in net.parameters() if p.requires_grad))",
    "out=net.load_state_dict(net.state_dict()); print(out)",
    "sd=net.state_dict(); del sd['fc1.bias']; sd['x']=torch.ones(1); print(net.load_state_dict(sd,strict=False)); net.load_state_dict(sd)",
    "sd=net.state_dict(); sd['fc1.weight']=torch.ones(5,5); sd['fc2.bias']=3; net.load_state_dict(sd)",
    "sd=net.state_dict(); sd['fc1.weight']=torch.ones(5,5); net.load_state_dict(sd,strict=False)", "net.load_state_dict([1])",
    "net.load_state_dict({'fc1.weight':torch.ones(1)},strict=False)", "r=net.load_state_dict({},strict=False); print(r.missing_keys, r.unexpected_keys); print(r)",
    "net.fc1=3", "net.scale=3", "net.fc1.weight=torch.ones(2)", "net.fc1.weight=None; print(list(dict(net.named_parameters())))", "net.fc1=None; print(net)",
    "net.scale=None; print(list(net.state_dict()))", "net.scale=torch.ones(2); print(list(net.state_dict()))",
    "net.w=nn.Parameter(torch.zeros(2)); print([n for n,_ in net.named_parameters()])", "net.register_parameter('a.b',None)", "net.register_parameter('',None)",
    "net.register_parameter('fc1',None)", "net.register_parameter('w',torch.ones(2))", "net.register_parameter(3,None)",
    "net.register_parameter('w',nn.Parameter(torch.ones(2))); print(net.w); net.register_parameter('v',None); print(net.v)", "net.register_buffer('a.b',None)",
    "net.register_buffer('fc1',torch.ones(2))", "net.register_buffer('w',3)", "net.register_buffer('w',None); print(list(net.state_dict()),net.w)",
    "net.add_module('x',nn.ReLU()); net.add_module('y',None); print(net)", "net.add_module('x.y',nn.ReLU())", "net.add_module('x',3)",
    "net.add_module('forward',nn.ReLU())", "net.add_module('',nn.ReLU())", "net.register_module('z',nn.Linear(1,1)); print(net.z)",
    "out=net.get_submodule('fc1') is net.fc1; net.get_submodule('fc9')", "net.get_submodule('fc1.weight')",
    "out=net.get_parameter('fc1.weight') is net.fc1.weight; net.get_parameter('fc1.foo')", "net.get_parameter('scale')",
    "out=net.get_buffer('scale'); net.get_buffer('fc1')", "net.set_submodule('act',nn.Tanh()); print(net)", "del net.fc1; print(net); net.fc1",
    "del net.scale; print(list(net.state_dict()))", "del net.nothing", "out=[p.requires_grad for p in net.requires_grad_(False).parameters()]",
    "net(torch.ones(1,3)).sum().backward(); net.zero_grad(); print([p.grad for p in net.parameters()])",
    "net(torch.ones(1,3)).sum().backward(); net.zero_grad(set_to_none=False); out=[p.grad for p in net.parameters()]",
    'def f(m):\n    if isinstance(m,nn.Linear): nn.init.constant_(m.weight,0.5); m.bias.data.fill_(0.1)\nout=[net.apply(f) is net, net(torch.ones(1,3))]',
    "net.apply(lambda m: print(type(m).__name__))", "out=[net.double() is net, net.fc1.weight, net.scale, net(torch.ones(1,3).double())]",
    "out=[net.half().fc1.weight.dtype==torch.float16, net.float().fc1.weight.dtype==torch.float32]",
    "out=net.to('cpu') is net; net.to(torch.float64); print(net.fc1.weight.dtype, net.scale.dtype)",
    "net.to(torch.device('cpu'),torch.float64); print(net.fc1.weight.dtype); net.to(dtype=torch.float32); print(net.fc1.weight.dtype); net.to(torch.ones(1).double()); print(net.fc1.weight.dtype)",
    "net.to(torch.int64)", "net.type(torch.float64); print(net.fc1.weight.dtype)", "net.cuda()", "net.cpu().eval(); print(net.training)",
    "print(net.share_memory() is net)", "print(type(net), type(net.fc1), type(net.fc1.weight), isinstance(net.fc1.weight,torch.Tensor), isinstance(net,nn.Module))",
    "import copy; n=copy.deepcopy(net); n.fc1.weight.data.zero_(); out=[net(torch.ones(1,3)),n(torch.ones(1,3)),n.scale]",
    "import copy; n=copy.copy(net); out=[n(torch.ones(1,3)), n.fc1 is net.fc1]",
    "print(net.fc1.weight.grad, net.fc1.in_features, net.fc1.bias.shape, net.fc1.extra_repr())", "for n,p in net.named_parameters(prefix='m',recurse=False): print(n)",
    "for n,p in net.fc1.named_parameters(prefix='m'): print(n, p.shape)", "print(len(list(net.parameters())), len(list(net.buffers())), len(list(net.children())))",
    "out=net(torch.ones(3))", "out=net(torch.ones(2,5))", "out=net()", "out=net(torch.ones(2,3),1)",
    "net.a=1; net.b=[nn.Linear(1,1)]; net.c=torch.ones(1,requires_grad=True); print(len(list(net.parameters())),net.a)", "net.extra_repr=lambda: 'hi'; print(net)",
    "h=net.fc1.register_forward_hook(lambda m,i,o: print(type(m).__name__,len(i),o.shape)); net(torch.ones(1,3)); h.remove(); net(torch.ones(1,3))",
    "h=net.register_forward_pre_hook(lambda m,i: (i[0]*2,)); out=net(torch.ones(1,3))",
    "w=net.fc1.weight; net.fc2.weight2=w; print([n for n,_ in net.named_parameters()], [n for n,_ in net.named_parameters(remove_duplicate=False)], list(net.state_dict()))",
    "net.fc3=net.fc1; print(net,[n for n,_ in net.named_parameters()], [n for n,_ in net.named_modules()],[n for n,_ in net.named_children()],list(net.state_dict()))",
    "net.load_state_dict({k:v*0 for k,v in net.state_dict().items()}, assign=True); out=dict(net.state_dict())",
    "net.state_dict()['fc1.weight'].zero_(); out=net.fc1.weight",
    "out=net.state_dict(keep_vars=True)['fc1.weight'] is net.fc1.weight; print(list(net.state_dict(prefix='p.')))", "net._modules['act']=nn.Tanh(); print(net)",
    'with torch.no_grad(): net.fc1.weight.fill_(1.); net.fc1.bias.zero_()\nout=net.fc1(torch.ones(1,3))',
]
PROGRAMS = [
    'class A(nn.Module):\n    def __init__(self): self.l=nn.Linear(1,1)\nA()', 'class A(nn.Module):\n    def __init__(self): self.l=nn.Parameter(torch.ones(1))\nA()',
    "class A(nn.Module):\n    def __init__(self): self.register_buffer('a',torch.ones(1))\nA()",
    "class A(nn.Module):\n    def __init__(self): self.register_parameter('a',None)\nA()",
    'class A(nn.Module):\n    def __init__(self):\n        self.k=3\n        super().__init__()\na=A(); print(a,a.k); a(1)',
    'class A(nn.Module):\n    def __init__(self):\n        super(A,self).__init__()\n        self.w=nn.Parameter(torch.randn(2)*0+1)\n    @property\n    def double_w(self): return self.w*2\n    def forward(self,x,y=None,*,z=1): return x*self.w*z if y is None else y\na=A(); out=[a(torch.ones(2),z=3),a(1,y=2),a.double_w]',
    'class A(nn.Module):\n    @property\n    def p(self): return self.nope\nA().p', 'class A(nn.Module):\n    pass\nprint(A()); out=list(A().parameters()); A()(3)',
    "class A(nn.Module):\n    def __repr__(self): return 'mine'\nprint(nn.Sequential(A(),nn.ReLU()))",
    "class A(nn.Module):\n    def __init__(self):\n        super().__init__(); self.a=nn.Linear(1,1)\n    def extra_repr(self): return 'x=1\\ny=2'\nprint(A())",
    'class A(nn.Linear):\n    def forward(self,x): return super().forward(x)*2\ntorch.manual_seed(1)\na=A(2,1); print(a); out=a(torch.ones(1,2))',
    'class A(nn.Sequential):\n    def __init__(self,n): super().__init__(nn.Linear(n,n),nn.ReLU())\nprint(A(2)); out=len(A(2))',
    "w=nn.Parameter(torch.ones(2)); w.data=torch.zeros(2); out=[w,w.is_leaf,w.requires_grad]; print(w)", "w=nn.Parameter([1.,2.])", "w=nn.Parameter(); print(w.shape)",
    "w=nn.Parameter(torch.ones(2,requires_grad=True)*2); print(w.is_leaf)", "m=nn.Module(); m.w=torch.ones(2); print(list(m.parameters()))",
    "m=nn.Module(); m.b=nn.Buffer(torch.ones(2)); print(list(m.state_dict()), m.b)",
    "s=nn.Sequential(nn.Linear(1,2),nn.ReLU(),nn.Linear(2,1)); print(s[0],s[-1],len(s),s[:2],[type(m).__name__ for m in s]); s[5]",
    "s=nn.Sequential(nn.Linear(1,2),nn.ReLU()); s.append(nn.Tanh()); s.insert(1,nn.GELU()); del s[0]; print(s); s.extend([nn.ReLU()]); s[0]=nn.SELU(); print(s, s.pop(0), s)",
    "from collections import OrderedDict\ns=nn.Sequential(OrderedDict([('a',nn.Linear(1,2)),('b',nn.ReLU())])); print(s,s.a,s[1],s[:1]); s.c=nn.Tanh(); print(s); s.add_module('d',nn.GELU()); print(s)",
    "nn.Sequential(lambda x:x)", "nn.Sequential([nn.ReLU()])", "nn.Sequential(nn.ReLU(),3)", "nn.Sequential(nn.ReLU)", "nn.Sequential(nn.ReLU(),None)(torch.ones(1))",
    "s=nn.Sequential(nn.ReLU())+nn.Sequential(nn.Tanh()); print(s, s*2); s+=nn.Sequential(nn.GELU()); print(s); s+3",
    "l=nn.ModuleList([nn.Linear(1,1) for _ in range(3)]); print(l[0],l[-1],l[1:],len(l)); l.append(nn.ReLU()); l.extend([nn.Tanh()]); l.insert(0,nn.GELU()); l[1]=nn.SELU(); del l[2]; print(l, l.pop(0)); l+=[nn.ReLU()]; print(l+[nn.Tanh()]); l[9]",
    "nn.ModuleList([3])", "nn.ModuleList(3)", "nn.ModuleList([nn.ReLU()])(3)",
    "d=nn.ModuleDict({'a':nn.ReLU(),'b':nn.Tanh()}); print(d['a'],len(d),'a' in d,list(d),list(d.keys()),list(d.items())); d['c']=nn.GELU(); del d['a']; d.update({'z':nn.ReLU()}); d.update([('y',nn.SELU())]); print(d,d.pop('z')); d.clear(); print(d); d['q']",
    "nn.ModuleDict([('a',nn.ReLU())])['a']", "nn.ModuleDict(3)", "nn.ModuleDict({'a':3})", "nn.ModuleDict({'a.b':nn.ReLU()})", "nn.ModuleDict({'keys':nn.ReLU()})",
    "p=nn.ParameterList([torch.ones(1),torch.zeros(2)]); print(p,len(p),p[0],p[-1],p[1:]); p.append(torch.ones(3)); p+=[torch.ones(1)]; print(p,[n for n,_ in p.named_parameters()]); p[0]=torch.zeros(1); print(list(p)); p[9]",
    "p=nn.ParameterDict({'b':torch.ones(1),'a':torch.zeros(2)}); print(p,len(p),p['a'],list(p.keys()),'a' in p,p.get('z',3)); p['c']=torch.ones(2); del p['a']; print(p,p.pop('c'),list(p.items())); p.update({'x':torch.ones(1)}); print(p|{'y':torch.ones(1)}); p['zz']",
    "p=nn.ParameterList([torch.ones(1)]); p()",
    "m=nn.Linear(2,2); out=[hasattr(m,'weight'),m.weight is m._parameters['weight'],'weight' in m.__dict__ or 'weight' in m._parameters]; print(m.bias.requires_grad)",
    "m=nn.Flatten(); out=[m(torch.ones(2,3,4)),nn.Flatten(0)(torch.ones(2,3)),nn.Unflatten(1,(2,2))(torch.ones(3,4)),nn.Identity(3)(torch.ones(2))]",
    "m=nn.Dropout(0.5); m.eval(); x=torch.ones(4); out=[m(x) is x, m(x)]",
    "m=nn.Dropout(0.5); torch.manual_seed(0); a=m(torch.ones(1000)); out=[sorted(set(a.tolist())), 400<(a==0).sum().item()<600]",
    "x=torch.ones(100,requires_grad=True); y=F.dropout(x,0.25); y.sum().backward(); out=torch.equal(x.grad,y)",
    "x=torch.ones(5,8,3,3); y=F.dropout2d(x,0.5); out=all(len(set(c.flatten().tolist()))==1 for b in y for c in b)",
    "x=torch.randn(10000); y=F.alpha_dropout(x,0.3,training=True); out=[abs(y.mean().item())<.05,abs(y.std().item()-1)<.05]", "F.dropout1d(torch.ones(3),0.5)",
    "out=F.dropout2d(torch.ones(3),0.)", "m=nn.Embedding.from_pretrained(torch.arange(6.).view(3,2)); print(m,m.weight.requires_grad); out=m(torch.tensor([2,0]))",
    "m=nn.Embedding.from_pretrained(torch.ones(2,2),freeze=False,padding_idx=0); print(m); out=m.weight", "m=nn.Embedding(3,2); out=m(torch.tensor([[3]]))",
    "m=nn.Embedding(3,2); out=m(torch.tensor([[0.5]]))", "torch.manual_seed(0); m=nn.EmbeddingBag(4,2,mode='sum'); out=m(torch.tensor([[0,1],[2,2]]))",
    "torch.manual_seed(0); m=nn.Bilinear(2,3,4); out=m(torch.ones(5,2),torch.ones(5,3))", "m=nn.PReLU(3); out=m(-torch.ones(2,3,2))", "m=nn.PReLU(3); m(torch.ones(2,4))",
    "m=nn.LogSoftmax(dim=1); out=nn.NLLLoss()(m(torch.eye(3)),torch.tensor([0,1,2]))",
    "x=torch.tensor([0.2,0.7],requires_grad=True); l=nn.BCELoss(weight=torch.tensor([1.,2.])); y=l(x,torch.tensor([1.,0.])); y.backward(); out=[y,x.grad,list(l.state_dict())]",
    "out=nn.CrossEntropyLoss(weight=torch.tensor([1.,2.]),ignore_index=0,reduction='sum',label_smoothing=0.1)(torch.eye(2),torch.tensor([0,1]))",
    "from torch.nn import Module,Linear,functional as G", 
    "print(nn.Linear(2,2).weight.dtype); torch.set_default_dtype(torch.float64); print(nn.Linear(2,2).weight.dtype,nn.Embedding(1,1).weight.dtype); torch.set_default_dtype(torch.float32)",
]
# fmt: on


@pytest.mark.parametrize("text", MODULES)
def test_how_a_module_is_made_and_printed(text: str) -> None:
    same(
        f"torch.manual_seed(0)\nm = nn.{text}\nprint(m, type(m))\n"
        "if isinstance(m, nn.Module):\n    out = [[n for n, _ in m.named_parameters()], [n for n, _ in m.named_buffers()], dict(m.state_dict())]"
    )


@pytest.mark.parametrize("program", OF_A_NET)
def test_what_is_done_with_a_network(program: str) -> None:
    same(NET + program)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program(program: str) -> None:
    same(program)
