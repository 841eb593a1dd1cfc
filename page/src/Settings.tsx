// What stands beside the source: the framework, chosen by itself unless it is forced, and input shapes.
import { words } from "./language";
import type { Subject } from "./protocol";
import { shape } from "./rows";
import { framework, inputs, reading } from "./state";

const say = words(
  {
    framework: "Framework",
    auto: "Auto",
    found: "Auto: {framework}",
    input: "Input shape",
    nth: "Input shape {n}",
    example: "from the code, or None,60,1",
    more: "Add an input",
    less: "Remove this input",
  },
  {
    framework: "框架",
    auto: "自动",
    found: "自动：{framework}",
    input: "输入形状",
    nth: "输入形状 {n}",
    example: "取自代码，或写 None,60,1",
    more: "添加一个输入",
    less: "移除此输入",
  },
);

const NAMES = { keras: "Keras", torch: "PyTorch" };

export function Settings() {
  const model = reading.value?.model;
  return (
    <div class="settings">
      <label>
        <span>{say("framework")}</span>
        <select
          value={framework.value}
          onChange={(event) =>
            (framework.value = event.currentTarget.value as Subject["framework"])
          }
        >
          <option value="">
            {model && !framework.value
              ? say("found", { framework: NAMES[model.framework] })
              : say("auto")}
          </option>
          <option value="keras">Keras</option>
          <option value="torch">PyTorch</option>
        </select>
      </label>
      <div class="inputs">
        {inputs.value.map((written, i) => (
          <Input key={i} index={i} written={written} read={model?.inputs[i]?.shape} />
        ))}
        <button
          class="quiet"
          aria-label={say("more")}
          title={say("more")}
          onClick={() => (inputs.value = [...inputs.value, ""])}
        >
          +
        </button>
      </div>
    </div>
  );
}

interface InputProps {
  index: number;
  written: string;
  read: (number | string | null)[] | undefined;
}

function Input({ index, written, read }: InputProps) {
  const label = inputs.value.length > 1 ? say("nth", { n: index + 1 }) : say("input");
  return (
    <label>
      <span>{label}</span>
      <input
        value={written}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        placeholder={read ? shape(read).replace(/^\(|,?\)$/g, "") : say("example")}
        onInput={(event) => {
          const text = event.currentTarget.value;
          inputs.value = inputs.value.map((one, i) => (i === index ? text : one));
        }}
      />
      {inputs.value.length > 1 && (
        <button
          class="quiet"
          aria-label={`${say("less")}: ${index + 1}`}
          onClick={() => (inputs.value = inputs.value.filter((_, i) => i !== index))}
        >
          ×
        </button>
      )}
    </label>
  );
}
