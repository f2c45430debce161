import type { ExportRecord } from '#reconciliation/reports/export-record.ts';
import { Progress } from '../../ui/feedback/progress.tsx';
import type { Column } from '../../ui/lists/table.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { Time } from '../../ui/values/time.tsx';
import { visible } from '../../ui/values/visible.ts';
import { LIST_LABELS } from './list-labels.ts';

type Shown = { zone: string; personId: number; now: Date };

/** The columns of the list of exports. */
export function exportColumns({ zone, personId, now }: Shown): Column<ExportRecord>[] {
  return [
    { key: 'number', header: 'Number', render: ({ id }) => id.toString() },
    { key: 'list', header: 'List', render: ({ list }) => LIST_LABELS[list] ?? list },
    {
      key: 'filter',
      header: 'Filter',
      render: ({ filter }) =>
        Object.entries(filter)
          .map(([name, value]) => `${name} ${visible(value)}`)
          .join(', ') || 'none',
    },
    {
      key: 'format',
      header: 'Format',
      render: ({ format, profile }) => (profile ? `${format}, ${visible(profile.name)}` : format),
    },
    { key: 'actor', header: 'By', hideOnPhone: true, render: ({ actor }) => visible(actor) },
    { key: 'at', header: 'Ordered', render: ({ orderedAt }) => <Time at={orderedAt} zone={zone} /> },
    { key: 'state', header: 'State', render: stateOf },
    {
      key: 'rows',
      header: 'Rows',
      align: 'right',
      render: ({ rows }) => (rows === null ? '' : groupedDigits(String(rows))),
    },
    {
      key: 'sha256',
      header: 'SHA-256',
      hideOnPhone: true,
      render: ({ sha256 }) =>
        sha256 ? (
          <span className="font-mono" title={sha256}>
            {sha256.slice(0, 12)}…
          </span>
        ) : (
          ''
        ),
    },
    {
      key: 'manifest',
      header: 'Manifest',
      render: ({ id }) => (
        <a href={`/reports/exports/${id}/manifest`} aria-label={`Manifest of export ${id}`}>
          JSON
        </a>
      ),
    },
    {
      key: 'file',
      header: 'File',
      render: (row) => <FileLink row={row} personId={personId} now={now} zone={zone} />,
    },
  ];
}

function stateOf({ isInBackground, finishedAt, failedAt, failure, startedAt, ...row }: ExportRecord) {
  if (finishedAt) return 'finished';
  if (failedAt) return `failed: ${failure ?? 'not known why'}`;
  if (!isInBackground) return 'being read';
  if (!startedAt) return 'waits';
  // An estimate may be too low.
  const total = row.estimatedRows !== null && row.estimatedRows > row.rowsDone ? row.estimatedRows : null;
  return <Progress label={`Rows of export ${row.id}`} done={row.rowsDone} total={total} />;
}

function FileLink({ row, personId, now, zone }: Shown & { row: ExportRecord }) {
  if (!row.isInBackground || row.expiresAt === null || row.personId !== personId) return null;
  if (row.expiresAt <= now) return <span className="text-muted">expired</span>;
  return (
    <>
      <a href={`/reports/exports/${row.id}/file`} aria-label={`Download ${row.fileName}`}>
        Download
      </a>{' '}
      until <Time at={row.expiresAt} zone={zone} />
    </>
  );
}
