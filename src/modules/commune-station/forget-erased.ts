import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { forgetMonths } from './books/kept-months.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/**
 * Erasure by law: what was read of her a moment ago goes. What closed months hold of a visit is an id that leads nowhere any more; the signed
 * figures stay, since they are the report that law asks to be kept.
 */
export function forgetErased(_ctx: Context, _erased: Erased): Promise<Record<string, number>> {
  forgetMonths();
  return Promise.resolve({});
}
