// The live table: a real grid, of which only the rows in sight are drawn.
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { words } from "../language";
import { narrow } from "../measures";
import { lines } from "../rows";
import { chosen, reading, stale } from "../state";
import { COLUMNS, widthsOf } from "./columns";
import { folded } from "./folding";
import { focus, keyed } from "./keys";
import { One } from "./One";
import { useVirtual } from "./virtual";

const say = words(
  {
    table: "Layers of the model",
    layer: "Layer",
    output: "Output shape",
    params: "Params",
    macs: "MACs",
    flops: "FLOPs",
  },
  {
    table: "模型的各层",
    layer: "层",
    output: "输出形状",
    params: "参数",
    macs: "MACs",
    flops: "FLOPs",
  },
);

export function Table() {
  const read = reading.value;
  const scroller = useRef<HTMLDivElement>(null);
  const all = useMemo(() => (read ? lines(read.model, folded.value) : []), [read, folded.value]);
  const height = narrow.value ? 54 : 30;
  const widths = useMemo(() => (read ? widthsOf(read.model.rows) : {}), [read]);
  const virtual = useVirtual(scroller, all.length, height);
  useEffect(() => {
    const index = all.findIndex((line) => line.row?.id === chosen.value?.id);
    if (index >= 0) virtual.scrollToIndex(index, { align: "auto" });
  }, [chosen.value]);
  useLayoutEffect(() => {
    if (focus.value.line >= all.length)
      focus.value = { line: Math.max(0, all.length - 1), column: focus.value.column };
  }, [all]);
  if (!read) return null;

  const move = (line: number, column: number) => {
    const to = {
      line: Math.min(Math.max(0, line), all.length - 1),
      column: Math.min(Math.max(0, column), COLUMNS.length - 1),
    };
    focus.value = to;
    virtual.scrollToIndex(to.line, { align: "auto" });
    requestAnimationFrame(() =>
      scroller.current
        ?.querySelector<HTMLElement>(`[data-cell="${to.line}:${to.column}"]`)
        ?.focus(),
    );
  };

  const nested = read.model.rows.some((row) => row.nested);
  return (
    <div
      class={stale.value ? "layers stale" : "layers"}
      role={nested ? "treegrid" : "grid"}
      aria-label={say("table")}
      aria-rowcount={all.length + 1}
      aria-colcount={COLUMNS.length}
      ref={scroller}
      style={widths}
      onKeyDown={(event) => keyed(event, all, move)}
    >
      <Head />
      <div class="rows" role="rowgroup" style={{ height: `${virtual.getTotalSize()}px` }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => (
          <One
            key={index}
            line={all[index]!}
            index={index}
            tree={nested}
            model={read.model}
            top={start}
            height={size}
          />
        ))}
      </div>
    </div>
  );
}

function Head() {
  return (
    <div class="row head" role="row" aria-rowindex={1}>
      {COLUMNS.map((column, i) => (
        <span key={column} role="columnheader" aria-colindex={i + 1} class={column}>
          {say(column)}
        </span>
      ))}
    </div>
  );
}
