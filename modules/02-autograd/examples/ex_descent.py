from stepgrad import Value

w = Value(0.5)
x = 2.0
y = w * x
loss = (y - 3) ** 2
loss.backward()
w.data -= 0.1 * w.grad
