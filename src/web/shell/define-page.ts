import type { ComponentType } from 'react';
import type { Permission } from '#kernel/contract.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { IconName } from '#web/ui/icon.tsx';

type TextLoader<T> = () => Promise<{ readonly default: T }>;

/** What every page component receives. */
export interface PageProps {
  readonly params: Readonly<Record<string, string>>;
}

/** A page as data: importing all of them costs a few kilobytes; its component and its words come when it is opened. */
export interface Page {
  readonly id: string;
  /** Path with ':name' parameters. Never holds what a person typed. */
  readonly path: `/${string}`;
  /**
   * The permission that the page's endpoints ask for; hiding is courtesy, the server decides. A public page is open to strangers too and
   * asks nothing of the shell.
   */
  readonly allow: Permission | 'signed-in' | 'public';
  readonly title: Bilingual;
  /** Word of the menu, where the title is too long for it. */
  readonly short?: Bilingual;
  readonly icon: IconName;
  /** The parameter that names the person whose record is shown: keeps her banner in sight. */
  readonly person?: string;
  readonly text: {
    readonly vi: TextLoader<Readonly<Record<string, string>>>;
    readonly en: TextLoader<Readonly<Record<string, string>>>;
  };
  readonly load: () => Promise<{ readonly default: ComponentType<PageProps> }>;
}

/** Declares a page. A sentence that the Vietnamese file has and the English one lacks does not compile. */
export function definePage<const T extends Readonly<Record<string, string>>>(
  page: Omit<Page, 'text'> & {
    readonly text: {
      readonly vi: TextLoader<T>;
      readonly en: TextLoader<Readonly<Record<keyof NoInfer<T>, string>>>;
    };
  },
): Page {
  return page;
}
