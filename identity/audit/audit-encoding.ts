import { createHash } from 'node:crypto';

/** A line of the audit as the database writes it out, whatever its session is set to. */
export type AuditLine = {
  id: bigint;
  /** Seconds of the epoch with six decimals. */
  epoch: string;
  actor: string;
  personId: number | null;
  act: string;
  subject: string;
  /** The text of the jsonb: its keys in the database's order, numbers as the decimals they are. */
  details: string;
  /** With the width of its network: `192.0.2.1/32`. */
  address: string | null;
};

/**
 * The bytes of a line that its hash is of: a JSON array, as `audit_hash` of the database makes it. A text within it ends
 * where its quote does, so that no two lines have the same bytes.
 */
export function encodedLine(line: AuditLine): string {
  const fields = [
    String(line.id),
    JSON.stringify(line.epoch),
    JSON.stringify(line.actor),
    JSON.stringify(line.personId),
    JSON.stringify(line.act),
    JSON.stringify(line.subject),
    line.details,
    JSON.stringify(line.address && withoutOwnWidth(line.address)),
  ];
  return `[${fields.join(', ')}]`;
}

/** The hash of a link, in hex. @param before that of the link before it; empty for the first */
export function linkHash(before: string, line: AuditLine): string {
  return createHash('sha256').update(before, 'hex').update(encodedLine(line), 'utf8').digest('hex');
}

// A single machine is written without a width.
function withoutOwnWidth(address: string): string {
  return address.replace(address.includes(':') ? /\/128$/ : /\/32$/, '');
}
