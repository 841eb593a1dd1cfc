// The page: the editor, the table or the graph beside it, and the derivation of the chosen number.
import { useEffect } from "preact/hooks";
import { Derivation } from "./derivation/Derivation";
import { Editor, reveal } from "./Editor";
import { Header } from "./Header";
import { words } from "./language";
import { graph, useLoaded } from "./parts";
import type { Model } from "./protocol";
import { Problems } from "./Problems";
import { Prose } from "./Prose";
import { Settings } from "./Settings";
import {
  choose,
  chosen,
  notice,
  reading,
  refusal,
  source,
  stale,
  tab,
  type Refusing,
} from "./state";
import { Summary, Totals } from "./Summary";
import { Table } from "./table/Table";
import { loading } from "./transport";

const say = words(
  {
    code: "Code",
    model: "Model",
    table: "Table",
    graph: "Graph",
    empty: "Write or paste a model, or choose an example.",
    reading: "Reading…",
    line: "line {line}",
    read: "Layers: {n}. Problems: {problems}.",
    dismiss: "Dismiss",
    leave: "Esc, then Tab leaves the editor",
  },
  {
    code: "代码",
    model: "模型",
    table: "表格",
    graph: "结构图",
    empty: "请编写或粘贴一个模型，或选择一个示例。",
    reading: "正在读取……",
    line: "第 {line} 行",
    read: "层数：{n}；问题数：{problems}。",
    dismiss: "关闭",
    leave: "先按 Esc 再按 Tab 可离开编辑器",
  },
);

export function App() {
  return (
    <>
      <Header />
      <main>
        <section class="code" aria-label={say("code")}>
          <div class="writing">
            <Editor />
            <p class="leave">{say("leave")}</p>
          </div>
          <Settings />
          <Problems />
        </section>
        <Read />
        <Derivation />
      </main>
      <Notice />
    </>
  );
}

function Read() {
  const model = reading.value?.model;
  return (
    <section class="model" aria-label={say("model")}>
      <div class="tabs" role="tablist" aria-label={say("model")} onKeyDown={turn}>
        {(["table", "graph"] as const).map((one) => (
          <button
            key={one}
            role="tab"
            id={`tab-${one}`}
            aria-selected={tab.value === one}
            aria-controls="shown"
            tabIndex={tab.value === one ? 0 : -1}
            onClick={() => (tab.value = one)}
          >
            {say(one)}
          </button>
        ))}
        {model && <Summary model={model} />}
      </div>
      <div class="status" aria-live="polite">
        {model && !refusal.value && (
          <p class="unseen">
            {say("read", { n: model.rows.length, problems: model.problems.length })}
          </p>
        )}
        {refusal.value && <Refused {...refusal.value} />}
        {!model && !refusal.value && (
          <p class="muted">{loading.value || say(source.value.trim() ? "reading" : "empty")}</p>
        )}
      </div>
      <div
        class={tab.value === "graph" ? "shown filled" : "shown"}
        id="shown"
        role="tabpanel"
        aria-labelledby={`tab-${tab.value}`}
      >
        {model && (tab.value === "table" ? <Table model={model} /> : <Drawn model={model} />)}
      </div>
      {model && <Totals model={model} />}
    </section>
  );
}

function Drawn({ model }: { model: Model }) {
  const part = useLoaded(graph);
  return (
    <div class={stale.value ? "drawn stale" : "drawn"} data-drawing="graph">
      {part && <part.Graph model={model} chosen={chosen.value?.id ?? null} onChoose={choose} />}
    </div>
  );
}

function Refused({ message, line }: Refusing) {
  return (
    <p class="refused">
      <Prose text={message} />{" "}
      {line !== null && (
        <button onClick={() => reveal({ line, column: 0 })}>{say("line", { line })}</button>
      )}
    </p>
  );
}

function turn(event: KeyboardEvent): void {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  event.preventDefault();
  tab.value = tab.value === "table" ? "graph" : "table";
  document.getElementById(`tab-${tab.value}`)?.focus();
}

function Notice() {
  const said = notice.value;
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => (notice.value = ""), 8000);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div class="notice" role="status">
      {said && (
        <p>
          {said}
          <button aria-label={say("dismiss")} onClick={() => (notice.value = "")}>
            ×
          </button>
        </p>
      )}
    </div>
  );
}
