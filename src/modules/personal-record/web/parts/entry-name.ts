import { showDay } from '#kernel/display/show-date.ts';
import type { Entry } from '../../api.ts';
import type vi from '../record.vi.json';
import { useRecordText } from './record-text.ts';

/** What a line is called when its file gave it no name: what it is, and its day. */
const wordOfType: Readonly<Record<string, keyof typeof vi>> = {
  Encounter: 'untitled.visit',
  Appointment: 'untitled.appointment',
  Composition: 'untitled.document',
  DocumentReference: 'untitled.document',
  QuestionnaireResponse: 'untitled.form',
  ServiceRequest: 'untitled.referral',
  ClinicalImpression: 'untitled.course',
  CarePlan: 'untitled.plan',
};

/** Words of the laboratory groups. */
const wordOfPanel: Readonly<Record<string, keyof typeof vi>> = {
  CBC: 'panel.CBC',
  HEMA: 'panel.HEMA',
  COAG: 'panel.COAG',
  BLOODBANK: 'panel.BLOODBANK',
  CHEM: 'panel.CHEM',
  IMMUNO: 'panel.IMMUNO',
  BLOODGAS: 'panel.BLOODGAS',
  URINE: 'panel.URINE',
  SEROLOGY: 'panel.SEROLOGY',
  MICRO: 'panel.MICRO',
};

/** A name within a sentence: "Huyết áp" loses its capital, "SpO2" and "BMI" keep theirs. */
function inSentence(name: string): string {
  return /^\p{Lu}\p{Ll}+(?:\s|$)/u.test(name) ? name.charAt(0).toLocaleLowerCase('vi') + name.slice(1) : name;
}

type Named = Pick<Entry, 'id' | 'kind' | 'title' | 'at'> & {
  readonly group?: { readonly of: string; readonly panel?: string | undefined } | undefined;
};

/** The name of any line or group; never empty. */
export function useEntryName(): (entry: Named) => string {
  const text = useRecordText();
  return ({ id, kind, title, at, group }) => {
    if (group?.of === 'vitals') return text('group.vitals');
    if (group?.of === 'prescription') return text('group.prescription');
    if (group?.of === 'week' && title !== '') return text('group.week', { name: inSentence(title) });
    if (title !== '') return title;
    if (group) return text(wordOfPanel[group.panel ?? ''] ?? 'panel.other');
    const word = wordOfType[id.split('/')[0] ?? ''];
    if (kind !== 'document') return text(word ?? `untitled.${kind}`);
    const name = text(word ?? 'untitled.document');
    return at === undefined ? name : text('untitled.of-day', { name, date: showDay(at) });
  };
}
