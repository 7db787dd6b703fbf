from stepgrad import Value

rate = 0.5
target = 0.8
x = Value(2.0, requires_grad=False)
w = Value(0.3)
b = Value(0.1)

for step in range(20):
    for p in (w, b):
        p.zero_grad()
    s = w * x + b
    y = s.tanh()
    error = y - target
    loss = error**2
    loss.backward()
    for p in (w, b):
        p.data -= rate * p.grad
