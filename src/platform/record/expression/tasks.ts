import type { ViewFormat } from '../view/formats.ts';

/** What a thread is asked to do. */
export type Task =
  | { readonly kind: 'fhirpath'; readonly expression: string; readonly resource: string | undefined }
  /** Reads and checks a ViewDefinition and starts its output. */
  | {
      readonly kind: 'view-open';
      readonly view: string;
      readonly format: ViewFormat;
      readonly header: boolean;
    }
  /** Resources, as JSON texts; at most `limit` rows more. */
  | { readonly kind: 'view-rows'; readonly texts: readonly string[]; readonly limit: number }
  | { readonly kind: 'view-close' }
  /** A resource held against profiles that somebody stored, by the address that names each; answers with issues. */
  | {
      readonly kind: 'examine';
      readonly resource: string;
      readonly profiles: readonly string[];
      readonly stored: Readonly<Record<string, string>>;
    }
  /** A question about the GraphQL schema. */
  | {
      readonly kind: 'introspect';
      readonly query: string;
      readonly variables: Readonly<Record<string, unknown>>;
      readonly operationName: string | undefined;
    };

/** What it answers: text or bytes to send, and how many rows they hold. */
export interface TaskAnswer {
  readonly output: string | Uint8Array;
  readonly rows: number;
}
