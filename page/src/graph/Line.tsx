// One link: its way, an arrow where it ends in a box, and the shape that flows.
import { LINE, widthOf } from "./faces";
import type { Way } from "./layout";
import { along, type Point } from "./paths";

interface Props {
  way: Way;
  /** Whether it ends in a box, and not in the port of a frame. */
  isEnd: boolean;
  isLit: boolean;
  hasWords: boolean;
}

export function Line({ way: { link, points, label, isInside }, isEnd, isLit, hasWords }: Props) {
  const states = [link.failed ? "failed" : isLit && "lit", isInside && "inside"];
  return (
    <g class={["link", ...states].filter(Boolean).join(" ")} aria-hidden="true">
      <path d={along(points)} />
      {isEnd && <path class="tip" d={tip(points.at(-1)!)} />}
      {hasWords && link.label && (
        <Label {...label} text={link.failed ? `✗ ${link.label}` : link.label} />
      )}
    </g>
  );
}

const tip = ({ x, y }: Point): string => `M${x - 3.5} ${y - 7}L${x} ${y}L${x + 3.5} ${y - 7}Z`;

function Label({ x, y, text }: Point & { text: string }) {
  const width = widthOf(text, LINE.small) + 6;
  return (
    <>
      <rect x={x - width / 2} y={y - 8} width={width} height={16} />
      <text x={x} y={y + 4}>
        {text}
      </text>
    </>
  );
}
