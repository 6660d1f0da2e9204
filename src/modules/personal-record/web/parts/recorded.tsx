import { languageOf } from '#kernel/display/language-of.ts';
import { useLanguage } from '#web/text/text-context.tsx';

/** Words as they were recorded. On a page in another language they carry their own, for voices and for breaking lines. */
export function Recorded(props: { words: string | undefined; className?: string }) {
  const page = useLanguage();
  const { words = '', className } = props;
  if (words === '') return null;
  const own = page === 'vi' ? undefined : languageOf(words);
  if (own === undefined && className === undefined) return words;
  return (
    <span lang={own} className={className}>
      {words}
    </span>
  );
}
