import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { readFilter } from '#identity/filter.ts';
import { peopleWho } from '#identity/people/people.ts';
import { may } from '#identity/permissions/permissions.ts';
import {
  fittingResolutions,
  RESOLUTIONS_TO_CHOOSE,
} from '#reconciliation/discrepancies/fitting-resolutions.ts';
import { groups } from '#reconciliation/discrepancies/groups.ts';
import { digestOf } from '#reconciliation/discrepancies/list.ts';
import { idsMatching, resolveMatching } from '#reconciliation/resolution/bulk.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import type { Context } from '../../context.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { atRiskColumns } from './at-risk-columns.tsx';
import { WORK_LIST, workListFilter } from './filter.server.ts';
import { groupLabel } from './grouped.tsx';
import { OtherActsOnAll } from './other-acts-on-all.tsx';
import { ResolutionOptions } from './resolution-options.tsx';
import { AT_MOST } from './selected.ts';

export const meta: MetaFunction = () => [{ title: 'Resolve all that match · Counterfoil' }];

const ORDER = {
  schema: z.object({
    resolution: z.enum(RESOLUTIONS_TO_CHOOSE, 'choose a resolution'),
    note: z.string('say why').max(500, 'at most 500 characters'),
    seen: z.string().max(100).default(''),
  }),
  secret: [],
  at: { note_needed: 'note' },
};

async function asked(request: Request, context: Context) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const account = await currentAccount(request, context, person);
  const url = new URL(request.url);
  const wanted = await workListFilter(context, account, person.id, readFilter(WORK_LIST, url.searchParams));
  // Whatever list it came from, what is resolved already stays as it is.
  const state = wanted.state === 'all' || wanted.state === 'resolved' ? 'unresolved' : wanted.state;
  return { person, filter: { ...wanted, state } as const, list: `/discrepancies${url.search}` };
}

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { person, filter, list } = await asked(request, context);
  // In this order: what comes between the two is in the figures, and not in the digest.
  const seen = await digestOf(context.sql, filter);
  const kinds = await groups(context.sql, filter, 'kind');
  const count = kinds.reduce((sum, kind) => sum + kind.count, 0);
  if (count === 0) throw redirect(list);
  const [ids, reviewers] = await Promise.all([
    idsMatching(context.sql, filter, AT_MOST),
    peopleWho(context.sql, 'discrepancy.resolve', filter.accountId),
  ]);
  const others = { ids, reviewers, atMost: AT_MOST, mayCheck: may(person.role, 'status_check.create') };
  return { kinds, count, list, seen, others };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { person, filter, list } = await asked(request, context);
  return answerForm(await request.formData(), ORDER, async ({ seen, ...how }) => {
    const { count, at } = await resolveMatching(context.sql, actorOf(person, context), filter, how, seen);
    const undo = count > 0 ? at : undefined;
    return returnTo(context, list, { tone: 'good', message: `${count} resolved.`, undo });
  });
}

export default function ResolveAll() {
  const { kinds, count, list, seen, others } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead title={`Resolve all ${count} that match`} sub="In one step: these and no others" />
      <Table
        caption="What will be resolved, by kind"
        emptyText="Nothing"
        rows={kinds}
        rowKey={({ key }) => key ?? ''}
        columns={[
          { key: 'kind', header: 'Kind', render: ({ key }) => groupLabel('kind', key) },
          { key: 'count', header: 'Discrepancies', align: 'right', render: (row) => row.count },
          ...atRiskColumns(kinds),
        ]}
      />
      <Section heading="How">
        <AccountForm className="flex flex-wrap items-end gap-2">
          <input type="hidden" name="seen" value={seen} />
          <Field name="resolution" label="Resolution">
            {(wiring) => (
              <select {...wiring}>
                <ResolutionOptions fitting={fittingResolutions(kinds.map(({ key }) => key ?? ''))} />
              </select>
            )}
          </Field>
          <Field name="note" label="Why" required maxLength={500} className="sm:w-80" />
          <Button tone="primary">Resolve {count}</Button>
          <Link to={list} className="self-center text-accent underline">
            Not now
          </Link>
        </AccountForm>
      </Section>
      <OtherActsOnAll {...others} list={list} />
    </>
  );
}
