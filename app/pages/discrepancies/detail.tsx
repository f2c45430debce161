import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { may } from '#identity/permissions/permissions.ts';
import { KINDS, type KindName, kindLabel, RESOLUTIONS } from '#reconciliation/discrepancies/kinds.ts';
import { reviewersOf, stepsOf } from '#reconciliation/discrepancies/life.ts';
import { discrepancy, othersOfSubject } from '#reconciliation/discrepancies/list.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';
import { CopyLink } from '../../ui/forms/copy.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { Timeline } from '../../ui/values/timeline.tsx';
import { Evidence } from './evidence.tsx';
import { Facts } from './facts.tsx';
import { OfOneInvoice } from './of-one-invoice.tsx';
import { Resolve } from './resolve.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `Discrepancy ${params.id} · Counterfoil` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'discrepancies', [id]);
  const item = await discrepancy(context.sql, id);
  const [steps, others] = await Promise.all([stepsOf(context.sql, id), othersOfSubject(context.sql, id)]);
  const mayResolve = may(person.role, 'discrepancy.resolve');
  const reviewers = mayResolve ? await reviewersOf(context.sql, id) : [];
  return data({ zone: account.timeZone, item, steps, others, mayResolve, reviewers });
}

export default function Discrepancy() {
  const { zone, item, steps, others, mayResolve, reviewers } = useLoaderData<typeof loader>();
  const kind = KINDS[item.kind as KindName];
  return (
    <>
      <PageHead
        title={kindLabel(item.kind)}
        sub={kind?.help}
        actions={
          <>
            <CopyLink to={`/discrepancies/${item.id}?mode=${item.mode}`} />
            {item.invoiceId ? (
              <ButtonLink to={`/invoices/${encodeURIComponent(item.invoiceId)}?mode=${item.mode}`}>
                Invoice
              </ButtonLink>
            ) : null}
          </>
        }
      />
      {mayResolve ? <Resolve item={item} reviewers={reviewers} /> : null}
      <Section heading="What it is">
        <Facts item={item} zone={zone} />
      </Section>
      <Evidence evidence={item.evidence} zone={zone} />
      <OfOneInvoice
        heading={item.invoiceId ? 'Others of this invoice' : 'Others of this reference'}
        items={others}
        zone={zone}
      />
      {mayResolve ? (
        <Section heading="Note">
          <AccountForm
            action={`/discrepancies/${item.id}/notes`}
            key={steps.length}
            className="flex flex-wrap items-end gap-2"
          >
            <Field
              name="note"
              label="For the next one who looks"
              required
              maxLength={500}
              className="sm:w-96"
            />
            <Button>Add</Button>
          </AccountForm>
        </Section>
      ) : null}
      <Section heading="Its life">
        <Timeline
          zone={zone}
          entries={steps.toReversed().map(({ at, act, person, runId, resolution, note }) => ({
            at,
            kind: person ? ('person' as const) : ('run' as const),
            title: `${labelOf(act)}${resolution ? `: ${RESOLUTIONS[resolution]}` : ''}`,
            detail: [person ?? (runId ? `run ${runId}` : ''), note].filter(Boolean).join(' · '),
          }))}
        />
      </Section>
    </>
  );
}
