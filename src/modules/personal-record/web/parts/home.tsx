import { Family } from './family.tsx';
import { Today } from './today.tsx';

/** A citizen's home above a record: whose it is, and what matters today. */
export function Home(props: { patientId: string; onOpen: (id: string) => void }) {
  return (
    <>
      <Family patientId={props.patientId} />
      <Today key={props.patientId} patientId={props.patientId} onOpen={props.onOpen} />
    </>
  );
}
