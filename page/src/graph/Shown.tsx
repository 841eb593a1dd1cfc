// One box: its words, its bar where layers are sized, and what tells models and failures from layers.
import { BAR, CAUSE, LINE, PAD, SIGN, TITLE, widthOf, type Face } from "./faces";
import type { Placed } from "./scene";
import type { Node } from "./structure";
import { say } from "./words";

interface Props extends Placed {
  hasWords: boolean;
  isChosen: boolean;
  /** Whether it is another call of the chosen layer. */
  isAlike: boolean;
  isFocus: boolean;
}

/** The ground of an open frame, under links and boxes. */
export function Ground({ node, area }: Pick<Placed, "node" | "area">) {
  return <rect class={node.cause ? "ground failed" : "ground"} {...area} rx={10} />;
}

export function Shown({ node, face, area, ...seen }: Props) {
  const { x, y, width } = area;
  const isOpen = node.inside !== null;
  const height = isOpen ? TITLE : area.height;
  const rx = node.sort === "layer" ? 6 : Math.min(height / 2, 16);
  const isFolded = node.layers > 0 && !isOpen;
  const states = [
    isOpen && "frame",
    node.cause && "failed",
    seen.isChosen && "chosen",
    seen.isAlike && "alike",
  ];
  return (
    <g
      class={["box", node.sort, ...states].filter(Boolean).join(" ")}
      transform={`translate(${x} ${y})`}
      data-id={node.id}
      role="button"
      tabindex={seen.isFocus ? 0 : -1}
      aria-label={spoken(node, face)}
      aria-current={seen.isChosen}
      aria-expanded={node.layers ? isOpen : undefined}
    >
      {isFolded && <rect class="behind" x={4} y={4} width={width} height={height} rx={rx} />}
      <rect class="front" width={width} height={height} rx={rx} aria-hidden="true">
        <title>{[node.path, node.cause].filter(Boolean).join(": ")}</title>
      </rect>
      {face.bar > 0 && !isOpen && <Bar face={face} area={area} />}
      {seen.hasWords && (
        <g aria-hidden="true">
          {isOpen ? <Title face={face} width={width} /> : <Words {...{ node, face, width }} />}
        </g>
      )}
    </g>
  );
}

function Words({ node, face, width }: { node: Node; face: Face; width: number }) {
  const left = PAD + (node.layers ? SIGN : 0);
  const below = face.height - CAUSE * face.cause.length;
  return (
    <>
      {node.layers > 0 && <path class="sign" d={`M${PAD} 9l6 4.5l-6 4.5z`} />}
      <text class="name" x={left} y={18}>
        {face.name}
      </text>{" "}
      <text x={PAD} y={35}>
        {face.kind}
      </text>{" "}
      <text class="amount" x={width - PAD} y={35}>
        {face.amount}
      </text>{" "}
      {face.cause.map((line, i) => [
        <text class="cause" x={PAD} y={below + 6 + CAUSE * i}>
          {line}
        </text>,
        " ",
      ])}
    </>
  );
}

/** The words of an open frame, over the links that come in behind them. */
function Title({ face, width }: { face: Face; width: number }) {
  const left = PAD + SIGN;
  const kind = left + widthOf(face.name, LINE.name) + 8;
  const end = kind + widthOf(face.kind, LINE.small);
  const amount = width - PAD - widthOf(face.amount, LINE.small);
  return (
    <>
      <rect class="under" x={PAD - 4} y={6} width={end - PAD + 8} height={TITLE - 10} />
      <path class="sign" d={`M${PAD} 12l9 0l-4.5 6z`} />
      <text class="name" x={left} y={20}>
        {face.name}
      </text>{" "}
      <text x={kind} y={20}>
        {face.kind}
      </text>{" "}
      {amount > end + 12 && (
        <text class="amount" x={width - PAD} y={20}>
          {face.amount}
        </text>
      )}
    </>
  );
}

/** How much a layer has of what layers are sized by, in width and in shade. */
function Bar({ face, area }: Pick<Placed, "face" | "area">) {
  const { width, height } = area;
  const y = face.height - CAUSE * face.cause.length - 13;
  return (
    <>
      <rect class="shade" {...{ width, height }} rx={6} fill-opacity={(0.25 * face.bar) / BAR} />
      <rect class="bar" x={PAD} y={y} width={face.bar} height={7} rx={1} />
    </>
  );
}

/** What can be read in the box, and then what it is connected to. */
function spoken({ reads, gives }: Node, face: Face): string {
  const parts = [
    face.name,
    face.kind,
    face.amount,
    face.cause.join(" "),
    reads && say("reads", { shape: reads }),
    gives && say("gives", { shape: gives }),
  ];
  return parts.filter(Boolean).join(", ");
}
