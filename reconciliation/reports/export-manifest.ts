import type { ExportRecord } from './export-record.ts';

/**
 * What a file of an export holds and how it came about, for whoever is handed it: amounts as decimals in text, null for what
 * is not known yet.
 */
export function manifestOf(record: ExportRecord) {
  const { from = null, to = null, day = null } = record.filter;
  return {
    export: record.id.toString(),
    account: record.isOfAllAccounts ? null : { slug: record.account, name: record.accountName },
    report: record.list,
    business_days: { from: day ?? from, to: day ?? to },
    time_zone: record.timeZone,
    filter: record.filter,
    format: record.format,
    profile: record.profile && {
      name: record.profile.name,
      byte_order_mark: record.profile.hasByteOrderMark,
      delimiter: record.profile.delimiter,
      decimal_sign: record.profile.decimalSign,
      date_form: record.profile.dateForm,
    },
    facts: record.facts,
    rows: record.rows === null ? null : Number(record.rows),
    sums: record.sums?.map(({ sums, ...of }) => ({ ...of, ...sums })) ?? null,
    file: record.fileName,
    bytes: record.bytes === null ? null : Number(record.bytes),
    sha256: record.sha256,
    made_by: record.actor,
    ordered_at: record.orderedAt.toISOString(),
    finished_at: record.finishedAt?.toISOString() ?? null,
    failed_at: record.failedAt?.toISOString() ?? null,
    failure: record.failure,
  };
}

/** What of it a workbook says of itself, before its rows are counted. */
export function headOf(record: ExportRecord): Record<string, string> {
  const { account, business_days: days, ...manifest } = manifestOf(record);
  return {
    export: manifest.export,
    account: account ? `${account.slug} (${account.name})` : 'all accounts',
    report: manifest.report,
    business_days: days.from || days.to ? `${days.from ?? 'the first'} to ${days.to ?? 'the last'}` : 'all',
    time_zone: manifest.time_zone,
    filter: Object.entries(record.filter)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    file: manifest.file,
    made_by: manifest.made_by,
    ordered_at: manifest.ordered_at,
    ...Object.fromEntries(record.facts.map(({ name, value }) => [name, value])),
  };
}
