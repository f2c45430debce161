import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { dayAt } from '#identity/accounts/business-day.ts';
import { readFilter } from '#identity/filter.ts';
import { may } from '#identity/permissions/permissions.ts';
import { Refusal } from '#identity/refusal.ts';
import { calendarOf } from '#reconciliation/statements/calendar.ts';
import { DELIMITERS, ENCODINGS } from '#reconciliation/statements/choices.ts';
import { uploadStatement } from '#reconciliation/statements/drafts.ts';
import { statementFiles } from '#reconciliation/statements/statement-files.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { ReportsNav } from '../reports/reports-nav.tsx';
import { FileTable } from './file-table.tsx';
import { StatementCalendar } from './statement-calendar.tsx';
import { UploadForm } from './upload-form.tsx';

export const meta: MetaFunction = () => [{ title: 'Statements · Counterfoil' }];

const ADDRESS = PAGE_ADDRESS.extend({
  month: z
    .string()
    .regex(/^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])$/, 'must be a month, YYYY-MM')
    .optional(),
});
const SAID = {
  schema: z.object({
    file: z
      .instanceof(File, { error: 'choose a file' })
      .refine(({ size }) => size > 0, 'choose a file that is not empty'),
    encoding: z.union([z.literal('').transform(() => undefined), z.enum(ENCODINGS)]).optional(),
    delimiter: z.union([z.literal('').transform(() => undefined), z.enum(DELIMITERS)]).optional(),
  }),
  secret: ['file'],
  at: {
    unreadable_file: 'file',
    empty_file: 'file',
    file_too_large: 'file',
    unreadable_encoding: 'encoding',
  },
};

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { mode, month } = readFilter(ADDRESS, new URL(request.url).searchParams);
  const shown = month ?? dayAt(new Date(), account.timeZone).slice(0, 7);
  return {
    ...{ zone: account.timeZone, mode },
    files: await statementFiles(context.sql, account.id, mode),
    calendar: await calendarOf(context.sql, account.id, mode, shown),
    mayImport: may(person.role, 'statement.import'),
  };
}

/** Takes a file in for a preview; nothing is imported yet. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'statement.import');
  const account = await currentAccount(request, context, person);
  if (!/^multipart\/form-data\b/i.test(request.headers.get('content-type') ?? ''))
    throw new Refusal('no_file', 'Send a file: multipart/form-data.', 415);
  return answerForm(await request.formData(), SAID, async ({ file, encoding, delimiter }) => {
    const bytes = Buffer.from(await file.arrayBuffer());
    const upload = { fileName: file.name, bytes, encoding, delimiter };
    const id = await uploadStatement(context.sql, actorOf(person, context), account, upload);
    return redirect(`/reports/statements/uploads/${id}`);
  });
}

export default function Statements() {
  const { zone, mode, files, calendar, mayImport } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Statements"
        sub="Files of Paymega’s portal: a third book, compared line by line with ours and the private API’s"
      />
      <ReportsNav />
      {mayImport ? <UploadForm /> : <p className="text-muted">Finance and admins import statements.</p>}
      <StatementCalendar calendar={calendar} mode={mode} />
      <FileTable files={files} zone={zone} mode={mode} />
    </>
  );
}
