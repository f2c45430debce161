import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { may } from '#identity/permissions/permissions.ts';
import { invoice } from '#reconciliation/books/invoice.ts';
import { receivedByCallback, timeline } from '#reconciliation/books/timeline.ts';
import { discrepanciesOf } from '#reconciliation/discrepancies/list.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { keyParam } from '../../forms/form.ts';
import { nullIfMissing } from '../../http/domain-errors.server.ts';
import { Copy } from '../../ui/forms/copy.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Money } from '../../ui/values/money.tsx';
import { Status } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';
import { visible } from '../../ui/values/visible.ts';
import { OfOneInvoice } from '../discrepancies/of-one-invoice.tsx';
import { BothBooks } from './both-books.tsx';
import { Heard } from './heard.tsx';
import { InvoiceActions } from './invoice-actions.tsx';
import { Ledger } from './ledger.tsx';
import { SameReference } from './same-reference.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `${visible(params.id ?? '')} · Counterfoil` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const id = keyParam(params.id);
  const { sql } = context;
  const [items, entries, callbacks] = await Promise.all([
    discrepanciesOf(sql, account.id, id),
    timeline(sql, account.id, id),
    receivedByCallback(sql, account.id, id),
  ]);
  // Of a quarantined one neither book can hold anything, but what was heard of it is there.
  const isKnownHere = entries.length > 0 || items.length > 0;
  const read = invoice(sql, account.id, id);
  const sides = await (isKnownHere ? read.catch(nullIfMissing) : read);
  return data({
    id,
    account: account.slug,
    zone: account.timeZone,
    sides,
    items,
    entries,
    callbacks,
    mayCheck: may(person.role, 'status_check.create'),
    mayExport: may(person.role, 'books.export'),
  });
}

export default function Invoice() {
  const { id, account, zone, sides, items, entries, callbacks, ...page } = useLoaderData<typeof loader>();
  const side = sides?.ours ?? sides?.theirs;
  return (
    <>
      <PageHead
        title={
          <>
            <Foreign text={id} /> <Copy label="Copy the id" text={() => id} />
          </>
        }
        sub={
          side?.referenceId ? (
            <>
              Reference <Foreign text={side.referenceId} />
            </>
          ) : undefined
        }
        actions={<InvoiceActions {...{ id, account, ...page }} />}
      />
      {side ? (
        <div className="flex flex-wrap items-center gap-x-6 gap-y-1">
          <Status status={side.status} />
          <Money amount={side.amount} />
          <Time at={side.createdAt} zone={zone} />
        </div>
      ) : (
        <p>Neither book holds it: what Paymega told of it could not be read exactly.</p>
      )}
      <OfOneInvoice heading="Discrepancies of this invoice" items={items} zone={zone} />
      <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-3">
          {sides ? <BothBooks sides={sides} zone={zone} /> : null}
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          {sides?.ours ? <Ledger side={sides.ours} book="our book" /> : null}
          {sides?.theirs && !sides.ours ? <Ledger side={sides.theirs} book="Paymega’s book" /> : null}
          {sides ? <SameReference siblings={sides.siblings} mode={side?.mode} /> : null}
          <Heard {...{ id, account, zone, entries, callbacks }} />
        </div>
      </div>
    </>
  );
}
