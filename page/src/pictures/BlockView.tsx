// One tensor: its sheets of cells, what is lit among them, and the names and places of its axes.
import type { Range } from "../protocol";
import {
  litIn,
  placeOf,
  sheetHeight,
  sheetsOf,
  widthOf,
  type Block,
  type Placed,
  type Sheet,
} from "./block";
import { runs, type Run } from "./lines";
import { Labels } from "./Labels";
import { Prism } from "./Prism";
import type { Standing } from "./scene";

interface Props {
  standing: Standing;
  /** What is lit; null for nothing. */
  lit: Range[] | null;
  /** Whether values decide which of these are read. */
  isChosen: boolean;
  /** Which other places are marked: numbers that have been made, keys that a query would read. */
  isMarked?: ((place: number[]) => boolean) | undefined;
  /** From which place on no window reaches, axis by axis of the first input. */
  left?: (number | null)[];
  fixed: number[];
}

export function BlockView({ standing, lit, isChosen, isMarked, left, fixed }: Props) {
  const { part, block, x, y } = standing;
  const sheets = sheetsOf(block);
  const lighted = sheets.map((sheet) => (lit ? litIn(block, sheet, lit) : NOTHING));
  const first = lighted.findLastIndex(({ columns, rows }) => columns.length > 0 && rows.length > 0);
  return (
    <g
      class={`block ${part.kind}${isChosen ? " chosen" : ""}`}
      data-tensor={part.kind === "input" ? `input ${part.key}` : part.key}
      transform={`translate(${x} ${y})`}
    >
      {sheets.map((sheet, i) => (
        <SheetView
          key={`${sheet.stack},${sheet.sheet}`}
          standing={standing}
          sheet={sheet}
          lit={lighted[i]!}
          isGhost={first >= 0 && i > first && sheet.stack === sheets[first]!.stack}
          isFront={first >= 0 ? i === first : i === sheets.length - 1}
          isMarked={isMarked}
          left={left}
          fixed={fixed}
        />
      ))}
      <Prism sheets={sheets} lighted={lighted} block={block} />
      <Labels standing={standing} lit={lit} fixed={fixed} />
    </g>
  );
}

const NOTHING: { columns: Placed[]; rows: Placed[] } = { columns: [], rows: [] };

interface SheetProps extends Omit<Props, "lit" | "isChosen"> {
  sheet: Sheet;
  lit: { columns: Placed[]; rows: Placed[] };
  /** A sheet before the one that is lit is drawn so that this one can be seen through it. */
  isGhost: boolean;
  /** What lies outside the tensor is drawn around one sheet only. */
  isFront: boolean;
}

function SheetView(props: SheetProps) {
  const { standing, sheet, lit, isGhost, isFront, isMarked, left, fixed } = props;
  const { part, block } = standing;
  const { width, height } = block.measures;
  const at = (column: Placed, row: Placed) => placeOf(block, sheet, column.place, row.place, fixed);
  const ofOne = (line: Placed[]) => line.filter(({ count }) => count === 1);
  const size = (slot: Placed, one: number) => (slot.count === 1 ? one : block.measures.gap);
  return (
    <g class={isGhost ? "sheet ghost" : "sheet"} transform={`translate(${sheet.x} ${sheet.y})`}>
      {regions(standing)
        .filter(({ isOut }) => isFront || !isOut)
        .map((region) => (
          <Grid
            key={`${region.column.at},${region.row.at}`}
            region={region}
            measures={block.measures}
          />
        ))}
      {left && <Left block={block} left={left} />}
      {isMarked &&
        ofOne(block.columns).flatMap((column) =>
          ofOne(block.rows)
            .filter((row) => isMarked(at(column, row)))
            .map((row) => (
              <rect
                key={`${column.place},${row.place}`}
                class="made"
                x={column.at}
                y={row.at}
                width={width}
                height={height}
              />
            )),
        )}
      {lit.columns.flatMap((column) =>
        lit.rows.map((row) => {
          const place = at(column, row);
          const isPlace = column.count === 1 && row.count === 1;
          const isOut =
            isPlace && place.some((one, axis) => one < 0 || one >= part.axes[axis]!.size);
          if (isOut && !isFront) return null;
          return (
            <rect
              key={`${column.place},${row.place}`}
              class={isOut ? "lit out" : isPlace ? "lit" : "lit more"}
              data-place={isPlace ? place.join(",") : undefined}
              x={column.at + 0.5}
              y={row.at + 0.5}
              width={size(column, width) - 1}
              height={size(row, height) - 1}
            />
          );
        }),
      )}
    </g>
  );
}

interface Region {
  column: Run;
  row: Run;
  isOut: boolean;
}

/** The parts of a sheet between gaps, inside the tensor and outside it. */
function regions({ part, block }: Standing): Region[] {
  const { columns, rows } = block.arrangement;
  const along = (line: Placed[], axis: number | null, size: number) =>
    runs(line, size, axis === null ? Infinity : part.axes[axis]!.size);
  const across = along(block.columns, columns, block.measures.width);
  const down = along(block.rows, rows, block.measures.height);
  return across.flatMap((column) =>
    down.map((row) => ({ column, row, isOut: column.isOut || row.isOut })),
  );
}

function Grid({ region, measures }: { region: Region; measures: Block["measures"] }) {
  const { column, row, isOut } = region;
  const lines: string[] = [];
  for (let x = column.at + measures.width; x < column.at + column.size - 0.5; x += measures.width) {
    lines.push(`M${x} ${row.at}v${row.size}`);
  }
  for (let y = row.at + measures.height; y < row.at + row.size - 0.5; y += measures.height) {
    lines.push(`M${column.at} ${y}h${column.size}`);
  }
  return (
    <g class={isOut ? "grid out" : "grid"}>
      <rect x={column.at} y={row.at} width={column.size} height={row.size} />
      <path d={lines.join("")} />
    </g>
  );
}

/** What no window reaches, hatched. */
function Left({ block, left }: { block: Block; left: (number | null)[] }) {
  const { columns, rows } = block.arrangement;
  const beyond = (line: Placed[], axis: number | null) => {
    const from = axis === null ? null : (left[axis] ?? null);
    return from === null ? [] : line.filter(({ place, count }) => count === 1 && place >= from);
  };
  const { width, height } = block.measures;
  return (
    <g class="left">
      {beyond(block.columns, columns).map(({ at, place }) => (
        <rect key={`c${place}`} x={at} y={0} width={width} height={sheetHeight(block)} />
      ))}
      {beyond(block.rows, rows).map(({ at, place }) => (
        <rect key={`r${place}`} x={0} y={at} width={widthOf(block)} height={height} />
      ))}
    </g>
  );
}
