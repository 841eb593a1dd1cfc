import torch
from torch import nn
from torch.autograd import Function, Variable


class SwishFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, i):
        result = i * torch.sigmoid(i)
        ctx.save_for_backward(i)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        i = ctx.saved_tensors[0]
        return grad_output * torch.sigmoid(i)


class Reverse(Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.alpha = alpha
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad):
        return grad.neg() * ctx.alpha, None


class NewStyle(Function):
    @staticmethod
    def forward(x, factor):
        return x * factor, x.mean(-1)

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, factor = inputs
        ctx.factor = factor

    @staticmethod
    def backward(ctx, grad, _):
        return grad * ctx.factor, None


swish = SwishFunction.apply


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(5, 4)

    def forward(self, x):
        x = swish(self.fc(x))
        x = Reverse.apply(x, 0.5)
        return NewStyle.apply(x, 2)


model = Net()
model(Variable(torch.rand(3, 5)))
