// The live table: a real grid, of which only the rows in sight are drawn.
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core";
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { reveal } from "./Editor";
import { words } from "./language";
import { narrow } from "./measures";
import type { Model, Of, Row } from "./protocol";
import { around, count, lines, shape, shapes, share, type Line } from "./rows";
import { choose, chosen, cursorLine, reading, stale } from "./state";

const say = words(
  {
    table: "Layers of the model",
    layer: "Layer",
    output: "Output shape",
    params: "Params",
    macs: "MACs",
    flops: "FLOPs",
    fold: "Fold {name}",
    unfold: "Open {name}",
    shared: "shared",
    "shared.title": "called again: its weights count once",
    frozen: "frozen",
    "frozen.title": "its weights are not trained",
  },
  {
    table: "模型的各层",
    layer: "层",
    output: "输出形状",
    params: "参数",
    macs: "MACs",
    flops: "FLOPs",
    fold: "折叠 {name}",
    unfold: "展开 {name}",
    shared: "共享",
    "shared.title": "再次调用：权重只计一次",
    frozen: "冻结",
    "frozen.title": "其权重不参与训练",
  },
);

const COLUMNS = ["layer", "output", "params", "macs", "flops"] as const;
const PAGE = 12;

const folded = signal<ReadonlySet<string>>(new Set());
/** The cell that the keyboard stands on. */
const focus = signal({ line: 0, column: 0 });

export function Table() {
  const read = reading.value;
  const scroller = useRef<HTMLDivElement>(null);
  const all = useMemo(() => (read ? lines(read.model, folded.value) : []), [read, folded.value]);
  const height = narrow.value ? 54 : 30;
  const widths = useMemo(() => (read ? widthsOf(read.model.rows) : {}), [read]);
  const virtual = useVirtual(scroller, all.length, height);
  useEffect(() => unfold(read?.model), [chosen.value?.id]);
  useEffect(() => {
    const index = all.findIndex((line) => line.row?.id === chosen.value?.id);
    if (index >= 0) virtual.scrollToIndex(index, { align: "auto" });
  }, [chosen.value?.id, all]);
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

/** How wide the columns of shapes and numbers must be, so that none of them is cut. */
function widthsOf(rows: Row[]): Record<string, string> {
  const widest = (written: (row: Row) => string, least: number, most: number) =>
    `${Math.min(
      most,
      rows.reduce((wide, row) => Math.max(wide, written(row).length), least),
    )}ch`;
  return {
    "--output": widest((row) => shape(row.outputs[0] ?? []), 14, 24),
    "--params": widest((row) => count(row.params), 8, 20),
    "--macs": widest((row) => count(row.macs), 8, 20),
    "--flops": widest((row) => count(row.flops), 8, 20),
  };
}

function useVirtual(scroller: { current: HTMLDivElement | null }, rows: number, height: number) {
  const [, draw] = useState(0);
  const virtual = useRef<Virtualizer<HTMLDivElement, HTMLDivElement> | null>(null);
  const options = {
    count: rows,
    estimateSize: () => height,
    getScrollElement: () => scroller.current,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => draw((drawn) => drawn + 1),
    overscan: 6,
    scrollPaddingStart: 30,
    initialRect: { width: 600, height: 600 },
  };
  virtual.current ??= new Virtualizer(options);
  virtual.current.setOptions(options);
  useLayoutEffect(() => virtual.current!._didMount(), []);
  useLayoutEffect(() => virtual.current!._willUpdate());
  useLayoutEffect(() => virtual.current!.measure(), [height]);
  return virtual.current;
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

interface OneProps {
  line: Line;
  index: number;
  tree: boolean;
  model: Model;
  top: number;
  height: number;
}

function One({ line, index, tree, model, top, height }: OneProps) {
  const place = { transform: `translateY(${top}px)`, height: `${height}px` };
  if (line.problem)
    return (
      <div class="row problem" role="row" aria-rowindex={index + 2} style={place}>
        <span
          role="gridcell"
          aria-colindex={1}
          aria-colspan={COLUMNS.length}
          data-cell={`${index}:0`}
          tabIndex={focus.value.line === index ? 0 : -1}
          title={line.problem.message}
          onFocus={() => (focus.value = { line: index, column: 0 })}
          onClick={() => line.problem.at && reveal(line.problem.at)}
        >
          <b>{line.problem.layer}</b> {line.problem.message}
        </span>
      </div>
    );
  const { row } = line;
  const isChosen = chosen.value?.id === row.id;
  const classes = ["row"];
  if (isChosen) classes.push("chosen");
  if (row.at?.line === cursorLine.value) classes.push("here");
  if (row.nested) classes.push("nested");
  const treeing = tree
    ? {
        "aria-level": row.level + 1,
        ...(row.nested ? { "aria-expanded": !folded.value.has(row.id) } : {}),
      }
    : {};
  return (
    <div
      class={classes.join(" ")}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      style={place}
      {...treeing}
    >
      <Cell row={row} line={index} column={0}>
        <Name row={row} />
      </Cell>
      <Cell row={row} line={index} column={1}>
        {shapes(row.outputs)}
      </Cell>
      <Cell
        row={row}
        line={index}
        column={2}
        share={row.reused ? 0 : share(row.params, model.totals.params)}
      >
        {count(row.params)}
      </Cell>
      <Cell row={row} line={index} column={3} share={share(row.macs, model.totals.macs)}>
        {count(row.macs)}
      </Cell>
      <Cell row={row} line={index} column={4} share={share(row.flops, model.totals.flops)}>
        {count(row.flops)}
      </Cell>
    </div>
  );
}

interface CellProps {
  row: Row;
  line: number;
  column: number;
  share?: number;
  children: preact.ComponentChildren;
}

function Cell({ row, line, column, share: part = 0, children }: CellProps) {
  const name = COLUMNS[column]!;
  const here = chosen.value?.id === row.id && chosen.value.of === of(column);
  const current = focus.value.line === line && focus.value.column === column;
  return (
    <span
      role="gridcell"
      class={here && column > 0 ? `${name} open` : name}
      aria-colindex={column + 1}
      data-cell={`${line}:${column}`}
      tabIndex={current ? 0 : -1}
      title={column === 1 ? row.outputs.map(shape).join(", ") : undefined}
      onFocus={() => (focus.value = { line, column })}
      onClick={() => choose(row.id, column === 0 ? undefined : of(column))}
    >
      {children}
      {part > 0.01 && <i class="share" style={{ width: `${100 * part}%` }} />}
    </span>
  );
}

const of = (column: number): Of => (column === 0 ? "output" : (COLUMNS[column] as Of));

function Name({ row }: { row: Row }) {
  const outer = row.path.slice(0, row.path.lastIndexOf(".") + 1);
  return (
    <span class="name" style={{ paddingLeft: `${row.level}em` }}>
      {row.nested && (
        <span
          class={folded.value.has(row.id) ? "fold closed" : "fold"}
          title={say(folded.value.has(row.id) ? "unfold" : "fold", { name: row.path })}
          onClick={(event) => {
            event.stopPropagation();
            toggle(row.id);
          }}
        />
      )}
      <span class="path" title={row.path}>
        {!row.level && outer && <span>{outer}</span>}
        <b>{row.path.slice(outer.length)}</b>
      </span>
      <small>{row.type}</small>
      {row.reused && <em title={say("shared.title")}>{say("shared")}</em>}
      {!row.trainable && Number(row.params) > 0 && (
        <em title={say("frozen.title")}>{say("frozen")}</em>
      )}
    </span>
  );
}

function toggle(id: string): void {
  const next = new Set(folded.value);
  if (!next.delete(id)) next.add(id);
  folded.value = next;
}

/** Opens the models around the chosen row, so that it can be seen. */
function unfold(model: Model | undefined): void {
  if (!model || !chosen.value) return;
  const outer = around(model.rows, chosen.value.id).filter((id) => folded.value.has(id));
  if (outer.length) folded.value = new Set([...folded.value].filter((id) => !outer.includes(id)));
}

function keyed(
  event: KeyboardEvent,
  all: Line[],
  move: (line: number, column: number) => void,
): void {
  const { line, column } = focus.value;
  const row = all[line]?.row;
  const open = row?.nested && !folded.value.has(row.id);
  const act: Record<string, () => void> = {
    ArrowDown: () => move(line + 1, column),
    ArrowUp: () => move(line - 1, column),
    ArrowRight: () =>
      column === 0 && row?.nested && !open ? toggle(row.id) : move(line, column + 1),
    ArrowLeft: () => (column === 0 && open ? toggle(row.id) : move(line, column - 1)),
    Home: () => move(event.ctrlKey ? 0 : line, 0),
    End: () => move(event.ctrlKey ? all.length - 1 : line, COLUMNS.length - 1),
    PageDown: () => move(line + PAGE, column),
    PageUp: () => move(line - PAGE, column),
    Enter: () => (event.target as HTMLElement).click(),
    " ": () =>
      row?.nested && column === 0 ? toggle(row.id) : (event.target as HTMLElement).click(),
  };
  const known = act[event.key];
  if (!known || event.altKey || event.metaKey) return;
  event.preventDefault();
  known();
}
