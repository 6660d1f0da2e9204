import { AppError } from '#kernel/errors.ts';
import type { Language } from '#kernel/schema.ts';

type Print = (line: string) => void;

/** Runs a command; a refusal is printed in the reader's language, a wrong call with a hint to `--help`. */
export async function answering(
  language: Language,
  print: Print,
  work: () => Promise<boolean>,
): Promise<number> {
  try {
    if (await work()) return 0;
    print(wrongCall[language]);
    return 2;
  } catch (error) {
    if (error instanceof AppError) {
      print(
        error.issues.map((issue) => `${issue.path}: ${issue.text[language]}`).join('\n') ||
          error.sentence(language),
      );
      return 1;
    }
    if (isArgumentError(error)) {
      print(`${wrongCall[language]} ${error.message}`);
      return 2;
    }
    throw error;
  }
}

const wrongCall = {
  vi: 'Lệnh còn thiếu hoặc thừa tham số; xem cách dùng bằng --help.',
  en: 'The command lacks an argument or has one too many; see its usage with --help.',
};

function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
