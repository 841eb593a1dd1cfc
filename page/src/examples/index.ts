// Models to begin with, of both frameworks: each shows something that people ask about.
import conv1d from "../../../examples/conv1d.py?raw";
import type { Language } from "../language";
import type { Chosen } from "../state";
import gpt from "./gpt.py?raw";
import lenet from "./lenet.py?raw";
import lstm from "./lstm.py?raw";
import resnet from "./resnet.py?raw";
import transformer from "./transformer.py?raw";
import unet from "./unet.py?raw";

export interface Example {
  source: string;
  framework: "Keras" | "PyTorch";
  title: Record<Language, string>;
  about: Record<Language, string>;
  /** The number to look at first, where there is no mistake to look at. */
  first: Chosen | null;
}

function example(
  framework: Example["framework"],
  source: string,
  en: [title: string, about: string],
  zh: [title: string, about: string],
  first: Chosen | null,
): Example {
  return {
    source,
    framework,
    title: { en: en[0], zh: zh[0] },
    about: { en: en[1], zh: zh[1] },
    first,
  };
}

export const examples: Example[] = [
  example(
    "Keras",
    conv1d,
    ["Two Conv1D and a pooling", "Why 1130 weights, and why 2 steps and not 4?"],
    ["两层 Conv1D 加一层池化", "为什么是 1130 个权重？为什么是 2 步而不是 4 步？"],
    { id: "conv1d_1", of: "params" },
  ),
  example(
    "PyTorch",
    lenet,
    ["LeNet, with the classic mistake", "The flattened size does not fit the first linear layer"],
    ["LeNet，带一个经典错误", "展平后的大小与第一个全连接层不符"],
    null,
  ),
  example(
    "PyTorch",
    resnet,
    ["Residual blocks", "Strides, batch norms, and a way around with sizes of its own"],
    ["残差块", "步幅、批归一化，以及改变大小的旁路"],
    { id: "stage2.0.conv1", of: "output" },
  ),
  example(
    "PyTorch",
    unet,
    ["U-Net", "Transposed convolutions, and what concatenation does to channels"],
    ["U-Net", "转置卷积，以及拼接之后的通道数"],
    { id: "up.0", of: "output" },
  ),
  example(
    "Keras",
    transformer,
    ["Transformer encoder", "Attention heads, and where most of the weights are"],
    ["Transformer 编码器", "注意力头，以及大部分权重在哪里"],
    { id: "encoder1_attention", of: "params" },
  ),
  example(
    "PyTorch",
    gpt,
    ["A small GPT", "Causal attention, tied weights, models inside a model"],
    ["小型 GPT", "因果注意力、共享权重、模型中的模型"],
    { id: "blocks.0.scaled_dot_product_attention", of: "macs" },
  ),
  example(
    "Keras",
    lstm,
    ["LSTM and GRU", "Gates, two directions, and the GRU's second bias"],
    ["LSTM 与 GRU", "门、双向，以及 GRU 的第二组偏置"],
    { id: "bidirectional", of: "params" },
  ),
];
