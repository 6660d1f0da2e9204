import { supported } from './map/map-message.ts';
import type { Message } from './message.ts';
import { finding, type Finding } from './rules.ts';

/** What must be right before a message is looked into. `processingIds`: P, and T or D where nothing is real. */
export function checkMessage(message: Message, processingIds: readonly string[]): Finding[] {
  const { msh } = message;
  const found: Finding[] = [];
  if (msh.text(10) === '') found.push(finding('control-id-missing', { segment: 'MSH', field: 10 }));
  if (!/^2\.[1-9](\.\d)?$/.test(msh.text(12)))
    found.push(finding('version-unknown', { segment: 'MSH', field: 12 }, msh.text(12).slice(0, 12)));
  if (!processingIds.includes(msh.text(11)))
    found.push(finding('processing-id', { segment: 'MSH', field: 11 }, msh.text(11).slice(0, 4)));
  const type = msh.text(9, 1).toUpperCase();
  const event = msh.text(9, 2).toUpperCase();
  const events = supported[type];
  const shown = `${type} ${event}`.slice(0, 16);
  if (events === undefined) found.push(finding('type-unknown', { segment: 'MSH', field: 9 }, shown));
  else if (!events.has(event)) found.push(finding('event-unknown', { segment: 'MSH', field: 9 }, shown));
  return found;
}
