import type { ReactNode } from 'react';
import type { DatabaseStatus } from '#runtime/observability/status.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { bytesText } from '../../../ui/values/bytes-text.ts';
import { Age, Time } from '../../../ui/values/time.tsx';

type DatabaseTableProps = { database: DatabaseStatus; backup: { at: Date; bytes: number } | null };
type Fact = { about: string; says: ReactNode };

/** The database server, as far as our role may see it. */
export function DatabaseTable({ database, backup }: DatabaseTableProps) {
  const { version, bytes, connections, connectionsMax, oldestTransaction } = database;
  const facts: Fact[] = [
    { about: 'Server', says: `PostgreSQL ${version}` },
    { about: 'Size', says: bytesText(bytes) },
    { about: 'Connections', says: `${connections} of ${connectionsMax}` },
    {
      about: 'Oldest transaction',
      says: oldestTransaction === null ? 'none is open' : <Age seconds={oldestTransaction} />,
    },
    { about: 'Last backup', says: backup === null ? NO_BACKUP : <Backup {...backup} /> },
  ];
  return (
    <Table
      caption="The database"
      emptyText="Nothing is known of it"
      rows={facts}
      rowKey={({ about }) => about}
      columns={[
        { key: 'about', header: 'About', render: ({ about }) => about },
        { key: 'says', header: 'Found', render: ({ says }) => says },
      ]}
    />
  );
}

const NO_BACKUP = 'counterfoil backup has made none; backups of a server of your own are not known here';

function Backup({ at, bytes }: { at: Date; bytes: number }) {
  return (
    <>
      <Time at={at} zone="UTC" />, {bytesText(bytes)}
    </>
  );
}
