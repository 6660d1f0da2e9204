import type { Language } from '#kernel/schema.ts';
import { Link } from 'wouter';
import { mayOpen } from '#web/shell/me.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage, useWords } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choice } from '#web/ui/field.tsx';
import { useRecordText } from '../../parts/record-text.ts';

const languages: readonly { value: Language; label: string }[] = [
  { value: 'vi', label: 'Tiếng Việt' },
  { value: 'en', label: 'English' },
];

/** Who is signed in, how this screen looks, and the way out. */
export default function AccountPage() {
  const text = useRecordText();
  const words = useWords();
  const language = useLanguage();
  const { me, workspaces, preferences, prefer, signOut } = useShell();
  return (
    <div className="account stack narrow">
      <h1>{text('account.title')}</h1>
      <Card title={text('account.who')} icon="person">
        <dl className="facts">
          <dt>{text('account.who')}</dt>
          <dd className="strong">{me.name}</dd>
          <dt>{text('account.role')}</dt>
          <dd>{workspaces.map(({ title }) => title[language]).join(', ')}</dd>
          {me.facility && (
            <>
              <dt>{text('account.facility')}</dt>
              <dd>{me.facility.name}</dd>
            </>
          )}
        </dl>
      </Card>
      {mayOpen(me, 'computers.keep') && (
        <p>
          <Link href="/computers">{text('account.computers')}</Link>
        </p>
      )}
      <Card title={text('account.screen')} icon="show">
        <div className="stack">
          <Choice
            label={text('account.language')}
            name="language"
            value={preferences.language}
            options={languages}
            onChange={(value) => prefer({ language: value })}
          />
          <Choice
            label={text('account.size')}
            name="size"
            value={preferences.textSize}
            options={(['normal', 'large', 'largest'] as const).map((value) => ({
              value,
              label: text(`account.size.${value}`),
            }))}
            onChange={(textSize) => prefer({ textSize })}
          />
          <Choice
            label={text('account.theme')}
            name="theme"
            value={preferences.theme}
            options={(['auto', 'light', 'dark'] as const).map((value) => ({
              value,
              label: text(`account.theme.${value}`),
            }))}
            onChange={(theme) => prefer({ theme })}
          />
          <p className="quiet small">{text('account.kept')}</p>
        </div>
      </Card>
      <div className="stack-tight">
        <p>
          <Button icon="leave" onClick={signOut}>
            {words('sign-out')}
          </Button>
        </p>
        <p className="quiet small">{text('account.leave')}</p>
      </div>
    </div>
  );
}
