import { useMemo, useState } from 'react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ClientContext } from '#web/data/client-context.tsx';
import { createClient } from '#web/data/client.ts';
import { useLanguage, useWords } from '#web/text/text-context.tsx';
import { Icon, Mark } from '#web/ui/icon.tsx';
import type { Page } from './define-page.ts';
import { OpenPage } from './open-page.tsx';
import type { Preferences } from './preferences.ts';
import { placesOf } from './public-places.ts';
import { leaveToSignIn } from './sign-in.ts';
import './frame.css';
import './public-place.css';

/** A page for everybody: nobody has signed in, no record is near, nothing about the reader is asked. */
export function PublicPlace(props: {
  page: Page;
  params: Readonly<Record<string, string>>;
  pages: readonly Page[];
  prefer: (change: Partial<Preferences>) => void;
}) {
  const words = useWords();
  const language = useLanguage();
  const other = language === 'vi' ? 'en' : 'vi';
  const client = useMemo(
    () => createClient({ token: () => Promise.resolve(undefined), language: () => language }),
    [language],
  );
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: 1 } } }),
  );
  return (
    <QueryClientProvider client={queries}>
      <ClientContext value={client}>
        <div className="public">
          <a className="skip" href="#work">
            {words('skip')}
          </a>
          <header className="public-top no-print">
            <Link href="/" className="frame-brand">
              <Mark />
              <span className="frame-name">{words('product')}</span>
            </Link>
            <nav className="public-places" aria-label={words('places')}>
              {placesOf(props.pages).map((page) => (
                <Link
                  key={page.id}
                  href={page.path}
                  aria-current={page.id === props.page.id ? 'page' : undefined}
                >
                  <Icon name={page.icon} />
                  {(page.short ?? page.title)[language]}
                </Link>
              ))}
            </nav>
            <div className="public-own">
              <button
                type="button"
                className="button button-quiet"
                lang={other}
                onClick={() => props.prefer({ language: other })}
              >
                <Icon name="language" />
                {words('language.other')}
              </button>
              <button
                type="button"
                className="button button-quiet"
                onClick={() => void leaveToSignIn(location.pathname + location.search + location.hash)}
              >
                <Icon name="person" />
                {words('sign-in')}
              </button>
            </div>
          </header>
          <OpenPage page={props.page} params={props.params} />
        </div>
      </ClientContext>
    </QueryClientProvider>
  );
}
