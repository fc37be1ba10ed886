import { describe, expect, it } from 'vitest';
import { countSet, preset, readFilter, withFilter, writeFilter } from './filter';

const read = (text: string) => readFilter(new URLSearchParams(text));

describe('filter', () => {
  it('comes back from its own text', () => {
    const text = 'party=KOR&party=JPN&type=AID&quad=2&from=2025-03&to=2025-03-31&place=S%C3%A3o+Paulo&lang=vi';
    expect(writeFilter(read(text)).toString()).toBe(text);
  });

  it('leaves out what is no filter or cannot be meant', () => {
    expect(writeFilter(read('tab=acts&quad=7&from=yesterday&type=&party=&zoom=1')).toString()).toBe('');
  });

  it('names a party once', () => {
    expect(read('party=KEN&party=KEN').party).toEqual(['KEN']);
  });

  it('writes only the fields asked for', () => {
    expect(writeFilter(read('party=KEN&type=AID&from=2025'), ['from', 'to']).toString()).toBe('from=2025');
  });

  it('makes a link with more beside the filter', () => {
    expect(withFilter('/search', read('party=KEN'), { tab: 'acts' })).toBe('/search?party=KEN&tab=acts');
    expect(withFilter('/map', read(''))).toBe('/map');
  });

  it('counts what is set beside the period', () => {
    expect(countSet(read('party=KEN&from=2025&type=AID&lang=vi'), ['from', 'party', 'type'])).toBe(2);
  });
});

describe('preset', () => {
  it('ends with the last day and holds as many days as it says', () => {
    expect(preset('week', '2025-03-03')).toEqual({ from: '2025-02-25', to: '2025-03-03' });
    expect(preset('year', '2025-12-31')).toEqual({ from: '2025-01-01', to: '2025-12-31' });
    expect(preset('all', '2025-12-31')).toBeNull();
  });
});
