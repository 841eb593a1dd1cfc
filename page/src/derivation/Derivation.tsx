// Where a number comes from: the sentence, its equations, the picture, and what it relies on.
import { useEffect, useRef } from "preact/hooks";
import { useAnswer } from "../asking";
import { copied } from "../clipboard";
import { reveal } from "../Editor";
import { words } from "../language";
import { narrow } from "../measures";
import { Prose } from "../Prose";
import type { Of, Row, Subject, Why } from "../protocol";
import { shape } from "../rows";
import { choices, choose, chosen, notice, reading, rowOf } from "../state";
import { asText } from "./copying";
import { Equations } from "./Equations";
import { Expectation } from "./Expectation";
import { named } from "./numbers";
import { Numbers } from "./Numbers";
import { Picture } from "./Picture";
import { Weights } from "./Weights";

const say = words(
  {
    title: "Derivation",
    hint: "Choose any number in the table to see where it comes from.",
    line: "line {line}",
    copy: "Copy as text",
    copied: "The derivation is copied.",
    refused: "The browser lets this page copy nothing.",
    relies: "Relies on",
    reads: "reads",
    close: "Close",
    nothing: "Nothing is computed here.",
    inside: "It is what the layers inside come to; each of them has a derivation.",
  },
  {
    title: "推导",
    hint: "点击表中任一数字，查看它从何而来。",
    line: "第 {line} 行",
    copy: "复制为文本",
    copied: "推导已复制。",
    refused: "浏览器不允许此页面复制内容。",
    relies: "前提",
    reads: "读取",
    close: "关闭",
    nothing: "此处无需计算。",
    inside: "由内部各层得出；每一层都有自己的推导。",
  },
);

export function Derivation() {
  const read = reading.value;
  const row = rowOf(chosen.value?.id ?? null);
  const of = chosen.value?.of ?? "output";
  const { answer, refused } = useAnswer(
    read && row && ({ ask: "why", layer: row.id, ...read.subject } as const),
  );
  const why = answer?.path === row?.path ? answer : null;
  return (
    <section class={row ? "derivation" : "derivation empty"} aria-label={say("title")}>
      {row ? (
        <>
          <Heading row={row} why={why} />
          <Numbers row={row} of={of} />
        </>
      ) : (
        <p>{say("hint")}</p>
      )}
      {row && refused && <p class="refused">{refused}</p>}
      {row && why && <Derived row={row} of={of} why={why} subject={read!.subject} />}
    </section>
  );
}

function Heading({ row, why }: { row: Row; why: Why | null }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (choices.value && narrow.value) heading.current?.scrollIntoView({ block: "start" });
  }, [choices.value]);
  return (
    <header>
      <h2 ref={heading}>
        <b>{row.path}</b> <span>{row.type}</span>
      </h2>
      {row.at && (
        <button class="quiet" onClick={() => reveal(row.at!)}>
          {say("line", { line: row.at.line })}
        </button>
      )}
      {why && (
        <button class="quiet" onClick={() => void copy(why)}>
          {say("copy")}
        </button>
      )}
      <button class="quiet close" aria-label={say("close")} onClick={() => (chosen.value = null)}>
        ×
      </button>
    </header>
  );
}

interface DerivedProps {
  row: Row;
  of: Of;
  why: Why;
  subject: Subject;
}

function Derived({ row, of, why, subject }: DerivedProps) {
  const [gist, ...rest] = why.sentences;
  const isWorked = why.equations[of].length > 0;
  const outputs = of === "output" ? why.outputs.filter(({ axes }) => axes.length > 0) : [];
  return (
    <>
      <p class="unseen" role="status">
        {told(why, of)}
      </p>
      {gist && <Said sentences={[gist]} />}
      <div id="equations" role="tabpanel" aria-labelledby={`number-${of}`}>
        {outputs.length > 0 && <Outputs outputs={outputs} />}
        {isWorked && <Equations why={why} of={of} />}
        {!isWorked && (row.nested || !outputs.length) && (
          <p class="muted">{say(row.nested ? "inside" : "nothing")}</p>
        )}
        <Expectation key={`${row.id} ${of}`} subject={subject} layer={row.id} of={of} />
      </div>
      <Picture key={row.id} subject={subject} layer={row.id} />
      <Reads why={why} />
      <Said sentences={rest} />
      {of === "params" && why.weights.length > 0 && <Weights weights={why.weights} />}
      {why.relies_on.length > 0 && (
        <>
          <h3>{say("relies")}</h3>
          <ul class="relies">
            {why.relies_on.map((one) => (
              <li key={one}>
                <Prose text={one} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** `(batch, output steps, filters) = (None, 6, 10)`: the name of each size. */
function Outputs({ outputs }: { outputs: Why["outputs"] }) {
  return (
    <>
      {outputs.map(({ axes, shape: sizes }, i) => (
        <p key={i} class="outputs">
          <code>
            ({axes.join(", ")}) = {shape(sizes)}
          </code>
        </p>
      ))}
    </>
  );
}

function Said({ sentences }: { sentences: string[] }) {
  if (!sentences.length) return null;
  return (
    <div class="said">
      {sentences.map((sentence) => (
        <p key={sentence}>
          <Prose text={sentence} />
        </p>
      ))}
    </div>
  );
}

/** What the layer reads, each a way to the layer that gives it. */
function Reads({ why }: { why: Why }) {
  if (!why.reads.length) return null;
  return (
    <p class="reads">
      {say("reads")}{" "}
      {why.reads.map(({ from, shape: sizes }, i) => (
        <span key={i}>
          {i > 0 && ", "}
          {rowOf(from) ? (
            <button onClick={() => choose(from!, "output")}>{from}</button>
          ) : (
            from
          )}{" "}
          <code>{shape(sizes)}</code>
        </span>
      ))}
    </p>
  );
}

/** What a screen reader says when a number is opened. */
function told(why: Why, of: Of): string {
  const worked = why.equations[of].map(({ subject, text }) => `${subject}: ${text.worked}`);
  return [`${why.path}, ${named(of)}`, ...worked].join("; ");
}

async function copy(why: Why): Promise<void> {
  notice.value = say((await copied(asText(why))) ? "copied" : "refused");
}
