import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generateTerminology, terminologyFolder } from './generate-terminology.ts';
import { readInstalled } from './r4-definitions.ts';

it('the lists of HL7 in the tree are what the published definitions say', () => {
  for (const [name, text] of Object.entries(generateTerminology(readInstalled)))
    expect(readFileSync(new URL(name, terminologyFolder), 'utf8') === text, name).toBe(true);
});
