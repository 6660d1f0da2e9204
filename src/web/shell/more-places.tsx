import { useWords } from '#web/text/text-context.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import type { Page } from './define-page.ts';
import { Place } from './place.tsx';

/** The places that the bar of a phone has no room for, by their whole names. */
export function MorePlaces(props: { places: readonly Page[]; here: Page | undefined; onClose: () => void }) {
  const words = useWords();
  const { places, here, onClose } = props;
  return (
    <Sheet title={words('places.others')} onClose={onClose}>
      <ul className="more-places">
        {places.map((page) => (
          <Place key={page.id} page={page} isHere={page === here} whole onGo={onClose} />
        ))}
      </ul>
    </Sheet>
  );
}
