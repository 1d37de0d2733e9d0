// Where the nodes and edges of a flow stand in its drawing, and which node is next to which. Pure.
import { Graph, type GraphLabel, layout } from '@dagrejs/dagre';
import type { Flow } from '../../ivr/flow/schema.ts';
import { edgesOf } from '../../ivr/flow/ways.ts';

export interface Box {
  id: string;
  /** The middle, in px. */
  x: number;
  y: number;
}
export interface Line {
  from: string;
  to: string;
  /** What leads there, each as in edgesOf. */
  on: readonly string[];
  points: readonly { x: number; y: number }[];
  /** Where the words stand. */
  x: number;
  y: number;
}
export interface Drawing {
  width: number;
  height: number;
  boxes: readonly Box[];
  lines: readonly Line[];
}

export const boxWidth = 184;
export const boxHeight = 56;
const labelHeight = 18;

/**
 * Lays a flow out from its start downwards. Edges to nodes that do not exist are left out.
 * @param widthOf the width of an edge's words in px
 */
export function drawingOf(flow: Flow, widthOf: (on: readonly string[]) => number): Drawing {
  const graph = new Graph<
    GraphLabel,
    { width: number; height: number; x?: number; y?: number },
    {
      width: number;
      height: number;
      labelpos: 'c';
      points?: { x: number; y: number }[];
      x?: number;
      y?: number;
    }
  >();
  graph.setGraph({ rankdir: 'TB', nodesep: 28, edgesep: 14, ranksep: 34, marginx: 16, marginy: 16 });
  const ons = new Map<string, string[]>();
  for (const id of Object.keys(flow.nodes)) graph.setNode(id, { width: boxWidth, height: boxHeight });
  for (const [from, node] of Object.entries(flow.nodes)) {
    for (const { to, on } of edgesOf(node)) {
      if (!Object.hasOwn(flow.nodes, to)) continue;
      const name = `${from} ${to}`;
      ons.set(name, [...(ons.get(name) ?? []), on]);
      const width = widthOf(ons.get(name) ?? []);
      graph.setEdge(from, to, { width, height: width > 0 ? labelHeight : 0, labelpos: 'c' });
    }
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    boxes: graph.nodes().map((id) => {
      const { x = 0, y = 0 } = graph.node(id);
      return { id, x, y };
    }),
    lines: graph.edges().map(({ v: from, w: to }) => {
      const { points = [], x = 0, y = 0 } = graph.edge(from, to);
      return { from, to, on: ons.get(`${from} ${to}`) ?? [], points, x, y };
    }),
  };
}

export type Direction = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** The box that an arrow key leads to: the nearest one on that side; what is straight ahead counts as nearer. */
export function neighbourOf(boxes: readonly Box[], id: string, direction: Direction): string | undefined {
  const from = boxes.find((box) => box.id === id);
  if (!from) return undefined;
  const isUpright = direction === 'ArrowUp' || direction === 'ArrowDown';
  const sign = direction === 'ArrowDown' || direction === 'ArrowRight' ? 1 : -1;
  const found = boxes
    .map((box) => {
      const [dx, dy] = [box.x - from.x, box.y - from.y];
      const ahead = sign * (isUpright ? dy : dx);
      return { id: box.id, ahead, cost: ahead + 2 * Math.abs(isUpright ? dx : dy) };
    })
    .filter(({ ahead }) => ahead > 1)
    .sort((a, b) => a.cost - b.cost);
  return found[0]?.id;
}

/** A smooth line through the points, as the `d` of a path. */
export function pathOf(points: Line['points']): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const curves = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last;
    const isLast = index === rest.length - 2;
    const end = isLast ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${point.x},${point.y} ${end.x},${end.y}`;
  });
  return `M${first.x},${first.y} ${curves.length > 0 ? curves.join(' ') : `L${last.x},${last.y}`}`;
}
