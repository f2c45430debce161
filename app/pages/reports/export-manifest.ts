import type { LoaderFunctionArgs } from '@remix-run/node';
import { manifestOf } from '#reconciliation/reports/export-manifest.ts';
import { seenExport } from './seen-export.server.ts';

/** What a file of an export holds and how it came about, as JSON to keep beside it. */
export async function loader(args: LoaderFunctionArgs) {
  const { record } = await seenExport(args);
  return new Response(`${JSON.stringify(manifestOf(record), null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${record.fileName}.manifest.json"`,
      'cache-control': 'no-store',
    },
  });
}
