import { useQuery } from '@tanstack/react-query';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import { Choose } from '#web/ui/field.tsx';
import { useRegistryText } from './registry-text.ts';

/** Communes of one province; their list is fetched when a province is chosen. */
export function ChooseCommune(props: {
  province: string | undefined;
  value: string | undefined;
  onChange: (commune: string | undefined) => void;
}) {
  const text = useRegistryText();
  const { province } = props;
  const { data: communes } = useQuery({
    queryKey: ['registry', 'communes', province ?? ''],
    enabled: province !== undefined,
    queryFn: async () => [...(await loadCommunes()).ofProvince(province!)],
  });
  return (
    <Choose
      label={text('commune')}
      value={props.value ?? ''}
      options={[
        { value: '', label: text(province === undefined ? 'commune.first' : 'commune.none') },
        ...(communes ?? []).map(({ code, name }) => ({ value: code, label: name })),
      ]}
      onChange={(commune) => props.onChange(commune === '' ? undefined : commune)}
    />
  );
}
