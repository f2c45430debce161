import { data, type LoaderFunctionArgs } from '@remix-run/node';
import { requirePerson } from '../../access.server.ts';
import { currentAccount } from '../../account.server.ts';
import { csvAnswer } from '../../csv.server.ts';
import { auditFilter } from './filter.server.ts';

/** The audit that the URL names, as CSV, each line with its hash in the chain. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'audit.read');
  if (person.accounts !== null) throw data('The audit is for those who see all accounts.', { status: 403 });
  const { timeZone } = await currentAccount(request, context, person);
  const filter = auditFilter(new URL(request.url), timeZone);
  return csvAnswer(context, { list: 'audit', filter }, 'counterfoil');
}
