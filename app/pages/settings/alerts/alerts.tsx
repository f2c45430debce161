import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { alertSettingsOf, changeAlertSettings } from '#reconciliation/alerts/alert-settings.ts';
import { alertDeliveriesOf, channelsOf } from '#reconciliation/alerts/channels.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { actorOf, requirePerson } from '../../../access/access.server.ts';
import { currentAccount } from '../../../access/account.server.ts';
import { returnTo } from '../../../forms/answer.server.ts';
import { answerForm } from '../../../forms/answer-form.server.ts';
import { PAGE_ADDRESS } from '../../../forms/page-address.ts';
import { ActionNotice } from '../../../ui/feedback/action-notice.tsx';
import { PageHead } from '../../../ui/frame/page-head.tsx';
import { Section } from '../../../ui/frame/section.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { rulesForm, settingsOf } from './alert-schema.server.ts';
import { ChannelForm } from './channel-form.tsx';
import { ChannelTable } from './channel-table.tsx';
import { MessageTable } from './message-table.tsx';
import { RulesForm } from './rules-form.tsx';

export const meta: MetaFunction = () => [{ title: 'Alert settings · Counterfoil' }];

const MESSAGES = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'settings.change');
  const account = await currentAccount(request, context, person);
  readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  const [settings, channels, messages] = await Promise.all([
    alertSettingsOf(context.sql, account.id),
    channelsOf(context.sql, account.id),
    alertDeliveriesOf(context.sql, account.id, MESSAGES),
  ]);
  return { zone: account.timeZone, settings, channels, messages };
}

/** Keeps from when on the alerts of an account open. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'settings.change');
  const account = await currentAccount(request, context, person);
  const schema = rulesForm(await exponentsOf(context.sql));
  return answerForm(await request.formData(), { schema, secret: [] }, async (given) => {
    await changeAlertSettings(context.sql, actorOf(person, context), account, settingsOf(given));
    return returnTo(context, '/settings/alerts', {
      tone: 'good',
      message: 'Changed. It takes effect at once.',
    });
  });
}

export default function AlertSettings() {
  const { zone, settings, channels, messages } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead title="Alert settings" sub={`Of this account; hours are on its clocks, ${zone}`} />
      <SettingsNav isAdmin />
      <ActionNotice>
        <p>Copy it now: it is not shown again.</p>
      </ActionNotice>
      <Section heading="Rules">
        <RulesForm settings={settings} />
      </Section>
      <Section heading="Channels" flush>
        <ChannelTable channels={channels} />
      </Section>
      <Section heading="New channel">
        <ChannelForm />
      </Section>
      <Section heading={`The last ${MESSAGES} messages`} flush>
        <MessageTable messages={messages} zone={zone} />
      </Section>
    </>
  );
}
