import { bitsOfLabel } from '#kernel/sensitivity/sensitivity.ts';
import { dataKinds, type DataKind } from '../api.ts';

/** The security label of HL7 v3 ActCode by which a Consent names a kind of data. */
export const labelOf: Readonly<Record<DataKind, string>> = {
  hiv: 'HIV',
  mental: 'PSY',
  reproductive: 'SEX',
  violence: 'SDV',
  genetic: 'GDIS',
};

/** The kind of data that a label stands for; undefined for one that stands for none of them. */
export function kindOfLabel(code: string): DataKind | undefined {
  const bits = bitsOfLabel(code);
  return bits === 0 ? undefined : dataKinds.find((kind) => bitsOfLabel(labelOf[kind]) === bits);
}
