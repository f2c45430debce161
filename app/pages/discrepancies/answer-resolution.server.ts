import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { RESOLUTIONS_TO_CHOOSE } from '#reconciliation/discrepancies/fitting-resolutions.ts';
import { resolveDiscrepancy } from '#reconciliation/resolution/resolve.ts';
import { actorOf } from '../../access/access.server.ts';
import { rowOfRequest } from '../../access/row-of-request.server.ts';
import { returnTo, safeRedirect } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';

const HOW = {
  schema: z.object({
    resolution: z.enum(RESOLUTIONS_TO_CHOOSE, 'choose a resolution'),
    note: z.string('say why').trim().max(500, 'at most 500 characters'),
    fingerprint: z.string().max(100).optional(),
  }),
  secret: [],
  at: { note_needed: 'note' },
};

/**
 * Resolves one discrepancy as its form says.
 * @param named its number, as the address says it
 */
export async function answerResolution(
  given: Pick<ActionFunctionArgs, 'request' | 'context'>,
  named: string | undefined,
) {
  const { request, context } = given;
  const { person, id } = await rowOfRequest(given, 'discrepancy.resolve', 'discrepancies', named);
  const form = await request.formData();
  return answerForm(form, HOW, async (how) => {
    const undo = await resolveDiscrepancy(context.sql, actorOf(person, context), id, how);
    const to = safeRedirect(form.get('to'), `/discrepancies/${id}`);
    return returnTo(context, to, { tone: 'good', message: 'Resolved.', undo });
  });
}
