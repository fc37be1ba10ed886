// The shape of each class of acts, so that colour is never the only sign: circle and square cooperate, triangle and diamond do not.
import type { Quad } from '../api';

export function glyph(quad: Quad, r: number): string {
  switch (quad) {
    case 1:
      return `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
    case 2:
      return `M${-r * 0.9},${-r * 0.9}h${r * 1.8}v${r * 1.8}h${-r * 1.8}Z`;
    case 3:
      return `M0,${-r}L${r * 1.05},${r * 0.85}H${-r * 1.05}Z`;
    default:
      return `M0,${-r * 1.25}L${r * 1.25},0L0,${r * 1.25}L${-r * 1.25},0Z`;
  }
}

/** The class of a mean score, for words and dashes: conflict, mixed, cooperation. */
export function tone(score: number | null): 'conflictual' | 'neutral' | 'cooperative' {
  if (score === null) return 'neutral';
  return score < -1 ? 'conflictual' : score > 1 ? 'cooperative' : 'neutral';
}
