import { type ActionFunctionArgs, data } from '@remix-run/node';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { dryRun } from '#reconciliation/comparison/dry-run.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { answerForm, typedIn } from '../../forms/answer-form.server.ts';
import { policyForm, policyOf } from './policy-schema.ts';

export { default, loader, meta } from './reconciliation.tsx';

/** Says what a run would do under a policy; nothing is kept, and the form stays as it was filled in. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'settings.change');
  const account = await currentAccount(request, context, person);
  const { sql } = context;
  const form = await request.formData();
  const schema = policyForm(await exponentsOf(sql));
  const tried: { would: Awaited<ReturnType<typeof dryRun>> } = { would: [] };
  const answer = await answerForm(form, { schema, secret: [] }, async (given) => {
    tried.would = await dryRun(sql, { ...account, ...policyOf(given, account) }, new Date());
    return { message: 'This is what they would do. Nothing was changed.' };
  });
  if (answer instanceof Response || answer.data.done === null) return answer;
  return data({ ...answer.data, wrong: { message: null, errors: {}, typed: typedIn(form, []) }, ...tried });
}
