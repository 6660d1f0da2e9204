import { useState } from 'react';
import { formatDay } from '#kernel/vietnam/date.ts';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { TextArea } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { LookView } from '../../api.ts';
import type vi from '../access-log.vi.json';
import { useComplain } from '../queries.ts';

const shortest = 5;

/** What the person finds wrong, in her words. */
export function ComplainSheet(props: { look: LookView; onClose: () => void }) {
  const text = useText<typeof vi>();
  const { look, onClose } = props;
  const [words, setWords] = useState('');
  const [isTried, setTried] = useState(false);
  const complain = useComplain(look.lineId, onClose);
  const isShort = words.trim().length < shortest;
  return (
    <Sheet title={text('complain.title')} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!isShort) complain.mutate(words);
        }}
      >
        <p className="strong">
          {text('complain.about', { who: look.who || text('who.unknown'), day: formatDay(look.day) })}
        </p>
        <TextArea
          label={text('complain.words')}
          hint={text('complain.words.hint')}
          error={isTried && isShort ? text('complain.short') : undefined}
          value={words}
          maxLength={1000}
          rows={5}
          onChange={(event) => setWords(event.target.value)}
        />
        <p className="quiet">{text('complain.clock')}</p>
        {complain.isError && <Trouble error={complain.error} />}
        <p>
          <Button look="main" type="submit" busy={complain.isPending}>
            {text('complain.send')}
          </Button>
        </p>
      </form>
    </Sheet>
  );
}
