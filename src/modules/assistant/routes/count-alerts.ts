import { defineRoute } from '#platform/module/define-module.ts';
import { countFacilityAlerts, mostCounted } from '../domain/count-contract.ts';
import { rules } from '../domain/rules.ts';
import { facilityOf, visibleLines } from '../who.ts';

/** The same lines as the list, late ones first, asked for as the reader herself; no words are opened. */
export const countFacilityAlertsRoute = defineRoute({
  ...countFacilityAlerts,
  allow: 'assistant.answer',
  handle: async (ctx) => {
    const rows = await ctx.sql.query<{ patient_id: string; is_late: boolean }>(
      `select patient_id, due_at < $2 as is_late from assistant.alert
       where facility_id = $1 and asks = 'facility' and state = 'open' and rule = any ($3::text[]) order by due_at, id limit $4`,
      [facilityOf(ctx), ctx.now(), rules.map(({ code }) => code), mostCounted],
    );
    if (rows.length === 0) return { open: 0, late: 0 };
    const seen = await visibleLines(
      ctx,
      rows.map(({ patient_id: id }) => `Patient/${id}`),
    );
    const shown = rows.filter(({ patient_id: id }) => seen.has(`Patient/${id}`));
    return { open: shown.length, late: shown.filter(({ is_late: isLate }) => isLate).length };
  },
});
