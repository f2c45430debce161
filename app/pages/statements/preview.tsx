import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { remapDraft } from '#reconciliation/statements/drafts.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { visible } from '../../ui/values/visible.ts';
import { ReportsNav } from '../reports/reports-nav.tsx';
import { BadRows } from './bad-rows.tsx';
import { MAPPING_FORM, mappingOf } from './mapping-form.server.ts';
import { MappingForm } from './mapping-form.tsx';
import { draftOfRequest, shownDraft } from './preview.server.ts';
import { RawRows } from './raw-rows.tsx';
import { ReadSummary } from './read-summary.tsx';

export const meta: MetaFunction = () => [{ title: 'Preview of a statement · Counterfoil' }];

export function loader(args: LoaderFunctionArgs) {
  return shownDraft(args);
}

/** Reads the file as the form says, and shows it so. */
export async function action(args: ActionFunctionArgs) {
  const { account, id } = await draftOfRequest(args);
  return answerForm(await args.request.formData(), { schema: MAPPING_FORM, secret: [] }, async (given) => {
    await remapDraft(args.context.sql, account.id, id, mappingOf(given));
    return redirect(`/reports/statements/uploads/${id}`);
  });
}

export default function Preview() {
  const { id, fileName, mapping, mappingName, unsure, preview, ...file } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title={visible(fileName)}
        sub="Not imported yet: look at how it is read. It is kept for an hour, without what it says of people."
        actions={
          <AccountForm action={`/reports/statements/uploads/${id}/removal`}>
            <Button>Do not import it</Button>
          </AccountForm>
        }
      />
      <ReportsNav />
      {unsure.map((words) => (
        <Notice key={words} tone="warn">
          {words}
        </Notice>
      ))}
      {preview.gaps.map((words) => (
        <Notice key={words} tone="bad">
          {words}
        </Notice>
      ))}
      <ReadSummary file={file} mappingName={mappingName} preview={preview} />
      <Section heading="How it is read">
        {/* Another reading is another form: what was typed belongs to the one before. */}
        <MappingForm
          key={JSON.stringify(mapping)}
          id={id.toString()}
          {...{
            mapping,
            mappingName: mappingName ?? '',
            header: preview.header,
            isReady: preview.gaps.length === 0,
          }}
        />
      </Section>
      {preview.badCount > 0 ? <BadRows rows={preview.bad} count={preview.badCount} /> : null}
      <RawRows header={preview.header} rows={preview.rows} />
    </>
  );
}
