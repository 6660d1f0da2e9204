import { useCallback, useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { saveFile } from '#web/data/save-file.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { sheetOf, type PaperTable } from '../../domain/papers/sheets.ts';
import { writeXlsx } from '../../domain/papers/write-xlsx.ts';
import { useSource } from '../here/use-either.ts';
import { Printed } from '../paper/printed.tsx';
import { TablePaper } from '../paper/table-paper.tsx';
import { useStationText } from './station-text.ts';

/** A table that this device made itself. */
interface OwnTable {
  readonly station: string;
  readonly table: PaperTable;
}

/** The same table as a spreadsheet and on paper: from the centre, or made on this device where there is no network. */
export function FileButtons(props: {
  name: string;
  address: (kind: 'xlsx' | 'pdf') => string;
  own: () => Promise<OwnTable>;
}) {
  const text = useStationText();
  const client = useClient();
  const source = useSource();
  const { me } = useShell();
  const [printed, print] = useState<OwnTable>();
  const done = useCallback(() => print(undefined), []);
  const take = useMutation({
    networkMode: 'always',
    mutationFn: async (kind: 'xlsx' | 'pdf'): Promise<void> => {
      if (source === 'centre')
        return saveFile(await client.file(props.address(kind)), `${props.name}.${kind}`);
      const own = await props.own();
      if (kind === 'pdf') return print(own);
      saveFile(new Blob([await writeXlsx(sheetOf(own.table, own.station))]), `${props.name}.xlsx`);
    },
  });
  return (
    <div className="row">
      <Button icon="download" busy={take.isPending} onClick={() => take.mutate('xlsx')}>
        {text('excel')}
      </Button>
      <Button icon="print" busy={take.isPending} onClick={() => take.mutate('pdf')}>
        {text(source === 'centre' ? 'pdf' : 'print')}
      </Button>
      {take.isError && <Trouble error={take.error} />}
      {printed !== undefined && (
        <Printed onDone={done}>
          <TablePaper {...printed} by={me.name} />
        </Printed>
      )}
    </div>
  );
}
