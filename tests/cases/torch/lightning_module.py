import torch
import torch.nn.functional as F
from torch import nn

try:
    import pytorch_lightning as pl

    Base = pl.LightningModule
except ImportError:
    Base = nn.Module


class LitModel(Base):
    def __init__(self, width=8, lr=1e-3, *, classes=3):
        super().__init__()
        if Base is not nn.Module:
            self.save_hyperparameters()
            width = self.hparams.width
        self.net = nn.Sequential(nn.Linear(4, width), nn.ReLU(), nn.Linear(width, classes))

    def forward(self, x):
        return self.net(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = F.cross_entropy(self(x), y)
        self.log("train_loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.lr)


model = LitModel()
model(torch.rand(2, 4))
