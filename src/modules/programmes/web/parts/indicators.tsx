import { showDecimal } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { View } from '#web/ui/view.tsx';
import type { Indicator } from '../../api.ts';
import { useIndicators, type Figure } from '../queries.ts';
import { useProgrammesText } from './programmes-text.ts';

/** A figure whose people are looked at. */
export interface OpenFigure extends Figure {
  readonly title: Indicator['title'];
}

/** Figures of a register: of how many, how many, and which way is better. */
export function Indicators(props: { code: string; onOpen: (figure: OpenFigure) => void }) {
  const text = useProgrammesText();
  const query = useIndicators(props.code);
  return (
    <Card title={text('indicators.title')}>
      <View query={query} lines={3}>
        {({ indicators }) => (
          <ul className="prog-indicators">
            {indicators.map((one) => (
              <OneFigure key={one.code} one={one} onOpen={props.onOpen} />
            ))}
          </ul>
        )}
      </View>
    </Card>
  );
}

function OneFigure(props: { one: Indicator; onOpen: (figure: OpenFigure) => void }) {
  const text = useProgrammesText();
  const language = useLanguage();
  const { one } = props;
  const part = one.of === 0 ? undefined : Math.round((one.have / one.of) * 1000) / 10;
  return (
    <li>
      <div className="prog-figure">
        {part === undefined ? '—' : `${showDecimal(String(part), language)} %`}
      </div>
      <div>
        {one.title[language]}
        <div className="small quiet">
          {text('indicators.of', { have: one.have, of: one.of })} {text(`better.${one.better}`)}
        </div>
        <progress max={Math.max(1, one.of)} value={one.have} aria-label={one.title[language]} />
        <div className="prog-tags no-print">
          {(['have', 'rest'] as const).map((part) => {
            const count = part === 'have' ? one.have : one.of - one.have;
            return (
              count > 0 && (
                <Button
                  key={part}
                  look="quiet"
                  onClick={() => props.onOpen({ code: one.code, part, title: one.title })}
                >
                  {text(`indicators.${part}`, { n: count })}
                </Button>
              )
            );
          })}
        </div>
      </div>
    </li>
  );
}
