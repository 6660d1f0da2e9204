import { useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { showDecimal } from '#kernel/display/show-number.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { PersonOfOwn } from '../../api.ts';
import { FileFault } from '../../domain/files/found-reading.ts';
import type { Mapping } from '../../domain/files/csv-readings.ts';
import { readingKinds, type ReadingKind } from '../../domain/reading.ts';
import { countFile, importFile, type Counts, type Progress, type Wish } from '../file/import-file.ts';
import { forgetLeftOff, writeLeftOff, type LeftOff } from '../file/left-off.ts';
import type { OpenedFile } from '../file/open-file.ts';
import { useOwnText } from '../own-text.ts';

type Step = 'wish' | 'counting' | 'counted' | 'sending' | 'stopped' | 'done';
const yearAgo = (): string => dayInVietnam(new Date(Date.now() - 365 * 86_400_000));

/** A file is looked through without sending anything, then sent with progress; broken off, it goes on where it was. */
export function ImportFile(props: {
  person: PersonOfOwn;
  sign: string;
  file: OpenedFile;
  mapping: Mapping | undefined;
  left: LeftOff | undefined;
}) {
  const { person, sign, file, mapping, left } = props;
  const text = useOwnText();
  const client = useClient();
  const queries = useQueryClient();
  const [from, setFrom] = useState(left?.wish.from ?? yearAgo());
  const [kinds, setKinds] = useState<readonly ReadingKind[]>(left?.wish.kinds ?? readingKinds);
  const [step, setStep] = useState<Step>(left === undefined ? 'wish' : 'stopped');
  const [counts, setCounts] = useState<Counts>({});
  const [bytes, setBytes] = useState(0);
  const [progress, setProgress] = useState<Progress>();
  const [error, setError] = useState<unknown>();
  const stop = useRef(false);
  const wanted = left?.wish ?? { patientId: person.id, kinds, from, mapping };
  const wish: Wish = { ...wanted, birthDate: person.birthDate };
  const sent = useRef(left?.sent ?? 0);

  const count = async () => {
    setStep('counting');
    setError(undefined);
    try {
      setCounts(await countFile(file, wish, setBytes));
      setStep('counted');
    } catch (thrown) {
      setError(thrown);
      setStep('wish');
    }
  };
  const send = async () => {
    stop.current = false;
    setStep('sending');
    setError(undefined);
    try {
      const last = await importFile(client, file, wish, {
        skip: sent.current,
        isStopped: () => stop.current,
        told: (now) => {
          setProgress(now);
          setBytes(now.bytes);
          if (now.sent <= sent.current) return;
          sent.current = now.sent;
          writeLeftOff({ file: sign, wish: wanted, sent: now.sent });
        },
      });
      if (stop.current) return setStep('stopped');
      setProgress(last);
      forgetLeftOff(person.id);
      setStep('done');
      await queries.invalidateQueries();
    } catch (thrown) {
      setError(thrown);
      setStep('stopped');
    }
  };

  return (
    <Card title={text('import.title', { name: person.name })} icon="download">
      <div className="stack">
        {(step === 'wish' || step === 'counting') && (
          <>
            <TextField
              label={text('import.from')}
              type="date"
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
            <fieldset className="own-ask">
              <legend>{text('import.kinds')}</legend>
              {readingKinds.map((kind) => (
                <label key={kind} className="own-check">
                  <input
                    type="checkbox"
                    checked={kinds.includes(kind)}
                    onChange={(event) =>
                      setKinds(event.target.checked ? [...kinds, kind] : kinds.filter((one) => one !== kind))
                    }
                  />
                  {text(`kind.${kind}`)}
                </label>
              ))}
            </fieldset>
            <p>
              <Button
                look="main"
                busy={step === 'counting'}
                disabled={kinds.length === 0}
                onClick={() => void count()}
              >
                {text('import.look')}
              </Button>
            </p>
          </>
        )}
        {(step === 'counting' || step === 'sending') && (
          <p>
            <progress value={bytes} max={Math.max(1, file.total)} aria-label={text('import.progress')} />{' '}
            {Math.floor((100 * bytes) / Math.max(1, file.total))} %
          </p>
        )}
        {step === 'counted' && <CountsTable counts={counts} />}
        {step === 'counted' && (
          <p className="row">
            <Button
              look="main"
              disabled={!Object.values(counts).some(({ taken }) => taken > 0)}
              onClick={() => void send()}
            >
              {text('import.send')}
            </Button>
            <Button onClick={() => setStep('wish')}>{text('import.change')}</Button>
          </p>
        )}
        {progress !== undefined && step !== 'counting' && (
          <output>
            {text('import.sent', {
              stored: progress.stored,
              known: progress.known,
              refused: progress.refused,
            })}
          </output>
        )}
        {step === 'sending' && (
          <p>
            <Button
              onClick={() => {
                stop.current = true;
              }}
            >
              {text('import.stop')}
            </Button>
          </p>
        )}
        {step === 'stopped' && (
          <Notice tone="info" title={text('import.stopped')} live>
            <p>{text('import.stopped.what', { n: progress?.sent ?? left?.sent ?? 0 })}</p>
            <p className="row">
              <Button look="main" onClick={() => void send()}>
                {text('import.go-on')}
              </Button>
            </p>
          </Notice>
        )}
        {step === 'done' && <Notice tone="good" title={text('import.done')} live />}
        {error instanceof FileFault ? (
          <Notice tone="care" title={text('file.not-read')} live>
            <p>{text(`file.fault.${error.code}`)}</p>
          </Notice>
        ) : (
          error !== undefined && <Trouble error={error} />
        )}
      </div>
    </Card>
  );
}

function CountsTable(props: { counts: Counts }) {
  const text = useOwnText();
  const language = useLanguage();
  const number = (value: number): string => showDecimal(String(value), language);
  const rows = readingKinds.flatMap((kind) => {
    const found = props.counts[kind];
    return found === undefined ? [] : [{ kind, ...found }];
  });
  if (rows.length === 0) return <p className="strong">{text('counts.none')}</p>;
  return (
    <ul className="line-list">
      {rows.map(({ kind, found, taken, thinned, refused }) => (
        <li key={kind}>
          <p className="strong">
            {text(`kind.${kind}`)}: {text('counts.taken', { n: number(taken) })}
          </p>
          <p className="quiet small">
            {text('counts.found', { n: number(found) })}
            {thinned > 0 && ` · ${text('counts.thinned', { n: number(thinned) })}`}
            {refused > 0 && ` · ${text('counts.refused', { n: number(refused) })}`}
          </p>
        </li>
      ))}
    </ul>
  );
}
