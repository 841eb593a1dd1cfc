# live: distributions look at the numbers of their parameters
import torch
from torch import nn
from torch.distributions.categorical import Categorical


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 16), nn.Tanh())
        self.actor = nn.Linear(16, 3)
        self.critic = nn.Linear(16, 1)
        self.log_std = nn.Parameter(torch.zeros(1, 2))

    def forward(self, x):
        h = self.body(x)
        pi = Categorical(logits=self.actor(h))
        a = pi.sample()
        return a, pi.log_prob(a), pi.entropy(), self.critic(h).squeeze(-1), pi.probs


model = Policy()
model(torch.rand(5, 4))
