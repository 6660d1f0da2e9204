import { codeSystem } from '../vietnam/identifier-systems.ts';
import { buildTable } from './code-table.ts';
import { labTests } from './lab-tests.ts';
import { once } from './once.ts';
import type { CodeSystemEntry } from './terminology-source.ts';
import { vitalSigns } from './vital-signs.ts';

const loadUnits = once(async () => (await import('@lhncbc/ucum-lhc')).UcumLhcUtils.getInstance());

const longest = 60;

/** Whether a text is a unit of UCUM, and its English name. Case counts ('mL', 'Cel'); at most 60 characters are looked at. */
export async function parseUnit(code: string): Promise<{ readonly display?: string } | undefined> {
  if (code === '' || code.length > longest) return undefined;
  const { status, ucumCode, unit } = (await loadUnits()).validateUnitString(code);
  if (status !== 'valid' || ucumCode !== code) return undefined;
  return unit?.name ? { display: unit.name } : {};
}

/**
 * Units of measure: a grammar, so any right unit is valid; the list holds those that tests, vital signs and HL7's common units name.
 * @source UCUM (http://unitsofmeasure.org), through @lhncbc/ucum-lhc
 */
export const ucumSystem: CodeSystemEntry = {
  id: 'ucum',
  url: codeSystem.ucum,
  name: 'UCUM',
  title: { vi: 'Đơn vị đo (UCUM)', en: 'Units of measure (UCUM)' },
  status: 'active',
  content: 'fragment',
  caseSensitive: true,
  source: 'UCUM (http://unitsofmeasure.org)',
  valueSet: 'urn:sen:value-set:ucum',
  parse: parseUnit,
  open: once(async () => {
    const { default: sets } = await import('./generated/hl7-value-sets.json', { with: { type: 'json' } });
    const common = JSON.parse(sets['http://hl7.org/fhir/ValueSet/ucum-common']) as {
      include: { codes?: string[] }[];
    };
    const house = [...vitalSigns, ...labTests].map(({ ucum }) => ucum).filter((code) => code !== '');
    const codes = new Set([...house, ...common.include.flatMap(({ codes: listed = [] }) => listed)]);
    const units = await loadUnits();
    const rows = [...codes].flatMap((code) => {
      const { status, ucumCode, unit } = units.validateUnitString(code);
      return status === 'valid' && ucumCode === code ? [{ code, en: unit?.name ?? code }] : [];
    });
    return buildTable({ system: codeSystem.ucum, content: 'fragment' }, rows);
  }),
};
