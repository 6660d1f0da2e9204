import { brokenJson, eachItem, eachMember, readString, skipSpace, skipString, skipValue } from './scan.ts';

/** One entry of a bundle, its resource still as the text that came. */
export interface BundleSlice {
  readonly fullUrl?: string;
  readonly method?: string;
  readonly url?: string;
  readonly ifNoneExist?: string;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly ifModifiedSince?: string;
  readonly resourceText?: string;
}

/** A bundle cut into its entries. */
export interface SlicedBundle {
  readonly type: string;
  readonly entries: readonly BundleSlice[];
}

const requestKeys = ['method', 'url', 'ifNoneExist', 'ifMatch', 'ifNoneMatch', 'ifModifiedSince'] as const;

/**
 * Cuts the text of a Bundle into its entries without printing anything anew, so that decimals keep their zeros. One pass, linear
 * in the length; only the envelope is read here: parse and validate each piece (or the whole) as well.
 * @throws AppError request.invalid for broken JSON, a key that comes twice in the envelope, or what is no Bundle.
 */
export function sliceBundle(text: string): SlicedBundle {
  let resourceType = '';
  let type = '';
  const entries: BundleSlice[] = [];
  const end = eachMember(text, skipSpace(text, 0), (key, start) => {
    if (key === 'entry') {
      return eachItem(text, start, (item) => {
        const entry: Record<string, string> = {};
        const after = sliceEntry(text, item, entry);
        entries.push(entry);
        return after;
      });
    }
    const after = skipValue(text, start);
    if (key === 'type') type = stringAt(text, start);
    if (key === 'resourceType') resourceType = stringAt(text, start);
    return after;
  });
  if (skipSpace(text, end) !== text.length) throw brokenJson('text after the bundle');
  if (resourceType !== 'Bundle') throw brokenJson('not a Bundle');
  return { type, entries };
}

function stringAt(text: string, start: number): string {
  return readString(text, start, skipString(text, start));
}

function sliceEntry(text: string, at: number, entry: Record<string, string>): number {
  return eachMember(text, at, (key, start) => {
    if (key === 'request') {
      return eachMember(text, start, (name, from) => {
        const wanted = requestKeys.find((one) => one === name);
        if (wanted !== undefined) entry[wanted] = stringAt(text, from);
        return skipValue(text, from);
      });
    }
    const after = skipValue(text, start);
    if (key === 'fullUrl') entry['fullUrl'] = stringAt(text, start);
    if (key === 'resource') entry['resourceText'] = text.slice(start, after);
    return after;
  });
}
