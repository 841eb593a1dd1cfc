// The model as a whole: its name and shapes above the table, its totals and notes below.
import { reveal } from "./Editor";
import { words } from "./language";
import type { Model } from "./protocol";
import { count, shapes } from "./rows";

const say = words(
  {
    totals: "Totals",
    params: "Params",
    trainable: "Trainable",
    non_trainable: "Non-trainable",
    memory: "Memory",
    macs: "MACs",
    flops: "FLOPs",
    uncounted: "Not counted: {layers}",
    line: "line {line}",
  },
  {
    totals: "总计",
    params: "参数",
    trainable: "可训练",
    non_trainable: "不可训练",
    memory: "内存",
    macs: "MACs",
    flops: "FLOPs",
    uncounted: "未计入：{layers}",
    line: "第 {line} 行",
  },
);

export function Summary({ model }: { model: Model }) {
  return (
    <p class="summary">
      <b>{model.name}</b> <span>{model.kind}</span>{" "}
      <code>{shapes(model.inputs.map((one) => one.shape))}</code>
      {model.outputs.length > 0 && (
        <>
          {" → "}
          <code>{shapes(model.outputs.map((one) => one.shape))}</code>
        </>
      )}
    </p>
  );
}

export function Totals({ model }: { model: Model }) {
  const { totals } = model;
  const shown = (["params", "trainable", "non_trainable", "macs", "flops"] as const).filter(
    (name) => name !== "non_trainable" || Number(totals.non_trainable) !== 0,
  );
  return (
    <footer class="totals">
      <dl aria-label={say("totals")}>
        {shown.map((name) => (
          <div key={name}>
            <dt>{say(name)}</dt>
            <dd>{count(totals[name])}</dd>
          </div>
        ))}
        <div>
          <dt>{say("memory")}</dt>
          <dd>{totals.memory}</dd>
        </div>
      </dl>
      {totals.uncounted.length > 0 && (
        <p class="notes">
          {say("uncounted", {
            layers: totals.uncounted.map((one) => `${one.path} (${one.type})`).join(", "),
          })}
        </p>
      )}
      {model.notes.map((note) => (
        <p class="notes" key={note.message}>
          {note.message}
          {note.at && (
            <button onClick={() => reveal(note.at!)}>{say("line", { line: note.at.line })}</button>
          )}
        </p>
      ))}
    </footer>
  );
}
