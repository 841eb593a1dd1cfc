// What the colours and patterns of a picture mean.
import { words } from "../language";

const say = words(
  {
    input: "read",
    weight: "weights",
    output: "made",
    outside: "{where}",
    left: "no window reaches it",
    chosen: "values decide which of these",
  },
  {
    input: "被读取",
    weight: "权重",
    output: "算出",
    outside: "{where}",
    left: "没有窗口到达",
    chosen: "由数值决定取其中哪些",
  },
);

export const LEGEND_HEIGHT = 44;

interface Props {
  y: number;
  width: number;
  hasWeights: boolean;
  outside: string;
  hasLeft: boolean;
  hasChosen: boolean;
}

export function Legend({ y, width, hasWeights, outside, hasLeft, hasChosen }: Props) {
  const entries = [
    { kind: "input", text: say("input") },
    ...(hasWeights ? [{ kind: "weight", text: say("weight") }] : []),
    ...(hasChosen ? [{ kind: "chosen", text: say("chosen") }] : []),
    { kind: "output", text: say("output") },
    ...(outside ? [{ kind: "out", text: say("outside", { where: outside }) }] : []),
    ...(hasLeft ? [{ kind: "left", text: say("left") }] : []),
  ];
  return (
    <g class="legend" transform={`translate(0 ${y + 14})`}>
      {inRows(entries, width).map(({ kind, text, x, row }) => (
        <g key={kind} class={`block ${kind}`} transform={`translate(${x} ${row * 17})`}>
          <rect
            class={kind === "out" ? "lit out" : kind === "left" ? "hatched" : "lit"}
            width={12}
            height={12}
          />
          <text x={18} y={10}>
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}

const ROOM = { mark: 34, latin: 6.2, wide: 12 };

/** Entries beside each other, in a second row where the first is full. */
function inRows<Entry extends { text: string }>(entries: Entry[], width: number) {
  let [x, row] = [0, 0];
  return entries.map((entry) => {
    const letters = [...entry.text].map((one) => (one > "⺀" ? ROOM.wide : ROOM.latin));
    const size = ROOM.mark + letters.reduce((sum, one) => sum + one, 0);
    if (x > 0 && x + size > width) [x, row] = [0, row + 1];
    const placed = { ...entry, x, row };
    x += size;
    return placed;
  });
}
