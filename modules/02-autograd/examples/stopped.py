from stepgrad import Value

x = Value(1.5)
free = x * x
held = x * x.detach()
both = free + held
both.backward()
