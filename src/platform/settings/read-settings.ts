import type { Bilingual } from '#kernel/schema.ts';
import type { Setting } from '../module/define-module.ts';

/** What is wrong with one setting and how to mend it. */
export interface SettingFinding {
  readonly env: string;
  readonly text: Bilingual;
}

/** The start was refused: one or more settings are wrong or unsafe. */
export class SettingsRefused extends Error {
  override readonly name = 'SettingsRefused';
  readonly findings: readonly SettingFinding[];
  constructor(findings: readonly SettingFinding[]) {
    super(findings.map((finding) => `${finding.env}: ${finding.text.en}`).join('\n'));
    this.findings = findings;
  }
}

/** Typed values of a declaration. */
export type ValuesOf<D extends Readonly<Record<string, Setting>>> = {
  readonly [K in keyof D]: D[K] extends Setting<infer T> ? T : never;
};

/**
 * Reads declared settings from the environment. An empty variable counts as not set.
 * Throws SettingsRefused with all wrong values at once; a secret's value is never repeated.
 */
export function readSettings<D extends Readonly<Record<string, Setting>>>(
  declarations: D,
  env: Readonly<Record<string, string | undefined>>,
): ValuesOf<D> {
  const values: Record<string, unknown> = {};
  const findings: SettingFinding[] = [];
  for (const [key, setting] of Object.entries(declarations)) {
    const given = env[setting.env];
    const text = given === undefined || given === '' ? setting.default : given;
    try {
      values[key] = setting.type.parse(text);
    } catch {
      const shown = setting.secret === true ? '' : ` ("${text}")`;
      findings.push({
        env: setting.env,
        text: {
          vi: `Giá trị${shown} không dùng được. ${setting.about.vi}`,
          en: `The value${shown} cannot be used. ${setting.about.en}`,
        },
      });
    }
  }
  if (findings.length > 0) throw new SettingsRefused(findings);
  return values as ValuesOf<D>;
}
