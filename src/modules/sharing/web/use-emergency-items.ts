import { useQuery } from '@tanstack/react-query';
import type { Bundle, RelatedPerson } from '@medplum/fhirtypes';
import { showDay } from '#kernel/display/show-date.ts';
import { readSummary, type Fact, type Summary } from '#modules/personal-record/api.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import type { EmergencyItem } from '../domain/emergency-card.ts';

/** Contacts as the citizen writes them down herself in her notes. */
const contactTag = 'urn:sen:own-data|contact';

/** Everything of her record that an emergency card can say. */
export function useEmergencyItems(patientId: string) {
  const client = useClient();
  const language = useLanguage();
  return useQuery({
    queryKey: ['sharing', 'emergency', patientId, language],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ patient: patientId, _tag: contactTag, _count: '20' });
      const [summary, contacts] = await Promise.all([
        client.call(readSummary, { patientId }, { signal }),
        client.fhir('GET', `RelatedPerson?${query.toString()}`) as Promise<Bundle<RelatedPerson>>,
      ]);
      return itemsOf(summary, contacts);
    },
    enabled: patientId !== '',
  });
}

const cut = (text: string): string => text.slice(0, 300);

function itemsOf(summary: Summary, contacts: Bundle<RelatedPerson>): EmergencyItem[] {
  const { person, blood, allergies, longTerm, medicines } = summary;
  const fact =
    (kind: EmergencyItem['kind']) =>
    ({ title, detail }: Pick<Fact, 'title' | 'detail'>): EmergencyItem => ({
      kind,
      text: cut(title),
      ...(detail !== undefined && detail !== '' && { detail: cut(detail) }),
    });
  const items: EmergencyItem[] = [
    { kind: 'name', text: cut(person.name) },
    ...(person.birthDate === undefined ? [] : [{ kind: 'birth' as const, text: showDay(person.birthDate) }]),
    ...(blood === undefined ? [] : [{ kind: 'blood' as const, text: cut(blood.group) }]),
    ...allergies.items.map(({ title, reaction }) => fact('allergy')({ title, detail: reaction })),
    ...medicines.map(fact('medicine')),
    ...longTerm.map(({ title }) => fact('illness')({ title })),
    ...(contacts.entry ?? []).flatMap(({ resource }): EmergencyItem[] => {
      const name = resource?.name?.[0]?.text;
      const phone = resource?.telecom?.[0]?.value;
      if (resource?.active === false || name === undefined || phone === undefined) return [];
      return [{ kind: 'contact', text: cut(name), phone: phone.slice(0, 30) }];
    }),
  ];
  return items.filter(({ text }) => text !== '');
}
