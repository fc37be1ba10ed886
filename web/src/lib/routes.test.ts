import { describe, expect, it } from 'vitest';
import { match, to } from './routes';

describe('match', () => {
  it('finds pages with and without parts', () => {
    expect(match('/')).toEqual({ page: 'overview', params: {} });
    expect(match('/relations')).toEqual({ page: 'relations', params: {} });
    expect(match('/relations/KOR/JPN')).toEqual({ page: 'dyad', params: { a: 'KOR', b: 'JPN' } });
    expect(match('/reports/')).toEqual({ page: 'documents', params: {} });
  });

  it('knows no other paths', () => {
    expect(match('/nowhere').page).toBe('missing');
    expect(match('/acts').page).toBe('missing');
    expect(match('/acts/1/2').page).toBe('missing');
  });

  it('comes back from links, whatever the id holds', () => {
    for (const id of ['a/b', '17+1', 'x y?#%', 'báo', '../..']) {
      const path = new URL(to.report(id), 'http://host').pathname;
      expect(match(path)).toEqual({ page: 'reader', params: { id } });
    }
  });

  it('does not fail on broken escapes', () => {
    expect(match('/acts/%E0%A4%A')).toEqual({ page: 'act', params: { id: '%E0%A4%A' } });
  });
});
