import { expect, it } from 'vitest';
import { agreesWith } from './agrees-with.ts';

const hoa = { name: [{ text: 'Nguyễn Thị Hòa' }], birthDate: '1990-02-01' };
const card = (name: string, birthDate?: string) => ({
  kind: 'chip-card' as const,
  name,
  ...(birthDate !== undefined && { birthDate }),
});

it.each([
  ['the same', card('Nguyễn Thị Hòa', '1990-02-01'), true],
  ['marks lost', card('NGUYEN THI HOA'), true],
  ['married under another name, born the same day', card('Trần Thị Hòa', '1990-02-01'), true],
  ['another name and another day', card('Trần Văn Tám', '1955-05-05'), false],
  ['another name and only the year', card('Trần Văn Tám', '1990'), false],
  ['another name and no birth', card('Trần Văn Tám'), false],
])('%s', (_what, stated, agrees) => {
  expect(agreesWith(stated, hoa)).toBe(agrees);
});

it('a card that names nobody agrees with whoever bears its number', () => {
  expect(agreesWith({ kind: 'insurance-card' }, hoa)).toBe(true);
});
