import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { may } from '#identity/permissions/permissions.ts';
import { KINDS, type KindName, kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import { reviewersOf, stepsOf } from '#reconciliation/discrepancies/life.ts';
import { discrepancy, othersOfSubject } from '#reconciliation/discrepancies/list.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount, visibleAccounts } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Callbacks } from './callbacks.tsx';
import { callbacksAbout, placeInList } from './detail.server.ts';
import { DetailActions } from './detail-actions.tsx';
import { Evidence } from './evidence.tsx';
import { Facts } from './facts.tsx';
import { NotesAndLife } from './notes-and-life.tsx';
import { OfOneInvoice } from './of-one-invoice.tsx';
import { Resolve } from './resolve.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `Discrepancy ${params.id} · Counterfoil` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const shown = await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'discrepancies', [id]);
  const item = await discrepancy(context.sql, id);
  const account =
    (await visibleAccounts(request, context, person)).find(({ slug }) => slug === item.account) ?? shown;
  // What an act has against its form is answered at the address of the act, in the place of this page.
  const { search } = new URL(request.url);
  const url = new URL(`/discrepancies/${id}${search}`, request.url);
  const mayResolve = may(person.role, 'discrepancy.resolve');
  const [steps, others, inList, callbacks, reviewers] = await Promise.all([
    stepsOf(context.sql, id),
    othersOfSubject(context.sql, id),
    placeInList(context, account, person.id, item, url),
    callbacksAbout(context, account.id, item),
    mayResolve ? reviewersOf(context.sql, id) : [],
  ]);
  const mayCheck = may(person.role, 'status_check.create');
  const address = { here: url.pathname + search, search };
  return data({
    ...{ zone: account.timeZone, item, steps, others, mayResolve, reviewers },
    ...{ mayCheck, inList, callbacks, ...address },
  });
}

export default function Discrepancy() {
  const { zone, item, steps, others, mayResolve, reviewers, ...page } = useLoaderData<typeof loader>();
  const { here, search, mayCheck, inList, callbacks } = page;
  return (
    <>
      <PageHead
        title={kindLabel(item.kind)}
        sub={KINDS[item.kind as KindName]?.help}
        actions={<DetailActions {...{ item, mayCheck, here }} {...inList} />}
      />
      <Evidence evidence={item.evidence} zone={zone} />
      {mayResolve ? (
        <Resolve
          item={item}
          reviewers={reviewers}
          place={{ base: `/discrepancies/${item.id}`, here, search, next: here }}
        />
      ) : null}
      <Section heading="Details">
        <Facts item={item} zone={zone} />
      </Section>
      {item.invoiceId ? (
        <Callbacks invoice={{ id: item.invoiceId, account: item.account }} entries={callbacks} zone={zone} />
      ) : null}
      <OfOneInvoice
        heading={item.invoiceId ? 'Others of this invoice' : 'Others of this reference'}
        items={others}
        zone={zone}
      />
      <NotesAndLife id={item.id} {...{ search, steps, zone }} mayNote={mayResolve} />
    </>
  );
}
