import sys, os, json, time
sys.path.insert(0,'/project'); os.chdir('/home/pyodide')
t0=time.perf_counter(); from stepgrad.tracing import session as S; t1=time.perf_counter()
s=S.Session(); t2=time.perf_counter()
print("import %.1f session %.1f"%((t1-t0)*1e3,(t2-t1)*1e3))
import random, math
def go(r):
    t0=time.perf_counter(); a=json.loads(s.answer(json.dumps(r))); t1=time.perf_counter(); w=s.recover(); t2=time.perf_counter()
    return a,w,(t1-t0)*1e3,(t2-t1)*1e3
CH={"source":"from stepgrad import Value\na=Value(2.0)\nb=Value(3.0)\nc=(a+b)*b\nc.backward()\n"}
for i in range(12): 
    a,w,x,y=go(CH)
    if i in(0,1,2,11): print(a["ok"],w,"%.1f %.1f"%(x,y))
NP={"source":"import numpy as np\nfrom stepgrad import Tensor\nx=Tensor(np.ones(3),True)\ny=(x*x).sum()\ny.backward()\n"}
if "numpy" in sys.argv:
  for i in range(4): 
    a,w,x,y=go(NP); print(a["ok"],a.get("error"),w,"%.1f %.1f"%(x,y))
  for i in range(12): 
    a,w,x,y=go(CH)
    if i in(0,1,2,11): print(a["ok"],w,"%.1f %.1f"%(x,y))
else: print(go(NP)[0])
for src in ["import js","import ctypes","import sys\nsys.addaudithook(lambda *a: None)","open('/tmp/x','w').write('a')","import os\nos.mkdir('/tmp/q')","open('/lib/python3.14/site-packages/random.py','w').write('raise 1')","open('/lib/stepgrad.zip','ab').write(b'a')"]:
    a,w,x,y=go({"source":src}); print(src[:40], a["ok"], a.get("error"), "|", w); s._shelter._worn=""
print(os.listdir('/tmp'), os.listdir('.'), os.listdir('/lib/python3.14/site-packages')[:5])
