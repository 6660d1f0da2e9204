import { z } from 'zod';
import { AppError, type ErrorIssue } from '#kernel/errors.ts';
import type { Bilingual, Language } from '#kernel/schema.ts';
import { asAppError } from '../sql/database-errors.ts';
import { inputIssues } from './input-issues.ts';

const fastifyCodes: Readonly<Record<string, AppError['code']>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.unsupported-media',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.invalid',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request.invalid',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request.invalid',
  FST_ERR_BAD_URL: 'request.invalid',
  FST_STATIC_FORBIDDEN_PATH: 'route.not-found',
  ECONNRESET: 'request.invalid',
};

/** Whatever was thrown, as an error with a code; what nobody expected becomes internal.unexpected with its cause. */
export function toAppError(error: unknown): AppError {
  const translated = asAppError(error);
  if (translated instanceof AppError) return translated;
  if (error instanceof z.core.$ZodError)
    return new AppError('request.invalid', { issues: inputIssues(error) });
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? fastifyCodes[code] : undefined;
  if (known !== undefined) return new AppError(known, { cause: error });
  if (statusCode === 429) return new AppError('request.throttled', { cause: error });
  if (statusCode === 404) return new AppError('route.not-found', { cause: error });
  // A body parser refuses what is not JSON with 400, the sender of files a condition that fails with 412 and a range with 416.
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return new AppError('request.invalid', { cause: error });
  return new AppError('internal.unexpected', { cause: error });
}

/**
 * The refusal of a body that is too large, with the limit of the route named and what to do instead.
 * @param limitBytes most bytes that the route takes
 */
export function nameLimit(error: AppError, limitBytes: number, fhir: boolean): AppError {
  // A route that reads its body as a stream counts for itself and has told fastify of no limit.
  const isNamed = error.issues.length > 0 || limitBytes === Number.MAX_SAFE_INTEGER;
  if (error.code !== 'request.too-large' || isNamed) return error;
  const limit =
    limitBytes < 1_000_000
      ? `${Math.floor(limitBytes / 1000)} kB`
      : `${Math.floor(limitBytes / 1_000_000)} MB`;
  const text = fhir
    ? {
        vi: `Nội dung gửi lên lớn hơn ${limit} nên không được nhận. Hãy chia thành nhiều Bundle nhỏ hơn, hoặc nhập cả tệp bằng lệnh “sen import”, lệnh này không giới hạn kích thước tệp.`,
        en: `What was sent is larger than ${limit} and was not taken. Split it into smaller Bundles, or take in the whole file with “sen import”, which has no limit on the size of a file.`,
      }
    : {
        vi: `Nội dung gửi lên lớn hơn ${limit} nên không được nhận. Hãy chia nhỏ rồi gửi lại.`,
        en: `What was sent is larger than ${limit} and was not taken. Split it and send it again.`,
      };
  return new AppError('request.too-large', { issues: [{ text }], cause: error.cause });
}

/** An answer for an error, ready to be sent. */
export interface ErrorAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * The one place where an error becomes an answer: an OperationOutcome under /fhir, RFC 9457 problem details elsewhere. The sentence
 * is in the caller's language, the other language stands beside it.
 * @source RFC 9457; HL7 FHIR R4 OperationOutcome, extension translation
 */
export function answerError(
  error: AppError,
  to: { readonly fhir: boolean; readonly language: Language; readonly requestId: string },
): ErrorAnswer {
  const body = to.fhir ? operationOutcome(error, to.language) : problem(error, to.language, to.requestId);
  return {
    status: error.kind.status,
    contentType: to.fhir ? 'application/fhir+json; charset=utf-8' : 'application/problem+json; charset=utf-8',
    body: JSON.stringify(body),
  };
}

function problem(error: AppError, language: Language, requestId: string): object {
  return {
    type: `urn:sen:error:${error.code}`,
    title: error.sentence(language),
    status: error.kind.status,
    code: error.code,
    requestId,
    text: error.kind.text,
    ...(error.issues.length > 0 && {
      issues: error.issues.map((issue) => ({ ...issue, sentence: issue.text[language] })),
    }),
  };
}

function operationOutcome(error: AppError, language: Language): object {
  const general: ErrorIssue = { issue: error.kind.issue, severity: 'error', text: error.kind.text };
  const issues = error.issues.length > 0 ? error.issues : [general];
  return {
    resourceType: 'OperationOutcome',
    issue: issues.map((issue) => outcomeIssue({ issue: error.kind.issue, ...issue }, language, error.code)),
  };
}

/** One finding as an issue of an OperationOutcome, in the reader's language with the other beside it. */
export function outcomeIssue(issue: ErrorIssue, language: Language, code?: string): object {
  return {
    severity: issue.severity ?? 'error',
    code: issue.issue ?? 'processing',
    details: {
      ...(code !== undefined && { coding: [{ system: 'urn:sen:error', code }] }),
      ...translated(issue.text, language),
    },
    ...(issue.path !== undefined && issue.path !== '' && { expression: [issue.path] }),
  };
}

function translated(text: Bilingual, language: Language): object {
  const other = language === 'vi' ? 'en' : 'vi';
  return {
    text: text[language],
    _text: {
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/translation',
          extension: [
            { url: 'lang', valueCode: other },
            { url: 'content', valueString: text[other] },
          ],
        },
      ],
    },
  };
}
