import { Link } from '@remix-run/react';
import type { CheckedStep, Report } from '#reconciliation/test-payments/integration-check/report.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Badge, type Tone } from '../../ui/values/badge.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';

const STATES: Readonly<Record<CheckedStep['state'], { tone: Tone; label: string }>> = {
  passed: { tone: 'good', label: 'Works' },
  failed: { tone: 'bad', label: 'Does not work' },
  skipped: { tone: 'muted', label: 'Skipped' },
};

/** What an integration check tried, a payment a section, each step with what was seen and how long it took. */
export function CheckedCases({ report }: { report: Report }) {
  return report.cases.map(({ title, paymentId, steps }) => (
    <Section
      key={title}
      heading={title}
      flush
      actions={paymentId ? <Link to={`/test-payments/${paymentId}`}>Its test payment</Link> : null}
    >
      <Table
        caption={`Steps: ${title}`}
        emptyText="Under way"
        rows={steps}
        rowKey={({ name }) => name}
        columns={[
          { key: 'name', header: 'Step', render: ({ name }) => name },
          {
            key: 'state',
            header: 'Outcome',
            render: ({ state }) => <Badge tone={STATES[state].tone}>{STATES[state].label}</Badge>,
          },
          {
            key: 'message',
            header: 'Seen',
            render: ({ message }) => <Foreign text={message} className="whitespace-normal" />,
          },
          {
            key: 'took',
            header: 'ms',
            align: 'right',
            render: ({ tookMs }) => (tookMs === null ? '—' : groupedDigits(String(tookMs))),
          },
        ]}
      />
    </Section>
  ));
}
