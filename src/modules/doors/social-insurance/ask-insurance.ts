import type { Dialect } from '../registers/ask-register.ts';
import { insuredPerson, type InsuredPerson } from './protocol.ts';

/** Social insurance. Paths: own convention, verify. */
export const socialInsurance: Dialect<InsuredPerson> = {
  register: 'social-insurance',
  paths: { one: '/v1/check-card', many: '/v1/check-cards' },
  person: insuredPerson,
};
