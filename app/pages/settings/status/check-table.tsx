import type { Symptom } from '#runtime/doctor/symptom.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { Badge, type Tone } from '../../../ui/values/badge.tsx';
import { Foreign } from '../../../ui/values/foreign.tsx';

const STATES: Record<Symptom['state'], { tone: Tone; label: string; rank: number }> = {
  bad: { tone: 'bad', label: 'bad', rank: 0 },
  warn: { tone: 'warn', label: 'note', rank: 1 },
  good: { tone: 'good', label: 'well', rank: 2 },
};

/** What `counterfoil doctor` would say, as far as a running server sees it; what is not well comes first. */
export function CheckTable({ checks }: { checks: readonly Symptom[] }) {
  const ranked = checks.toSorted((one, other) => STATES[one.state].rank - STATES[other.state].rank);
  return (
    <Table
      caption="Checks, what is not well first"
      emptyText="Nothing was looked at"
      rows={ranked}
      rowKey={({ about, says }) => `${about} ${says}`}
      columns={[
        { key: 'about', header: 'About', render: ({ about }) => about },
        {
          key: 'state',
          header: 'State',
          render: ({ state }) => <Badge tone={STATES[state].tone}>{STATES[state].label}</Badge>,
        },
        { key: 'says', header: 'Found', render: ({ says }) => <Foreign text={says} /> },
        { key: 'act', header: 'What to do', render: ({ act }) => act ?? '' },
      ]}
    />
  );
}
