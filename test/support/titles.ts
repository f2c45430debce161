/** The title of a page, as a browser shows it. */
export function titleOf(page: string): string {
  return /<title>([^<]*)<\/title>/.exec(page)?.[1] ?? '';
}
