// What is wrong with the model, each with its place and the edits that mend it.
import { reveal } from "./Editor";
import { words } from "./language";
import { Prose } from "./Prose";
import type { Fix, Place } from "./protocol";
import { canMend, mend } from "./mending";
import { findings, reading, refusal } from "./state";

const say = words(
  {
    title: "Problems",
    line: "line {line}",
    mends: "What mends it",
    left: "{n} more problems then",
    none: "No single edit of this source mends it.",
    input: "Input shape: {shapes}",
    looking: "Looking for what mends it…",
  },
  {
    title: "问题",
    line: "第 {line} 行",
    mends: "修正办法",
    left: "之后还有 {n} 个问题",
    none: "对此源代码没有单处修改可以修正它。",
    input: "输入形状：{shapes}",
    looking: "正在寻找修正办法……",
  },
);

export function Problems() {
  const problems = refusal.value ? [] : (reading.value?.model.problems ?? []);
  if (!problems.length) return null;
  const found = findings.value ?? [];
  return (
    <section class="problems" aria-labelledby="problems">
      <h2 class="unseen" id="problems">
        {say("title")}
      </h2>
      {(found.length ? found : problems).map((one, i) => (
        <article key={i}>
          <Complaint {...one} />
          {"fixes" in one && <Fixes fixes={one.fixes} />}
        </article>
      ))}
      {findings.value === null && <p class="muted">{say("looking")}</p>}
    </section>
  );
}

function Complaint({ layer, message, at }: { layer: string; message: string; at: Place | null }) {
  return (
    <p class="complaint">
      <b>{layer}</b>
      {at && <button onClick={() => reveal(at)}>{say("line", { line: at.line })}</button>}{" "}
      <Prose text={message} />
    </p>
  );
}

/** An edit as the code that is there and the code in its place, where the label says both. */
function Change({ label }: { label: string }) {
  const [before, after, ...others] = label.split(" → ");
  if (after === undefined || others.length) return <Prose text={label} />;
  return (
    <span class="edit">
      <del>{before}</del>
      <ins>{after}</ins>
    </span>
  );
}

const Inputs = ({ shapes }: { shapes: string[] }) => (
  <span>{say("input", { shapes: shapes.join("; ") })}</span>
);

function Fixes({ fixes: all }: { fixes: Fix[] }) {
  const fixes = all.filter(canMend);
  if (!fixes.length) return <p class="muted">{say("none")}</p>;
  return (
    <>
      <h3>{say("mends")}</h3>
      <ul class="fixes">
        {fixes.map((fix) => (
          <li key={fix.label}>
            <button onClick={() => mend(fix)}>
              {fix.inputs ? <Inputs shapes={fix.inputs} /> : <Change label={fix.label} />}
              {fix.left > 0 && <small>{say("left", { n: fix.left })}</small>}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
