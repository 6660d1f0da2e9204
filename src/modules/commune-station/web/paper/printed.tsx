import { useEffect, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import './paper.css';

/** Prints what is inside, alone, from this device: no server makes the paper. */
export function Printed(props: { onDone: () => void; children: ReactNode }) {
  const { onDone } = props;
  useEffect(() => {
    addEventListener('afterprint', onDone, { once: true });
    print();
    return () => removeEventListener('afterprint', onDone);
  }, [onDone]);
  return createPortal(<div className="station-print">{props.children}</div>, document.body);
}
