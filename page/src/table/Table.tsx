// The live table: a real grid, of which only the rows in sight are drawn.
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { words } from "../language";
import { narrow } from "../measures";
import { reveal as show } from "../Editor";
import { lines, type Line } from "../rows";
import { choose, chosen, stale, type Reading } from "../state";
import { COLUMNS, of, widthsOf } from "./columns";
import { folded } from "./folding";
import { focus, keyed, nameOf, type CellPlace } from "./keys";
import { One } from "./One";
import { reveal, useSight, type Sight } from "./virtual";

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

export function Table({ model }: Pick<Reading, "model">) {
  const scroller = useRef<HTMLDivElement>(null);
  const all = useMemo(() => lines(model, folded.value), [model, folded.value]);
  const height = narrow.value ? 54 : 30;
  const widths = useMemo(() => widthsOf(model.rows), [model]);
  const nested = useMemo(() => model.rows.some((row) => row.nested), [model]);
  const sight = useSight(scroller, height);
  useEffect(() => {
    const index = all.findIndex((line) => line.row?.id === chosen.value?.id);
    if (index >= 0) reveal(scroller.current!, index, height);
  }, [chosen.value]);
  useLayoutEffect(() => {
    if (focus.value.line >= all.length)
      focus.value = { line: Math.max(0, all.length - 1), column: focus.value.column };
  }, [all]);

  const move = (line: number, column: number) => {
    const to = {
      line: Math.min(Math.max(0, line), all.length - 1),
      column: Math.min(Math.max(0, column), COLUMNS.length - 1),
    };
    focus.value = to;
    reveal(scroller.current!, to.line, height);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-cell="${nameOf(to)}"]`)?.focus(),
    );
  };

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
      onFocusIn={(event) => (focus.value = placeOf(event) ?? focus.value)}
      onClick={(event) => press(all, placeOf(event))}
    >
      <Head />
      <div class="rows" role="rowgroup" style={{ height: `${all.length * height}px` }}>
        {drawn(sight, focus.value.line, all.length).map((index) => (
          <One
            key={index}
            line={all[index]!}
            index={index}
            tree={nested}
            model={model}
            top={index * height}
            height={height}
          />
        ))}
      </div>
    </div>
  );
}

/** The rows in sight, and the one that the keyboard is on: it would lose the focus else. */
function drawn({ first, end }: Sight, kept: number, count: number): number[] {
  const near = Array.from({ length: end - first }, (_, i) => first + i);
  const all = kept < first ? [kept, ...near] : kept < end ? near : [...near, kept];
  return all.filter((index) => index < count);
}

/** The cell that something happens in. */
function placeOf({ target }: Event): CellPlace | null {
  const cell = (target as Element).closest<HTMLElement>("[data-cell]");
  const [line, column] = cell?.dataset.cell!.split(":").map(Number) ?? [];
  return line === undefined || column === undefined ? null : { line, column };
}

function press(all: Line[], at: CellPlace | null): void {
  const { row, problem } = all[at?.line ?? -1] ?? {};
  if (row && at) choose(row.id, at.column === 0 ? undefined : of(at.column));
  if (problem?.at) show(problem.at);
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
