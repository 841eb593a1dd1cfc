import argparse
import logging
import warnings

import torch
import torch.nn as nn

logger = logging.getLogger(__name__)


def get_args():
    parser = argparse.ArgumentParser("Training")
    parser.add_argument("--width", "-w", type=int, default=6)
    parser.add_argument("--depth", default=2, type=int, help="layers")
    parser.add_argument("--no-bias", action="store_true")
    parser.add_argument("--lr", default="1e-3", type=float)
    return parser.parse_args([])


class MLP(nn.Module):
    def __init__(self, args):
        super().__init__()
        if args.lr > 1:
            warnings.warn("a large step")
        logger.info("width %d", args.width)
        widths = [4] + [args.width] * args.depth
        self.layers = nn.Sequential(
            *[nn.Linear(a, b, bias=not args.no_bias) for a, b in zip(widths[:-1], widths[1:])]
        )

    def forward(self, x):
        return self.layers(x)


if __name__ == "__main__":
    args = get_args()
    device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    model = MLP(args).to(device)
    model(torch.randn(2, 4, device=device))
