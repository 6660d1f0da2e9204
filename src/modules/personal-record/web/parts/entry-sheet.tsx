import { Link } from 'wouter';
import { showMoment } from '#kernel/display/show-date.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { useClient } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { showDecimal } from '#kernel/display/show-number.ts';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { View } from '#web/ui/view.tsx';
import type { Entry, OpenedFact, Source } from '../../api.ts';
import { useOpenedEntry } from '../queries.ts';
import { saveFile } from '#web/data/save-file.ts';
import { useEntryName } from './entry-name.ts';
import { EntryRow, Marks, entryDate } from './entry-row.tsx';
import { Measured, Result } from './measured.tsx';
import { Recorded } from './recorded.tsx';
import { useRecordText } from './record-text.ts';
import './entry-sheet.css';

/** One line opened: what it says, where it came from, what it was before. */
export function EntrySheet(props: {
  patientId: string;
  reference: string;
  onOpen: (id: string) => void;
  onClose: () => void;
}) {
  const text = useRecordText();
  const nameOf = useEntryName();
  const query = useOpenedEntry(props.patientId, props.reference);
  const entry = query.data?.entry;
  return (
    <Sheet title={entry ? nameOf(entry) : text('entry.details')} onClose={props.onClose}>
      <View query={query} lines={8}>
        {({ entry: line, facts, source, versions, files, filesScanned, related }) => (
          <>
            <Said entry={line} facts={facts} />
            {related.length > 0 && (
              <section className="opened-part">
                <h3>{text('entry.related')}</h3>
                <div className="lines">
                  {related.map((one) => (
                    <EntryRow key={one.id} entry={one} within onOpen={props.onOpen} />
                  ))}
                </div>
              </section>
            )}
            {files.length > 0 && (
              <section className="opened-part">
                <h3>{text('entry.files')}</h3>
                <Files patientId={props.patientId} reference={props.reference} files={files} />
                {!filesScanned && <p className="quiet small">{text('entry.unscanned')}</p>}
              </section>
            )}
            <SourcePart source={source} />
            <Correcting patientId={props.patientId} reference={props.reference} own={source.own} />
            <section className="opened-part">
              <h3>{text('entry.history')}</h3>
              {versions.length < 2 ? (
                <p className="quiet">{text('entry.once')}</p>
              ) : (
                <ul className="stack-tight">
                  {versions.map(({ version, at }, place) => (
                    <li key={version} className="row-between">
                      <span>
                        {text('entry.version', { n: version })}
                        {place === 0 && <span className="quiet"> · {text('entry.version.current')}</span>}
                      </span>
                      <span className="quiet">{showMoment(at)}</span>
                    </li>
                  ))}
                </ul>
              )}
            </section>
          </>
        )}
      </View>
    </Sheet>
  );
}

/** Lines that a facility wrote and the person may ask to have corrected. */
const correctable =
  /^(?:Observation|Condition|Procedure|Immunization|MedicationRequest|AllergyIntolerance)\//u;

/** The way from a line to asking its facility to correct it; for the person herself and a guardian, not for staff. */
function Correcting(props: { patientId: string; reference: string; own: boolean }) {
  const text = useRecordText();
  const { me, workspace } = useShell();
  const mayAsk = me.permissions.includes('own-data.keep') && workspace.voice === 'citizen';
  if (!mayAsk || props.own || !correctable.test(props.reference)) return null;
  return (
    <p>
      <Link href={`/own/correct/${props.patientId}/${props.reference}`}>{text('entry.correct')}</Link>
    </p>
  );
}

function Said(props: { entry: Entry; facts: readonly OpenedFact[] }) {
  const text = useRecordText();
  const { entry, facts } = props;
  const isResult = entry.kind === 'test' || entry.kind === 'vital';
  return (
    <>
      <div className="row">
        <span className="quiet">{text(`untitled.${entry.kind}`)}</span>
        <Marks entry={entry} />
      </div>
      {isResult && (
        <div className="opened-result">
          <Result entry={entry} />
        </div>
      )}
      <dl className="facts">
        <dt>{text('entry.date')}</dt>
        <dd>{entryDate(entry) || text('undated')}</dd>
        {entry.due && <FactLine label={text('entry.due')}>{showMoment(entry.due)}</FactLine>}
        {entry.measure && (entry.measure.low !== undefined || entry.measure.high !== undefined) && (
          <>
            <dt>{text('entry.result')}</dt>
            <dd>
              <Measured measure={entry.measure} flag={entry.flag} withRange />
            </dd>
          </>
        )}
        {entry.parts?.map((part) => (
          <FactLine key={part.name} label={part.name}>
            <Measured measure={part.measure} flag={part.flag} withRange />
          </FactLine>
        ))}
        {facts.map((fact) => (
          <FactLine
            key={`${fact.name}${fact.label ?? ''}${fact.text}`}
            label={
              fact.name === 'code'
                ? text('fact.code', { list: fact.label ?? '' })
                : (fact.label ?? text(`fact.${fact.name}`))
            }
          >
            {fact.bare === true ? text('fact.bare', { code: fact.text }) : <Recorded words={fact.text} />}
          </FactLine>
        ))}
      </dl>
    </>
  );
}

function FactLine(props: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

function SourcePart(props: { source: Source }) {
  const text = useRecordText();
  const { facility, signers, document, recordedAt, own } = props.source;
  return (
    <section className="opened-part">
      <h3>{text('entry.source')}</h3>
      {own && (
        <Notice tone="care">
          <p>{text('entry.own')}</p>
        </Notice>
      )}
      {!own && facility === undefined && document === undefined && (
        <p className="quiet">{text('entry.no-source')}</p>
      )}
      <dl className="facts">
        {facility !== undefined && (
          <FactLine label={text('entry.facility')}>
            <Recorded words={facility} />
          </FactLine>
        )}
        {signers.length > 0 && <FactLine label={text('entry.signer')}>{signers.join(', ')}</FactLine>}
        {document !== undefined && <FactLine label={text('entry.document')}>{document}</FactLine>}
        {recordedAt !== undefined && (
          <FactLine label={text('entry.recorded')}>{showMoment(recordedAt)}</FactLine>
        )}
      </dl>
    </section>
  );
}

function Files(props: {
  patientId: string;
  reference: string;
  files: readonly { index: number; title: string; contentType: string; bytes?: number | undefined }[];
}) {
  const text = useRecordText();
  const language = useLanguage();
  const client = useClient();
  const sizeOf = (bytes: number) =>
    bytes < 1_000_000
      ? `${Math.max(1, Math.round(bytes / 1000))} kB`
      : `${showDecimal((bytes / 1_000_000).toFixed(1), language)} MB`;
  return (
    <ul className="stack-tight">
      {props.files.map((file) => (
        <li key={file.index} className="row-between">
          <span>{file.title || text('entry.file', { n: file.index + 1 })}</span>
          <Button
            icon="download"
            onClick={() =>
              void client
                .file(`/api/personal-record/${props.patientId}/file/${props.reference}/${file.index}`)
                .then((bytes) => saveFile(bytes, file.title || 'sen'))
            }
          >
            {text('entry.download', { size: sizeOf(file.bytes ?? 0) })}
          </Button>
        </li>
      ))}
    </ul>
  );
}
