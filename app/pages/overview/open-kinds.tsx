import { Link } from '@remix-run/react';
import { kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import type { OpenKinds as Open, OpenKind } from '#reconciliation/discrepancies/open-kinds.ts';
import { Section } from '../../ui/frame/section.tsx';
import { NothingOpen } from '../../ui/lists/nothing-open.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { inMode } from '../../ui/values/in-mode.ts';
import { labelOf } from '../../ui/values/label-of.ts';
import { Age } from '../../ui/values/time.tsx';
import { atRiskColumns } from '../discrepancies/at-risk-columns.tsx';
import { InAll } from './in-all.tsx';

type OpenKindsProps = { open: Open; mode: 'live' | 'test'; query: string; now: Date };

const TONES: Readonly<Record<OpenKind['severity'], string>> = {
  ...{ critical: 'font-semibold text-bad', high: 'text-bad', medium: 'text-warn', low: 'text-muted' },
};

/** What is not resolved, by kind, the severest first: how many, how much money per currency, how old. */
export function OpenKinds({ open: { kinds, count, atRisk }, mode, query, now }: OpenKindsProps) {
  return (
    <Section
      heading="Discrepancies to resolve"
      flush
      actions={<Link to={inMode('/discrepancies', mode)}>All of them</Link>}
    >
      <Table
        caption="Unresolved discrepancies by kind"
        emptyText="No unresolved discrepancies"
        emptyHint={<NothingOpen />}
        rows={kinds}
        rowKey={({ kind }) => kind}
        rowHref={({ kind }) => `/discrepancies?kind=${kind}${query}`}
        columns={[
          { key: 'kind', header: 'Kind', render: ({ kind }) => kindLabel(kind) },
          { key: 'count', header: 'Open', align: 'right', render: ({ count: own }) => own },
          {
            key: 'severity',
            header: 'Severity',
            render: ({ severity }) => <span className={TONES[severity]}>{labelOf(severity)}</span>,
          },
          ...atRiskColumns(kinds),
          {
            key: 'oldest',
            header: 'Oldest',
            align: 'right',
            render: ({ oldestAt }) => <Age seconds={(now.getTime() - oldestAt.getTime()) / 1000} />,
          },
        ]}
      />
      {count > 0 ? <InAll count={count} amounts={atRisk} what="at risk" /> : null}
    </Section>
  );
}
