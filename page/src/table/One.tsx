// One line of the table, whose every cell opens a derivation.
import type { ComponentChildren } from "preact";
import { words } from "../language";
import type { Model, Problem, Row } from "../protocol";
import { count, shape, shapes, share, type Line } from "../rows";
import { chosen, cursorLine } from "../state";
import { COLUMNS, of } from "./columns";
import { folded, toggle } from "./folding";
import { focus } from "./keys";

const say = words(
  {
    fold: "Fold {name}",
    unfold: "Open {name}",
    shared: "shared",
    "shared.title": "called again: its weights count once",
    frozen: "frozen",
    "frozen.title": "its weights are not trained",
  },
  {
    fold: "折叠 {name}",
    unfold: "展开 {name}",
    shared: "共享",
    "shared.title": "再次调用：权重只计一次",
    frozen: "冻结",
    "frozen.title": "其权重不参与训练",
  },
);

interface OneProps {
  line: Line;
  index: number;
  tree: boolean;
  model: Model;
  top: number;
  height: number;
}

/** One line of the table: a layer, or the problem at which the model ends. */
export function One({ line, top, height, ...rest }: OneProps) {
  const style = { transform: `translateY(${top}px)`, height: `${height}px` };
  return line.problem ? (
    <Mistake problem={line.problem} style={style} index={rest.index} />
  ) : (
    <Layer row={line.row} style={style} {...rest} />
  );
}

interface Placed {
  index: number;
  style: Record<string, string>;
}

function Mistake({ problem, index, style }: Placed & { problem: Problem }) {
  return (
    <div class="row problem" role="row" aria-rowindex={index + 2} style={style}>
      <span
        role="gridcell"
        aria-colindex={1}
        aria-colspan={COLUMNS.length}
        data-cell={`${index}:0`}
        tabIndex={focus.value.line === index ? 0 : -1}
        title={problem.message}
      >
        <b>{problem.layer}</b> {problem.message}
      </span>
    </div>
  );
}

function Layer({
  row,
  index,
  style,
  tree,
  model,
}: Placed & { row: Row; tree: boolean; model: Model }) {
  const isChosen = chosen.value?.id === row.id;
  const states = [isChosen && "chosen", row.at?.line === cursorLine.value && "here"];
  const { totals } = model;
  const shares = {
    params: row.reused ? 0 : share(row.params, totals.params),
    macs: share(row.macs, totals.macs),
    flops: share(row.flops, totals.flops),
  };
  return (
    <div
      class={["row", ...states].filter(Boolean).join(" ")}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      aria-level={tree ? row.level + 1 : undefined}
      aria-expanded={tree && row.nested ? !folded.value.has(row.id) : undefined}
      style={style}
    >
      <Cell row={row} line={index} column={0}>
        <Name row={row} />
      </Cell>
      <Cell row={row} line={index} column={1}>
        {shapes(row.outputs)}
      </Cell>
      {(["params", "macs", "flops"] as const).map((number, i) => (
        <Cell key={number} row={row} line={index} column={i + 2} share={shares[number]}>
          {count(row[number])}
        </Cell>
      ))}
    </div>
  );
}

interface CellProps {
  row: Row;
  line: number;
  column: number;
  share?: number;
  children: ComponentChildren;
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
    >
      {children}
      {part > 0.01 && <i class="share" style={{ width: `${100 * part}%` }} />}
    </span>
  );
}

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
