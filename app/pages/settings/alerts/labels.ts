/** What a channel of alerts is called on the screen. */
export const CHANNEL_LABELS = {
  email: 'E-mail',
  slack: 'Slack, or what reads its webhooks',
  webhook: 'Webhook, signed',
} as const;
