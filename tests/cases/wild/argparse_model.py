import argparse
from tensorflow.keras import layers, models
parser = argparse.ArgumentParser()
parser.add_argument("--hidden", type=int, default=96)
parser.add_argument("--layers", type=int, default=2, help="how many")
parser.add_argument("--dropout", type=float, default=0.1)
parser.add_argument("--bn", action="store_true")
def main(args):
    m = models.Sequential([layers.Input((33,))])
    for _ in range(args.layers):
        m.add(layers.Dense(args.hidden, activation="relu"))
        if args.bn:
            m.add(layers.BatchNormalization())
        m.add(layers.Dropout(args.dropout))
    m.add(layers.Dense(7))
    m.summary()
    return m
if __name__ == "__main__":
    model = main(parser.parse_args([]))
