# costs: what is computed in bytes is not seen
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(10, 6)
        self.lstm = nn.LSTM(6, 5, batch_first=True, bidirectional=True)
        self.head = nn.Sequential(nn.Linear(10, 8), nn.ReLU(), nn.Linear(8, 3, bias=False))

    def forward(self, ids):
        h, _ = self.lstm(self.embed(ids))
        return self.head(h)


float_model = Tagger()
model = torch.ao.quantization.quantize_dynamic(float_model, {nn.Linear}, dtype=torch.qint8)
model(torch.randint(0, 10, (2, 4)))
