# live: distributions look at the numbers of their parameters
import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Normal, kl_divergence


class VAE(nn.Module):
    def __init__(self, latent=3):
        super().__init__()
        self.encoder = nn.Linear(8, 2 * latent)
        self.decoder = nn.Linear(latent, 8)
        self.fc_mu = nn.Linear(8, latent)

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        eps = torch.randn_like(std)
        return eps.mul(std).add_(mu)

    def forward(self, x):
        mu, logvar = self.encoder(x).chunk(2, dim=-1)
        q = Normal(mu, F.softplus(logvar))
        z = q.rsample() + self.reparameterize(mu, logvar)
        p = torch.distributions.Normal(torch.zeros_like(mu), torch.ones_like(mu))
        kl = kl_divergence(q, p).sum(-1)
        return self.decoder(z), kl, q.log_prob(z), q.mean, q.sample((4,)), q.entropy()


model = VAE()
model(torch.rand(2, 8))
