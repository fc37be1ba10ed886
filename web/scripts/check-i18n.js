// Every language of the interface has the same keys, none is empty, and values keep the same {places}.
import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../src/i18n/', import.meta.url);
const files = readdirSync(folder).filter((f) => f.endsWith('.json'));
const words = Object.fromEntries(files.map((f) => [f, JSON.parse(readFileSync(new URL(f, folder), 'utf8'))]));
const first = words['en.json'];
const places = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();
let faults = 0;
const fault = (text) => {
  faults++;
  console.error(text);
};

for (const [file, entries] of Object.entries(words)) {
  for (const key of Object.keys(first)) if (!(key in entries)) fault(`${file}: ${key} is missing`);
  for (const [key, value] of Object.entries(entries)) {
    if (!(key in first)) fault(`${file}: ${key} is not in en.json`);
    else if (typeof value !== 'string' || !value.trim()) fault(`${file}: ${key} is empty`);
    else if (places(value) !== places(first[key])) fault(`${file}: ${key} has other places than en.json: ${value}`);
  }
}

// Keys that the code names outright must exist.
const used = /\b(?:t|label)\(\s*'([a-z]\w*\.[\w.]+)'/g;
for (const name of readdirSync(new URL('../src/', import.meta.url), { recursive: true })) {
  if (!/\.(svelte|ts)$/.test(name)) continue;
  for (const [, key] of readFileSync(new URL(`../src/${name}`, import.meta.url), 'utf8').matchAll(used)) {
    if (!(key in first) && !(`${key}_other` in first)) fault(`${name}: ${key} is in no language`);
  }
}
if (faults) process.exit(1);
console.log(`${files.length} languages with ${Object.keys(first).length} keys each`);
