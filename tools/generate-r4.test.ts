import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generateR4, generatedFolder } from './generate-r4.ts';
import { readInstalled } from './r4-definitions.ts';

it('the facts of R4 in the kernel are those of the installed definitions', { timeout: 60_000 }, () => {
  for (const [name, text] of Object.entries(generateR4(readInstalled))) {
    const current = readFileSync(new URL(name, generatedFolder), 'utf8');
    expect(current === text, `${name} is old: run node tools/generate-r4.ts`).toBe(true);
    expect(text.length).toBeLessThan(500_000);
  }
});
