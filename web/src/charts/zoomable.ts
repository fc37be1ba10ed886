// Drag and Ctrl+wheel for a drawing, by d3-zoom. A wheel alone scrolls the page.
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type D3ZoomEvent } from 'd3-zoom';

export interface Zoomed {
  by: (factor: number) => void;
  reset: () => void;
}

export function zoomable(
  svg: SVGSVGElement,
  apply: (transform: string, k: number) => void,
): Zoomed & { stop: () => void } {
  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([1, 12])
    .filter((event: MouseEvent | TouchEvent) => {
      if (event.type === 'wheel') return event.ctrlKey || event.metaKey;
      return 'touches' in event ? event.touches.length > 1 : !event.button;
    })
    .on('zoom', (event: D3ZoomEvent<SVGSVGElement, unknown>) => apply(event.transform.toString(), event.transform.k));
  const chosen = select(svg);
  chosen.call(behaviour).on('dblclick.zoom', null);
  return {
    by: (factor) => chosen.call(behaviour.scaleBy, factor),
    reset: () => chosen.call(behaviour.transform, zoomIdentity),
    stop: () => chosen.on('.zoom', null),
  };
}
