import { describe, expect, it } from 'vitest';
import { partyName } from './regions';

describe('partyName', () => {
  it('gives countries in the language of the interface', () => {
    expect(partyName('JPN', { kind: 'state', name: 'Japan' }, 'vi')).toBe('Nhật Bản');
    expect(partyName('JPN', { kind: 'state', name: 'Japan' }, 'ko')).toBe('일본');
    expect(partyName('JPN', { kind: 'state', name: 'Japan' }, 'en')).toBe('Japan');
    expect(partyName('XKX', { kind: 'state', name: 'Kosovo' }, 'ko')).toBe('코소보');
  });
  it('takes the usual name before the official one', () => {
    expect(partyName('KOR', { kind: 'state', name: 'Korea' }, 'ko', '한국')).toBe('한국');
  });
  it('calls organisations by their abbreviation, others by name', () => {
    expect(partyName('NATO', { kind: 'organisation', name: 'North Atlantic Treaty Organization' }, 'vi')).toBe('NATO');
    expect(partyName('WORLD_BANK', { kind: 'organisation', name: 'World Bank' }, 'vi')).toBe('World Bank');
    expect(partyName('HAMAS', { kind: 'group', name: 'Hamas' }, 'ko')).toBe('Hamas');
  });
  it('knows countries that are no party, and gives the code of what nobody knows', () => {
    expect(partyName('CHE', undefined, 'en')).toBe('Switzerland');
    expect(partyName('XYZ', undefined, 'vi')).toBe('XYZ');
  });
});
