import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { pluralize } from '../../ui/values/pluralize.ts';
import { sentence } from '../../ui/values/sentence.ts';

type BadRowsProps = {
  rows: readonly { line: number; reason: string; cells: readonly string[] }[];
  count: number;
};

/** The rows that cannot be read, each with its line and the reason. */
export function BadRows({ rows, count }: BadRowsProps) {
  return (
    <Section heading={`${pluralize(count, 'row')} that cannot be read`} flush>
      <Table
        caption="Rows that cannot be read"
        emptyText="Every row can be read"
        rows={rows}
        rowKey={({ line }) => String(line)}
        columns={[
          { key: 'line', header: 'Line', render: ({ line }) => line },
          { key: 'reason', header: 'Why', render: ({ reason }) => <Foreign text={sentence(reason)} /> },
          {
            key: 'cells',
            header: 'What stands there',
            render: ({ cells }) => <Foreign className="font-mono break-all" text={cells.join(' · ')} />,
          },
        ]}
      />
      {rows.length < count ? <p className="p-3 text-muted">The first {rows.length} of them.</p> : null}
    </Section>
  );
}
