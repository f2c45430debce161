import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, useLoaderData, useLocation } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { may } from '#identity/permissions/permissions.ts';
import { batchItems, checkBatch } from '#reconciliation/comparison/check-batches.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';
import { LiveUpdates } from '../../ui/feedback/live-updates.tsx';
import { Progress } from '../../ui/feedback/progress.tsx';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Age, Time } from '../../ui/values/time.tsx';
import { BatchItems } from './batch-items.tsx';
import { PENDING } from './filter.server.ts';
import { narrowingOf } from './narrowing.ts';

export const meta: MetaFunction = () => [{ title: 'Status checks · Counterfoil' }];

const SHOWN = 500;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'check_batches', [id]);
  const batch = await checkBatch(context.sql, id);
  const items = await batchItems(context.sql, id, SHOWN);
  const asked = readFilter(PENDING, new URL(request.url).searchParams);
  const isMoving = !batch.finishedAt && !batch.cancelledAt;
  const { privateApi } = isMoving
    ? await context.connections.of(batch.accountId, true)
    : { privateApi: null };
  return data({
    zone: account.timeZone,
    listHref: `/pending?mode=${batch.mode}${narrowingOf(asked)}`,
    now: new Date(),
    batch,
    items,
    isMoving,
    perSecond: privateApi?.perSecond ?? null,
    mayCheck: may(person.role, 'status_check.create'),
  });
}

export default function Batch() {
  const { zone, listHref, now, batch, items, isMoving, perSecond, mayCheck } = useLoaderData<typeof loader>();
  const act = isMoving ? 'cancellation' : 'resumption';
  const { search } = useLocation();
  const query = batch.mode === 'test' ? '?mode=test' : '';
  const state = batch.finishedAt
    ? 'Finished'
    : batch.cancelledAt
      ? 'Cancelled'
      : `Asking, at most ${perSecond} a second`;
  const seconds = (now.getTime() - batch.createdAt.getTime()) / 1000;
  return (
    <>
      <LiveUpdates watched={isMoving ? `batch/${batch.id}` : null} />
      <PageHead
        title={`Status checks of ${batch.total} invoices`}
        sub={
          <>
            Asked by {batch.person}, <Time at={batch.createdAt} zone={zone} />
          </>
        }
        actions={
          <>
            <ButtonLink to={listHref}>Pending</ButtonLink>
            {mayCheck && !batch.finishedAt ? (
              <Form method="post" action={`/pending/status-checks/${batch.id}/${act}${search}`}>
                <Button tone={isMoving ? 'danger' : 'primary'}>{isMoving ? 'Cancel' : 'Resume'}</Button>
              </Form>
            ) : null}
          </>
        }
      />
      <Section heading="Progress">
        <Progress done={batch.asked} total={batch.total} label={state} />
        {isMoving && batch.asked > 0 ? (
          <p className="mt-2 text-muted">
            {Math.max(1, Math.round(batch.asked / seconds))} a second so far, about{' '}
            <Age seconds={(seconds / batch.asked) * (batch.total - batch.asked)} /> left.
          </p>
        ) : null}
        <p className="mt-2">
          {batch.moved} moved on, {batch.asked - batch.moved - batch.unanswered - batch.troubling} are as they
          were, {batch.troubling} are not known or not readable, {batch.unanswered} without an answer.
        </p>
      </Section>
      <BatchItems items={items} query={query} />
    </>
  );
}
