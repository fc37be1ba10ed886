import { describe, expect, it } from 'vitest';
import { around, pieces } from './spans';

const join = (text: string, marks: { id: string; start: number; end: number }[]) =>
  pieces(text, marks)
    .map((p) => p.text)
    .join('');

describe('pieces', () => {
  it('counts code points, not UTF-16 units', () => {
    const text = '😀𝒜 Peru met Kenya';
    const marked = pieces(text, [{ id: 'a', start: 3, end: 7 }]).filter((p) => p.ids.length > 0);
    expect(marked.map((p) => p.text)).toEqual(['Peru']);
  });

  it('cuts where marks overlap and says which cover each piece', () => {
    const parts = pieces('abcdefgh', [
      { id: 'x', start: 1, end: 5 },
      { id: 'y', start: 3, end: 7 },
    ]);
    expect(parts.map((p) => [p.text, p.ids.join('')])).toEqual([
      ['a', ''],
      ['bc', 'x'],
      ['de', 'xy'],
      ['fg', 'y'],
      ['h', ''],
    ]);
    expect(parts.map((p) => p.opens.join(''))).toEqual(['', 'x', 'y', '', '']);
  });

  it('opens two marks that begin together, the longer first', () => {
    const [first] = pieces('abcd', [
      { id: 'short', start: 0, end: 2 },
      { id: 'long', start: 0, end: 4 },
    ]);
    expect(first?.opens).toEqual(['long', 'short']);
  });

  it('gives the text back whatever the marks', () => {
    const text = 'Tổng thống 대통령 😀\n\nend';
    expect(join(text, [{ id: 'a', start: 5, end: 999 }])).toBe(text);
    expect(
      join(text, [
        { id: 'a', start: -3, end: 2 },
        { id: 'b', start: 4, end: 4 },
        { id: 'c', start: 9, end: 3 },
      ]),
    ).toBe(text);
    expect(join('', [{ id: 'a', start: 0, end: 1 }])).toBe('');
  });
});

describe('around', () => {
  it('takes code points about a place', () => {
    expect(around('😀😀abc😀', 2, 5)).toBe('abc');
    expect(around('😀😀abc😀', 2, 5, 1)).toBe('😀abc😀');
  });
});
