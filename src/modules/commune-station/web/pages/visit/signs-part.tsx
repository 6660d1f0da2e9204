import { showDay } from '#kernel/display/show-date.ts';
import { findVitalSign } from '#kernel/terminology/vital-signs.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { areSwapped, type SignFinding } from '#kernel/terminology/judge-signs.ts';
import { askedSigns } from '../../../domain/visit/forms-in-visit.ts';
import { readSigns, type TypedSigns } from '../../../domain/visit/typed-signs.ts';
import { useStationText } from '../../parts/station-text.ts';
import type { LastSigns } from './last-signs.ts';

/** Vital signs: the last value beside each, alarms in words, an impossible value asked again. */
export function SignsPart(props: {
  typed: TypedSigns;
  findings: readonly SignFinding[];
  last: LastSigns;
  onType: (typed: TypedSigns) => void;
}) {
  const text = useStationText();
  const language = useLanguage();
  const { typed, findings, last, onType } = props;
  return (
    <Card title={text('signs')} icon="vital">
      <div className="station-signs">
        {askedSigns.map((loinc) => {
          const sign = findVitalSign(loinc)!;
          const finding = findings.find((one) => one.loinc === loinc);
          const before = last.get(loinc);
          const change = (part: { text?: string; kept?: string }): void =>
            onType({ ...typed, [loinc]: { ...(typed[loinc] ?? { text: '' }), ...part } });
          return (
            <div key={loinc} className="stack-tight">
              <TextField
                label={`${sign[language]} (${unitOf(sign.ucum)})`}
                inputMode="decimal"
                autoComplete="off"
                value={typed[loinc]?.text ?? ''}
                error={
                  finding?.grade === 'impossible' && typed[loinc]?.kept === undefined
                    ? text('sign.impossible')
                    : undefined
                }
                hint={before && text('sign.last', { value: before.value, day: showDay(before.day) })}
                onChange={(event) => change({ text: event.target.value })}
              />
              {finding !== undefined && finding.grade !== 'impossible' && (
                <Tag
                  tone={finding.grade === 'alarm' ? 'danger' : 'care'}
                  icon={finding.way === 'high' ? 'up' : 'down'}
                >
                  {text(`sign.${finding.grade}.${finding.way}`)}
                </Tag>
              )}
              {finding?.grade === 'impossible' && (
                <TextField
                  label={text('sign.kept')}
                  value={typed[loinc]?.kept ?? ''}
                  onChange={(event) => change({ kept: event.target.value })}
                />
              )}
            </div>
          );
        })}
      </div>
      {areSwapped(readSigns(typed)) && (
        <Notice tone="care" live>
          <p>{text('sign.swapped')}</p>
        </Notice>
      )}
    </Card>
  );
}

const unitOf = (ucum: string): string => ({ 'mm[Hg]': 'mmHg', Cel: '°C', '/min': '/phút' })[ucum] ?? ucum;
