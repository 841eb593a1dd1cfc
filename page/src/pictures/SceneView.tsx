// The picture itself: the tensors of an operation, and beams from what is read to what is made.
import { useRef } from "preact/hooks";
import type { Cell, Picture, Range } from "../protocol";
import { cellAt, litIn, only, sheetsOf } from "./block";
import { BlockView } from "./BlockView";
import type { Index } from "./cells";
import { Legend, LEGEND_HEIGHT } from "./Legend";
import { stacksOf, type Box } from "./Prism";
import { matched, type Kind, type Part } from "./parts";
import type { Scene, Standing } from "./scene";
import { told } from "./telling";

interface Props {
  scene: Scene;
  picture: Picture;
  index: Index;
  cell: Cell | undefined;
  isMarked(part: Part, place: Index): boolean;
  left: (number | null)[];
  onOutput(index: Index): void;
  /** A place of an input is pointed at; `middle` is where a window that is held there has its own. */
  onInput(input: number, place: Index, middle: Index): void;
  label: string;
}

/** Whether values decide which of the places that are lit are read. */
function isChosen({ kind, key }: Part, cell?: Cell): boolean {
  if (kind !== "input" && kind !== "weight") return false;
  return !!cell?.chosen.includes(kind === "input" ? Number(key) : key);
}

/** What is lit of a part while one number of the output is shown. */
export function litOf(part: Part, picture: Picture, index: Index, cell?: Cell): Range[] | null {
  switch (part.kind) {
    case "output":
      return only(index);
    case "match":
      return cell ? matched(picture, cell) : null;
    case "weight":
      return cell?.weights[part.key] ?? null;
    case "input":
      return cell?.inputs[Number(part.key)] ?? null;
  }
}

export function SceneView(props: Props) {
  const { scene, picture, index, cell, isMarked, left, label } = props;
  const fixedOf = (lit: Range[] | null) => (lit ?? []).map(({ start }) => start);
  const drawn = scene.standing.map((standing) => ({
    standing,
    lit: litOf(standing.part, picture, index, cell),
  }));

  /** A window that moves up and down too is dragged by a finger; beside it the page is scrolled. */
  const isPlane = picture.sliding.length > 1;
  const grabbed = useRef<{ part: Part; offset: number[] } | null>(null);

  function onPoint(event: PointerEvent) {
    const svg = event.currentTarget as SVGSVGElement;
    const { left: x0, top: y0 } = svg.getBoundingClientRect();
    const [x, y] = [event.clientX - x0, event.clientY - y0];
    for (const { standing, lit } of drawn) {
      const { part, block } = standing;
      if (grabbed.current && grabbed.current.part !== part) continue;
      const place = cellAt(block, x - standing.x, y - standing.y, fixedOf(lit));
      if (!place) continue;
      if (event.type === "pointerdown") {
        grabbed.current = { part, offset: offsetIn(lit, place) };
        svg.setPointerCapture(event.pointerId);
      }
      if (part.kind === "output") props.onOutput(place);
      else if (part.kind === "input" && (grabbed.current || !picture.sliding.length)) {
        const offset = grabbed.current?.offset ?? [];
        const middle = place.map((at, axis) => at - (offset[axis] ?? 0));
        props.onInput(Number(part.key), place, middle);
      }
      return;
    }
  }

  return (
    <svg
      class="scene"
      width={scene.width}
      height={scene.height + LEGEND_HEIGHT}
      viewBox={`0 0 ${scene.width} ${scene.height + LEGEND_HEIGHT}`}
      role="img"
      aria-label={cell ? `${label}. ${told(cell)}` : label}
      onPointerMove={(event) => {
        if (event.pointerType === "mouse" || event.buttons) onPoint(event);
      }}
      onPointerDown={onPoint}
      onTouchStart={(event) => {
        if (grabbed.current && isPlane) event.preventDefault();
      }}
      onPointerUp={() => (grabbed.current = null)}
      onPointerCancel={() => (grabbed.current = null)}
    >
      <title>{label}</title>
      <defs>
        <Lines id="hatched" kind="hatch" apart={4} angle={45} />
        <Lines id="striped" kind="stripe" apart={5} angle={-45} />
      </defs>
      <Beams drawn={drawn} flow={scene.flow} />
      {drawn.map(({ standing, lit }) => (
        <BlockView
          key={`${standing.part.kind} ${standing.part.key}`}
          standing={standing}
          lit={lit}
          isChosen={isChosen(standing.part, cell)}
          isMarked={
            standing.part.kind === "output" || standing.part.kind === "match"
              ? (place) => isMarked(standing.part, place)
              : undefined
          }
          left={standing.part.kind === "input" && standing.part.key === "0" ? left : undefined}
          fixed={fixedOf(lit)}
        />
      ))}
      <Legend
        y={scene.height}
        width={scene.width}
        hasWeights={picture.weights.length > 0}
        outside={hasOutside(scene) ? picture.outside : ""}
        hasLeft={left.some((from) => from !== null)}
        hasChosen={!!cell?.chosen.length}
      />
    </svg>
  );
}

/** How far a place is from the middle of what is lit, where it lies within. */
function offsetIn(lit: Range[] | null, place: number[]): number[] {
  const isIn = lit?.every(({ start, stop }, axis) => place[axis]! >= start && place[axis]! < stop);
  if (!lit || !isIn) return [];
  return lit.map(({ start, stop }, axis) => place[axis]! - (start + stop - 1) / 2);
}

function hasOutside({ standing }: Scene): boolean {
  return standing.some(({ part }) =>
    part.reaches.some(({ low, high }, axis) => low < 0 || high > part.axes[axis]!.size),
  );
}

interface Drawn {
  standing: Standing;
  lit: Range[] | null;
}

const FEW = 3;

/** From each input to the weights, and on to the output; without weights, or with many of them,
 *  to the output at once. */
function Beams({ drawn, flow }: { drawn: Drawn[]; flow: Scene["flow"] }) {
  const of = (...kinds: Kind[]) =>
    drawn.filter(({ standing }) => kinds.includes(standing.part.kind));
  const weights = of("weight").filter(({ standing }) => standing.part.axes.length > 1);
  const through = weights.length > 0 && weights.length < FEW ? weights.slice(0, 1) : of("match");
  const steps = [of("input"), through, of("output")].filter(({ length }) => length > 0);
  const pairs: [Drawn, Drawn][] =
    flow === "product"
      ? of("input", "weight").flatMap((from) =>
          of("output").map((to): [Drawn, Drawn] => [from, to]),
        )
      : steps
          .slice(1)
          .flatMap((tos, i) =>
            steps[i]!.flatMap((from) => tos.map((to): [Drawn, Drawn] => [from, to])),
          );
  return (
    <g class="beams">
      {pairs.map(([from, to], i) => {
        const [a, b] = [boxOf(from), boxOf(to)];
        const isAcross = flow === "across" || (flow === "product" && i === 0);
        const { kind, key } = from.standing.part;
        return a && b && <path key={`${kind} ${key}`} class={kind} d={beam(a, b, isAcross)} />;
      })}
    </g>
  );
}

/** The box around what is lit of a tensor, as it stands in the scene. */
function boxOf({ standing, lit }: Drawn): Box | null {
  if (!lit) return null;
  const { block } = standing;
  const sheets = sheetsOf(block);
  const lighted = sheets.map((sheet) => litIn(block, sheet, lit));
  const [first] = stacksOf({ sheets, lighted, block });
  return first
    ? { ...first.front, x: first.front.x + standing.x, y: first.front.y + standing.y }
    : null;
}

function beam(a: Box, b: Box, isAcross: boolean): string {
  const points = isAcross
    ? [
        [a.x + a.width, a.y],
        [b.x, b.y],
        [b.x, b.y + b.height],
        [a.x + a.width, a.y + a.height],
      ]
    : [
        [a.x, a.y + a.height],
        [b.x, b.y],
        [b.x + b.width, b.y],
        [a.x + a.width, a.y + a.height],
      ];
  return `M${points.map((point) => point.join(" ")).join("L")}Z`;
}

/** A ground of slanting lines, for what colour alone does not tell apart. */
function Lines({
  id,
  kind,
  apart,
  angle,
}: Record<"id" | "kind", string> & Record<"apart" | "angle", number>) {
  return (
    <pattern
      id={id}
      width={apart}
      height={apart}
      patternUnits="userSpaceOnUse"
      patternTransform={`rotate(${angle})`}
    >
      <path class={kind} d={`M0 0V${apart}`} />
    </pattern>
  );
}
