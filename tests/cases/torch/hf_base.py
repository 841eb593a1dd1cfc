import torch
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel
from transformers.activations import ACT2FN
from transformers.modeling_outputs import BaseModelOutputWithPooling, SequenceClassifierOutput


class TinyConfig(PretrainedConfig):
    model_type = "tiny"

    def __init__(self, vocab_size=20, hidden_size=8, num_hidden_layers=2, hidden_act="gelu",
                 pad_token_id=0, **kwargs):
        super().__init__(pad_token_id=pad_token_id, **kwargs)
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.hidden_act = hidden_act


class TinyLayer(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        if isinstance(config.hidden_act, str):
            self.act = ACT2FN[config.hidden_act]
        else:
            self.act = config.hidden_act

    def forward(self, hidden_states):
        return hidden_states + self.act(self.dense(hidden_states))


class TinyPreTrainedModel(PreTrainedModel):
    config_class = TinyConfig
    base_model_prefix = "tiny"

    def _init_weights(self, module):
        if isinstance(module, nn.Linear):
            module.weight.data.normal_(mean=0.0, std=0.02)


class TinyModel(TinyPreTrainedModel):
    def __init__(self, config):
        super().__init__(config)
        self.embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList([TinyLayer(config) for _ in range(config.num_hidden_layers)])
        self.post_init()

    def forward(self, input_ids, return_dict=None):
        return_dict = return_dict if return_dict is not None else self.config.use_return_dict
        x = self.embeddings(input_ids)
        for layer in self.layers:
            x = layer(x)
        if not return_dict:
            return x, x[:, 0]
        return BaseModelOutputWithPooling(last_hidden_state=x, pooler_output=x[:, 0])


class TinyForClassification(TinyPreTrainedModel):
    def __init__(self, config):
        super().__init__(config)
        self.num_labels = config.num_labels
        self.tiny = TinyModel(config)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)
        self.post_init()

    def forward(self, input_ids, labels=None):
        outputs = self.tiny(input_ids, return_dict=True)
        logits = self.classifier(outputs.pooler_output)
        return SequenceClassifierOutput(loss=None, logits=logits, hidden_states=None)


model = TinyForClassification(TinyConfig(num_labels=3))
model(torch.randint(0, 20, (2, 5)))
