import { licenceErrorKinds } from '#kernel/licence-errors.ts';
import { useLanguage, useWords } from '#web/text/text-context.tsx';
import { Notice } from '#web/ui/notice.tsx';

const kinds: Readonly<Record<string, { readonly text: { readonly vi: string; readonly en: string } }>> =
  licenceErrorKinds;

/** Says to a health worker why her clinical rights are closed, and whom to ask. */
export function Withheld(props: { because: string | undefined }) {
  const words = useWords();
  const language = useLanguage();
  const kind = props.because === undefined ? undefined : kinds[props.because];
  if (kind === undefined) return null;
  return (
    <Notice tone="care" title={words('licence.title')} live>
      <p>{kind.text[language]}</p>
    </Notice>
  );
}
