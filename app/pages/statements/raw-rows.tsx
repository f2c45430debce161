import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { visible } from '../../ui/values/visible.ts';
import type { HeaderCell } from './column-select.tsx';

type RawRow = { line: number; cells: readonly string[] };
type RawRowsProps = { header: readonly HeaderCell[]; rows: readonly RawRow[] };

/** The first rows of a file as they were read, before anything is made of them. */
export function RawRows({ header, rows }: RawRowsProps) {
  return (
    <Section heading="The first rows, as they stand in the file" flush>
      <Table
        caption="The first rows of the file"
        emptyText="Nothing stands below the header"
        rows={rows}
        rowKey={({ line }) => String(line)}
        columns={[
          { key: 'line', header: 'Line', render: ({ line }) => line },
          ...header.map(({ name, isWithheld }, place) => ({
            key: `${place}`,
            header: `${visible(name) || place + 1}`,
            render: ({ cells }: RawRow) =>
              isWithheld ? (
                <span className="text-muted">left out</span>
              ) : (
                <Foreign text={cells[place] ?? ''} />
              ),
          })),
        ]}
      />
    </Section>
  );
}
