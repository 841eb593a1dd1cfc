"""torch's dtypes and devices, and weights that were saved: what does not go together."""

from __future__ import annotations

from shapeproof.complaints.complaint import Known
from shapeproof.message import say

KNOWN = (
    Known(
        (
            "mat1 and mat2 must have the same dtype, but got {first:word} and {second:word}",
            "expected m1 and m2 to have the same dtype, but got: {first:type} != {second:type}",
            "Input type ({first:type}) and bias type ({second:type}) should be the same",
            "Input type ({first:type}) and weight type ({second:type}) should be the same",
            "RNN input dtype ({first:word}) does not match weight dtype ({second:word})",
            "expected scalar type {first:word} but found {second:word}",
            "Expected object of scalar type {first:word} but got scalar type {second:word} for "
            "argument",
        ),
        say("Two dtypes or devices meet, {first} and {second}, and torch converts neither. NumPy's "
            "numbers are float64, torch's weights float32."),
        {"first": say("one of them, most often that of the input"), "second": say("the other")},
        (
            say("make the input what the weights are: `x.float()`, or `x.to(device)`"),
            say("whole numbers, such as images of bytes, become features by `x.float() / 255`"),
        ),
    ),
    Known(
        ("Expected all tensors to be on the same device, but found at least two devices, "
         "{first:word} and {second:word}",),
        say("Tensors on {first} and {second} meet, and torch moves neither."),
        {"first": say("one device"), "second": say("the other")},
        (
            say("move model and data: `model.to(device)`, and in the loop `x = x.to(device)`"),
            say("keep layers in `__init__`, lists of them in `nn.ModuleList`, and make tensors in "
                "`forward` with `device=x.device`"),
        ),
    ),
    Known(
        (
            "size mismatch for {name:word}: copying a param with shape {saved:sizes} from "
            "checkpoint, the shape in current model is {own:sizes}.{_:others}",
        ),
        say("The saved weight `{name}` is {saved} and the model's {own}: the model is made with "
            "other arguments than the one that was saved."),
        {"name": say("the weight"), "saved": say("its shape in the file"),
         "own": say("its shape in the model; of a Linear layer, out and in")},
        (
            say("make the model with the arguments of the saved one, its classes above all"),
            say("to train it for other classes, load first and then put a new last layer in its "
                "place"),
            say("leave these weights out of the dict; `strict=False` passes over what is missing, "
                "not what differs"),
        ),
    ),
    Known(
        (
            "Error(s) in loading state_dict for {model:word}: {_:any}Missing key(s) in state_dict",
            "Error(s) in loading state_dict for {model:word}: {_:any}Unexpected key(s) in "
            "state_dict",
        ),
        say("The names in the file are not those of the model: other layers, or other names for "
            "them."),
        {"model": say("the class of the model")},
        (
            say("if its names begin with `module.`, the model was saved in `DataParallel`: take it "
                "off"),
            say("if the file holds more than weights, take them out: `state['model']` or so"),
        ),
    ),
    Known(
        (
            "not implemented for '{kind:word}'",
            "Input dtype must be either a floating point or complex dtype. Got: {kind:word}",
        ),
        say("The function is not there for numbers of the dtype {kind}: whole numbers have no "
            "softmax and no mean, and the CPU does little with halves."),
        {"kind": say("the dtype of the tensor")},
        (say("make it a float before: `x.float()`"),),
    ),
    Known(
        ("Can't call numpy() on Tensor that requires grad",),
        say("NumPy keeps no gradients, and the tensor is part of the way to one."),
        cures=(say("take it off that way: `x.detach().cpu().numpy()`"),),
    ),
)  # fmt: skip
