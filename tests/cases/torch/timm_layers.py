import torch
from torch import nn
from timm.layers import DropPath, LayerNorm2d, Mlp, PatchEmbed, make_divisible, to_2tuple, trunc_normal_


class Block(nn.Module):
    def __init__(self, dim, drop_path=0.1):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.mlp = Mlp(dim, hidden_features=make_divisible(dim * 2.3), act_layer=nn.GELU, drop=0.1)
        self.drop_path = DropPath(drop_path) if drop_path > 0.0 else nn.Identity()
        self.gamma = nn.Parameter(1e-5 * torch.ones(dim))
        trunc_normal_(self.gamma, std=0.02)

    def forward(self, x):
        return x + self.drop_path(self.gamma * self.mlp(self.norm(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.size = to_2tuple(16)
        self.patch_embed = PatchEmbed(img_size=self.size, patch_size=4, in_chans=3, embed_dim=8)
        rates = [x.item() for x in torch.linspace(0, 0.2, 3)]
        self.blocks = nn.Sequential(*[Block(8, drop_path=rates[i]) for i in range(3)])
        self.norm = LayerNorm2d(8)
        self.count = self.patch_embed.num_patches

    def forward(self, x):
        x = self.blocks(self.patch_embed(x))
        side = int(self.count**0.5)
        return self.norm(x.transpose(1, 2).reshape(-1, 8, side, side))


model = Net()
model(torch.rand(2, 3, 16, 16))
