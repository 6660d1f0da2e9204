import { readAppleHealth } from '../../domain/files/apple-health.ts';
import { createCsvLines, separatorOf } from '../../domain/files/csv-lines.ts';
import { guessMapping, readingsOfLine, type Mapping } from '../../domain/files/csv-readings.ts';
import { FileFault, type FoundReading } from '../../domain/files/found-reading.ts';
import { inZoneOfPhone } from '../local-time.ts';
import type { OpenedFile } from './open-file.ts';

/** The first lines of a table, to choose by what its columns mean. */
export interface TableHead {
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
  readonly mapping: Mapping;
}

const shownLines = 5;

/** Reads the head of a table and no more. Error: FileFault. */
export async function readTableHead(file: OpenedFile): Promise<TableHead> {
  let text = '';
  for await (const piece of file.pieces()) {
    text += piece;
    if (text.length > 20_000) break;
  }
  const lines = createCsvLines(separatorOf(text)).write(text.endsWith('\n') ? text : `${text}\n`);
  const [head, ...others] = lines;
  if (head === undefined) throw new FileFault('no-columns');
  return { head, lines: others.slice(0, shownLines), mapping: guessMapping(head) };
}

/** All readings of a file, in its order, a piece at a time; between two pieces the page is free. */
export async function* readReadingsOf(
  file: OpenedFile,
  mapping: Mapping | undefined,
): AsyncGenerator<readonly FoundReading[], void> {
  const reader = file.kind === 'csv' ? readTable(mapping!) : readAppleHealth();
  for await (const piece of file.pieces()) {
    yield reader.write(piece);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  yield reader.end();
}

function readTable(mapping: Mapping) {
  let lines: ReturnType<typeof createCsvLines> | undefined;
  let isHead = true;
  const read = (all: readonly (readonly string[])[]): FoundReading[] => {
    const body = isHead ? all.slice(1) : all;
    isHead &&= all.length === 0;
    return body.flatMap((line) => readingsOfLine(line, mapping, inZoneOfPhone));
  };
  return {
    write(piece: string) {
      // The first piece of a file holds its whole head.
      lines ??= createCsvLines(separatorOf(piece));
      return read(lines.write(piece));
    },
    end: () => read(lines?.end() ?? []),
  };
}
