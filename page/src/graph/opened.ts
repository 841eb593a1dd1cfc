// Which models inside the model are open: as a person turned them, and at first as many as are easily
// looked over.
import type { Row } from "../protocol";

const MOST = 60;

export function opened(rows: Row[], turned: ReadonlyMap<string, boolean>): ReadonlySet<string> {
  const depth = deepest(rows);
  const isOpen = ({ id, level }: Row) => turned.get(id) ?? level < depth;
  return new Set(rows.filter((row) => row.nested && isOpen(row)).map(({ id }) => id));
}

/** The deepest level down to which no more than `MOST` rows stand. */
function deepest(rows: Row[]): number {
  const levels = Math.max(0, ...rows.map(({ level, nested }) => level + Number(nested)));
  for (let depth = levels; depth > 0; depth--)
    if (rows.filter(({ level }) => level <= depth).length <= MOST) return depth;
  return 0;
}
