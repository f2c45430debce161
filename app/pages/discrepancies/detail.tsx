import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData } from '@remix-run/react';
import { CAUSES, KINDS, type KindName, RESOLUTIONS } from '#reconciliation/discrepancies/kinds.ts';
import { stepsOf } from '#reconciliation/discrepancies/life.ts';
import { discrepancy } from '#reconciliation/discrepancies/list.ts';
import { may } from '#reconciliation/people/permissions.ts';
import { requirePerson, requireSight } from '../../access.server.ts';
import { currentAccount } from '../../account.server.ts';
import { orRefuse } from '../../answer.server.ts';
import { idParam } from '../../form.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Section } from '../../ui/section.tsx';
import { Sides } from '../../ui/sides.tsx';
import { DiscrepancyState, Severity } from '../../ui/status.tsx';
import { Time } from '../../ui/time.tsx';
import { Timeline } from '../../ui/timeline.tsx';
import { wordsOf } from '../../ui/words-of.ts';
import { ResolutionOptions } from './resolution-options.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `Discrepancy ${params.id} · Counterfoil` }];

const EVIDENCE_FIELDS = [
  'status',
  'resolution',
  'mode',
  'reference_id',
  'currency',
  'amount',
  'payment_amount',
  'fee',
  'deposit',
  'processed_amount',
  'processed_fee',
  'processed_deposit',
  'refunded_amount',
  'charged_back_amount',
  'updated',
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireSight(context, person, 'discrepancies', [id]);
  const item = await orRefuse(() => discrepancy(context.sql, id));
  const steps = await stepsOf(context.sql, id);
  return data({ zone: account.timeZone, item, steps, mayResolve: may(person.role, 'discrepancy.resolve') });
}

export default function Discrepancy() {
  const { zone, item, steps, mayResolve } = useLoaderData<typeof loader>();
  const kind = KINDS[item.kind as KindName];
  const { ours, theirs, words, paid_twice_with: twin } = item.evidence;
  const fields = EVIDENCE_FIELDS.filter((field) => ours?.[field] ?? theirs?.[field]);
  const isOver = item.state === 'resolved';
  return (
    <>
      <PageHead
        title={kind?.words ?? item.kind}
        sub={kind?.help}
        actions={
          item.invoiceId ? (
            <ButtonLink to={`/invoices/${encodeURIComponent(item.invoiceId)}?mode=${item.mode}`}>
              Invoice
            </ButtonLink>
          ) : null
        }
      />
      <Section heading="What it is">
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
          <dt className="text-muted">Subject</dt>
          <dd className="font-mono break-all">{item.subject}</dd>
          <dt className="text-muted">Reference</dt>
          <dd className="font-mono break-all">{item.referenceId ?? '—'}</dd>
          <dt className="text-muted">State</dt>
          <dd>
            <DiscrepancyState state={item.resolution ?? item.state} />
            {item.assignee ? ` ${item.assignee}` : ''}
          </dd>
          <dt className="text-muted">Severity</dt>
          <dd>
            <Severity level={item.severity} />
          </dd>
          <dt className="text-muted">At risk</dt>
          <dd className="justify-self-start">
            <Money amount={item.atRisk} />
          </dd>
          <dt className="text-muted">Cause</dt>
          <dd>
            {item.cause
              ? (CAUSES[item.cause as keyof typeof CAUSES] ?? item.cause)
              : 'not shown by what was heard'}
          </dd>
          <dt className="text-muted">Opened</dt>
          <dd>
            <Time at={item.openedAt} zone={zone} />
          </dd>
          <dt className="text-muted">Last seen</dt>
          <dd>
            <Time at={item.lastSeenAt} zone={zone} />
          </dd>
          {twin ? (
            <>
              <dt className="text-muted">Paid before by</dt>
              <dd>
                <Link className="font-mono" to={`/invoices/${encodeURIComponent(twin)}?mode=${item.mode}`}>
                  {twin}
                </Link>
              </dd>
            </>
          ) : null}
          {words ? (
            <>
              <dt className="text-muted">Why</dt>
              <dd>{words}</dd>
            </>
          ) : null}
          {item.note ? (
            <>
              <dt className="text-muted">Note</dt>
              <dd>{item.note}</dd>
            </>
          ) : null}
        </dl>
      </Section>
      {fields.length > 0 ? (
        <Section heading="Evidence, as it was last compared" flush>
          <Sides
            rows={fields.map((field) => ({
              label: wordsOf(field),
              ours: ours?.[field] ?? '—',
              theirs: theirs?.[field] ?? '—',
              differs: Boolean(ours && theirs) && ours?.[field] !== theirs?.[field],
            }))}
            oursNote={ours ? undefined : 'not in our book'}
            theirsNote={theirs ? undefined : 'not in Paymega’s book'}
          />
        </Section>
      ) : null}
      {mayResolve ? (
        <Section heading={isOver ? 'Open it again' : 'Settle it'}>
          {isOver ? (
            <Form method="post" action={`/discrepancies/${item.id}/resolution`}>
              <input type="hidden" name="_method" value="delete" />
              <Button>Reopen</Button>
            </Form>
          ) : (
            <div className="flex flex-wrap items-end gap-4">
              <Form
                method="post"
                action={`/discrepancies/${item.id}/resolution`}
                className="flex flex-wrap items-end gap-2"
              >
                <input type="hidden" name="fingerprint" value={item.fingerprint} />
                <Field name="resolution" label="Resolution">
                  {(wiring) => (
                    <select {...wiring}>
                      <ResolutionOptions />
                    </select>
                  )}
                </Field>
                <Field name="note" label="Why" required maxLength={500} className="sm:w-80" />
                <Button tone="primary">Resolve</Button>
              </Form>
              <Form method="post" action={`/discrepancies/${item.id}/assignment`}>
                <Button data-key="a">Review it myself</Button>
              </Form>
            </div>
          )}
        </Section>
      ) : null}
      {mayResolve ? (
        <Section heading="Note">
          <Form
            method="post"
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
          </Form>
        </Section>
      ) : null}
      <Section heading="Its life" flush>
        <Timeline
          zone={zone}
          entries={steps.toReversed().map(({ at, act, person, runId, resolution, note }) => ({
            at,
            kind: person ? ('person' as const) : ('run' as const),
            title: `${wordsOf(act)}${resolution ? `: ${RESOLUTIONS[resolution]}` : ''}`,
            detail: [person ?? (runId ? `run ${runId}` : ''), note].filter(Boolean).join(' · '),
          }))}
        />
      </Section>
    </>
  );
}
