// Where the areas of a map stand on its grid, and how one walks from one to the next. Pure.
export interface Cell {
  x: number;
  y: number;
}

/** An area to be drawn; without cells it stands below those that have some. */
export interface Area {
  code: string;
  name: string;
  cells?: readonly Cell[] | undefined;
}

type Side = 'top' | 'right' | 'bottom' | 'left';
export interface Block extends Cell {
  width: number;
  height: number;
}
export interface Shape {
  code: string;
  /** Each with the sides on which a line stands. */
  cells: readonly (Cell & { sides: readonly Side[] })[];
  /** Its largest rectangle, where the name stands. */
  block: Block;
  /** The same of parts that lie apart. */
  apart: readonly Block[];
}
export interface Drawing {
  columns: number;
  rows: number;
  shapes: readonly Shape[];
}

/** So many stand side by side where nothing says where they are. */
const sideBySide = 4;
const keyOf = ({ x, y }: Cell): string => `${x} ${y}`;

/** The largest rectangle of cells; of equal ones the widest, then the first. */
export function largestBlock(cells: readonly Cell[]): Block {
  const own = new Set(cells.map(keyOf));
  let best: Block = { x: 0, y: 0, width: 0, height: 0 };
  for (const { x, y } of cells) {
    let reach = Number.POSITIVE_INFINITY;
    for (let height = 1; own.has(keyOf({ x, y: y + height - 1 })); height += 1) {
      let width = 0;
      while (width < reach && own.has(keyOf({ x: x + width, y: y + height - 1 }))) width += 1;
      reach = width;
      const gain = width * height - best.width * best.height;
      if (gain > 0 || (gain === 0 && width > best.width)) best = { x, y, width, height };
    }
  }
  return best;
}

/** Cells that hang together, the part with the largest rectangle first. */
function partsOf(cells: readonly Cell[]): readonly Cell[][] {
  const left = new Map(cells.map((cell) => [keyOf(cell), cell]));
  const parts: Cell[][] = [];
  for (const first of cells) {
    const part: Cell[] = [];
    const reached = [first];
    for (let cell = reached.pop(); cell; cell = reached.pop()) {
      if (!left.delete(keyOf(cell))) continue;
      part.push(cell);
      const { x, y } = cell;
      const around = [left.get(keyOf({ x: x + 1, y })), left.get(keyOf({ x: x - 1, y }))];
      around.push(left.get(keyOf({ x, y: y + 1 })), left.get(keyOf({ x, y: y - 1 })));
      reached.push(...around.filter((one) => one !== undefined));
    }
    if (part.length > 0) parts.push(part);
  }
  const sizeOf = (part: readonly Cell[]): number => {
    const { width, height } = largestBlock(part);
    return width * height;
  };
  return parts.toSorted((one, other) => sizeOf(other) - sizeOf(one));
}

/** All areas on one grid that begins at 0: those with cells where these say, the others below in their order. */
export function drawAreas(areas: readonly Area[]): Drawing {
  const drawn = areas.flatMap(({ code, cells = [] }) => (cells.length > 0 ? [{ code, cells }] : []));
  const all = drawn.flatMap(({ cells }) => cells);
  const [left, top] = [Math.min(...all.map(({ x }) => x)), Math.min(...all.map(({ y }) => y))];
  const placed = drawn.map(({ code, cells }) => ({
    code,
    cells: cells.map(({ x, y }) => ({ x: x - left, y: y - top })),
  }));
  const within = placed.flatMap(({ cells }) => cells);
  const columns = Math.max(sideBySide, ...within.map(({ x }) => x + 1));
  const below = Math.max(0, ...within.map(({ y }) => y + 1));
  const [width, height] = [Math.floor(columns / sideBySide), Math.min(2, Math.floor(columns / sideBySide))];
  const loose = areas
    .filter(({ cells = [] }) => cells.length === 0)
    .map(({ code }, index) => {
      const x = (index % sideBySide) * width;
      const y = below + Math.floor(index / sideBySide) * height;
      const cells = Array.from({ length: width * height }, (_, at) => ({
        x: x + (at % width),
        y: y + Math.floor(at / width),
      }));
      return { code, cells };
    });
  return linesOf([...placed, ...loose], columns);
}

/** One line between two areas, drawn by the one to the right or below, and one along the shore. */
function linesOf(placed: readonly { code: string; cells: readonly Cell[] }[], columns: number): Drawing {
  const owners = new Map(placed.flatMap(({ code, cells }) => cells.map((cell) => [keyOf(cell), code])));
  const at = (x: number, y: number): string | undefined => owners.get(keyOf({ x, y }));
  const lined = (code: string, cells: readonly Cell[]): Shape['cells'] =>
    cells.map(({ x, y }) => {
      const sides: Side[] = [];
      if (at(x, y - 1) !== code) sides.push('top');
      if (at(x - 1, y) !== code) sides.push('left');
      if (at(x + 1, y) === undefined) sides.push('right');
      if (at(x, y + 1) === undefined) sides.push('bottom');
      return { x, y, sides };
    });
  const shapes = placed.map(({ code, cells }) => {
    const [block = largestBlock(cells), ...apart] = partsOf(cells).map(largestBlock);
    return { code, block, apart, cells: lined(code, cells) };
  });
  const rows = Math.max(0, ...shapes.flatMap(({ cells }) => cells.map(({ y }) => y + 1)));
  return { columns, rows, shapes };
}

const steps = new Map<string, readonly [dx: number, dy: number]>([
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
]);

/** The area that a key leads to; undefined when the key leads nowhere. */
export function nextArea(shapes: readonly Shape[], code: string, key: string): string | undefined {
  const rank = ({ block }: Shape): number => block.y * 1_000 + block.x;
  const inOrder = shapes.toSorted((one, other) => rank(one) - rank(other));
  if (key === 'Home') return inOrder[0]?.code;
  if (key === 'End') return inOrder.at(-1)?.code;
  const step = steps.get(key);
  const from = shapes.find((shape) => shape.code === code)?.block;
  if (!step || !from) return undefined;
  const [dx, dy] = step;
  const distances = shapes.flatMap(({ code: other, block }) => {
    const [x, y] = [
      middle(block.x, block.width) - middle(from.x, from.width),
      middle(block.y, block.height) - middle(from.y, from.height),
    ];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    return ahead > 0 ? [{ other, distance: ahead + 2 * aside }] : [];
  });
  return distances.sort((one, another) => one.distance - another.distance)[0]?.other;
}

const middle = (start: number, length: number): number => start + length / 2;

/**
 * Names without the ending that most of them have: 罗湖区, 福田区 → 罗湖, 福田; Luohu District → Luohu. Two characters stay.
 * The map says of itself what its areas are.
 */
export function shortNames(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) {
    const letters = [...name];
    for (let at = 2; at < letters.length; at += 1) {
      const ending = letters.slice(at).join('');
      // Words of letters end where words end.
      if (!/^\p{Script=Latin}/u.test(ending)) counts.set(ending, (counts.get(ending) ?? 0) + 1);
    }
  }
  const [ending, count] = [...counts].reduce(
    (best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0].length > best[0].length) ? one : best),
    ['', 1],
  );
  if (count < 2) return names;
  return names.map((name) =>
    name.endsWith(ending) && [...name].length - [...ending].length >= 2
      ? name.slice(0, -ending.length)
      : name,
  );
}
