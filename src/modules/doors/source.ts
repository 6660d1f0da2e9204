/** The doors through which files and messages come. */
export type DoorId = 'insurance' | 'hl7v2' | 'fhir';

/** How far a source has come. 'partly': finished, with something in quarantine. 'refused': nothing of it could be read. */
export type SourceState = 'received' | 'taking' | 'taken' | 'partly' | 'refused';

/** What happened to the units of a source so far (a unit is a visit, a message or a bundle entry). */
export interface SourceCounts {
  /** Units met, good or bad. */
  readonly units: number;
  readonly taken: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Lines that a later sending no longer holds. */
  readonly retired: number;
  /** Findings put aside. */
  readonly quarantined: number;
  /** FHIR resources written. */
  readonly resources: number;
}

/** One file or message as it was received; its bytes lie in the file store under `sha256`. */
export interface Source extends SourceCounts {
  readonly id: string;
  readonly door: DoorId;
  /** Account or connection that sent it. */
  readonly sender: string;
  /** Code of the facility in whose name it was sent, where known. */
  readonly facility: string | undefined;
  /** True where the sender may speak for `facility` only. */
  readonly bound: boolean;
  readonly fileName: string | undefined;
  readonly sha256: string;
  readonly size: number;
  readonly receivedAt: Date;
  readonly state: SourceState;
  /** Rule code of what ended the reading, where something did. */
  readonly reason: string | undefined;
  /** Ordinal of the last unit that is wholly dealt with; reading resumes behind it. */
  readonly cursor: number;
  /** Rule and field -> how often it was noted without stopping the line, e.g. {'code.unknown XML2.DUONG_DUNG': 3}. */
  readonly warnings: Readonly<Record<string, number>>;
}

/** True while there is something to read of it, or somebody reads it. */
export const isOpen = ({ state }: Pick<Source, 'state'>): boolean =>
  state === 'received' || state === 'taking';

/** A `doors.source` row as PostgreSQL gives it. */
export interface SourceRow {
  readonly id: string;
  readonly door: DoorId;
  readonly sender: string;
  readonly facility: string | null;
  readonly bound: boolean;
  readonly file_name: string | null;
  readonly sha256: string;
  readonly size: string | number;
  readonly received_at: Date;
  readonly state: SourceState;
  readonly reason: string | null;
  readonly cursor: string | number;
  readonly units: number;
  readonly taken: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly retired: number;
  readonly quarantined: number;
  readonly resources: number;
  readonly warnings: Readonly<Record<string, number>>;
}

export const sourceColumns = `id, door, sender, facility, bound, file_name, sha256, size, received_at, state, reason, cursor,
  units, taken, updated, unchanged, retired, quarantined, resources, warnings`;

export function sourceOfRow(row: SourceRow): Source {
  return {
    id: row.id,
    door: row.door,
    sender: row.sender,
    facility: row.facility ?? undefined,
    bound: row.bound,
    fileName: row.file_name ?? undefined,
    sha256: row.sha256,
    size: Number(row.size),
    receivedAt: row.received_at,
    state: row.state,
    reason: row.reason ?? undefined,
    cursor: Number(row.cursor),
    units: row.units,
    taken: row.taken,
    updated: row.updated,
    unchanged: row.unchanged,
    retired: row.retired,
    quarantined: row.quarantined,
    resources: row.resources,
    warnings: row.warnings,
  };
}
