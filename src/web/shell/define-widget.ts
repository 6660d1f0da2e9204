import type { ComponentType } from 'react';
import type { Permission } from '#kernel/contract.ts';
import type { Page } from './define-page.ts';

/** A place in the frame that a module may fill, with the type of what it is given. */
export interface Slot<P> {
  readonly id: string;
  readonly __props?: P;
}

/** The line about a person that stays in sight on every page about her. */
export const personBanner: Slot<{ readonly patientId: string }> = { id: 'person-banner' };

/** What the reader must hear of on whatever page she is. */
export const frameNews: Slot<object> = { id: 'frame-news' };

/** A part of a screen that a module offers to a slot of the frame. */
export interface Widget<P = never> {
  readonly id: string;
  readonly slot: Slot<P>;
  readonly allow: Permission | 'signed-in';
  readonly text: Page['text'];
  readonly load: () => Promise<{ readonly default: ComponentType<P> }>;
}

/** Declares a widget; its props have the type of its slot. */
export function defineWidget<P>(widget: Widget<P>): Widget<P> {
  return widget;
}
