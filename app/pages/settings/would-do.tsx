import type { dryRun } from '#reconciliation/comparison/dry-run.ts';
import { kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';

/** What a run would do with the discrepancies of a kind. */
export type Would = Awaited<ReturnType<typeof dryRun>>[number];

/** What a run would do under settings that are only tried. */
export function WouldDo({ rows }: { rows: readonly Would[] }) {
  return (
    <Section heading="What a run of the last 35 days would do under these settings" flush>
      <Table
        caption="Dry run: nothing was written"
        emptyText="Nothing would change"
        rows={rows}
        rowKey={({ kind }) => kind}
        columns={[
          { key: 'kind', header: 'Kind', render: ({ kind }) => kindLabel(kind) },
          { key: 'opened', header: 'Would open', align: 'right', render: ({ opened }) => opened },
          { key: 'healed', header: 'Would correct', align: 'right', render: ({ healed }) => healed },
          { key: 'closed', header: 'Would close', align: 'right', render: ({ closed }) => closed },
        ]}
      />
    </Section>
  );
}
