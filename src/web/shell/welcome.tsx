import { useState } from 'react';
import { Link } from 'wouter';
import { useLanguage, useWords } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Icon, Mark } from '#web/ui/icon.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { Page } from './define-page.ts';
import type { Preferences } from './preferences.ts';
import { placesOf } from './public-places.ts';
import { RequestProblem } from '#web/data/problem.ts';
import { leaveToSignIn } from './sign-in.ts';
import './frame.css';

/** What a stranger sees first: what this is and the one way in. */
export function Welcome(props: {
  pages: readonly Page[];
  prefer: (change: Partial<Preferences>) => void;
  problem?: unknown;
}) {
  const words = useWords();
  const language = useLanguage();
  const [leaving, setLeaving] = useState(false);
  const [problem, setProblem] = useState(props.problem);
  const other = language === 'vi' ? 'en' : 'vi';
  const returnTo = location.pathname === '/signed-in' ? '/' : location.pathname + location.search;
  const signIn = () => {
    setLeaving(true);
    leaveToSignIn(returnTo).catch(() => {
      setLeaving(false);
      setProblem(new RequestProblem(navigator.onLine ? 'broken' : 'offline'));
    });
  };
  return (
    <div className="welcome">
      <header className="welcome-top">
        <button
          type="button"
          className="button button-quiet"
          lang={other}
          onClick={() => props.prefer({ language: other })}
        >
          <Icon name="language" />
          {words('language.other')}
        </button>
      </header>
      <main className="welcome-middle">
        <Mark size={56} />
        <h1>{words('welcome.title')}</h1>
        <p className="lead">{words('welcome.lead')}</p>
        {problem !== undefined && <Trouble error={problem} />}
        <Button look="main" busy={leaving} onClick={signIn}>
          {words('sign-in')}
        </Button>
        <p className="small quiet">{words('welcome.safe')}</p>
        <nav className="welcome-open" aria-label={words('welcome.open')}>
          {placesOf(props.pages).map((page) => (
            <Link key={page.id} href={page.path}>
              <Icon name={page.icon} />
              {page.title[language]}
            </Link>
          ))}
        </nav>
      </main>
    </div>
  );
}
