import { useLanguage, useText } from '#web/text/text-context.tsx';
import { bookedServices, type BookedService } from '../../domain/services.ts';
import type vi from '../booking.vi.json';

/** The words of this module's pages. */
export const useBookingText = () => useText<typeof vi>();
export type BookingText = ReturnType<typeof useBookingText>;

/** What a kind of service is called. */
export function useServiceName(): (service: BookedService) => string {
  const language = useLanguage();
  return (service) => bookedServices[service][language];
}
