import { describe, expect, it } from 'vitest';
import { along, towards } from './rove';

describe('along', () => {
  it('moves within the row and stops at its ends', () => {
    expect(along('ArrowRight', 0, 3)).toBe(1);
    expect(along('ArrowRight', 2, 3)).toBe(2);
    expect(along('ArrowLeft', 0, 3)).toBe(0);
    expect(along('End', 0, 3)).toBe(2);
    expect(along('Enter', 0, 3)).toBeNull();
  });
});

describe('towards', () => {
  const marks = [
    { x: 0, y: 0 },
    { x: 50, y: 5 },
    { x: 20, y: 90 },
    { x: -40, y: -10 },
  ];
  it('takes the nearest mark in the direction', () => {
    expect(towards('ArrowRight', { x: 0, y: 0 }, marks)).toBe(1);
    expect(towards('ArrowDown', { x: 0, y: 0 }, marks)).toBe(2);
    expect(towards('ArrowLeft', { x: 0, y: 0 }, marks)).toBe(3);
  });
  it('stays where nothing lies that way', () => {
    expect(towards('ArrowUp', { x: 0, y: -50 }, marks)).toBeNull();
    expect(towards('a', { x: 0, y: 0 }, marks)).toBeNull();
  });
});
