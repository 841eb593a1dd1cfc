// Where a number comes from: the sentence, its equations, what it relies on, and the picture.
import { useEffect, useErrorBoundary, useRef } from "preact/hooks";
import { ask, useAnswer } from "./asking";
import { reveal } from "./Editor";
import { Equations } from "./Equations";
import { Expectation } from "./Expectation";
import { words } from "./language";
import { narrow } from "./measures";
import { picture, useLoaded } from "./parts";
import { Prose } from "./Prose";
import type { Of, Subject, Why } from "./protocol";
import { count, shape, shapes } from "./rows";
import { choices, choose, chosen, notice, reading, rowOf } from "./state";
import { Weights } from "./Weights";

const say = words(
  {
    title: "Derivation",
    hint: "Choose any number in the table to see where it comes from.",
    output: "Output",
    params: "Params",
    macs: "MACs",
    flops: "FLOPs",
    line: "line {line}",
    copy: "Copy as text",
    copied: "The derivation is copied.",
    relies: "Relies on",
    picture: "Picture of the operation",
    reads: "reads",
    close: "Close",
    nothing: "Nothing is computed here.",
    undrawn: "The picture could not be drawn: a mistake of ours.",
  },
  {
    title: "推导",
    hint: "点击表中任一数字，查看它从何而来。",
    output: "输出",
    params: "参数",
    macs: "MACs",
    flops: "FLOPs",
    line: "第 {line} 行",
    copy: "复制为文本",
    copied: "推导已复制。",
    relies: "前提",
    picture: "运算图示",
    reads: "读取",
    close: "关闭",
    nothing: "此处无需计算。",
    undrawn: "图示无法绘制：这是我们的错误。",
  },
);

const NUMBERS: Of[] = ["output", "params", "macs", "flops"];

export function Derivation() {
  const read = reading.value;
  const row = rowOf(chosen.value?.id ?? null);
  const { answer: why, refused } = useAnswer(
    read && row && ({ ask: "why", layer: row.id, ...read.subject } as const),
  );
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (choices.value && narrow.value) heading.current?.scrollIntoView({ block: "start" });
  }, [choices.value]);
  if (!read || !row || !chosen.value)
    return (
      <section class="derivation empty" aria-label={say("title")}>
        <p>{say("hint")}</p>
      </section>
    );
  const { of } = chosen.value;
  const current = why?.path === row.path ? why : null;
  return (
    <section class="derivation" aria-label={say("title")}>
      <header>
        <h2 ref={heading} tabIndex={-1}>
          <b>{row.path}</b> <span>{row.type}</span>
        </h2>
        {row.at && (
          <button class="quiet" onClick={() => reveal(row.at!)}>
            {say("line", { line: row.at.line })}
          </button>
        )}
        {current && (
          <button class="quiet" onClick={() => copy(current)}>
            {say("copy")}
          </button>
        )}
        <button class="quiet close" aria-label={say("close")} onClick={() => (chosen.value = null)}>
          ×
        </button>
      </header>
      <div class="numbers" role="tablist" aria-label={row.path} onKeyDown={turn}>
        {NUMBERS.map((one) => (
          <button
            key={one}
            role="tab"
            id={`number-${one}`}
            aria-selected={one === of}
            aria-controls="equations"
            tabIndex={one === of ? 0 : -1}
            onClick={() => choose(row.id, one)}
          >
            <small>{say(one)}</small>
            <b>{one === "output" ? shapes(row.outputs) : count(row[one])}</b>
          </button>
        ))}
      </div>
      <p class="unseen" role="status">
        {current && told(current, of)}
      </p>
      {refused && <p class="refused">{refused}</p>}
      {current && (
        <>
          <Said sentences={current.sentences.slice(0, 1)} />
          <div id="equations" role="tabpanel" aria-labelledby={`number-${of}`}>
            {current.equations[of].length ? (
              <Equations why={current} of={of} />
            ) : (
              <p class="muted">{say("nothing")}</p>
            )}
            <Expectation key={`${row.id} ${of}`} subject={read.subject} layer={row.id} of={of} />
          </div>
          <h3>{say("picture")}</h3>
          <Picture key={row.id} subject={read.subject} layer={row.id} />
          <Reads why={current} />
          <Said sentences={current.sentences.slice(1)} />
          {of === "params" && current.weights.length > 0 && <Weights weights={current.weights} />}
          {current.relies_on.length > 0 && (
            <>
              <h3>{say("relies")}</h3>
              <ul class="relies">
                {current.relies_on.map((one) => (
                  <li key={one}>
                    <Prose text={one} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </section>
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

function Picture({ subject, layer }: { subject: Subject; layer: string }) {
  const part = useLoaded(picture);
  const [failed] = useErrorBoundary(console.error);
  if (failed) return <p class="muted">{say("undrawn")}</p>;
  return (
    <div class="drawing" data-drawing="picture">
      {part && <part.PictureOf subject={subject} layer={layer} ask={ask} />}
    </div>
  );
}

/** Arrow keys go from one number of the layer to the next. */
function turn(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || !chosen.value) return;
  event.preventDefault();
  const next =
    NUMBERS[(NUMBERS.indexOf(chosen.value.of) + step + NUMBERS.length) % NUMBERS.length]!;
  choose(chosen.value.id, next);
  document.getElementById(`number-${next}`)?.focus();
}

/** What a screen reader says when a number is opened. */
function told(why: Why, of: Of): string {
  const worked = why.equations[of].map(({ subject, text }) => `${subject}: ${text.worked}`);
  return [`${why.path}, ${say(of)}`, ...worked].join("; ");
}

async function copy(why: Why): Promise<void> {
  const equations = NUMBERS.flatMap((of) =>
    why.equations[of].map(({ subject, text }) => `  ${subject}: ${text.named}\n    ${text.worked}`),
  );
  await navigator.clipboard.writeText([why.opening, ...why.sentences, ...equations].join("\n"));
  notice.value = say("copied");
}
