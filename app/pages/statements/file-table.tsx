import { KIND_LABELS } from '#reconciliation/statements/fields.ts';
import type { StatementFile } from '#reconciliation/statements/statement-files.ts';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Time } from '../../ui/values/time.tsx';

type FileTableProps = { files: readonly StatementFile[]; zone: string; mode: string };

/** The files that were imported. */
export function FileTable({ files, zone, mode }: FileTableProps) {
  return (
    <Table
      caption="Imported files, the latest first"
      emptyText="No statement was imported yet"
      rows={files}
      rowKey={({ id }) => id.toString()}
      rowHref={({ id }) => `/reports/statements/${id}?mode=${mode}`}
      columns={[
        { key: 'file', header: 'File', render: ({ fileName }) => <Foreign text={fileName} /> },
        { key: 'kind', header: 'Kind', render: ({ kind }) => KIND_LABELS[kind] },
        { key: 'days', header: 'Days', render: daysOf },
        { key: 'currencies', header: 'Currencies', render: ({ currencies }) => currencies.join(', ') },
        { key: 'good', header: 'Rows read', align: 'right', render: ({ goodRows }) => goodRows },
        {
          key: 'bad',
          header: 'Bad rows',
          align: 'right',
          render: ({ badRows }) => (badRows > 0 ? <span className="text-warn">{badRows}</span> : badRows),
        },
        { key: 'state', header: 'Counts', render: ({ days, superseded }) => countsOf(days, superseded) },
        {
          key: 'at',
          header: 'Imported',
          hideOnPhone: true,
          render: ({ importedAt }) => <Time at={importedAt} zone={zone} />,
        },
        { key: 'by', header: 'By', hideOnPhone: true, render: ({ importedBy }) => byWhom(importedBy) },
      ]}
    />
  );
}

/** The days of a file. */
export function daysOf({ firstDay, lastDay }: Pick<StatementFile, 'firstDay' | 'lastDay'>): string {
  if (firstDay === null) return '—';
  return firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`;
}

/** Whether a file counts: of each day and currency the one imported last does. */
export function countsOf(days: number, superseded: number): string {
  if (superseded === 0) return 'yes';
  return superseded === days ? 'no, a newer one does' : 'in part';
}

/** `person:somebody@shop.example` as people say it. */
export function byWhom(actor: string): string {
  return actor.replace(/^[a-z]+:/, '');
}
