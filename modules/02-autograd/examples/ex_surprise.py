from stepgrad import Value

w = Value(-1.0)
b = Value(3.0)
s = w * 3 + b
p = s.sigmoid()
loss = -p.log()
loss.backward()
