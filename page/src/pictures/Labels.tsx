// What stands around a block: its name and shape, the names of its axes, and numbers of places.
import type { Range } from "../protocol";
import { sheetHeight, widthOf } from "./block";
import { ticks } from "./lines";
import { holds } from "./slots";
import type { Standing } from "./scene";
import { shaped } from "./telling";

interface Props {
  standing: Standing;
  lit: Range[] | null;
  fixed: number[];
}

const textWidth = (text: string) => text.length * 6;

export function Labels({ standing, lit, fixed }: Props) {
  const { part, block } = standing;
  const { arrangement, measures } = block;
  const { width, height, gap } = measures;
  const [across, tall] = [widthOf(block), sheetHeight(block)];
  const top = block.height - tall;
  const name = (axis: number | null) => (axis === null ? "" : part.axes[axis]!.name);
  const range = (axis: number | null) => (axis === null ? null : (lit?.[axis] ?? null));
  const columns =
    arrangement.columns === null
      ? []
      : ticks(block.columns, width, gap, range(arrangement.columns), textWidth);
  const rows =
    arrangement.rows === null
      ? []
      : ticks(block.rows, height, gap, range(arrangement.rows), () => 9);
  return (
    <g class="labels">
      <text class="title" y={-24}>
        {part.title}
      </text>
      <text class="shape" y={-11}>
        {shaped(part.axes)}
      </text>
      {columns.map(({ at, text, kind }) => (
        <text
          key={`c${at}`}
          class={`tick ${kind}`}
          x={at}
          y={block.height + 11}
          text-anchor="middle"
        >
          {text}
        </text>
      ))}
      {rows.map(({ at, text, kind }) => (
        <text key={`r${at}`} class={`tick ${kind}`} x={-4} y={top + at + 3.5} text-anchor="end">
          {text}
        </text>
      ))}
      {arrangement.stacks === null && (
        <text class="axis" x={across / 2} y={block.height + 24} text-anchor="middle">
          {name(arrangement.columns)}
        </text>
      )}
      <text
        class="axis"
        transform={`translate(-24 ${top + tall / 2}) rotate(-90)`}
        text-anchor="middle"
      >
        {name(arrangement.rows)}
      </text>
      <Stacks standing={standing} lit={lit} />
      <Depth standing={standing} lit={lit} />
      {arrangement.fixed.length > 0 && (
        <text class="axis" x={across + 6} y={block.height + 38}>
          {arrangement.fixed.map((axis) => `${name(axis)} ${fixed[axis] ?? 0}`).join(", ")}
        </text>
      )}
    </g>
  );
}

/** The number of each stack below it, how many are left out between two, and what they are. */
function Stacks({ standing, lit }: Pick<Props, "standing" | "lit">) {
  const { part, block } = standing;
  const axis = block.arrangement.stacks;
  if (axis === null) return null;
  const range = lit?.[axis];
  const middle = block.height - sheetHeight(block) / 2;
  return (
    <>
      <text class="axis" y={block.height + 38}>
        {part.axes[axis]!.name}
      </text>
      {block.stacks.map(({ place, count, at }) => {
        const x = at + (count === 1 ? widthOf(block) : block.measures.gap) / 2;
        const kind = count > 1 ? "gap" : range && holds(range, place) ? "on" : "end";
        return (
          <g key={place}>
            {count > 1 && (
              <text class="dots" x={x} y={middle} text-anchor="middle">
                …
              </text>
            )}
            <text class={`tick ${kind}`} x={x} y={block.height + 25} text-anchor="middle">
              {count > 1 ? `+${count}` : place}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** Along the edge on which sheets stand behind each other: what they are, how many, and which one
 *  it is where just one is lit. */
function Depth({ standing, lit }: Pick<Props, "standing" | "lit">) {
  const { part, block } = standing;
  const axis = block.arrangement.sheets;
  const last = block.sheets[block.sheets.length - 1]!;
  if (axis === null || last.at === 0) return null;
  const { step } = block.measures;
  const { name, size } = part.axes[axis]!;
  const hidden = block.sheets.reduce((sum, { count }) => sum + count - 1, 0);
  const range = lit?.[axis];
  const lighted = block.sheets.filter(
    ({ place, count }) => count === 1 && range && holds(range, place),
  );
  const stack = block.stacks[block.stacks.length - 1]!.at;
  const corner = { x: stack + widthOf(block) + 3, y: block.height + 3 };
  return (
    <>
      {size > 1 && lighted.length === 1 && (
        <text
          class="tick on"
          x={corner.x + lighted[0]!.at * step.x}
          y={corner.y - lighted[0]!.at * step.y}
        >
          {lighted[0]!.place}
        </text>
      )}
      <text
        class="axis"
        x={corner.x + (last.at * step.x) / 2 + 12}
        y={corner.y - (last.at * step.y) / 2 + 9}
      >
        {`${name} ${size}`}
        {hidden > 0 && <tspan class="gap">{` (+${hidden})`}</tspan>}
      </text>
    </>
  );
}
