import { RequestProblem } from '#web/data/problem.ts';
import { useDevice, useDeviceStatus } from '#web/offline/device-context.tsx';

/** Where an answer came from: the centre, which knows all, or this device, which knows its people and what it has not sent. */
type From = 'centre' | 'device';

export interface Either<T> {
  readonly from: From;
  readonly data: T;
}

/**
 * Where to ask now: the centre while it is there and has everything; this device while there is no network or something is still to be sent.
 * A computer that keeps nothing always asks the centre.
 */
export function useSource(): From {
  const { mode, network, pending } = useDeviceStatus();
  return mode === 'device' && (network !== 'there' || pending.length > 0) ? 'device' : 'centre';
}

/** Asks the centre, and this device where the centre cannot be asked. */
export function useEither(): <T>(
  source: From,
  centre: () => Promise<T>,
  own: () => Promise<T>,
) => Promise<Either<T>> {
  const device = useDevice();
  return async (source, centre, own) => {
    if (source === 'device') return { from: 'device', data: await own() };
    try {
      return { from: 'centre', data: await centre() };
    } catch (error) {
      const isAway = error instanceof RequestProblem && error.trouble === 'offline';
      if (!isAway || device.status().mode === 'online') throw error;
      return { from: 'device', data: await own() };
    }
  };
}
