"""Models that hand out what is inside of others."""

TEXT = """
class IntermediateLayerGetter(nn.ModuleDict):
    def __init__(self, model, return_layers):
        children = dict(model.named_children())
        if not set(return_layers) <= set(children):
            raise ValueError("return_layers are not present in model")
        last = max(list(children).index(name) for name in return_layers)
        super().__init__(dict(list(children.items())[:last + 1]))
        self.return_layers = {str(name): str(new) for name, new in return_layers.items()}

    def forward(self, x):
        given = {}
        for name, module in self.items():
            x = module(x)
            if name in self.return_layers:
                given[self.return_layers[name]] = x
        return given
"""
