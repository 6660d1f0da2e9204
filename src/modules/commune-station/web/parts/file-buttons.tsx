import { useMutation } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { saveFile } from '#web/data/save-file.ts';
import { Button } from '#web/ui/button.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useStationText } from './station-text.ts';

/** The same table as a spreadsheet and on paper. */
export function FileButtons(props: { name: string; address: (kind: 'xlsx' | 'pdf') => string }) {
  const text = useStationText();
  const client = useClient();
  const take = useMutation({
    mutationFn: (kind: 'xlsx' | 'pdf') => client.file(props.address(kind)),
    onSuccess: (bytes, kind) => saveFile(bytes, `${props.name}.${kind}`),
  });
  return (
    <div className="row">
      <Button icon="download" busy={take.isPending} onClick={() => take.mutate('xlsx')}>
        {text('excel')}
      </Button>
      <Button icon="print" busy={take.isPending} onClick={() => take.mutate('pdf')}>
        {text('pdf')}
      </Button>
      {take.isError && <Trouble error={take.error} />}
    </div>
  );
}
