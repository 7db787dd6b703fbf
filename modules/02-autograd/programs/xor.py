from stepgrad import Tensor, nn, optim

rate = 0.2
seed = 34

x = Tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
target = Tensor([[0.0], [1.0], [1.0], [0.0]])

nn.manual_seed(seed)
first, second = nn.Linear(2, 4), nn.Linear(4, 1)
sgd = optim.SGD([*first.parameters(), *second.parameters()], lr=rate)

for _ in range(120):
    sgd.zero_grad()
    hidden = first(x).tanh()
    y = second(hidden)
    loss = ((y - target) ** 2).mean()
    loss.backward()
    sgd.step()
    if loss.item() > 1e6:  # it will not come back
        break
