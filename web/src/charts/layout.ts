// Where the parties of a network stand: forces pull those together that act with each other. The same data gives the same picture.
import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from 'd3-force';
import type { Relations } from '../api';

export interface NetNode extends SimulationNodeDatum {
  code: string;
  acts: number;
  r: number;
  x: number;
  y: number;
}

export function layout(data: Relations, width: number, height: number): NetNode[] {
  const most = Math.max(1, ...data.nodes.map((n) => n.acts));
  const nodes: NetNode[] = data.nodes.map((n, i) => {
    const angle = i * 2.399963;
    const far = 12 * Math.sqrt(i + 0.5);
    return { ...n, r: 5 + 15 * Math.sqrt(n.acts / most), x: far * Math.cos(angle), y: far * Math.sin(angle) };
  });
  const known = new Set(nodes.map((n) => n.code));
  const heavy = Math.max(1, ...data.edges.map((e) => e.acts));
  const links = data.edges
    .filter((e) => known.has(e.a) && known.has(e.b))
    .map((e) => ({ source: e.a, target: e.b, acts: e.acts }));
  const simulation = forceSimulation(nodes)
    .force('charge', forceManyBody().strength(-380))
    .force(
      'link',
      forceLink<NetNode, { source: string | NetNode; target: string | NetNode; acts: number }>(links)
        .id((n) => n.code)
        .distance(90)
        .strength((l) => 0.15 + 0.5 * Math.sqrt(l.acts / heavy)),
    )
    .force('x', forceX().strength(0.06 * Math.max(1, height / width)))
    .force('y', forceY().strength(0.06 * Math.max(1, width / height)))
    .force(
      'collide',
      forceCollide<NetNode>((n) => n.r + 16),
    )
    .stop();
  simulation.tick(260);
  // Fit into the frame, with room for names.
  const [pad, xs, ys] = [64, nodes.map((n) => n.x), nodes.map((n) => n.y)];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const tall = Math.min((height - 2 * pad) / Math.max(1, y1 - y0), 1.8);
  const wide = Math.min((width - 2 * pad) / Math.max(1, x1 - x0), 1.7 * tall);
  for (const n of nodes) {
    n.x = width / 2 + (n.x - (x0 + x1) / 2) * wide;
    n.y = height / 2 + (n.y - (y0 + y1) / 2) * Math.min(tall, 1.7 * wide);
  }
  return nodes;
}
