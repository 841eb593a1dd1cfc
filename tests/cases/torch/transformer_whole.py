import torch
import torch.nn as nn

model = nn.Transformer(
    d_model=16, nhead=4, num_encoder_layers=2, num_decoder_layers=1, dim_feedforward=20,
    batch_first=True, norm_first=True, activation="gelu",
)
mask = model.generate_square_subsequent_mask(6)
y = model(torch.rand(2, 9, 16), torch.rand(2, 6, 16), tgt_mask=mask)
