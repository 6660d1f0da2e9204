import { useEffect, useState } from 'react';

const waitMs = 180;

/** What was typed, once the hand rests: so that not each letter asks. */
export function useTyped(): { typed: string; settled: string; type: (text: string) => void } {
  const [typed, type] = useState('');
  const [settled, settle] = useState('');
  useEffect(() => {
    const wait = setTimeout(() => settle(typed.trim()), waitMs);
    return () => clearTimeout(wait);
  }, [typed]);
  return { typed, settled, type };
}
