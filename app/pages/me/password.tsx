import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { changePassword } from '#identity/people/password-links.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { tellingLog } from '../../http/tell-failure.server.ts';

export { default, loader, meta } from './me.tsx';

const Change = z.object({
  current: z.string().max(500, 'at most 500 characters'),
  next: z.string().max(500, 'at most 500 characters'),
});

/** Changes one's own password; every other session ends. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  const { sql, address } = context;
  const asking = { address, tell: tellingLog(context) };
  const rules = {
    schema: Change,
    secret: ['current', 'next'],
    at: { wrong_password: 'current', weak_password: 'next' },
  };
  return answerForm(await request.formData(), rules, async (given) => {
    await changePassword(sql, person, person.sessionId, actorOf(person, context), given, asking);
    return { message: 'Your password is changed; every other session of yours has ended.' };
  });
}
