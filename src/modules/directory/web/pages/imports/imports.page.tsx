import { useState, type FormEvent } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { showMoment } from '#kernel/display/show-date.ts';
import { useClient } from '#web/data/client-context.tsx';
import { saveFile } from '#web/data/save-file.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Choice, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import {
  applyImport,
  listImports,
  stopImport,
  uploadAnswer,
  uploadPath,
  type ImportView,
} from '../../../domain/import-contract.ts';
import { DeskHead } from '../../parts/desk-head.tsx';
import { ImportLines } from '../../parts/import-lines.tsx';
import { useDeskText } from '../../parts/desk-text.ts';
import '../../parts/desk.css';

const key = 'directory-imports';
const lookAgainMs = 1500;
const tones = {
  reading: 'info',
  ready: 'care',
  applying: 'info',
  done: 'good',
  stopped: 'plain',
  broken: 'danger',
} as const;

/** Spreadsheets: sent, seen line by line, and written only after a yes. */
export default function ImportsPage() {
  const text = useDeskText();
  const client = useClient();
  const query = useQuery({
    queryKey: [key],
    queryFn: ({ signal }) => client.call(listImports, {}, { signal }),
    // While something is under way the list looks again by itself.
    refetchInterval: ({ state }) =>
      state.data?.imports.some(({ state: now }) => now === 'reading' || now === 'applying') === true
        ? lookAgainMs
        : false,
  });
  return (
    <div className="stack">
      <h1>{text('imports.title')}</h1>
      <p className="quiet">{text('imports.lead')}</p>
      <DeskHead />
      <SendSheet />
      <h2>{text('imports.past')}</h2>
      <View query={query}>
        {({ imports }) =>
          imports.length === 0 ? (
            <Nothing icon="inbox" title={text('imports.none')}>
              <p>{text('imports.none.what')}</p>
            </Nothing>
          ) : (
            <ul className="stack">
              {imports.map((one) => (
                <li key={one.id}>
                  <OneImport one={one} />
                </li>
              ))}
            </ul>
          )
        }
      </View>
    </div>
  );
}

function SendSheet() {
  const text = useDeskText();
  const client = useClient();
  const queries = useQueryClient();
  const [kind, setKind] = useState<'facilities' | 'practitioners'>('facilities');
  const [file, setFile] = useState<File>();
  const [missing, setMissing] = useState(false);
  const send = useMutation({
    mutationFn: async (sheet: File) =>
      uploadAnswer.parse(await client.upload(uploadPath.replace(':kind', kind), sheet, sheet.name)),
    onSuccess: () => queries.invalidateQueries({ queryKey: [key] }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setMissing(file === undefined);
    if (file !== undefined) send.mutate(file);
  };
  return (
    <Card title={text('imports.send')} icon="inbox">
      <form className="stack" noValidate onSubmit={submit}>
        <Choice
          label={text('imports.kind')}
          name="kind"
          value={kind}
          options={(['facilities', 'practitioners'] as const).map((value) => ({
            value,
            label: text(`imports.kind.${value}`),
          }))}
          onChange={setKind}
        />
        <TextField
          label={text('imports.file')}
          hint={text('imports.file.hint')}
          type="file"
          accept=".xlsx,.csv,.txt"
          error={missing ? text('imports.file.missing') : undefined}
          onChange={(event) => setFile(event.target.files?.[0])}
        />
        <p>
          <Button look="main" type="submit" busy={send.isPending}>
            {text('imports.send')}
          </Button>
        </p>
        {send.isError && <Trouble error={send.error} />}
      </form>
    </Card>
  );
}

function OneImport(props: { one: ImportView }) {
  const text = useDeskText();
  const language = useLanguage();
  const { one } = props;
  const [chosen, setOpen] = useState<boolean>();
  // What waits for a yes is open by itself.
  const isOpen = chosen ?? one.state === 'ready';
  const isUnderWay = one.state === 'reading' || one.state === 'applying';
  const planned = one.counts.make + one.counts.change;
  const [done, all] = one.state === 'reading' ? [one.readLines, one.lines] : [one.applied, planned];
  return (
    <Card
      title={`${one.fileName === '' ? text(`imports.kind.${one.kind}`) : one.fileName}`}
      icon="document"
      aside={<Tag tone={tones[one.state]}>{text(`imports.state.${one.state}`)}</Tag>}
    >
      <div className="stack">
        <p className="quiet small">
          {text(`imports.kind.${one.kind}`)} · {showMoment(one.at)} · {one.by}
        </p>
        {one.reason && (
          <Notice tone="danger">
            <p>{one.reason[language]}</p>
          </Notice>
        )}
        {isUnderWay && (
          <div role="status" className="stack-tight">
            <p>{text('imports.progress', { done, all })}</p>
            <progress value={all === 0 ? 0 : done / all} aria-label={text(`imports.state.${one.state}`)} />
          </div>
        )}
        {one.state !== 'broken' && (
          <p className="row">
            {(['make', 'change', 'same', 'refused'] as const).map((name) => (
              <Tag
                key={name}
                tone={
                  name === 'refused' && one.counts.refused > 0 ? 'danger' : name === 'make' ? 'good' : 'plain'
                }
              >
                {one.counts[name]} {text(`imports.count.${name}`)}
              </Tag>
            ))}
          </p>
        )}
        {one.unused.length > 0 && (
          <p className="quiet small">{text('imports.unused', { columns: one.unused.join(', ') })}</p>
        )}
        {one.failed > 0 && (
          <Notice tone="care">
            <p>{text('imports.failed', { n: one.failed })}</p>
          </Notice>
        )}
        <Doings one={one} planned={planned} />
        {one.state !== 'broken' && one.readLines > 0 && (
          <p>
            <Button look="quiet" icon="open" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {text(isOpen ? 'imports.close' : 'imports.open')}
            </Button>
          </p>
        )}
        {isOpen && one.readLines > 0 && <ImportLines one={one} />}
      </div>
    </Card>
  );
}

function Doings(props: { one: ImportView; planned: number }) {
  const text = useDeskText();
  const client = useClient();
  const queries = useQueryClient();
  const { one, planned } = props;
  const onSuccess = () => queries.invalidateQueries({ queryKey: [key] });
  const apply = useMutation({ mutationFn: () => client.call(applyImport, { id: one.id }), onSuccess });
  const stop = useMutation({ mutationFn: () => client.call(stopImport, { id: one.id }), onSuccess });
  const report = useMutation({
    mutationFn: async () =>
      saveFile(await client.file(`/api/directory/imports/${one.id}/report`), 'sen-import-report.csv'),
  });
  const rest = planned - one.applied;
  return (
    <>
      <div className="row">
        {(one.state === 'ready' || one.state === 'stopped') && rest > 0 && one.readLines === one.lines && (
          <Button look="main" busy={apply.isPending} onClick={() => apply.mutate()}>
            {text('imports.apply', { n: rest })}
          </Button>
        )}
        {one.state === 'ready' && (
          <Button look="quiet" busy={stop.isPending} onClick={() => stop.mutate()}>
            {text('imports.stop')}
          </Button>
        )}
        {(one.state === 'reading' || one.state === 'applying') && (
          <Button busy={stop.isPending} onClick={() => stop.mutate()}>
            {text('imports.halt')}
          </Button>
        )}
        {one.state !== 'broken' && one.state !== 'reading' && (
          <Button icon="download" busy={report.isPending} onClick={() => report.mutate()}>
            {text('imports.report')}
          </Button>
        )}
      </div>
      {[apply, stop, report].map(
        (call, at) =>
          // oxlint-disable-next-line react/no-array-index-key
          call.isError && <Trouble key={at} error={call.error} />,
      )}
    </>
  );
}
