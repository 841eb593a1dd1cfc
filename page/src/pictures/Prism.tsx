// The window around what is lit: an outline on each stack, and its sides where it goes through
// several sheets.
import { sheetsOf, type Block, type Placed } from "./block";

interface Lit {
  columns: Placed[];
  rows: Placed[];
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function Prism(props: {
  sheets: ReturnType<typeof sheetsOf>;
  lighted: Lit[];
  block: Block;
}) {
  return (
    <>
      {stacksOf(props).map(({ key, front, back }) => (
        <g key={key} class="window">
          {(back.x !== front.x || back.y !== front.y) && (
            <>
              <path class="side" d={quad(front, back, "top")} />
              <path class="side" d={quad(front, back, "right")} />
            </>
          )}
          <rect {...front} rx={1.5} />
        </g>
      ))}
    </>
  );
}

/** The boxes around what is lit in the front and in the back sheet of each stack. */
export function stacksOf({
  sheets,
  lighted,
  block,
}: {
  sheets: ReturnType<typeof sheetsOf>;
  lighted: Lit[];
  block: Block;
}): { key: string; front: Box; back: Box }[] {
  const found = new Map<string, { key: string; front: Box; back: Box }>();
  sheets.forEach((sheet, i) => {
    const box = boxOf(lighted[i]!, block);
    if (!box) return;
    const key = String(sheet.stack);
    const here = { ...box, x: box.x + sheet.x, y: box.y + sheet.y };
    found.set(key, { key, front: here, back: found.get(key)?.back ?? here });
  });
  return [...found.values()];
}

function boxOf({ columns, rows }: Lit, block: Block): Box | null {
  if (!columns.length || !rows.length) return null;
  const { width, height, gap } = block.measures;
  const across = extent(columns, width, gap);
  const down = extent(rows, height, gap);
  return { x: across.from, y: down.from, width: across.size, height: down.size };
}

function extent(line: Placed[], size: number, gap: number) {
  const last = line[line.length - 1]!;
  const from = line[0]!.at;
  return { from, size: last.at + (last.count === 1 ? size : gap) - from };
}

function quad(front: Box, back: Box, side: "top" | "right"): string {
  const [a, b] =
    side === "top"
      ? [
          [front.x, front.y],
          [front.x + front.width, front.y],
        ]
      : [
          [front.x + front.width, front.y],
          [front.x + front.width, front.y + front.height],
        ];
  const [dx, dy] = [back.x - front.x, back.y - front.y];
  const points = [a!, b!, [b![0]! + dx, b![1]! + dy], [a![0]! + dx, a![1]! + dy]];
  return `M${points.map((point) => point.join(" ")).join("L")}Z`;
}
