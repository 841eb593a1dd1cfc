"""What docs/costs.md counts: layers and small models, as people write them."""

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    """Attends to itself."""

    def __init__(self, width, heads):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)

    def forward(self, x):
        return self.attention(x, x, x, need_weights=False)[0]


class Mixing(nn.Module):
    """Attention without weights."""

    def forward(self, query, key, value):
        return F.scaled_dot_product_attention(query, key, value)


class Projection(nn.Module):
    """A product with a parameter, and no layer."""

    def __init__(self, features, units):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(features, units))

    def forward(self, x):
        return x @ self.weight


class Bilinear(nn.Module):
    """An einsum of three operands."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(width, width))

    def forward(self, x, y):
        return torch.einsum("bi,ij,bj->b", x, self.weight, y)


class LanguageModel(nn.Module):
    """Words in, words out, through one table."""

    def __init__(self, words, width):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.head = nn.Linear(width, words, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, ids):
        return self.head(self.embedding(ids))


class SharedActivation(nn.Module):
    """One ReLU behind two layers."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(20, 30)
        self.second = nn.Linear(30, 10)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.second(self.relu(self.first(x))))


class SharedLayer(nn.Module):
    """One layer, used three times."""

    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(width, width)

    def forward(self, x):
        for _ in range(3):
            x = self.layer(x)
        return x


def normalised():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout(0.1)
    )


def depthwise():
    return nn.Sequential(
        nn.Conv2d(16, 16, 3, padding=1, groups=16, bias=False),
        nn.BatchNorm2d(16),
        nn.ReLU6(),
        nn.Conv2d(16, 32, 1, bias=False),
        nn.BatchNorm2d(32),
        nn.ReLU6(),
    )


class Block(nn.Module):
    """A block of a vision transformer."""

    def __init__(self, width=64, heads=4):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, 4 * width)
        self.act = nn.GELU()
        self.fc2 = nn.Linear(4 * width, width)

    def attend(self, x):
        batch, tokens, width = x.shape
        qkv = self.qkv(x).reshape(batch, tokens, 3, self.heads, width // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        mixed = F.scaled_dot_product_attention(query, key, value)
        return self.proj(mixed.transpose(1, 2).reshape(batch, tokens, width))

    def forward(self, x):
        x = x + self.attend(self.norm1(x))
        return x + self.fc2(self.act(self.fc1(self.norm2(x))))
