import type { ActionFunctionArgs } from '@remix-run/node';
import { heldBecause } from '#reconciliation/books/quarantined.ts';
import { replay } from '#reconciliation/comparison/replay.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';
import { keyParam } from '../../forms/form.ts';
import type { Notice } from '../../http/domain-errors.server.ts';
import { visible } from '../../ui/values/visible.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Reads what is in quarantine once more: all of it, or what is held under one name. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'quarantine.replay');
  const account = await currentAccount(request, context, person);
  const form = await request.formData();
  const to = safeRedirect(form.get('to'), '/callbacks?show=quarantine');
  const asked = form.get('subject');
  const subject = typeof asked === 'string' ? keyParam(decoded(asked)) : undefined;
  return actThenRedirect(context, to, async () => {
    const { sql } = context;
    const released = await replay(sql, actorOf(person, context), account, subject);
    const why = subject === undefined ? null : await heldBecause(sql, account.id, subject);
    return noticeOfReplay(released, subject, why);
  });
}

/** The name as the page wrote it; one that nobody wrote so names nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}

function noticeOfReplay(released: number, subject: string | undefined, why: string | null): Notice {
  if (subject === undefined) {
    return released === 0
      ? { tone: 'warn', message: 'Nothing in quarantine can be read yet.' }
      : { tone: 'good', message: `${released} in quarantine could be read, and are in our book.` };
  }
  const name = visible(subject);
  return why === null
    ? { tone: 'good', message: `${name} could be read, and is in our book.` }
    : { tone: 'warn', message: `${name} cannot be read yet: ${visible(why)}.` };
}
