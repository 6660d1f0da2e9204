import type { Language } from '#kernel/schema.ts';

/** What a reader chose for her own screen; kept on this device, nothing about her health. */
export interface Preferences {
  readonly language: Language;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly textSize: 'normal' | 'large' | 'largest';
  /** Workspace last used by somebody with several roles. */
  readonly workspace?: string;
}

const key = 'sen.preferences';
const usual: Preferences = { language: 'vi', theme: 'auto', textSize: 'normal' };

/** Reads the choices; anything unreadable falls back to the usual ones. */
export function readPreferences(storage: Storage): Preferences {
  const stored = storage.getItem(key);
  if (stored === null) return usual;
  try {
    const found = JSON.parse(stored) as Partial<Preferences>;
    return {
      language: found.language === 'en' ? 'en' : 'vi',
      theme: found.theme === 'light' || found.theme === 'dark' ? found.theme : 'auto',
      textSize: found.textSize === 'large' || found.textSize === 'largest' ? found.textSize : 'normal',
      ...(typeof found.workspace === 'string' ? { workspace: found.workspace } : {}),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return usual;
    throw error;
  }
}

/** Keeps the choices on this device. */
export function keepPreferences(storage: Storage, preferences: Preferences): void {
  storage.setItem(key, JSON.stringify(preferences));
}

/** Puts language, theme and letter size on the page itself. */
export function applyPreferences(root: HTMLElement, preferences: Preferences): void {
  root.lang = preferences.language;
  root.dataset['theme'] = preferences.theme;
  root.dataset['textSize'] = preferences.textSize;
}
