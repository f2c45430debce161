import type { LoaderFunctionArgs } from '@remix-run/node';
import { accountById } from '#identity/accounts/accounts.ts';
import { may } from '#identity/permissions/permissions.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { asRead } from '#reconciliation/callbacks/as-read.ts';
import { refusedCallback, verifyNow } from '#reconciliation/callbacks/refused-callback.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';
import { prettyJson } from '../../ui/values/pretty-json.ts';

/** One refused callback: what came and why it was not believed, and whether it would be now. */
export async function refusedPage({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const current = await currentAccount(request, context, person);
  const { sql, vault, connections } = context;
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'refused_callbacks', [id]);
  const kept = await refusedCallback(sql, id);
  const exponentOf = await exponentsOf(sql);
  const outcome = await verifyNow({ vault, connections, exponentOf }, kept, new Date());
  const { sealed, bodySha256, ...refused } = kept;
  const whole = 'body' in outcome ? outcome.body : null;
  const { name, slug, timeZone } =
    kept.accountId === null
      ? { name: 'No account', slug: current.slug, timeZone: current.timeZone }
      : await accountById(sql, kept.accountId);
  return {
    refused: { ...refused, bodySha256: bodySha256.toString('hex') },
    verifies:
      outcome.kind === 'verified'
        ? ({ kind: 'verified', signedWith: outcome.verified.callback.signedWith } as const)
        : outcome.kind === 'refused'
          ? ({ kind: 'refused', reason: outcome.reason } as const)
          : ({ kind: outcome.kind } as const),
    body: prettyJson(whole ?? kept.excerpt),
    isWhole: whole !== null,
    // Nobody vouches for it; shown beside its reason, it tells what the sender meant.
    read: whole === null ? null : asRead(whole, undefined, exponentOf),
    ...{ name, account: slug, zone: timeZone },
    mayCheck: may(person.role, 'status_check.create'),
    mayTakeIn: may(person.role, 'callback.take_in'),
  };
}
