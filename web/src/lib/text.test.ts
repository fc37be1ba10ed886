import { describe, expect, it } from 'vitest';
import { fold, visible, webAddress } from './text';

describe('visible', () => {
  it('shows what would turn or hide text', () => {
    expect(visible('a\u202eb\u202cc')).toBe('a[RLO]b[PDF]c');
    expect(visible('x\u0007y\u200bz')).toBe('x[U+0007]y[ZWSP]z');
  });
  it('leaves text, markup, line ends and joined letters as they are', () => {
    const text = '<b>Tổng</b>\n\t한국 👩‍👧 नि';
    expect(visible(text)).toBe(text);
    expect(visible(null)).toBe('');
  });
});

describe('webAddress', () => {
  it('leads to web pages only', () => {
    expect(webAddress('https://example.org/a?b=1')).toBe('https://example.org/a?b=1');
    for (const bad of [
      'javascript:alert(1)',
      ' JavaScript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      '//x',
      'x',
      '',
      null,
    ])
      expect(webAddress(bad)).toBeNull();
  });
});

describe('fold', () => {
  it('finds names typed without marks', () => {
    expect(fold('Đà Nẵng')).toBe('da nang');
    expect(fold('Türkiye')).toBe('turkiye');
  });
});
