// The countries of Natural Earth by ISO code, as shapes.
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import codes from 'i18n-iso-countries/codes.json';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import file from 'world-atlas/countries-50m.json?url';

export interface Country {
  code: string;
  shape: Feature<Polygon | MultiPolygon>;
}
// Natural Earth gives these no number of ISO 3166.
const UNNUMBERED: Record<string, string> = { Kosovo: 'XKX' };
const alpha3 = new Map((codes as string[][]).map((row) => [Number(row[2]), row[1] ?? '']));

let loaded: Promise<Country[]> | undefined;
export function countries(): Promise<Country[]> {
  loaded ??= fetch(file)
    .then((answer) => answer.json() as Promise<Topology<{ countries: GeometryCollection<{ name: string }> }>>)
    .then((world) =>
      feature(world, world.objects.countries).features.map((f) => ({
        code: alpha3.get(Number(f.id)) ?? UNNUMBERED[f.properties.name] ?? '',
        shape: f as Feature<Polygon | MultiPolygon>,
      })),
    );
  return loaded;
}
