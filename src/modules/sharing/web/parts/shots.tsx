import { showDay } from '#kernel/display/show-date.ts';
import { useSharingText } from '../sharing-text.ts';

interface Shot {
  readonly name: string;
  readonly day: string;
  readonly lot?: string | undefined;
}

/** Vaccinations as a card says them. */
export function Shots({ shots }: { shots: readonly Shot[] }) {
  const text = useSharingText();
  return (
    <ul className="shared-lines">
      {shots.map((shot, at) => (
        <li key={`${shot.day} ${at}`}>
          <strong>{shot.name}</strong> · {showDay(shot.day)}
          {shot.lot !== undefined && <span className="quiet"> · {text('shots.lot', { lot: shot.lot })}</span>}
        </li>
      ))}
    </ul>
  );
}
