import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import {
  doseWords,
  drugWords,
  findDrugs,
  prescribe,
  quantityOf,
  type DoseFinding,
  type Prescribed,
} from '#modules/outpatient/api.ts';
import { FindOne } from '../../parts/find-one.tsx';
import { useStationText } from '../../parts/station-text.ts';

/** The prescription from the station's list, each line with what the checks say of it. */
export function MedicinesPart(props: {
  lines: readonly Prescribed[];
  findings: readonly DoseFinding[];
  kept: string;
  onChange: (lines: readonly Prescribed[]) => void;
  onKeep: (why: string) => void;
}) {
  const text = useStationText();
  const { lines, findings, onChange } = props;
  return (
    <Card title={text('medicines')} icon="medicine">
      <ul className="station-list">
        {lines.map((line, at) => (
          <MedicineLine
            key={`${line.name} ${line.strength}`}
            line={line}
            findings={findings.filter((one) => one.line === at)}
            onChange={(next) => onChange(next === undefined ? lines.toSpliced(at, 1) : lines.with(at, next))}
          />
        ))}
      </ul>
      <FindOne
        label={text('medicines.find')}
        hint={text('medicines.hint')}
        name="drug"
        find={(words) => Promise.resolve(findDrugs(words))}
        keyOf={drugWords}
        labelOf={drugWords}
        onPick={(drug) => onChange([...lines, prescribe(drug, 1, 2, 5)])}
      />
      {findings.some(({ grade }) => grade === 'stop') && (
        <TextField
          label={text('dose.kept')}
          value={props.kept}
          onChange={(event) => props.onKeep(event.target.value)}
        />
      )}
      {lines.length > 0 && <p className="tiny quiet">{text('check.source')}</p>}
    </Card>
  );
}

function MedicineLine(props: {
  line: Prescribed;
  findings: readonly DoseFinding[];
  onChange: (line: Prescribed | undefined) => void;
}) {
  const text = useStationText();
  const language = useLanguage();
  const { line, findings, onChange } = props;
  const field = (label: string, key: 'perDose' | 'timesPerDay' | 'days') => (
    <TextField
      label={label}
      inputMode="decimal"
      defaultValue={String(line[key]).replace('.', ',')}
      onChange={(event) => onChange({ ...line, [key]: Number(event.target.value.replace(',', '.')) })}
    />
  );
  return (
    <li className="station-line">
      <div className="station-who">
        <strong lang="vi">{drugWords(line)}</strong>
        <p className="quiet small">
          {doseWords(line, language)} · {quantityOf(line)} {line.unit}
        </p>
      </div>
      <Button look="quiet" icon="close" onClick={() => onChange(undefined)}>
        {text('remove', { name: line.name })}
      </Button>
      <div className="station-dose">
        {field(text('dose.each'), 'perDose')}
        {field(text('dose.times'), 'timesPerDay')}
        {field(text('dose.days'), 'days')}
        <TextField
          label={text('dose.advice')}
          defaultValue={line.advice ?? ''}
          onChange={(event) => onChange({ ...line, advice: event.target.value })}
        />
      </div>
      {findings.map((finding) => (
        <Notice key={finding.kind} tone={finding.grade === 'stop' ? 'danger' : 'care'} live>
          <p>{text(`check.${finding.kind}`, finding.facts)}</p>
        </Notice>
      ))}
    </li>
  );
}
