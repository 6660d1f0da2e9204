import { useRef, useState } from 'react';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { PersonOfOwn } from '../../../api.ts';
import { FileFault } from '../../../domain/files/found-reading.ts';
import { isWhole, type Mapping } from '../../../domain/files/csv-readings.ts';
import { openFile, type OpenedFile } from '../../file/open-file.ts';
import { readTableHead, type TableHead } from '../../file/read-readings.ts';
import { readLeftOff, signOf } from '../../file/left-off.ts';
import { ImportFile } from '../../parts/import-file.tsx';
import { OfPerson } from '../../parts/of-person.tsx';
import { Columns } from '../../parts/columns.tsx';
import { useOwnText } from '../../own-text.ts';

interface Chosen {
  readonly sign: string;
  /** How many were chosen before: the same file chosen again begins anew. */
  readonly nth: number;
  readonly file: OpenedFile;
  readonly table?: TableHead;
}

/** Readings of a file: an Apple Health export, or a table; looked through first, then sent. */
export default function FilePage() {
  const text = useOwnText();
  return (
    <OfPerson title={text('file.title')} what={text('file.what')}>
      {(person) => <ChooseFile key={person.id} person={person} />}
    </OfPerson>
  );
}

function ChooseFile(props: { person: PersonOfOwn }) {
  const { person } = props;
  const text = useOwnText();
  const [chosen, setChosen] = useState<Chosen>();
  const [mapping, setMapping] = useState<Mapping>();
  const [fault, setFault] = useState<FileFault['code'] | 'unread'>();
  const nth = useRef(0);
  const left = readLeftOff(person.id);
  const open = async (file: File) => {
    setFault(undefined);
    setChosen(undefined);
    try {
      const openedFile = await openFile(file);
      const table = openedFile.kind === 'csv' ? await readTableHead(openedFile) : undefined;
      setMapping(table?.mapping);
      nth.current += 1;
      setChosen({
        sign: signOf(file),
        nth: nth.current,
        file: openedFile,
        ...(table !== undefined && { table }),
      });
    } catch (error) {
      setFault(error instanceof FileFault ? error.code : 'unread');
    }
  };
  const isReady =
    chosen !== undefined && (chosen.table === undefined || (mapping !== undefined && isWhole(mapping)));
  return (
    <>
      <Card title={text('file.choose')} icon="documents">
        <div className="stack">
          {left !== undefined && (
            <Notice tone="info" title={text('file.left')}>
              <p>{text('file.left.what', { n: left.sent })}</p>
            </Notice>
          )}
          <div className="field">
            <label htmlFor="own-file">{text('file.pick')}</label>
            <input
              id="own-file"
              type="file"
              accept=".zip,.xml,.csv,.txt,.tsv"
              onChange={(event) => {
                const [file] = event.target.files ?? [];
                if (file !== undefined) void open(file);
              }}
            />
            <p className="field-hint">{text('file.pick.hint')}</p>
          </div>
          <details>
            <summary>{text('file.how')}</summary>
            <p>{text('file.how.apple')}</p>
            <p>{text('file.how.connect')}</p>
            <p>{text('file.how.csv')}</p>
          </details>
          {fault !== undefined && (
            <Notice tone="care" title={text('file.not-read')} live>
              <p>{text(`file.fault.${fault}`)}</p>
            </Notice>
          )}
        </div>
      </Card>
      {chosen?.table !== undefined && mapping !== undefined && (
        <Columns table={chosen.table} mapping={mapping} onChange={setMapping} />
      )}
      {chosen !== undefined && isReady && (
        <ImportFile
          key={`${chosen.nth} ${JSON.stringify(mapping)}`}
          person={person}
          sign={chosen.sign}
          file={chosen.file}
          mapping={mapping}
          left={left?.file === chosen.sign ? left : undefined}
        />
      )}
    </>
  );
}
