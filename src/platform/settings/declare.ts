import type { Setting } from '../module/define-module.ts';

/** One environment variable of the platform, typed by what it is read as. */
export function declare<T>(declaration: Setting<T>): Setting<T> {
  return declaration;
}
