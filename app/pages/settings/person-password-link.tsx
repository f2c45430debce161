import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { createPasswordLink } from '#identity/people/password-links.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { smallIdParam } from '../../forms/form.ts';
import { assertSomebodyElse } from './somebody-else.server.ts';

export { default, loader, meta } from './person.tsx';

/** Makes a link by which somebody sets a new password; it is shown this once. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const admin = await requirePerson(request, context, 'people.manage');
  const id = smallIdParam(params.id);
  const { sql, publicUrl } = context;
  return answerForm(await request.formData(), { schema: z.object({}), secret: [] }, async () => {
    assertSomebodyElse(admin.id, id);
    const secret = await createPasswordLink(sql, actorOf(admin, context), id, 'reset');
    return { message: 'Give them this link:', secrets: [`${publicUrl}/password/${secret}`] };
  });
}
