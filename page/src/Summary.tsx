// The model as a whole: its name and shapes above the table, its totals and notes below.
import { useState } from "preact/hooks";
import { useAnswer } from "./asking";
import { Expectation } from "./derivation/Expectation";
import { reveal } from "./Editor";
import { words } from "./language";
import type { Model, Of, Subject } from "./protocol";
import { count, shapes } from "./rows";
import { reading } from "./state";

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
      <b>{model.name}</b> {model.kind !== model.name && <span>{model.kind}</span>}{" "}
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

const COUNTS = ["params", "trainable", "non_trainable", "macs", "flops"] as const;
type Asked = Extract<Of, (typeof COUNTS)[number]>;

export function Totals({ model }: { model: Model }) {
  const [of, open] = useState<Asked | null>(null);
  const { totals } = model;
  const subject = reading.value?.subject;
  const shown = COUNTS.filter((name) => name !== "non_trainable" || Number(totals[name]) !== 0);
  return (
    <footer class="totals">
      <dl aria-label={say("totals")}>
        {shown.map((name) => (
          <div key={name}>
            <dt>{say(name)}</dt>
            <dd>
              {isAsked(name) && typeof totals[name] === "number" ? (
                <button
                  class="quiet"
                  aria-expanded={of === name}
                  onClick={() => open(of === name ? null : name)}
                >
                  {count(totals[name])}
                </button>
              ) : (
                count(totals[name])
              )}
            </dd>
          </div>
        ))}
        <div>
          <dt>{say("memory")}</dt>
          <dd>{totals.memory}</dd>
        </div>
      </dl>
      {of && subject && <Total key={of} of={of} total={Number(totals[of])} subject={subject} />}
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

function isAsked(name: (typeof COUNTS)[number]): name is Asked {
  return name !== "trainable" && name !== "non_trainable";
}

/** Where a total comes from, and why it is not another. */
function Total({ of, total, subject }: { of: Asked; total: number; subject: Subject }) {
  const question = { ask: "expect", layer: "", expected: total, of, ...subject } as const;
  const { answer } = useAnswer(question);
  return (
    <div class="total">
      <p class="told" aria-live="polite">
        {answer?.text}
      </p>
      <Expectation subject={subject} layer="" of={of} />
    </div>
  );
}
