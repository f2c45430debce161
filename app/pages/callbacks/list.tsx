import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { callbacks, heldInQuarantine, refusedCallbacks } from '#reconciliation/book/callbacks.ts';
import { serviceLevel } from '#reconciliation/book/service-level.ts';
import { may } from '#reconciliation/people/permissions.ts';
import { requirePerson } from '../../access.server.ts';
import { currentAccount } from '../../account.server.ts';
import { mode as modeField, optionalText } from '../../form.ts';
import { BY_NUMBER, beforeOf, keysetPage } from '../../keyset.ts';
import { AccountForm } from '../../ui/account-form.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Filters } from '../../ui/filters.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Section } from '../../ui/section.tsx';
import { Status, Verdict } from '../../ui/status.tsx';
import { Table } from '../../ui/table.tsx';
import { Age, Time } from '../../ui/time.tsx';
import { wordsOf } from '../../ui/words-of.ts';
import { ServiceLevel } from './service-level.tsx';

export const meta: MetaFunction = () => [{ title: 'Callbacks · Counterfoil' }];

const PAGE = 50;
const REFUSED = 20;
const DAYS = 7;
const VERDICTS = ['new', 'newer', 'same', 'stale', 'conflicting', 'quarantined'];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { sql } = context;
  const url = new URL(request.url);
  const verdict = VERDICTS.find((one) => one === url.searchParams.get('verdict'));
  const search = optionalText.catch(undefined).parse(url.searchParams.get('search') ?? '');
  const before = beforeOf(url);
  const mode = modeField.parse(url.searchParams.get('mode'));
  const [rows, refused, held, level] = await Promise.all([
    callbacks(sql, { accountId: account.id, verdict, search }, { before, limit: PAGE + 1 }),
    refusedCallbacks(sql, account.id, REFUSED, person.accounts === null),
    heldInQuarantine(sql, account.id, REFUSED),
    serviceLevel(sql, account.id, mode, DAYS, new Date()),
  ]);
  return {
    zone: account.timeZone,
    ...keysetPage(url, rows, PAGE, before, BY_NUMBER),
    refused,
    held,
    level,
    verdict,
    search,
    mayReplay: may(person.role, 'quarantine.replay'),
  };
}

export default function Callbacks() {
  const { zone, rows, refused, held, level, verdict, search, mayReplay, firstHref, olderHref } =
    useLoaderData<typeof loader>();
  return (
    <>
      <PageHead title="Callbacks" sub="What Paymega told us, and what we made of it" />
      <ServiceLevel days={DAYS} zone={zone} level={level} />
      {held.length > 0 ? (
        <Section
          heading="In quarantine"
          flush
          actions={
            mayReplay ? (
              <AccountForm action="/quarantine/replays">
                <Button>Replay</Button>
              </AccountForm>
            ) : null
          }
        >
          <Table
            caption="What cannot be read exactly"
            emptyText="Nothing"
            rows={held}
            rowKey={({ subject }) => subject}
            columns={[
              {
                key: 'subject',
                header: 'Subject',
                render: ({ subject }) => <span className="font-mono">{subject}</span>,
              },
              { key: 'reason', header: 'Reason', render: ({ words }) => words },
              { key: 'source', header: 'Told by', render: ({ source }) => wordsOf(source) },
              {
                key: 'seen',
                header: 'Last told',
                align: 'right',
                render: ({ lastSeenAt }) => <Time at={lastSeenAt} zone={zone} />,
              },
            ]}
          />
        </Section>
      ) : null}
      {refused.length > 0 ? (
        <Section heading="Refused of late" flush>
          <Table
            caption="Callbacks that were not believed"
            emptyText="None"
            rows={refused}
            rowKey={({ id }) => id.toString()}
            columns={[
              {
                key: 'at',
                header: 'Received',
                render: ({ receivedAt }) => <Time at={receivedAt} zone={zone} />,
              },
              {
                key: 'reason',
                header: 'Reason',
                render: ({ reason, words }) => <span title={words}>{wordsOf(reason)}</span>,
              },
              {
                key: 'invoice',
                header: 'Says it is',
                render: ({ invoiceId }) => <span className="font-mono">{invoiceId ?? '—'}</span>,
              },
              { key: 'answer', header: 'Answered', align: 'right', render: ({ httpStatus }) => httpStatus },
            ]}
          />
        </Section>
      ) : null}
      <Section heading="Received" flush>
        <div className="p-3">
          <Filters
            action="/callbacks"
            fields={[
              { name: 'search', label: 'Invoice', type: 'search', value: search ?? '' },
              {
                name: 'verdict',
                label: 'Verdict',
                type: 'select',
                value: verdict ?? '',
                options: VERDICTS.map((value) => ({ value, label: wordsOf(value) })),
              },
            ]}
          />
        </div>
        <Table
          caption="Callbacks, newest first"
          emptyText="No callbacks match"
          rows={rows}
          rowKey={({ id }) => id.toString()}
          rowHref={({ invoiceId, mode }) =>
            invoiceId ? `/invoices/${encodeURIComponent(invoiceId)}?mode=${mode}` : '#main'
          }
          columns={[
            {
              key: 'invoice',
              header: 'Invoice',
              render: ({ invoiceId }) => <span className="font-mono">{invoiceId ?? 'no id'}</span>,
            },
            { key: 'status', header: 'Status', render: ({ status }) => <Status status={status} /> },
            { key: 'verdict', header: 'Verdict', render: ({ verdict: one }) => <Verdict verdict={one} /> },
            { key: 'mode', header: 'Mode', render: ({ mode }) => mode },
            {
              key: 'delay',
              header: 'After the event',
              align: 'right',
              render: ({ delaySeconds }) => (delaySeconds === null ? '—' : <Age seconds={delaySeconds} />),
            },
            { key: 'retry', header: 'Retry', align: 'right', render: ({ retryCount }) => retryCount ?? '—' },
            {
              key: 'at',
              header: 'Received',
              align: 'right',
              render: ({ receivedAt }) => <Time at={receivedAt} zone={zone} />,
            },
          ]}
        />
        <nav aria-label="Pages" className="flex gap-2 p-3">
          {firstHref ? <ButtonLink to={firstHref}>Newest</ButtonLink> : null}
          {olderHref ? <ButtonLink to={olderHref}>Older</ButtonLink> : null}
        </nav>
      </Section>
    </>
  );
}
