import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { accountById } from '#identity/accounts/accounts.ts';
import { may } from '#identity/permissions/permissions.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { asRead } from '#reconciliation/callbacks/as-read.ts';
import { answerTo, receivedCallback } from '#reconciliation/callbacks/received-callback.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { KeptBodyView } from '../../ui/values/kept-body.tsx';
import { prettyJson } from '../../ui/values/pretty-json.ts';
import { Time } from '../../ui/values/time.tsx';
import { CheckNow } from './check-now.tsx';
import { Outcome } from './outcome.tsx';
import { Reading } from './reading.tsx';
import { RequestFacts } from './request-facts.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `Callback ${params.id} · Counterfoil` }];

/** One verified callback: what came, what we answered, what was read of it and what became of that. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'callbacks', [id]);
  const { body, ...callback } = await receivedCallback(context.sql, id);
  const { name, slug, timeZone: zone } = await accountById(context.sql, callback.accountId);
  return {
    callback,
    answer: answerTo(callback),
    body: { ...body, text: body.text === null ? null : prettyJson(body.text) },
    read: body.text === null ? null : asRead(body.text, callback.mode, await exponentsOf(context.sql)),
    ...{ name, account: slug, zone },
    mayCheck: may(person.role, 'status_check.create'),
  };
}

export default function ReceivedCallback() {
  const { callback, answer, body, read, name, account, zone, mayCheck } = useLoaderData<typeof loader>();
  const { invoiceId, mode, receivedAt } = callback;
  const here = `/received-callbacks/${callback.id}?${new URLSearchParams({ account })}`;
  const list = `/callbacks?${new URLSearchParams({ account, ...(mode === 'test' && { mode }) })}`;
  return (
    <>
      <PageHead
        title={`Callback ${callback.id}`}
        sub={
          <>
            {name} · {mode === 'live' ? 'Live' : 'Test'} · received <Time at={receivedAt} zone={zone} />
          </>
        }
        actions={mayCheck && invoiceId ? <CheckNow {...{ invoiceId, account, here }} /> : null}
      />
      <Outcome callback={callback} answer={answer} account={account} />
      <div className="grid items-start gap-3 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-3">
          <RequestFacts {...callback} />
          <Section heading="Body as it was sent, without secrets">
            <KeptBodyView body={body} zone={zone} isAlone />
          </Section>
        </div>
        {read && <Reading read={read} zone={zone} />}
      </div>
      <p>
        <Link to={list}>All callbacks</Link>
      </p>
    </>
  );
}
